"""What a published folder was made from and what is in it: `provenance.json`, which `batch` plans by.

It holds hashes and figures, never a time of day, so equal runs write equal bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import codec
from pipeline.errors import StoreError
from pipeline.model import Edit, Episode, Meta, Rung
from pipeline.store.files import read_bytes

NAME = "provenance.json"
SCHEMA = 1
_MAX_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Origins:
    """Everything that decides an episode's bytes, each as a short text that changes when the thing does."""

    version: str = ""
    engine: str = ""
    glossary: str = ""
    memory: str = ""
    config: str = ""
    edits: str = ""


@dataclass(frozen=True, slots=True)
class FileSum:
    """Size and hash of one file of the folder."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """The record of one folder; `figures` are the report's totals, kept here so that a batch reads one small file."""

    episode_id: str
    source_name: str
    source_sha256: str
    meta: str
    origins: Origins
    files: tuple[FileSum, ...]
    figures: dict[str, Any] = field(default_factory=dict)


def sha256(data: bytes) -> str:
    """Hex digest of the bytes."""
    return hashlib.sha256(data).hexdigest()


def digest(value: Any) -> str:
    """Short hash of plain JSON data; equal data have equal digests.

    >>> digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    True
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def meta_digest(meta: Meta) -> str:
    """Short hash of the meta data."""
    return digest(codec.to_data(meta))


def edits_digest(edits: Iterable[Edit]) -> str:
    """Short hash of the standing decisions, empty when there are none; who and when do not count."""
    rows = [[str(edit.kind), edit.anchor, edit.before, edit.after, edit.state] for edit in edits]
    return digest(rows) if rows else ""


def of(episode: Episode, report: Mapping[str, Any], files: Mapping[str, bytes], origins: Origins) -> Provenance:
    """The record of an episode about to be published as `files`."""
    sums = (FileSum(name, len(data), sha256(data)) for name, data in sorted(files.items()))
    return Provenance(
        episode_id=episode.id,
        source_name=episode.source.name,
        source_sha256=episode.source.sha256,
        meta=meta_digest(episode.meta),
        origins=origins,
        files=tuple(sums),
        figures=figures_of(episode, report),
    )


def figures_of(episode: Episode, report: Mapping[str, Any]) -> dict[str, Any]:
    """Totals of the report and how each term was rendered: what the aggregated report is made from."""
    renderings: dict[str, Counter[str]] = {}
    for translation in episode.translations:
        for use in translation.terms:
            if use.rung is not Rung.MISSED:
                renderings.setdefault(use.term_id, Counter())[use.rendering] += 1
    kept = ("sentences", "pair", "repairs", "translations", "term_uses", "tracks", "chapters", "finding_counts", "gate")
    last_ms = max((cue.span.end_ms for cue in episode.track.cues), default=0) if episode.track else 0
    missed = {name: entry["missed"] for name, entry in report.get("terms", {}).items() if entry.get("missed")}
    return {
        **{name: report[name] for name in kept if name in report},
        "duration_ms": last_ms,
        "show": episode.meta.show,
        "title": codec.to_data(episode.meta.title),
        "published": episode.meta.published,
        "speakers": {speaker.name.en: speaker.name.ja for speaker in episode.meta.speakers if speaker.name.en},
        "renderings": {name: dict(sorted(counts.items())) for name, counts in sorted(renderings.items())},
        "missed": missed,
    }


def dumps(provenance: Provenance) -> str:
    """The record as JSON text, ending with a newline."""
    table = {
        "schema": SCHEMA,
        "episode": provenance.episode_id,
        "source": {"name": provenance.source_name, "sha256": provenance.source_sha256},
        "meta": provenance.meta,
        "origins": codec.to_data(provenance.origins),
        "files": {item.name: [item.size_bytes, item.sha256] for item in provenance.files},
        "figures": provenance.figures,
    }
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def loads(text: str, *, name: str = NAME) -> Provenance:
    """The record in a JSON text. Raises StoreError when it is not whole."""
    try:
        table = json.loads(text)
        if not isinstance(table, dict) or table.get("schema") != SCHEMA:
            raise ValueError("not a provenance record of this version")
        files = table["files"]
        sums = tuple(FileSum(file, int(files[file][0]), str(files[file][1])) for file in sorted(files))
        figures = table["figures"]
        if not isinstance(figures, dict):
            raise ValueError("figures: expected a table")
        return Provenance(
            episode_id=str(table["episode"]),
            source_name=str(table["source"]["name"]),
            source_sha256=str(table["source"]["sha256"]),
            meta=str(table["meta"]),
            origins=codec.from_data(Origins, table["origins"], "origins"),
            files=sums,
            figures=figures,
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise StoreError(f"damaged record: {error}", where=name, hint="run the episode again") from None


def load(folder: Path) -> Provenance | None:
    """The record of a published folder, None when there is none. Raises StoreError when it cannot be read."""
    path = folder / NAME
    if not path.is_file():
        return None
    data = read_bytes(path, max_bytes=_MAX_BYTES)
    return loads(data.decode("utf-8", errors="replace"), name=str(path))


def faults(folder: Path, provenance: Provenance) -> tuple[str, ...]:
    """What in the folder is not as it was published: missing, truncated or changed files. Every byte is read."""
    found = []
    for item in provenance.files:
        path = folder / item.name
        try:
            if path.stat().st_size != item.size_bytes:
                found.append(f"{item.name} has another length")
            elif sha256(path.read_bytes()) != item.sha256:
                found.append(f"{item.name} was changed")
        except OSError:
            found.append(f"{item.name} is missing")
    return tuple(found)
