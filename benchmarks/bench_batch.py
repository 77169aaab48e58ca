"""Batch figures, each a ratio from one run: `python benchmarks/bench_batch.py --part loop,processes,dask,unchanged`.

More parts: `flat` (cost of an episode in batches of 10, 100 and --count), `long` (memory of a 10,000-cue episode).
Without `--model` a stand-in engine translates at once, so what is measured is everything but the model; with
`--model default` the bundled package decodes (no cache). Wall and processor time are both printed, and the load: on a
busy machine wall time means little.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.batch.helpers import MODEL, write_sources  # noqa: E402

SAMPLE = (ROOT / "samples" / "bakery-01" / "source.en.vtt").read_text(encoding="utf-8")


def cpu_s() -> float:
    """Processor time of this process and every child that ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """`wall` and `cpu` seconds of the block."""
    told: dict[str, float] = {}
    wall, cpu = time.perf_counter(), cpu_s()
    yield told
    told.update(wall=time.perf_counter() - wall, cpu=cpu_s() - cpu)


def copies(folder: Path, count: int) -> Path:
    """Copies of the three-minute sample, each with a change of its own."""
    folder.mkdir(parents=True)
    for n in range(count):
        text = SAMPLE.replace("bakery", f"bakery number {n}", 1) + f"\nNOTE copy {n}\n"
        (folder / f"ep{n:04}.vtt").write_text(text, encoding="utf-8")
    return folder


def command(words: list[str], model: str) -> None:
    """One command line as its own process."""
    more = ["--model", model] if model != "default" else ["--set", "translate.cache=off"]
    line = [sys.executable, "-m", "pipeline", *words, *more, "--quiet"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)


def loop(folder: Path, model: str, count: int) -> str:
    """A batch against calling the single command for each file."""
    source = copies(folder / "in", count)
    with timed() as batch:
        command(["batch", str(source), "--out", str(folder / "batch")], model)
    with timed() as single:
        for path in sorted(source.iterdir()):
            command(["run", str(path), "--out", str(folder / "single")], model)
    return f"{count} episodes: one batch {both(batch)}, one command each {both(single)}: {ratio(single, batch)}"


def both(told: dict[str, float]) -> str:
    return f"{told['wall']:.1f} s wall {told['cpu']:.1f} s cpu"


def ratio(slow: dict[str, float], fast: dict[str, float]) -> str:
    return f"x{slow['wall'] / fast['wall']:.2f} wall, x{slow['cpu'] / fast['cpu']:.2f} cpu"


def scaling(make: Callable[[int], Any], folder: Path, model: str, count: int) -> str:
    """Steady throughput of two workers against one: outcomes a second after the first 2 a worker have come in."""
    from pipeline import job as jobs
    from pipeline.batch.run import Task, work
    from pipeline.cli.run import load_config

    sets = (f'translate.model="{model}"',) if model != "default" else ("translate.cache=off",)
    config = load_config(None, sets)
    source = copies(folder / "in", count)
    figures: dict[int, tuple[float, float]] = {}
    for workers in (1, 2):
        out = str(folder / f"out{workers}")
        tasks = [
            Task(jobs.Job(str(path), out, config, episode_id=path.stem, threads=1), "", "")
            for path in sorted(source.iterdir())
        ]
        warm, began, busy = 2 * workers, 0.0, 0.0
        for done, (_, outcome) in enumerate(make(workers).map(work, tasks), start=1):
            if outcome.state != "done":
                raise SystemExit(outcome)
            if done == warm:
                began = time.perf_counter()
            elif done > warm:
                busy += sum(seconds for _, seconds in outcome.seconds)
        figures[workers] = ((count - warm) / (time.perf_counter() - began), busy / (count - warm))
    (one, each_one), (two, each_two) = figures[1], figures[2]
    return (
        f"{count} episodes: 1 worker {one * 3600:.0f} an hour ({each_one:.2f} s each), "
        f"2 workers {two * 3600:.0f} an hour ({each_two:.2f} s each): efficiency {two / one / 2:.2f}"
    )


def flat(folder: Path, counts: list[int]) -> str:
    """Cost of an episode in batches of growing size (short episodes, one worker), start-up left out by the journal."""
    costs = []
    for count in counts:
        source, out = write_sources(folder / f"in{count}", count), folder / f"out{count}"
        with timed() as told:
            command(["batch", str(source), "--out", str(out), "--workers", "1"], MODEL)
        rows = [json.loads(line) for line in (out / ".nijimaku" / "journal.jsonl").read_text().splitlines()]
        inside = sorted(row["cpu_s"] for row in rows)
        peak = max(row["peak_bytes"] for row in rows) / 1e6
        costs.append((count, told["cpu"] / count, inside[len(inside) // 2], peak))
        shutil.rmtree(out)
    told = [
        f"{count}: {cpu * 1000:.0f} ms cpu, median in the worker {middle * 1000:.1f} ms cpu, worker peak {peak:.0f} MB"
        for count, cpu, middle, peak in costs
    ]
    return f"cost an episode {'; '.join(told)}; median of the last against the first x{costs[-1][2] / costs[0][2]:.2f}"


def long(folder: Path, cues: int) -> str:
    """Peak memory and time of one very long episode."""
    from pipeline.formats import FORMATS
    from pipeline.model import Lang
    from pipeline.timecode import clock

    track, _ = FORMATS["vtt"].read(SAMPLE, name="x", lang=Lang.EN)
    length_ms = track.cues[-1].span.end_ms + 1000
    lines = ["WEBVTT\n"]
    for at in range(cues):
        turn, cue = divmod(at, len(track.cues))
        span, text = track.cues[cue].span, track.cues[cue].text.replace("bakery", f"bakery {turn}")
        start, end = (clock(ms + turn * length_ms) for ms in (span.start_ms, span.end_ms))
        lines.append(f"{start} --> {end}\n<v {track.cues[cue].voice}>{text}\n")
    source = folder / "long.vtt"
    source.write_text("\n".join(lines), encoding="utf-8")
    with timed() as told:
        command(["run", str(source), "--out", str(folder / "out")], MODEL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    size = sum(path.stat().st_size for path in (folder / "out" / "long").iterdir()) / 1e6
    hours = cues / len(track.cues) * length_ms / 3.6e6
    return f"{cues:,} cues, {hours:.1f} h: {both(told)}, peak {peak:.0f} MB, writes {size:.0f} MB"


def unchanged(folder: Path, count: int) -> str:
    """A re-run with nothing changed against the first run."""
    source, out = copies(folder / "in", count), folder / "out"
    with timed() as first:
        command(["batch", str(source), "--out", str(out)], MODEL)
    with timed() as again:
        command(["batch", str(source), "--out", str(out)], MODEL)
    share_wall, share_cpu = again["wall"] / first["wall"], again["cpu"] / first["cpu"]
    return f"{count} episodes: first {both(first)}, unchanged {both(again)}: {share_wall:.2%} wall, {share_cpu:.2%} cpu"


def parts() -> dict[str, Callable[[Path, str, int], str]]:
    from pipeline import executors

    return {
        "loop": loop,
        "processes": lambda folder, model, count: scaling(executors.Processes, folder, model, count),
        "dask": lambda folder, model, count: scaling(executors.Dask, folder, model, count),
        "flat": lambda folder, model, count: flat(folder, [10, 100, count]),
        "long": lambda folder, model, count: long(folder, 10_000),
        "unchanged": lambda folder, model, count: unchanged(folder, count),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="loop,processes,dask,unchanged")
    parser.add_argument("--count", type=int, default=24, help="episodes")
    parser.add_argument("--model", default=MODEL, help="default for the bundled package")
    chosen = parser.parse_args()
    table = parts()
    for name in chosen.part.split(","):
        with tempfile.TemporaryDirectory(prefix="nijimaku-bench-") as folder:
            told = table[name](Path(folder), chosen.model, chosen.count)
        print(f"{name:10} {told}  [load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores]", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
