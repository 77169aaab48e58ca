"""Spoken sentences made plain: shorter, never another statement."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Lang, Piece, Sentence, Span
from pipeline.summary.antecedents import antecedents
from pipeline.summary.claim import Retold
from pipeline.summary.plain import plain_clauses, plain_sentences
from pipeline.summary.pointing import settled
from pipeline.summary.retell import figurative, quotable, says_whole, told_in
from pipeline.summary.spoken import in_plain_words


@pytest.mark.parametrize(
    ("spoken", "plain"),
    [
        ("And frankly, I think the middle gets squeezed out.", "The middle gets squeezed out."),
        ("So, you know, the open models are fast, right.", "The open models are fast."),
        ("The main driver, the one thing that counts, is speed in the lab.", "The main driver is speed in the lab."),
        ("You have Acme, which is of course backed by Globex.", "Acme is backed by Globex."),
        ("Big tech wins the frontier, the best systems come from the labs.", "Big tech wins the frontier."),
        ("For the enterprise, the big serious companies that pay, open models are often cheaper.",
         "For the enterprise, open models are often cheaper."),
    ],
)
def test_fillers_asides_and_openers_go(spoken: str, plain: str) -> None:
    assert plain in plain_sentences(spoken)


@pytest.mark.parametrize(
    "spoken",
    [
        "Why would anybody pay for it?",
        "Think about the models and the money.",
        "They win the market in the end.",  # who?
        "This changes the whole market.",
        "I bought the models in the market.",
        "The racks would melt in an hour.",  # if what?
        "The models from the lab and.",
        "So the models in the lab of the firm.",
    ],
)
def test_what_cannot_stand_alone_gives_nothing(spoken: str) -> None:
    assert plain_sentences(spoken) == ()


def test_what_is_denied_or_supposed_never_becomes_a_statement() -> None:
    told = plain_sentences("It is not because the kids are stupid that the labs win the race.")
    assert not any("kids are stupid" in one and "not" not in one for one in told)
    assert plain_clauses("The alternatives might be great, but you have to install them.") == (
        ("You have to install them.",),
    )
    for one in plain_sentences("If the price falls, the labs lose the market, because nobody has to pay."):
        assert "labs lose" not in one or one.startswith("If the price falls")


def test_a_restriction_is_only_cut_where_nothing_rests_on_it() -> None:
    for whole in ("Every model that is trained on noise", "The list of firms that train models"):
        told = plain_sentences(f"{whole} is short in the end.")
        assert told
        assert all(one.startswith(whole) for one in told)


WORDS = "the model models company wins sells data not never because if and but that which is are will , of to".split()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=16))
def test_nothing_is_put_in_and_no_denial_is_lost_within_a_clause(words: list[str]) -> None:
    text = " ".join(words).replace(" ,", ",").strip(", ") + "."
    for one in plain_sentences(text):
        assert set(one.lower().strip(".").replace(",", "").split()) <= {*words}


def _talk(*texts: str) -> list[Sentence]:
    return [
        Sentence(f"s{at}-1", Lang.EN, text, (Piece("c", 0, 1),), Span(at * 1_000, at * 1_000 + 900))
        for at, text in enumerate(texts)
    ]


def test_they_is_a_named_actor_or_nobody() -> None:
    def actors(sentence: Sentence) -> list[str]:
        return [name for name in ("Acme", "Globex") if name in sentence.text]

    sure = _talk("Acme wins the market.", "Right.", "They also own the phones.")
    assert antecedents(sure, actors) == {"s2-1": "Acme"}
    two = _talk("Acme wins when Globex sells the phones.", "They also own the phones.")
    assert antecedents(two, actors) == {}
    people = _talk("Acme sells the phones to developers.", "They also own the phones.")
    assert antecedents(people, actors) == {}
    later = _talk("Acme wins the market.", "The weather was good for the whole week.", "They own the phones.")
    assert antecedents(later, actors) == {}


def test_they_is_whom_the_talk_has_just_brought_in() -> None:
    def actors(sentence: Sentence) -> list[str]:
        return [name for name in ("Acme", "Globex") if name in sentence.text]

    shown = _talk("Think about Acme.", "They sell the phones.")
    assert antecedents(shown, actors) == {"s1-1": "Acme"}
    asked = _talk("Now, look at Acme.", "What do they sell?", "They sell the phones.")
    assert antecedents(asked, actors) == {"s2-1": "Acme"}
    side = _talk("What is the argument from the open source side?", "They argue that code is speech.")
    assert antecedents(side, actors) == {"s1-1": "the open source side"}
    others = _talk("Acme wins the market.", "Ask your neighbors.", "They say yes to the phones.")
    assert antecedents(others, actors) == {}


def test_it_is_the_subject_before_where_it_does_something() -> None:
    clauses = plain_clauses("It protects the old firms from the new ones.", thing="regulation")
    assert clauses[0][0].startswith("Regulation protects")
    assert plain_clauses("It protects the old firms from the new ones.") == ()


@pytest.mark.parametrize(
    ("spoken", "told"),
    [
        ("That revenue funds the next run.", "Revenue funds the next run."),
        ("They fear that regulation hurts the firms.", "They fear that regulation hurts the firms."),
        ("The cost of that privacy is time.", "The cost of privacy is time."),
        ("These chips are rare.", "These chips are rare."),
        ("It runs one of these massive systems.", "It runs massive systems."),
        ("Meta gets all of that research for free.", "Meta gets the research for free."),
    ],
)
def test_a_pointing_word_goes_where_nobody_misses_it(spoken: str, told: str) -> None:
    assert settled(spoken) == told


def test_the_words_of_a_comparison_are_known() -> None:
    talk = ("Imagine you sell shaving cream and razors.", "Everybody buys the razors.", "The firm sells models.")
    images = figurative(_talk(*talk))
    assert {"shav", "razor"} <= images
    assert "model" not in images


def test_idioms_are_read_plainly_and_words_with_two_readings_are_left() -> None:
    assert in_plain_words("It is the only game in town.", idioms_only=True) == "It is the only choice."
    assert in_plain_words("It is free at scale.", idioms_only=True) == "It is free at scale."


def test_a_claim_that_leans_is_told_behind_another_one_only() -> None:
    whole, leaning = Retold("Open source wins the layer.", "甲。"), Retold("Most of that runs on models.", "乙。")
    assert leaning.leans and not whole.leans
    assert told_in(range(3), {0: whole, 2: leaning}, {0: 1.0, 2: 1.0}, 5) == [0, 2]
    assert told_in(range(30), {0: whole, 20: leaning}, {0: 1.0, 20: 1.0}, 5) == [0]


def test_a_claim_is_quoted_where_it_says_all_and_others_are_left() -> None:
    text = "The price of one chip falls every year."
    claims = {at: Retold(text, "価格は毎年下がります。") for at in range(6)}
    claims[1] = Retold("The price falls.", "価格は下がります。")
    assert says_whole(text, claims[0]) and not says_whole(text, claims[1])
    assert quotable(claims, [text] * 6, [(0, 1, 2, 3, 4)]) == {0, 2, 3, 4}
    assert quotable(claims, [text] * 6, [(0, 1)]) == frozenset()
