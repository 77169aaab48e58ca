"""From scanned cues to a Track: times made possible, order restored, every repair a finding with its line and cue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Block, Cue, Finding, Lang, Mark, MarkKind, Severity, Span, Track, TrackKind, Where
from pipeline.timecode import clock

_MAX_SWAP_MS = 30_000
MAX_MS = 1_000 * 3_600_000  # a thousand hours: times past it are damage, not length
_TIME = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,3}):)?(\d{1,3})(?:[.,](\d{1,3}))?\Z")


@dataclass(frozen=True, slots=True)
class RawCue:
    """A cue as the file has it: times may be reversed or equal, order is the file's."""

    start_ms: int
    end_ms: int
    text: str
    marks: tuple[Mark, ...] = ()
    settings: str = ""
    name: str = ""
    line: int = 0


def lenient_ms(text: str) -> int | None:
    """Milliseconds of a clock time as people write it, None when it is none.

    >>> lenient_ms("00:00:12,6"), lenient_ms("00:01:39"), lenient_ms("0.860"), lenient_ms("12")
    (12600, 99000, 860, None)
    """
    found = _TIME.match(text)
    if not found:
        return None
    hour, minute, second, fraction = found.groups()
    if fraction is None and (minute is None or len(second) < 2):
        return None  # `12` is a number, `00:0` a time cut off
    return ((int(hour or 0) * 60 + int(minute or 0)) * 60 + int(second)) * 1000 + int((fraction or "0").ljust(3, "0"))


def finding(
    code: str, severity: Severity, message: str, *, name: str = "", line: int = 0, cue: int = 0, hint: str = ""
) -> Finding:
    """A finding about a place in the source file."""
    return Finding(code, severity, Where(file=name, line=line, cue=cue), message, hint)


def build(
    raws: Sequence[RawCue],
    *,
    name: str,
    lang: Lang,
    kind: TrackKind = TrackKind.SUBTITLES,
    blocks: Iterable[Block] = (),
) -> tuple[Track, tuple[Finding, ...]]:
    """The track of these cues, ordered by start and numbered in file order, and what had to be repaired.

    A cue whose end stands before its start gets the two swapped when that fits its neighbours; otherwise, like a cue
    of no length, it keeps its start and ends at the next cue or after a reading time, whichever comes first.
    """
    findings: list[Finding] = []
    cues: list[Cue] = []
    last_start = -1
    mended = _mended(raws)
    for at, raw in enumerate(raws):
        number = at + 1
        start_ms, end_ms = raw.start_ms, raw.end_ms
        if at in mended:
            start_ms, end_ms, how = mended[at]
            word = "ends before it starts" if raw.end_ms < raw.start_ms else "has no length"
            code = "cue-reversed" if raw.end_ms < raw.start_ms else "cue-zero-length"
            was = f"{clock(raw.start_ms)} to {clock(raw.end_ms)}"
            shown = f"cue {number} {word} ({was}); {how} {clock(start_ms)} to {clock(end_ms)}"
            findings.append(finding(code, Severity.WARNING, shown, name=name, line=raw.line, cue=number))
        if start_ms < last_start:
            message = f"cue {number} starts at {clock(start_ms)}, before the cue in front of it; put in time order"
            findings.append(
                finding("cue-out-of-order", Severity.WARNING, message, name=name, line=raw.line, cue=number)
            )
        last_start = start_ms
        cues.append(
            Cue(
                id=f"c{number}",
                span=Span(start_ms, end_ms),
                text=raw.text,
                marks=raw.marks,
                settings=raw.settings,
                name=raw.name,
                number=number,
                line=raw.line,
            )
        )
    cues.sort(key=lambda cue: (cue.span.start_ms, cue.number))
    return Track(lang=lang, kind=kind, cues=tuple(cues), blocks=tuple(blocks)), tuple(findings)


def _mended(raws: Sequence[RawCue]) -> dict[int, tuple[int, int, str]]:
    """`(start, end, what was done)` for every cue without a length; cues with equal impossible times share them."""
    found: dict[int, tuple[int, int, str]] = {}
    at = 0
    while at < len(raws):
        if raws[at].end_ms > raws[at].start_ms:
            at += 1
            continue
        times = (raws[at].start_ms, raws[at].end_ms)
        past = at
        while past < len(raws) and (raws[past].start_ms, raws[past].end_ms) == times:
            past += 1
        start_ms, end_ms, how = _possible(raws, at, past)
        sizes = [max(1, len(raw.text.strip())) for raw in raws[at:past]]
        edges = [start_ms]
        for size in sizes:
            edges.append(max(edges[-1] + 1, edges[-1] + (end_ms - start_ms) * size // sum(sizes)))
        for step in range(past - at):
            last = step == past - at - 1
            found[at + step] = (edges[step], max(edges[step] + 1, end_ms) if last else edges[step + 1], how)
        at = past
    return found


def _possible(raws: Sequence[RawCue], at: int, past: int) -> tuple[int, int, str]:
    """Times for the cues from `at` to before `past`, which all have the same impossible ones."""
    raw = raws[at]
    following = raws[past].start_ms if past < len(raws) else None
    reading_ms = sum(min(7_000, max(500, 60 * len(one.text))) for one in raws[at:past])
    if raw.end_ms < raw.start_ms:
        before = raws[at - 1].end_ms if at else 0
        near = raw.start_ms - raw.end_ms <= _MAX_SWAP_MS
        if near and before <= raw.end_ms and (following is None or raw.start_ms <= following):
            return raw.end_ms, raw.start_ms, "times swapped:"
        if not near and before < raw.end_ms and (following is None or raw.end_ms <= following):
            return max(before, raw.end_ms - reading_ms), raw.end_ms, "its start cannot be right; shown from"
    end_ms = raw.start_ms + reading_ms
    if following is not None and raw.start_ms < following < end_ms:
        end_ms = following
    return raw.start_ms, end_ms, "shown from"


def only(track: Track, keeps: frozenset[MarkKind]) -> tuple[tuple[Cue, ...], tuple[tuple[str, int], ...]]:
    """The cues with only the marks in `keeps`, and `(kind, how many)` of the dropped ones in order of kind."""
    dropped: dict[str, int] = {}
    cues = []
    for cue in track.cues:
        kept = tuple(mark for mark in cue.marks if mark.kind in keeps)
        if len(kept) != len(cue.marks):
            for mark in cue.marks:
                if mark.kind not in keeps:
                    dropped[mark.kind.value] = dropped.get(mark.kind.value, 0) + 1
            cue = replace(cue, marks=kept)
        cues.append(cue)
    return tuple(cues), tuple(sorted(dropped.items()))


def changed(cue: Cue, held: Cue, at: int, fmt: str) -> tuple[Finding, ...]:
    """A `text-replaced` finding when the format needs look-alikes for some characters (blanks do not count)."""
    if "".join(held.text.split()) == "".join(cue.text.split()):
        return ()
    message = f"cue {cue.id}: characters {fmt} cannot hold as text are written as look-alikes"
    return (Finding("text-replaced", Severity.INFO, Where(cue=at + 1), message),)


def dropped_findings(dropped: Iterable[tuple[str, int]], fmt: str) -> tuple[Finding, ...]:
    """One `mark-dropped` finding a kind of mark the format cannot hold."""
    return tuple(
        Finding("mark-dropped", Severity.INFO, Where(), f"{fmt} cannot hold {kind} marks: {count} dropped")
        for kind, count in dropped
    )
