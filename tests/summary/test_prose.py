"""Claims as connected text: joined only where the talk joins them."""

from __future__ import annotations

from pipeline.model import Lang
from pipeline.summary.names import named, proper
from pipeline.summary.prose import Told, connected

MONEY = Told(4, "Big tech has the money.", "ビッグテックは資金を持っています。")
SLOW = "ビッグテックは遅いです。"


def test_but_is_told_only_right_behind_what_it_answers() -> None:
    assert connected([MONEY, Told(5, "But big tech is slow.", SLOW)], Lang.JA)[1] == "しかし、遅いです。"
    assert connected([MONEY, Told(7, "But big tech is slow.", SLOW)], Lang.JA)[1] == SLOW
    assert connected([MONEY, Told(7, "But open source is slow.", "オープンソースは遅いです。")], Lang.JA)[1] == (
        "オープンソースは遅いです。"
    )
    english = connected([MONEY, Told(5, "But big tech is slow.", "Big tech is slow.")], Lang.EN)
    assert english[1] == "But big tech is slow."


def test_nothing_is_joined_over_something_else_that_is_told() -> None:
    assert connected([MONEY, Told(6, "Big tech is slow.", SLOW)], Lang.JA, breaks=[5])[1] == SLOW


def test_two_sides_that_do_the_same_are_set_against_each_other() -> None:
    one = Told(1, "Big tech wins the frontier.", "ビッグテックはフロンティアを制します。")
    two = Told(9, "Open source wins the rest.", "オープンソースは残りを制するでしょう。")
    sides = {"ビッグテック", "オープンソース"}
    assert connected([one, two], Lang.JA, sides)[1] == "一方、オープンソースは残りを制するでしょう。"
    assert connected([one, two], Lang.JA)[1] == two.text


def test_a_topic_is_left_out_where_the_talk_joins_and_once_at_most_in_a_row() -> None:
    said = [Told(at, "But big tech is slow.", SLOW) for at in (1, 2, 3)]
    assert connected(said, Lang.JA) == [SLOW, "しかし、遅いです。", f"しかし、{SLOW}"]
    assert connected([Told(at, "Big tech is slow.", SLOW) for at in (1, 8)], Lang.JA) == [SLOW, SLOW]


def test_a_name_is_kept_as_it_is_written_and_a_word_is_not() -> None:
    known = proper(["We asked Borland.", "In May the Cat sat with a cat.", "He lives in Germany."])
    assert known == {"Borland"}
    assert [one.japanese for one in named("Borland sold it to Kix.", known)] == ["Borland"]
