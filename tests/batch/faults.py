"""Fault injection on real processes: batches killed at random moments, full disks, read-only folders, two at once.

`tests/batch/test_faults.py` runs a few of each; `benchmarks/faults.py` runs hundreds.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.batch.status import records
from pipeline.store import provenance
from pipeline.store.places import Local
from tests.batch.helpers import MODEL, sums, transcript

ROOT = Path(__file__).parent.parent.parent
LIMIT_S = 180


def command(source: Path, out: Path, *args: str) -> list[str]:
    """A batch with the stand-in engine as its own process."""
    return [
        sys.executable, "-m", "pipeline", "batch", str(source), "--out", str(out), "--model", MODEL, "--quiet", *args,
    ]  # fmt: skip


def environment(sentence_ms: int) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "STANDIN_MS": str(sentence_ms)}


def start(source: Path, out: Path, *args: str, sentence_ms: int = 0) -> subprocess.Popen[str]:
    """The batch in a process group of its own."""
    return subprocess.Popen(
        command(source, out, *args),
        cwd=ROOT,
        env=environment(sentence_ms),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and standard error."""
    try:
        _, errors = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return process.returncode, errors


def completed(source: Path, out: Path, *args: str) -> tuple[int, str]:
    """Exit code and standard error of a batch left alone."""
    return finish(start(source, out, *args))


@dataclass
class Tally:
    """What many killed batches came to."""

    runs: int = 0
    by_signal: Counter[str] = field(default_factory=Counter)
    by_moment: Counter[str] = field(default_factory=Counter)
    torn: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    ended_before: int = 0  # batches that were through before the moment came; not counted as runs


class Stage:
    """Two versions of the same episodes and what an undisturbed batch makes of each."""

    def __init__(self, folder: Path, episodes: int) -> None:
        self.folder = folder
        self.old, self.new = folder / "old", folder / "new"
        for source, mark in ((self.old, ""), (self.new, "One line more than before.")):
            source.mkdir(parents=True)
            for n in range(episodes):
                text = transcript(n, extra=mark if n % 3 else "")
                (source / f"ep{n:03}.vtt").write_text(text, encoding="utf-8")
        self.count = episodes
        self.made = {}
        for name, source in (("old", self.old), ("new", self.new)):
            code, errors = completed(source, folder / f"made-{name}")
            assert code == 0, errors
            self.made[name] = sums(folder / f"made-{name}")

    def kill_often(self, chance: random.Random, tally: Tally, times: int, *args: str, sentence_ms: int = 20) -> None:
        """Begin the new version over the finished old one, kill at a random moment, look; `times` over; then let one
        run through and compare."""
        out = self.folder / f"killed-{tally.runs}"
        shutil.copytree(self.folder / "made-old", out)
        for _ in range(times):
            self._kill_once(out, chance, tally, *args, sentence_ms=sentence_ms)
        code, errors = completed(self.new, out, *args)
        now = sums(out)
        if code or now != self.made["new"]:
            wanted = self.made["new"]
            names = [name for name in sorted(now.keys() | wanted.keys()) if now.get(name) != wanted.get(name)]
            tally.different.append(f"run {tally.runs}: exit {code} {errors.strip()} {names[:5]}")
        leftovers = [path.name for path in out.glob(".*.new")] + [path.name for path in out.glob(".*.old")]
        if leftovers:
            tally.different.append(f"run {tally.runs}: left behind {leftovers}")
        shutil.rmtree(out)

    def _kill_once(self, out: Path, chance: random.Random, tally: Tally, *args: str, sentence_ms: int) -> None:
        """One kill: at a random point of starting up, or a little after a random number of outcomes has come in."""
        journal = out / ".nijimaku" / "journal.jsonl"
        before = journal.read_bytes().count(b"\n")
        process = start(self.new, out, *args, sentence_ms=sentence_ms)
        target, number = chance.choice(
            [("batch", signal.SIGKILL), ("batch", signal.SIGTERM), ("group", signal.SIGKILL), ("group", signal.SIGTERM)]
        )
        wanted = chance.randrange(self.count // 2)
        if wanted == 0:
            time.sleep(chance.uniform(0, 1.5))
        else:
            while process.poll() is None and journal.read_bytes().count(b"\n") < before + wanted:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.15))
        if process.poll() is None:
            (os.killpg if target == "group" else os.kill)(process.pid, number)
            tally.runs += 1
            tally.by_signal[f"{number.name} to the {target}"] += 1
            process.communicate(timeout=LIMIT_S)
            tally.by_moment[self._moment(out)] += 1
        else:
            process.communicate(timeout=LIMIT_S)
            tally.ended_before += 1
        tally.torn += self.torn(out)

    def _moment(self, out: Path) -> str:
        now, old, new = sums(out), self.made["old"], self.made["new"]
        changed = {name.split("/")[0] for name in new if new[name] != old.get(name)}
        done = {name.split("/")[0] for name in new if new[name] != old.get(name) and now.get(name) == new[name]}
        return "before the first episode" if not done else "in the middle" if done < changed else "after the last one"

    def torn(self, out: Path) -> list[str]:
        """Published folders that are neither wholly the old nor wholly the new version."""
        found = []
        for record in records(Local(out)):
            if faults := provenance.faults(out / record.episode_id, record):
                found.append(f"{record.episode_id}: {faults}")
        now = sums(out)
        for name in {name.split("/")[0] for name in self.made["old"]}:
            mine = {key: value for key, value in now.items() if key.startswith(f"{name}/")}
            versions = [{k: v for k, v in made.items() if k.startswith(f"{name}/")} for made in self.made.values()]
            if mine not in versions:
                found.append(f"{name}: neither the old nor the new set")
        return found


@contextmanager
def small_disk(folder: Path, *, kilobytes: int) -> Iterator[Path]:
    """A real file system of that size, mounted (needs root)."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def grow(folder: Path, *, kilobytes: int) -> None:
    """Give the small disk more room."""
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder as a read-only mount (needs root)."""
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
