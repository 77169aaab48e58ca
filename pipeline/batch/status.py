"""Where a batch stands, from its folder alone: what is made, what failed, who works on what, what is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.batch import state
from pipeline.errors import PipelineError
from pipeline.store.places import Place
from pipeline.store.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Status:
    """A batch folder as it is now. `damaged` is empty unless the files were verified."""

    made: int
    gated: int
    sentences: int
    failed: tuple[dict[str, Any], ...]
    damaged: tuple[tuple[str, str], ...]
    owner: dict[str, Any] | None
    workers: dict[str, dict[str, Any]]


def records(place: Place) -> Iterator[Provenance]:
    """The record of every published episode, by id; damaged records are left out (a re-run mends them)."""
    for name in place.ids():
        try:
            record = place.record(name)
        except PipelineError:
            continue
        if record is not None:
            yield record


def read(place: Place, folder: Path, *, verify: bool = False) -> Status:
    """The status of the batch in `place` with its state in `folder`; `verify` reads and compares every file."""
    made = gated = sentences = 0
    damaged: list[tuple[str, str]] = []
    for name in place.ids():
        try:
            record = place.record(name)
        except PipelineError as error:
            damaged.append((name, error.message))
            continue
        if record is None:
            continue
        made += 1
        sentences += int(record.figures.get("sentences", 0))
        gated += bool(record.figures.get("gate", {}).get("closed_by"))
        if verify and (faults := place.faults(record)):
            damaged.append((name, "; ".join(faults)))
    owner = state.running(folder)
    failed = tuple(row for _, row in sorted(state.outcomes(folder).items()) if row.get("state") == "failed")
    return Status(made, gated, sentences, failed, tuple(damaged), owner, state.workers(folder) if owner else {})
