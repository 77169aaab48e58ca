"""Tidying that is always right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.wording.polish import polish


@pytest.mark.parametrize(
    ("rough", "tidy"),
    [
        ("これは,AI モデル です", "これは、AIモデルです。"),
        ("本当?", "本当？"),
        ("すごい!", "すごい！"),
        ("３.５倍です．", "3.5倍です。"),
        ("Node.js と GitHub Copilot を使う。", "Node.jsとGitHub Copilotを使う。"),
        ("25,000個です。", "25,000個です。"),
        ("価格 ( 税込 ) です", "価格（税込）です。"),
        ('"開く" と言った。', "「開く」と言った。"),
        ("、そうです。。", "そうです。"),
        ("ﾃﾞｰﾀです", "データです。"),
        ("OpenAI", "OpenAI"),
        ("それは...", "それは……"),
        ("", ""),
    ],
)
def test_cases(rough: str, tidy: str) -> None:
    assert polish(rough) == tidy


def test_a_question_keeps_its_mark() -> None:
    assert polish("本当", source="Really?") == "本当？"
    assert polish("本当ですか", source="Really?") == "本当ですか。"


@given(st.text(alphabet='これはAI model、。,.!?()「」"３ 5', max_size=24))
def test_idempotent(text: str) -> None:
    once = polish(text)
    assert polish(once) == once


@given(st.text(max_size=40))
def test_letters_are_kept(text: str) -> None:
    kept = [char for char in polish(text) if char.isalpha() and "a" <= char.lower() <= "z"]
    assert len(kept) >= sum("a" <= char.lower() <= "z" for char in text)
