"""Sentences to translations: what an editor, the memory or the phrase table knows, else the engine; terms verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline import phrases
from pipeline.config import TranslateSettings
from pipeline.engines import Ability, Engine, Hint, OnDone
from pipeline.glossary.match import Matcher, Occurrence, find_terms, holds
from pipeline.memory import Memory
from pipeline.model import (
    Edit,
    EditKind,
    Episode,
    Finding,
    Glossary,
    Hypothesis,
    Origin,
    Rung,
    Sentence,
    Severity,
    Term,
    TermUse,
    Translation,
    Where,
)

MAX_HINTS = 3


@dataclass(frozen=True, slots=True)
class _Draft:
    """A sentence on its way: what stands in it and, once known, its translation."""

    sentence: Sentence
    terms: tuple[Occurrence, ...]
    done: Translation | None = None


def run(
    episode: Episode,
    *,
    engine: Engine,
    glossary: Glossary,
    memory: Memory,
    edits: tuple[Edit, ...],
    settings: TranslateSettings,
    on_done: OnDone | None = None,
) -> Episode:
    """The episode with one translation per sentence, in order, and a finding for every term that was missed."""
    matcher = Matcher.of(glossary.approved(), episode.pair.source)
    # a flag without a text is a note to people, not a decision about the words
    decided = {edit.anchor: edit for edit in edits if edit.kind is EditKind.TRANSLATION and edit.after}
    drafts = [_known(_draft(episode, sentence, matcher), episode, memory, decided) for sentence in episode.sentences]
    open_at = [at for at, draft in enumerate(drafts) if draft.done is None]
    if on_done and len(open_at) < len(drafts):
        on_done(len(drafts) - len(open_at))
    hints = [hints_for(drafts[at].terms) if Ability.HINTS in engine.abilities else [] for at in open_at]
    answers = engine.translate(
        [drafts[at].sentence.text for at in open_at],
        hints,
        settings.hypotheses if Ability.NBEST in engine.abilities else 1,
        on_done=on_done,
    )
    for at, given, hypotheses in zip(open_at, hints, answers, strict=True):
        drafts[at] = replace(drafts[at], done=_chosen(drafts[at], given, hypotheses))
    translations = tuple(draft.done for draft in drafts if draft.done is not None)
    findings = [*_conflicts(episode, decided), *_missed(episode, translations, glossary)]
    return replace(episode, translations=translations).with_findings(findings)


def _draft(episode: Episode, sentence: Sentence, matcher: Matcher) -> _Draft:
    terms = find_terms(
        sentence.text, matcher, show=episode.meta.show, episode=episode.id, speaker=sentence.speaker
    )
    return _Draft(sentence, terms)


def _known(draft: _Draft, episode: Episode, memory: Memory, decided: dict[str, Edit]) -> _Draft:
    """The draft, done when nothing has to be decoded for it."""
    sentence, terms = draft.sentence, draft.terms
    if edit := decided.get(sentence.id):
        return replace(draft, done=_finished(sentence, edit.after, Origin.EDITOR, terms, Rung.FIXED))
    if not any(char.isalnum() for char in sentence.text):
        return replace(draft, done=Translation(sentence.id, sentence.text, Origin.COPY))
    hit = memory.lookup(sentence.text, episode.pair)
    if hit and hit.similarity >= 1.0 and all(rendering_in(hit.target, term.term) for term in terms):
        return replace(draft, done=_finished(sentence, hit.target, Origin.MEMORY, terms, Rung.FIXED))
    speaker = episode.meta.speaker(sentence.speaker)
    if text := phrases.bundled(episode.pair).find(sentence.text, role=speaker.role if speaker else ""):
        return replace(draft, done=_finished(sentence, text, Origin.PHRASE, terms, Rung.FIXED))
    return draft


def hints_for(terms: Sequence[Occurrence]) -> list[Hint]:
    """Up to three hints: the source as it stands and its rendering, renderings that differ from the source first."""
    unique = {hit.term.id: hit for hit in reversed(terms)}
    ordered = sorted(unique.values(), key=lambda hit: (hit.term.target == hit.surface, hit.start))
    return [(hit.surface, hit.term.target) for hit in ordered[:MAX_HINTS]]


def rendering_in(text: str, term: Term) -> str:
    """The approved or accepted rendering of `term` that stands in `text`, empty when none does."""
    return holds(text, (term.target, *term.accepted))


def _chosen(draft: _Draft, hints: Sequence[Hint], hypotheses: Sequence[Hypothesis]) -> Translation:
    """The first hypothesis that holds the most terms."""
    held = [sum(bool(rendering_in(item.text, hit.term)) for hit in draft.terms) for item in hypotheses]
    best = held.index(max(held))
    hinted = {source for source, _ in hints}
    uses = []
    for hit in draft.terms:
        rendering = rendering_in(hypotheses[best].text, hit.term)
        rung = Rung.MISSED if not rendering else Rung.HINT if hit.surface in hinted else Rung.PLAIN
        if rendering and not rendering_in(hypotheses[0].text, hit.term):
            rung = Rung.NBEST
        uses.append(TermUse(hit.term.id, hit.start, hit.end, rung, rendering))
    others = tuple(item for at, item in enumerate(hypotheses) if at != best)
    chosen = hypotheses[best]
    return Translation(draft.sentence.id, chosen.text, Origin.ENGINE, chosen.score, tuple(uses), others)


def _finished(
    sentence: Sentence, text: str, origin: Origin, terms: Sequence[Occurrence], rung: Rung
) -> Translation:
    uses = []
    for hit in terms:
        rendering = rendering_in(text, hit.term)
        uses.append(TermUse(hit.term.id, hit.start, hit.end, rung if rendering else Rung.MISSED, rendering))
    return Translation(sentence.id, text, origin, terms=tuple(uses))


def _conflicts(episode: Episode, decided: dict[str, Edit]) -> Iterator[Finding]:
    texts = {sentence.id: sentence.text for sentence in episode.sentences}
    for anchor, edit in sorted(decided.items()):
        if anchor not in texts:
            message = f"an edited sentence is gone: {edit.after}"
        elif edit.before and edit.before != texts[anchor]:
            message = f"the source changed under an edit; it was: {edit.before}"
        else:
            continue
        yield Finding(
            "edit-conflict", Severity.WARNING, Where(sentence_id=anchor), message, "look at it again in the editor"
        )


def _missed(episode: Episode, translations: Sequence[Translation], glossary: Glossary) -> Iterator[Finding]:
    terms = {term.id: term for term in glossary.terms}
    for translation in translations:
        for use in translation.terms:
            if use.rung is Rung.MISSED:
                term = terms[use.term_id]
                yield Finding(
                    "term-missing",
                    Severity.WARNING,
                    Where(sentence_id=translation.sentence_id),
                    f"{term.source} should be {term.target}",
                    "edit the sentence, or accept another rendering in the glossary",
                )
