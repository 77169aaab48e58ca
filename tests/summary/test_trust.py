"""Which translations may stand alone in a summary."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Lang, Origin, Piece, Rung, Sentence, Span, TermUse, Translation
from pipeline.summary.trust import LEAST_TRUST, trust
from pipeline.wording.faithful import unaccounted

ENGLISH = "Students download the model and run it on a laptop."
GOOD = "学生はモデルをダウンロードして、ノートパソコンで動かします。"


def sentence(text: str = ENGLISH, lang: Lang = Lang.EN) -> Sentence:
    return Sentence("s1-1", lang, text, (Piece("c1", 0, 1),), Span(0, 1_000))


def engine(text: str) -> Translation:
    return Translation("s1-1", text, Origin.ENGINE, score=-0.35)


def test_a_faithful_translation_is_trusted() -> None:
    assert trust(sentence(), engine(GOOD)) > LEAST_TRUST


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
    assert trust(said, engine("学生はHugging FaceからLlamaをダウンロードします。")) > LEAST_TRUST


def test_an_engine_that_doubts_is_doubted() -> None:
    sure, doubtful = engine(GOOD), replace(engine(GOOD), score=-0.95)
    assert trust(sentence(), sure) > LEAST_TRUST > trust(sentence(), doubtful)
    silent = trust(sentence(), replace(engine(GOOD), score=0.0))
    assert trust(sentence(), doubtful) < silent < trust(sentence(), sure)


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("Students download the model.", "学生はモデルをダウンロードしません。"),
        ("Not every student runs the model.", "学生はモデルを動かさないことを忘れません。"),
        ("Students never run the model.", "学生はモデルを動かします。"),
    ],
)
def test_a_denial_that_only_one_side_has_is_not_told(english: str, japanese: str) -> None:
    assert trust(sentence(english), engine(japanese)) < LEAST_TRUST


def test_what_only_sounds_denied_is_no_denial() -> None:
    said = sentence("Students have to download the model.")
    assert trust(said, engine("学生はモデルをダウンロードしなければなりません。")) > LEAST_TRUST


def test_words_left_out_and_words_added_are_told_apart() -> None:
    assert unaccounted(ENGLISH, GOOD) == (0.0, 0.0)
    missed, invented = unaccounted(ENGLISH, "学生はモデルをダウンロードします。")
    assert missed > 0 == invented
    missed, invented = unaccounted("Students download models.", "学生は電車でモデルをダウンロードします。")
    assert invented > 0 == missed
    assert unaccounted("", "") == (0.0, 0.0)
    assert unaccounted(ENGLISH, "", {"student", "download", "model", "run", "laptop"}) == (0.0, 0.0)
