"""The best line breaks of a text: a dynamic programme over named costs.

Hard first: kinsoku and whole terms always hold, then no line wider than the limit, then no more lines than allowed.
Among what is left the cheapest wins: a good place to break, balanced lines, the shorter line above.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.lang import width
from pipeline.lang.boundaries import strengths
from pipeline.model import Lang


class LineLimits(Protocol):
    """The part of `config.Limits` that lines obey."""

    @property
    def max_line_cells(self) -> float: ...
    @property
    def max_lines(self) -> int: ...


@dataclass(frozen=True, slots=True)
class LineCosts:
    """What a fault of a line break costs; raising one avoids that fault more."""

    too_wide: float = 10_000.0  # a cell beyond the width
    too_many: float = 1_000.0  # more lines than allowed
    line: float = 12.0  # a further line
    imbalance: float = 12.0  # the square of (widest - narrowest) / width
    top_heavy: float = 1.5  # an upper line wider than the one below
    # by Strength: never, inside, word, weak, bound, phrase, clause, sentence
    place: tuple[float, ...] = (1e9, 120.0, 45.0, 22.0, 7.0, 3.0, 0.0, 0.0)


COSTS = LineCosts()


def break_lines(
    text: str,
    *,
    lang: Lang,
    limits: LineLimits,
    unbreakable: Iterable[tuple[int, int]] = (),
    strictness: str = "strict",
) -> tuple[str, ...]:
    """The lines of a text, blanks at their ends dropped; one line when it fits, none for a blank text.

    Newlines of the text count as blanks. When the text needs more lines than allowed, more come back; a line is wider
    than the limit only where kinsoku forbids every break.

    >>> from pipeline.config import Limits
    >>> break_lines("毎回、アルゴリズムを読み解き、未来を探ります。", lang=Lang.JA, limits=Limits())
    ('毎回、アルゴリズムを', '読み解き、未来を探ります。')
    >>> break_lines("We looked at the very first results and they were good.", lang=Lang.EN,
    ...             limits=Limits(max_line_cells=21))
    ('We looked at the very first results', 'and they were good.')
    """
    flat = text.replace("\n", " ")
    levels = strengths(
        flat, lang, unbreakable=unbreakable, strictness=strictness, max_cells=limits.max_line_cells
    )
    sums = width.offsets(flat, lang)
    stops = [0, *(at for at in range(1, len(flat)) if levels[at]), len(flat)]
    cuts = best_cuts(flat, stops, levels, sums, limits)
    lines = (flat[a:b].strip() for a, b in itertools.pairwise(cuts))
    return tuple(line for line in lines if line)


def line_cells(text: str, start: int, end: int, sums: Sequence[float]) -> float:
    """Width of `text[start:end]` without the blanks at its ends."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return sums[end] - sums[start]


def best_cuts(
    text: str, stops: Sequence[int], levels: Sequence[int], sums: Sequence[float], limits: LineLimits
) -> list[int]:
    """Offsets that cut the text between the first and last of `stops` into its best lines."""
    widest = limits.max_line_cells
    if line_cells(text, stops[0], stops[-1], sums) <= widest or len(stops) < 3:
        return [stops[0], stops[-1]]
    total = line_cells(text, stops[0], stops[-1], sums)
    least = max(2, -int(-total // widest))
    best: tuple[float, list[int]] | None = None
    # Balance needs the number of lines beforehand; nearly always the least number is the answer.
    for count in range(least, least + len(stops)):
        found = _cut_into(text, stops, levels, sums, widest, count, total)
        if found is None:
            break
        cost, cuts = found
        cost += COSTS.line * count + (COSTS.too_many if count > limits.max_lines else 0.0)
        if best is None or cost < best[0]:
            best = (cost, cuts)
        if best[0] < COSTS.too_wide and count >= min(limits.max_lines, least + 1):
            break
    return best[1] if best else [stops[0], stops[-1]]


def _cut_into(
    text: str,
    stops: Sequence[int],
    levels: Sequence[int],
    sums: Sequence[float],
    widest: float,
    count: int,
    total: float,
) -> tuple[float, list[int]] | None:
    """The cheapest way to make exactly `count` lines, or None when there are too few places."""
    ideal = total / count
    size = len(stops)
    if size - 1 < count:
        return None
    infinite = float("inf")
    cost = [infinite] * size
    cost[0] = 0.0
    back: list[list[int]] = []
    for line in range(count):
        after = [infinite] * size
        come = [0] * size
        for i in range(size):
            if cost[i] == infinite:
                continue
            lasts = (size - 1,) if line == count - 1 else range(i + 1, size - 1)
            for j in lasts:
                if j <= i:
                    continue
                cells = line_cells(text, stops[i], stops[j], sums)
                over = max(0.0, cells - widest)
                here = cost[i] + COSTS.too_wide * over + COSTS.imbalance * 2 * ((cells - ideal) / widest) ** 2
                if j < size - 1:
                    here += COSTS.place[levels[stops[j]]]
                if line == 0 and cells > ideal:
                    here += COSTS.top_heavy * (cells - ideal) / widest + 1e-6
                if here < after[j]:
                    after[j], come[j] = here, i
                if over > widest:  # wider still only costs more
                    break
        cost = after
        back.append(come)
    if cost[-1] == infinite:
        return None
    cuts = [size - 1]
    for come in reversed(back):
        cuts.append(come[cuts[-1]])
    return cost[-1], [stops[at] for at in reversed(cuts)]


