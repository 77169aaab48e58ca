"""Small transcripts, small batches, and how two output folders are compared."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pipeline.cli import run_command

MODEL = "tests.batch.standin:load"
LINES = (
    "Welcome to the show number {n}.",
    "Today we talk about large language models and tea.",
    "How does inference work, and why does it cost so much?",
    "It took {n} days to train, on eight cards.",
)


def transcript(n: int, *, lines: tuple[str, ...] = LINES, extra: str = "") -> str:
    """A WebVTT text of four cues in two voices; `n` makes it unlike the others."""
    blocks = ["WEBVTT\n"]
    for at, line in enumerate((*lines, extra) if extra else lines):
        start = 1 + at * 4
        voice = f"Speaker {at % 2 + 1}"
        blocks.append(f"00:00:{start:02}.000 --> 00:00:{start + 3:02}.500\n<v {voice}>{line.format(n=n)}\n")
    return "\n".join(blocks)


def write_sources(folder: Path, count: int) -> Path:
    """`count` transcripts named ep000.vtt and so on; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        (folder / f"ep{n:03}.vtt").write_text(transcript(n), encoding="utf-8")
    return folder


def batch(source: Path | str, out: Path | str, *args: str, executor: str = "serial") -> int:
    """Exit code of a batch with the stand-in engine."""
    return run_command(
        ["batch", str(source), "--out", str(out), "--model", MODEL, "--executor", executor, "--quiet", *args]
    )


def sums(out: Path) -> dict[str, str]:
    """Hash of every published file; the batch's own state, its report (it holds seconds) and locks are left out."""
    found = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        hidden = any(part.startswith(".") for part in path.relative_to(out).parts)
        if path.is_file() and not hidden and not name.startswith("batch-report"):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def journal(out: Path) -> list[dict[str, object]]:
    """Every recorded outcome in order."""
    text = (out / ".nijimaku" / "journal.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
