"""Polite and plain endings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.wording.register import Register, plain, polite, registers

PAIRS = [
    ("それは複雑だ。", "それは複雑です。"),
    ("戦っているのだ。", "戦っているのです。"),
    ("彼らが書く。", "彼らが書きます。"),
    ("壊れた。", "壊れました。"),
    ("読んだ。", "読みました。"),
    ("行った。", "行きました。"),
    ("泳いだよ。", "泳ぎましたよ。"),
    ("話した。", "話しました。"),
    ("調査する。", "調査します。"),
    ("行かない。", "行きません。"),
    ("行かなかった。", "行きませんでした。"),
    ("来る。", "来ます。"),
    ("見られる。", "見られます。"),
    ("そうだろう。", "そうでしょう。"),
    ("静かだった。", "静かでした。"),
    ("知っているよね。", "知っていますよね。"),
]


@pytest.mark.parametrize(("low", "high"), PAIRS)
def test_both_ways(low: str, high: str) -> None:
    assert registers(low) == (Register.PLAIN,)
    assert registers(high) == (Register.POLITE,)
    assert polite(low) == high
    assert plain(high) == low
    assert polite(high) == high
    assert plain(low) == low


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("電気代は高い。", "電気代は高いです。"),
        ("重要である。本当だ。", "重要です。本当です。"),
        ("問題がない。", "問題がありません。"),
        ("なければならない。", "なければなりません。"),
        ("誰なのか。", "誰なのでしょうか。"),
        ("行こう。", "行きましょう。"),
    ],
)
def test_to_polite(low: str, high: str) -> None:
    assert polite(low) == high


@pytest.mark.parametrize("text", ["大きな壁。", "AI。", "「それは違う」という話。", "", "……", "ご覧ください。"])
def test_what_stays(text: str) -> None:
    assert polite(text) == text


def test_marks_in_quotes_end_nothing() -> None:
    assert polite("「違う。行く。」と言った。") == "「違う。行く。」と言いました。"


@given(st.lists(st.sampled_from([one for pair in PAIRS for one in pair]), max_size=4).map("".join))
def test_one_register_afterwards_and_idempotent(text: str) -> None:
    assert Register.PLAIN not in registers(polite(text))
    assert polite(polite(text)) == polite(text)


@given(st.text(alphabet="だですますたないか。、「」AIる走書ん", max_size=14))
def test_any_text_survives(text: str) -> None:
    polite(text)
    plain(text)
