"""JIS X 4051: what may not begin or end a line, and the three levels."""

from __future__ import annotations

import pytest

from pipeline.lang import kinsoku

NEVER_FIRST = (
    "」』）］｝〉》】、，。．・：；？！‼⁇⁈⁉々ゝゞヽヾ〻ー‐–〜゠ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇿ｡､ｰ"
)
NEVER_LAST = "「『（［｛〈《【"


@pytest.mark.parametrize("char", NEVER_FIRST)
def test_strict_line_starts(char: str) -> None:
    assert not kinsoku.may_part("漢", char, "strict")
    assert [one.rule for one in kinsoku.violations(["漢字", f"{char}漢字"])] == ["line-start"]


@pytest.mark.parametrize("char", NEVER_LAST)
def test_line_ends_hold_at_every_level(char: str) -> None:
    for level in kinsoku.STRICTNESS:
        assert not kinsoku.may_part(char, "漢", level)
    assert [one.rule for one in kinsoku.violations([f"漢字{char}", "漢字"])] == ["line-end"]


@pytest.mark.parametrize(
    ("char", "allowed"),
    [("ー", {"loose", "normal"}), ("っ", {"loose", "normal"}), ("々", {"loose"}), ("・", {"loose"}), ("。", set())],
)
def test_levels_loosen_in_order(char: str, allowed: set[str]) -> None:
    assert {level for level in kinsoku.STRICTNESS if kinsoku.may_part("漢", char, level)} == allowed


@pytest.mark.parametrize("pair", ["……", "——", "‥‥"])
def test_pairs_are_inseparable(pair: str) -> None:
    assert not kinsoku.may_part(pair[0], pair[1], "loose")
    assert [one.rule for one in kinsoku.violations([f"あ{pair[0]}", f"{pair[1]}い"])] == ["inseparable"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("約3.5兆のGPT-4", ["3.5", "GPT-4"]),
        ("R&DとC++とdon't", ["R&D", "C++", "don't"]),
        ("https://example.org/a?b=1 を", ["https://example.org/a?b=1"]),
        ("12,345円で50%", ["12,345", "50%"]),
        ("ＡＩの10人", ["ＡＩ", "10"]),
        ("文末です.次", []),
    ],
)
def test_latin_words_and_numbers_stay_whole(text: str, whole: list[str]) -> None:
    assert [text[start:end] for start, end in kinsoku.words(text)] == whole
