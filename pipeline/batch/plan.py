"""What must run, and why: each episode's record against what would make it today. Reads files, changes nothing.

An episode is kept when its transcript, meta data, configuration, model, edits, the glossary terms that occur in it and
the memory's answers for its sentences are what they were, and every file of it is as it was published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.batch.sources import Item
from pipeline.config import Config
from pipeline.errors import PipelineError
from pipeline.glossary.match import fold
from pipeline.memory import Memory
from pipeline.model import Episode, Glossary, Meta, Origin, Pair, Term, TermStatus
from pipeline.store import episodes
from pipeline.store.places import Place, is_url, read_source
from pipeline.store.provenance import Provenance, digest, edits_digest, meta_digest, sha256


class Action(StrEnum):
    """What the batch will do with an episode."""

    RUN = "run"
    KEEP = "keep"
    SKIP = "skip"  # it failed before on the same input; --retry-failed runs it


class Why(StrEnum):
    """Reasons, as stable words for programs."""

    NEW = "new"
    INPUT = "input changed"
    META = "meta data changed"
    CONFIG = "configuration changed"
    MODEL = "model changed"
    GLOSSARY = "glossary changed"
    MEMORY = "memory changed"
    EDITS = "edits changed"
    VERSION = "made by another version"
    DAMAGED = "files damaged"
    UNRECORDED = "made another way"
    UNREADABLE = "input unreadable"
    RETRY = "failed before"
    FORCED = "asked for"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The plan for one episode. `sentences` is how many a change of glossary, memory or edits touches (-1: all).

    `key` names everything that decides the outcome: a failure with the same key would fail again.
    """

    item: Item
    action: Action
    why: tuple[Why, ...]
    detail: str = ""
    sentences: int = -1
    key: str = ""
    gate: tuple[str, ...] = ()  # why the gate of what stands there is closed


@dataclass(frozen=True, slots=True)
class Today:
    """What an episode would be made with now. `old_glossary` finds a glossary by the revision it had."""

    place: Place
    config: Config
    engine: str
    glossary: Glossary
    memory: Memory
    old_glossary: Callable[[str], Glossary | None]

    @property
    def pair(self) -> Pair:
        """The direction."""
        return self.glossary.pair


def examine(
    items: Iterable[Item],
    today: Today,
    last: Mapping[str, Mapping[str, Any]],
    *,
    retry_failed: bool = False,
    force: bool = False,
) -> Iterator[Verdict]:
    """One verdict per item, in order, lazily. `last` holds the last recorded outcome of each episode."""
    changes = Changes(today)
    for item in items:
        verdict = _verdict(item, today, changes)
        before = last.get(item.episode_id, {})
        if force and verdict.action is Action.KEEP:
            verdict = _with(verdict, Action.RUN, (Why.FORCED,))
        elif before.get("state") == "failed" and verdict.action is Action.RUN:
            same = before.get("key") == verdict.key and not before.get("transient")
            if same and not retry_failed:
                detail = f"{before.get('stage', '')}: {before.get('reason', '')}"
                verdict = _with(verdict, Action.SKIP, (Why.RETRY,), detail)
            else:
                verdict = _with(verdict, Action.RUN, (Why.RETRY, *(why for why in verdict.why if why is not Why.NEW)))
        yield verdict


def _with(verdict: Verdict, action: Action, why: tuple[Why, ...], detail: str = "") -> Verdict:
    return Verdict(
        verdict.item, action, why, detail or verdict.detail, verdict.sentences, verdict.key, verdict.gate
    )


def _verdict(item: Item, today: Today, changes: Changes) -> Verdict:
    place = today.place
    try:
        source = sha256(read_source(item.path, max_bytes=today.config.ingest.max_bytes))
        meta = item.meta if item.meta is not None else _meta_beside(item.path)
    except PipelineError as error:
        return Verdict(item, Action.RUN, (Why.UNREADABLE,), str(error), key=_key(item, today, "", ""))
    meta_sum = meta_digest(meta)
    key = _key(item, today, source, meta_sum)
    try:
        record = place.record(item.episode_id)
    except PipelineError as error:
        return Verdict(item, Action.RUN, (Why.DAMAGED,), str(error), key=key)
    if record is None:
        new = not place.exists(item.episode_id)
        return Verdict(item, Action.RUN, (Why.NEW if new else Why.UNRECORDED,), key=key)
    if not record.origins.engine:
        return Verdict(item, Action.RUN, (Why.UNRECORDED,), "from the middle, or by the editor", key=key)
    damaged = place.faults(record)
    if damaged:
        return Verdict(item, Action.RUN, (Why.DAMAGED,), "; ".join(damaged), key=key)
    why = [
        reason
        for reason, then, now in (
            (Why.VERSION, record.origins.version, __version__),
            (Why.INPUT, record.source_sha256, source),
            (Why.META, record.meta, meta_sum),
            (Why.CONFIG, record.origins.config, today.config.fingerprint()),
            (Why.MODEL, record.origins.engine, today.engine),
        )
        if then != now
    ]
    if why:
        return Verdict(item, Action.RUN, tuple(why), key=key)
    return _narrow(item, record, today, changes, key)


def _narrow(item: Item, record: Provenance, today: Today, changes: Changes, key: str) -> Verdict:
    """The verdict when only glossary, memory or edits may differ: which sentences do they touch?"""
    why: list[Why] = []
    details: list[str] = []
    touched: set[str] = set()
    everything = False
    edits = today.place.edits(item.episode_id)
    document: Episode | None = None
    if record.origins.edits != edits_digest(edits):
        why.append(Why.EDITS)
        touched.update(edit.anchor for edit in edits if not edit.anchor.startswith("chapter:"))
    if record.origins.glossary != today.glossary.revision:
        terms = changes.since(record.origins.glossary)
        if terms is None:
            why.append(Why.GLOSSARY)
            details.append("the glossary it was made with is not known here")
            everything = True
        else:
            document = today.place.episode(item.episode_id)
            hit = sentences_touched(document, terms)
            if hit:
                why.append(Why.GLOSSARY)
                details.append(_named(terms, hit))
                touched.update(*hit.values())
    if record.origins.memory != today.memory.signature:
        document = document or today.place.episode(item.episode_id)
        answered = answers_changed(document, today.memory)
        if answered:
            why.append(Why.MEMORY)
            touched.update(answered)
    if not why:
        return Verdict(item, Action.KEEP, (Why.UNCHANGED,), key=key, sentences=0, gate=_closed_by(record))
    count = -1 if everything else len(touched)
    return Verdict(item, Action.RUN, tuple(why), "; ".join(details), count, key)


def _closed_by(record: Provenance) -> tuple[str, ...]:
    gate = record.figures.get("gate", {})
    return tuple(map(str, gate.get("closed_by", ()))) if isinstance(gate, dict) else ()


def _named(terms: tuple[Term, ...], hit: Mapping[str, set[str]]) -> str:
    names = sorted({term.source for term in terms if term.id in hit})
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _key(item: Item, today: Today, source: str, meta: str) -> str:
    parts = [item.episode_id, source, meta, today.config.fingerprint(), today.engine, today.glossary.revision]
    return digest([*parts, __version__])


@lru_cache(maxsize=64)
def _meta_in(path: Path) -> Meta:
    return episodes.load_meta(path)


def _meta_beside(path: str) -> Meta:
    if is_url(path):
        return Meta()
    beside = Path(path).parent / "episode.toml"
    return _meta_in(beside) if beside.is_file() else Meta()


# -------------------------------------------------------------------------------------- what a change touches


class Changes:
    """Terms that differ between today's glossary and an older one, by revision; None when the old one is unknown."""

    def __init__(self, today: Today) -> None:
        self._today = today
        self._known: dict[str, tuple[Term, ...] | None] = {}

    def since(self, revision: str) -> tuple[Term, ...] | None:
        """Old and new forms of every term that was added, removed or changed since `revision`."""
        if revision not in self._known:
            old = self._today.old_glossary(revision)
            self._known[revision] = None if old is None else changed_terms(old, self._today.glossary)
        return self._known[revision]


def changed_terms(old: Glossary, new: Glossary) -> tuple[Term, ...]:
    """Both forms of the terms that differ and steer translation in at least one of the two."""
    then, now = ({term.id: term for term in glossary.terms} for glossary in (old, new))
    found: list[Term] = []
    for name in sorted(then.keys() | now.keys()):
        forms = [term for term in (then.get(name), now.get(name)) if term is not None]
        if then.get(name) != now.get(name) and any(term.status is TermStatus.APPROVED for term in forms):
            found += forms
    return tuple(found)


def sentences_touched(episode: Episode, terms: Iterable[Term]) -> dict[str, set[str]]:
    """Per term the sentences that its source, a mishearing or one of its renderings may stand in.

    The test is wide on purpose (any occurrence of the letters): what it leaves out cannot change.
    """
    by_id = {cue.id: cue for cue in episode.source_track().cues}
    targets = {translation.sentence_id: translation for translation in episode.translations}
    haystacks: list[tuple[str, str, str]] = []
    uses: Counter[tuple[str, str]] = Counter()
    for sentence in episode.sentences:
        raw = " ".join(by_id[piece.cue_id].text[piece.start : piece.end] for piece in sentence.pieces)
        translation = targets.get(sentence.id)
        haystacks.append((sentence.id, fold(f"{raw}\n{sentence.text}"), translation.text if translation else ""))
        if translation:
            uses.update((use.term_id, sentence.id) for use in translation.terms)
    uses.update((repair.term_id, repair.sentence_id) for repair in episode.repairs if repair.term_id)
    found: dict[str, set[str]] = {}
    for term in terms:
        sources = [stem for text in (term.source, *(v.text for v in term.variants)) if (stem := _stem(text))]
        renderings = [text for text in (term.target, *term.accepted, *term.forbidden) if text]
        for sentence_id, said, shown in haystacks:
            if (
                (term.id, sentence_id) in uses
                or any(stem in said for stem in sources)
                or any(text in shown for text in renderings)
            ):
                found.setdefault(term.id, set()).add(sentence_id)
    return found


def _stem(text: str) -> str:
    """What every inflection of a source text begins with (a final y may become ies)."""
    folded = fold(text)
    return folded[:-1] if len(folded) > 2 and folded.endswith("y") else folded


def answers_changed(episode: Episode, memory: Memory) -> set[str]:
    """Sentences for which the memory would say something else than when they were translated."""
    targets = {translation.sentence_id: translation for translation in episode.translations}
    found = set()
    for sentence in episode.sentences:
        translation = targets.get(sentence.id)
        if translation is None or translation.origin in (Origin.EDITOR, Origin.COPY):
            continue
        hit = memory.lookup(sentence.text, episode.pair)
        text = hit.target if hit else ""
        was = translation.text if translation.origin is Origin.MEMORY else ""
        if text != was:
            found.add(sentence.id)
    return found
