"""Where a sentence is cut into cues: a dynamic programme over its places to break."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.config import Limits
from pipeline.lang import width
from pipeline.lang.boundaries import Strength, strengths
from pipeline.lang.breaks import COSTS, best_cuts, line_cells
from pipeline.model import Lang


@dataclass(frozen=True, slots=True)
class Chunk:
    """The text of one cue: `[start, end)` of its sentence's text, its lines and its width in cells."""

    start: int
    end: int
    lines: tuple[str, ...]
    cells: float


# A cue that ends at each Strength: never, inside, word, weak, bound, phrase, clause, sentence.
_PLACE = (1e9, 400.0, 160.0, 80.0, 40.0, 18.0, 0.0, 0.0)
_CUE = 20.0
_SHORT = 300.0
_LONG = 40.0
_MISFIT = 5_000.0


def cut(
    text: str,
    duration_ms: float,
    *,
    lang: Lang,
    limits: Limits,
    unbreakable: Sequence[tuple[int, int]] = (),
    strictness: str = "strict",
) -> tuple[Chunk, ...]:
    """The cues of a sentence shown for `duration_ms`; their texts joined are the sentence but for blanks."""
    levels = strengths(text, lang, unbreakable=unbreakable, strictness=strictness, max_cells=limits.max_line_cells)
    sums = width.offsets(text, lang)
    total = sums[-1] or 1.0
    room = limits.max_line_cells * limits.max_lines
    stops = [0, *_useful(levels, sums, limits.max_line_cells), len(text)]
    size = len(stops)
    infinite = float("inf")
    cost = [infinite] * size
    cost[0] = 0.0
    come = [0] * size
    for i in range(size - 1):
        if cost[i] == infinite:
            continue
        for j in range(i + 1, size):
            cells = line_cells(text, stops[i], stops[j], sums)
            if cells > room and j > i + 1:
                break
            here = cost[i] + _CUE + (_PLACE[levels[stops[j]]] if j < size - 1 else 0.0)
            lines = _lines(text, stops[i : j + 1], levels, sums, limits)
            here += _line_cost(lines, levels, stops[i], stops[j], text, sums, limits)
            shown_ms = duration_ms * cells / total
            if shown_ms < limits.min_ms:
                here += _SHORT * (1 - shown_ms / limits.min_ms)
            if shown_ms > limits.max_ms:
                here += _LONG * (shown_ms / limits.max_ms - 1)
            if here < cost[j]:
                cost[j], come[j] = here, i
    cuts = [size - 1]
    while cuts[-1]:
        cuts.append(come[cuts[-1]])
    cuts.reverse()
    chunks: list[Chunk] = []
    for i, j in itertools.pairwise(cuts):
        at = _lines(text, stops[i : j + 1], levels, sums, limits)
        shown = (text[a:b].strip() for a, b in itertools.pairwise(at))
        lines_shown = tuple(line for line in shown if line)
        if lines_shown:
            chunks.append(
                Chunk(stops[i], stops[j], lines_shown, sum(width.cells(line, lang) for line in lines_shown))
            )
    return tuple(chunks)


def _useful(levels: Sequence[int], sums: Sequence[float], widest: float) -> list[int]:
    """The offsets worth trying: good places, and lesser ones only where good ones lie too far apart."""
    size = len(levels) - 1
    good = [at for at in range(1, size) if levels[at] >= Strength.BOUND]
    kept: list[int] = []
    for a, b in zip([0, *good], [*good, size], strict=True):
        if sums[b] - sums[a] > widest * 0.6:
            kept.extend(at for at in range(a + 1, b) if levels[at] > Strength.NEVER)
        if b < size:
            kept.append(b)
    return kept


def _lines(
    text: str, stops: Sequence[int], levels: Sequence[int], sums: Sequence[float], limits: Limits
) -> list[int]:
    return best_cuts(text, stops, levels, sums, limits)


def _line_cost(
    cuts: Sequence[int],
    levels: Sequence[int],
    start: int,
    end: int,
    text: str,
    sums: Sequence[float],
    limits: Limits,
) -> float:
    cost = sum(COSTS.place[levels[at]] for at in cuts[1:-1])
    cost += _MISFIT * max(0, len(cuts) - 1 - limits.max_lines)
    widths = [line_cells(text, a, b, sums) for a, b in itertools.pairwise(cuts)]
    cost += _MISFIT * sum(max(0.0, cells - limits.max_line_cells) for cells in widths)
    if len(widths) > 1:
        cost += COSTS.imbalance * ((max(widths) - min(widths)) / limits.max_line_cells) ** 2
    return cost
