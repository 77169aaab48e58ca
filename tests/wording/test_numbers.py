"""Numbers in both languages."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.wording import numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("twenty five thousand of them", [25_000]),
        ("one hundred and five", [105]),
        ("a hundred and twenty-eight", [128]),
        ("three million dollars", [3_000_000]),
        ("in nineteen ninety nine", [1999]),
        ("in twenty twenty four", [2024]),
        ("one point five billion", [Fraction(3, 2) * 10**9]),
        ("$1.5 million and 25,000 chips", [1_500_000, 25_000]),
        ("the twenty first century", [21]),
        ("on the 3rd of May", [3]),
        ("hundreds of thousands", []),
        ("tens of billions of dollars", []),
        ("one of the two", []),
        ("24/7 at 10:30", []),
        ("two hundred, three hundred", [200, 300]),
        ("GPT-4 on an H100", [4]),
    ],
)
def test_english(text: str, values: list[int]) -> None:
    assert [number.value for number in numbers.english(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2万5000台", [25_000]),
        ("二万五千台", [25_000]),
        ("25,000台", [25_000]),
        ("２０２４年", [2024]),
        ("二〇二四年", [2024]),
        ("1.5億ドル", [150_000_000]),
        ("8割", [80]),
        ("一緒に一番", []),
        ("十分です", []),
        ("千円と百円", [1000, 100]),
    ],
)
def test_japanese(text: str, values: list[int]) -> None:
    assert [number.value for number in numbers.japanese(text)] == values


@given(st.integers(min_value=0, max_value=10**15))
def test_what_is_written_in_japanese_reads_back(value: int) -> None:
    assert [number.value for number in numbers.japanese(numbers.write_japanese(Fraction(value)))] == [value]


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_read(first: str, second: str) -> None:
    for number in numbers.english(first):
        assert first[number.start : number.end]
    for number in numbers.japanese(first):
        assert first[number.start : number.end]
    list(numbers.missing(first, second))


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("twenty five thousand chips", "2500個", ["twenty five thousand"]),
        ("twenty five thousand chips", "2万5000個", []),
        ("GPT-4 is here", "GPT-4が来た", []),
        ("eighty percent", "8割", []),
        ("twelve and twelve", "12個", ["twelve"]),
    ],
)
def test_missing(source: str, target: str, lost: list[str]) -> None:
    assert [number.surface for number in numbers.missing(source, target)] == lost
