"""SQLite's write-ahead log: readers and one writer at once."""

from __future__ import annotations

import sqlite3
import time

_WAIT_S = 10.0
_STEP_S = 0.02


def use_wal(base: sqlite3.Connection) -> None:
    """Put the database into WAL mode, waiting for others: SQLite's own timeout does not cover this change.

    Raises sqlite3.OperationalError when somebody holds it for longer.
    """
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            if base.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                base.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_STEP_S)
