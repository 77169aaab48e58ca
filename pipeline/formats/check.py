"""Every written track is read back and compared before anyone sees it."""

from __future__ import annotations

from pipeline.errors import FormatError
from pipeline.formats.record import Format
from pipeline.model import Cue, Mark, Track


def read_back(entry: Format, text: str, track: Track, *, name: str) -> None:
    """Compare what `text` reads as with `track`, as far as the format holds it. Raises FormatError at a difference."""
    if entry.read is None or entry.holds is None:
        raise FormatError(f"{entry.title} cannot be read back", where=name)
    if len(track.cues) == 0 and entry.name != "vtt":
        return
    again, _ = entry.read(text, name=name, lang=track.lang)
    same(again, track, entry, name=name)


def same(again: Track, track: Track, entry: Format, *, name: str) -> None:
    """Compare a track read with the one meant. Raises FormatError at the first difference."""
    if entry.holds is None:
        raise FormatError(f"{entry.title} is only read", where=name)
    if len(again.cues) != len(track.cues):
        raise FormatError(f"reading back gives {len(again.cues)} cues instead of {len(track.cues)}", where=name)
    for at, (got, meant) in enumerate(zip(again.cues, track.cues, strict=True), 1):
        fault = difference(got, entry.holds(meant))
        if fault:
            raise FormatError(f"reading back cue {at} gives another {fault}", where=name, hint="please report this cue")


def difference(got: Cue, meant: Cue) -> str:
    """What differs between a cue read and the cue meant, empty when nothing does."""
    if got.span != meant.span:
        return f"time: {got.span} instead of {meant.span}"
    if got.text != meant.text:
        return f"text: {got.text!r} instead of {meant.text!r}"
    if set(_plain(got.marks)) != set(_plain(meant.marks)):
        return f"markup: {got.marks} instead of {meant.marks}"
    return ""


def _plain(marks: tuple[Mark, ...]) -> list[tuple[int, int, str, str]]:
    return [(mark.start, mark.end, mark.kind.value, mark.value) for mark in marks]
