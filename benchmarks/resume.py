"""200 copies-with-changes of the samples in one batch, killed twice, resumed, against an undisturbed run.

`python benchmarks/resume.py` uses the bundled package; each run has a decode cache of its own, so only what differs
between the copies is decoded again. `--model tests.batch.standin:load` does the same without a model, in minutes.
Prints every command and its output as docs/reliability.md shows them; exits with 1 when the folders differ.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.batch.helpers import sums  # noqa: E402

SAMPLES = ("bakery-01", "compiler-02")


def copies(folder: Path, count: int, long_every: int) -> None:
    """`count` folders with a sample each; in every copy a word of one cue and the title are its own."""
    for n in range(count):
        name = SAMPLES[1] if n % long_every == long_every - 1 else SAMPLES[0]
        text = (ROOT / "samples" / name / "source.en.vtt").read_text(encoding="utf-8")
        target = folder / f"{name}-copy-{n:03}"
        target.mkdir(parents=True)
        (target / "source.en.vtt").write_text(changed(text, n), encoding="utf-8")
        meta = (ROOT / "samples" / name / "episode.toml").read_text(encoding="utf-8")
        (target / "episode.toml").write_text(meta.replace('title_en = "', f'title_en = "{n}: ', 1), encoding="utf-8")


def changed(text: str, n: int) -> str:
    """The text with a number put in front of one word of one cue, another cue for each copy."""
    blocks = text.split("\n\n")
    spoken = [at for at, block in enumerate(blocks) if "-->" in block]
    at = spoken[n % len(spoken)]
    times, _, words = blocks[at].rpartition("\n")
    blocks[at] = f"{times}\n" + re.sub(r"(?<=\s)(?=[a-z]{3})", f"{n + 2} ", words, count=1)
    return "\n\n".join(blocks)


def shown(words: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start a command, printed the way a person types it."""
    line = " ".join(words).replace(f"{sys.executable} -m pipeline", "nijimaku")
    print(f"$ {line}", flush=True)
    return subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str], began: float) -> int:
    told, _ = process.communicate()
    print(told.rstrip())
    print(f"[exit {process.returncode}, {time.monotonic() - began:.0f} s]\n", flush=True)
    return process.returncode


def outcomes(out: Path) -> int:
    """How many outcomes the journal holds."""
    journal = out / ".nijimaku" / "journal.jsonl"
    return journal.read_text(encoding="utf-8").count("\n") if journal.is_file() else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--long-every", type=int, default=10, help="every which copy is the twenty-minute sample")
    parser.add_argument("--model", default="", help="nothing for the bundled package")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nijimaku-") as name:
        os.chdir(name)
        folder = Path(name)
        copies(folder / "in", chosen.count, chosen.long_every)
        nijimaku = [sys.executable, "-m", "pipeline"]
        more = ["--model", chosen.model] if chosen.model else []
        results = {}
        for run, stops in (("undisturbed", ()), ("disturbed", (0.3, 0.7))):
            out = folder / run
            environment = {**os.environ, "NIJIMAKU_CACHE": str(folder / f"{run}.sqlite"), "PYTHONPATH": str(ROOT)}
            words = [*nijimaku, "batch", str(folder / "in"), "--out", str(out), *more]
            for share, number in zip(stops, (signal.SIGKILL, signal.SIGTERM), strict=False):
                began = time.monotonic()
                process = shown(words, environment)
                while outcomes(out) < share * chosen.count and process.poll() is None:
                    time.sleep(0.1)
                print(f"[{number.name} after {outcomes(out)} outcomes]")
                process.send_signal(number)
                ended(process, began)
            began = time.monotonic()
            if ended(shown(words, environment), began):
                return 1
            status = shown([*nijimaku, "status", str(out), "--verify"], environment)
            ended(status, time.monotonic())
            results[run] = sums(out)
        same = results["undisturbed"] == results["disturbed"]
        count = len(results["undisturbed"])
    print(f"{count} files of {chosen.count} episodes, disturbed equal to undisturbed byte by byte: {same}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
