"""Why `--fix` leaves a finding that it may mend elsewhere: every refusal in words."""

from __future__ import annotations

import re

from pipeline.config import Limits, LimitsByLang
from pipeline.lint.check import Report, is_mixed, is_rolling
from pipeline.lint.rules import RULES
from pipeline.model import Cue, Finding, Lang, MarkKind

MAX_OVERLAP_MS = 1_500  # a longer overlap may be meant
_TIMES = frozenset({"cue-overlap", "cue-short", "gap-small"})
_LINES = frozenset({"line-wide", "line-unbroken", "lines-many", "kinsoku", "blank-ends"})
_FOREIGN = re.compile(r"<\s*/?\s*(?:font|span|s|strike)\b", re.IGNORECASE)


def keeps_lines(cue: Cue, lines: list[str]) -> str:
    """Why the line breaks of a cue are not touched, empty when they may be; `lines` is the file's own text."""
    if any(mark.kind is MarkKind.TIME for mark in cue.marks):
        return "its words have times of their own, which belong to these lines"
    return "it holds tags that would be lost" if holds_foreign(cue, lines) else ""


def holds_foreign(cue: Cue, lines: list[str]) -> bool:
    """True when the file's text of a cue has tags that no mark stands for, so that writing the cue loses them."""
    for line in lines[cue.line :] if cue.line else ():
        if not line.strip():
            break
        if _FOREIGN.search(line):
            return True
    return False


def why_left(finding: Finding, report: Report, limits: LimitsByLang) -> str:
    """The reason why a finding of a mended file is still there, empty for one that is never mended."""
    code = finding.code
    if code not in RULES or not RULES[code].fixable:
        return ""
    own = limits.ja if report.lang is Lang.JA else limits.en
    at = next((at for at, cue in enumerate(report.track.cues) if cue.number == finding.where.cue), -1)
    if at < 0:
        return "it is about the whole file"
    if report.chapters:
        return "chapters keep their times and lines"
    if code in _TIMES | _LINES and is_rolling(report.track):
        return "rolling captions repeat their lines, so times and line breaks belong together"
    if code in _TIMES:
        return "cues of two languages keep their times" if is_mixed(report.track) else _times(code, at, report, own)
    if code in _LINES:
        if report.bilingual:
            return "cues in two languages keep their line breaks"
        return keeps_lines(report.track.cues[at], report.text.split("\n")) or _lines(code, own, report.lang)
    return "it cannot be mended without losing something"


def _times(code: str, at: int, report: Report, own: Limits) -> str:
    cues = report.track.cues
    if code == "cue-short":
        return "no time is free after it"
    before, after = cues[at - 1].span, cues[at].span
    left_ms = after.start_ms - before.start_ms
    if code == "cue-overlap" and before.end_ms - after.start_ms > MAX_OVERLAP_MS:
        return f"an overlap of more than {MAX_OVERLAP_MS} ms may be meant"
    if code == "cue-overlap" and before.end_ms > after.end_ms:
        return f"cue {cues[at - 1].number} goes on after this one has ended"
    least_ms = min(own.min_ms, before.duration_ms)
    return f"cue {cues[at - 1].number} would be left with {left_ms} ms, least {least_ms}"


def _lines(code: str, own: Limits, lang: Lang) -> str:
    if code == "kinsoku":
        return "no other break keeps every line within its width"
    scale, unit = (1, "cells") if lang is Lang.JA else (2, "characters")
    return f"it does not fit in {own.max_lines} lines of {own.max_line_cells * scale:g} {unit}"
