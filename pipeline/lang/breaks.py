"""The best line breaks of a text: a dynamic programme over named costs.

Hard first: kinsoku and whole terms always hold, then no line wider than the limit, then no more lines than allowed.
Among what is left the cheapest wins: a good place to break, balanced lines, the shorter line above.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from pipeline.lang import width
from pipeline.lang.boundaries import strengths
from pipeline.model import Lang

INFINITE = float("inf")


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
    imbalance: float = 36.0  # the square of a line's distance from the mean, in line widths
    top_heavy: float = 3.0  # an upper line wider than the mean, a line width of it
    # by Strength: never, inside, word, weak, bound, phrase, clause, sentence
    place: tuple[float, ...] = (1e9, 200.0, 75.0, 30.0, 8.0, 3.0, 0.0, 0.0)


COSTS = LineCosts()


@dataclass(frozen=True, slots=True)
class Layout:
    """A text with the offsets where it may be cut: `stops` from 0 to its end, the `levels` of each (see `Strength`),
    and the widths that make a stretch between two stops one subtraction: `right[j] - left[i]`, outer blanks dropped.
    """

    text: str
    stops: tuple[int, ...]
    levels: tuple[int, ...]
    left: tuple[float, ...]
    right: tuple[float, ...]

    @classmethod
    def of(cls, text: str, lang: Lang, levels: Sequence[int], stops: Iterable[int] | None = None) -> Layout:
        """The layout of a text; `levels` has one entry an offset, `stops` are its inner cuts (all legal ones)."""
        sums = width.offsets(text, lang)
        size = len(text)
        inner = stops if stops is not None else (at for at in range(1, size) if levels[at])
        cuts = (0, *inner, size)
        right: list[float] = []
        left: list[float] = []
        for at in cuts:
            back = at
            while back and text[back - 1].isspace():
                back -= 1
            right.append(sums[back])
            left.append(sums[at])
        if size:
            ahead = size - len(text.lstrip())
            left[0] = sums[ahead]
        return cls(text, cuts, tuple(levels[at] for at in cuts), tuple(left), tuple(right))

    def lines(self, cuts: Iterable[int]) -> tuple[str, ...]:
        """The lines between some stops, given by their numbers; blank ones are left out."""
        offsets = [self.stops[at] for at in cuts]
        found = (self.text[a:b].strip() for a, b in pairwise(offsets))
        return tuple(line for line in found if line)


def break_lines(
    text: str,
    *,
    lang: Lang,
    limits: LineLimits,
    unbreakable: Sequence[tuple[int, int]] = (),
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
    levels = strengths(flat, lang, unbreakable=unbreakable, strictness=strictness, max_cells=limits.max_line_cells)
    layout = Layout.of(flat, lang, levels)
    return layout.lines(best_cuts(layout, 0, len(layout.stops) - 1, limits)[1])


def best_cuts(layout: Layout, first: int, last: int, limits: LineLimits) -> tuple[float, tuple[int, ...]]:
    """Cost and stop numbers of the best lines between two stops."""
    widest = limits.max_line_cells
    total = layout.right[last] - layout.left[first]
    if total <= widest or last - first < 2:
        return COSTS.too_wide * max(0.0, total - widest), (first, last)
    if total <= 2 * widest and limits.max_lines > 1:
        cost, cut = best_pair(layout, first, last, widest)
        if cut:
            return cost, (first, cut, last)
    least = max(2, -int(-total // widest))
    if least > max(4, limits.max_lines):  # far too long for a cue: lines need not be evened out over all of it
        return _cut_freely(layout, first, last, widest)
    best: tuple[float, tuple[int, ...]] = (COSTS.too_wide * (total - widest), (first, last))
    for count in range(least, last - first + 1):
        found = _cut_into(layout, first, last, widest, count)
        cost = found[0] + COSTS.line * (count - 1) + (COSTS.too_many if count > limits.max_lines else 0.0)
        if cost < best[0]:
            best = (cost, found[1])
        # Half a cell too wide costs more than this; a good place may still be worth one or two further lines.
        if best[0] < COSTS.too_wide / 3 and count >= min(limits.max_lines, least + 2):
            break
    return best


def best_pair(layout: Layout, first: int, last: int, widest: float) -> tuple[float, int]:
    """Cost and cut of the best two lines between two stops; the cut is 0 when no two lines are narrow enough."""
    left, right, levels = layout.left, layout.right, layout.levels
    start, end = left[first], right[last]
    half = (end - start) / 2
    best, cut = INFINITE, 0
    for at in range(first + 1, last):
        upper = right[at] - start
        if upper > widest:
            break
        lower = end - left[at]
        if lower > widest:
            continue
        over = (upper - lower) / (2 * widest)
        cost = COSTS.place[levels[at]] + 2 * COSTS.imbalance * over * over
        if upper > half:
            cost += COSTS.top_heavy * over + 1e-6
        if cost < best:
            best, cut = cost, at
    return best + COSTS.line, cut


def _cut_freely(layout: Layout, first: int, last: int, widest: float) -> tuple[float, tuple[int, ...]]:
    """The cheapest lines whatever their number; work grows with the text, not with its square."""
    left, right = layout.left, layout.right
    cost = [0.0, *[INFINITE] * (last - first)]
    come = [0] * (last - first + 1)
    for i in range(first, last):
        so_far = cost[i - first] + COSTS.line
        for j in range(i + 1, last + 1):
            cells = right[j] - left[i]
            over = max(0.0, cells - widest)
            here = so_far + COSTS.too_wide * over
            if j < last:
                here += COSTS.place[layout.levels[j]] + COSTS.imbalance * ((widest - cells) / widest) ** 2
            if here < cost[j - first]:
                cost[j - first], come[j - first] = here, i
            if over > 0 and j > i + 1:
                break
    cuts = [last]
    while cuts[-1] > first:
        cuts.append(come[cuts[-1] - first])
    return COSTS.too_many + cost[-1], tuple(reversed(cuts))


def _cut_into(layout: Layout, first: int, last: int, widest: float, count: int) -> tuple[float, tuple[int, ...]]:
    """The cheapest way to make exactly `count` lines between two stops that are at least `count` apart."""
    left, right = layout.left, layout.right
    ideal = (right[last] - left[first]) / count
    cost = {first: 0.0}
    back: list[dict[int, int]] = []
    for line in range(count):
        after: dict[int, float] = {}
        come: dict[int, int] = {}
        for i, so_far in cost.items():
            ends = (last,) if line == count - 1 else range(i + 1, last - (count - 2 - line))
            for j in ends:
                cells = right[j] - left[i]
                over = max(0.0, cells - widest)
                here = so_far + COSTS.too_wide * over + COSTS.imbalance * ((cells - ideal) / widest) ** 2
                if j < last:
                    here += COSTS.place[layout.levels[j]]
                if line == 0 and cells > ideal:
                    here += COSTS.top_heavy * (cells - ideal) / widest + 1e-6
                if here < after.get(j, INFINITE):
                    after[j], come[j] = here, i
                if over > widest:  # wider still only costs more
                    break
        cost = after
        back.append(come)
    if last not in cost:
        return INFINITE, (first, last)
    cuts = [last]
    for come in reversed(back):
        cuts.append(come[cuts[-1]])
    return cost[last], tuple(reversed(cuts))
