"""A shorter hypothesis is taken only when it says the same."""

from __future__ import annotations

import pytest

from pipeline.model import Hypothesis, Lang, Origin, Pair, Rung, TermUse, Translation
from pipeline.timing.same import says_same
from pipeline.timing.shorter import shorter

SOURCE = "The three models of OpenAI do not really work in practice."
PAIR = Pair(Lang.EN, Lang.JA)
LONG = "OpenAIの3つのモデルは、実際には動かないのでしょうか。"


def translation(*others: str, origin: Origin = Origin.ENGINE, rendering: str = "") -> Translation:
    terms = (TermUse("t", 0, 1, Rung.HINT, rendering),) if rendering else ()
    found = tuple(Hypothesis(text, -float(n)) for n, text in enumerate(others))
    return Translation("s1-1", LONG, origin, terms=terms, alternatives=found)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("計算資源の堀です。", "計算資源の堀。"),
        ("まずは大物から始めましょう。", "まず大物から始めましょう。"),
        ("ラックは文字どおり、溶けてしまうんです。", "ラックは文字どおり溶けてしまいます。"),
        ("価格を2倍にしたら、どうなるんでしょうか。", "価格を２倍にしたら、どうなりますか。"),
        ("それについては話しましたね。", "それについて話しました。"),
        ("これは静かなのです。", "これは静かです。"),
    ],
)
def test_a_wording_that_says_the_same(text: str, other: str) -> None:
    assert says_same(text, other, Lang.JA)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        # another reading of the source, not a shorter wording: what an engine's other hypotheses often are
        ("聞いてみます、はい。", "そうですね。"),
        ("やりたいところです。", "私のやりたがりです。"),
        ("悪い企業の大口顧客です。", "悪い企業の大気に。"),
        ("それは巨大なリスク点です。", "それは巨大な利点です。"),
        ("避けてください。無理でしょうが。", "避けてください。"),
        # the words stay, the sentence does not
        ("それは1社ではありません。", "1社ではありません。"),
        ("ただの部屋ではありません。", "ただの部屋ではなく。"),
        ("データが流通を支えます。", "データを流通が支えます。"),
        ("父が母に話しました。", "母が父に話しました。"),
        ("ローカルで動かしています。", "ローカルで動かします。"),
        ("手を出しただけです。", "手を出しました。"),
        ("それを分解してみましょう。", "それを分解してみます。"),
        ("3つのモデルが動きます。", "モデルが動きます。"),
        ("モデルは動きません。", "モデルは動きます。"),
        ("モデルは動くでしょう。", "モデルは動きます。"),
        ("モデルは動きました。", "モデルは動きます。"),
        ("モデルは動きますか。", "モデルは動きます。"),
        ("モデルを使えます。", "モデルを使います。"),
        ("行きます。はい、そのとおりです。", "行きます。"),
    ],
)
def test_a_wording_that_does_not(text: str, other: str) -> None:
    assert not says_same(text, other, Lang.JA)


def test_english() -> None:
    assert says_same("It does not really work.", "It doesn't really work.", Lang.EN)
    assert not says_same("It does not really work.", "It doesn't work.", Lang.EN)
    assert not says_same("It does not work.", "It works.", Lang.EN)
    assert not says_same("It works at OpenAI too.", "It works too.", Lang.EN)


def test_terms_must_not_be_lost() -> None:
    other = LONG.replace("実際には", "実際に").replace("のでしょうか", "のですか")
    assert shorter(translation(other), SOURCE, PAIR, 50.0) == other
    assert shorter(translation(other, rendering="実際には"), SOURCE, PAIR, 50.0) == ""


def test_the_best_scored_that_fits_else_the_narrowest() -> None:
    short = LONG.replace("のでしょうか", "のですか")
    shortest = short.replace("、実際には", "実際に")
    assert shorter(translation(short), SOURCE, PAIR, 50.0) == short
    assert shorter(translation(short, shortest), SOURCE, PAIR, 50.0) == short
    assert shorter(translation(short, shortest), SOURCE, PAIR, 1.0) == shortest


def test_only_an_engines_text_is_replaced() -> None:
    short = LONG.replace("のでしょうか", "のですか")
    assert shorter(translation(short, origin=Origin.EDITOR), SOURCE, PAIR, 5.0) == ""


def test_a_small_gain_is_not_worth_another_wording() -> None:
    assert shorter(translation(LONG.replace("実際には", "実際に")), SOURCE, PAIR, 5.0) == ""
