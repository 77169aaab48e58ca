"""Read a folder of subtitle files of every kind and print what became of each category.

    python benchmarks/bench_subtitles.py FOLDER [--verbose]

The folder holds the files and a SOURCES.tsv with the columns `file` and `category`. A file must be read, with findings
for what was odd, or refused with one clear error; a crash or more than ten seconds is a failure (exit code 1).
"""

from __future__ import annotations

import csv
import sys
import time
import traceback
from collections import Counter, defaultdict
from pathlib import Path

from pipeline.config import IngestSettings
from pipeline.errors import PipelineError
from pipeline.model import Episode, Lang, Pair, Source
from pipeline.stages import ingest

SLOW_S = 10.0


def categories(folder: Path) -> dict[str, str]:
    """Category of each file name."""
    table = folder / "SOURCES.tsv"
    if not table.is_file():
        return {}
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(rows)
        at_file, at_category = header.index("file"), header.index("category")
        return {Path(row[at_file]).name: row[at_category] for row in rows if len(row) > at_category}


def main(arguments: list[str]) -> int:
    """Print the table; 1 when a file crashed or took too long."""
    verbose = "--verbose" in arguments
    folder = Path(next(item for item in arguments if not item.startswith("--")))
    known = categories(folder)
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    codes: dict[str, Counter[str]] = defaultdict(Counter)
    slowest = ("", 0.0)
    for path in sorted(folder.iterdir()):
        if path.name == "SOURCES.tsv" or not path.is_file():
            continue
        category = known.get(path.name, "other")
        data = path.read_bytes()
        start = time.perf_counter()
        outcome, cues, note = "read", 0, ""
        try:
            episode = ingest.run(
                Episode(path.stem, Source.of(path.name, data)),
                pair=Pair(Lang.EN, Lang.JA),
                settings=IngestSettings(check_language=False),
            )
        except PipelineError as error:
            outcome, note = "refused", str(error)
        except Exception:  # this is what the benchmark is for
            outcome, note = "CRASHED", traceback.format_exc(limit=-2)
        else:
            cues = len(episode.source_track().cues)
            found = Counter(finding.code for finding in episode.findings)
            codes[category].update(found)
            note = f"{episode.source.format} {episode.source.encoding} {dict(found) or ''}"
        took = time.perf_counter() - start
        if took > SLOW_S:
            outcome = "SLOW"
        slowest = max(slowest, (path.name, took), key=lambda row: row[1])
        tally[category].update({outcome: 1, "files": 1, "cues": cues})
        if verbose:
            print(f"{path.name[:60]:60} {outcome:8} {cues:6} {note}")
    print(f"{'category':20} {'files':>5} {'read':>5} {'refused':>7} {'crashed':>7} {'slow':>5} {'cues':>7}  findings")
    total: Counter[str] = Counter()
    for category in sorted(tally):
        row = tally[category]
        total.update(row)
        shown = ", ".join(f"{code} {count}" for code, count in codes[category].most_common(4))
        print(line(category, row) + f"  {shown}")
    print(line("all", total) + f"  slowest {slowest[0]} {slowest[1]:.2f} s")
    return 1 if total["CRASHED"] or total["SLOW"] else 0


def line(name: str, row: Counter[str]) -> str:
    """One row of the table."""
    counts = f"{row['files']:5} {row['read']:5} {row['refused']:7} {row['CRASHED']:7} {row['SLOW']:5} {row['cues']:7}"
    return f"{name:20} {counts}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
