"""Step 6: chapters, two summaries and their files from sentences and translations.

Extractive: every line of a summary points at the sentences it came from, the Japanese side never uses a translation
that a guard rejected, and both languages share chapter ids and times. What an editor wrote wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.config import SummariseSettings
from pipeline.model import (
    Bilingual,
    Chapter,
    ChapterText,
    Claim,
    Cue,
    Edit,
    Episode,
    Glossary,
    Lang,
    Rendering,
    Span,
    Summary,
    TermType,
    Track,
    TrackKind,
)
from pipeline.summary import card, entities, narrate, prose, retell, titles
from pipeline.summary import chapters as cutting
from pipeline.summary.claim import Retold
from pipeline.summary.compress import compress
from pipeline.summary.edits import Written, read, texts_by_anchor
from pipeline.summary.heading import slug
from pipeline.summary.markdown import document
from pipeline.summary.register import polite_text
from pipeline.summary.select import Line, Plan, plan
from pipeline.summary.trust import LEAST_QUOTE, LEAST_TRUST, trust
from pipeline.summary.vectors import Embed, Matrix

_ADVISES = re.compile(r"\bask (?:a different|yourself|yourselves|these|the right|better|different)\b", re.IGNORECASE)
CARD = "episode-card.json"
_KINDS = (("summary", "md"), ("chapters", "vtt"))
NAMES = (*(f"{name}.{lang}.{suffix}" for name, suffix in _KINDS for lang in Lang), CARD)
MAX_TAGS = 6
MAX_THEMES, LEAST_THEME = 2, 5  # ideas named first as what an episode is about, and how often they must be said
LEADLESS = 2  # claims of a chapter that need no line on what it is about: its title says that
MAX_DEFINED = 2  # terms of a chapter that are explained in a sentence
ENOUGH = 5  # claims of an overview that make lists of topics needless


def run(
    episode: Episode, *, glossary: Glossary, edits: Sequence[Edit], settings: SummariseSettings,
    embed: Embed | None = None,
) -> Episode:
    """The episode with chapters, summaries of both languages and their renderings (earlier ones are replaced).

    An episode without sentences gets empty summaries and no chapter. `embed` replaces TF-IDF where chapters are cut.
    """
    written = read(edits)
    lines = _lines(episode)
    rows = cutting.vectors_of(episode.sentences)
    alike = embed([sentence.text for sentence in episode.sentences]) if embed and episode.sentences else rows
    starts = _starts(episode, written, alike, settings)
    named = _named(episode, lines, starts, glossary)
    spoken_in, other = episode.pair.source, episode.pair.target
    claims = _retold(episode, lines, rows, starts, glossary)
    whole = retell.quotable(claims.retold, [line.sentence.text for line in lines], claims.chapters)
    there = plan(
        lines, rows, starts, settings.overview_sentences, lang=other, ruled=claims.chapters, whole=whole
    )
    quoted = set(there.quoted) & whole  # told as a quote and not again
    claims = replace(claims, chapters=tuple(tuple(at for at in one if at not in quoted) for one in claims.chapters))
    also = [sorted({*ours, *theirs}) for ours, theirs in zip(claims.chapters, there.told, strict=True)]
    here = plan(lines, rows, starts, settings.overview_sentences, lang=spoken_in, also=also, whole=whole)
    chosen = {spoken_in: here, other: there}
    named = _headed(named, lines, starts, claims)
    topics = frozenset(name.lower() for one in named for name in one.keys)
    talk = [entities.Said(line.sentence.id, line.sentence.text, line.sentence.speaker) for line in lines]
    found = entities.collect(talk, glossary, episode.meta, topics=topics)
    spoken = entities.rows_of(talk, glossary, episode.meta)

    def told(wins: Written) -> tuple[tuple[Chapter, ...], tuple[Summary, ...]]:
        chapters = _chapters(lines, starts, named, wins)
        summaries = (
            Summary(
                lang,
                _overview(lang, episode, lines, chosen[lang], named, found, claims, wins),
                _chapter_texts(lang, episode, lines, chapters, chosen[lang], named, spoken, claims, wins),
                entities.entities_in(found, lang),
                _hashtags(found, wins),
            )
            for lang in Lang
        )
        return chapters, tuple(summaries)

    chapters, summaries = told(written)
    done = replace(episode, chapters=chapters, summaries=summaries)
    kept = tuple(item for item in episode.renderings if item.name not in NAMES)
    done = replace(done, renderings=(*kept, *_renderings(done)))
    findings = written.conflicts({line.sentence.id for line in lines})
    if any(edit.before for edit in written.edits):  # say where our own text has changed under an editor's
        findings += written.stale(texts_by_anchor(*told(Written(()))))
    return done.with_findings(findings)


def _lines(episode: Episode) -> list[Line]:
    chosen = {item.sentence_id: item for item in episode.translations}
    lines = []
    for sentence in episode.sentences:
        translation = chosen.get(sentence.id)
        sure = trust(sentence, translation)
        other = translation.text.strip() if translation and sure else ""
        en, ja = (sentence.text, other) if sentence.lang is Lang.EN else (other, sentence.text)
        lines.append(Line(sentence, en, ja, sure))
    return lines


def _sure(line: Line) -> tuple[str, str]:
    """English and Japanese for naming things: a doubtful translation names nothing."""
    there = line[line.sentence.lang.other] if line.trust >= LEAST_TRUST else ""
    return (line.en, there) if line.sentence.lang is Lang.EN else (there, line.ja)


def _named(episode: Episode, lines: Sequence[Line], starts: Sequence[int], glossary: Glossary) -> list[titles.Named]:
    talk = [titles.Talk(line.sentence.id, *_sure(line)) for line in lines]
    names = [name for speaker in episode.meta.speakers for name in (speaker.name.en, speaker.label)]
    names += [name for name in (episode.meta.show, episode.meta.channel) if name]
    return titles.choose([talk[start:end] for start, end in cutting.parts_of(starts, len(talk))], glossary, names=names)


def _headed(
    named: Sequence[titles.Named], lines: Sequence[Line], starts: Sequence[int], claims: _Claims
) -> list[titles.Named]:
    """The titles; one that is a mention among others gives way to what the chapter asks or says it is about."""
    headed = []
    for one, (start, end) in zip(named, cutting.parts_of(starts, len(lines)), strict=True):
        asked = [claims.asked[at] for at in range(start, end) if at in claims.asked]
        told = [claims.retold[at] for at in range(start, end) if at in claims.retold]
        title = next(filter(None, (titles.heading(claim) for claim in (*asked, *told))), None) if one.weak else None
        headed.append(replace(one, title=title) if title else one)
    return headed


def _starts(episode: Episode, written: Written, rows: Matrix, settings: SummariseSettings) -> list[int]:
    sentences = episode.sentences
    if not sentences:
        return []
    order = {sentence.id: at for at, sentence in enumerate(sentences)}
    decided = sorted({0, *(order[sentence_id] for sentence_id in written.boundaries if sentence_id in order)})
    if len(decided) > 1:
        return decided
    length_ms = max(sentence.span.end_ms for sentence in sentences) - sentences[0].span.start_ms
    count = min(len(sentences), cutting.wanted(length_ms, settings.minutes_per_chapter))
    pinned = [order[sentence_id] for sentence_id in written.pinned if sentence_id in order]
    return cutting.divide(sentences, count, pinned=pinned, rows=rows)


def _chapters(
    lines: Sequence[Line], starts: Sequence[int], named: Sequence[titles.Named], written: Written
) -> tuple[Chapter, ...]:
    parts = [lines[start:end] for start, end in cutting.parts_of(starts, len(lines))]
    made: list[Chapter] = []
    reached_ms = 0
    for at, (part, ours) in enumerate(zip(parts, named, strict=True)):
        start_ms = max(reached_ms, part[0].sentence.span.start_ms)
        after_ms = parts[at + 1][0].sentence.span.start_ms if at + 1 < len(parts) else 0
        end_ms = after_ms or max(line.sentence.span.end_ms for line in part)
        chapter_id = f"ch-{part[0].sentence.id}"
        title = Bilingual(
            written.text(f"chapter:{chapter_id}:title:en") or ours.title.en,
            written.text(f"chapter:{chapter_id}:title:ja") or ours.title.ja,
        )
        span = Span(start_ms, max(end_ms, start_ms + 1))
        reached_ms = span.start_ms
        made.append(Chapter(chapter_id, span, title, tuple(line.sentence.id for line in part)))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Claims:
    """What is told by rule: the claims by index of their sentence, those of each chapter and those of the overview."""

    retold: Mapping[int, Retold]
    chapters: tuple[tuple[int, ...], ...]
    overview: tuple[int, ...]
    asked: Mapping[int, Retold]  # questions
    question: int | None  # the one told in the overview
    sides: frozenset[str]  # Japanese names of who may stand against each other


def _retold(
    episode: Episode, lines: Sequence[Line], rows: Matrix, starts: Sequence[int], glossary: Glossary
) -> _Claims:
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
    return _Claims(retold, tuple(map(tuple, chapters)), tuple(chosen), asked, question, sides)


def _claims(
    lang: Lang, lines: Sequence[Line], chosen: Sequence[int], claims: _Claims, breaks: Sequence[int] = ()
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


def _overview(
    lang: Lang, episode: Episode, lines: Sequence[Line], chosen: Plan, named: Sequence[titles.Named],
    found: Sequence[entities.Row], claims: _Claims, written: Written,
) -> tuple[Claim, ...]:
    text = written.text(f"overview:{lang}")
    if text and lines:
        return (Claim(text, tuple(lines[at].sentence.id for at in chosen.overview) or (lines[0].sentence.id,)),)
    first = narrate.episode_topics([one.topics for one in named], _themes(found))
    enough = len(claims.overview) >= ENOUGH
    ruled = claims.overview if enough or lang is not episode.pair.source else ()
    asked = sorted(_questions(ruled, claims)) if enough else []
    told = list(_claims(lang, lines, ruled if enough else sorted({*ruled, *chosen.overview}), claims, asked))
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


def _questions(told: Sequence[int], claims: _Claims) -> set[int]:
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


def _chapter_texts(
    lang: Lang, episode: Episode, lines: Sequence[Line], chapters: Sequence[Chapter], chosen: Plan,
    named: Sequence[titles.Named], spoken: Sequence[entities.Row],
    claims: _Claims, written: Written,
) -> tuple[ChapterText, ...]:
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
                _claims(lang, lines, chosen_here, claims, tuple(extra)), strict=True,
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
    lang: Lang, lines: Sequence[Line], order: Mapping[str, int], chapter: Chapter, asked: int | None, claims: _Claims,
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


def _hashtags(found: Sequence[entities.Row], written: Written) -> tuple[str, ...]:
    own = written.text("hashtags")
    if own is not None:
        return tuple(dict.fromkeys(tag for tag in (slug(word) for word in own.split()) if tag))
    names = (slug(name) for name in entities.tags(found, 2 * MAX_TAGS))
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_TAGS]


def _renderings(episode: Episode) -> tuple[Rendering, ...]:
    from pipeline.formats import FORMATS

    made = [
        Rendering(f"summary.{summary.lang}.md", "text/markdown", document(episode, summary, episode.chapters))
        for summary in episode.summaries
    ]
    vtt = FORMATS["vtt"]
    if vtt.write is None:
        raise TypeError("the vtt format must write")
    for lang in Lang:
        cues = tuple(
            Cue(chapter.id, chapter.span, chapter.title[lang], number=at, name=chapter.id)
            for at, chapter in enumerate(episode.chapters, 1)
        )
        text, _ = vtt.write(Track(lang, TrackKind.CHAPTERS, cues))
        made.append(Rendering(f"chapters.{lang}.vtt", vtt.media_type, text))
    made.append(Rendering(CARD, "application/json", card.dumps(episode)))
    return tuple(made)
