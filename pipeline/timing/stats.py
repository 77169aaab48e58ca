"""How readable a track is, measured the same way for ours, for two plain methods and for the best there could be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from pipeline.config import Limits
from pipeline.lang import ja, kinsoku, width
from pipeline.model import Cue, Lang, Track
from pipeline.timing.schedule import Job, closes, water_fill, windows_of
from pipeline.timing.texts import Shown

SLACK_CPS = 0.05  # a speed that prints as the limit meets it


def meets(speed_cps: float, limit_cps: float) -> bool:
    """True for a reading speed at or under a limit: what every share and every finding goes by.

    >>> meets(7.04, 7.0), meets(7.06, 7.0)
    (True, False)
    """
    return speed_cps <= limit_cps + SLACK_CPS


@dataclass(frozen=True, slots=True)
class Conformity:
    """What share of cues keeps which rule; speeds in cells a second."""

    cues: int
    strict_share: float
    target_share: float
    hard_share: float
    median_cps: float
    p95_cps: float
    max_cps: float
    overlaps: int
    too_short: int
    too_long: int
    small_gaps: int
    too_wide: int
    too_many_lines: int
    kinsoku: int

    def as_data(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def cue_cells(cue: Cue, lang: Lang) -> float:
    """Cells a reader reads in a cue: all its lines, blanks inside them included."""
    return sum(width.cells(line, lang) for line in cue.text.split("\n"))


def cue_cps(cue: Cue, lang: Lang) -> float:
    """Reading speed of a cue in cells a second."""
    return cue_cells(cue, lang) * 1000 / cue.span.duration_ms


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed; 0 for none.

    >>> quantile([3.0, 1.0, 2.0, 4.0], 0.5), quantile([], 0.5)
    (2.0, 0.0)
    """
    ordered = sorted(values)
    if not ordered:
        return 0.0
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]


def measure(track: Track, limits: Limits, *, strictness: str = "strict") -> Conformity:
    """The figures of a track under its language's limits."""
    lang = track.lang
    speeds = [cue_cps(cue, lang) for cue in track.cues]
    count = len(speeds)
    durations = [cue.span.duration_ms for cue in track.cues]
    gaps = [after.span.start_ms - before.span.end_ms for before, after in pairwise(track.cues)]
    lines = [cue.text.split("\n") for cue in track.cues]

    def share(limit: float) -> float:
        return round(sum(meets(speed, limit) for speed in speeds) / count, 4) if count else 1.0

    return Conformity(
        cues=count,
        strict_share=share(limits.strict_cps),
        target_share=share(limits.target_cps),
        hard_share=share(limits.hard_cps),
        median_cps=round(quantile(speeds, 0.5), 2),
        p95_cps=round(quantile(speeds, 0.95), 2),
        max_cps=round(max(speeds, default=0.0), 2),
        overlaps=sum(gap < 0 for gap in gaps),
        too_short=sum(ms < limits.min_ms for ms in durations),
        too_long=sum(ms > limits.max_ms for ms in durations),
        small_gaps=sum(0 < gap < limits.gap_ms for gap in gaps),
        too_wide=sum(width.cells(line, lang) > limits.max_line_cells for group in lines for line in group),
        too_many_lines=sum(len(group) > limits.max_lines for group in lines),
        kinsoku=sum(len(kinsoku.violations(group, strictness)) for group in lines) if lang is Lang.JA else 0,
    )


def best_speeds(shown: Sequence[Shown], limits: Limits, cells: Sequence[float] | None = None) -> list[float]:
    """The most even speed of each sentence, in cells a second, that any schedule inside the windows could give it.

    `cells` are what is read of each sentence when that differs from its whole text (blanks at line ends are not).

    A window is the sentence's speech and `max_late_ms` after it, but not past the start of another speaker. Nothing
    but order binds this schedule: no shortest cue, no gap, no whole milliseconds. No schedule has a lower peak.
    """
    read = [one.cells for one in shown] if cells is None else cells
    windows = windows_of([one.sentence for one in shown], read)
    ends = closes(windows, limits.max_late_ms)
    jobs = [Job(one.start_ms, end, one.cells) for one, end in zip(windows, ends, strict=True)]
    return [job.cells * 1000 / max(end - start, 1e-6) for job, (start, end) in zip(jobs, water_fill(jobs), strict=True)]


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line that is not the end of its sentence: an offset into the sentence's shown text."""

    sentence: int
    offset: int
    cue: int  # index of the cue the line stands in
    ends_cue: bool


def walk(track: Track, shown: Sequence[Shown]) -> tuple[list[Break], list[list[tuple[int, float]]]]:
    """Every line end inside a sentence, and for every cue the sentences it shows with their cells.

    The track is one that re-timing made of `shown`; characters are counted, blanks are not.
    """
    breaks: list[Break] = []
    shares: list[list[tuple[int, float]]] = []
    places = _places(shown)
    sentence, offset = -1, 0
    for number, cue in enumerate(track.cues):
        found: dict[int, float] = {}
        lines = cue.text.split("\n")
        for row, line in enumerate(lines):
            sums = width.offsets(line, track.lang)
            for at, char in enumerate(line):
                if not char.isspace():
                    sentence, offset = next(places)
                found[sentence] = found.get(sentence, 0.0) + sums[at + 1] - sums[at]
            rest = shown[sentence].text[offset + 1 :]
            if rest.strip():
                after = offset + 1 + len(rest) - len(rest.lstrip())
                breaks.append(Break(sentence, after, number, row == len(lines) - 1))
        shares.append(list(found.items()))
    return breaks, shares


def _places(shown: Sequence[Shown]) -> Iterator[tuple[int, int]]:
    for number, one in enumerate(shown):
        for offset, char in enumerate(one.text):
            if not char.isspace():
                yield number, offset


@dataclass(frozen=True, slots=True)
class BreakFigures:
    """Where lines and cues end inside sentences."""

    breaks: int
    in_terms: int
    phrase_share: float  # on a bunsetsu boundary of the dictionary's grammar
    budoux_share: float  # on a boundary BudouX sees

    def as_data(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def break_figures(breaks: Sequence[Break], shown: Sequence[Shown], max_cells: float) -> BreakFigures:
    """Share of breaks on phrase boundaries, and how many cut a term that a line of `max_cells` could hold."""
    in_terms = grammar = budoux = 0
    for one in breaks:
        text = shown[one.sentence]
        cut = [(start, end) for start, end in text.terms if start < one.offset < end]
        in_terms += any(width.cells(text.text[start:end]) <= max_cells for start, end in cut)
        neutral = text.neutral_offset(one.offset)
        grammar += neutral in ja.bunsetsu_offsets(text.neutral)
        budoux += neutral in ja.budoux_offsets(text.neutral)
    count = max(1, len(breaks))
    return BreakFigures(len(breaks), in_terms, round(grammar / count, 4), round(budoux / count, 4))
