"""From what a person names (files, folders, globs, manifests) to a list of episodes with ids of their own."""

from __future__ import annotations

import csv
import glob
import io
import json
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError, PipelineError, StoreError
from pipeline.model import Meta
from pipeline.registry import suggestion
from pipeline.store.episodes import id_for, id_of, meta_of
from pipeline.store.files import read_bytes
from pipeline.store.places import is_url, listing

MAX_MANIFEST_BYTES = 512_000_000
COLUMNS = ("path", "id", "title_en", "title_ja", "channel", "show", "published", "media_url", "speakers")
_META_COLUMNS = COLUMNS[2:]
_SUFFIXES = frozenset({".vtt", ".srt", ".ass", ".ssa", ".ttml", ".dfxp", ".sbv", ".txt"})
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Item:
    """One episode to make: where its transcript is, its id, and what a manifest says about it (None: nothing)."""

    path: str
    episode_id: str = ""
    meta: Meta | None = None


def find(sources: Sequence[str]) -> tuple[Item, ...]:
    """The episodes that `sources` name, in the order named and by name within a folder; each file once.

    A source is a file, a folder (searched below), a glob, or a CSV or JSON manifest. Raises ConfigError that lists
    every source that cannot be used.
    """
    found: list[Item] = []
    faults: list[str] = []
    for source in sources:
        try:
            found += _of(source)
        except PipelineError as error:
            faults.append(str(error))
    if faults:
        raise ConfigError("; ".join(faults))
    return _with_ids(_once(found))


def _of(source: str) -> list[Item]:
    if is_url(source):
        found = listing(source, _SUFFIXES)
        if not found:
            raise ConfigError("no transcript there", where=source, hint=f"looked for {_names(_SUFFIXES)}")
        return [Item(url) for url in found]
    path = Path(source)
    if path.is_dir():
        items = [Item(str(file)) for file in _in_folder(path)]
        if not items:
            raise ConfigError("no transcript in this folder", where=source, hint=f"looked for {_names(_SUFFIXES)}")
        return items
    if path.is_file() or not glob.has_magic(source):
        return _file(path)
    matches = sorted(Path(name) for name in glob.glob(source, recursive=True))  # noqa: PTH207 (absolute patterns)
    items = [item for file in matches if file.is_file() and not _hidden(file) for item in _file(file)]
    if not items:
        raise ConfigError("nothing matches", where=source, hint="quote the pattern so that the shell leaves it alone")
    return items


def _names(suffixes: Iterable[str]) -> str:
    return ", ".join(sorted(suffixes))


def _hidden(path: Path) -> bool:
    return path.name.startswith(".")


def _in_folder(folder: Path) -> Iterator[Path]:
    """Transcripts below a folder by name; what a run published (a folder with `provenance.json`) is no source."""
    entries = sorted(folder.iterdir(), key=lambda path: path.name)
    if any(entry.name in ("provenance.json", "episode.json") for entry in entries):
        return
    for entry in entries:
        if _hidden(entry):
            continue
        if entry.is_dir():
            if entry.name not in _SKIPPED_FOLDERS and not entry.is_symlink():
                yield from _in_folder(entry)
        elif entry.suffix.lower() in _SUFFIXES and (entry.suffix.lower() != ".txt" or _looks_timed(entry)):
            yield entry


def _looks_timed(path: Path) -> bool:
    """True for a .txt file that holds cue times near its start: folders also hold plain notes."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return True  # it cannot be read: that is worth an error of its own later, not silence
    return b"-->" in head.replace(b"\0", b"")


def _file(path: Path) -> list[Item]:
    if path.suffix.lower() in (".csv", ".json"):
        items = manifest(path)
        if items is not None:
            return items
    if not path.exists():
        raise ConfigError("no such file or folder", where=str(path))
    return [Item(str(path))]


# ---------------------------------------------------------------------------------------------------- manifests


def manifest(path: Path) -> list[Item] | None:
    """The episodes of a CSV or JSON manifest; None for a JSON file that is no manifest (a transcript, say).

    Paths in it are relative to the manifest. Raises StoreError naming each line at fault.
    """
    data = read_bytes(path, max_bytes=MAX_MANIFEST_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StoreError(f"not UTF-8: {error}", where=str(path), hint="save the manifest as UTF-8") from None
    return parse_manifest(text, name=str(path), folder=path.parent, is_json=path.suffix.lower() == ".json")


def parse_manifest(text: str, *, name: str, folder: Path, is_json: bool) -> list[Item] | None:
    """The episodes of a manifest's text; see `manifest`."""
    rows = _json_rows(text, name) if is_json else _csv_rows(text, name)
    if rows is None:
        return None
    items: list[Item] = []
    faults: list[str] = []
    for line, row in rows:
        try:
            items.append(_item(row, folder))
        except (PipelineError, ValueError) as error:
            faults.append(f"line {line}: {error}" if not is_json else f"entry {line}: {error}")
    if faults:
        shown = "; ".join(faults[:20]) + (f"; and {len(faults) - 20} more" if len(faults) > 20 else "")
        raise StoreError(shown, where=name)
    return items


def _csv_rows(text: str, name: str) -> list[tuple[int, dict[str, Any]]]:
    rows: list[tuple[int, dict[str, Any]]] = []
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [cell.strip() for cell in next(reader, [])]
        unknown = [cell for cell in header if cell not in COLUMNS]
        if unknown or "path" not in header or len(set(header)) != len(header):
            what = f"unknown column {unknown[0]!r}" if unknown else "the header needs the column path, each column once"
            hint = suggestion(unknown[0], COLUMNS) if unknown else "columns: " + ",".join(COLUMNS)
            raise StoreError(what, where=f"{name}:1", hint=hint)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                raise StoreError(
                    f"{len(cells)} cells under {len(header)} columns",
                    where=f"{name}:{reader.line_num}",
                    hint="a comma inside a cell needs quotes",
                )
            row: dict[str, Any] = {
                key: cell.strip() for key, cell in zip(header, cells, strict=False) if cell.strip() or key == "path"
            }
            rows.append((reader.line_num, row))
    except csv.Error as error:
        raise StoreError(f"not readable as CSV: {error}", where=f"{name}:{reader.line_num}") from None
    return rows


def _json_rows(text: str, name: str) -> list[tuple[int, dict[str, Any]]] | None:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"not a whole JSON document: {error}", where=name) from None
    entries = table.get("episodes") if isinstance(table, dict) else table
    if not isinstance(entries, list):
        return None
    rows: list[tuple[int, dict[str, Any]]] = []
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise StoreError(f"entry {number}: expected a table with a path", where=name)
        unknown = [key for key in entry if key not in COLUMNS]
        if unknown:
            hint = suggestion(unknown[0], COLUMNS)
            raise StoreError(f"entry {number}: unknown key {unknown[0]!r}", where=name, hint=hint)
        rows.append((number, entry))
    return rows


def _item(row: dict[str, Any], folder: Path) -> Item:
    path, episode_id = row.get("path"), row.get("id", "")
    if not isinstance(path, str) or not path.strip() or "\0" in path:
        raise ValueError("path is empty")
    if not isinstance(episode_id, str) or (episode_id and id_of(episode_id) != episode_id):
        raise ValueError(f"id {episode_id!r} is no folder name; try {id_of(str(episode_id))!r}")
    told = {key: value for key, value in row.items() if key in _META_COLUMNS and value not in ("", None)}
    if isinstance(told.get("speakers"), str):
        told["speakers"] = speakers_of(told["speakers"])
    meta = meta_of(told, where="meta data") if told else None
    return Item(path if is_url(path) else str(folder / path), episode_id, meta)


def speakers_of(cell: str) -> list[dict[str, str]]:
    """The speakers a CSV cell names: `label=English|Japanese|role`, joined by `;`.

    >>> speakers_of("Speaker 1=Mara Lind|マーラ・リンド|host; Speaker 2=Tomas")
    [{'label': 'Speaker 1', 'name_en': 'Mara Lind', 'name_ja': 'マーラ・リンド', 'role': 'host'}, \
{'label': 'Speaker 2', 'name_en': 'Tomas', 'name_ja': '', 'role': ''}]
    """
    speakers = []
    for part in cell.split(";"):
        if not part.strip():
            continue
        label, equals, names = part.partition("=")
        fields = [name.strip() for name in names.split("|")]
        if not equals or not label.strip() or not fields[0] or len(fields) > 3:
            raise ValueError(f"speakers: {part.strip()!r}, expected label=English|Japanese|role")
        fields += [""] * (3 - len(fields))
        speakers.append({"label": label.strip(), "name_en": fields[0], "name_ja": fields[1], "role": fields[2]})
    return speakers


# ----------------------------------------------------------------------------------------------------------- ids


def _once(items: Iterable[Item]) -> list[Item]:
    """Each file once; a manifest's row outranks a bare path to the same file."""
    kept: dict[str, Item] = {}
    for item in items:
        key = item.path if is_url(item.path) else os.path.realpath(item.path)
        before = kept.get(key)
        if before is None or (not before.episode_id and before.meta is None):
            kept[key] = item
        elif item.episode_id and item.episode_id != before.episode_id:
            kept[f"{key}\0{item.episode_id}"] = item  # one transcript, two episodes: the manifest says so
    return list(kept.values())


def _with_ids(items: list[Item]) -> tuple[Item, ...]:
    """Every item with an id of its own; files of one name take their folder's name in front."""
    named = [replace(item, episode_id=item.episode_id or _own_id(item.path)) for item in items]
    taken: dict[str, list[int]] = {}
    for at, item in enumerate(named):
        taken.setdefault(_key(item.episode_id), []).append(at)
    for places in taken.values():
        if len(places) > 1:
            for at in places:
                if not items[at].episode_id:
                    parent = Path(os.path.realpath(items[at].path)).parent.name
                    named[at] = replace(named[at], episode_id=id_of(f"{parent}-{named[at].episode_id}"))
    seen: dict[str, Item] = {}
    for item in named:
        other = seen.setdefault(_key(item.episode_id), item)
        if other is not item:
            raise ConfigError(
                f"{other.path} and {item.path} would both become episode {item.episode_id!r}",
                hint="give them ids in a manifest (path,id)",
            )
    return tuple(named)


def _own_id(path: str) -> str:
    return id_of(path) if is_url(path) else id_for(Path(path))


def _key(episode_id: str) -> str:
    """Ids that some file system would take for one folder have one key."""
    return unicodedata.normalize("NFC", episode_id).casefold()
