"""Remake the golden samples: `python -m tests.golden.regold [--record]`; review the diff before committing.

With `--record` the bundled package is asked again (minutes); without it the record is replayed.
"""

from __future__ import annotations

import shutil
import sys

from pipeline import flow
from tests.golden import steps
from tests.golden.recorded import RecordedEngine


def main(record: bool) -> None:
    """Write every step of every sample."""
    for sample in steps.SAMPLES:
        top = steps.folder(sample)
        path = top / "recorded.json"
        live = None
        if record:
            from pipeline.engines import packages

            live = packages.resolve("nijimaku-en-ja", RecordedEngine.pair)
        engine = RecordedEngine(path, live)
        top.mkdir(exist_ok=True)
        for old in top.glob("[0-9]-*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        episode = steps.start(sample)
        for number, step in enumerate(steps.steps(sample, engine), start=1):
            old_names = frozenset(rendering.name for rendering in episode.renderings)
            episode = flow.run((step,), episode)
            for name, text in steps.outputs(step.name, number, episode, old_names):
                (top / name).parent.mkdir(exist_ok=True)
                (top / name).write_text(text, encoding="utf-8")
        if record:
            engine.save()
        print(f"{sample}: {sum(1 for _ in top.rglob('*'))} golden files")


if __name__ == "__main__":
    main("--record" in sys.argv[1:])
