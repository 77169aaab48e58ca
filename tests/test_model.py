"""The nouns keep their promises."""

import pytest

from pipeline.model import Cue, Episode, Lang, Mark, MarkKind, Pair, Piece, Source, Span, Track, TrackKind


@pytest.mark.parametrize(("start_ms", "end_ms"), [(5, 5), (6, 5), (-1, 3)])
def test_a_span_is_forward_and_not_empty(start_ms: int, end_ms: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start_ms, end_ms)


def test_touching_spans_do_not_overlap() -> None:
    assert not Span(0, 10).overlaps(Span(10, 20))
    assert Span(0, 11).overlaps(Span(10, 20))


def test_marks_stay_inside_the_text() -> None:
    with pytest.raises(ValueError, match="mark ends at 9"):
        Cue("c1", Span(0, 1), "short", (Mark(0, 9, MarkKind.VOICE, "A"),))


def test_a_track_refuses_repeated_ids_and_disorder() -> None:
    one, two = Cue("a", Span(0, 5), "x"), Cue("b", Span(3, 9), "y")
    Track(Lang.EN, TrackKind.CAPTIONS, (one, two))
    with pytest.raises(ValueError, match="twice"):
        Track(Lang.EN, TrackKind.CAPTIONS, (one, one))
    with pytest.raises(ValueError, match="starts before"):
        Track(Lang.EN, TrackKind.CAPTIONS, (two, one))


def test_voices_cover_the_text_once_in_order() -> None:
    cue = Cue("c1", Span(0, 9), "Right. Yes?", (Mark(0, 6, MarkKind.VOICE, "A"), Mark(7, 11, MarkKind.VOICE, "B")))
    assert cue.voices() == ((0, 6, "A"), (6, 7, ""), (7, 11, "B"))
    assert cue.voice == "A"


def test_an_empty_piece_is_refused() -> None:
    with pytest.raises(ValueError, match="empty piece"):
        Piece("c1", 4, 4)


def test_source_bytes_are_neither_compared_nor_shown() -> None:
    one, two = Source.of("a.vtt", b"WEBVTT"), Source("a.vtt", Source.of("a.vtt", b"WEBVTT").sha256)
    assert one == two
    assert "WEBVTT" not in repr(one)


def test_an_episode_before_ingest_says_so() -> None:
    with pytest.raises(ValueError, match="not been ingested"):
        Episode("x", Source.of("a", b"")).source_track()


def test_pairs_parse_and_print() -> None:
    assert str(Pair.parse("ja-en")) == "ja-en"
    with pytest.raises(ValueError):
        Pair.parse("en-fr")
