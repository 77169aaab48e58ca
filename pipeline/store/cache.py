"""What an engine said before: a persistent cache beside it, safe with several processes, never needed for a result.

One SQLite file in WAL mode. A row is keyed by everything that decides the answer: the engine's signature (package,
content hash, beam, compute type), the sentence, its hints, what is suppressed and how many hypotheses are asked for.
So a changed glossary decodes only the sentences it touches again. When the disk is full or the file is damaged the
engine simply decodes, and `fault` says so: nothing of a run depends on the cache but its time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from pipeline.engines import Engine, Hint, OnDone
from pipeline.engines.wrapped import Wrapped
from pipeline.model import Hypothesis
from pipeline.store.wal import use_wal

SCHEMA = 1
MAX_BYTES = 1_000_000_000
_BUSY_MS = 10_000
_CHUNK = 64


def default_path() -> Path:
    """Where the cache lies: $NIJIMAKU_CACHE or nijimaku/decodes.sqlite under the user's cache folder."""
    named = os.environ.get("NIJIMAKU_CACHE")
    if named:
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "nijimaku" / "decodes.sqlite"


def key(signature: str, text: str, hints: Sequence[Hint], suppress: Sequence[str], k: int) -> str:
    """Hash of everything that decides an answer."""
    parts = [SCHEMA, signature, text, [list(hint) for hint in hints], sorted(set(suppress)), k]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


class CachedEngine(Wrapped):
    """An engine that decodes only what it has not decoded before; `decoded` counts those sentences.

    `fault` says why the cache is not used, empty while it is.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        super().__init__(engine)
        self._path = path
        self.decoded = 0
        self.fault = ""

    def known(self, texts: Sequence[str], hints: Sequence[Sequence[Hint]] | None = None, k: int = 1) -> list[bool]:
        """Which of these sentences would not be decoded, in order."""
        keys = self._keys(texts, hints, k, None)
        found = self._read(keys)
        return [one in found for one in keys]

    def translate(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None = None,
        k: int = 1,
        *,
        suppress: Sequence[Sequence[str]] | None = None,
        on_done: OnDone | None = None,
    ) -> list[tuple[Hypothesis, ...]]:
        """See Engine. New answers are kept as they come, so a killed run loses little."""
        keys = self._keys(texts, hints, k, suppress)
        found = self._read(keys)
        if on_done and (hits := sum(one in found for one in keys)):
            on_done(hits)
        todo = [at for at, one in enumerate(keys) if one not in found]
        for first in range(0, len(todo), _CHUNK * 8):
            part = todo[first : first + _CHUNK * 8]
            answers = self._engine.translate(
                [texts[at] for at in part],
                [hints[at] for at in part] if hints else None,
                k,
                suppress=[suppress[at] for at in part] if suppress else None,
                on_done=on_done,
            )
            fresh = {keys[at]: answer for at, answer in zip(part, answers, strict=True)}
            self.decoded += len(part)
            self._write(fresh)
            found.update(fresh)
        return [found[one] for one in keys]

    def _keys(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None,
        k: int,
        suppress: Sequence[Sequence[str]] | None,
    ) -> list[str]:
        signature = self._engine.signature
        return [
            key(signature, text, hints[at] if hints else (), suppress[at] if suppress else (), k)
            for at, text in enumerate(texts)
        ]

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(self._path, timeout=_BUSY_MS / 1000, isolation_level=None)
        try:
            use_wal(base)
            base.execute("PRAGMA synchronous=NORMAL")
            version = base.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, SCHEMA):
                raise sqlite3.DatabaseError(f"cache schema {version}")
            base.execute(
                "CREATE TABLE IF NOT EXISTS decodes (key TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID"
            )
            base.execute(f"PRAGMA user_version={SCHEMA}")
        except BaseException:
            base.close()
            raise
        return base

    def _read(self, keys: Sequence[str]) -> dict[str, tuple[Hypothesis, ...]]:
        found: dict[str, tuple[Hypothesis, ...]] = {}
        if self.fault or not keys:
            return found
        try:
            with closing(self._connect()) as base:
                for part in _chunks(sorted(set(keys)), 500):
                    marks = ",".join("?" * len(part))
                    rows = base.execute(f"SELECT key, answer FROM decodes WHERE key IN ({marks})", part)  # noqa: S608
                    for one, answer in rows:
                        found[one] = tuple(Hypothesis(str(text), float(score)) for text, score in json.loads(answer))
        except (sqlite3.Error, OSError, ValueError, TypeError) as error:
            self.fault = f"the cache is not used: {error}"
        return found

    def _write(self, fresh: dict[str, tuple[Hypothesis, ...]]) -> None:
        if self.fault:
            return
        rows = [
            (one, json.dumps([(item.text, item.score) for item in answer], ensure_ascii=False))
            for one, answer in fresh.items()
        ]
        try:
            with closing(self._connect()) as base:
                base.execute("BEGIN IMMEDIATE")
                base.executemany("INSERT OR IGNORE INTO decodes VALUES (?, ?)", rows)
                if _used_bytes(base) > MAX_BYTES:  # keys are hashes: this is any half of them
                    base.execute("DELETE FROM decodes WHERE key < '8'")
                base.execute("COMMIT")
        except (sqlite3.Error, OSError, ValueError) as error:
            self.fault = f"the cache is not used: {error}"


def _used_bytes(base: sqlite3.Connection) -> int:
    """Size of what the file holds, without free pages."""
    size, pages, free = (
        int(base.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_size", "page_count", "freelist_count")
    )
    return size * (pages - free)


def _chunks(items: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def cached(engine: Engine, setting: str) -> Engine:
    """The engine behind its cache: `setting` is empty for the default place, `off` for none, else a file."""
    if setting == "off":
        return engine
    return CachedEngine(engine, Path(setting) if setting else default_path())
