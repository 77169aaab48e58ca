"""The translation memory on disk: one SQLite file, WAL mode, several processes at once.

A run reads a snapshot and never writes. Pairs come in by `add`: human ones replace whatever stood there, others only
what no human wrote.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.memory import Memory, NoMemory, Unit, UnitMemory, squeeze
from pipeline.model import Lang, Pair
from pipeline.store.wal import use_wal

SCHEMA = 1
MAX_UNITS = 2_000_000
_BUSY_S = 20.0
_CREATE = """
CREATE TABLE IF NOT EXISTS units (
    source_lang TEXT NOT NULL, target_lang TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
    human INTEGER NOT NULL, origin TEXT NOT NULL, PRIMARY KEY (source_lang, target_lang, source)
) WITHOUT ROWID
"""
_ADD = """
INSERT INTO units VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (source_lang, target_lang, source) DO UPDATE
SET target = excluded.target, human = excluded.human, origin = excluded.origin
WHERE excluded.human >= units.human
"""


def default_path() -> Path:
    """Where the memory lies: $NIJIMAKU_MEMORY or nijimaku/memory.sqlite under the user's data folder."""
    named = os.environ.get("NIJIMAKU_MEMORY")
    if named:
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "nijimaku" / "memory.sqlite"


def chosen_path(setting: str) -> Path:
    """The file a `translate.memory` setting means."""
    return Path(setting) if setting else default_path()


def snapshot(setting: str, fuzzy_min: float) -> Memory:
    """The memory as it is now, for one run; none when it is off or was never filled."""
    if setting == "off":
        return NoMemory()
    path = chosen_path(setting)
    if not path.exists():
        if setting:
            raise StoreError("there is no translation memory", where=str(path), hint="nijimaku memory import makes one")
        return NoMemory()
    units = list(read(path))
    return UnitMemory(units, fuzzy_min) if units else NoMemory()


@contextmanager
def _open(path: Path, *, write: bool) -> Iterator[sqlite3.Connection]:
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)) as base:
            version = base.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, SCHEMA):
                raise StoreError(f"memory schema {version}, this version reads {SCHEMA}", where=str(path))
            if write:
                use_wal(base)
                base.execute(_CREATE)
                base.execute(f"PRAGMA user_version={SCHEMA}")
            yield base
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"the translation memory cannot be used: {error}", where=str(path)) from None


def read(path: Path) -> Iterator[Unit]:
    """Every unit, by pair and source text."""
    with _open(path, write=False) as base:
        if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'units'").fetchone():
            return
        rows = base.execute("SELECT * FROM units ORDER BY source_lang, target_lang, source LIMIT ?", (MAX_UNITS,))
        for source_lang, target_lang, source, target, human, origin in rows:
            pair = Pair(Lang(source_lang), Lang(target_lang))
            yield Unit(pair, source, target, bool(human), origin)


def add(path: Path, units: Iterable[Unit]) -> int:
    """Remember these units, all or none; the number of rows that changed. Safe beside other writers and readers."""
    rows = [
        (
            unit.pair.source.value,
            unit.pair.target.value,
            squeeze(unit.source),
            unit.target,
            int(unit.human),
            unit.origin,
        )
        for unit in units
        if unit.source.strip() and unit.target.strip()
    ]
    with _open(path, write=True) as base:
        base.execute("BEGIN IMMEDIATE")
        try:
            before = base.total_changes
            base.executemany(_ADD, rows)
            changed = base.total_changes - before
            base.execute("COMMIT")
        except BaseException:
            base.execute("ROLLBACK")
            raise
    return changed


def forget(path: Path, pair: Pair, source: str) -> bool:
    """Forget one source text; True when it was there."""
    with _open(path, write=True) as base:
        found = base.execute(
            "DELETE FROM units WHERE source_lang = ? AND target_lang = ? AND source = ?",
            (pair.source.value, pair.target.value, squeeze(source)),
        )
        return found.rowcount > 0
