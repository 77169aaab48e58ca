"""Display cells: full-width 1, half-width 0.5, combining 0, one emoji 1 however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lang import width
from pipeline.model import Lang


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0.0),
        ("日本語", 3.0),
        ("GPT-4", 2.5),
        ("ＡＩ", 2.0),
        ("ｱｲｳ", 1.5),
        ("\u3000 ", 1.5),
        ("が", 1.0),
        ("か\u3099", 1.0),  # combining voiced mark
        ("e\u0301", 0.5),
        ("👍", 1.0),
        ("👍🏽", 1.0),
        ("👨‍👩‍👧‍👦", 1.0),
        ("🇯🇵🇺🇸", 2.0),
        ("1️⃣", 1.0),
        ("❤️", 1.0),
        ("a\u200bb", 1.0),  # zero-width space
        ("…—", 2.0),
        ("①", 1.0),
    ],
)
def test_japanese_cells(text: str, expected: float) -> None:
    assert width.cells(text) == expected


def test_ambiguous_marks_are_narrow_in_english() -> None:
    assert width.cells("“Wait…” — he", Lang.EN) == 6.0


@given(st.text())
def test_offsets_end_at_the_whole_width(text: str) -> None:
    sums = width.offsets(text)
    assert len(sums) == len(text) + 1
    assert sums == sorted(sums)
    assert sums[-1] == pytest.approx(width.cells(text))


@given(st.text())
def test_clusters_lie_in_order_inside_the_text(text: str) -> None:
    for start, end in width.clusters(text):
        assert 0 <= start < end <= len(text)
        assert end - start > 1
