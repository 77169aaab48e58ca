"""A shorter hypothesis is taken only when nothing is lost."""

from __future__ import annotations

import pytest

from pipeline.model import Hypothesis, Lang, Origin, Pair, Rung, TermUse, Translation
from pipeline.timing.shorter import keeps_all, shorter

SOURCE = "The three models of OpenAI really did not work at all."
PAIR = Pair(Lang.EN, Lang.JA)
LONG = "OpenAIの3つのモデルは、本当にまったく動きませんでした。"


def translation(*others: str, origin: Origin = Origin.ENGINE, rendering: str = "") -> Translation:
    terms = (TermUse("t", 0, 1, Rung.HINT, rendering),) if rendering else ()
    found = tuple(Hypothesis(text, -float(n)) for n, text in enumerate(others))
    return Translation("s1-1", LONG, origin, terms=terms, alternatives=found)


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        ("OpenAIの3つのモデルは動きませんでした。", True),
        ("OpenAIの３つのモデルは動きませんでした。", True),
        ("3つのモデルは動きませんでした。", False),  # a name
        ("OpenAIのモデルは動きませんでした。", False),  # a number
        ("OpenAIの3つのモデルは動きました。", False),  # a negation
    ],
)
def test_what_must_not_be_lost(other: str, kept: bool) -> None:
    assert keeps_all(LONG, other, Lang.JA) is kept


def test_terms_must_not_be_lost() -> None:
    other = "OpenAIの3つのAIは動きませんでした。"
    assert not keeps_all(LONG, other, Lang.JA, ("モデル",))


def test_english_negations() -> None:
    assert keeps_all("It does not really work.", "It doesn't work.", Lang.EN)
    assert not keeps_all("It does not really work.", "It works.", Lang.EN)
    assert not keeps_all("It works at OpenAI too.", "It works too.", Lang.EN)


def test_the_best_scored_that_fits_else_the_narrowest() -> None:
    short, shortest = "OpenAIの3つのモデルは動きませんでした。", "OpenAIの3モデルは動きません。"
    assert shorter(translation(short), SOURCE, PAIR, 50.0) == short
    lax = translation(short, shortest.replace("3モ", "3つモ"))
    assert shorter(lax, SOURCE, PAIR, 50.0) == short
    assert shorter(lax, SOURCE, PAIR, 1.0) == shortest.replace("3モ", "3つモ")


def test_only_an_engines_text_is_replaced() -> None:
    assert shorter(translation("OpenAIの3つのモデルは動きません。", origin=Origin.EDITOR), SOURCE, PAIR, 5.0) == ""


def test_a_small_gain_is_not_worth_another_wording() -> None:
    assert shorter(translation(LONG.replace("本当に", "実は")), SOURCE, PAIR, 5.0) == ""
