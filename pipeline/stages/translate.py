"""Sentences to translations: what an editor, the memory or the phrase table knows, else the engine; terms verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline import guards, ladder, phrases
from pipeline.config import TranslateSettings
from pipeline.engines import Engine, OnDone
from pipeline.glossary.match import Matcher, Occurrence, find_terms, holds
from pipeline.ladder import rendering_in
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
    TermUse,
    Translation,
    Where,
)
from pipeline.wording.register import Register

MAX_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class _Draft:
    """A sentence on its way: what stands in it and, once known, its translation."""

    sentence: Sentence
    terms: tuple[Occurrence, ...]
    register: Register
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
    """The episode with one translation per sentence, in order.

    Findings name every missed term, forbidden rendering, broken hard guard and edit whose source changed.
    """
    matcher = Matcher.of(glossary.approved(), episode.pair.source)
    decided = {edit.anchor: edit for edit in edits if edit.kind is EditKind.TRANSLATION}
    drafts = [
        _known(_draft(episode, sentence, matcher, settings), episode, memory, decided) for sentence in episode.sentences
    ]
    open_at = [at for at, draft in enumerate(drafts) if draft.done is None]
    if on_done and len(open_at) < len(drafts):
        on_done(len(drafts) - len(open_at))
    soft = Matcher.of(phrases.soft_hints(episode.pair), episode.pair.source)
    works = [ladder.Work(drafts[at].sentence.text, drafts[at].terms, drafts[at].register, soft) for at in open_at]
    ladder.climb(works, ladder.Decoder(engine, episode.pair, settings.hypotheses), on_done=on_done)
    for at, work in zip(open_at, works, strict=True):
        drafts[at] = replace(drafts[at], done=_chosen(drafts[at].sentence, work))
    translations = tuple(draft.done for draft in drafts if draft.done is not None)
    findings = [*_conflicts(episode, decided), *_faults(translations, glossary)]
    return replace(episode, translations=translations).with_findings(findings)


def _draft(episode: Episode, sentence: Sentence, matcher: Matcher, settings: TranslateSettings) -> _Draft:
    terms = find_terms(sentence.text, matcher, show=episode.meta.show, episode=episode.id, speaker=sentence.speaker)
    register = Register.PLAIN if sentence.speaker in settings.plain_speakers else Register.POLITE
    return _Draft(sentence, terms, register)


def _known(draft: _Draft, episode: Episode, memory: Memory, decided: dict[str, Edit]) -> _Draft:
    """The draft, done when nothing has to be decoded for it."""
    sentence, terms = draft.sentence, draft.terms
    if edit := decided.get(sentence.id):
        return replace(draft, done=_finished(sentence, edit.after, Origin.EDITOR, terms))
    if not any(char.isalnum() for char in sentence.text):
        return replace(draft, done=Translation(sentence.id, sentence.text, Origin.COPY))
    hit = memory.lookup(sentence.text, episode.pair)
    if hit and hit.safe and all(rendering_in(hit.target, term.term) for term in terms):
        return replace(draft, done=_finished(sentence, hit.target, Origin.MEMORY, terms, score=hit.similarity))
    speaker = episode.meta.speaker(sentence.speaker)
    text = phrases.bundled(episode.pair).find(
        sentence.text, role=speaker.role if speaker else "", plain=draft.register is Register.PLAIN
    )
    if text and all(rendering_in(text, term.term) for term in terms):
        return replace(draft, done=_finished(sentence, text, Origin.PHRASE, terms))
    return draft


def _chosen(sentence: Sentence, work: ladder.Work) -> Translation:
    best = work.best()
    others = ladder.alternatives(work, best)[:MAX_ALTERNATIVES]
    return Translation(
        sentence.id,
        best.text,
        Origin.ENGINE,
        best.score,
        ladder.uses(work, best),
        tuple(Hypothesis(item.text, item.value) for item in others),
        best.broken,
    )


def _finished(
    sentence: Sentence, text: str, origin: Origin, terms: Sequence[Occurrence], *, score: float = 0.0
) -> Translation:
    uses = []
    for hit in terms:
        rendering = rendering_in(text, hit.term)
        uses.append(TermUse(hit.term.id, hit.start, hit.end, Rung.FIXED if rendering else Rung.MISSED, rendering))
    return Translation(sentence.id, text, origin, score, tuple(uses))


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


def _faults(translations: Sequence[Translation], glossary: Glossary) -> Iterator[Finding]:
    terms = {term.id: term for term in glossary.terms}
    for translation in translations:
        where = Where(sentence_id=translation.sentence_id)
        seen: set[str] = set()
        for use in translation.terms:
            term = terms[use.term_id]
            if use.rung is Rung.MISSED and term.id not in seen:
                yield Finding(
                    "term-missing",
                    Severity.WARNING,
                    where,
                    f"{term.source} should be {term.target}",
                    "edit the sentence, or accept another rendering in the glossary",
                )
            wrong = holds(translation.text, [item for item in term.forbidden if item not in use.rendering])
            if wrong and term.id not in seen:
                yield Finding(
                    "term-forbidden", Severity.WARNING, where, f"{wrong} is a forbidden rendering of {term.source}"
                )
            seen.add(term.id)
        if faults := sorted(guards.hard(translation.guards)):
            yield Finding(
                "guard", Severity.WARNING, where, f"the translation breaks: {', '.join(faults)}", "check it first"
            )
