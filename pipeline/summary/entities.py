"""Who and what the episode speaks of: terms of the glossary that were said, with their definitions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Bilingual, Entity, Glossary, Lang, Meta, Term, TermStatus, TermType

MAX_ENTITIES = 24


@dataclass(frozen=True, slots=True)
class Row:
    """One entity in both languages; `speaks` is True for the voices of the episode."""

    name: Bilingual
    type: TermType
    note: Bilingual
    sentence_ids: tuple[str, ...]
    speaks: bool = False


def _pattern(term: Term, lang: Lang) -> re.Pattern[str]:
    body = re.escape(term.source).replace(r"\ ", r"[\s-]+")
    if lang is Lang.JA:
        return re.compile(body)
    ending = r"(?:'s|’s|s|es)?" if not term.case_sensitive or term.source[-1:].islower() else r"(?:'s|’s|s)?"
    return re.compile(rf"(?<![\w]){body}{ending}(?![\w])", 0 if term.case_sensitive else re.IGNORECASE)


def spoken_terms(talk: Sequence[tuple[str, str]], glossary: Glossary) -> list[tuple[Term, tuple[str, ...]]]:
    """`(term, ids of the sentences that say it)` of `(id, source text)` pairs, in the order of the glossary."""
    found = []
    for term in glossary.terms:
        if term.status in (TermStatus.REJECTED, TermStatus.DEPRECATED):
            continue
        pattern = _pattern(term, glossary.pair.source)
        ids = tuple(sentence_id for sentence_id, text in talk if pattern.search(text))
        if ids:
            found.append((term, ids))
    return found


def collect(sentences: Sequence[tuple[str, str, str]], glossary: Glossary, meta: Meta) -> list[Row]:
    """The people who speak, then the terms that were said, most mentioned first.

    `sentences` holds `(id, source text, speaker label)`.
    """
    rows: list[Row] = []
    for speaker in meta.speakers:
        ids = tuple(sentence_id for sentence_id, _, label in sentences if label == speaker.label)
        if ids and speaker.role != "narrator":
            rows.append(Row(speaker.name, TermType.PERSON, _role(speaker.role, meta), ids, speaks=True))
    terms = spoken_terms([(sentence_id, text) for sentence_id, text, _ in sentences], glossary)
    order = {term.id: at for at, (term, _) in enumerate(terms)}
    named = {row.name.en.lower() for row in rows}
    for term, ids in sorted(terms, key=lambda item: (-len(item[1]), order[item[0].id])):
        en, ja = (term.source, term.target) if glossary.pair.source is Lang.EN else (term.target, term.source)
        if en.lower() not in named:
            named.add(en.lower())
            rows.append(Row(Bilingual(en, ja or en), term.type, Bilingual(term.definition_en, term.definition_ja), ids))
    return rows[:MAX_ENTITIES]


def _role(role: str, meta: Meta) -> Bilingual:
    show = meta.show or meta.channel
    if role == "host":
        return Bilingual(f"Host of {show}." if show else "Host.", f"「{show}」のホスト。" if show else "ホスト。")
    if role == "guest":
        return Bilingual("Guest of this episode.", "今回のゲスト。")
    return Bilingual("Speaker in this episode.", "今回の話し手。")


def entities_in(rows: Sequence[Row], lang: Lang) -> tuple[Entity, ...]:
    """The same rows as one language's entities."""
    return tuple(Entity(row.name[lang], row.type, row.note[lang], row.sentence_ids) for row in rows)
