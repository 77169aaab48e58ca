"""Podcasting 2.0: transcript JSON 1.0.0, HTML transcript, chapters JSON 1.2.0, and the feed's tags.

Sources: the podcast namespace's transcript and chapter documents. `<podcast:chapters>` has no language attribute, so
each language gets its own chapters file with equal times and its own feed snippet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from pipeline.errors import FormatError
from pipeline.formats.blocks import MAX_MS, RawCue, build, changed, dropped_findings, finding, only
from pipeline.formats.record import Format, Read, Written
from pipeline.formats.text import clean
from pipeline.formats.xml import escape, quoted
from pipeline.model import Chapter, Cue, Finding, Lang, Mark, MarkKind, Severity, Track, Where
from pipeline.timecode import short_clock

KEEPS = frozenset({MarkKind.VOICE})
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]")


def flat(text: str) -> str:
    """The text in one line: a space for each line end, none between full-width characters.

    >>> flat("two\\nlines"), flat("日本語の\\n字幕")
    ('two lines', '日本語の字幕')
    """
    parts = [part.strip() for part in text.split("\n")]
    out = ""
    for part in parts:
        if not part:
            continue
        if out and not (_WIDE.match(out[-1]) and _WIDE.match(part[0])):
            out += " "
        out += part
    return out


# --------------------------------------------------------------------------------------------- transcript JSON


def sniff(text: str) -> bool:
    """True for a JSON object with segments."""
    return text.lstrip("\ufeff \n").startswith("{") and '"segments"' in text


def read(text: str, *, name: str = "", lang: Lang = Lang.EN) -> Read:
    """The segments of a Podcasting 2.0 transcript (or a recogniser's JSON with start, end and text) as cues."""
    try:
        table: Any = json.loads(text.lstrip("\ufeff"))
    except (json.JSONDecodeError, RecursionError) as error:
        place = f"{name}:{getattr(error, 'lineno', 1)}"
        raise FormatError(f"not a whole JSON document: {error}"[:200], where=place) from None
    segments = table.get("segments") if isinstance(table, dict) else None
    if not isinstance(segments, list) or not segments:
        raise FormatError("not a transcript JSON: no list of segments", where=name, hint="expected Podcasting 2.0 JSON")
    raws: list[RawCue] = []
    findings: list[Finding] = []
    for number, segment in enumerate(segments, 1):
        raw = _segment(segment)
        if raw is None:
            message = f"segment {number} has no start, end and text; left out"
            findings.append(finding("segment-unreadable", Severity.WARNING, message, name=name))
        else:
            raws.append(raw)
    if not raws:
        raise FormatError("no readable segment in this transcript JSON", where=name)
    track, more = build(raws, name=name, lang=lang)
    return track, (*findings, *more)


def _segment(segment: Any) -> RawCue | None:
    if not isinstance(segment, dict):
        return None
    start = segment.get("startTime", segment.get("start"))
    end = segment.get("endTime", segment.get("end"))
    body = segment.get("body", segment.get("text"))
    start_ms, end_ms = _ms(start), _ms(end)
    if start_ms is None or end_ms is None or not isinstance(body, str):
        return None
    text = clean(body).strip()
    speaker = segment.get("speaker")
    label = re.sub(r"\s+", " ", clean(speaker)).strip() if isinstance(speaker, str) else ""
    marks = (Mark(0, len(text), MarkKind.VOICE, label),) if label and text else ()
    return RawCue(start_ms, end_ms, text, marks)


def _ms(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_MS / 1000:
        return None  # NaN and infinity fail the comparison too
    return round(value * 1000)


def write(track: Track) -> Written:
    """The track as transcript JSON: one segment a cue, its text in one line, its speaker by name."""
    cues, dropped = only(track, KEEPS)
    findings: list[Finding] = []
    segments = []
    for at, cue in enumerate(cues):
        whole = len(cue.marks) == 1 and (cue.marks[0].start, cue.marks[0].end) == (0, len(cue.text))
        if not whole and len({label for _, _, label in cue.voices()}) > 1:
            message = f"cue {cue.id}: a segment names one speaker, the first one is taken"
            findings.append(Finding("mark-dropped", Severity.INFO, Where(cue=at + 1), message))
        held = holds(cue)
        findings.extend(changed(cue, held, at, "transcript JSON"))
        segment: dict[str, Any] = {"speaker": held.voice} if held.voice else {}
        segment |= {"startTime": cue.span.start_ms / 1000, "endTime": cue.span.end_ms / 1000, "body": held.text}
        segments.append(segment)
    text = json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n"
    return text, (*findings, *dropped_findings(dropped, "transcript JSON"))


def holds(cue: Cue) -> Cue:
    """The cue as a segment can hold it: one line, one speaker."""
    text = flat(clean(cue.text))
    label = re.sub(r"\s+", " ", clean(cue.voice)).strip()
    return replace(cue, text=text, marks=(Mark(0, len(text), MarkKind.VOICE, label),) if label and text else ())


FORMAT = Format(
    name="json",
    suffixes=(".json",),
    media_type="application/json",
    sniff=sniff,
    read=read,
    write=write,
    holds=holds,
    lines=False,
    keeps=KEEPS,
    title="Podcasting 2.0 transcript JSON",
)

# --------------------------------------------------------------------------------------------- transcript HTML


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says without a break."""

    start_ms: int
    speaker: str
    text: str


def write_html(turns: Sequence[Turn], *, lang: Lang, title: str) -> str:
    """A transcript page of `cite`, `time` and `p`, as the podcast namespace describes it."""
    out = [
        "<!DOCTYPE html>",
        f'<html lang="{lang}">',
        f'<head><meta charset="utf-8"><title>{escape(clean(title))}</title></head>',
        "<body>",
    ]
    for turn in turns:
        cite = f"<cite>{escape(clean(turn.speaker))}:</cite>\n" if turn.speaker else ""
        time = f'<time datetime="PT{turn.start_ms / 1000:.3f}S">{short_clock(turn.start_ms)}</time>'
        out.append(f"{cite}{time}\n<p>{escape(flat(clean(turn.text)))}</p>")
    out.append("</body>\n</html>\n")
    return "\n".join(out)


class _Turns(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.turns: list[Turn] = []
        self.inside = ""
        self.speaker = ""
        self.start_ms = 0
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("cite", "time", "p"):
            self.inside, self.text = tag, []
        if tag == "time":
            found = re.fullmatch(r"PT(\d+\.\d{3})S", dict(attrs).get("datetime") or "")
            self.start_ms = round(float(found.group(1)) * 1000) if found else 0

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "cite":
            self.speaker = "".join(self.text).removesuffix(":")
        elif tag == "p":
            self.turns.append(Turn(self.start_ms, self.speaker, "".join(self.text)))
            self.speaker = ""
        if tag == self.inside:
            self.inside = ""


def read_html(text: str) -> tuple[Turn, ...]:
    """The turns of such a page."""
    reader = _Turns()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError as error:  # html.parser's word for a marked section it cannot make out
        raise FormatError(f"not readable as HTML: {error}"[:200]) from None
    return tuple(reader.turns)


# ----------------------------------------------------------------------------------------------- chapters, feed


def write_chapters(chapters: Sequence[Chapter], *, lang: Lang, title: str) -> str:
    """Chapters JSON 1.2.0 in one language, ascending; both languages have equal times."""
    rows = [
        {
            "startTime": chapter.span.start_ms / 1000,
            "endTime": chapter.span.end_ms / 1000,
            "title": clean(chapter.title[lang]),
        }
        for chapter in chapters
    ]
    table = {"version": "1.2.0", "title": clean(title), "chapters": rows}
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def read_chapters(text: str, *, name: str = "chapters.json") -> tuple[tuple[int, int, str], ...]:
    """`(start_ms, end_ms, title)` of each chapter; an end left out is 0. Raises FormatError."""
    try:
        rows = json.loads(text)["chapters"]
        found = [
            (round(row["startTime"] * 1000), round(row.get("endTime", 0) * 1000), row.get("title", "")) for row in rows
        ]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise FormatError(f"not a chapters JSON: {error}", where=name) from None
    if any(later[0] < earlier[0] for earlier, later in pairwise(found)):
        raise FormatError("chapters are not in time order", where=name)
    return tuple(found)


def write_feed(files: Sequence[tuple[str, str, Lang]], *, chapters: str, base_url: str) -> str:
    """The tags for one `<item>`: a transcript for each `(file, media type, language)`, and one chapters file."""

    def link(name: str) -> str:
        return quoted(f"{base_url.rstrip('/')}/{name}" if base_url else name)

    out = [
        "<!-- Copy the tags into the episode's item; the rss element needs the same xmlns:podcast. -->",
        '<item xmlns:podcast="https://podcastindex.org/namespace/1.0">',
    ]
    for name, media_type, lang in files:
        captions = ' rel="captions"' if media_type in ("text/vtt", "application/x-subrip") else ""
        out.append(f'  <podcast:transcript url={link(name)} type={quoted(media_type)} language="{lang}"{captions}/>')
    if chapters:
        out.append(f'  <podcast:chapters url={link(chapters)} type="application/json+chapters"/>')
    out.append("</item>\n")
    return "\n".join(out)
