"""Spoken sentences made plain: shorter, never another statement."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Lang, Piece, Sentence, Span
from pipeline.summary.antecedents import antecedents
from pipeline.summary.plain import plain_clauses, plain_sentences
from pipeline.summary.retell import figurative
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


def test_the_words_of_a_comparison_are_known() -> None:
    talk = ("Imagine you sell shaving cream and razors.", "Everybody buys the razors.", "The firm sells models.")
    images = figurative(_talk(*talk))
    assert {"shav", "razor"} <= images
    assert "model" not in images


def test_idioms_are_read_plainly_and_words_with_two_readings_are_left() -> None:
    assert in_plain_words("It is the only game in town.", idioms_only=True) == "It is the only choice."
    assert in_plain_words("It is free at scale.", idioms_only=True) == "It is free at scale."
