"""What a summary tells in both languages: claims, definitions, questions and quotes of an episode cut into chapters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Chapter, ChapterText, Claim, Episode, Glossary, Lang, TermType
from pipeline.summary import chapters as cutting
from pipeline.summary import entities, narrate, prose, retell, titles
from pipeline.summary.claim import Retold
from pipeline.summary.compress import compress
from pipeline.summary.edits import Written
from pipeline.summary.register import polite_text
from pipeline.summary.select import Line, Plan
from pipeline.summary.trust import LEAST_QUOTE
from pipeline.summary.vectors import Matrix

_ADVISES = re.compile(r"\bask (?:a different|yourself|yourselves|these|the right|better|different)\b", re.IGNORECASE)
LEADLESS = 2  # claims of a chapter that need no line on what it is about: its title says that
MAX_DEFINED = 2  # terms of a chapter that are explained in a sentence
ENOUGH = 5  # claims of an overview that make lists of topics needless
MAX_THEMES, LEAST_THEME = 2, 5  # ideas named first as what an episode is about, and how often they must be said


@dataclass(frozen=True, slots=True)
class Claims:
    """What is told by rule: the claims by index of their sentence, those of each chapter and those of the overview."""

    retold: Mapping[int, Retold]
    chapters: tuple[tuple[int, ...], ...]
    overview: tuple[int, ...]
    asked: Mapping[int, Retold]  # questions
    question: int | None  # the one told in the overview
    sides: frozenset[str]  # Japanese names of who may stand against each other


def claims_of(
    episode: Episode, lines: Sequence[Line], rows: Matrix, starts: Sequence[int], glossary: Glossary
) -> Claims:
    """The claims of an episode and which of them its chapters, cut at `starts`, and its overview tell."""
    order = {line.sentence.id: at for at, line in enumerate(lines)}
    sure = [line.sentence.id for line in lines if line.trust == 1]
    questions = retell.questions(episode, glossary)
    asked = {order[one]: claim for one, claim in questions.items()}
    retold = {order[one]: claim for one, claim in retell.claims(episode, glossary, sure, questions).items()}
    value = retell.worth(retold, rows, asked)
    parts = cutting.parts_of(starts, len(lines))
    chapters = [retell.told_in(range(start, end), retold, value, retell.MAX_CLAIMS) for start, end in parts]
    question = retell.question(asked, rows)
    chosen = retell.overview(retold, value, rows, question=question)
    sides = frozenset(term.target for term in glossary.approved())
    return Claims(retold, tuple(map(tuple, chapters)), tuple(chosen), asked, question, sides)


def _told(
    lang: Lang, lines: Sequence[Line], chosen: Sequence[int], claims: Claims, breaks: Sequence[int] = ()
) -> tuple[Claim, ...]:
    """The chosen sentences as a summary tells them: as retold by rule, else what was said or its translation."""
    told = []
    ruled = [
        prose.Told(at, lines[at].en, claims.retold[at].en if lang is Lang.EN else claims.retold[at].ja)
        for at in chosen if at in claims.retold
    ]
    others = [*breaks, *(at for at in chosen if at not in claims.retold)]
    joined = dict(zip((one.at for one in ruled), prose.connected(ruled, lang, claims.sides, others), strict=True))
    for at in chosen:
        if at in claims.retold:
            text = joined[at]
        else:
            text = compress(lines[at][lang], lang, joined=at - 1 in chosen)
            text = polite_text(text) if lang is Lang.JA else text
        told.append(Claim(text, (lines[at].sentence.id,)))
    return tuple(told)


def overview(
    lang: Lang, episode: Episode, lines: Sequence[Line], chosen: Plan, named: Sequence[titles.Named],
    found: Sequence[entities.Row], claims: Claims, written: Written,
) -> tuple[Claim, ...]:
    """The overview in a language: an editor's, else the opening line, claims in order and the questions they answer."""
    text = written.text(f"overview:{lang}")
    if text and lines:
        return (Claim(text, tuple(lines[at].sentence.id for at in chosen.overview) or (lines[0].sentence.id,)),)
    first = narrate.episode_topics([one.topics for one in named], _themes(found))
    enough = len(claims.overview) >= ENOUGH
    ruled = claims.overview if enough or lang is not episode.pair.source else ()
    asked = sorted(_questions(ruled, claims)) if enough else []
    told = list(_told(lang, lines, ruled if enough else sorted({*ruled, *chosen.overview}), claims, asked))
    for at in reversed(asked):
        question = claims.asked[at].ja if lang is Lang.JA else claims.asked[at].en
        line = narrate.asked_line(question, lang)
        told.insert(sum(one < at for one in ruled), Claim(line, (lines[at].sentence.id,)))
    if not first:
        return tuple(told)
    heard = {line.sentence.speaker for line in lines}
    speakers = [speaker for speaker in episode.meta.speakers if speaker.label in heard]
    line = narrate.episode_line(
        first, lang, show=episode.meta.show,
        hosts=[speaker.name[lang] for speaker in speakers if speaker.role == "host"],
        guests=[speaker.name[lang] for speaker in speakers if speaker.role == "guest"],
    )
    opening = [Claim(line, _ids(first))]
    if not enough and lang is not episode.pair.source and any(line.trust < 1 for line in lines):
        course, topics = narrate.course_line([one.topics for one in named], lang)
        if course:
            opening.append(Claim(course, _ids(topics)))
    return (*opening, *told)


def _questions(told: Sequence[int], claims: Claims) -> set[int]:
    """The questions of an overview: the one most of the episode is about, and those whose answer is told."""
    before = [max((one for one in claims.asked if one < at), default=None) for at in told if claims.retold[at].answers]
    return {one for one in (claims.question, *before) if one is not None}


def _themes(found: Sequence[entities.Row]) -> list[narrate.Topic]:
    """The ideas said most in the whole episode."""
    ideas = [row for row in found if row.type is TermType.CONCEPT and len(row.sentence_ids) >= LEAST_THEME]
    best = sorted(ideas, key=lambda row: -len(row.sentence_ids))[:MAX_THEMES]
    return [narrate.Topic(row.name, row.note, row.sentence_ids) for row in best]


def _ids(topics: Sequence[narrate.Topic]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for topic in topics for one in topic.sentence_ids))


def chapter_texts(
    lang: Lang, episode: Episode, lines: Sequence[Line], chapters: Sequence[Chapter], chosen: Plan,
    named: Sequence[titles.Named], spoken: Sequence[entities.Row],
    claims: Claims, written: Written,
) -> tuple[ChapterText, ...]:
    """The text and the quote of each chapter in a language, in order; an editor's text and quote win."""
    texts = []
    order = {line.sentence.id: at for at, line in enumerate(lines)}
    parts = [[lines[order[one]] for one in chapter.sentence_ids] for chapter in chapters]
    plans = zip(chapters, chosen.told, chosen.quoted, chosen.asked, strict=True)
    for at, (chapter, told, quoted, asked) in enumerate(plans):
        text = written.text(f"chapter:{chapter.id}:text:{lang}")
        if text:
            lead: tuple[Claim, ...] = (Claim(text, chapter.sentence_ids),)
        else:
            sure = all(line.trust == 1 for line in parts[at])
            ruled = claims.chapters[at] if lang is not episode.pair.source else ()
            last = len(chapters) - 1
            count = len(claims.chapters[at])
            told_alone = sure or count >= LEADLESS
            opening = () if told_alone else _about(lang, episode, named[at], spoken, chapter, at, last)
            explained = "" if told_alone else _explained(named[at])
            extra = {} if sure else _beside(lang, lines, order, chapter, asked, claims, named[at], explained)
            told_here = dict(zip(
                chosen_here := sorted({*ruled, *told}),
                _told(lang, lines, chosen_here, claims, tuple(extra)), strict=True,
            ))
            both = [(where, 0, one) for where, ones in extra.items() for one in ones]
            both += [(where, 1, one) for where, one in told_here.items()]
            lead = (*opening, *(one for _, _, one in sorted(both, key=lambda item: item[:2])))
        quote, who = None, ""
        if quoted is not None and (text := _quote(lang, lines[quoted], claims.retold.get(quoted))):
            line = lines[quoted]
            quote, who = Claim(text, (line.sentence.id,)), speaker_name(episode, line.sentence.speaker, lang)
        said = written.text(f"chapter:{chapter.id}:quote:{lang}")
        if said is not None:
            quote = Claim(said, quote.sentence_ids if quote else chapter.sentence_ids) if said else None
        texts.append(ChapterText(chapter.id, lead, quote, who if quote else ""))
    return tuple(texts)


def _quote(lang: Lang, line: Line, retold: Retold | None) -> str:
    """The line as it is quoted in a language, empty where its translation is not sure enough."""
    if lang is line.sentence.lang or line.trust >= LEAST_QUOTE:
        return line[lang]
    if lang is Lang.JA and retold and not retold.framed and retell.says_whole(line.sentence.text, retold):
        return retold.ja
    return ""


def _about(
    lang: Lang, episode: Episode, named: titles.Named, spoken: Sequence[entities.Row], chapter: Chapter,
    at: int, last: int,
) -> tuple[Claim, ...]:
    """The opening lines of a chapter in the language translated into, where the extracts alone may not say enough."""
    if lang is episode.pair.source or not named.topics:
        return ()
    lead = Claim(narrate.chapter_line(named.topics, lang, at=at, last=last), _ids(named.topics))
    if lang is not Lang.JA:
        return (lead,)
    others = entities.in_chapter(spoken, chapter.sentence_ids, told=lead.text)
    ideas = [row for row in others if not entities.is_name(row)][: narrate.MAX_NAMES]
    things = [row for row in others if entities.is_name(row)][: narrate.MAX_NAMES]
    text = narrate.also_line([row.name.ja for row in ideas], [row.name.ja for row in things])
    ids = tuple(dict.fromkeys(one for row in (*ideas, *things) for one in row.sentence_ids))
    return (lead, Claim(text, ids)) if text else (lead,)


def _beside(
    lang: Lang, lines: Sequence[Line], order: Mapping[str, int], chapter: Chapter, asked: int | None, claims: Claims,
    named: titles.Named, explained: str,
) -> dict[int, list[Claim]]:
    """What a chapter tells beside claims in the language translated into, by index of the sentence it goes with: what
    the terms are that it brings in, and a question told by rule, else where its translation is sure."""
    if lang is lines[0].sentence.lang:
        return {}
    found: dict[int, list[Claim]] = {}
    new = [one for one in named.new if one.name.en != explained and one.name.ja[:6] not in one.note.ja]
    for topic in new[:MAX_DEFINED]:
        where = order[topic.sentence_ids[0]]
        found.setdefault(where, []).append(Claim(narrate.defined_line(topic, lang), topic.sentence_ids[:1]))
    if lang is Lang.JA:
        ruled = [order[one] for one in chapter.sentence_ids if order[one] in claims.asked]
        at = max(ruled, key=lambda one: len(claims.asked[one].en), default=asked)
        if at is not None:
            text = claims.asked[at].ja if at in claims.asked else compress(lines[at].ja, Lang.JA)
            advised = at > 0 and bool(_ADVISES.search(lines[at - 1].en))
            line = narrate.asked_line(text, lang, advised=advised)
            found.setdefault(at, []).append(Claim(line, (lines[at].sentence.id,)))
    return found


def _explained(named: titles.Named) -> str:
    """The topic whose definition the opening line of a chapter gives in brackets."""
    return named.topics[0].name.en if named.topics and named.topics[0].note.en else ""


def speaker_name(episode: Episode, label: str, lang: Lang) -> str:
    """Who a label is in a language; a label nobody named stays a label (話者2 in Japanese)."""
    speaker = episode.meta.speaker(label)
    if speaker:
        return speaker.name[lang] or speaker.name[lang.other] or label
    numbered = re.fullmatch(r"(?i)speaker\s*(\d+)", label)
    return f"話者{numbered.group(1)}" if numbered and lang is Lang.JA else label
