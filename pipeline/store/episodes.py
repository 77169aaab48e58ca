"""Episodes on disk: `OUT/<id>/` (`episode.json`, `report.json`, the renderings) and `OUT/<id>.edits.jsonl` beside it.

Edits live outside the published folder: it is replaced whole, human work never is.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from pipeline import codec
from pipeline.errors import StoreError
from pipeline.model import Bilingual, Edit, Episode, Meta, Source, Speaker
from pipeline.registry import suggestion
from pipeline.store import provenance
from pipeline.store.files import lock, publish_folder, read_bytes, recover_folder

MAX_DOCUMENT_BYTES = 512_000_000
MAX_META_BYTES = 1_000_000
PUBLISH_WAIT_S = 10.0  # how long a writer waits for another one of the same episode
_META_KEYS = ("title_en", "title_ja", "channel", "show", "published", "media_url", "speakers")
_SPEAKER_KEYS = ("label", "name_en", "name_ja", "role")


def id_of(name: str) -> str:
    """A folder name for a source file name: its stem, safe on every file system.

    >>> id_of("Talk 12 (final).en.vtt"), id_of("二字幕.srt"), id_of("...")
    ('Talk-12-final', '二字幕', 'episode')
    """
    stem = Path(name).name.split(".")[0] or Path(name).stem
    return re.sub(r"[^\w-]+", "-", stem).strip("-_")[:80] or "episode"


def new(path: Path, *, episode_id: str = "", meta: Meta | None = None, max_bytes: int) -> Episode:
    """A fresh episode of this source file; `episode.toml` beside it is used when it stands there."""
    data = read_bytes(path, max_bytes=max_bytes)
    if meta is None:
        beside = path.parent / "episode.toml"
        meta = load_meta(beside) if beside.is_file() else Meta()
    return Episode(id=episode_id or id_for(path), source=Source.of(path.name, data), meta=meta)


def id_for(path: Path) -> str:
    """The id an episode gets from where its transcript stands: `samples/bakery-01/source.en.vtt` is bakery-01."""
    generic = path.name.split(".")[0] in ("source", "transcript", "captions", "subtitles")
    return id_of(path.absolute().parent.name if generic else path.name)


def load(folder: Path) -> Episode:
    """The finished or half-finished episode in a folder (or of an `episode.json` path). Raises StoreError."""
    path = folder if folder.suffix == ".json" else folder / "episode.json"
    if path is not folder and folder.is_file():
        raise StoreError("not a finished episode", where=str(folder), hint="give the folder that nijimaku run wrote")
    recover_folder(path.parent)
    text = read_bytes(path, max_bytes=MAX_DOCUMENT_BYTES)
    try:
        return codec.loads(text.decode("utf-8"), name=str(path))
    except UnicodeDecodeError as error:
        raise StoreError(f"not UTF-8: {error}", where=str(path), hint="run the episode again") from None


def publish(out: Path, episode: Episode, report: dict[str, Any], *, origins: provenance.Origins | None = None) -> Path:
    """`OUT/<id>/` holds this episode's files, whole, with the record of what they were made from; the folder's path.

    Without `origins` the record says only what is in the folder, and the next batch makes the episode again.
    """
    folder = out / episode.id
    publish_folder(folder, files_of(episode, report, origins), wait_s=PUBLISH_WAIT_S)
    return folder


def files_of(episode: Episode, report: dict[str, Any], origins: provenance.Origins | None = None) -> dict[str, bytes]:
    """Every file of a published episode by name."""
    files = {rendering.name: rendering.text.encode("utf-8") for rendering in episode.renderings}
    files["episode.json"] = codec.dumps(episode).encode("utf-8")
    files["report.json"] = (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    record = provenance.of(episode, report, files, origins or provenance.Origins())
    files[provenance.NAME] = provenance.dumps(record).encode("utf-8")
    return files


def load_meta(path: Path) -> Meta:
    """What an `episode.toml` says. Raises StoreError naming the file and every unknown key."""
    return parse_meta(read_bytes(path, max_bytes=MAX_META_BYTES), where=str(path))


def parse_meta(data: bytes, *, where: str) -> Meta:
    """The meta data in the bytes of an `episode.toml`. Raises StoreError listing every fault."""
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StoreError(f"not valid TOML: {error}", where=where, hint="check quotes and brackets there") from None
    return meta_of(table, where=where)


def meta_of(table: dict[str, Any], *, where: str) -> Meta:
    """The meta data in a plain table with the keys of `episode.toml`. Raises StoreError listing every fault."""
    table = dict(table)
    faults = [f"unknown key {key} ({suggestion(key, _META_KEYS)})" for key in table if key not in _META_KEYS]
    speakers = table.pop("speakers", [])
    if not isinstance(speakers, list) or not all(isinstance(item, dict) for item in speakers):
        raise StoreError("speakers must be [[speakers]] tables", where=where)
    for item in speakers:
        faults += [
            f"unknown speaker key {key} ({suggestion(key, _SPEAKER_KEYS)})" for key in item if key not in _SPEAKER_KEYS
        ]
    values = [*table.items(), *(pair for item in speakers for pair in item.items())]
    faults += [f"{key}: expected a text" for key, value in values if not isinstance(value, str)]
    if faults:
        raise StoreError("; ".join(faults), where=where)
    return Meta(
        title=Bilingual(table.get("title_en", ""), table.get("title_ja", "")),
        channel=table.get("channel", ""),
        show=table.get("show", ""),
        published=table.get("published", ""),
        media_url=table.get("media_url", ""),
        speakers=tuple(
            Speaker(
                item.get("label", ""),
                Bilingual(item.get("name_en", ""), item.get("name_ja", "") or item.get("name_en", "")),
                item.get("role", ""),
            )
            for item in speakers
        ),
    )


def edits_path(out: Path, episode_id: str) -> Path:
    """Where an episode's human decisions are kept: append-only, one JSON object a line."""
    return out / f"{episode_id}.edits.jsonl"


def load_edits(out: Path, episode_id: str) -> tuple[Edit, ...]:
    """The standing decisions in order of first making; a later line about the same anchor replaces an earlier one.

    A last line cut short by a crash is dropped; any other damage raises StoreError naming the line.
    """
    path = edits_path(out, episode_id)
    if not path.is_file():
        return ()
    return parse_edits(read_bytes(path, max_bytes=MAX_DOCUMENT_BYTES), where=str(path))


def parse_edits(data: bytes, *, where: str) -> tuple[Edit, ...]:
    """The standing decisions in the bytes of an edits file; see `load_edits`."""
    lines = data.decode("utf-8", errors="replace").split("\n")
    standing: dict[tuple[str, str], Edit] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            edit = codec.from_data(Edit, json.loads(line), "edit")
        except (ValueError, RecursionError) as error:
            if number == len(lines):  # no newline after it: the write never finished and was never confirmed
                break
            raise StoreError(
                f"damaged edit: {error}", where=f"{where}:{number}", hint="mend or remove that line"
            ) from None
        if edit.state == "withdrawn":
            standing.pop((edit.kind, edit.anchor), None)
        else:
            standing[edit.kind, edit.anchor] = edit
    return tuple(standing.values())


def append_edits(out: Path, episode_id: str, edits: tuple[Edit, ...]) -> None:
    """Record decisions durably: they are on disk when this returns."""
    path = edits_path(out, episode_id)
    text = "".join(json.dumps(codec.to_data(edit), ensure_ascii=False) + "\n" for edit in edits)
    with lock(path.with_name(f".{path.name}.lock"), what=str(path), tidy=True):
        try:
            with path.open("ab") as file:
                file.truncate(_whole_lines_bytes(path))
                if file.tell() and not _ends_with_newline(path):
                    file.write(b"\n")
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(
                f"cannot be written: {error.strerror}", where=str(path), hint="check space and rights"
            ) from None


def _whole_lines_bytes(path: Path) -> int:
    """Length of the file without a last line torn by a crash: that one was never confirmed."""
    data = read_bytes(path, max_bytes=MAX_DOCUMENT_BYTES)
    end = data.rfind(b"\n") + 1
    try:
        json.loads(data[end:])
    except ValueError:
        return end
    return len(data)  # a whole line without its newline, as some text editors leave it


def _ends_with_newline(path: Path) -> bool:
    return read_bytes(path, max_bytes=MAX_DOCUMENT_BYTES).endswith(b"\n")
