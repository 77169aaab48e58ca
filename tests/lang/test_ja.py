"""Japanese words and phrases: where a phrase begins, and what stays together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lang import ja
from pipeline.lang.boundaries import Strength, strengths
from pipeline.model import Lang


@pytest.mark.parametrize(
    "marked",
    [
        "毎回、｜アルゴリズムを｜読み解き、｜未来を｜形づくる。",
        "ジョンが｜10人の｜学生に｜会いました。",
        "彼は｜検証している｜らしい。".replace("｜らしい", "らしい"),
        "それは｜本当に｜驚くべき｜結果です。",
    ],
)
def test_phrases(marked: str) -> None:
    text = marked.replace("｜", "")
    assert "｜".join(ja.phrases(text)) == marked


@pytest.mark.parametrize(
    ("text", "at", "most"),
    [
        ("そういうことだと思います", "だと｜思", 7),
        ("読んでいるところです", "読んで｜いる", Strength.WORD),
        ("そうかもしれません", "かも｜しれ", Strength.INSIDE),
        ("人工知能という言葉", "と｜いう", Strength.INSIDE),
        ("それについて話す", "に｜つい", Strength.INSIDE),
        ("3人の学生", "3｜人", Strength.NEVER),
        ("百二十人が来た", "百｜二", Strength.NEVER),
        ("2、3日で終わる", "2、｜3", Strength.NEVER),
        ("2か3メガバイト", "か｜3", Strength.NEVER),
        ("役に立つ機械", "に｜立つ", Strength.WORD),
        ("簡単ではありません", "は｜あり", Strength.WORD),
        ("機械学習の本", "機械｜学習", Strength.WEAK),
    ],
)
def test_what_leans_on_its_neighbour(text: str, at: str, most: int) -> None:
    left, right = at.split("｜")
    place = text.index(left + right) + len(left)
    assert strengths(text, Lang.JA)[place] <= most


@given(st.text(alphabet=st.sampled_from("私は犬が好きです、。「」でもAI 12人ーっ々\n\t\0"), max_size=60))
def test_a_particle_never_looks_like_a_phrase(text: str) -> None:
    levels = ja.strengths(text)
    assert len(levels) == len(text) + 1
    for before, word in zip(ja.tokens(text), ja.tokens(text)[1:], strict=False):
        if word.pos1 == "助詞" and before.end == word.start and before.pos2 not in ("句点", "読点"):
            assert levels[word.start] <= Strength.WORD or before.surface[-1] in "。！？!?、，,・"


@given(st.text(max_size=80))
def test_any_text_has_tokens_in_order(text: str) -> None:
    at = 0
    for token in ja.tokens(text):
        assert at <= token.start < token.end <= len(text)
        at = token.end


def test_a_text_longer_than_a_chunk_is_cut_into_words_all_the_same() -> None:
    text = "今日は良い天気です。" * 400
    words = ja.tokens(text)
    assert "".join(word.surface for word in words) == text


@given(st.text(alphabet=st.sampled_from("私は犬が好きですAI12、。"), max_size=40))
def test_budoux_asked_at_few_places_answers_the_same(text: str) -> None:
    some = range(1, len(text), 2)
    assert ja.budoux_among(text, some) == {at for at in some if at in ja.budoux_offsets(text)}


def test_our_budoux_is_budoux() -> None:
    import budoux

    text = "毎回、アルゴリズムを読み解き、ロボティクスを探り、人工知性の未来を形づくるアイデアを検証します。"
    parts = budoux.load_default_japanese_parser().parse(text)
    cuts, at = set(), 0
    for part in parts[:-1]:
        at += len(part)
        cuts.add(at)
    assert ja.budoux_offsets(text) == cuts
