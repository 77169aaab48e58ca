"""Fault injection at length: `python benchmarks/faults.py --kills 200`. Prints what happened; exits with 1 on a loss.

Each batch begins a new version of all episodes over the finished old one and is sent SIGKILL or SIGTERM (to the batch
or to its whole process group) at a random moment, one to four times over; after each kill every folder must be wholly
old or wholly new; a last run must then equal an undisturbed one byte by byte. Before that: a truncated episode.json, a
full disk (a small tmpfs) that gets room, a read-only folder. The last two need root for their mounts.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.batch import faults
from tests.batch.helpers import sums, write_sources


def kills(folder: Path, count: int, episodes: int, seed: int) -> bool:
    stage = faults.Stage(folder / "kills", episodes)
    chance, tally = random.Random(seed), faults.Tally()
    began = time.monotonic()
    for turn in itertools.count():
        if tally.runs >= count:
            break
        executor = "serial" if turn % 3 == 0 else "processes"
        stage.kill_often(chance, tally, chance.choice((1, 2, 3, 4)), "--executor", executor, "--workers", "2")
        if turn % 10 == 9:
            print(f"  {tally.runs} kills, {turn + 1} folders, {time.monotonic() - began:.0f} s", flush=True)
    print(f"kills: {tally.runs} ({', '.join(f'{n} {name}' for name, n in sorted(tally.by_signal.items()))})")
    print(f"  moments: {', '.join(f'{n} {name}' for name, n in sorted(tally.by_moment.items()))}")
    print(f"  {turn} folders run through and compared; {tally.ended_before} batches ended before their moment")
    print(f"  folders neither old nor new after the kill: {len(tally.torn)} {tally.torn[:3]}")
    print(f"  re-runs not equal to an undisturbed run: {len(tally.different)} {tally.different[:3]}")
    return not tally.torn and not tally.different


def full_disk(folder: Path) -> bool:
    source = write_sources(folder / "in", 12)
    faults.completed(source, folder / "whole")
    with faults.small_disk(folder / "disk", kilobytes=400) as disk:
        code, errors = faults.completed(source, disk / "out")
        first = next((line for line in errors.splitlines() if "No space" in line), errors.strip())
        made = len(sums(disk / "out"))
        faults.grow(disk, kilobytes=40_000)
        again, _ = faults.completed(source, disk / "out")
        same = sums(disk / "out") == sums(folder / "whole")
    print(f"full disk: exit {code}, {made} files of whole episodes, first message: {first}")
    print(f"  with room again: exit {again}, equal to an undisturbed run: {same}")
    return bool(code == 1 and again == 0 and same)


def no_writing(folder: Path) -> bool:
    source, out = write_sources(folder / "in", 3), folder / "out"
    faults.completed(source, out)
    whole = sums(out)
    (source / "ep001.vtt").write_text((source / "ep001.vtt").read_text().replace("tea", "coffee"))
    with faults.read_only(out):
        code, errors = faults.completed(source, out)
        same = sums(out) == whole
    again, _ = faults.completed(source, out)
    print(f"read-only folder: exit {code}, {errors.strip()}; nothing changed: {same}; writable again: exit {again}")
    return bool(code == 1 and same and again == 0)


def truncated(folder: Path) -> bool:
    source, out = write_sources(folder / "in", 3), folder / "out"
    faults.completed(source, out)
    whole, good = sums(out), True
    document = out / "ep001" / "episode.json"
    data = document.read_bytes()
    for size in (0, 1, len(data) // 2, len(data) - 1):
        document.write_bytes(data[:size])
        code, _ = faults.completed(source, out, "--executor", "serial")
        good = good and code == 0 and sums(out) == whole
    print(f"truncated episode.json at 0, 1, half and all but one byte: made again and equal: {good}")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--episodes", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-mounts", action="store_true", help="leave out what needs root")
    chosen = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory(prefix="nijimaku-faults-") as name:
        folder = Path(name)
        good &= truncated(folder / "truncated")
        if not chosen.no_mounts and os.geteuid() == 0:
            good &= full_disk(folder / "full")
            good &= no_writing(folder / "read-only")
        good &= kills(folder, chosen.kills, chosen.episodes, chosen.seed)
    print("nothing lost" if good else "SOMETHING WAS LOST")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
