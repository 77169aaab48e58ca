"""The English an engine reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.wording.ease import ease, without_fillers

WORDS = st.sampled_from(
    "well you know I mean, like, right, the the model, it costs twenty five thousand and . ? kind of a sort of".split()
)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("It is, you know, open.", "It is open."),
        ("They are rebels, right, the hackers.", "They are rebels, the hackers."),
        ("And you know, both sides win.", "And both sides win."),
        ("Well, you know, that works.", "That works."),
        ("It compiles it, it runs the tests.", "It compiles it, it runs the tests."),
        ("A kind of conflict.", "A kind of conflict."),
        ("It's kind of odd.", "It's odd."),
        ("I know that that works.", "I know that that works."),
        ("Right.", "Right."),
        ("You know.", "You know."),
    ],
)
def test_fillers(said: str, read: str) -> None:
    assert without_fillers(said) == read


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_easing_twice_is_easing_once_and_keeps_something(text: str) -> None:
    once = ease(text)
    assert ease(once) == once or len(ease(once)) < len(once)
    assert any(char.isalnum() for char in once) == any(char.isalnum() for char in text)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    ease(text)
