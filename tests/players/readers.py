"""Readers nobody here wrote, each turning a file into what it sees.

webvtt-py, pysubs2, ttconv, FFmpeg, translate-toolkit, the standard library's csv, json and XML, and Chromium's own
`<track>` and HTML parsers.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.model import Cue, MarkKind, Track


@dataclass(frozen=True)
class Seen:
    """One cue as a reader sees it; a reader that has no voices or languages leaves those None."""

    start_ms: int
    end_ms: int
    text: str
    voices: tuple[str, ...] | None = None
    langs: tuple[str, ...] | None = None
    name: str | None = None
    style: str | None = None


def of_cue(cue: Cue) -> Seen:
    """The cue as the document means it."""
    by_kind = {
        kind: tuple(mark.value for mark in sorted(cue.marks, key=lambda mark: mark.start) if mark.kind is kind)
        for kind in (MarkKind.VOICE, MarkKind.LANG)
    }
    return Seen(cue.span.start_ms, cue.span.end_ms, cue.text, by_kind[MarkKind.VOICE], by_kind[MarkKind.LANG], cue.name)


def differences(
    seen: Sequence[Seen], track: Track | Sequence[Seen], *, tick_ms: int = 1, flat: bool = False
) -> list[str]:
    """What a reader sees otherwise than the document says, in words; empty when it agrees on everything it knows."""
    meant = [of_cue(cue) for cue in track.cues] if isinstance(track, Track) else list(track)
    if len(seen) != len(meant):
        return [f"{len(seen)} cues instead of {len(meant)}"]
    found = []
    for number, (got, want) in enumerate(zip(seen, meant, strict=True), 1):
        if abs(got.start_ms - want.start_ms) >= tick_ms or abs(got.end_ms - want.end_ms) >= tick_ms:
            found.append(f"cue {number}: {got.start_ms}-{got.end_ms} ms instead of {want.start_ms}-{want.end_ms}")
        if _spaces(got.text, flat) != _spaces(want.text, flat):
            found.append(f"cue {number}: {got.text!r} instead of {want.text!r}")
        for word in ("voices", "langs", "name", "style"):
            mine, theirs = getattr(want, word), getattr(got, word)
            if None not in (mine, theirs) and mine != theirs:
                found.append(f"cue {number}: {word} {theirs!r} instead of {mine!r}")
    return found[:5]


def _spaces(text: str, flat: bool) -> str:
    return "".join(text.split()) if flat else text


# ------------------------------------------------------------------------------------------------- Python readers


def webvtt_py(text: str) -> list[Seen]:
    """What webvtt-py sees; it names the first voice of a cue."""
    import webvtt

    return [
        Seen(_clock_ms(item.start), _clock_ms(item.end), html.unescape(item.text), name=item.identifier or "")
        for item in webvtt.from_string(text).captions
    ]


def webvtt_py_voices(text: str) -> list[str | None]:
    """The first voice of every caption."""
    import webvtt

    return [html.unescape(item.voice) if item.voice else None for item in webvtt.from_string(text).captions]


def pysubs2_srt(text: str) -> list[Seen]:
    """What pysubs2 sees in a SubRip file."""
    import pysubs2

    return [Seen(item.start, item.end, item.plaintext) for item in pysubs2.SSAFile.from_string(text, format_="srt")]


def pysubs2_ass(text: str) -> list[Seen]:
    """What pysubs2 sees in an ASS script: speaker and style are fields there."""
    import pysubs2

    return [
        Seen(item.start, item.end, item.plaintext, voices=(item.name,) if item.name else (), style=item.style)
        for item in pysubs2.SSAFile.from_string(text, format_="ass")
    ]


def _walk(element: Any) -> Iterable[Any]:
    yield element
    for child in element:
        yield from _walk(child)


def _model_cues(document: Any, region: str = "") -> list[Seen]:
    from ttconv import model

    found = []
    for item in _walk(document.get_body()):
        if not isinstance(item, model.P):
            continue
        if region and (item.get_region() is None or item.get_region().get_id() != region):
            continue
        text = "".join(
            "\n" if isinstance(part, model.Br) else part.get_text() if isinstance(part, model.Text) else ""
            for part in _walk(item)
        )
        start, end = item.get_begin() or Fraction(0), item.get_end() or Fraction(0)
        found.append(Seen(round(start * 1000), round(end * 1000), text, langs=(item.get_lang(),)))
    return found


def ttconv_imsc(text: str, region: str = "") -> list[Seen]:
    """What ttconv's IMSC reader sees, in one region or all."""
    from ttconv.imsc import reader

    return _model_cues(reader.to_model(ET.ElementTree(ET.fromstring(text.encode()))), region)  # noqa: S314


def ttconv_screen(text: str, at_ms: int) -> dict[str, str]:
    """What ttconv's IMSC processor puts into each region of the screen at an instant (its intermediate document)."""
    from ttconv import model
    from ttconv.imsc import reader
    from ttconv.isd import ISD

    document = reader.to_model(ET.ElementTree(ET.fromstring(text.encode())))  # noqa: S314
    isd = ISD.from_model(document, Fraction(at_ms, 1000))
    shown = {}
    for region in isd.iter_regions():
        parts = [
            "\n" if isinstance(part, model.Br) else part.get_text() if isinstance(part, model.Text) else ""
            for part in _walk(region)
        ]
        if "".join(parts):
            shown[region.get_id()] = "".join(parts)
    return shown


def ttconv_vtt(text: str) -> list[Seen]:
    """What ttconv's WebVTT reader sees."""
    from ttconv.vtt import reader

    return [Seen(item.start_ms, item.end_ms, item.text) for item in _model_cues(reader.to_model(io.StringIO(text)))]


def ttconv_srt(text: str) -> list[Seen]:
    """What ttconv's SubRip reader sees."""
    from ttconv.srt import reader

    return [Seen(item.start_ms, item.end_ms, item.text) for item in _model_cues(reader.to_model(io.StringIO(text)))]


def translate_toolkit_tmx(text: str) -> list[tuple[str, str]]:
    """`(source, target)` of every unit translate-toolkit finds."""
    from translate.storage import tmx

    store = tmx.tmxfile()
    store.parse(text.encode())
    return [(unit.source, unit.target) for unit in store.units]


def std_csv(text: str) -> list[dict[str, str]]:
    """Rows as the standard library reads them."""
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))


def std_json(text: str) -> Any:
    """The JSON value."""
    return json.loads(text)


def std_xml(text: str) -> ET.Element:
    """The root element by the standard library's parser."""
    return ET.fromstring(text.encode())  # noqa: S314


def _clock_ms(text: str) -> int:
    hour, minute, second, milli = (int(part) for part in re.split(r"[:.]", text))
    return ((hour * 60 + minute) * 60 + second) * 1000 + milli


# --------------------------------------------------------------------------------------------------------- FFmpeg


def ffmpeg_version() -> str:
    """`FFmpeg 5.1`, from the program itself."""
    out = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=True).stdout
    return "FFmpeg " + ".".join(re.findall(r"\d+", out)[:2])


def ffmpeg(path: Path) -> list[Seen]:
    """What FFmpeg's demuxer and decoder see: the file converted to SubRip by it, read by pysubs2."""
    made = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:s", "-c:s", "srt", "-f", "srt", "-"],
        capture_output=True,
        text=True,
        check=False,
    )
    return pysubs2_srt(made.stdout)


def ffprobe(path: Path) -> list[tuple[int, int]]:
    """`(start_ms, end_ms)` of every packet FFmpeg's demuxer gives, repeats once, in time order."""
    made = subprocess.run(
        ["ffprobe", "-v", "error", "-show_packets", "-of", "json", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    packets = json.loads(made.stdout)["packets"]
    times = {
        (round(float(item["pts_time"]) * 1000), round((float(item["pts_time"]) + float(item["duration_time"])) * 1000))
        for item in packets
    }
    return sorted(times)


# -------------------------------------------------------------------------------------------------------- Chromium

_CUES = """
const [url, kind, done] = arguments;
const video = document.createElement('video');
document.body.append(video);
const track = document.createElement('track');
track.src = url; track.kind = kind; track.srclang = 'ja';
track.addEventListener('error', () => done('the track did not load'));
track.addEventListener('load', () => {
  const out = [];
  for (const cue of track.track.cues) {
    const tree = kind === 'metadata' ? null : cue.getCueAsHTML();
    out.push({
      start: cue.startTime, end: cue.endTime, id: cue.id, line: String(cue.line),
      text: tree ? tree.textContent : cue.text,
      voices: tree ? [...tree.querySelectorAll('span[title]')].map(span => span.title) : [],
      langs: tree ? [...tree.querySelectorAll('span[lang]')].map(span => span.lang) : [],
      classes: tree ? [...tree.querySelectorAll('span[lang]')].map(span => span.className) : [],
    });
  }
  video.remove();
  done(out);
});
video.append(track);
track.track.mode = 'hidden';
"""


def chromium_track(driver: Any, url: str, kind: str = "subtitles") -> list[dict[str, Any]]:
    """Every cue of a track as Chromium's TextTrack API gives it."""
    found = driver.execute_async_script(_CUES, url, kind)
    if isinstance(found, str):
        raise AssertionError(f"{url}: {found}")
    return list(found)


def chromium(driver: Any, url: str, kind: str = "subtitles") -> list[Seen]:
    """The same as Seen."""
    return [
        Seen(
            round(item["start"] * 1000), round(item["end"] * 1000), item["text"],
            tuple(item["voices"]), tuple(item["langs"]), item["id"],
        )
        for item in chromium_track(driver, url, kind)
    ]  # fmt: skip
