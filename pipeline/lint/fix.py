"""What can be mended without a person: times, line breaks, blanks, spans, encoding. No word changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline import formats
from pipeline.config import Limits, LimitsByLang
from pipeline.errors import FormatError
from pipeline.lang import kinsoku, width
from pipeline.lang.breaks import break_lines
from pipeline.lint.check import Report, is_mixed, line_lang
from pipeline.model import Cue, Lang, Mark, MarkKind, Span, Track

MAX_OVERLAP_MS = 1_500  # a longer overlap may be meant
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Fixed:
    """The mended file and how many cues were changed in time and in line breaks."""

    text: str
    retimed: int
    rebroken: int
    removed: int


def fix(report: Report, *, limits: LimitsByLang, strictness: str = "strict") -> Fixed:
    """The file with what is safe mended, in its own format.

    Safe: small overlaps and small gaps closed, short cues lengthened into free time, lines broken anew where they
    breach width, number or kinsoku, blanks at line ends and empty cues dropped, spans closed, UTF-8. Raises FormatError
    when the format cannot be written, or not without losing something of this file.
    """
    entry = formats.named(report.format)
    if entry.write is None or entry.read is None:
        raise FormatError(f"{entry.title} cannot be written", where=report.name, hint="convert it to WebVTT first")
    own = limits.ja if report.lang is Lang.JA else limits.en
    cues = [cue for cue in report.track.cues if cue.text.strip()]
    broken = [cue if report.bilingual else _lines(cue, report.lang, own, strictness) for cue in cues]
    timed = broken if is_mixed(report.track) else _times(broken, own, entry.tick_ms)
    for _ in range(_ROUNDS):  # one change may make room for another
        again = timed if is_mixed(report.track) else _times(timed, own, entry.tick_ms)
        if again == timed:
            break
        timed = again
    track = replace(report.track, cues=tuple(timed))
    text, lost = entry.write(track)
    gone = [finding.message for finding in lost if finding.code in ("mark-dropped", "block-dropped")]
    if gone:
        raise FormatError(f"mending would lose something: {gone[0]}", where=report.name, hint="mend it by hand")
    _compare(track, entry, text, report)
    pairs = list(zip(cues, timed, strict=True))
    return Fixed(
        text=text,
        retimed=sum(before.span != after.span for before, after in pairs),
        rebroken=sum(before.text != after.text for before, after in pairs),
        removed=len(report.track.cues) - len(cues),
    )


def _compare(track: Track, entry: formats.Format, text: str, report: Report) -> None:
    """Raise FormatError unless the written text reads back as what was meant."""
    if entry.read is None:
        return
    again, _ = entry.read(text, name=report.name, lang=report.lang)
    wanted = [" ".join(cue.text.split()) for cue in track.cues]
    if [" ".join(cue.text.split()) for cue in again.cues] != wanted:
        raise FormatError("the mended file does not read back the same", where=report.name, hint="report this file")


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
