"""Format x reader x result: what our files are for readers that nobody here wrote.

`python -m tests.players.matrix [SAMPLE_OR_EPISODE ...]` prints it; with `--write` it goes into docs/formats.md.
"""

from __future__ import annotations

import functools
import http.server
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from pipeline import exports, tracks
from pipeline.formats import ass, podcast, ttml
from pipeline.model import Episode, Lang, Track
from pipeline.store import episodes as store
from tests.players import readers, talk
from tests.players.readers import Seen, differences, of_cue

DOCS = talk.ROOT / "docs" / "formats.md"
SAMPLES = ("bakery-01", "compiler-02")
BEGIN, END = "<!-- matrix -->", "<!-- /matrix -->"


@dataclass(frozen=True)
class Result:
    """One cell: `faults` is empty when the reader agrees with the document."""

    file: str
    reader: str
    checked: str
    faults: tuple[str, ...] = ()


class Bench:
    """One episode, written in every format into a folder that a loopback server shows to Chromium."""

    def __init__(self, episode: Episode, folder: Path, url: str, driver: Any) -> None:
        self.episode = episode
        self.folder = folder
        self.url = url
        self.driver = driver
        self.material = exports.Material(episode, talk.CONFIG.limits, talk.CONFIG.write)
        self.texts: dict[str, str] = {}
        for entry in exports.EXPORTS.values():
            for rendering, _ in entry.render(self.material):
                self.texts[rendering.name] = rendering.text
        plain = replace(talk.CONFIG.write, vtt_style=False)
        for rendering, _ in exports.EXPORTS["vtt"].render(exports.Material(episode, talk.CONFIG.limits, plain)):
            if rendering.name == "bilingual.vtt":
                self.texts["bilingual.plain.vtt"] = rendering.text
        for name, text in self.texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")

    @functools.cached_property
    def vtt(self) -> dict[str, Track]:
        """The track each WebVTT file holds."""
        source, target = self.material.single.values()
        return {
            f"{source.lang}.vtt": source,
            f"{target.lang}.vtt": target,
            "bilingual.vtt": self.material.both,
            "bilingual.positioned.vtt": tracks.positioned(self.material.shared, self.episode, top=self.material.top),
        }

    @functools.cached_property
    def srt(self) -> dict[str, Track]:
        """The track each SubRip file holds."""
        found = {f"{lang}.srt": tracks.with_labels(track) for lang, track in self.material.single.items()}
        for lang, track in self.material.in_lines.items():
            found[f"{lang}.podcast.srt"] = tracks.recut(tracks.with_labels(track), max_chars=32, max_lines=2)
        found["bilingual.srt"] = tracks.bilingual(
            self.material.shared, self.episode, top=self.material.top, labels=True
        )
        return found

    @functools.cached_property
    def results(self) -> dict[str, tuple[Result, ...]]:
        """Every cell in the order of the table, by family of formats."""
        parts = (self.vtt_files, self.srt_files, self.ass_file, self.ttml_files, self.hls_files, self.others)
        return {part.__name__: tuple(part()) for part in parts}

    @property
    def cells(self) -> list[Result]:
        """All of them in one list."""
        return [item for part in self.results.values() for item in part]

    def vtt_files(self) -> Iterator[Result]:
        """WebVTT by webvtt-py, ttconv, FFmpeg and Chromium."""
        for name, track in self.vtt.items():
            text = self.texts[name]
            first = [cue.voice or None for cue in track.cues]
            faults = differences(readers.webvtt_py(text), track)
            faults += _same(readers.webvtt_py_voices(text), first, "voices")
            yield _cell(name, "webvtt-py", "cues, times, text, ids, first voices", faults)
            yield _cell(name, "ttconv", "cues, times, text", differences(readers.ttconv_vtt(text), track))
            yield self._ffmpeg(name, track)
            seen = readers.chromium(self.driver, f"{self.url}/{name}")
            checked = "cues, times, text, ids, voices, lang spans"
            yield _cell(name, "Chromium track", checked, differences(seen, track))
        for lang in Lang:
            yield self._chapters(lang)
        yield self._metadata()

    def _ffmpeg(self, name: str, track: Track) -> Result:
        file = "bilingual.plain.vtt" if name == "bilingual.vtt" else name
        shown = "times, text" + (" (of the file without STYLE, see below)" if file != name else "")
        seen = readers.ffmpeg(self.folder / file)
        return _cell(name, readers.ffmpeg_version(), shown, differences(seen, _as_ffmpeg(track), flat=True))

    def _chapters(self, lang: Lang) -> Result:
        name = f"chapters.{lang}.vtt"
        meant = [
            Seen(chapter.span.start_ms, chapter.span.end_ms, chapter.title[lang], name=chapter.id)
            for chapter in self.episode.chapters
        ]
        seen = readers.chromium(self.driver, f"{self.url}/{name}", "chapters")
        return _cell(name, "Chromium track", "chapters, times, titles, ids", differences(seen, meant))

    def _metadata(self) -> Result:
        seen = readers.chromium_track(self.driver, f"{self.url}/metadata.vtt", "metadata")
        got = [(item["id"], readers.std_json(item["text"])["sentence"]) for item in seen]
        rows = sorted(self.material.rows, key=lambda row: row.start_ms)
        faults = _same(got, [(row.id, row.id) for row in rows], "ids")
        return _cell("metadata.vtt", "Chromium track", "cues, JSON payloads", faults)

    def srt_files(self) -> Iterator[Result]:
        """SubRip by pysubs2, ttconv and FFmpeg."""
        for name, track in self.srt.items():
            text = self.texts[name]
            bare = [Seen(cue.span.start_ms, cue.span.end_ms, cue.text) for cue in track.cues]
            yield _cell(name, "pysubs2", "cues, times, text", differences(readers.pysubs2_srt(text), bare))
            yield _cell(name, "ttconv", "cues, times, text", differences(readers.ttconv_srt(text), bare))
            seen = readers.ffmpeg(self.folder / name)
            yield _cell(name, readers.ffmpeg_version(), "cues, times, text", differences(seen, bare, flat=True))

    def ass_file(self) -> Iterator[Result]:
        """ASS by pysubs2 and FFmpeg."""
        name = "bilingual.ass"
        track = tracks.bilingual_ass(self.material.shared, self.episode, bottom=self.material.top.other)
        meant = [
            replace(of_cue(ass.holds(cue)), langs=None, name=None, style=cue.settings.split()[0].removeprefix("Style="))
            for cue in track.cues
        ]
        checked = "events, times, text, styles, names"
        yield _cell(name, "pysubs2", checked, differences(readers.pysubs2_ass(self.texts[name]), meant))
        seen = readers.ffmpeg(self.folder / name)
        order = sorted(meant, key=lambda item: item.start_ms)
        yield _cell(name, readers.ffmpeg_version(), "events, times, text", differences(seen, order, flat=True))

    def ttml_files(self) -> Iterator[Result]:
        """TTML by ttconv's IMSC reader."""
        for lang, track in self.material.single.items():
            meant = [replace(of_cue(cue), voices=None, name=None, langs=(lang.value,)) for cue in track.cues]
            seen = readers.ttconv_imsc(self.texts[f"{lang}.ttml"])
            yield _cell(f"{lang}.ttml", "ttconv IMSC", "paragraphs, times, text, language", differences(seen, meant))
        for region in ttml.regions_both(self.material.top):
            track = tracks.one_language(self.material.shared, self.episode, region.lang)
            meant = [replace(of_cue(cue), voices=None, name=None, langs=(region.lang.value,)) for cue in track.cues]
            seen = readers.ttconv_imsc(self.texts["bilingual.ttml"], f"region-{region.lang}")
            checked = f"region {region.lang}: paragraphs, times, text, language"
            yield _cell("bilingual.ttml", "ttconv IMSC", checked, differences(seen, meant))

        yield self._screens()

    def _screens(self) -> Result:
        """What stands on screen in the middle of a dozen cues, as ttconv's IMSC processor computes it."""
        faults = []
        shared = self.material.shared
        source = self.episode.pair.source
        for one in shared[:: max(1, len(shared) // 12)]:
            at_ms = (one.span.start_ms + one.span.end_ms) // 2
            want = {f"region-{lang}": one.text(lang, source) for lang in Lang}
            got = readers.ttconv_screen(self.texts["bilingual.ttml"], at_ms)
            faults += _same(got, want, f"screen at {at_ms} ms")
        return _cell("bilingual.ttml", "ttconv IMSC", "screens at twelve instants: both regions", faults)

    def hls_files(self) -> Iterator[Result]:
        """HLS by FFmpeg (the playlist) and Chromium (the segments)."""
        named = {lang.value: track for lang, track in self.material.single.items()}
        named["bilingual"] = self.material.both
        for stem, track in named.items():
            times = sorted({(cue.span.start_ms, cue.span.end_ms) for cue in track.cues})
            got = readers.ffprobe(self.folder / f"hls/{stem}/index.m3u8")
            mapped_ms = (
                talk.CONFIG.write.hls_mpegts // 90
            )  # a reader may show media time or, through the map, MPEG-TS time
            if got and times and got[0][0] == times[0][0] + mapped_ms:
                got = [(start - mapped_ms, end - mapped_ms) for start, end in got]
            faults = _same(got, times, "times")
            yield _cell(f"hls/{stem}/", readers.ffmpeg_version(), "playlist, segments, times of all cues", faults)
            names = sorted(name for name in self.texts if name.startswith(f"hls/{stem}/") and name.endswith(".vtt"))
            seen: dict[tuple[int, int, str], Seen] = {}
            for name in names:
                for item in readers.chromium(self.driver, f"{self.url}/{name}"):
                    seen.setdefault((item.start_ms, item.end_ms, item.text), item)
            order = sorted(seen.values(), key=lambda item: item.start_ms)
            faults = differences(order, _unique(track))
            yield _cell(f"hls/{stem}/", "Chromium track", "every segment: cues, times, text, voices", faults)
        rows = [line for line in self.texts["hls/master-tags.m3u8"].splitlines() if line.startswith("#EXT-X-MEDIA:")]
        uris = [row.split('URI="')[1].rstrip('"') for row in rows]
        faults = [f"{uri} is missing" for uri in uris if f"hls/{uri}" not in self.texts]
        yield _cell("hls/master-tags.m3u8", "by hand", "LANGUAGE, NAME, AUTOSELECT, URIs exist", faults)

    def others(self) -> Iterator[Result]:
        """JSON, HTML, TMX, CSV, feed."""
        for lang, track in self.material.in_lines.items():
            name = f"transcript.{lang}.json"
            rows = readers.std_json(self.texts[name])["segments"]
            seen = [Seen(round(row["startTime"] * 1000), round(row["endTime"] * 1000), row["body"]) for row in rows]
            meant = [of_cue(podcast.holds(cue)) for cue in track.cues]
            yield _cell(name, "json", "segments, times, text", differences(seen, meant))
        for lang in Lang:
            rows = readers.std_json(self.texts[f"chapters.{lang}.json"])["chapters"]
            got = [(row["startTime"], row["title"]) for row in rows]
            want = [(item.span.start_ms / 1000, item.title[lang]) for item in self.episode.chapters]
            yield _cell(f"chapters.{lang}.json", "json", "times, titles", _same(got, want, "chapters"))
            yield self._page(lang)
            root = readers.std_xml(self.texts[f"feed.{lang}.xml"])
            tags = [child.tag.rpartition("}")[2] for child in root]
            missing = [child.get("url", "") for child in root if child.get("url", "") not in self.texts]
            faults = [f"{url} is not written" for url in missing] + _same(tags.count("chapters"), 1, "chapters")
            yield _cell(f"feed.{lang}.xml", "ElementTree", "well-formed, every file exists", faults)
        both = [(row.en, row.ja) for row in self.material.rows if row.en.strip() and row.ja.strip()]
        got_units = readers.translate_toolkit_tmx(self.texts["sentences.tmx"])
        yield _cell("sentences.tmx", "translate-toolkit", "units, both languages", _same(got_units, both, "units"))
        got_rows = [(row["id"], row["ja"]) for row in readers.std_csv(self.texts["sentences.csv"])]
        yield _cell(
            "sentences.csv", "csv", "rows", _same(got_rows, [(row.id, row.ja) for row in self.material.rows], "rows")
        )
        self.driver.get(f"{self.url}/side-by-side.html")
        script = (
            "return [...document.querySelectorAll('tbody tr')].map(row => [row.cells[0].id,"
            " row.querySelector('[lang=en]').textContent, row.querySelector('[lang=ja]').textContent])"
        )
        seen_rows = [tuple(row) for row in self.driver.execute_script(script)]
        want_rows = [(row.id, row.en, row.ja) for row in self.material.rows]
        yield _cell("side-by-side.html", "Chromium page", "rows, both languages", _same(seen_rows, want_rows, "rows"))
        self.driver.get(f"{self.url}/")

    def _page(self, lang: Lang) -> Result:
        name = f"transcript.{lang}.html"
        self.driver.get(f"{self.url}/{name}")
        script = "return [...document.querySelectorAll('p')].map(p => p.textContent)"
        got = list(self.driver.execute_script(script))
        want = [podcast.flat(turn.text) for turn in self.material.turns(lang)]
        self.driver.get(f"{self.url}/")
        return _cell(name, "Chromium page", "paragraphs", _same(got, want, "paragraphs"))


def _unique(track: Track) -> list[Seen]:
    found: dict[tuple[int, int, str], Seen] = {}
    for cue in track.cues:
        seen = of_cue(cue)
        found.setdefault((seen.start_ms, seen.end_ms, seen.text), seen)
    return list(found.values())


def _as_ffmpeg(track: Track) -> list[Seen]:
    return [Seen(cue.span.start_ms, cue.span.end_ms, cue.text) for cue in track.cues]


def _same(got: object, want: object, what: str) -> list[str]:
    return [] if got == want else [f"other {what}"]


def _cell(file: str, reader: str, checked: str, faults: Iterable[str]) -> Result:
    return Result(file, reader, checked, tuple(faults))


# ------------------------------------------------------------------------------------------------------- running


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map: ClassVar[dict[str, str]] = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".vtt": "text/vtt",
    }

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a loopback port."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@contextmanager
def bench(episode: Episode, driver: Any) -> Iterator[Bench]:
    """The episode written and served."""
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as url:
        driver.get(f"{url}/")
        yield Bench(episode, Path(name), url, driver)


def table(results: Iterable[Result], mark: Callable[[Result], str]) -> str:
    """The matrix as Markdown, one row a file and reader."""
    lines = ["| file | reader | compared with the document | result |", "| --- | --- | --- | --- |"]
    lines += [f"| `{item.file}` | {item.reader} | {item.checked} | {mark(item)} |" for item in results]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the matrix of the samples or the given episodes; 1 when a reader disagrees."""
    from tests.browser.conftest import start

    names = [item for item in arguments if not item.startswith("--")] or list(SAMPLES)
    failed = 0
    written = ""
    with tempfile.TemporaryDirectory() as profile:
        driver = start(Path(profile))
        try:
            for name in names:
                episode = talk.episode(name) if name in SAMPLES else store.load(Path(name))
                with bench(episode, driver) as made:
                    results = made.cells
                bad = [item for item in results if item.faults]
                failed += len(bad)
                text = table(results, lambda item: "; ".join(item.faults) if item.faults else "agrees")
                size = f"{len(episode.source_track().cues)} source cues, {len(episode.target_track().cues)} target cues"
                print(f"\n{name}: {size}, {len(results) - len(bad)} of {len(results)} agree\n\n{text}")
                written = written or f"Sample `{name}` ({size}):\n\n{text}"
        finally:
            driver.quit()
    if "--write" in arguments:
        head, _, rest = DOCS.read_text(encoding="utf-8").partition(BEGIN)
        DOCS.write_text(f"{head}{BEGIN}\n{written}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
