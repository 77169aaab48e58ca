"""Single cues changed inside a file's own text: everything that is not named to change stays as it stands, letter by
letter. What a reader does not model (styles, layout, odd markup) is so kept, which writing the file anew would not."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pipeline import formats
from pipeline.errors import FormatError
from pipeline.model import Cue, MarkKind, Span, Track
from pipeline.timecode import clock

_CLOCK, _POINTED = r"([\d:.,]*\d)", r"([\d:.]*\d)"
_TIMES: Mapping[str, re.Pattern[str]] = {  # what stands before, start, between, end
    "vtt": re.compile(rf"([ \t\f]*){_CLOCK}([ \t\f]*-->[ \t\f]*){_CLOCK}"),
    "srt": re.compile(rf"([ \t]*){_CLOCK}([ \t]*(?:-+>|[–—]+>|→|=+>)[ \t]*){_CLOCK}"),
    "sbv": re.compile(rf"([ \t]*){_POINTED}([ \t]*,[ \t]*){_POINTED}"),
    "ass": re.compile(rf"([ \t]*\w+:[^,]*,[ \t]*){_POINTED}([ \t]*,[ \t]*){_POINTED}"),
}
_STAMP = re.compile(r"<(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}>")


def can_retime(name: str) -> bool:
    """True for a format whose times can be changed in place.

    >>> can_retime("vtt"), can_retime("ttml")
    (True, False)
    """
    return name in _TIMES


def patched(
    text: str, track: Track, changed: Track, entry: formats.Format, *, payloads: Mapping[int, str] | None = None,
    retime: Collection[int] = (),
) -> str:
    """The text with the times of `changed`, and with other words for the cues (by number) of `payloads`.

    Times are written where they differ from those of `track`, and for the cues of `retime`, whose times the reader had
    to repair. Cues of `track` that `changed` lacks are cut out. Raises FormatError when the outcome does not read back
    as `changed`, or when the format's times cannot be changed in place.
    """
    if not can_retime(entry.name):
        raise FormatError(
            f"{entry.title} cannot be changed in place, and writing it anew would lose its layout",
            hint="convert it to WebVTT or SRT first",
        )
    lines = text.split("\n")
    later = {cue.number: cue for cue in changed.cues}
    names = {cue.line - 1: cue.name.strip() for cue in track.cues}
    for old in sorted(track.cues, key=lambda cue: cue.line, reverse=True):  # from below: places above stay right
        new = later.get(old.number)
        end = _end(lines, old.line, names)
        if new is None:
            first = old.line - 2 if old.name and old.line > 1 and lines[old.line - 2].strip() else old.line - 1
            del lines[first : end + (end < len(lines) and not lines[end])]
            continue
        if payloads and old.number in payloads:
            lines[old.line : end] = payloads[old.number].split("\n")
        else:
            _stamps(lines, old, new, end)
        if old.span != new.span or old.number in retime:
            lines[old.line - 1] = with_times(lines[old.line - 1], new.span, entry.name)
    outcome = "\n".join(lines)
    _verify(outcome, changed, entry)
    return outcome


def with_times(line: str, span: Span, name: str) -> str:
    """A timing line with other times.

    >>> with_times("00:01.000 --> 00:02.000 align:start", Span(2000, 3000), "vtt")
    '00:00:02.000 --> 00:00:03.000 align:start'
    >>> with_times("Dialogue: 0,0:00:01.00,0:00:02.00,Top,,0,0,0,,Hi", Span(2000, 3000), "ass")
    'Dialogue: 0,0:00:02.00,0:00:03.00,Top,,0,0,0,,Hi'
    """
    found = _TIMES[name].match(line)
    if found is None:
        raise FormatError(f"no times in {line[:60]!r}")
    before, _, between, _ = found.groups()
    return f"{before}{_told(span.start_ms, name)}{between}{_told(span.end_ms, name)}{line[found.end() :]}"


def _told(ms: int, name: str) -> str:
    if name == "ass":
        return clock((ms + 5) // 10 * 10).removeprefix("0")[:-1]
    if name == "sbv":
        return clock(ms).removeprefix("0")
    return clock(ms, mark="," if name == "srt" else ".")


def payload(cue: Cue, track: Track, entry: formats.Format) -> str:
    """The lines of a cue's text as its format writes them. Raises FormatError when something of it would be lost."""
    if entry.write is None:
        raise FormatError(f"{entry.title} cannot be written")
    text, lost = entry.write(replace(track, cues=(cue,), blocks=()))
    gone = [finding.message for finding in lost if finding.code in ("mark-dropped", "block-dropped")]
    if gone:
        raise FormatError(f"mending would lose something: {gone[0]}", hint="mend it by hand")
    _, _, body = text.partition("-->")
    return body.partition("\n")[2].rstrip("\n")


def _end(lines: Sequence[str], first: int, names: Mapping[int, str]) -> int:
    """Index after the last line of the cue text that begins at `first`; `names` are identifiers by timing line.

    Where no blank line parts two cues, the identifier of the next one is not text of this one.
    """
    own = names.get(first - 1, "")
    counted = str(int(own) + 1) if own.isdecimal() and len(own) < 10 else ""  # what a reader takes for a number
    for at in range(first, len(lines)):
        if not lines[at]:
            return at
        if at in names or "-->" in lines[at]:
            last = lines[at - 1].strip()
            return at - (first < at and last != "" and last in (names.get(at, ""), counted))
    return len(lines)


def _stamps(lines: list[str], old: Cue, new: Cue, end: int) -> None:
    """Times inside the text of a cue, moved along with it."""
    before, after = ([mark.value for mark in cue.marks if mark.kind is MarkKind.TIME] for cue in (old, new))
    if before == after:
        return
    values = iter(after)
    for at in range(old.line, end):
        lines[at] = _STAMP.sub(lambda found: f"<{clock(int(next(values, '0')))}>", lines[at])


def _verify(text: str, meant: Track, entry: formats.Format) -> None:
    """Raise FormatError unless the text reads as what was meant: same words, same times up to the format's tick."""
    assert entry.read is not None  # noqa: S101  (can_retime names only formats that are read)
    again, _ = entry.read(text, name="", lang=meant.lang)
    same = len(again.cues) == len(meant.cues) and all(
        abs(got.span.start_ms - cue.span.start_ms) < entry.tick_ms
        and abs(got.span.end_ms - cue.span.end_ms) <= max(1, entry.tick_ms)
        and got.text.split() == cue.text.split()
        for got, cue in zip(_in_order(again), _in_order(meant), strict=True)
    )
    if not same:
        raise FormatError("the changed file does not read back as meant", hint="please report this file")


def _in_order(track: Track) -> list[Cue]:
    return sorted(track.cues, key=lambda cue: cue.number)
