from hypothesis import given
from hypothesis import strategies as st

from pipeline.anchors import Provenance, sentence_span, source_text, time_at
from pipeline.model import Cue, Lang, Mark, MarkKind, Piece, Sentence, Span, Track, TrackKind

TIMED = Cue(
    id="c1",
    span=Span(1_000, 5_000),
    text="one two three",
    marks=(Mark(4, 4, MarkKind.TIME, "2000"), Mark(8, 8, MarkKind.TIME, "4000")),
)


def test_ends_and_word_times_are_exact() -> None:
    assert [time_at(TIMED, at) for at in (0, 4, 8, 13)] == [
        (1_000, Provenance.EXACT),
        (2_000, Provenance.EXACT),
        (4_000, Provenance.EXACT),
        (5_000, Provenance.EXACT),
    ]


def test_between_word_times_is_interpolated() -> None:
    assert time_at(TIMED, 6) == (3_000, Provenance.INTERPOLATED)


def test_without_word_times_is_proportional() -> None:
    assert time_at(Cue(id="c", span=Span(0, 100), text="0123456789"), 3) == (30, Provenance.PROPORTIONAL)


def test_a_word_time_outside_its_cue_or_out_of_order_is_not_believed() -> None:
    marks = (Mark(2, 2, MarkKind.TIME, "9000"), Mark(5, 5, MarkKind.TIME, "500"), Mark(6, 6, MarkKind.TIME, "1600"))
    cue = Cue(id="c", span=Span(1_000, 2_000), text="0123456789", marks=marks)
    assert time_at(cue, 6) == (1_600, Provenance.EXACT)
    assert time_at(cue, 3) == (1_300, Provenance.INTERPOLATED)


@given(st.text(max_size=30), st.integers(0, 10_000), st.integers(1, 5_000), st.data())
def test_time_grows_with_the_offset_and_stays_inside(text: str, start: int, length: int, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, 20_000)), max_size=4).map(sorted))
    marks = tuple(Mark(at, at, MarkKind.TIME, str(ms)) for at, ms in places)
    cue = Cue(id="c", span=Span(start, start + length), text=text, marks=marks)
    times = [time_at(cue, at)[0] for at in range(len(text) + 1)]
    assert times == sorted(times)
    assert start <= times[0] <= times[-1] <= start + length


def test_span_and_words_of_a_sentence_over_two_cues() -> None:
    cues = (Cue("c1", Span(0, 1_000), "It ends. So we"), Cue("c2", Span(1_200, 2_000), "begin\nagain. Yes."))
    track = Track(Lang.EN, TrackKind.CAPTIONS, cues)
    pieces = (Piece("c1", 9, 14), Piece("c2", 0, 12))
    sentence = Sentence("s1-2", Lang.EN, "So we begin again.", pieces, sentence_span(pieces, track))
    assert source_text(sentence, track) == "So we begin again."
    assert sentence.span == Span(642, 1_764)
