"""Write finished episodes in every format, read back and compared, and print the seconds of each.

    python benchmarks/bench_formats.py EPISODE [EPISODE ...]

EPISODE is a folder with episode.json. Best of three runs; processor time beside wall time, since other work on the
machine lengthens only the latter.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pipeline import exports
from pipeline.config import Config
from pipeline.store import episodes


def main(arguments: list[str]) -> int:
    """Print the table; 1 without an episode."""
    if not arguments:
        print(__doc__)
        return 1
    config = Config()
    for name in arguments:
        episode = episodes.load(Path(name))
        best: dict[str, tuple[float, float, int]] = {}
        totals = []
        for _ in range(3):
            material = exports.Material(episode, config.limits, config.write)
            began, cpu = time.perf_counter(), time.process_time()
            for entry in exports.EXPORTS.values():
                wall, used = time.perf_counter(), time.process_time()
                files = len(list(entry.render(material)))
                row = (time.perf_counter() - wall, time.process_time() - used, files)
                best[entry.name] = min(best.get(entry.name, row), row)
            totals.append((time.perf_counter() - began, time.process_time() - cpu))
        sizes = f"{len(episode.source_track().cues)} source cues, {len(episode.target_track().cues)} target cues"
        print(f"\n{name}: {sizes}")
        for key, (wall, used, files) in best.items():
            print(f"  {key:16} {files:4} files  {wall:6.3f} s wall  {used:6.3f} s processor")
        wall, used = min(totals)
        print(
            f"  {'all together':16} {sum(row[2] for row in best.values()):4} files"
            f"  {wall:6.3f} s wall  {used:6.3f} s processor"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
