"""When each sentence may be shown and the most even reading speed that allows (water-filling).

A sentence's window runs from the start of its speech to its end plus what lateness is allowed, but not past the start
of another speaker. In reading order windows have rising ends, so the schedule with the least peak speed is the taut
string through the gates between neighbours; it is also the lower bound any other schedule is measured against.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """A text of `cells` to be read between `open_ms` and `close_ms`."""

    open_ms: int
    close_ms: int
    cells: float


def water_fill(jobs: Sequence[Job]) -> tuple[tuple[float, float], ...]:
    """Start and end in ms of every job, in order and without overlap, with the least possible peak of cells per ms.

    Jobs come in reading order with rising `open_ms`; a close that lies before an earlier one is moved up to it.
    A job always gets more than no time when its window and those around it leave any.

    >>> water_fill([Job(0, 1000, 9.0), Job(1000, 3000, 6.0)])
    ((0.0, 1000.0), (1000.0, 3000.0))
    >>> water_fill([Job(0, 1500, 9.0), Job(1000, 3000, 6.0)])
    ((0.0, 1500.0), (1500.0, 3000.0))
    >>> water_fill([Job(0, 2500, 6.0), Job(1000, 3000, 6.0)])
    ((0.0, 1500.0), (1500.0, 3000.0))
    """
    times: list[tuple[float, float]] = []
    closes: list[int] = []
    latest = 0
    for job in jobs:
        latest = max(latest, job.close_ms, job.open_ms + 1)
        closes.append(latest)
    first = 0
    while first < len(jobs):
        last = first
        while last + 1 < len(jobs) and jobs[last + 1].open_ms <= closes[last]:
            last += 1
        gates = [(float(jobs[i + 1].open_ms), float(closes[i])) for i in range(first, last)]
        weights = [max(job.cells, 1e-3) for job in jobs[first : last + 1]]
        knots = _taut(float(jobs[first].open_ms), gates, float(closes[last]), weights)
        times.extend(itertools.pairwise(knots))
        first = last + 1
    return tuple(times)


def _taut(start: float, gates: list[tuple[float, float]], end: float, weights: list[float]) -> list[float]:
    """Heights of the shortest path from `start` to `end` through the gates; `weights` are the distances between."""
    gates = [*gates, (end, end)]
    heights = [start]
    apex = 0  # heights[apex] is fixed, the rest follows
    while apex < len(weights):
        run = 0.0
        low, high = float("-inf"), float("inf")
        low_at = high_at = apex
        for at in range(apex, len(weights)):
            run += weights[at]
            bottom, top = ((gate - heights[apex]) / run for gate in gates[at])
            if bottom > high:  # the string bends at the ceiling
                slope, bend = high, high_at
                break
            if top < low:  # ... at the floor
                slope, bend = low, low_at
                break
            if bottom >= low:
                low, low_at = bottom, at
            if top <= high:
                high, high_at = top, at
        else:
            slope, bend = low, len(weights) - 1
        base, run = heights[apex], 0.0
        for at in range(apex, bend + 1):
            run += weights[at]
            heights.append(base + slope * run)
        apex = bend + 1
    return heights
