"""Compression, register, clarity, quotes: what happens to single sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Lang
from pipeline.summary.compress import compress
from pipeline.summary.quotes import best, quotable
from pipeline.summary.ranking import clarity, is_cut
from pipeline.summary.register import is_polite, polite, polite_text


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("So, you know, the model is, um, small.", "The model is, small."),
        ("Well, I mean, it works.", "It works."),
        ("The the chip is fast.", "The chip is fast."),
        ("It is, like, a huge, kind of, mess, right?", "It is a huge mess?"),
        ("Okay, so that's the plan.", "That's the plan."),
        ("So many chips are idle.", "So many chips are idle."),
        ("Right turns are allowed.", "Right turns are allowed."),
        ("I know that that is hard.", "I know that that is hard."),
        ("Um.", "Um."),
        ("Yeah.", "Yeah."),
    ],
)
def test_english_fillers_go_and_words_stay(said: str, short: str) -> None:
    assert compress(said, Lang.EN) == short


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("ええと、それは正しいです。", "それは正しいです。"),
        ("はい、なるほど。モデルは小さいです。", "モデルは小さいです。"),
        ("モデルは、まあ、小さいです。", "モデルは、小さいです。"),
        ("はい。", "はい。"),
        ("まあまあの結果です。", "まあまあの結果です。"),
    ],
)
def test_japanese_fillers_go_and_words_stay(said: str, short: str) -> None:
    assert compress(said, Lang.JA) == short


def test_a_contrast_stays_where_what_it_contrasts_is_told() -> None:
    assert compress("But the chip is fast.", Lang.EN) == "The chip is fast."
    assert compress("But the chip is fast.", Lang.EN, joined=True) == "But the chip is fast."
    assert compress("But NVIDIA is fast.", Lang.EN, joined=True) == "But NVIDIA is fast."
    assert compress("でも、まあ、速いです。", Lang.JA, joined=True) == "でも、速いです。"


@given(st.text("abc TheSo,um.?! ", min_size=1).filter(str.strip))
def test_compression_adds_no_letter_and_never_empties(said: str) -> None:
    short = compress(said, Lang.EN)
    assert short
    assert not set(short.lower()) - set(said.lower())


@pytest.mark.parametrize(
    ("plain", "turned"),
    [
        ("モデルを動かす。", "モデルを動かします。"),
        ("本を読む。", "本を読みます。"),
        ("海で泳ぐ。", "海で泳ぎます。"),
        ("友だちと話す。", "友だちと話します。"),
        ("結果を待つ。", "結果を待ちます。"),
        ("名前を呼ぶ。", "名前を呼びます。"),
        ("パンを買う。", "パンを買います。"),
        ("パンを食べる。", "パンを食べます。"),
        ("機械が学習する。", "機械が学習します。"),
        ("冬が来る。", "冬が来ます。"),
        ("仕事が終わった。", "仕事が終わりました。"),
        ("誰も知らない。", "誰も知りません。"),
        ("機械である。", "機械です。"),
        ("機械だった。", "機械でした。"),
        ("とても速い。", "とても速いです。"),
        ("とても速かった。", "とても速かったです。"),
        ("必要なのは電力。", "必要なのは電力です。"),
        ("そうだろう。", "そうでしょう。"),
        ("そうですよね。", "そうです。"),
        ("知っていますか。", "知っていますか。"),
        ("本当か？", "本当か？"),
    ],
)
def test_plain_endings_become_polite(plain: str, turned: str) -> None:
    assert polite(plain) == turned


def test_every_sentence_of_a_text_is_turned_and_quotations_are_kept() -> None:
    assert polite_text("速い。彼は「遅い。」と言った。") == "速いです。彼は「遅い。」と言いました。"


@given(st.text("これはモデルだですます。、「」よねか長いAI", max_size=20))
def test_polite_text_is_stable(text: str) -> None:
    once = polite_text(text)
    assert polite_text(once) == once


def test_polite_is_known_as_polite() -> None:
    assert is_polite(polite("量子化は圧縮だ。"))


def test_questions_and_cut_sentences_are_never_clear() -> None:
    assert clarity("Why do these models need so much power?", Lang.EN) == 0
    assert clarity("It was founded by people from OpenAI and.", Lang.EN) == 0
    assert clarity("Google at a bit of a tangled web.", Lang.EN, before="It is backed by Amazon and.") == 0
    assert clarity("量子化とは何ですか。", Lang.JA) == 0
    assert clarity("Quantization stores each weight of a model with fewer bits.", Lang.EN) == 1
    assert not is_cut("It was founded by people from OpenAI.")


def test_what_leans_on_something_unsaid_is_less_clear() -> None:
    whole = clarity("The compiler turns one model into one program.", Lang.EN)
    assert clarity("It turns every single model into one program.", Lang.EN) < whole


@pytest.mark.parametrize(
    "line",
    ["Is that so, after all these years of work?", "Too short.", "and then it went on for so long.", "a " * 60 + ".",
     "Someone reads a new academic paper on a Tuesday morning.", "If I can download the whole thing, I can run it.",
     "On laptops, on phones, a model with many expert brains."],
)
def test_what_must_not_be_quoted(line: str) -> None:
    assert quotable(line, Lang.EN) == 0


def test_the_best_line_wins_and_none_is_possible() -> None:
    lines = [("Short.", 1.0), ("Nobody can switch off a file on my own disk on a Friday.", 0.5)]
    assert best(lines, Lang.EN) == 1
    assert best(lines[:1], Lang.EN) is None
    assert best([], Lang.EN) is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("自律が生まれるのです。", "自律が生まれます。"),
        ("次の世代を学習しているわけです。", "次の世代を学習しています。"),
        ("モデルの力なんです。", "モデルの力です。"),
        ("とても大きかったのです。", "とても大きかったです。"),
        ("学生が読めないのです。", "学生が読めません。"),
        ("これは私のです。", "これは私のです。"),  # no explanation
        ("Geminiがやってます。", "Geminiがやっています。"),
        ("人を育てます。", "人を育てます。"),
    ],
)
def test_explaining_becomes_telling(said: str, told: str) -> None:
    assert polite(said) == told


def test_orders_and_parts_of_sentences_are_hardly_clear() -> None:
    for text in ("Follow the money and remember the paradox.", "Because of that convenience and of the price."):
        assert clarity(text, Lang.EN) < 0.4
    assert clarity("When you download a model, the weights are yours.", Lang.EN) > 0.4
    assert clarity("You buy the chips, the cables and the racks and plug them in.", Lang.EN) > 0
    assert clarity("It's exactly the price that moves people to buy.", Lang.EN, leans=False) == 1


def test_a_word_is_not_doubled_by_the_compound_after_it() -> None:
    assert compress("They focus on on-device intelligence.", Lang.EN) == "They focus on on-device intelligence."
    assert compress("Why Because the price is low.", Lang.EN) == "The price is low."
    assert compress("And by far the thickest wall is compute.", Lang.EN) == "By far the thickest wall is compute."
