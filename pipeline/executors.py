"""Where the work of a batch is done: in this process, in several processes, or on a Dask cluster; one protocol.

`work` is a function of a module and `task` plain data, so both may travel; results are small plain data. Every task is
answered exactly once, in the order of finishing. A worker that dies costs its task a try, not the batch.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import connection
from typing import Any, Protocol, TypeVar

from pipeline.errors import ConfigError, PipelineError

Task = TypeVar("Task")
Answer = TypeVar("Answer")

TRIES = 3  # how often a task may lose its worker
_STOP_GRACE_S = 5.0
_AHEAD = 4  # tasks a Dask worker has waiting: enough never to idle, few enough to move when it dies
_LOOK_S = 1.0


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that was given up: its worker died each time, or the answer could not be sent."""

    reason: str


class ExecutorLost(PipelineError):
    """The executor itself is gone (a lost scheduler, workers that never start); unanswered tasks were not done."""


class Executor(Protocol):
    """What a batch asks of the place it runs in."""

    @property
    def name(self) -> str:
        """serial, processes or dask."""
        ...

    @property
    def workers(self) -> int:
        """How many tasks are worked on at once."""
        ...

    def map(self, work: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[tuple[int, Answer | Lost]]:
        """`(place in tasks, answer)` as they finish; tasks are taken lazily. Raises ExecutorLost."""
        ...


@dataclass(frozen=True, slots=True)
class Serial:
    """One task after another in this process."""

    name: str = "serial"
    workers: int = 1

    def map(self, work: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[tuple[int, Answer | Lost]]:
        """See Executor."""
        for at, task in enumerate(tasks):
            yield at, work(task)


# ---------------------------------------------------------------------------------------------------- processes


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Any
    task: tuple[int, Any, int] | None = None  # place, task, tries used before
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Processes:
    """Fresh processes of this machine, each loading what it needs once; a dead one is replaced."""

    workers: int
    retire_after: int = 1000  # tasks; caches of a worker fill slowly, and a fresh one costs seconds
    name: str = field(default="processes", init=False)

    def map(self, work: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[tuple[int, Answer | Lost]]:
        """See Executor. Stopping early (closing the iterator, an exception) ends the workers at once."""
        waiting: deque[tuple[int, Any, int]] = deque()
        source = enumerate(tasks)
        crew: list[_Worker] = []
        barren = 0  # workers that died in a row without a single answer
        finished = False
        try:
            while True:
                while len(crew) < self.workers and (entry := _next(waiting, source)):
                    worker = _start(work)
                    crew.append(worker)
                    _give(worker, entry)
                for worker in crew:
                    if worker.task is None and (entry := _next(waiting, source)):
                        _give(worker, entry)
                busy = [(worker, worker.task) for worker in crew if worker.task is not None]
                if not busy:
                    break
                connection.wait([handle for worker, _ in busy for handle in (worker.pipe, worker.process.sentinel)])
                for worker, (place, task, tries) in busy:
                    answer = _heard(worker)
                    if answer is None:
                        continue
                    if not isinstance(answer, _Died):
                        worker.task, barren = None, 0
                        worker.answered += 1
                        if worker.answered >= self.retire_after:
                            crew.remove(worker)
                            _dismiss([worker], kindly=True)
                        yield place, answer
                        continue
                    crew.remove(worker)
                    barren = 0 if worker.answered else barren + 1
                    if barren > TRIES * max(2, self.workers):
                        raise ExecutorLost(
                            f"worker processes die before they answer ({answer.how})", hint="nijimaku doctor"
                        )
                    if tries + 1 < TRIES:
                        waiting.append((place, task, tries + 1))
                    else:
                        yield place, Lost(f"its worker died {TRIES} times ({answer.how})")
            finished = True
        finally:
            _dismiss(crew, kindly=finished)


@dataclass(frozen=True, slots=True)
class _Died:
    how: str


def _next(waiting: deque[tuple[int, Any, int]], source: Iterator[tuple[int, Any]]) -> tuple[int, Any, int] | None:
    if waiting:
        return waiting.popleft()
    entry = next(source, None)
    return (*entry, 0) if entry is not None else None


def _start(work: Callable[[Any], Any]) -> _Worker:
    context = multiprocessing.get_context("spawn")  # a forked child would inherit threads of the decoder
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work), daemon=True, name="nijimaku-worker")
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker, entry: tuple[int, Any, int]) -> None:
    worker.task = entry
    with contextlib.suppress(OSError):  # it died meanwhile: its sentinel says so
        worker.pipe.send(entry[1])


def _heard(worker: _Worker) -> Any:
    """The worker's answer, `_Died`, or None when it has said nothing yet."""
    try:
        if worker.pipe.poll():
            kind, value = worker.pipe.recv()
            return Lost(value) if kind == "broke" else value
    except (EOFError, OSError):
        worker.process.join(_STOP_GRACE_S)
    if worker.process.is_alive():
        return None
    worker.pipe.close()
    code = worker.process.exitcode
    return _Died(f"signal {signal.Signals(-code).name}" if code and code < 0 else f"exit code {code}")


def _dismiss(crew: list[_Worker], *, kindly: bool) -> None:
    for worker in crew:
        with contextlib.suppress(OSError):
            if kindly:
                worker.pipe.send(None)
            else:
                worker.process.kill()  # publication survives a kill at any moment
    for worker in crew:
        worker.process.join(_STOP_GRACE_S)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.pipe.close()


def _serve(pipe: Any, work: Callable[[Any], Any]) -> None:
    """A worker's life: tasks in, answers out, gone with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        if task is None:
            return
        try:
            answer = ("done", work(task))
        except Exception as error:  # `work` answers for its own errors; this one must not end the worker
            answer = ("broke", f"{type(error).__name__}: {error} at {_place(error)}")
        try:
            pipe.send(answer)
        except (TypeError, ValueError, AttributeError) as error:  # not to be pickled
            pipe.send(("broke", f"the answer cannot be sent: {error}"))
        except OSError:
            return


def _leave_with(parent: Any) -> None:
    connection.wait([parent])
    os._exit(1)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"


# --------------------------------------------------------------------------------------------------------- dask


@dataclass(frozen=True, slots=True)
class Dask:
    """A Dask cluster: the scheduler at `scheduler`, or without one a cluster of `workers` processes on this machine.

    Dask moves the tasks of a lost worker to others; a task that took three workers with it is given up. Workers need
    the same version of this package and the same view of the files.
    """

    workers: int
    scheduler: str = ""
    connect_s: float = 15.0
    name: str = field(default="dask", init=False)

    def map(self, work: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[tuple[int, Answer | Lost]]:
        """See Executor. At most four tasks a worker are with the scheduler at any time."""
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            raise ConfigError(
                "the dask executor needs Dask", hint='python -m pip install "nijimaku[dask]"'
            ) from None
        with contextlib.ExitStack() as stack:
            client = stack.enter_context(self._client(distributed))
            source = enumerate(tasks)
            places: dict[Any, int] = {}
            arrived = distributed.as_completed(loop=client.loop)
            room, looked = 0, 0.0

            def feed() -> None:
                nonlocal room, looked
                if time.monotonic() >= looked + _LOOK_S:  # workers come and go
                    looked = time.monotonic()
                    room = _AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]) or self.workers)
                while len(places) < room and (entry := next(source, None)) is not None:
                    future = client.submit(work, entry[1], pure=False)
                    places[future.key] = entry[0]
                    arrived.add(future)

            feed()
            while places:
                try:
                    future = next(arrived)
                except StopIteration:
                    raise _scheduler_lost(self.scheduler) from None
                place = places.pop(future.key)
                yield place, _answer(future, self.scheduler)
                future.release()
                feed()

    @contextlib.contextmanager
    def _client(self, distributed: Any) -> Iterator[Any]:
        dask: Any = import_module("dask")
        settings = {"distributed.scheduler.allowed-failures": TRIES - 1, "distributed.worker.daemon": True}
        with contextlib.ExitStack() as stack:
            stack.enter_context(dask.config.set(settings))
            address: Any = self.scheduler
            if not address:
                address = stack.enter_context(
                    distributed.LocalCluster(
                        n_workers=self.workers,
                        threads_per_worker=1,
                        processes=True,
                        host="127.0.0.1",
                        dashboard_address=None,
                        silence_logs=50,
                    )
                )
            try:
                client = distributed.Client(address, timeout=self.connect_s, set_as_default=False)
            except (OSError, TimeoutError, ValueError) as error:
                raise ConfigError(
                    f"no Dask scheduler answers: {error}", where=self.scheduler, hint="dask scheduler --host 127.0.0.1"
                ) from None
            stack.enter_context(client)
            yield client


def _answer(future: Any, scheduler: str) -> Any:
    if future.status == "finished":
        try:
            return future.result()
        except Exception as error:
            if future.status in ("cancelled", "lost"):
                raise _scheduler_lost(scheduler) from None
            return Lost(f"its answer was lost: {error}")
    if future.status == "error":
        return Lost(_first_line(future.exception()))
    raise _scheduler_lost(scheduler)


def _first_line(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"


def _scheduler_lost(scheduler: str) -> ExecutorLost:
    return ExecutorLost(
        "the Dask scheduler is gone", where=scheduler, hint="start it and run the same command again: it resumes"
    )
