"""Podcasting 2.0: transcripts, chapters, feed tags."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from pipeline.errors import FormatError
from pipeline.formats import podcast
from pipeline.formats.podcast import Turn
from pipeline.model import Bilingual, Chapter, Cue, Lang, Mark, MarkKind, Span, Track, TrackKind

NS = "{https://podcastindex.org/namespace/1.0}"


def test_segments() -> None:
    cues = (
        Cue("c1", Span(1_199, 2_500), "two\nlines", (Mark(0, 9, MarkKind.VOICE, "Ann"),), number=1),
        Cue("c2", Span(2_500, 3_000), "日本語の\n字幕", number=2),
    )
    table = json.loads(podcast.write(Track(Lang.EN, TrackKind.SUBTITLES, cues))[0])
    assert table == {
        "version": "1.0.0",
        "segments": [
            {"speaker": "Ann", "startTime": 1.199, "endTime": 2.5, "body": "two lines"},
            {"startTime": 2.5, "endTime": 3.0, "body": "日本語の字幕"},
        ],
    }


def test_a_recognisers_json_is_read_too() -> None:
    text = (
        '{"text": "a b", "segments": [{"start": 0.5, "end": 1.0, "text": " a"}, {"start": 1, "end": 2, "text": " b"}]}'
    )
    track, _ = podcast.read(text, name="t.json", lang=Lang.EN)
    assert [(cue.text, cue.span) for cue in track.cues] == [("a", Span(500, 1_000)), ("b", Span(1_000, 2_000))]


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"segments": 1}', '{"segments": []}', "[" * 100_000, '{"segments": [1, {}]}',
     '{"segments": [{"startTime": NaN, "endTime": 1, "body": "x"}]}',
     '{"segments": [{"startTime": 1e400, "endTime": 2, "body": "x"}]}'],
)  # fmt: skip
def test_refused(text: str) -> None:
    with pytest.raises(FormatError):
        podcast.read(text, name="t.json", lang=Lang.EN)


def test_unreadable_segments_are_named() -> None:
    text = '{"segments": [{"startTime": 1, "endTime": 2, "body": "a"}, {"startTime": "x", "endTime": 3, "body": "b"}]}'
    track, findings = podcast.read(text, name="t.json", lang=Lang.EN)
    assert len(track.cues) == 1
    assert [found.code for found in findings] == ["segment-unreadable"]


def test_the_page_escapes_and_comes_back() -> None:
    turns = (Turn(1_500, "Ann <b>", "Hello & <script>alert(1)</script>"), Turn(61_000, "", "次です。"))
    page = podcast.write_html(turns, lang=Lang.JA, title="<title>")
    assert "<script>" not in page
    assert '<html lang="ja">' in page
    assert podcast.read_html(page) == turns


CHAPTERS = (
    Chapter("ch-1", Span(0, 60_500), Bilingual("Start", "始まり"), ("s1-1",)),
    Chapter("ch-2", Span(60_500, 90_000), Bilingual("Rest", "残り"), ("s2-1",)),
)


def test_chapters_have_equal_times_in_both_languages() -> None:
    both = [podcast.read_chapters(podcast.write_chapters(CHAPTERS, lang=lang, title="t")) for lang in Lang]
    assert both == [
        ((0, 60_500, "Start"), (60_500, 90_000, "Rest")),
        ((0, 60_500, "始まり"), (60_500, 90_000, "残り")),
    ]
    assert json.loads(podcast.write_chapters(CHAPTERS, lang=Lang.EN, title="t"))["version"] == "1.2.0"


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"chapters": [{"startTime": 5}, {"startTime": 1}]}', '{"chapters": [{}]}']
)
def test_damaged_chapters_are_refused(text: str) -> None:
    with pytest.raises(FormatError):
        podcast.read_chapters(text)


def test_the_feed_names_every_file_with_type_and_language() -> None:
    files = [("en.vtt", "text/vtt", Lang.EN), ("transcript.ja.json", "application/json", Lang.JA)]
    root = ET.fromstring(podcast.write_feed(files, chapters="chapters.ja.json", base_url='https://x.example/a"b&c/'))  # noqa: S314
    assert [
        (child.tag.removeprefix(NS), child.get("type"), child.get("language"), child.get("rel")) for child in root
    ] == [
        ("transcript", "text/vtt", "en", "captions"),
        ("transcript", "application/json", "ja", None),
        ("chapters", "application/json+chapters", None, None),
    ]
    assert root[0].get("url") == 'https://x.example/a"b&c/en.vtt'
