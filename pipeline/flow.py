"""THE ORDER. Start here: `build` is the whole product in one table.

    ingest -> segment -> translate -> retime -> write -> summarise

A stage is a pure function `Episode -> Episode`. It changes only the fields it `adds`, plus `findings`.
`write` comes before `summarise` on purpose: tracks are the product, a broken summary never costs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial

from pipeline import __version__
from pipeline.config import Config, in_profile
from pipeline.engines import Engine, OnDone
from pipeline.errors import ConfigError, PipelineError, StageError
from pipeline.memory import Memory
from pipeline.model import Edit, Episode, Glossary, Lang, Pair
from pipeline.registry import suggestion

Stage = Callable[[Episode], Episode]

STAGES = ("ingest", "segment", "translate", "retime", "write", "summarise", "export")  # names, in the order of the flow


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the order: what it is called, what runs, what it needs and what it adds."""

    name: str
    run: Stage
    reads: tuple[str, ...]
    adds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What stages need beyond their settings; each is passed to the stages that name it."""

    engine: Engine
    glossary: Glossary
    memory: Memory
    edits: tuple[Edit, ...] = ()
    on_done: OnDone | None = None  # translate reports finished sentences here

    @property
    def signature(self) -> str:
        """Everything besides the source and the configuration that decides the bytes."""
        parts = (f"nijimaku {__version__}", self.engine.signature, f"glossary {self.glossary.revision}")
        return "; ".join((*parts, f"memory {self.memory.signature}"))


def build(config: Config, capabilities: Capabilities) -> tuple[Step, ...]:
    """The six steps in order, ready to run and checked; a seventh when a chosen format needs chapters."""
    from pipeline.stages import export, ingest, retime, segment, summarise, translate, write  # they pull in the crafts
    from pipeline.summary import embed

    pair = Pair(Lang(config.source), Lang(config.target))
    limits = in_profile(config.limits, config.retime)
    glossary, edits = capabilities.glossary, capabilities.edits
    steps: tuple[Step, ...] = (
        Step(
            "ingest",
            partial(ingest.run, pair=pair, settings=config.ingest, edits=edits),
            reads=("source",),
            adds=("source", "pair", "track"),
        ),
        Step(
            "segment",
            partial(segment.run, glossary=glossary, edits=edits, settings=config.segment),
            reads=("track",),
            adds=("sentences", "repairs"),
        ),
        Step(
            "translate",
            partial(
                translate.run,
                engine=capabilities.engine,
                glossary=glossary,
                memory=capabilities.memory,
                edits=edits,
                settings=config.translate,
                on_done=capabilities.on_done,
            ),
            reads=("sentences",),
            adds=("translations",),
        ),
        Step(
            "retime",
            partial(retime.run, glossary=glossary, limits=limits, settings=config.retime),
            reads=("track", "sentences", "translations"),
            adds=("target",),
        ),
        Step(
            "write",
            partial(write.run, limits=limits, settings=config.write),
            reads=("track", "sentences", "translations", "target"),
            adds=("renderings",),
        ),
        Step(
            "summarise",
            partial(
                summarise.run, glossary=glossary, edits=edits, settings=config.summarise,
                embed=embed.load(config.summarise.embedding) if config.summarise.embedding else None,
            ),
            reads=("sentences", "translations", "target"),
            adds=("chapters", "summaries", "renderings"),
        ),
    )
    if export.wanted(config.write):
        late = partial(export.run, limits=limits, settings=config.write)
        steps += (Step("export", late, reads=("target", "chapters", "renderings"), adds=("renderings",)),)
    check(steps)
    return steps


def check(steps: Iterable[Step]) -> None:
    """Raise StageError when a step reads what no earlier step added."""
    known = {"id", "source", "meta", "pair"}
    for step in steps:
        missing = [name for name in step.reads if name not in known]
        if missing:
            raise StageError(f"stage {step.name} reads {', '.join(missing)}, which no stage before it adds")
        known.update(step.adds)


def start_at(steps: Sequence[Step], stage: str, episode: Episode) -> tuple[tuple[Step, ...], Episode]:
    """The steps from `stage` on and the episode stripped of what they will add.

    Raises ConfigError for an unknown stage or an episode that has not got that far.
    """
    names = [step.name for step in steps]
    if stage not in names:
        raise ConfigError(f"no stage {stage!r}", hint=suggestion(stage, names))
    at = names.index(stage)
    later = tuple(steps[at:])
    blank = Episode(id=episode.id, source=episode.source)
    for name in later[0].reads:
        if not getattr(episode, name):
            raise ConfigError(
                f"cannot start at {stage}: the episode has no {name} yet", hint="start at an earlier stage"
            )
    cleared = {name: getattr(blank, name) for step in later for name in step.adds if name not in ("source", "pair")}
    kept = tuple(finding for finding in episode.findings if finding.stage in names[:at])
    return later, replace(episode, findings=kept, signature="", **cleared)


def run(steps: Iterable[Step], episode: Episode, *, on_step: Callable[[str], None] | None = None) -> Episode:
    """The episode after all steps. An error gains a note naming stage and episode."""
    for step in steps:
        if on_step:
            on_step(step.name)
        try:
            episode = _apply(step, episode)
        except PipelineError as error:
            error.add_note(f"stage {step.name}, episode {episode.id}")
            raise
    return episode


def _apply(step: Step, episode: Episode) -> Episode:
    after = step.run(episode)
    allowed = {*step.adds, "findings"}
    for item in fields(Episode):
        if item.name not in allowed and getattr(after, item.name) is not getattr(episode, item.name):
            raise StageError(f"stage {step.name} changed {item.name}, which it does not declare")
    if after.findings[: len(episode.findings)] != episode.findings:
        raise StageError(f"stage {step.name} dropped findings of earlier stages")
    fresh = (replace(finding, stage=step.name) for finding in after.findings[len(episode.findings) :])
    return replace(after, findings=(*episode.findings, *fresh))


@dataclass(frozen=True, slots=True)
class Done:
    """A finished episode."""

    episode: Episode


@dataclass(frozen=True, slots=True)
class Failed:
    """An episode that stopped: the last good document, the stage that failed and why."""

    episode: Episode
    stage: str
    message: str


def stream(steps: Sequence[Step], episodes: Iterable[Episode]) -> Iterator[Done | Failed]:
    """Outcomes in order, lazily; one bad episode never stops the rest."""
    for episode in episodes:
        stage = ""
        try:
            for step in steps:
                stage = step.name
                episode = _apply(step, episode)  # the last good document is what we hand out on failure
        except Exception as error:  # a bug in one episode must not cost the others
            yield Failed(episode, stage, f"{type(error).__name__}: {error}")
        else:
            yield Done(episode)
