"""Pictures: both languages on screen, apart from each other, whole, and in real glyphs."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from pipeline.bilingual import Shared
from tests.players import frames, matrix

pytestmark = pytest.mark.browser
MARGIN = 8
NO_GLYPH = "failed to find any fallback with glyph"


def busiest(bench: matrix.Bench) -> Shared:
    """The shared cue of the first minute with the most lines, the first of the longest ones."""
    return max(
        (one for one in bench.material.shared if one.span.end_ms < 60_000),
        key=lambda one: (one.source.count("\n") + one.target.count("\n"), len(one.source) + len(one.target)),
    )


def instant(one: Shared) -> float:
    return (one.span.start_ms + one.span.end_ms) / 2000


@cache
def background() -> frames.Grey:
    return frames.blank()


def only(bench: matrix.Bench, style: str, folder: Path) -> Path:
    """The ASS file with the events of one style."""
    lines = bench.texts["bilingual.ass"].splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("Dialogue:") or line.split(",")[3] == style]
    path = folder / f"{style}.ass"
    path.write_text("".join(kept), encoding="utf-8")
    return path


@pytest.mark.parametrize("renderer", ["ffmpeg", "mpv"])
def test_ass_shows_both_languages_apart_and_whole(bench: matrix.Bench, tmp_path: Path, renderer: str) -> None:
    at_s = instant(busiest(bench))
    boxes = {}
    for name, path in {
        "both": bench.folder / "bilingual.ass", "JA": only(bench, "JA", tmp_path), "EN": only(bench, "EN", tmp_path),
    }.items():  # fmt: skip
        if renderer == "ffmpeg":
            frame, log = frames.ffmpeg(path, at_s)
            assert NO_GLYPH not in log
            assert "NotoSansCJK" in log
        else:
            frame = frames.mpv(path, at_s, tmp_path / name)
        boxes[name] = frames.drawn(frame, background())
    assert not boxes["JA"].empty
    assert not boxes["EN"].empty
    assert not boxes["JA"].touches(boxes["EN"])
    assert boxes["EN"].bottom <= boxes["JA"].top, "English stands above"
    assert boxes["both"].inside(MARGIN)
    union = frames.Box(
        min(boxes["JA"].left, boxes["EN"].left),
        boxes["EN"].top,
        max(boxes["JA"].right, boxes["EN"].right),
        boxes["JA"].bottom,
    )
    assert boxes["both"] == union


@pytest.mark.parametrize("name", ["bilingual.plain.vtt", "bilingual.positioned.vtt", "bilingual.srt"])
@pytest.mark.parametrize("renderer", ["ffmpeg", "mpv"])
def test_vtt_and_srt_are_drawn_whole(bench: matrix.Bench, tmp_path: Path, name: str, renderer: str) -> None:
    one = busiest(bench)
    if renderer == "ffmpeg":
        frame, log = frames.ffmpeg(bench.folder / name, instant(one))
        assert NO_GLYPH not in log
    else:
        frame = frames.mpv(bench.folder / name, instant(one), tmp_path / "both")
    both = frames.drawn(frame, background())
    alone = frames.drawn(frames.ffmpeg(bench.folder / "ja.vtt", instant(one))[0], background())
    assert both.inside(MARGIN)
    assert both.bottom - both.top > (alone.bottom - alone.top) * 1.4, "two languages are taller than one"


def test_every_character_has_its_own_glyph(tmp_path: Path) -> None:
    """Missing glyphs all look alike; these must not."""
    shown = []
    for char in "語学推論字幕":
        path = tmp_path / "one.srt"
        path.write_text(f"1\n00:00:00,000 --> 00:00:09,000\n{char}\n", encoding="utf-8")
        frame, log = frames.ffmpeg(path, 1.0)
        assert NO_GLYPH not in log
        shown.append(frame)
    for at, left in enumerate(shown):
        assert all(np.any(left != right) for right in shown[at + 1 :])


SHOW = """
const [t, done] = arguments;
const video = document.querySelector('video'), track = video.textTracks[0];
track.mode = 'showing';
fetch('blank.webm').then(got => got.blob()).then(blob => { video.src = URL.createObjectURL(blob); });
let turns = 0;
const tick = () => {
  if (video.readyState >= 2 && Math.abs(video.currentTime - t) > 0.1 && !video.seeking) video.currentTime = t;
  const active = video.seeking ? 0 : (track.activeCues || []).length;
  if (active) return setTimeout(() => done(active), 500);
  if (++turns > 300) return done('video: ' + video.readyState + ' at ' + video.currentTime);
  setTimeout(tick, 100);
};
tick();
"""


@pytest.mark.parametrize(("name", "cues"), [("bilingual.vtt", 1), ("bilingual.positioned.vtt", 2)])
def test_chromium_draws_both_languages_whole(bench: matrix.Bench, name: str, cues: int) -> None:
    at_s = instant(busiest(bench))
    video = bench.folder / "blank.webm"
    if not video.exists():
        source = f"color=c={frames.BACKGROUND}:s=160x90:r=2:d={at_s + 5:.0f}"
        subprocess.run(
            [
                "ffmpeg",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                source,
                "-c:v",
                "libvpx",
                "-deadline",
                "realtime",
                "-g",
                "2",
                str(video),
            ],
            check=True,
        )
    page = bench.folder / f"show-{name}.html"
    size = f'width="{frames.WIDTH}" height="{frames.HEIGHT}"'
    track = f'<track default kind="subtitles" srclang="ja" src="{name}">'
    page.write_text(f'<body style="margin:0"><video muted {size}>{track}</video>', encoding="utf-8")
    bench.driver.get(f"{bench.url}/{page.name}")
    assert bench.driver.execute_async_script(SHOW, at_s) == cues
    picture = bench.folder / f"{name}.png"
    bench.driver.find_element("tag name", "video").screenshot(str(picture))
    seen = bench.driver.execute_script("return [devicePixelRatio]")
    assert seen == [1]
    grey = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(picture), "-f", "rawvideo", "-pix_fmt", "gray", "-"],
        capture_output=True,
        check=True,
    ).stdout
    frame = np.frombuffer(grey, dtype=np.uint8).reshape(frames.HEIGHT, frames.WIDTH)
    level = int(np.median(frame))
    rows = np.flatnonzero((np.abs(frame.astype(int) - level) > 60).any(axis=1))
    columns = np.flatnonzero((np.abs(frame.astype(int) - level) > 60).any(axis=0))
    assert len(rows) > 60, "both languages take some height"
    assert columns.min() >= MARGIN
    assert columns.max() < frames.WIDTH - MARGIN
    gaps = np.flatnonzero(np.diff(rows) > 40)
    assert len(gaps) == (1 if cues == 2 else 0), "two blocks far apart, or one"
    bench.driver.get(f"{bench.url}/")
