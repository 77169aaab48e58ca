"""Transcripts for people: plain text, CSV for spreadsheets, and a side-by-side page that word processors open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser

from pipeline.errors import FormatError
from pipeline.formats.podcast import Turn, flat
from pipeline.formats.text import clean
from pipeline.formats.tsv import HEADER, Row
from pipeline.formats.xml import escape
from pipeline.model import Lang
from pipeline.timecode import short_clock

_FORMULA = re.compile(r"['=+\-@\t\r]")
_NUMBERS = ("start_ms", "end_ms", "first_cue", "last_cue")
_COLON = {Lang.EN: ": ", Lang.JA: "："}


# ---------------------------------------------------------------------------------------------------------- CSV


def write_csv(rows: Iterable[Row]) -> str:
    """The sentence table as RFC 4180 CSV; text a spreadsheet would take for a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        values = [getattr(row, name) for name in HEADER]
        writer.writerow(
            [f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value for value in values]
        )
    return out.getvalue()


def read_csv(text: str, *, name: str = "sentences.csv") -> tuple[Row, ...]:
    """The rows of such a table. Raises FormatError naming the line."""
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    rows = []
    try:
        if next(reader, None) != HEADER:
            raise FormatError(f"the first line is not {','.join(HEADER)}", where=f"{name}:1")
        for values in reader:
            if not values:
                continue
            if len(values) != len(HEADER):
                raise FormatError(f"{len(values)} columns instead of {len(HEADER)}", where=f"{name}:{reader.line_num}")
            table: dict[str, object] = {
                key: value[1:] if value.startswith("'") and _FORMULA.match(value[1:]) else value
                for key, value in zip(HEADER, values, strict=True)
            }
            for key in _NUMBERS:
                if not str(table[key]).isdecimal():
                    raise FormatError(f"{key} is no whole number", where=f"{name}:{reader.line_num}")
                table[key] = int(str(table[key]))
            rows.append(Row(**table))  # type: ignore[arg-type]  # the keys are the fields of Row, their kinds checked above
    except csv.Error as error:
        raise FormatError(f"not a readable CSV: {error}", where=f"{name}:{reader.line_num}") from None
    return tuple(rows)


# --------------------------------------------------------------------------------------------------- plain text


def write_text(turns: Sequence[Turn], *, lang: Lang, title: str) -> str:
    """A transcript to read: `[MM:SS] Name: words`, a blank line between turns."""
    out = [clean(title), ""] if title else []
    for turn in turns:
        name = f"{clean(turn.speaker)}{_COLON[lang]}" if turn.speaker else ""
        out.extend((f"[{short_clock(turn.start_ms)}] {name}{flat(clean(turn.text))}", ""))
    return "\n".join(out)


# ------------------------------------------------------------------------------------------------- side by side

_STYLE = """
body { font-family: "Calibri", "Noto Sans", sans-serif; font-size: 11pt; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 1px solid #999; padding: 4pt; vertical-align: top; text-align: left; }
td:lang(ja) { font-family: "Yu Gothic", "Noto Sans CJK JP", "MS Gothic", sans-serif; }
.flag { color: #666; font-size: 9pt; }
"""


def write_word(rows: Sequence[Row], *, names: dict[str, str], title: str) -> str:
    """A page with one table row a sentence: time and id, speaker, English, Japanese, flags."""
    head = "".join(f"<th>{word}</th>" for word in ("Time", "Speaker", "English", "日本語", "Flags"))
    out = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        f'<head><meta charset="utf-8"><title>{escape(clean(title))}</title><style>{_STYLE}</style></head>',
        f"<body>\n<h1>{escape(clean(title))}</h1>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>",
    ]
    for row in rows:
        cells = (
            f'<td id="{escape(row.id)}">{short_clock(row.start_ms)}<br><small>{escape(row.id)}</small></td>',
            f"<td>{escape(names.get(row.speaker, row.speaker))}</td>",
            f'<td lang="en">{escape(row.en)}</td>',
            f'<td lang="ja">{escape(row.ja)}</td>',
            f'<td class="flag">{escape(row.flags)}</td>',
        )
        out.append("<tr>" + "".join(cells) + "</tr>")
    return "\n".join([*out, "</tbody>\n</table>\n</body>\n</html>", ""])


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[dict[str, str]] = []
        self.key = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        table = dict(attrs)
        if tag == "tr":
            self.rows.append({})
            self.key = ""  # whatever cell was left open
        elif tag == "td" and self.rows:
            self.key = table.get("lang") or ""
            if table.get("id"):
                self.rows[-1]["id"] = table.get("id") or ""
            if self.key:
                self.rows[-1][self.key] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self.key = ""

    def handle_data(self, data: str) -> None:
        if self.key:
            self.rows[-1][self.key] += data


def read_word(text: str) -> tuple[tuple[str, str, str], ...]:
    """`(id, en, ja)` of each row of such a page, also after a word processor saved it."""
    reader = _Cells()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError as error:  # html.parser's word for a marked section it cannot make out
        raise FormatError(f"not readable as HTML: {error}"[:200]) from None
    return tuple((row["id"], row.get("en", ""), row.get("ja", "")) for row in reader.rows if "id" in row)
