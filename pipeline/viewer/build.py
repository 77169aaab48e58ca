"""`episode.json` files to a folder of pages. Only what changed is made again.

A page depends on its `episode.json` and on this package; both are remembered by hash in `.nijimaku-site.json`, with
the card of every episode, so that a catalogue of a thousand reads only the ones that are new. What can be refused is
refused before anything is written; the list names the folders of a build before it writes them, so that one that failed
or was killed can be gone on with. Every folder is published whole; files that are not ours are never touched.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pipeline import __version__, codec
from pipeline.batch.machine import cores
from pipeline.errors import PipelineError, StoreError
from pipeline.model import Cue, Episode, Lang, Track, TrackKind
from pipeline.store import episodes
from pipeline.store.files import lock_folder, publish_folder, read_bytes, safe_name, write_atomic
from pipeline.viewer.catalogue import Card, card_of, folder_of, newest_first
from pipeline.viewer.page import Page, captions_script, page_of, readings_script
from pipeline.viewer.words import Words

MANIFEST = ".nijimaku-site.json"
PAGES = {Lang.JA: "index.html", Lang.EN: "en.html"}  # the address of each interface language
ASSETS = ("site.css", "noscript.css", "site.js", "icon.svg")
LEAST_SHARED = 24  # episodes to make for each process: fewer are done before another has started
_MANIFEST_BYTES = 256_000_000
_HEAD_BYTES = 4_096  # where the id stands in a document that we wrote
_ID = re.compile(rb'\s*\{\s*"schema":\s*\d+,\s*"episode":\s*\{\s*"id":\s*("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of one episode: where it came from, how that looked, and its card."""

    path: str
    size: int
    mtime_ns: int
    sha256: str
    card: Card


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    out: Path
    made: tuple[str, ...]
    kept: int
    removed: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What the list says; `begun` are folders of a build that did not come to its end, ours whether written or not."""

    code: str
    entries: tuple[Entry, ...]
    begun: tuple[str, ...] = ()

    @property
    def folders(self) -> set[str]:
        return {entry.card.folder for entry in self.entries} | set(self.begun)


def discover(paths: Iterable[Path]) -> list[Path]:
    """The `episode.json` files under the given files and folders, in order, none twice.

    A folder counts as an episode when it holds `episode.json`, else its sub-folders are looked at. Raises StoreError
    for a path that holds none.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_file():
            if path.suffix.lower() != ".json":
                raise StoreError(
                    "not a finished episode", where=str(path),
                    hint=f"make one with: nijimaku run {path}, then give its folder",
                )
            here = [path]
        elif (path / "episode.json").is_file():
            here = [path / "episode.json"]
        else:
            here = sorted(path.glob("*/episode.json"))
        if not here:
            raise StoreError("no episode.json here", where=str(path), hint="give a folder that nijimaku run wrote")
        found.update(dict.fromkeys(item.resolve() for item in here))
    return list(found)


def build(
    paths: Sequence[Path], out: Path, *, add: bool = False, on_page: Callable[[str], None] | None = None
) -> Built:
    """The site of these episodes in `out`; with `add`, beside the episodes that are there already.

    Two episodes of one name and folders that are not ours raise before anything is written, an unreadable episode
    before anything of it is; a later build goes on from there. Raises StoreError.
    """
    sources = discover(paths)
    if out.exists() and not out.is_dir():
        raise StoreError("not a folder", where=str(out), hint="give another --out")
    before = _read_manifest(out)
    same_code = before.code == code_version()
    known = {entry.path: entry for entry in before.entries}
    fresh = {source for source in sources if not (same_code and _kept(source, known.get(str(source)), out))}
    begun = _checked_folders(sources, fresh, known, before, out)
    pages = _made([source for source in sources if source in fresh])
    entries: list[Entry] = []
    made: list[str] = []
    with contextlib.ExitStack() as held:
        for source in sources:
            if source not in fresh:
                entries.append(_touched(source, known[str(source)]))
                continue
            entry, page_files = next(pages)
            folder = entry.card.folder
            if on_page:
                on_page(folder)
            if not made:  # nothing is written before the first page is whole
                out.mkdir(parents=True, exist_ok=True)
                held.enter_context(lock_folder(out, what=str(out)))
                begun = sorted({*before.begun, *begun})
                write_atomic(out / MANIFEST, _manifest_text(before.code, before.entries, begun).encode())
            publish_folder(out / folder, page_files, locked=True, durable=False)
            made.append(folder)
            entries.append(entry)
        if add:
            here = {entry.path for entry in entries} | {entry.card.folder for entry in entries}
            entries += [old for old in before.entries if old.path not in here and old.card.folder not in here]
        left = before.folders - {entry.card.folder for entry in entries}
        removed = sorted(left - {name for name in before.begun if not (out / name).exists()})
        _publish_front(out, [entry.card for entry in entries])
        if made:
            os.sync()  # once for all pages, before the list says that they are there
        write_atomic(out / MANIFEST, _manifest_text(code_version(), entries).encode())
        for folder in removed:
            shutil.rmtree(out / str(safe_name(folder)), ignore_errors=True)
        for folder in (*removed, *(entry.card.folder for entry in entries)):
            (out / f".{folder}.lock").unlink(missing_ok=True)  # earlier versions left them
    return Built(out, tuple(made), len(entries) - len(made), tuple(removed), len(entries))


def _made(sources: Sequence[Path]) -> Iterator[tuple[Entry, dict[str, bytes]]]:
    """The pages of the episodes in order, by several processes where there are many."""
    workers = min(cores(), len(sources) // LEAST_SHARED)
    if workers < 2:
        yield from map(_make, sources)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        ahead = workers * 8  # pages waiting to be written: enough that no process idles, few enough for memory
        waiting = deque(pool.submit(_make, source) for source in sources[:ahead])
        for source in (*sources[ahead:], *[None] * min(ahead, len(sources))):
            done = waiting.popleft()
            if source is not None:
                waiting.append(pool.submit(_make, source))
            try:
                yield done.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _checked_folders(
    sources: Sequence[Path], fresh: set[Path], known: Mapping[str, Entry], before: _Manifest, out: Path
) -> list[str]:
    """The folders that a build will write. Raises StoreError for two episodes of one name and folders not ours."""
    holders: dict[str, Path] = {}
    begun: list[str] = []
    for source in sources:
        folder = _folder_of(source) if source in fresh else known[str(source)].card.folder
        if folder in holders:
            raise StoreError(
                f"two episodes are called {folder!r}", where=f"{holders[folder]} and {source}",
                hint="nothing was written; run one of them with --id",
            )
        holders[folder] = source
        if source in fresh:
            begun.append(folder)
            if (out / folder).exists() and folder not in before.folders:
                raise StoreError(
                    "this folder is not a page of this site", where=str(out / folder),
                    hint="nothing was written; give another --out, or move the folder",
                )
    return begun


def _folder_of(source: Path) -> str:
    """The folder an episode's page will have: by the head of the document, or the whole of it when it is not ours."""
    try:
        with source.open("rb") as file:
            found = _ID.match(file.read(_HEAD_BYTES))
        return folder_of(json.loads(found[1]) if found else episodes.load(source).id)
    except OSError as error:
        raise StoreError(
            f"cannot be read: {error.strerror}", where=str(source), hint="check the path and its rights"
        ) from None
    except ValueError:  # no text after all: reading the whole document says where
        return folder_of(episodes.load(source).id)


def _kept(source: Path, old: Entry | None, out: Path) -> bool:
    """True when the page of a source is there and is of this very document."""
    if old is None:
        return False
    if not (out / old.card.folder / PAGES[Lang.JA]).is_file():
        return False
    stat = source.stat()
    if (stat.st_size, stat.st_mtime_ns) == (old.size, old.mtime_ns):
        return True
    return stat.st_size == old.size and _sha256(source) == old.sha256


def _touched(source: Path, old: Entry) -> Entry:
    return replace(old, mtime_ns=source.stat().st_mtime_ns)


def _sha256(source: Path) -> str:
    return hashlib.sha256(read_bytes(source, max_bytes=episodes.MAX_DOCUMENT_BYTES)).hexdigest()


def _make(source: Path) -> tuple[Entry, dict[str, bytes]]:
    stat = source.stat()
    sha256 = _sha256(source)
    episode = episodes.load(source)
    page = page_of(episode)
    folder = folder_of(episode.id)
    entry = Entry(str(source), stat.st_size, stat.st_mtime_ns, sha256, card_of(page, folder))
    return entry, episode_files(episode, page)


def episode_files(episode: Episode, page: Page) -> dict[str, bytes]:
    """Every file of an episode's folder: two pages, the player's data, the subtitle tracks."""
    made: dict[str, str] = {"cues.js": captions_script(episode), "readings.js": readings_script(episode)}
    tracks = dict(_tracks(episode))
    transcript = _template("transcript.html").render(page=page)
    for lang, name in PAGES.items():
        made[name] = _template("episode.html").render(
            page=page, ui=Words(lang), root="../", home=PAGES[lang], other_page=PAGES[lang.other], files=list(tracks),
            policy=policy(page.media.origin if page.media else ""), version=code_version(),
            transcript=_safe(transcript),
        )
    return {name: text.encode() for name, text in (made | tracks).items()}


def _safe(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704  (rendered by our own escaping template a moment ago)


def _tracks(episode: Episode) -> Iterator[tuple[str, str]]:
    from pipeline.formats import FORMATS

    write = FORMATS["vtt"].write
    if write is None:
        raise TypeError("the vtt format must write")
    for lang, track in ((episode.pair.source, episode.track), (episode.pair.target, episode.target)):
        if track:
            yield f"{lang}.vtt", write(track)[0]
    if episode.chapters:
        for lang in Lang:
            cues = tuple(
                Cue(item.id, item.span, item.title[lang], number=at, name=item.id)
                for at, item in enumerate(episode.chapters, 1)
            )
            yield f"chapters.{lang}.vtt", write(Track(lang, TrackKind.CHAPTERS, cues))[0]


def _publish_front(out: Path, cards: Sequence[Card]) -> None:
    shown = newest_first(cards)
    tags: dict[str, int] = {}
    for card in shown:
        for tag in card.tags:
            tags[tag] = tags.get(tag, 0) + 1
    for lang, name in PAGES.items():
        text = _template("catalogue.html").render(
            cards=shown, ui=Words(lang), root="", home=PAGES[lang], page_name=name, other_page=PAGES[lang.other],
            channels=sorted({card.channel for card in shown if card.channel}),
            tags=sorted(tags, key=lambda tag: (-tags[tag], tag))[:200], policy=policy(""), version=code_version(),
        )
        _write_if_new(out / name, text.encode())
    for name in ASSETS:
        _write_if_new(out / "assets" / name, _static(name))


def _write_if_new(path: Path, data: bytes) -> None:
    if not path.is_file() or path.read_bytes() != data:
        write_atomic(path, data)


def policy(media_origin: str) -> str:
    """The content security policy of a page: our own files, the recording, nothing inline, nothing else.

    `file:` stands beside 'self' because a page opened from a disk has no origin; on a web host it admits nothing.
    """
    own = "'self' file:"
    return (
        f"default-src 'none'; script-src {own}; style-src {own}; img-src {own}; "
        f"media-src {own}{' ' + media_origin if media_origin else ''}; base-uri 'none'; form-action 'none'"
    )


def langof(text: str) -> str:
    """The language tag of a text that may be in either: Japanese as soon as it has kana or kanji.

    >>> langof("二字幕"), langof("Nijimaku")
    ('ja', 'en')
    """
    return "ja" if any("぀" <= char <= "ヿ" or "㐀" <= char <= "鿿" for char in text) else "en"


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("pipeline.viewer"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["langof"] = langof
    return made


def _template(name: str) -> Any:
    return _environment().get_template(name)


def _static(name: str) -> bytes:
    return files("pipeline.viewer").joinpath("static", name).read_bytes()


@cache
def code_version() -> str:
    """Short hash of everything that decides how a page looks: templates, static files, this package's code."""
    digest = hashlib.sha256(f"{__version__} {codec.SCHEMA}".encode())
    here = files("pipeline.viewer")
    for folder in (here, here.joinpath("templates"), here.joinpath("static")):
        for item in sorted(folder.iterdir(), key=lambda found: found.name):
            if item.is_file() and not item.name.endswith(".pyc"):
                digest.update(item.name.encode())
                digest.update(item.read_bytes())
    return digest.hexdigest()[:12]


def _manifest_text(code: str, entries: Sequence[Entry], begun: Sequence[str] = ()) -> str:
    table = {"code": code, "entries": codec.to_data(tuple(entries))} | ({"begun": list(begun)} if begun else {})
    return json.dumps(table, ensure_ascii=False) + "\n"


def _read_manifest(out: Path) -> _Manifest:
    path = out / MANIFEST
    if not path.is_file():
        return _Manifest("", ())
    try:
        data = json.loads(read_bytes(path, max_bytes=_MANIFEST_BYTES))
        entries = codec.from_data(tuple[Entry, ...], data["entries"], "site")
        read = _Manifest(str(data["code"]), entries, codec.from_data(tuple[str, ...], data.get("begun", []), "site"))
        for folder in sorted(read.folders):
            if folder_of(folder) != folder:
                raise ValueError(f"not a folder of a site: {folder!r}")
        return read
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"damaged list of the site's pages: {error}", where=str(path),
            hint="remove the site's folder and build again",
        ) from None


def summary_line(built: Built) -> str:
    """One line for a terminal."""
    many = "s" if built.total != 1 else ""
    parts = [f"{built.total} episode{many}", f"{len(built.made)} made", f"{built.kept} unchanged"]
    if built.removed:
        parts.append(f"{len(built.removed)} removed")
    return ", ".join(parts)


__all__ = ["Built", "PipelineError", "build", "code_version", "discover", "episode_files", "policy", "summary_line"]
