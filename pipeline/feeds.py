"""RSS: a show's feed in, a manifest out; finished episodes in, a feed with Podcasting 2.0 tags out.

The only network access is `fetch`, and only for an address a person typed or a feed they typed names.
"""

from __future__ import annotations

import csv
import io
import re
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlsplit

from pipeline.errors import FormatError, StoreError
from pipeline.formats.text import clean, decode
from pipeline.formats.xml import Node, escape, parse, quoted
from pipeline.model import Episode, Lang
from pipeline.store.episodes import id_of
from pipeline.summary.heading import episode_title

PODCAST = "https://podcastindex.org/namespace/1.0"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
MAX_FEED_BYTES = 64_000_000
FETCH_TIMEOUT_S = 30
_BEST = ("text/vtt", "application/x-subrip", "application/srt", "application/json", "text/html")
_MEDIA = {".mp3": "audio/mpeg", ".m4a": "audio/x-m4a", ".mp4": "video/mp4", ".ogg": "audio/ogg", ".opus": "audio/opus"}
_TRACKS = (("vtt", "text/vtt"), ("srt", "application/x-subrip"), ("json", "application/json"), ("html", "text/html"))


@dataclass(frozen=True, slots=True)
class Transcript:
    """A `<podcast:transcript>`."""

    url: str
    type: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One episode of a feed; `published` is an ISO date, empty when the feed gives none that can be read."""

    id: str
    title: str
    published: str
    media_url: str
    transcripts: tuple[Transcript, ...]

    def transcript(self, lang: Lang) -> Transcript | None:
        """The best transcript in that language: one that says so, else one that says nothing; VTT first."""
        fit = [entry for entry in self.transcripts if entry.language.lower().split("-")[0] in ("", lang)]
        order = {kind: at for at, kind in enumerate(_BEST)}
        return min(fit, key=lambda entry: (not entry.language, order.get(entry.type, len(order))), default=None)


@dataclass(frozen=True, slots=True)
class Feed:
    """A show and its episodes in the feed's order."""

    title: str
    language: str
    items: tuple[Item, ...]


def read(data: bytes, *, name: str = "feed.xml") -> Feed:
    """The feed in an RSS document. Raises FormatError when it is none; items without a title or media are kept."""
    text = decode(data)[0]
    root = parse(text, name=name)
    channel = root.find("channel") if root.tag == "rss" else None
    if channel is None:
        raise FormatError("not an RSS feed: no rss element with a channel", where=name)
    seen: dict[str, int] = {}
    items = tuple(_item(node, seen) for node in channel.nodes() if node.tag == "item")
    return Feed(_child(channel, "title"), _child(channel, "language"), items)


def _item(node: Node, seen: dict[str, int]) -> Item:
    title = _child(node, "title")
    enclosure = next((child for child in node.nodes() if child.tag == "enclosure"), None)
    media = enclosure.get("url") if enclosure else ""
    stem = id_of(title) if title else id_of(PurePosixPath(urlsplit_path(media)).name or "episode")
    seen[stem] = seen.get(stem, 0) + 1
    transcripts = tuple(
        Transcript(child.get("url").strip(), child.get("type").strip().lower(), child.get("language").strip())
        for child in node.nodes()
        if child.tag == "transcript" and child.ns == PODCAST and child.get("url").strip()
    )
    number = f"-{seen[stem]}" if seen[stem] > 1 else ""
    return Item(f"{stem}{number}", title, iso_date(_child(node, "pubDate")), media, transcripts)


def urlsplit_path(url: str) -> str:
    """The path of an address, empty for what is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _child(node: Node, tag: str) -> str:
    """Text of the first child of that name without a namespace of its own (itunes:title is another thing)."""
    found = next((child for child in node.nodes() if child.tag == tag and not child.ns), None)
    return " ".join(clean(found.text()).split()) if found else ""


def iso_date(text: str) -> str:
    """`2026-05-29` for an RSS date, empty when it cannot be read.

    >>> iso_date("Fri, 29 May 2026 06:00:00 +0900"), iso_date("soon")
    ('2026-05-29', '')
    """
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def manifest(feed: Feed, *, lang: Lang, paths: dict[str, str] | None = None) -> str:
    """A batch manifest of the episodes that have a transcript in `lang`: CSV text; `paths` replaces addresses by id."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["path", "id", f"title_{lang}", "show", "channel", "published", "media_url"])
    for item in feed.items:
        entry = item.transcript(lang)
        if entry is not None:
            path = (paths or {}).get(item.id, entry.url)
            writer.writerow([path, item.id, item.title, feed.title, feed.title, item.published, item.media_url])
    return out.getvalue()


def suffix_of(transcript: Transcript) -> str:
    """The file suffix a fetched transcript gets."""
    told = {"text/vtt": ".vtt", "application/x-subrip": ".srt", "application/srt": ".srt", "application/json": ".json"}
    suffix = told.get(transcript.type, PurePosixPath(urlsplit_path(transcript.url)).suffix.lower())
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,5}", suffix) else ".txt"


# ------------------------------------------------------------------------------------------------------ network


class _OnlyWeb(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        _check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise StoreError(f"not an address: {error}", where=url) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise StoreError("only http and https addresses are fetched", where=url)


def fetch(url: str, *, max_bytes: int = MAX_FEED_BYTES) -> bytes:
    """What the address serves. Raises StoreError when it does not answer, is too large, or leads out of the web."""
    _check(url)
    request = urllib.request.Request(url, headers={"User-Agent": "nijimaku"})  # noqa: S310 (checked above)
    opener = urllib.request.build_opener(_OnlyWeb())
    try:
        with opener.open(request, timeout=FETCH_TIMEOUT_S) as answer:
            data: bytes = answer.read(max_bytes + 1)
    except (URLError, OSError, ValueError) as error:
        raise StoreError(f"cannot be fetched: {error}", where=url, hint="check the address and the network") from None
    if len(data) > max_bytes:
        raise StoreError(f"larger than {max_bytes:,} bytes", where=url)
    return data


# --------------------------------------------------------------------------------------------------------- out


def write(
    entries: Iterable[tuple[Episode, Sequence[str]]], *, lang: Lang, title: str, link: str, base_url: str
) -> str:
    """An RSS feed in one language of finished episodes, each with the names of its files, newest first.

    Every transcript of both languages is linked, the chapters and the text are those of `lang`: `<podcast:chapters>`
    knows no language, so each language has a feed of its own.
    """
    base = base_url.rstrip("/")
    items = [(_sort_key(episode), "".join(_item_xml(episode, names, lang, base))) for episode, names in entries]
    items.sort(key=lambda item: item[0], reverse=True)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rss version="2.0" xmlns:podcast="{PODCAST}" xmlns:itunes="{ITUNES}">\n<channel>\n'
        f"  <title>{_text(title)}</title>\n  <link>{_text(link)}</link>\n  <language>{lang}</language>\n"
        f"  <description>{_text(title)}</description>\n"
    )
    return head + "".join(text for _, text in items) + "</channel>\n</rss>\n"


def _sort_key(episode: Episode) -> tuple[str, str]:
    return (episode.meta.published, episode.id)


def _item_xml(episode: Episode, names: Sequence[str], lang: Lang, base: str) -> Iterator[str]:
    meta = episode.meta

    def address(name: str) -> str:
        return quoted(f"{base}/{quote(episode.id)}/{quote(name)}")

    yield f"  <item>\n    <title>{_text(episode_title(episode)[lang])}</title>\n"
    yield f'    <guid isPermaLink="false">{_text(episode.id)}</guid>\n'
    if published := _rss_date(meta.published):
        yield f"    <pubDate>{published}</pubDate>\n"
    if meta.media_url:
        kind = _MEDIA.get(PurePosixPath(urlsplit_path(meta.media_url)).suffix.lower(), "audio/mpeg")
        yield f'    <enclosure url={quoted(clean(meta.media_url))} length="0" type="{kind}"/>\n'
    summary = next((summary for summary in episode.summaries if summary.lang is lang), None)
    if summary and summary.overview:
        joint = " " if lang is Lang.EN else ""
        yield f"    <description>{_text(joint.join(claim.text for claim in summary.overview))}</description>\n"
    last_ms = max((cue.span.end_ms for cue in episode.track.cues), default=0) if episode.track else 0
    if last_ms:
        yield f"    <itunes:duration>{round(last_ms / 1000)}</itunes:duration>\n"
    for speaker in meta.speakers:
        role = f" role={quoted(speaker.role)}" if speaker.role in ("host", "guest", "narrator") else ""
        yield f"    <podcast:person{role}>{_text(speaker.name[lang] or speaker.name.en)}</podcast:person>\n"
    for tag in (lang, lang.other):
        for suffix, kind in _TRACKS:
            for name in (f"{tag}.{suffix}", f"transcript.{tag}.{suffix}"):
                if name in names:
                    captions = ' rel="captions"' if suffix in ("vtt", "srt") else ""
                    yield f'    <podcast:transcript url={address(name)} type="{kind}" language="{tag}"{captions}/>\n'
    if f"chapters.{lang}.json" in names:
        yield f'    <podcast:chapters url={address(f"chapters.{lang}.json")} type="application/json+chapters"/>\n'
    yield "  </item>\n"


def _text(text: str) -> str:
    return escape(clean(text))


def _rss_date(iso: str) -> str:
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return ""
    return format_datetime(when if when.tzinfo else when.replace(tzinfo=UTC))
