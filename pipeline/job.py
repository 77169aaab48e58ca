"""One episode from a file to a published folder: what `run` does once and `batch` does many times."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline import __version__, flow, qa
from pipeline.config import Config, TranslateSettings
from pipeline.engines import Engine, Hint, OnDone
from pipeline.engines.wrapped import Wrapped
from pipeline.errors import ConfigError, EngineError, StoreError
from pipeline.memory import Memory
from pipeline.model import Episode, Glossary, Hypothesis, Lang, Meta, Pair, Source
from pipeline.registry import load_object, suggestion
from pipeline.store import episodes as store
from pipeline.store import memory as remembering
from pipeline.store import places
from pipeline.store.provenance import Origins, edits_digest


@dataclass(frozen=True, slots=True)
class Job:
    """What to do, as plain data: it may be sent to another process."""

    path: str
    out: str
    config: Config
    episode_id: str = ""
    meta_path: str = ""
    start_at: str = ""
    meta: Meta | None = None  # what a manifest says; outranks `meta_path` and an episode.toml beside the source
    threads: int = 0  # decoder threads when the configuration leaves them open; never changes a byte of output


@dataclass(frozen=True, slots=True)
class Result:
    """What was done. `seconds` are `(stage, wall time)` in order; `decode` is the engine's own part of translate."""

    episode_id: str
    folder: str
    report: dict[str, Any]
    seconds: tuple[tuple[str, float], ...]
    gate: tuple[str, ...]  # reasons why the quality gate is closed; empty when open
    decoded: int = 0  # sentences that were really decoded, repeats included; the cache answered for the others
    note: str = ""  # what a person should know about this run though the episode is as it should be
    replaced: str = ""  # hash of another source the episode was made from before


class MeteredEngine(Wrapped):
    """An engine that remembers how long it decoded and how many sentences it was given."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.seconds = 0.0
        self.sentences = 0

    def translate(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None = None,
        k: int = 1,
        *,
        suppress: Sequence[Sequence[str]] | None = None,
        on_done: OnDone | None = None,
    ) -> list[tuple[Hypothesis, ...]]:
        """What the engine says, timed."""
        began = time.perf_counter()
        try:
            return self._engine.translate(texts, hints, k, suppress=suppress, on_done=on_done)
        finally:
            self.seconds += time.perf_counter() - began
            self.sentences += len(texts)


def capabilities(config: Config) -> tuple[Engine, Glossary, Memory]:
    """Engine, glossary and memory of a configuration; loaded once a process, the last two again when a file changed."""
    pair = Pair(Lang(config.source), Lang(config.target))
    paths = tuple(Path(name) for name in config.glossaries)
    memory = remembering.chosen_path(config.translate.memory)
    beside = memory.with_name(f"{memory.name}-wal")  # what was added last may still stand there
    remembered = _memory(config.translate.memory, config.translate.fuzzy_min, (_stamp(memory), _stamp(beside)))
    return _engine(config.translate, pair), _glossary(paths, pair, tuple(map(_stamp, paths))), remembered


@lru_cache(maxsize=1)
def _memory(setting: str, fuzzy_min: float, stamps: tuple[tuple[int, ...], ...]) -> Memory:
    return remembering.snapshot(setting, fuzzy_min)


@lru_cache(maxsize=2)
def _engine(settings: TranslateSettings, pair: Pair) -> Engine:
    if re.fullmatch(r"[\w.]+:\w+", settings.model):  # an engine of the user's own: module:function(settings, pair)
        try:
            engine: Engine = load_object(settings.model)(settings, pair)
        except (ImportError, AttributeError) as error:
            raise EngineError(f"no engine there: {error}", where=settings.model) from None
        return engine
    from pipeline.engines import packages
    from pipeline.store import cache

    return cache.cached(packages.resolve(settings, pair), settings.cache)


@lru_cache(maxsize=4)
def _glossary(paths: tuple[Path, ...], pair: Pair, stamps: tuple[tuple[int, ...], ...]) -> Glossary:
    from pipeline.store import glossaries

    return glossaries.load(paths, pair)


def _stamp(path: Path) -> tuple[int, ...]:
    """Changes when the file does; a long-lived worker must not keep an old glossary."""
    try:
        told = path.stat()
    except OSError:
        return ()  # `glossaries.load` says what is wrong
    return (told.st_ino, told.st_size, told.st_mtime_ns)


def with_threads(config: Config, threads: int) -> Config:
    """The configuration that decodes with `threads`, unless it names a number itself."""
    if not threads or config.translate.threads:
        return config
    return replace(config, translate=replace(config.translate, threads=threads))


def execute(
    job: Job,
    *,
    on_stage: Callable[[str, Episode], None] | None = None,
    on_done: OnDone | None = None,
) -> Result:
    """Run the job's episode and publish it. Raises PipelineError; nothing is published then."""
    began = time.perf_counter()
    engine, glossary, memory = capabilities(with_threads(job.config, job.threads))
    metered = MeteredEngine(engine)
    decoded = getattr(engine, "decoded", None)
    there = places.place(job.out)
    episode = _open(job)
    other = _other_source(there, episode)
    hands = flow.Capabilities(
        engine=metered, glossary=glossary, memory=memory, edits=there.edits(episode.id), on_done=on_done
    )
    steps: Sequence[flow.Step] = flow.build(job.config, hands)
    if job.start_at:
        steps, episode = flow.start_at(steps, job.start_at, episode)
    seconds: list[tuple[str, float]] = [("open", time.perf_counter() - began)]
    for step in steps:
        if on_stage:
            on_stage(step.name, episode)
        stage_began = time.perf_counter()
        episode = flow.run((step,), episode)
        taken = time.perf_counter() - stage_began
        if step.name == "translate":
            seconds += [("translate", taken - metered.seconds), ("decode", metered.seconds)]
        else:
            seconds.append((step.name, taken))
    stage_began = time.perf_counter()
    episode = replace(episode, signature=f"{hands.signature}; config {job.config.fingerprint()}")
    episode = qa.with_findings(episode, job.config)
    report = qa.report(episode, job.config)
    seconds.append(("check", time.perf_counter() - stage_began))
    stage_began = time.perf_counter()
    folder = there.publish(episode.id, store.files_of(episode, report, origins_of(job, hands)))
    seconds.append(("publish", time.perf_counter() - stage_began))
    gate = tuple(report["gate"]["closed_by"])
    fresh = metered.sentences if decoded is None else int(getattr(engine, "decoded", 0)) - decoded
    note = str(getattr(engine, "fault", ""))  # a cache that cannot be used costs time, and nobody would see why
    return Result(episode.id, folder, report, tuple(seconds), gate, fresh, note, other)


def _other_source(there: places.Place, episode: Episode) -> str:
    """Hash of the source the episode was made from before, empty when it was this one or nothing."""
    try:
        before = there.record(episode.id)
    except StoreError:  # a damaged record: nothing is known, and it is about to be replaced
        return ""
    return before.source_sha256 if before and before.source_sha256 != episode.source.sha256 else ""


def origins_of(job: Job, hands: flow.Capabilities) -> Origins:
    """What decides an episode's bytes besides its source and meta data.

    A run from the middle leaves them open: its earlier stages may have been made with something else.
    """
    if job.start_at and job.start_at != "ingest":
        return Origins()
    return Origins(
        version=__version__,
        engine=hands.engine.signature,
        glossary=hands.glossary.revision,
        memory=hands.memory.signature,
        config=job.config.fingerprint(),
        edits=edits_digest(hands.edits),
    )


def _open(job: Job) -> Episode:
    if job.start_at and job.start_at not in flow.STAGES:
        raise ConfigError(f"no stage {job.start_at!r}", hint=suggestion(job.start_at, flow.STAGES))
    path = Path(job.path)
    meta = job.meta
    if meta is None and job.meta_path:
        meta = store.load_meta(Path(job.meta_path))
    max_bytes = job.config.ingest.max_bytes
    if places.is_url(job.path) or places.is_url(job.out):
        if job.start_at:
            raise ConfigError("--from works on files of this machine", where=job.path)
        data = places.read_source(job.path, max_bytes=max_bytes)
        if meta is None and not places.is_url(job.path) and (path.parent / "episode.toml").is_file():
            meta = store.load_meta(path.parent / "episode.toml")
        named = job.episode_id or store.id_of(path.name)
        return Episode(id=named, source=Source.of(path.name, data), meta=meta or Meta())
    if not job.start_at or job.start_at == "ingest":
        return store.new(path, episode_id=job.episode_id, meta=meta, max_bytes=max_bytes)
    if path.is_dir() or path.name == "episode.json":
        episode = store.load(path)
    else:
        fresh = store.new(path, episode_id=job.episode_id, meta=meta, max_bytes=max_bytes)
        if not (Path(job.out) / fresh.id / "episode.json").is_file():
            raise ConfigError(
                f"no earlier run of {path.name} in {job.out} to start from",
                hint="run it without --from, or name its --out",
            )
        episode = store.load(Path(job.out) / fresh.id)
        if episode.source.sha256 != fresh.source.sha256:
            raise ConfigError(f"{path} changed since {Path(job.out) / fresh.id} was made", hint="run it without --from")
        meta = meta or fresh.meta
    return replace(episode, meta=meta) if meta is not None else episode
