"""The folder `.nijimaku` of a batch: the lock, the journal of outcomes, the glossaries seen, who works on what now.

Nothing here decides what an episode's files hold. Losing the folder costs a look at every episode again, no more.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import codec
from pipeline.errors import StoreError
from pipeline.model import Glossary
from pipeline.store.files import lock, read_bytes, write_atomic
from pipeline.store.places import is_url
from pipeline.store.provenance import digest

FOLDER = ".nijimaku"
_MAX_BYTES = 4_000_000_000
_WORKERS_WAIT_S = 20.0
_BATCH = "this folder"
_LEFT = "workers of an earlier batch are still busy here"
_ours: set[Path] = set()


def folder_of(out: str) -> Path:
    """Where the state of the batch that writes to `out` stands: inside it, or for a URL in the current folder."""
    return Path(FOLDER) / digest(out.rstrip("/")) if is_url(out) else Path(out) / FOLDER


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Own the batch for the block. Raises StoreError naming the process that owns it now.

    A batch that was killed may leave workers that are about to notice: they are waited for.
    """
    owner = folder / "owner.json"
    with contextlib.ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(lock(folder / "lock", what=_BATCH))
            with lock(folder / "workers.lock", what=_LEFT, wait_s=_WORKERS_WAIT_S):
                pass
        except StoreError as error:
            left = _LEFT in error.message
            raise StoreError(
                _LEFT if left else f"another batch is writing here{_whose(owner)}",
                where=str(folder.parent),
                hint="wait for it or stop it; this one has changed nothing",
            ) from None
        except OSError as error:
            raise StoreError(
                f"cannot be written: {error.strerror}", where=str(folder), hint="check space and rights"
            ) from None
        _told(owner, {"pid": os.getpid(), "host": os.uname().nodename, "since": clock()})
        _ours.add(folder.resolve())
        try:
            yield
        finally:
            _ours.discard(folder.resolve())
            with contextlib.suppress(OSError):
                owner.unlink(missing_ok=True)


def holds(folder: Path) -> bool:
    """True when it is this very process that owns the batch."""
    return folder.resolve() in _ours


def _whose(owner: Path) -> str:
    try:
        table = json.loads(owner.read_text(encoding="utf-8"))
        return f": process {table['pid']} on {table['host']} since {table['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def running(folder: Path) -> dict[str, Any] | None:
    """Who owns the batch now (pid, host, since), None when nobody does."""
    if not (folder / "lock").exists():
        return None
    try:
        with lock(folder / "lock", what="this folder"):
            return None
    except StoreError:
        try:
            table = json.loads((folder / "owner.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return table if isinstance(table, dict) else {}


def clock() -> str:
    """The time of day as people read it; told to people only, never compared."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")


# ------------------------------------------------------------------------------------------------------ journal


@dataclass(slots=True)
class Journal:
    """Outcomes, one JSON object a line, newest last. A full disk stops the journal, never the batch."""

    path: Path
    lost: int = 0  # lines that could not be written
    _handle: Any = field(default=None, repr=False)

    def add(self, row: dict[str, Any]) -> None:
        """Record one outcome; it is with the kernel when this returns."""
        line = (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace")
        try:
            if self._handle is None:
                self._handle = self.path.open("ab", buffering=0)
                if self._handle.tell() and not _ends_whole(self.path):
                    self._handle.write(b"\n")  # a line torn by a crash stays alone and is skipped when read
            self._handle.write(line)
        except OSError:
            self.lost += 1

    def close(self) -> None:
        """Nothing more will be added."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._handle.close()
            self._handle = None


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def outcomes(folder: Path) -> dict[str, dict[str, Any]]:
    """The last recorded outcome of each episode; torn lines are skipped."""
    path = folder / "journal.jsonl"
    last: dict[str, dict[str, Any]] = {}
    if not path.is_file():
        return last
    with path.open("r", encoding="utf-8", errors="replace") as file:
        for line in file:
            with contextlib.suppress(ValueError):
                row = json.loads(line)
                if isinstance(row, dict) and isinstance(row.get("episode"), str):
                    last[row["episode"]] = row
    return last


def open_journal(folder: Path, last: dict[str, dict[str, Any]]) -> Journal:
    """The journal, rewritten to the last outcome of each episode when it has grown past three times that."""
    path = folder / "journal.jsonl"
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in last.values()).encode("utf-8", "replace")
    with contextlib.suppress(StoreError, OSError):
        if path.is_file() and path.stat().st_size > 3 * len(text) + 65_536:
            write_atomic(path, text)
    return Journal(path)


# --------------------------------------------------------------------------------------------------- glossaries


def keep_glossary(folder: Path, glossary: Glossary) -> None:
    """Remember a glossary by its revision, so that a later batch can tell which terms changed since."""
    path = _glossary_path(folder, glossary.revision)
    if glossary.revision and not path.is_file():
        table = codec.to_data(glossary)
        with contextlib.suppress(StoreError):  # without it the next change re-runs more than it needs to
            write_atomic(path, json.dumps(table, ensure_ascii=False).encode("utf-8"))


def old_glossary(folder: Path, revision: str) -> Glossary | None:
    """The glossary of a revision seen before, None when it was not kept."""
    path = _glossary_path(folder, revision)
    try:
        glossary: Glossary = codec.from_data(Glossary, json.loads(read_bytes(path, max_bytes=_MAX_BYTES)), "glossary")
    except (StoreError, ValueError, TypeError):
        return None
    return glossary if glossary.revision == revision else None


def _glossary_path(folder: Path, revision: str) -> Path:
    name = "".join(char for char in revision if char.isalnum())[:64] or "none"
    return folder / "glossaries" / f"{name}.json"


# ------------------------------------------------------------------------------------------------------ workers


def _told(path: Path, table: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        path.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")


def working(folder: Path, worker: str, table: dict[str, Any] | None) -> None:
    """Say what a worker does now (None: nothing any more); people watch it, nothing depends on it."""
    path = folder / "workers" / f"{worker}.json"
    with contextlib.suppress(OSError):
        if table is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(exist_ok=True)
            beside = path.with_suffix(".tmp")
            beside.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
            beside.replace(path)


def workers(folder: Path) -> dict[str, dict[str, Any]]:
    """What each worker said last."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((folder / "workers").glob("*.json")):
        with contextlib.suppress(OSError, ValueError):
            table = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(table, dict):
                found[path.stem] = table
    return found


def clear_workers(folder: Path) -> None:
    """Forget what workers of an earlier batch said."""
    for path in (folder / "workers").glob("*"):
        with contextlib.suppress(OSError):
            path.unlink()
