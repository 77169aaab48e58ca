"""Text with the entities it mentions marked: plain parts and marked parts, never markup in a string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Lang


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; `entity` is the index of what it mentions, -1 for nothing."""

    text: str
    entity: int = -1


def pattern(names: Iterable[tuple[int, str]], lang: Lang) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    """A pattern of all names, longest first, and the entity of each name in lower case."""
    table: dict[str, int] = {}
    for index, name in names:
        if len(name) > 1:
            table.setdefault(name.lower(), index)
    if not table:
        return None, {}
    bodies = "|".join(re.escape(name) for name in sorted(table, key=lambda name: (-len(name), name)))
    if lang is Lang.EN:
        return re.compile(rf"(?<!\w)({bodies})(?=(?:'s|’s|s)?(?!\w))", re.IGNORECASE), table
    # a name in Latin letters or katakana must not be the inside of a longer one
    return re.compile(rf"(?<![A-Za-z0-9])(?<![ァ-ヶー])({bodies})(?![A-Za-z])(?![ァ-ヶー])", re.IGNORECASE), table


def marked(text: str, found: tuple[re.Pattern[str] | None, dict[str, int]]) -> Sequence[Part]:
    """The text in parts; joined they are the text.

    >>> marked("A GPU runs Llama.", pattern([(0, "GPU"), (1, "Llama")], Lang.EN))
    (Part(text='A ', entity=-1), Part(text='GPU', entity=0), Part(text=' runs ', entity=-1), \
Part(text='Llama', entity=1), Part(text='.', entity=-1))
    """
    matcher, table = found
    if matcher is None or not text:
        return (Part(text),) if text else ()
    parts: list[Part] = []
    last = 0
    for hit in matcher.finditer(text):
        if hit.start() > last:
            parts.append(Part(text[last : hit.start()]))
        parts.append(Part(hit.group(1), table[hit.group(1).lower()]))
        last = hit.end(1)
    if last < len(text):
        parts.append(Part(text[last:]))
    return tuple(parts)
