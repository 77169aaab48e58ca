"""A few of each fault on real processes; hundreds are run by benchmarks/faults.py."""

from __future__ import annotations

import random
import resource
import subprocess
from pathlib import Path

import pytest

from tests.batch import faults
from tests.batch.helpers import journal, sums, write_sources
from tests.cluster import Cluster, wait_for


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_killed_at_random_moments_then_whole(tmp_path: Path, executor: str) -> None:
    stage = faults.Stage(tmp_path, 4)
    chance, tally = random.Random(executor), faults.Tally()
    stage.kill_often(chance, tally, 3, "--executor", executor, "--workers", "2")
    assert (tally.runs + tally.ended_before, tally.torn, tally.different) == (3, [], [])


def test_a_disk_that_fills_and_then_has_room(tmp_path: Path) -> None:
    """Writes beyond a size fail in that process as they do on a full disk; the next one has no such limit."""
    source = write_sources(tmp_path / "in", 2)
    assert faults.completed(source, tmp_path / "whole", "--executor", "serial") == (0, "")
    out = tmp_path / "out"

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, resource.RLIM_INFINITY))

    full = subprocess.run(
        faults.command(source, out, "--executor", "serial"), cwd=faults.ROOT, env=faults.environment(0),
        preexec_fn=small, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert full.returncode == 1
    assert "cannot be written: File too large" in full.stderr
    assert sums(out) == {}
    assert faults.completed(source, out, "--executor", "serial") == (0, "")
    assert sums(out) == sums(tmp_path / "whole")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    source = write_sources(tmp_path / "in", 1)
    (tmp_path / "file").write_text("in the way")
    code, errors = faults.completed(source, tmp_path / "file" / "out")
    assert code == 1
    assert "cannot be written: Not a directory" in errors


def test_two_batches_at_once_on_one_folder(tmp_path: Path) -> None:
    source, out = write_sources(tmp_path / "in", 3), tmp_path / "out"
    first, second = (faults.start(source, out, "--executor", "serial", sentence_ms=100) for _ in range(2))
    ends = [faults.finish(process) for process in (first, second)]
    assert sorted(code for code, _ in ends) == [0, 1]
    message = next(errors for code, errors in ends if code)
    assert "another batch is writing here" in message
    assert "this one has changed nothing" in message
    assert faults.completed(source, tmp_path / "alone") == (0, "")
    assert sums(out) == sums(tmp_path / "alone")


def recorded(out: Path) -> int:
    """How many outcomes the running batch has written down; its folders are being swapped and cannot be walked yet."""
    file = out / ".nijimaku" / "journal.jsonl"
    return len(file.read_text(encoding="utf-8").splitlines()) if file.is_file() else 0


def test_a_batch_on_dask_that_loses_a_worker_and_then_its_scheduler(cluster: Cluster, tmp_path: Path) -> None:
    source, out = write_sources(tmp_path / "in", 12), tmp_path / "out"
    assert faults.completed(source, tmp_path / "whole", "--executor", "serial") == (0, "")
    first, _ = cluster.worker(), cluster.worker()
    dask = ("--executor", "dask", "--scheduler", cluster.address)
    running = faults.start(source, out, *dask, sentence_ms=150)
    wait_for(lambda: recorded(out) > 1)
    first.kill()
    third = cluster.worker()
    wait_for(lambda: recorded(out) > 4)
    cluster.scheduler.kill()
    code, errors = faults.finish(running)
    assert code == 1
    assert "scheduler is gone" in errors
    third.kill()
    assert faults.completed(source, out, "--executor", "serial") == (0, "")
    assert sums(out) == sums(tmp_path / "whole")
    done = [row["episode"] for row in journal(out) if row["state"] == "done"]
    assert sorted(done) == sorted(set(done))  # none was made twice
