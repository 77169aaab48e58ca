"""Moving finished episodes in time."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.model import Cue, Episode, Lang, Mark, MarkKind, Piece, Sentence, Source, Span, Track, TrackKind
from pipeline.timing import shift as moves


def episode(*spans: tuple[int, int]) -> Episode:
    cues = tuple(
        Cue(f"c{n}", Span(*span), "two words", (Mark(4, 4, MarkKind.TIME, str(span[0] + 10)),), number=n)
        for n, span in enumerate(spans, start=1)
    )
    track = Track(Lang.EN, TrackKind.SUBTITLES, cues)
    sentences = tuple(
        Sentence(f"s{n}-1", Lang.EN, "two words", (Piece(cue.id, 0, 9),), cue.span)
        for n, cue in enumerate(cues, start=1)
    )
    target = replace(track, lang=Lang.JA)
    return Episode(id="e", source=Source.of("e.vtt", b""), track=track, sentences=sentences, target=target)


def spans(found: Episode) -> list[tuple[int, int]]:
    return [(cue.span.start_ms, cue.span.end_ms) for cue in found.target_track().cues]


def test_a_shift_moves_everything_that_has_a_time() -> None:
    found = moves.shift(episode((1000, 2000), (3000, 4000)), -250)
    assert spans(found) == [(750, 1750), (2750, 3750)]
    assert [sentence.span for sentence in found.sentences] == [Span(750, 1750), Span(2750, 3750)]
    assert found.source_track().cues[0].marks[0].value == "760"


def test_nothing_may_begin_before_the_start() -> None:
    with pytest.raises(ConfigError, match="cannot move"):
        moves.shift(episode((1000, 2000)), -1001)


@given(st.integers(-1000, 5000), st.integers(-1000, 5000))
def test_shifts_add_up(one: int, two: int) -> None:
    start = episode((2000, 3000), (4000, 5000))
    assert moves.shift(moves.shift(start, one), two) == moves.shift(start, one + two)


def test_stretch_through_two_points() -> None:
    found = moves.stretch(episode((0, 1000), (60_000, 61_000)), [(0, 0), (60_000, 60_060)])
    assert spans(found) == [(0, 1001), (60_060, 61_061)]


@pytest.mark.parametrize("points", [[(0, 0), (0, 5)], [(0, 10), (100, 5)], []])
def test_points_must_rise(points: list[tuple[int, int]]) -> None:
    with pytest.raises(ConfigError):
        moves.stretch(episode((0, 1000)), points)


@given(st.lists(st.integers(1, 50_000), min_size=2, max_size=6), st.integers(1, 60_000))
def test_a_stretch_keeps_order(steps: list[int], at_ms: int) -> None:
    points, here = [], 0
    for step in steps:
        here += step
        points.append((here, here + step // 3))
    rising = all(a[1] < b[1] for a, b in itertools.pairwise(points))
    if rising:
        move = moves.through(points)
        assert move(at_ms) <= move(at_ms + 1)


def test_a_break_moves_what_comes_later_and_nothing_is_shown_in_it() -> None:
    found = moves.insert(episode((0, 1000), (1000, 3000), (4000, 5000)), 1500, 30_000)
    assert spans(found) == [(0, 1000), (31_500, 33_000), (34_000, 35_000)]
    found = moves.insert(episode((0, 1000), (1000, 3000)), 2500, 30_000)
    assert spans(found) == [(0, 1000), (1000, 2500)]


def test_taking_a_break_out_is_the_way_back() -> None:
    start = episode((0, 1000), (4000, 5000))
    assert moves.insert(moves.insert(start, 2000, 30_000), 2000, -30_000) == start


def test_a_stretch_with_speech_is_not_taken_out() -> None:
    with pytest.raises(ConfigError, match="stand between"):
        moves.insert(episode((0, 1000), (4000, 5000)), 3500, -1000)


@pytest.mark.parametrize("told", ["", "shift", "shift x", "insert 1", "stretch 1", "stretch a=b", "swing 3"])
def test_what_is_no_move_is_refused(told: str) -> None:
    with pytest.raises(ConfigError, match="no move"):
        moves.move(episode(), told)
