"""What a batch shows on a terminal while it runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def display(total: int, folder: Path) -> Iterator[tuple[Any, Any]]:
    """A bar over all episodes with time left, and one line a worker; fed by outcomes and the workers' own words."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from pipeline.batch import state

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    over = threading.Event()
    with Progress(*columns, console=console, transient=True) as bar:
        overall = bar.add_task("episodes", total=total)
        lines: dict[str, TaskID] = {}

        def look() -> None:
            while not over.wait(0.5):
                now = state.workers(folder)
                for name in lines.keys() - now.keys():
                    bar.remove_task(lines.pop(name))
                for name, told in now.items():
                    text = f"  {name.rpartition('-')[2]}: {told.get('episode', '')}, {told.get('stage', '')}"
                    if name not in lines:
                        lines[name] = bar.add_task(text, total=None)
                    counted = told.get("stage") == "translate" and told.get("sentences")
                    bar.update(lines[name], description=text, total=counted or None, completed=told.get("done", 0))

        watcher = threading.Thread(target=look, daemon=True)
        watcher.start()

        def above(line: str) -> None:
            console.print(line, markup=False, highlight=False)

        try:
            yield lambda outcome: bar.advance(overall), above
        finally:
            over.set()
            watcher.join()
