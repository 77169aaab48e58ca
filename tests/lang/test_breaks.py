"""Line breaking in both languages: what always holds for any text, and what an editor expects."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Limits, LimitsByLang
from pipeline.lang import kinsoku, width
from pipeline.lang.breaks import break_lines
from pipeline.model import Lang

JA = Limits()
EN = LimitsByLang().en
CHARS = "あいのはがを日本語研究、。「」（）っャー々…—？！12 AIGPT-%円ｱ👍か\u3099"


def lines(text: str, **options: object) -> list[str]:
    return list(break_lines(text, lang=Lang.JA, limits=JA, **options))  # type: ignore[arg-type]


def bare(text: str) -> str:
    return "".join(text.split())


@given(
    st.one_of(st.text(alphabet=st.sampled_from(CHARS), max_size=120), st.text(max_size=80)),
    st.sampled_from(list(Lang)),
    st.sampled_from([5.0, 11.0, 13.0, 20.0]),
    st.sampled_from([1, 2, 3]),
)
def test_nothing_is_lost_whatever_the_text(text: str, lang: Lang, cells: float, count: int) -> None:
    found = break_lines(text, lang=lang, limits=Limits(max_line_cells=cells, max_lines=count))
    assert bare("".join(found)) == bare(text)
    assert all(line == line.strip() and line for line in found)


@given(st.text(alphabet=st.sampled_from(CHARS), max_size=120), st.sampled_from(kinsoku.STRICTNESS))
def test_kinsoku_is_never_breached_by_a_break(text: str, level: str) -> None:
    found = break_lines(text, lang=Lang.JA, limits=JA, strictness=level)
    for upper, lower in itertools.pairwise(found):
        assert kinsoku.may_part(upper[-1], lower[0], level)


@given(st.text(alphabet=st.sampled_from("あいのはがを日本語研究、。AI12"), max_size=120))
def test_a_line_is_wide_only_where_no_break_is_allowed(text: str) -> None:
    for line in lines(text):
        if width.cells(line) > JA.max_line_cells:
            inner = range(1, len(line))
            legal = [at for at in inner if kinsoku.may_part(line[at - 1], line[at])]
            assert not legal or max(b - a for a, b in zip([0, *legal], [*legal, len(line)], strict=True)) >= 13


@given(
    st.lists(st.sampled_from(["機械学習", "大規模言語モデル", "です", "を", "研究", "、"]), min_size=1, max_size=12),
    st.sampled_from(["機械学習", "大規模言語モデル"]),
)
def test_terms_stay_whole(parts: list[str], term: str) -> None:
    text = "".join(parts)
    spans = [(at, at + len(term)) for at in range(len(text)) if text.startswith(term, at)]
    found = lines(text, unbreakable=spans)
    assert sum(line.count(term) for line in found) == text.count(term)


def test_a_ruby_group_stays_whole() -> None:
    text = "この言葉の読み方は字幕翻訳者という仕事です"
    at = text.index("字幕翻訳者")
    assert any("字幕翻訳者" in line for line in lines(text, unbreakable=[(at, at + 5)]))


def test_a_term_wider_than_a_line_is_cut_between_its_words() -> None:
    text = "オープンソースのコミュニティです"
    assert lines(text, unbreakable=[(0, 14)]) == ["オープンソースの", "コミュニティです"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("こんにちは。", ["こんにちは。"]),
        ("毎回、アルゴリズムを読み解き、未来を探ります。", ["毎回、アルゴリズムを", "読み解き、未来を探ります。"]),
        ("それは驚くほど、本当に驚くほど的確な表現ですね。", ["それは驚くほど、本当に", "驚くほど的確な表現ですね。"]),
        ("つまり、オープンソースとビッグテックの戦いです。", ["つまり、オープンソースと", "ビッグテックの戦いです。"]),
        ("重くする必要があると思うんです", ["重くする必要が", "あると思うんです"]),
        ("", []),
        ("　", []),
    ],
)
def test_japanese_as_an_editor_breaks_it(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("That's a fair complaint.", ["That's a fair complaint."]),
        (
            "We are looking at something today that feels like a classic story.",
            ["We are looking at something today", "that feels like a classic story."],
        ),
        (
            "Sooner or later somebody will ask whether these models understand anything.",
            ["Sooner or later somebody will ask", "whether these models understand anything."],
        ),
        (
            "The arithmetic is honestly the easy part, the chip spends its time waiting.",
            ["The arithmetic is honestly the easy part,", "the chip spends its time waiting."],
        ),
    ],
)
def test_english_as_an_editor_breaks_it(text: str, expected: list[str]) -> None:
    assert list(break_lines(text, lang=Lang.EN, limits=EN)) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [("a", "machine"), ("the", "machine"), ("has", "been"), ("will", "learn"), ("Dana", "Whitlock"), ("to", "learn")],
)
def test_english_pairs_are_never_parted(before: str, after: str) -> None:
    text = f"and then they said that {before} {after} here would change everything they knew"
    for cells in range(14, 24):
        found = break_lines(text, lang=Lang.EN, limits=Limits(max_line_cells=float(cells), max_lines=9))
        assert any(f"{before} {after}" in line for line in found)


def test_a_very_long_text_is_broken_in_reasonable_lines() -> None:
    text = "今日は本当に良い天気なので、公園まで歩いて行きました。" * 150
    found = lines(text)
    assert bare("".join(found)) == text
    assert max(map(width.cells, found)) <= 13
    assert len(found) < len(text) / 8
