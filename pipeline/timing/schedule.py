"""When each sentence may be shown and the most even reading speed that allows (water-filling).

A sentence's window runs from the start of its speech to its end plus what lateness is allowed, but not past the start
of another speaker. In reading order windows have rising ends, so the schedule with the least peak speed is the taut
string through the gates between neighbours; it is also the lower bound any other schedule is measured against.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Sentence


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


TOGETHER = 0.6  # share of a sentence that must be said before another speaker's start ends it


@dataclass(frozen=True, slots=True)
class Window:
    """When a sentence is spoken, by whom, and how much there is to read."""

    start_ms: int
    end_ms: int
    speaker: str
    cells: float


def windows_of(sentences: Sequence[Sentence], cells: Sequence[float]) -> list[Window]:
    """The windows of sentences that come in order of start, each with the width of its text."""
    return [
        Window(one.span.start_ms, one.span.end_ms, one.speaker, width)
        for one, width in zip(sentences, cells, strict=True)
    ]


def closes(windows: Sequence[Window], late_ms: int) -> list[int]:
    """When each sentence must be gone at the latest: `late_ms` after its speech, but not once another speaker began.

    Recognisers let a cue run a little into the next speaker's; only where both truly speak at once (another begins
    before `TOGETHER` of the sentence is said) is a sentence given all of its speech.
    """
    found: list[int] = []
    other_ms = -1  # start of the next sentence of a different speaker
    for at in range(len(windows) - 1, -1, -1):
        here = windows[at]
        if at + 1 < len(windows) and windows[at + 1].speaker != here.speaker:
            other_ms = windows[at + 1].start_ms
        close_ms = here.end_ms + late_ms
        if other_ms >= 0:
            at_once = other_ms - here.start_ms < TOGETHER * (here.end_ms - here.start_ms)
            close_ms = here.end_ms if at_once else min(close_ms, other_ms)
        found.append(close_ms)
    found.reverse()
    return found


def schedule(windows: Sequence[Window], *, target_cps: float, late_ms: int, min_ms: int) -> list[tuple[float, float]]:
    """Start and end of every sentence, in order: on time where that reads at `target_cps`, else as even as can be.

    Windows come in order of start. Lateness is granted only to sentences that read too fast without it, and then to
    those they push. A speaker's turn shorter than `min_ms` gets what late and, failing that, early time there is.
    """
    strict, loose = closes(windows, 0), closes(windows, late_ms)
    late = [False] * len(windows)
    alone = [
        (at == 0 or windows[at - 1].speaker != one.speaker)
        and (at + 1 == len(windows) or windows[at + 1].speaker != one.speaker)
        for at, one in enumerate(windows)
    ]
    # A sentence alone in its turn cannot share a cue, so it is given the weight of a shortest cue where time is scarce.
    weights = [max(one.cells, target_cps * min_ms / 1000 if alone[at] else 0.0) for at, one in enumerate(windows)]
    while True:
        jobs = [Job(one.start_ms, loose[at] if late[at] else strict[at], weights[at]) for at, one in enumerate(windows)]
        times = [(start, end) for start, end in water_fill(jobs)]
        grown = False
        for at, (start, end) in enumerate(times):
            if not late[at] and loose[at] > strict[at] and windows[at].cells * 1000 > target_cps * (end - start):
                late[at] = grown = True
        if not grown:
            break
    _lengthen_turns(windows, times, loose, min_ms)
    return times


def _lengthen_turns(
    windows: Sequence[Window], times: list[tuple[float, float]], loose: Sequence[int], min_ms: int
) -> None:
    """Give a turn too short for one cue time after it, else before it as far as the cue in front can spare it."""
    first = 0
    while first < len(windows):
        last = first
        while last + 1 < len(windows) and windows[last + 1].speaker == windows[first].speaker:
            last += 1
        start, end = times[first][0], times[last][1]
        if end - start < min_ms:
            ceiling = float(loose[last])
            if last + 1 < len(windows):
                ceiling = min(ceiling, times[last + 1][0])
            end = max(end, min(start + min_ms, ceiling))
        if end - start < min_ms:
            floor = max(0.0, end - min_ms)
            if first:
                before_start, before_end = times[first - 1]
                if floor < before_end:  # the cue in front keeps a shortest cue itself
                    floor = min(start, max(floor, before_start + min_ms))
                    times[first - 1] = (before_start, min(before_end, max(floor, before_start)))
            start = min(start, floor)
        if first == last:
            times[first] = (start, end)
        else:
            times[first] = (start, times[first][1])
            times[last] = (times[last][0], end)
        first = last + 1
