"""Changing to WAL while somebody else holds the database."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from pipeline.store.wal import use_wal


def test_it_waits_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    held = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    held.execute("CREATE TABLE t (x)")
    held.execute("BEGIN EXCLUSIVE")
    threading.Timer(0.3, lambda: held.execute("COMMIT")).start()
    other = sqlite3.connect(path, timeout=0.01, isolation_level=None)
    use_wal(other)
    assert other.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    use_wal(other)
    held.close()
    other.close()
