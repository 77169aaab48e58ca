"""What a format is: a record of functions between text and Track."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pipeline.model import Cue, Finding, Lang, MarkKind, Track

Read = tuple[Track, tuple[Finding, ...]]
Written = tuple[str, tuple[Finding, ...]]


class Reader(Protocol):
    """Text of a file (line ends already `\\n`) to a track; raises FormatError when it is no such file."""

    def __call__(self, text: str, *, name: str, lang: Lang) -> Read: ...


Writer = Callable[..., Written]


@dataclass(frozen=True, slots=True)
class Format:
    """One subtitle format. `keeps` says which marks survive writing and reading back; writers report what they drop.

    `suffixes[0]` is the one we write. `read` is None for formats only written, `write` for those only read.
    `holds` gives a cue as this format can hold it: what reading back must give. `tick_ms` is the resolution of time,
    `lines` says whether line breaks inside a cue survive.
    """

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    sniff: Callable[[str], bool]
    read: Reader | None
    write: Writer | None
    holds: Callable[[Cue], Cue] | None = None
    keeps: frozenset[MarkKind] = frozenset()
    tick_ms: int = 1
    lines: bool = True
    title: str = ""
