"""The two style profiles from one neutral text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lang import style


@pytest.mark.parametrize(
    ("neutral", "subtitle", "transcript"),
    [
        ("はい、そうです。次です。", "はい そうです　次です", "はい、そうです。次です。"),
        ("「そうです。」と言った。", "「そうです」と言った", "「そうです。」と言った。"),
        ("5人と10人と3.5人", "５人と10人と3.5人", "5人と10人と3.5人"),
        ("12,345円", "1万2345円", "12,345円"),
        ("1,000,000人", "100万人", "1,000,000人"),
        ("100020003人", "1億2万3人", "100020003人"),
        ("2、3日で", "２、３日で", "2、3日で"),
        ("AIとNVIDIAとGPT-4", "ＡＩとNVIDIAとGPT-4", "AIとNVIDIAとGPT-4"),
        ("U.S.A.の話", "ＵＳＡの話", "USAの話"),
        ("本当?すごい!はい", "本当？　すごい！　はい", "本当？　すごい！　はい"),
        ("本当！？", "本当！？", "本当！？"),
        ("OpenAI の ＡＰＩ１２件", "OpenAIのAPI12件", "OpenAIのAPI12件"),
        ("『朝、夜。』を読む。", "『朝、夜。』を読む", "『朝、夜。』を読む。"),
        ("5%から12%", "５％から12%", "5%から12%"),
        ("...そう", "…そう", "…そう"),
        ("午後3:30に", "午後3:30に", "午後3:30に"),
        ("。", "。", "。"),
    ],
)
def test_profiles(neutral: str, subtitle: str, transcript: str) -> None:
    assert style.apply(neutral, "subtitle-ja").text == subtitle
    assert style.apply(neutral, "transcript-ja").text == transcript
    assert style.apply(neutral, "neutral").text == neutral


@pytest.mark.parametrize(("space", "expected"), [("full", "何？　はい"), ("half", "何？ はい"), ("none", "何？はい")])
def test_the_space_after_a_question_is_a_setting(space: str, expected: str) -> None:
    assert style.apply("何？はい。", "subtitle-ja", space).text == expected


@given(
    st.text(alphabet=st.sampled_from("あ日、。！？!?0123456789,.%AIb「」『』　 "), max_size=40),
    st.sampled_from(style.STYLES),
)
def test_every_styled_character_knows_where_it_came_from(text: str, name: str) -> None:
    styled = style.apply(text, name)
    assert len(styled.origins) == len(styled.text)
    assert list(styled.origins) == sorted(styled.origins)
    assert all(0 <= origin < len(text) for origin in styled.origins)
    levels = bytes(range(len(text) + 1)) if len(text) < 255 else bytes(len(text) + 1)
    assert len(styled.strengths(levels)) == len(styled.text) + 1


@given(st.text(alphabet=st.sampled_from("あ日、。！？!?19AI「」"), max_size=30))
def test_a_subtitle_shows_no_comma_between_words_and_no_full_stop(text: str) -> None:
    styled = style.apply(text, "subtitle-ja").text
    if any(char not in "、。！？!?「」" for char in text):
        assert "。" not in styled
        assert "、" not in styled.replace("１、１", "").replace("９、９", "").replace("１、９", "").replace(
            "９、１", ""
        ) or any(a.isdigit() or b.isdigit() for a, b in itertools.pairwise(text))


@given(st.text(alphabet=st.sampled_from("あ日、。！？19AI "), max_size=30))
def test_transcript_style_is_idempotent(text: str) -> None:
    once = style.apply(text, "transcript-ja").text
    assert style.apply(once, "transcript-ja").text == once
