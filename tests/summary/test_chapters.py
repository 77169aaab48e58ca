"""Chapter starts: found where a talk turns, pinned where asked, stable, cheap for long episodes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Lang, Piece, Sentence, Span
from pipeline.summary.chapters import divide, parts_of, wanted
from pipeline.summary.signs import Weights, boundary_signs

BREAD = (
    "The baker kneads dough before dawn.",
    "Flour and yeast make the dough rise.",
    "The oven bakes the loaves of bread.",
)
CHIPS = (
    "A chip moves numbers to memory.",
    "The processor waits for its memory.",
    "Faster memory feeds the processor chip.",
)
LINES = st.lists(st.sampled_from([*BREAD, *CHIPS, "So let's move on.", "Why?"]), max_size=40)


def talk(texts: list[str], *, speakers: list[str] | None = None, starts: list[int] | None = None) -> list[Sentence]:
    made = []
    for at, text in enumerate(texts):
        start = starts[at] if starts else at * 10_000
        name = speakers[at] if speakers else ""
        pieces = (Piece(f"c{at + 1}", 0, 1),)
        made.append(Sentence(f"s{at + 1}-1", Lang.EN, text, pieces, Span(start, start + 9_900), name))
    return made


def test_two_subjects_are_parted_where_the_words_change() -> None:
    assert divide(talk([*BREAD * 3, *CHIPS * 3]), 2) == [0, 9]


def test_an_announced_turn_wins_over_an_equal_cut() -> None:
    texts = [*BREAD * 2, "Let's talk about chips.", *CHIPS * 3]
    assert divide(talk(texts), 2) == [0, 6]


def test_a_question_and_its_answer_stay_together() -> None:
    sentences = talk(
        [*BREAD, "What does the oven cost?", "It costs less than a car."], speakers=["b", "b", "b", "a", "b"]
    )
    signs = boundary_signs(sentences, Weights())
    assert signs[3] > 0 > signs[4]


def test_a_silence_speaks_for_a_boundary() -> None:
    near = talk(list(BREAD), starts=[0, 10_000, 20_000])
    far = talk(list(BREAD), starts=[0, 10_000, 24_000])
    assert boundary_signs(far, Weights())[2] > boundary_signs(near, Weights())[2]


def test_a_recap_closes_a_chapter_instead_of_opening_one() -> None:
    plain = boundary_signs(talk(["One.", "So here is the oven again."]), Weights())
    recap = boundary_signs(talk(["One.", "So here is the recap again."]), Weights())
    assert recap[1] < plain[1]


def test_japanese_openers() -> None:
    texts = ["パンの話です。", "次に、チップの話をしましょう。", "チップは速いです。"]
    sentences = [
        Sentence(f"s{at}-1", Lang.JA, text, (Piece("c1", at, at + 1),), Span(at * 1_000, at * 1_000 + 900))
        for at, text in enumerate(texts)
    ]
    signs = boundary_signs(sentences, Weights())
    assert signs[1] > signs[2]


def test_own_vectors_replace_the_words() -> None:
    sentences = talk(["Nothing here."] * 10)
    rows = np.array([[1.0, 0.0]] * 4 + [[0.0, 1.0]] * 6, dtype=np.float32)
    assert divide(sentences, 2, rows=rows) == [0, 4]


def test_as_many_chapters_as_half_an_hour_wants() -> None:
    assert 8 <= wanted(30 * 60_000, 2.8) <= 14
    assert wanted(0, 2.8) == 1


@settings(max_examples=40, deadline=None)
@given(LINES, st.integers(1, 9), st.data())
def test_any_division_is_ascending_and_holds_the_pins(texts: list[str], count: int, data: st.DataObject) -> None:
    pins = data.draw(st.sets(st.integers(0, max(0, len(texts) - 1)), max_size=3)) if texts else set[int]()
    starts = divide(talk(texts), count, pinned=pins)
    assert starts == sorted(set(starts))
    assert starts[:1] == ([0] if texts else [])
    assert {pin for pin in pins if pin < len(texts)} <= set(starts)
    assert all(start < end for start, end in parts_of(starts, len(texts)))
    assert [end for _, end in parts_of(starts, len(texts))][-1:] == ([len(texts)] if texts else [])
    assert all(first < second for first, second in pairwise(starts))
