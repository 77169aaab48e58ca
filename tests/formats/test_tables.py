"""TMX, CSV, plain text and the side-by-side page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FormatError
from pipeline.formats import documents, tmx, tsv
from pipeline.formats.podcast import Turn
from pipeline.formats.text import clean
from pipeline.formats.tsv import Row
from pipeline.model import Lang

HOSTILE = ("=1+1", "+cmd", "-x", "@sum", "'quoted", "'=x", 'a,b"c', "a\tb", "<script>&amp;", "改行\nあり", "", " ")
words = (st.text(max_size=20) | st.sampled_from(HOSTILE)).map(clean)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Row, ...]:
    found = []
    for at in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, 10_000))
        found.append(
            Row(f"s{at + 1}-1", draw(words), start, start + 5, at + 1, at + 2, draw(words), draw(words), draw(words))
        )
    return tuple(found)


@given(rows())
def test_tsv_and_csv_come_back(table: tuple[Row, ...]) -> None:
    assert tsv.read(tsv.write(table)) == table
    assert documents.read_csv(documents.write_csv(table)) == table


@given(rows())
def test_tmx_comes_back_for_rows_with_both_languages(table: tuple[Row, ...]) -> None:
    both = tuple(row for row in table if row.en.strip() and row.ja.strip())
    assert tmx.read(tmx.write(table, source="en", version="1")) == both


@given(rows())
def test_the_page_comes_back(table: tuple[Row, ...]) -> None:
    page = documents.write_word(table, names={}, title="<t>")
    assert documents.read_word(page) == tuple((row.id, row.en, row.ja) for row in table)


def test_no_cell_of_a_csv_is_a_formula() -> None:
    row = Row("s1-1", "=Ann", 0, 1, 1, 1, "=HYPERLINK(1)", "@x", "-1")
    cells = documents.write_csv((row,)).splitlines()[1].split(",")
    assert [cell[0] for cell in (cells[1], cells[6], cells[7], cells[8])] == ["'"] * 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "first line"),
        (",".join(tsv.HEADER) + "\na,b\n", r"2 columns"),
        (",".join(tsv.HEADER) + "\ns1,A,x,1,1,1,e,j,\n", "start_ms is no whole number"),
    ],
)
def test_a_damaged_csv_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        documents.read_csv(text)


@pytest.mark.parametrize(
    "text", ["<tmx", "<svg/>", '<!DOCTYPE tmx [<!ENTITY x "y">]><tmx/>', "<tmx><body><tu tuid='s1'/></body></tmx>"]
)
def test_a_damaged_tmx_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        tmx.read(text)


def test_plain_text_reads_like_a_transcript() -> None:
    turns = [Turn(1_500, "Ann", "Hello there.\nYou."), Turn(3_725_000, "", "Bye.")]
    assert documents.write_text(turns, lang=Lang.EN, title="Talk") == (
        "Talk\n\n[00:01] Ann: Hello there. You.\n\n[1:02:05] Bye.\n"
    )
    assert "[00:01] アン：こんにちは。" in documents.write_text(
        [Turn(1_500, "アン", "こんにちは。")], lang=Lang.JA, title=""
    )


def test_a_translation_memory_of_another_tool_is_read() -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx11.dtd">\n<tmx version="1.1"><header/><body>'
        '<tu><tuv lang="EN-US"><seg>Thanks!</seg></tuv><tuv lang="JA"><seg>感謝。</seg></tuv></tu></body></tmx>'
    )
    assert tmx.pairs(text) == (("", "Thanks!", "感謝。"),)
