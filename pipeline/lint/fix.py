"""What can be mended without a person: times, line breaks, blanks, spans, encoding. No word changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline import formats
from pipeline.config import Limits, LimitsByLang
from pipeline.errors import FormatError
from pipeline.lang import kinsoku, width
from pipeline.lang.breaks import break_lines
from pipeline.lint.check import Report, is_mixed, is_rolling, line_lang
from pipeline.lint.declined import MAX_OVERLAP_MS, holds_foreign, keeps_lines
from pipeline.lint.patch import patched, payload
from pipeline.model import Cue, Lang, Mark, MarkKind, Span, Track

_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Fixed:
    """The mended file, and how many cues were changed in time, in line breaks, in markup, and removed."""

    text: str
    retimed: int
    rebroken: int
    removed: int
    respanned: int = 0


def fix(report: Report, *, limits: LimitsByLang, strictness: str = "strict") -> Fixed:
    """The file with what is safe mended, in its own format; what needs no mending stands letter by letter.

    Safe: small overlaps and small gaps closed, short cues lengthened into free time, lines broken anew where they
    breach width, number or kinsoku, blanks at line ends and empty cues dropped, spans closed, UTF-8. Rolling captions
    and chapters keep their times and lines. `why_left` says what was declined. Raises FormatError when the format
    cannot be written, or not without losing something of this file.
    """
    entry = formats.named(report.format)
    if entry.write is None or entry.read is None:
        raise FormatError(f"{entry.title} cannot be written", where=report.name, hint="convert it to WebVTT first")
    own = limits.ja if report.lang is Lang.JA else limits.en
    before = report.track
    cues = [cue for cue in before.cues if cue.text.strip()]
    raw = report.text.split("\n")
    as_is = report.chapters or is_rolling(before)
    unclosed = {one.where.cue for one in report.findings if one.code == "span-unclosed"}
    voiced = [_voices(cue) if cue.number in unclosed else cue for cue in cues]
    done = [
        cue if as_is or report.bilingual or keeps_lines(cue, raw) else _lines(cue, report.lang, own, strictness)
        for cue in voiced
    ]
    for _ in range(1 if as_is or is_mixed(before) else _ROUNDS):  # one change may make room for another
        again = done if as_is or is_mixed(before) else _times(done, own, entry.tick_ms)
        if again == done:
            break
        done = again
    track = replace(before, cues=tuple(done))
    spans = {cue.number for cue in cues if cue.number in unclosed and not holds_foreign(cue, raw)}
    anew = spans | {old.number for old, new in zip(cues, done, strict=True) if old.text != new.text}
    repaired = {one.where.cue for one in report.findings if one.code in ("cue-reversed", "cue-zero-length")}
    text = report.text
    if anew or repaired or track.cues != before.cues:
        text = _changed(report, track, entry, anew, repaired)
    pairs = list(zip(cues, done, strict=True))
    return Fixed(
        text=text,
        retimed=sum(old.span != new.span or old.number in repaired for old, new in pairs),
        rebroken=sum(old.text != new.text for old, new in pairs),
        removed=len(before.cues) - len(cues),
        respanned=len(spans),
    )


def _changed(report: Report, track: Track, entry: formats.Format, anew: set[int], repaired: set[int]) -> str:
    """The file's own text with the changed cues in it. Raises FormatError where that cannot be done."""
    if entry.name not in ("vtt", "srt"):
        raise FormatError(
            f"mending {entry.title} would lose its styles and layout", where=report.name,
            hint="mend it by hand, or convert it to WebVTT or SRT first",
        )
    try:
        payloads = {cue.number: payload(cue, track, entry) for cue in track.cues if cue.number in anew}
        return patched(report.text, report.track, track, entry, payloads=payloads, retime=repaired)
    except FormatError as error:
        raise FormatError(error.message, where=report.name, hint=error.hint or "mend it by hand") from None


def _voices(cue: Cue) -> Cue:
    """The cue with each unclosed voice ended where the next one begins: nobody speaks inside another's words.

    >>> cue = Cue("c1", Span(0, 1), "A?\\nB!", (Mark(0, 5, MarkKind.VOICE, "Ann"), Mark(3, 5, MarkKind.VOICE, "Bo")))
    >>> [(mark.start, mark.end, mark.value) for mark in _voices(cue).marks]
    [(0, 2, 'Ann'), (3, 5, 'Bo')]
    """
    starts = [mark.start for mark in cue.marks if mark.kind is MarkKind.VOICE]
    ends: dict[tuple[int, int], int] = {}
    for mark in cue.marks:
        inside = [at for at in starts if mark.start < at < mark.end]
        if mark.kind is MarkKind.VOICE and inside:
            ends[mark.start, mark.end] = mark.start + len(cue.text[mark.start : min(inside)].rstrip())
    kinds = (MarkKind.VOICE, MarkKind.CLASS)  # a voice's class covers the same characters
    marks = [
        replace(mark, end=ends.get((mark.start, mark.end), mark.end)) if mark.kind in kinds else mark
        for mark in cue.marks
    ]
    return replace(cue, marks=tuple(mark for mark in marks if mark.start < mark.end or mark.kind not in kinds))


def _lines(cue: Cue, lang: Lang, limits: Limits, strictness: str) -> Cue:
    """The cue with better line breaks where its own breach a rule, without blanks at line ends.

    A blank that becomes a line break is gone, so the text may break better once more: done until nothing changes.
    """
    for _ in range(_ROUNDS):
        better = _broken_once(cue, lang, limits, strictness)
        if better.text == cue.text:
            break
        cue = better
    return cue


def _broken_once(cue: Cue, lang: Lang, limits: Limits, strictness: str) -> Cue:
    lines = [line.strip() for line in cue.text.split("\n")]
    lines = [line for line in lines if line]
    wide = any(width.cells(line, lang) > limits.max_line_cells for line in lines)
    bad = lang is Lang.JA and kinsoku.violations(lines, strictness)
    if wide or bad or len(lines) > limits.max_lines:
        better = break_lines(
            joined(lines), lang=lang, limits=limits, unbreakable=_whole(cue, lang), strictness=strictness
        )
        narrow = all(width.cells(line, lang) <= limits.max_line_cells for line in better)
        good = narrow and len(better) <= limits.max_lines
        less_bad = bad and not kinsoku.violations(better, strictness) and len(better) <= len(lines)
        if good or less_bad:
            lines = list(better)
    return retext(cue, "\n".join(lines))


def joined(lines: list[str]) -> str:
    """Lines as one: a blank between two Latin ones or where a line of either language ends in a Latin letter.

    >>> joined(["それは", "OpenAI", "model"]), joined(["本当に", "驚く"])
    ('それはOpenAI model', '本当に驚く')
    """
    text = ""
    for line in lines:
        both_latin = text[-1:].isascii() and line[:1].isascii() and text
        text += (" " if both_latin or (text and line_lang(text + line) is Lang.EN) else "") + line
    return text


def _whole(cue: Cue, lang: Lang) -> list[tuple[int, int]]:
    """Stretches of the joined text under ruby, which must stay on one line."""
    text = joined([line.strip() for line in cue.text.split("\n") if line.strip()])
    places = _places(cue.text)
    after = {number: at for at, number in _numbers(text).items()}
    spans: list[tuple[int, int]] = []
    for mark in cue.marks:
        if mark.kind is MarkKind.RUBY and mark.end > mark.start:
            first, last = places[mark.start], places[mark.end - 1] if not cue.text[mark.end - 1].isspace() else None
            if last is not None and first in after and last in after:
                spans.append((after[first], after[last] + 1))
    return spans


def _places(text: str) -> list[int]:
    """For each offset (and the end) how many visible characters stand before it."""
    found = [0]
    for char in text:
        found.append(found[-1] + (not char.isspace()))
    return found


def _numbers(text: str) -> dict[int, int]:
    """Offset of a visible character to its number among the visible ones."""
    found: dict[int, int] = {}
    number = 0
    for at, char in enumerate(text):
        if not char.isspace():
            found[at] = number
            number += 1
    return found


def retext(cue: Cue, text: str) -> Cue:
    """The cue with other blanks and line breaks; its marks stay on the same visible characters."""
    if text == cue.text:
        return cue
    old = _places(cue.text)
    starts = [at for at, char in enumerate(text) if not char.isspace()]
    marks: list[Mark] = []
    for mark in cue.marks:
        first, last = old[mark.start], old[mark.end]
        if mark.start == 0 and mark.end == len(cue.text):
            marks.append(replace(mark, start=0, end=len(text)))
        elif first < last:
            marks.append(replace(mark, start=starts[first], end=starts[last - 1] + 1))
        else:
            at = starts[first] if first < len(starts) else len(text)
            marks.append(replace(mark, start=at, end=at))
    return replace(cue, text=text, marks=tuple(marks))


def _times(cues: list[Cue], limits: Limits, tick_ms: int) -> list[Cue]:
    """Times mended: overlaps and small gaps closed, short cues lengthened where nobody is in the way.

    `tick_ms` is the format's resolution: a shortest cue is rounded up to it.
    """
    shortest_ms = -(-limits.min_ms // tick_ms) * tick_ms
    spans = [cue.span for cue in cues]
    for at, (before, after) in enumerate(pairwise(list(spans))):
        overlap_ms = spans[at].end_ms - after.start_ms
        left_ms = after.start_ms - spans[at].start_ms
        fits = 0 < left_ms >= min(limits.min_ms, spans[at].duration_ms) and before.end_ms <= after.end_ms
        if 0 < overlap_ms <= MAX_OVERLAP_MS and fits:
            spans[at] = Span(spans[at].start_ms, after.start_ms)
    for at, span in enumerate(spans):
        free_ms = spans[at + 1].start_ms if at + 1 < len(spans) else span.start_ms + shortest_ms
        end_ms = span.end_ms
        if span.duration_ms < limits.min_ms and end_ms < free_ms:
            end_ms = min(free_ms, span.start_ms + shortest_ms)
        if 0 < free_ms - end_ms < limits.gap_ms and at + 1 < len(spans):
            end_ms = free_ms
        spans[at] = Span(span.start_ms, end_ms)
    return [cue if cue.span == span else replace(cue, span=span) for cue, span in zip(cues, spans, strict=True)]
