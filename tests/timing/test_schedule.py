"""Water-filling: the most even reading speed the windows allow, and what the schedule adds to it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.timing.schedule import Job, Window, closes, schedule, water_fill

jobs = st.lists(
    st.tuples(st.integers(0, 3_000), st.integers(100, 4_000), st.integers(0, 1_500), st.integers(1, 40)),
    min_size=1,
    max_size=7,
)


def build(rows: list[tuple[int, int, int, int]]) -> list[Job]:
    found, at = [], 0
    for gap, length, late, cells in rows:
        at += gap // 2
        found.append(Job(at, at + length + late, float(cells)))
        at += length
    return found


def peak(listed: list[Job], times: list[tuple[float, float]]) -> float:
    return max(job.cells / max(end - start, 1e-9) for job, (start, end) in zip(listed, times, strict=True))


@given(jobs)
def test_in_order_and_inside_the_windows(rows: list[tuple[int, int, int, int]]) -> None:
    listed = build(rows)
    times = list(water_fill(listed))
    latest = 0
    for job, (start, end) in zip(listed, times, strict=True):
        latest = max(latest, job.close_ms)
        assert start >= job.open_ms - 1e-6
        assert end <= latest + 1e-6
        assert end > start
    for (_, end), (start, _) in pairwise(times):
        assert start >= end - 1e-6


@given(jobs, st.data())
def test_no_other_schedule_has_a_lower_peak(rows: list[tuple[int, int, int, int]], data: st.DataObject) -> None:
    listed = build(rows)
    best = peak(listed, list(water_fill(listed)))
    # Any other switch times inside the same gates: a rival schedule.
    times, start, latest = [], float(listed[0].open_ms), 0.0
    for at, job in enumerate(listed):
        latest = max(latest, job.close_ms)
        low = max(start, float(job.open_ms))
        end = low + (latest - low) * data.draw(st.floats(0.05, 1.0))
        times.append((low, end))
        start = end if at + 1 == len(listed) else max(end, float(listed[at + 1].open_ms))
    assert best <= peak(listed, times) * (1 + 1e-9)


def test_known_schedules() -> None:
    assert water_fill([]) == ()
    assert water_fill([Job(0, 1000, 5.0)]) == ((0.0, 1000.0),)
    times = water_fill([Job(0, 2000, 30.0), Job(1000, 3000, 10.0), Job(2500, 5000, 10.0)])
    assert times[0] == pytest.approx((0.0, 2000.0))
    assert times[1][0] == pytest.approx(2000.0)


def test_another_speaker_closes_a_window() -> None:
    rows = [Window(0, 1000, "A", 5.0), Window(1200, 2000, "A", 5.0), Window(2100, 3000, "B", 5.0)]
    assert closes(rows, 500) == [1500, 2100, 3500]


def test_a_small_overlap_is_no_excuse_to_stand_into_another_speaker() -> None:
    assert closes([Window(0, 3000, "A", 5.0), Window(2600, 4000, "B", 5.0)], 500)[0] == 2600


def test_when_two_speak_at_once_speech_is_not_cut_short() -> None:
    assert closes([Window(0, 3000, "A", 5.0), Window(1000, 4000, "B", 5.0)], 500)[0] == 3000


def test_on_time_when_that_reads_well() -> None:
    rows = [Window(0, 2000, "A", 8.0), Window(2000, 4000, "A", 8.0)]
    assert schedule(rows, target_cps=6, late_ms=500, min_ms=833) == [(0.0, 2000.0), (2000.0, 4000.0)]


def test_silence_is_used_for_a_fast_sentence_and_for_those_it_pushes() -> None:
    rows = [Window(0, 1000, "A", 12.0), Window(1000, 2000, "A", 6.0), Window(5000, 6000, "A", 3.0)]
    first, second, third = schedule(rows, target_cps=6, late_ms=500, min_ms=833)
    assert first == (0.0, 1500.0)
    assert second == (1500.0, 2500.0)
    assert third == (5000.0, 6000.0)


def test_a_turn_too_short_for_a_cue_begins_early() -> None:
    rows = [Window(0, 3000, "A", 10.0), Window(3000, 3200, "B", 2.0), Window(3200, 6000, "A", 10.0)]
    times = schedule(rows, target_cps=6, late_ms=500, min_ms=833)
    assert times[1] == (3200.0 - 833, 3200.0)
    assert times[0][1] == times[1][0]


@given(
    st.lists(
        st.tuples(st.integers(0, 1_000), st.integers(1, 4_000), st.sampled_from("AB"), st.integers(1, 40)),
        min_size=1,
        max_size=9,
    )
)
def test_schedules_keep_order_for_any_speech(rows: list[tuple[int, int, str, int]]) -> None:
    windows, at = [], 0
    for gap, length, speaker, cells in rows:
        at += gap
        windows.append(Window(at, at + length, speaker, float(cells)))
    times = schedule(windows, target_cps=6, late_ms=500, min_ms=833)
    for (_, end), (start, _) in pairwise(times):
        assert start >= end - 1e-6


@pytest.mark.parametrize("count", [1, 3])
def test_a_text_without_width_does_no_harm(count: int) -> None:
    times = water_fill([Job(0, 1000, 0.0)] * count)
    assert len(times) == count
