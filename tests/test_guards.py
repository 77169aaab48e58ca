"""Each guard by name: what it objects to and what it lets pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import guards
from pipeline.guards import Case
from pipeline.model import Lang, Pair
from pipeline.wording.register import Register

EN_JA, JA_EN = Pair(Lang.EN, Lang.JA), Pair(Lang.JA, Lang.EN)

BROKEN = [
    ("empty", "It is open.", "。"),
    ("untranslated", "It is really open today.", "It is really open today."),
    ("repetition", "It runs.", "動く動く動く動く。"),
    ("repetition", "They laugh.", "ははははははは。"),
    ("web-page", "What if?", "お問い合わせ"),
    ("odd-script", "It runs.", "그것은動きます。"),
    ("too-short", "The first and by far the thickest wall is what we call the moat.", "壁です。"),
    ("too-long", "Hello.", "このたびは当サイトのお問い合わせフォームをご利用いただきまして誠にありがとうございます。"),
    ("number", "We bought twenty five thousand chips.", "2500個買いました。"),
    ("link", "Go to https://example.com/a now.", "今すぐ見てください。"),
    ("negation", "It does not work.", "動きます。"),
    ("negation-added", "Open source is going to win.", "オープンソースは勝てません。"),
    ("negation-added", "They will win.", "彼らは勝てないでしょう。"),
    ("size", "They made billions of downloads.", "数百万回です。"),
    ("english-left", "It is a quality versus quantity problem.", "品質versus量の問題です。"),
    ("english-left", "a hybrid approach", "Hybridな方法です。"),
    ("doubled", "It works well on phones.", "電話でよく動きます、電話でよく動きます。"),
    ("unit", "It costs ten dollars.", "10かかります。"),
    ("brackets", "He said so.", "「そうです。"),
    ("question", "Is it open?", "開いています。"),
    ("anata", "They have friends.", "あなたの友達です。"),
    ("register", "It is open.", "開いている。"),
    ("half-width", "It is open.", "開いています."),
]
CLEAN = [
    ("repetition", "No, no, no, no.", "いえ、いえ、いえ、いえ。"),
    ("number", "GPT-4 runs on an H100.", "GPT-4はH100で動きます。"),
    ("number", "Eighty percent of it.", "その8割です。"),
    ("negation", "It's open, isn't it?", "開いていますよね。"),
    ("negation", "It does not work.", "動きません。"),
    ("negation-added", "You must do it.", "やらなければなりません。"),
    ("negation-added", "It may be open.", "開いているかもしれません。"),
    ("negation-added", "It's not just open.", "開いているだけではありません。"),
    ("size", "They made billions of downloads.", "数十億回です。"),
    ("english-left", "We love GitHub and OpenAI.", "GitHubとOpenAIが好きです。"),
    ("question", "Is it open?", "開いていますか。"),
    ("web-page", "Contact us.", "お問い合わせください。"),
    ("english-left", "Ottawa is charming.", "Ottawaは魅力的です。"),
    ("english-left", "It is 3 km away.", "3 km先です。"),
    ("anata", "You have friends.", "あなたの友達です。"),
    ("register", "A big wall.", "大きな壁。"),
    ("half-width", "Node.js costs 3.5 dollars.", "Node.jsは3.5ドルです。"),
    ("link", "Write to me@example.com.", "me@example.comへどうぞ。"),
]


@pytest.mark.parametrize(("name", "source", "target"), BROKEN)
def test_broken(name: str, source: str, target: str) -> None:
    assert name in guards.broken(Case(source, target, EN_JA))


@pytest.mark.parametrize(("name", "source", "target"), CLEAN)
def test_clean(name: str, source: str, target: str) -> None:
    assert name not in guards.broken(Case(source, target, EN_JA))


def test_every_guard_has_a_broken_case() -> None:
    assert {name for name, _, _ in BROKEN} == {guard.name for guard in guards.GUARDS}


def test_a_known_rendering_may_be_english() -> None:
    case = Case("We love open weights.", "open weightsが好きです。", EN_JA)
    assert guards.leftover_words(case) == ("open", "weights")
    assert guards.leftover_words(Case(case.source, case.target, EN_JA, ("open weights",))) == ()


def test_the_speaker_decides_the_register() -> None:
    assert "register" in guards.broken(Case("It is open.", "開いています。", EN_JA, register=Register.PLAIN))
    assert "register" not in guards.broken(Case("It is open.", "開いている。", EN_JA, register=Register.PLAIN))


def test_the_other_direction() -> None:
    assert "untranslated" in guards.broken(Case("開いています。", "開いています。", JA_EN))
    assert "number" in guards.broken(Case("2万5000個です。", "There are 2,500 of them.", JA_EN))
    assert guards.broken(Case("2万5000個あります。", "There are 25,000 of them.", JA_EN)) == ()


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from([EN_JA, JA_EN]))
def test_any_text_can_be_judged(source: str, target: str, pair: Pair) -> None:
    names = guards.broken(Case(source, target, pair))
    assert guards.cost(names) >= 0
    assert guards.hard(names) <= set(names)
