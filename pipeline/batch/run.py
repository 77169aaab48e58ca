"""Run what a plan says: tasks out to an executor, outcomes into the journal and to whoever watches."""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pipeline import job as jobs
from pipeline.batch import state
from pipeline.batch.machine import peak_bytes
from pipeline.batch.plan import Action, Verdict
from pipeline.config import Config
from pipeline.errors import PipelineError, StoreError
from pipeline.executors import Executor, ExecutorLost, Lost
from pipeline.model import Episode
from pipeline.store.files import lock


@dataclass(frozen=True, slots=True)
class Task:
    """What travels to a worker: plain data. `state` is the batch's folder, empty where workers cannot see it."""

    job: jobs.Job
    key: str
    state: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one episode. `transient`: not the input's fault, the next batch tries again by itself."""

    episode: str
    state: str  # done, failed, kept, skipped or open (the batch ended before it)
    stage: str = ""
    reason: str = ""
    transient: bool = False
    key: str = ""
    gate: tuple[str, ...] = ()
    seconds: tuple[tuple[str, float], ...] = ()
    sentences: int = 0
    decoded: int = 0
    worker: str = ""
    cpu_s: float = 0.0
    peak_bytes: int = 0
    note: str = ""
    source: str = ""
    errors: int = 0  # findings of severity error: something of the source was lost or cannot be right


# ------------------------------------------------------------------------------------------------- in the worker

_TELL_EVERY_S = 0.5
_one_at_a_time = threading.Lock()  # a Dask worker may have several threads; the decoder already uses the cores


def work(task: Task) -> Outcome:
    """Make one episode and say what became of it; never raises for anything an episode can cause."""
    with _one_at_a_time, _membership(task.state):
        return _made(task)


@contextmanager
def _membership(folder: str) -> Iterator[None]:
    """Hold the batch's worker lock for the block, so that a successor of a killed batch waits for us to be done."""
    with ExitStack() as held:
        if folder and Path(folder).is_dir() and not state.holds(Path(folder)):
            with suppress(StoreError, OSError):  # a full or read-only disk: the episode's own error will say so
                held.enter_context(lock(Path(folder) / "workers.lock", what=folder, shared=True))
        yield


def _made(task: Task) -> Outcome:
    me = f"{os.uname().nodename}-{os.getpid()}"
    episode_id, stage = task.job.episode_id, "open"
    folder = Path(task.state) if task.state else None

    told: dict[str, Any] = {}
    last = 0.0

    def on_stage(name: str, episode: Episode) -> None:
        nonlocal stage
        stage = name
        if folder:
            table = {"episode": episode_id, "stage": name, "since": state.clock(), "sentences": len(episode.sentences)}
            told.update(table, done=0)
            state.working(folder, me, told)

    def on_done(count: int) -> None:
        nonlocal last
        told["done"] = told.get("done", 0) + count
        now = time.monotonic()
        if folder and now - last >= _TELL_EVERY_S:
            last = now
            state.working(folder, me, told)

    base = Outcome(episode_id, "failed", key=task.key, worker=me, source=task.job.path)
    began, busy = time.perf_counter(), time.process_time()
    try:
        result = jobs.execute(task.job, on_stage=on_stage, on_done=on_done)
    except Exception as error:
        reason, transient = _reason(error)
        seconds = (("failed", time.perf_counter() - began),)
        base = replace(base, stage=stage, reason=reason, transient=transient, seconds=seconds)
        return replace(base, cpu_s=round(time.process_time() - busy, 4), peak_bytes=peak_bytes())
    finally:
        if folder:
            state.working(folder, me, None)
    return replace(
        base,
        state="done",
        gate=result.gate,
        seconds=result.seconds,
        sentences=int(result.report.get("sentences", 0)),
        decoded=result.decoded,
        note=result.note,
        errors=sum(n for name, n in result.report["finding_counts"].items() if name.startswith("error:")),
        cpu_s=round(time.process_time() - busy, 4),
        peak_bytes=peak_bytes(),
    )


def _reason(error: Exception) -> tuple[str, bool]:
    if isinstance(error, PipelineError):
        return str(error), isinstance(error, StoreError)
    if isinstance(error, OSError | MemoryError):
        return f"{type(error).__name__}: {error}", True
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} (a fault of ours at {Path(frame.filename).name}:{frame.lineno})", False


# --------------------------------------------------------------------------------------------------- in the door


@dataclass(slots=True)
class Tally:
    """Where a running batch stands: counts only, whatever its size."""

    total: int = 0
    done: int = 0
    failed: int = 0
    kept: int = 0
    skipped: int = 0
    gated: int = 0
    faulty: int = 0
    sentences: int = 0
    decoded: int = 0
    peak_bytes: int = 0
    journal_lines_lost: int = 0
    notes: set[str] = field(default_factory=set)

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        setattr(self, outcome.state, getattr(self, outcome.state) + 1)
        self.gated += bool(outcome.gate)
        self.faulty += bool(outcome.errors)
        self.sentences += outcome.sentences
        self.decoded += outcome.decoded
        if outcome.note:
            self.notes.add(outcome.note)
        self.peak_bytes = max(self.peak_bytes, outcome.peak_bytes)

    @property
    def open(self) -> int:
        """Episodes nobody has got to."""
        return self.total - self.done - self.failed - self.kept - self.skipped


OnOutcome = Callable[[int, Outcome], None]


def run(
    verdicts: Sequence[Verdict],
    executor: Executor,
    *,
    out: str,
    config: Config,
    state_folder: Path,
    last: dict[str, dict[str, Any]],
    threads: int = 0,
    on_outcome: OnOutcome | None = None,
) -> Tally:
    """Do what the plan says. Outcomes go to the journal and to `on_outcome` (place in `verdicts`, outcome) at once.

    Raises ExecutorLost when the place of work is gone; what was done by then is recorded and whole.
    """
    tally = Tally(total=len(verdicts))
    state.clear_workers(state_folder)
    journal = state.open_journal(state_folder, last)
    todo = [at for at, verdict in enumerate(verdicts) if verdict.action is Action.RUN]
    for at, verdict in enumerate(verdicts):
        if verdict.action is not Action.RUN:
            kept = verdict.action is Action.KEEP
            outcome = Outcome(
                verdict.item.episode_id,
                "kept" if kept else "skipped",
                reason=verdict.detail,
                key=verdict.key,
                gate=verdict.gate,
            )
            tally.add(outcome)
            if kept and last.get(outcome.episode, {}).get("state") == "failed":
                journal.add({**journal_row(outcome), "at": state.clock()})  # what failed is not wanted any more
            if on_outcome:
                on_outcome(at, outcome)
    seen = str(state_folder)

    def tasks() -> Iterator[Task]:
        for at in todo:
            item = verdicts[at].item
            job = jobs.Job(
                path=item.path, out=out, config=config, episode_id=item.episode_id, meta=item.meta, threads=threads
            )
            yield Task(job, verdicts[at].key, seen)

    answers = executor.map(work, tasks())
    try:
        for place, answer in answers:
            verdict = verdicts[todo[place]]
            if isinstance(answer, Lost):
                answer = Outcome(
                    verdict.item.episode_id, "failed", "worker", answer.reason, transient=True, key=verdict.key
                )
            tally.add(answer)
            journal.add({**journal_row(answer), "at": state.clock()})
            if on_outcome:
                on_outcome(todo[place], answer)
    finally:
        close = getattr(answers, "close", None)
        if close:
            close()  # ends the workers now, not when the collector comes by
        journal.close()
        tally.journal_lines_lost = journal.lost
        state.clear_workers(state_folder)
    return tally


def journal_row(outcome: Outcome) -> dict[str, Any]:
    """An outcome as the journal and `--json` hold it."""
    row = {item.name: getattr(outcome, item.name) for item in fields(outcome)}
    return {**row, "seconds": {name: round(value, 3) for name, value in outcome.seconds}, "gate": list(outcome.gate)}


__all__ = ["ExecutorLost", "Outcome", "Tally", "Task", "journal_row", "run", "work"]
