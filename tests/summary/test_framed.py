"""Claims by their frame: ideas, reasons, answers, principles."""

from __future__ import annotations

import pytest

from pipeline.summary.claim import Retold
from pipeline.summary.framed import argued, framed
from pipeline.summary.titles import heading


def told(text: str, *, why: bool = False, asked: bool = False) -> Retold | None:
    return framed(text, lambda _: (), why=why, asked=asked)


def test_a_reason_needs_a_question_for_it() -> None:
    reason = told("Because the data is expensive.", why=True)
    assert reason == Retold("Because the data is expensive.", "データには費用がかかるからです。")
    assert reason.leans and reason.framed
    assert told("Because the data is expensive.") is None


def test_an_answer_needs_a_question_that_is_told() -> None:
    answer = told("I think it's a permanent coexistence.", asked=True)
    assert answer == Retold("The answer: a permanent coexistence.", "答えは永続的な共存です。")
    assert not answer.leans
    assert told("I think it's a permanent coexistence.") is None


@pytest.mark.parametrize(
    ("text", "japanese"),
    [
        ("What if you use a small model to write new data?",
         "小さなモデルを使って新しいデータを書くという案が出ます。"),
        ("The principle that data does not have to be expensive.",
         "データが高価である必要はないという原則が語られます。"),
    ],
)
def test_an_idea_and_a_principle_say_what_they_are(text: str, japanese: str) -> None:
    found = told(text)
    assert found is not None and found.ja == japanese and found.framed


def test_what_a_side_argues_is_told_as_its_claim() -> None:
    claim = Retold("If you share the code, the price falls by 10 percent.", "")
    assert argued(claim, "the open side", lambda _: ()) == Retold(
        "The open side argues: if you share the code, the price falls by 10 percent.",
        "オープンな側は、コードを共有すると、価格が10%下がると主張しています。",
    )
    assert argued(Retold("The frumious code falls.", ""), "the open side", lambda _: ()) is None


def test_what_has_no_frame_or_no_words_is_no_claim() -> None:
    assert told("The data is expensive.", why=True, asked=True) is None
    assert told("What if you frumiously use it?") is None


def test_a_question_and_what_the_talk_is_about_head_a_chapter() -> None:
    about = Retold("The talk is about the battle between apes.", "猿の争いが語られます。")
    assert heading(about) is not None
    assert heading(Retold("Who wins?" * 9, "誰" * 30)) is None
