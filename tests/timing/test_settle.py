"""Whole milliseconds: order, no overlap, gap or touch, shortest and longest."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Limits
from pipeline.timing.settle import Slot, settle

LIMITS = Limits()


@given(
    st.lists(
        st.tuples(
            st.floats(0, 2_000), st.floats(0, 9_000), st.integers(0, 900), st.integers(0, 700), st.integers(0, 1)
        ),
        max_size=10,
    )
)
def test_hard_rules_hold_for_any_wishes(rows: list[tuple[float, float, int, int, int]]) -> None:
    slots, at, turn = [], 0.0, 0
    for gap, length, early, late, step in rows:
        at += gap
        turn += step
        slots.append(Slot(at, at + length, max(0, int(at) - early), int(at + length) + late, turn))
        at += length
    times = settle(slots, LIMITS)
    for start, end in times:
        assert 0 <= start < end <= start + LIMITS.max_ms
    for (_, end), (start, _) in pairwise(times):
        assert start == end or start - end >= LIMITS.gap_ms


def test_a_short_cue_takes_free_time_after_it_first() -> None:
    assert settle([Slot(1000, 1300, 500, 1800)], LIMITS) == [(1000 - 33, 1800)]
    assert settle([Slot(1000, 1300, 500, 2500)], LIMITS) == [(1000, 1833)]


def test_a_short_cue_borrows_from_its_own_turn() -> None:
    times = settle([Slot(0, 300, 0, 900, 0), Slot(300, 4000, 300, 4000, 0)], LIMITS)
    assert times == [(0, 833), (833, 4000)]


def test_nothing_is_borrowed_from_the_next_speaker() -> None:
    times = settle([Slot(5000, 5300, 5000, 5300, 0), Slot(5300, 9000, 5300, 9000, 1)], LIMITS)
    assert times[1] == (5300, 9000)


def test_a_small_gap_is_not_closed_by_outstaying_speech() -> None:
    assert settle([Slot(0, 3000, 0, 3000), Slot(3040, 5000, 3040, 5000)], LIMITS)[0] == (0, 3040 - 83)
    assert settle([Slot(0, 3000, 0, 3500), Slot(3040, 5000, 3040, 5000)], LIMITS)[0] == (0, 3040)


def test_a_long_cue_ends_early_and_leaves_a_gap() -> None:
    assert settle([Slot(0, 7_050, 0, 7_050), Slot(7_050, 9_000, 7_050, 9_000)], LIMITS)[0] == (0, 7050 - 83)
