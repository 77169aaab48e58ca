"""Which translations may stand alone in a summary."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Lang, Origin, Piece, Rung, Sentence, Span, TermUse, Translation
from pipeline.summary.faithful import coverage
from pipeline.summary.trust import trust

ENGLISH = "Students download the model and run it on a laptop."
GOOD = "学生はモデルをダウンロードして、ノートパソコンで動かします。"


def sentence(text: str = ENGLISH, lang: Lang = Lang.EN) -> Sentence:
    return Sentence("s1-1", lang, text, (Piece("c1", 0, 1),), Span(0, 1_000))


def engine(text: str) -> Translation:
    return Translation("s1-1", text, Origin.ENGINE)


def test_a_faithful_translation_is_trusted() -> None:
    assert trust(sentence(), engine(GOOD)) > 0.7


@pytest.mark.parametrize(
    "text",
    [
        "学生は model をダウンロードします。",  # English left over
        "電車で海に行き、魚を食べます。",  # something else
        "学生。",  # most of it is missing
        "",
    ],
)
def test_a_faulty_one_is_not(text: str) -> None:
    assert trust(sentence(), engine(text)) < 0.3


def test_a_guard_outweighs_everything() -> None:
    assert trust(sentence(), replace(engine(GOOD), guards=("digits",), origin=Origin.EDITOR)) == 0
    assert trust(sentence(), None) == 0


def test_people_are_trusted() -> None:
    for origin in (Origin.EDITOR, Origin.MEMORY, Origin.PHRASE):
        assert trust(sentence(), replace(engine("違う話。"), origin=origin)) == 1


def test_missed_terms_wrong_numbers_and_lost_negation_cost() -> None:
    base = trust(sentence(), engine(GOOD))
    missed = replace(engine(GOOD), terms=(TermUse("model", 22, 27, Rung.MISSED),))
    assert trust(sentence(), missed) < base
    assert trust(sentence(), engine(GOOD.replace("学生", "300人の学生"))) < base
    assert trust(sentence("Students never download the model and run it on a laptop."), engine(GOOD)) < base


def test_from_japanese_too() -> None:
    said = sentence(GOOD, Lang.JA)
    assert trust(said, engine(ENGLISH)) > trust(said, engine("We eat fish by the sea."))


def test_names_and_acronyms_of_the_source_may_stay_latin() -> None:
    said = sentence("Students download Llama from Hugging Face.")
    assert trust(said, engine("学生はHugging FaceからLlamaをダウンロードします。")) > 0.5


def test_coverage_is_between_nothing_and_all() -> None:
    assert coverage(ENGLISH, GOOD) > 0.8
    assert coverage(ENGLISH, "") == coverage("", GOOD) <= 0.71
    assert coverage("", "") == 0.5
