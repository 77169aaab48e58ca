"""One speaker's turn cut into cues: a dynamic programme over places to break and times to break at.

State: a place and one of its times. A cue from one state to another costs the sum of named faults (`Costs`); the
cheapest chain of cues through the turn wins. Reading speed is decided by the schedule (see `schedule`), which gives
every place its even time; the programme may leave that time for the instant where speech resumes after a pause.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.config import Limits, RetimeSettings
from pipeline.lang.boundaries import Strength
from pipeline.lang.breaks import COSTS as LINE_COSTS
from pipeline.lang.breaks import INFINITE, Layout, best_cuts, best_pair
from pipeline.timing.speech import Speech


@dataclass(frozen=True, slots=True)
class Costs:
    """What the faults of a cue cost; the weights of `RetimeSettings` and the limits in one place."""

    target_cps: float
    hard_cps: float
    min_ms: int
    max_ms: int
    fast: float
    too_fast: float
    drift: float
    cue: float
    short: float
    orphan: float
    uneven: float
    join: float
    # ending a cue at each Strength: never, inside, word, weak, bound, phrase, clause, sentence
    place: tuple[float, ...]

    @classmethod
    def of(cls, limits: Limits, settings: RetimeSettings) -> Costs:
        """The costs of these limits and weights."""
        scale = settings.break_cost
        return cls(
            target_cps=limits.target_cps,
            hard_cps=limits.hard_cps,
            min_ms=limits.min_ms,
            max_ms=limits.max_ms,
            fast=settings.fast_cost,
            too_fast=settings.too_fast_cost,
            drift=settings.drift_cost,
            cue=settings.cue_cost,
            short=settings.short_cost,
            orphan=settings.orphan_cost,
            uneven=settings.uneven_cost,
            join=settings.join_cost,
            place=(1e9, *(scale * cost for cost in (400.0, 160.0, 95.0, 48.0, 28.0, 4.0, 0.0))),
        )

    def speed(self, cells: float, shown_ms: float) -> float:
        """Reading speed above the target and above the hard limit, by share of a full cue."""
        cps = cells * 1000 / shown_ms if shown_ms > 1 else 1000.0
        if cps <= self.target_cps:
            return 0.0
        cost = self.fast * (cps - self.target_cps)
        if cps > self.hard_cps:
            cost += self.too_fast * (cps - self.hard_cps)
        return min(cost, 200.0) * min(1.0, cells / 10)

    def length(self, shown_ms: float) -> float:
        """A cue that flashes by or outstays the longest; half a second above the least still counts a little."""
        if shown_ms < self.min_ms:
            return 5 * self.short * (2 - shown_ms / self.min_ms)
        comfortable = self.min_ms + 500
        if shown_ms < comfortable:
            return self.short * (comfortable - shown_ms) / comfortable
        if shown_ms > self.max_ms:
            return self.drift * (shown_ms - self.max_ms) / 1000
        return 0.0

    def away(self, distance_ms: float) -> float:
        """Text that begins before or after its words are spoken; a quarter of a second is not noticed."""
        return self.drift * max(0.0, abs(distance_ms) - 250) / 1000


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence in its turn: its stretch of the turn's text, its speech and the time it may be read in."""

    start: int
    end: int
    speech: Speech
    shown_start: float
    shown_end: float


@dataclass(frozen=True, slots=True)
class Shot:
    """A cue found: text offsets in the turn, its lines and its times in ms."""

    start: int
    end: int
    lines: tuple[str, ...]
    start_ms: float
    end_ms: float


@dataclass(slots=True)
class _Stop:
    """A place of the turn: the cell count before it, its sentence, and `(end of cue, start of next)` times to try."""

    part: int  # the sentence that begins at or runs on after it
    edge: bool  # it is the border of two sentences
    times: list[tuple[float, float, float]]  # end, start, cost of drifting from speech


def stops_to_try(
    levels: Sequence[int], sums: Sequence[float], widest: float, edges: Sequence[int], *, scarce: bool = False
) -> list[int]:
    """Inner offsets worth trying: good places, and lesser ones only where good ones lie too far apart.

    Where time is `scarce`, every word boundary is worth trying: a poor line break is better than a flash.
    """
    size = len(levels) - 1
    must = set(edges)
    least = Strength.WORD if scarce else Strength.BOUND
    good = [at for at in range(1, size) if levels[at] >= least or at in must]
    kept: list[int] = []
    for a, b in zip([0, *good], [*good, size], strict=True):
        if sums[b] - sums[a] > widest * 0.6:
            inner = [at for at in range(a + 1, b) if levels[at] > Strength.INSIDE]
            if len(inner) < 1 or any(sums[y] - sums[x] > widest for x, y in zip([a, *inner], [*inner, b], strict=True)):
                inner = [at for at in range(a + 1, b) if levels[at]]
            kept.extend(inner)
        if b < size:
            kept.append(b)
    return kept


def cut_turn(layout: Layout, parts: Sequence[Part], limits: Limits, costs: Costs) -> list[Shot]:
    """The cues of a turn, in order, each with its lines; their texts joined are the turn's text but for blanks."""
    stops = _stops(layout, parts, costs)
    left, right, levels = layout.left, layout.right, layout.levels
    size = len(stops)
    widest = limits.max_line_cells
    room = widest * limits.max_lines
    fair = _fair_cells(layout, parts, room)
    count_edges = [0]
    for stop in stops[1:]:
        count_edges.append(count_edges[-1] + stop.edge)
    ends = [at for at in range(1, size - 1) if levels[at] == Strength.SENTENCE]
    next_end = [bisect_right(ends, at) for at in range(size)]
    whole = [at in (0, size - 1) or levels[at] == Strength.SENTENCE for at in range(size)]
    best: list[list[float]] = [[INFINITE] * len(stop.times) for stop in stops]
    come: list[list[tuple[int, int]]] = [[(0, 0)] * len(stop.times) for stop in stops]
    best[0] = [0.0]
    for i in range(size - 1):
        least = min(best[i])
        if least == INFINITE:
            continue
        here = stops[i]
        for j in range(i + 1, size):
            cells = right[j] - left[i]
            if cells > room and j > i + 1:
                break
            there = stops[j]
            fixed = costs.cue + (0.0 if there.edge else costs.place[levels[j]])
            worst = max(best[j])
            if least + fixed >= worst:  # every other cost only adds to it
                continue
            cut = 0
            if cells > widest:
                line_cost, cut = best_pair(layout, i, j, widest) if limits.max_lines == 2 else (0.0, 0)
                if not cut:
                    if limits.max_lines == 2 and j > i + 1:
                        continue
                    line_cost = best_cuts(layout, i, j, limits)[0]
                    if line_cost >= LINE_COSTS.too_many and j > i + 1:
                        continue
                fixed += line_cost
            joined = count_edges[j] - count_edges[i] - (1 if there.edge else 0)
            if joined:
                gap = _silence(parts, here.part, joined)
                if gap > 1_000:
                    break
                fixed += costs.away(gap) * 4
                if not whole[j]:  # words shown before they are spoken, and not as a whole
                    early = parts[here.part + joined].speech.start_ms - here.times[0][1]
                    fixed += costs.away(max(0.0, early)) * 2
            for inner in ends[next_end[i] : next_end[j - 1]]:
                fixed += costs.join * _joined(
                    right[inner] - left[i] if whole[i] else 99.0,
                    right[j] - left[inner] if whole[j] else 99.0,
                    own_lines=inner == cut,
                )
            if cells < 5.0 and not ((here.edge or i == 0) and there.edge):
                fixed += costs.orphan * (5.0 - cells) / 5.0
            fixed += costs.uneven * ((cells - fair[here.part]) / room) ** 2
            if least + fixed >= worst:
                continue
            for a, so_far in enumerate(best[i]):
                start = here.times[a][1]
                for b, (end, _, drift) in enumerate(there.times):
                    shown = end - start
                    cost = so_far + fixed + drift + costs.speed(cells, shown) + costs.length(shown)
                    if cost < best[j][b]:
                        best[j][b] = cost
                        come[j][b] = (i, a)
    return _trace(layout, stops, best, come, limits)


def _joined(before: float, after: float, *, own_lines: bool) -> float:
    """How much two sentences in one cue disturb: little when one is a short answer or each has a line of its own,
    most when one of them is only a part of itself (99 cells)."""
    smaller = min(before, after)
    if before >= 99.0 or after >= 99.0:
        return 1.2 if own_lines and smaller > 5 else 3.0
    return (0.3 if own_lines else 1.0) * min(1.0, smaller / 7)


def _trace(
    layout: Layout,
    stops: Sequence[_Stop],
    best: Sequence[Sequence[float]],
    come: Sequence[Sequence[tuple[int, int]]],
    limits: Limits,
) -> list[Shot]:
    at = len(stops) - 1
    option = min(range(len(best[at])), key=best[at].__getitem__)
    shots: list[Shot] = []
    while at > 0:
        before, its_option = come[at][option]
        cuts = best_cuts(layout, before, at, limits)[1]
        shots.append(
            Shot(
                layout.stops[before],
                layout.stops[at],
                layout.lines(cuts),
                stops[before].times[its_option][1],
                stops[at].times[option][0],
            )
        )
        at, option = before, its_option
    shots.reverse()
    return [shot for shot in shots if shot.lines]


def _silence(parts: Sequence[Part], first: int, joined: int) -> float:
    """The longest silence between the sentences a cue would join, in ms."""
    last = min(first + joined, len(parts) - 1)
    return max(parts[at + 1].speech.start_ms - parts[at].speech.end_ms for at in range(first, last))


def _fair_cells(layout: Layout, parts: Sequence[Part], room: float) -> list[float]:
    """Cells of a cue of each sentence if all its cues were equal."""
    bounds = {offset: number for number, offset in enumerate(layout.stops)}
    fair: list[float] = []
    for part in parts:
        cells = layout.right[bounds[part.end]] - layout.left[bounds[part.start]]
        fair.append(cells / max(1, -int(-cells // (room * 0.92))))
    return fair


def _stops(layout: Layout, parts: Sequence[Part], costs: Costs) -> list[_Stop]:
    """The places of a turn with the times to try at each."""
    found: list[_Stop] = []
    number = 0
    last = len(parts) - 1
    left = layout.left
    first_stop = {offset: at for at, offset in enumerate(layout.stops)}
    for at, offset in enumerate(layout.stops):
        part = parts[number]
        if at == 0:
            found.append(_Stop(0, True, [(0.0, part.shown_start, 0.0)]))
            continue
        if offset >= part.end:
            if number == last:
                found.append(_Stop(number, True, [(part.shown_end, part.shown_end, 0.0)]))
                continue
            after = parts[number + 1]
            times = [(part.shown_end, after.shown_start, costs.away(after.shown_start - after.speech.start_ms))]
            on_time = float(after.speech.start_ms)
            if on_time < after.shown_start - 120 and on_time > part.shown_start + 300:
                times.append((on_time, on_time, 0.0))
            number += 1
            found.append(_Stop(number, True, times))
            continue
        begin, end = left[first_stop[part.start]], layout.right[first_stop[part.end]]
        share = (left[at] - begin) / (end - begin) if end > begin else 0.0
        even = part.shown_start + (part.shown_end - part.shown_start) * share
        spoken = part.speech.at(share)
        times = [(even, even, costs.away(even - spoken))]
        for pause in part.speech.pauses:
            resumes = float(pause.end_ms)
            if 60 < abs(resumes - even) <= 700 and part.shown_start + 300 < resumes < part.shown_end - 300:
                times.append((resumes, resumes, 0.0))
        found.append(_Stop(number, False, times))
    return found
