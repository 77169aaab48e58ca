"""Times of cues in whole milliseconds under the hard rules: order, no overlap, gap or touch, shortest, longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.config import Limits


@dataclass(frozen=True, slots=True)
class Slot:
    """The time wished for a cue and how far it may be moved.

    It starts at `earliest_ms` at the earliest and, unless that leaves it no time at all, is gone by `latest_ms`.
    `turn` numbers the speaker's turn it belongs to.
    """

    start_ms: float
    end_ms: float
    earliest_ms: int
    latest_ms: int
    turn: int = 0


def settle(slots: Sequence[Slot], limits: Limits) -> list[tuple[int, int]]:
    """Start and end of each slot: whole, in order, never overlapping, touching or at least `gap_ms` apart.

    Slots come in order of start. A slot shorter than `min_ms` takes free time after it, then before it, then what its
    neighbours can spare; one longer than `max_ms` ends early.

    >>> from pipeline.config import Limits
    >>> settle([Slot(0, 1000, 0, 1500), Slot(1040, 1300, 1040, 2000), Slot(9000, 18000, 9000, 18500)], Limits())
    [(0, 1040), (1040, 1873), (9000, 16000)]
    """
    starts: list[int] = []
    ends: list[int] = []
    free_ms = 0
    for slot in slots:
        start = max(free_ms, round(slot.start_ms))
        end = max(start + 1, round(slot.end_ms))
        starts.append(start)
        ends.append(end)
        free_ms = end
    count = len(slots)
    for at in range(count):
        if ends[at] - starts[at] < limits.min_ms:
            _lengthen(at, slots, starts, ends, limits.min_ms)
    for at in range(count):
        ends[at] = min(ends[at], starts[at] + limits.max_ms)
        if at + 1 < count and 0 < starts[at + 1] - ends[at] < limits.gap_ms:
            shorter = starts[at + 1] - limits.gap_ms
            touching = starts[at + 1] - starts[at] <= limits.max_ms and (
                starts[at + 1] <= slots[at].latest_ms or shorter - starts[at] < limits.min_ms
            )
            ends[at] = starts[at + 1] if touching else max(starts[at] + 1, shorter)
    return list(zip(starts, ends, strict=True))


def _lengthen(at: int, slots: Sequence[Slot], starts: list[int], ends: list[int], min_ms: int) -> None:
    """Move the ends of one short slot, and its neighbours' where they can spare it."""
    slot = slots[at]
    following = at + 1 < len(slots)
    wanted = starts[at] + min_ms
    room = starts[at + 1] if following else wanted
    ends[at] = max(ends[at], min(wanted, room, slot.latest_ms))
    if ends[at] - starts[at] >= min_ms:
        return
    if following and slots[at + 1].turn == slot.turn and ends[at] >= starts[at + 1]:
        spare = ends[at + 1] - starts[at + 1] - min_ms
        take = min(spare, starts[at] + min_ms - ends[at], slot.latest_ms - ends[at])
        if take > 0:
            ends[at] += take
            starts[at + 1] += take
    if ends[at] - starts[at] >= min_ms:
        return
    floor = max(ends[at] - min_ms, slot.earliest_ms)
    before_end = ends[at - 1] if at else 0
    if floor < before_end:
        if starts[at] > before_end:
            starts[at] = before_end
        spare = ends[at - 1] - starts[at - 1] - min_ms if at else 0
        take = min(spare, starts[at] - floor)
        if take > 0 and starts[at] == before_end:
            ends[at - 1] -= take
            starts[at] -= take
    else:
        starts[at] = min(starts[at], floor)
