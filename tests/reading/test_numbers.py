"""Spoken numbers and versions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import SegmentSettings
from pipeline.model import Glossary, Lang, Pair, Term, TermStatus, TermType
from pipeline.reading import plain, tokens
from pipeline.reading.changes import Log
from pipeline.reading.numbers import figures, read_numbers, value_of
from tests.reading.helpers import track_of

TERMS = Glossary(
    "test",
    Pair(Lang.EN, Lang.JA),
    tuple(
        Term(name.lower(), name, name, TermType.SOFTWARE, TermStatus.APPROVED) for name in ("GPT-2", "Llama 2", "A100")
    ),
    "1",
)
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def spoken(value: int) -> list[str]:
    """How English says a number below a million."""
    words: list[str] = []
    if value >= 1_000:
        words += [*spoken(value // 1_000), "thousand"]
        value %= 1_000
        if not value:
            return words
    if value >= 100:
        words += [ONES[value // 100], "hundred"]
        value %= 100
        if not value:
            return words
    if value >= 20:
        words.append(TENS[value // 10])
        value %= 10
        if not value:
            return words
    return [*words, ONES[value]]


def read(text: str) -> str:
    track = track_of(f"S1 | {text}")
    found = plain.read(track, SegmentSettings())
    read_numbers(found, TERMS, Log.of(track, ()))
    return " ".join(item.text for item in tokens.sentences(found, track))


@given(st.integers(1, 999_999))
def test_every_number_is_read_as_itself(value: int) -> None:
    assert value_of(spoken(value)) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They ran GPT four, twice.", "They ran GPT-4, twice."),
        ("It needs GPT three point five.", "It needs GPT-3.5."),
        ("Llama three is free.", "Llama 3 is free."),
        ("They use H one hundreds now.", "They use H100s now."),
        ("An H one hundred costs more.", "An H100 costs more."),
        ("Maybe twenty five thousand of them.", "Maybe 25,000 of them."),
        ("A forty thousand dollar server.", "A 40,000 dollar server."),
        ("Ten million dollars.", "10 million dollars."),
        ("About one hundred and ten people.", "About 110 people."),
        ("In nineteen eighty four it began.", "In 1984 it began."),
        ("Up by ninety percent.", "Up by 90 percent."),
        ("The twenty first century.", "The 21st century."),
        ("Nonstop, twenty four seven.", "Nonstop, 24/7."),
    ],
)
def test_read_as_figures(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Four or even two.",
        "One of them is a model.",
        "Two or three hundred people.",
        "Hundreds of thousands of models.",
        "I have a cat and a dog.",
        "We two agree, and I one day will too.",
        "Twenty, thirty, forty.",
        "At this point I agree.",
        "Ninety days straight.",
        "AI two years ago.",
    ],
)
def test_left_in_words(text: str) -> None:
    assert read(text) == text


def test_what_is_no_number() -> None:
    assert [value_of(text.split()) for text in ("", "two three", "hundred", "five twenty", "million")] == [None] * 5
    assert figures("two three".split()) == ""
