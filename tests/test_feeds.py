"""RSS in and out: what a manifest is made of, hostile feeds, and a feed read back."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import feeds
from pipeline.cli import run_command
from pipeline.errors import FormatError, StoreError
from pipeline.formats.xml import parse
from pipeline.model import Lang
from tests.batch.helpers import batch, transcript

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Small Hours</title><language>en</language>
<item><title>Bread &amp; <![CDATA[<models>]]></title><itunes:title>other</itunes:title>
  <pubDate>Fri, 29 May 2026 06:00:00 +0900</pubDate><enclosure url="https://x.test/a.mp3?x=1" type="audio/mpeg"/>
  <podcast:transcript url="a.json" type="application/json" language="en"/>
  <podcast:transcript url="a.ja.vtt" type="text/vtt" language="ja"/>
  <podcast:transcript url="a.vtt" type="text/vtt" language="en-US"/></item>
<item><title>Bread &amp; models</title><podcast:transcript url="b.srt" type="application/x-subrip"/></item>
<item><title>Nothing written</title><pubDate>soon</pubDate></item>
<item><enclosure url="https://x.test/no-title.mp3"/></item>
</channel></rss>
"""


def test_a_feed_is_read() -> None:
    feed = feeds.read(FEED.encode())
    assert (feed.title, feed.language) == ("Small Hours", "en")
    assert [item.id for item in feed.items] == ["Bread-models", "Bread-models-2", "Nothing-written", "no-title"]
    first, second, third, _ = feed.items
    assert (first.title, first.published, first.media_url) == ("Bread & <models>", "2026-05-29", "https://x.test/a.mp3?x=1")
    assert [item.transcript(Lang.EN) and item.transcript(Lang.EN).url for item in feed.items] == [  # type: ignore[union-attr]
        "a.vtt",
        "b.srt",
        None,
        None,
    ]
    assert first.transcript(Lang.JA) == feeds.Transcript("a.ja.vtt", "text/vtt", "ja")
    assert second.transcript(Lang.JA) == second.transcript(Lang.EN)
    assert third.published == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html></html>",
        "<rss><channel>",
        "<rss/>",
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><title>&a;</title></channel></rss>',
        "<rss>" + "<channel>" * 300 + "</channel>" * 300 + "</rss>",
    ],
)
def test_what_is_no_feed_or_a_hostile_one(text: str) -> None:
    with pytest.raises(FormatError):
        feeds.read(text.encode())


@given(st.text(), st.binary())
def test_nothing_but_our_errors(text: str, data: bytes) -> None:
    for candidate in (data, *(each.encode("utf-8", "replace") for each in (FEED.replace("Small Hours", text), text))):
        try:
            feed = feeds.read(candidate)
        except FormatError:
            continue
        for lang in Lang:
            feeds.manifest(feed, lang=lang)


def test_from_a_local_feed_to_tracks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "show.xml").write_text(FEED, encoding="utf-8")
    (tmp_path / "a.vtt").write_text(transcript(1), encoding="utf-8")
    (tmp_path / "b.srt").write_text("1\n00:00:01,000 --> 00:00:04,000\nGood bread takes time.\n")
    assert run_command(["feed", "import", str(tmp_path / "show.xml"), "--out", str(tmp_path / "m")]) == 0
    assert "4 episodes, 2 with a transcript in en, 0 could not be fetched" in capsys.readouterr().out
    assert batch(tmp_path / "m" / "manifest.csv", tmp_path / "out") == 0
    assert (tmp_path / "out" / "Bread-models" / "ja.vtt").is_file()
    command = ["feed", "export", str(tmp_path / "out"), "--base-url", "https://x.test/subs/", "--lang", "ja"]
    assert run_command(command) == 0
    text = capsys.readouterr().out
    again = feeds.read(text.encode())
    assert (again.title, again.language, len(again.items)) == ("Small Hours", "ja", 2)
    first = next(item for item in again.items if item.media_url)
    assert first.published == "2026-05-29"
    base = "https://x.test/subs/Bread-models"
    assert feeds.Transcript(f"{base}/ja.vtt", "text/vtt", "ja") in first.transcripts
    assert feeds.Transcript(f"{base}/en.srt", "application/x-subrip", "en") in first.transcripts
    assert 'rel="captions"' in text


def test_a_hostile_title_stays_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.vtt").write_text(transcript(1), encoding="utf-8")
    manifest = tmp_path / "m.csv"
    with manifest.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["path", "title_en", "show"], ["a.vtt", "</title><script>&", "]]>\x07<x>"]])
    assert batch(manifest, tmp_path / "out") == 0
    assert run_command(["feed", "export", str(tmp_path / "out"), "--base-url", 'https://x.test/"><b>']) == 0
    root = parse(capsys.readouterr().out)
    assert root.find("script") is None
    assert [node.text() for node in root.all("title")] == ["]]>\ufffd<x>", "</title><script>&"]


# ------------------------------------------------------------------------------------------------------ fetching


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "ftp://127.0.0.1/passwd")
            self.end_headers()
        elif self.path == "/show.xml":
            host, port = self.server.server_address[:2]
            self._send(FEED.replace('url="', f'url="http://{host}:{port}/').encode())
        elif self.path in ("/a.vtt", "/b.srt"):
            self._send(transcript(1).encode())
        else:
            self.send_error(404)

    def _send(self, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def web() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_fetching_stays_in_the_web(web: str) -> None:
    assert feeds.fetch(f"{web}/a.vtt").startswith(b"WEBVTT")
    for url, message in (
        (f"{web}/away", "only http and https"),
        (f"{web}/gone", "cannot be fetched"),
        ("file:///etc/passwd", "only http and https"),
        ("http://[", "not an address"),
    ):
        with pytest.raises(StoreError, match=message):
            feeds.fetch(url)
    with pytest.raises(StoreError, match="larger than 10 bytes"):
        feeds.fetch(f"{web}/a.vtt", max_bytes=10)


def test_a_feed_on_the_web_with_its_transcripts(web: str, tmp_path: Path) -> None:
    assert run_command(["feed", "import", f"{web}/show.xml", "--fetch", "--out", str(tmp_path)]) == 0
    names = sorted(path.name for path in (tmp_path / "transcripts").iterdir())
    assert names == ["Bread-models-2.srt", "Bread-models.vtt"]
    assert batch(tmp_path / "manifest.csv", tmp_path / "out") == 0
