"""One contract for all executors; what a lost worker, a lost scheduler and an early stop cost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.executors import Dask, Executor, ExecutorLost, Lost, Processes, Serial
from tests.cluster import Cluster, wait_for

ROOT = Path(__file__).parent.parent


def double(task: int) -> int:
    return 2 * task


def own_pid(task: int) -> int:
    return os.getpid()


def fragile(task: tuple[str, int]) -> int:
    """Dies at the first try of an odd task, every time for a multiple of five, fails for a negative one."""
    folder, number = task
    mark = Path(folder) / str(number)
    if number < 0:
        raise ValueError("negative")
    if number % 5 == 0 or (number % 2 and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def slow(task: tuple[str, int]) -> tuple[int, int]:
    folder, number = task
    (Path(folder) / f"{number}.{os.getpid()}").touch()
    time.sleep(0.25)
    return number, os.getpid()


def answers(executor: Executor, work: Any, tasks: Any) -> dict[int, Any]:
    """Answers by place; every place once."""
    found = list(executor.map(work, tasks))
    assert len(found) == len(dict(found))
    return dict(found)


@pytest.mark.parametrize("executor", [Serial(), Processes(1), Processes(3)], ids=["serial", "one", "three"])
def test_every_task_is_answered_once(executor: Executor) -> None:
    assert answers(executor, double, range(7)) == {at: 2 * at for at in range(7)}
    assert answers(executor, double, []) == {}


def test_tasks_are_taken_lazily() -> None:
    taken = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    running = Processes(2).map(double, tasks())
    next(running)
    assert len(taken) <= 4
    running.close()  # type: ignore[attr-defined]


def test_processes_are_used_again() -> None:
    pids = set(answers(Processes(2), own_pid, range(12)).values())
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids


def test_a_worker_retires_and_another_takes_over() -> None:
    found = answers(Processes(1, retire_after=3), own_pid, range(7))
    pids = [found[at] for at in range(7)]
    assert [len(set(pids[at : at + 3])) for at in (0, 3, 6)] == [1, 1, 1]
    assert len(set(pids)) == 3


def test_a_dead_worker_costs_its_task_a_try_and_nothing_else(tmp_path: Path) -> None:
    found = answers(Processes(2), fragile, [(str(tmp_path), number) for number in (1, 2, 3, 5, 4)])
    assert [found[at] for at in (0, 1, 2, 4)] == [1, 2, 3, 4]
    assert isinstance(found[3], Lost)
    assert "3 times (signal SIGKILL)" in found[3].reason


def test_what_work_raises_or_cannot_send_is_an_answer_too(tmp_path: Path) -> None:
    found = answers(Processes(1), fragile, [(str(tmp_path), -1), (str(tmp_path), 2)])
    assert isinstance(found[0], Lost)
    assert "ValueError: negative" in found[0].reason
    assert found[1] == 2
    unsendable = answers(Processes(1), handle_of, [str(tmp_path / "x")])
    assert isinstance(unsendable[0], Lost)
    assert "cannot be sent" in unsendable[0].reason


def handle_of(task: str) -> Any:
    return Path(task).open("w")


def test_workers_that_cannot_start_end_the_batch_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(ExecutorLost, match="die before they answer"):
        answers(Processes(1), fragile, [(str(tmp_path), number) for number in (5, 10, 15, 20)])


def test_closing_early_ends_the_workers(tmp_path: Path) -> None:
    running = Processes(2).map(slow, [(str(tmp_path), number) for number in range(50)])
    _, (_, pid) = next(running)  # type: ignore[misc]
    running.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_workers_leave_with_a_killed_parent(tmp_path: Path) -> None:
    code = (
        "from tests.test_executors import slow, Processes\n"
        f"for _ in Processes(2).map(slow, [({str(tmp_path)!r}, n) for n in range(1000)]): pass\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    wait_for(lambda: len({path.suffix for path in tmp_path.iterdir()}) == 2)
    pids = {int(path.suffix[1:]) for path in tmp_path.iterdir()}
    parent.kill()
    parent.wait()
    wait_for(lambda: not any(alive(pid) for pid in pids))


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


# --------------------------------------------------------------------------------------------------------- dask


def test_dask_a_worker_killed_and_one_added_in_the_middle(cluster: Cluster, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    first, _ = cluster.worker(), cluster.worker()
    found = {}
    running = Dask(2, cluster.address).map(slow, [(str(marks), number) for number in range(24)])
    for place, answer in running:
        assert place not in found
        found[place] = answer
        if len(found) == 4:
            first.kill()
            cluster.worker()
    assert {place: answer[0] for place, answer in found.items()} == {number: number for number in range(24)}
    assert len({pid for _, pid in found.values()}) == 3


def test_dask_a_lost_scheduler_ends_the_batch_with_a_reason(cluster: Cluster, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    cluster.worker()
    running = Dask(1, cluster.address).map(slow, [(str(marks), number) for number in range(200)])
    next(running)
    cluster.scheduler.kill()
    with pytest.raises(ExecutorLost, match=r"scheduler is gone.*it resumes"):
        list(running)


def test_dask_a_task_that_kills_its_workers_is_given_up(tmp_path: Path) -> None:
    found = answers(Dask(2), fragile, [(str(tmp_path), number) for number in (2, 5, 4)])
    assert (found[0], found[2]) == (2, 4)
    assert isinstance(found[1], Lost)
    assert "KilledWorker" in found[1].reason


def test_dask_nobody_answers() -> None:
    with pytest.raises(ConfigError, match="no Dask scheduler answers"):
        list(Dask(1, "tcp://127.0.0.1:9", connect_s=1).map(double, [1]))
