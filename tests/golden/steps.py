"""The flow as data: each stage of each golden sample, run on the step before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline import codec, flow
from pipeline.config import Config
from pipeline.engines import Engine
from pipeline.memory import NoMemory
from pipeline.model import Episode, Rendering
from pipeline.store import episodes as store
from pipeline.store import glossaries
from tests.golden.recorded import RecordedEngine

ROOT = Path(__file__).parents[2]
SAMPLES = ("bakery-01",)


def folder(sample: str) -> Path:
    """Where a sample's golden steps stand."""
    return ROOT / "samples" / sample / "golden"


def steps(sample: str, engine: Engine | None = None) -> tuple[flow.Step, ...]:
    """The flow with the bundled glossary and the recorded engine."""
    config = Config()
    glossary = glossaries.load((), RecordedEngine.pair)
    chosen = engine or RecordedEngine(folder(sample) / "recorded.json")
    return flow.build(config, flow.Capabilities(chosen, glossary, NoMemory()))


def start(sample: str) -> Episode:
    """The sample before ingest."""
    return store.new(ROOT / "samples" / sample / "source.en.vtt", max_bytes=1_000_000)


def before(sample: str, number: int) -> Episode:
    """The golden document that step `number` (from 1) starts from, its renderings included."""
    if number == 1:
        return start(sample)
    path = next(folder(sample).glob(f"{number - 1}-*.json"))
    return replace(codec.loads(path.read_text(encoding="utf-8")), renderings=renderings(sample, number - 1))


def renderings(sample: str, upto: int) -> tuple[Rendering, ...]:
    """Files that the steps up to `upto` wrote, as renderings (their order does not matter)."""
    found = []
    for step in sorted(folder(sample).glob("[0-9]-*/")):
        if int(step.name[0]) <= upto:
            found += [Rendering(path.name, "", path.read_text(encoding="utf-8")) for path in sorted(step.iterdir())]
    return tuple(found)


def outputs(name: str, number: int, after: Episode, old: frozenset[str]) -> Iterator[tuple[str, str]]:
    """`(file name, text)` of what step `number` gives: its document, and the files it wrote."""
    yield f"{number}-{name}.json", codec.dumps(after)
    for rendering in after.renderings:
        if rendering.name not in old:
            yield f"{number}-{name}/{rendering.name}", rendering.text
