"""Step 6: chapters, two summaries and their files from sentences and translations.

Extractive: every line of a summary points at the sentences it came from, the Japanese side never uses a translation
that a guard rejected, and both languages share chapter ids and times. What an editor wrote wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.config import SummariseSettings
from pipeline.model import (
    Bilingual,
    Chapter,
    Cue,
    Edit,
    Episode,
    Glossary,
    Lang,
    Rendering,
    Span,
    Summary,
    Track,
    TrackKind,
)
from pipeline.summary import card, entities, retell, telling, titles
from pipeline.summary import chapters as cutting
from pipeline.summary.edits import Written, read, texts_by_anchor
from pipeline.summary.heading import slug
from pipeline.summary.markdown import document
from pipeline.summary.select import Line, plan
from pipeline.summary.trust import LEAST_TRUST, trust
from pipeline.summary.vectors import Embed, Matrix

CARD = "episode-card.json"
_KINDS = (("summary", "md"), ("chapters", "vtt"))
NAMES = (*(f"{name}.{lang}.{suffix}" for name, suffix in _KINDS for lang in Lang), CARD)
MAX_TAGS = 6


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
    claims = telling.claims_of(episode, lines, rows, starts, glossary)
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
                telling.overview(lang, episode, lines, chosen[lang], named, found, claims, wins),
                telling.chapter_texts(lang, episode, lines, chapters, chosen[lang], named, spoken, claims, wins),
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
    named: Sequence[titles.Named], lines: Sequence[Line], starts: Sequence[int], claims: telling.Claims
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
