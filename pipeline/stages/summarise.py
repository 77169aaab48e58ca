"""Step 6: chapters, two summaries and their files from sentences and translations.

Extractive: every line of a summary points at the sentences it came from, the Japanese side never uses a translation
that a guard rejected, and both languages share chapter ids and times. What an editor wrote wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

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
    Track,
    TrackKind,
)
from pipeline.summary import chapters as cutting
from pipeline.summary import entities, titles
from pipeline.summary.compress import compress
from pipeline.summary.edits import Written, read
from pipeline.summary.markdown import document
from pipeline.summary.select import Line, Plan, plan
from pipeline.summary.vectors import Matrix

NAMES = tuple(f"{name}.{lang}.{suffix}" for name, suffix in (("summary", "md"), ("chapters", "vtt")) for lang in Lang)
MAX_TAGS = 6


def run(episode: Episode, *, glossary: Glossary, edits: Sequence[Edit], settings: SummariseSettings) -> Episode:
    """The episode with chapters, summaries of both languages and their renderings (earlier ones are replaced).

    An episode without sentences gets empty summaries and no chapter.
    """
    written = read(edits)
    lines = _lines(episode)
    rows = cutting.vectors_of(episode.sentences)
    starts = _starts(episode, written, rows, settings)
    chapters = _chapters(episode, lines, starts, glossary, written)
    chosen = plan(lines, rows, starts, settings.overview_sentences)
    spoken = [(line.sentence.id, line.sentence.text, line.sentence.speaker) for line in lines]
    found = entities.collect(spoken, glossary, episode.meta)
    tags = _hashtags(found, written)
    done = replace(
        episode,
        chapters=chapters,
        summaries=tuple(
            Summary(
                lang,
                _overview(lang, lines, chosen, written),
                _chapter_texts(lang, episode, lines, chapters, chosen, written),
                entities.entities_in(found, lang),
                tags,
            )
            for lang in Lang
        ),
    )
    kept = tuple(item for item in episode.renderings if item.name not in NAMES)
    done = replace(done, renderings=(*kept, *_renderings(done)))
    return done.with_findings(written.conflicts({line.sentence.id for line in lines}))


def _lines(episode: Episode) -> list[Line]:
    good = {item.sentence_id: item.text.strip() for item in episode.translations if not item.guards}
    lines = []
    for sentence in episode.sentences:
        other = good.get(sentence.id, "")
        en, ja = (sentence.text, other) if sentence.lang is Lang.EN else (other, sentence.text)
        lines.append(Line(sentence, en, ja))
    return lines


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
    episode: Episode, lines: Sequence[Line], starts: Sequence[int], glossary: Glossary, written: Written
) -> tuple[Chapter, ...]:
    parts = [lines[start:end] for start, end in cutting.parts_of(starts, len(lines))]
    talk = [[titles.Talk(line.sentence.id, line.en, line.ja) for line in part] for part in parts]
    names = [name for speaker in episode.meta.speakers for name in (speaker.name.en, speaker.label)]
    made: list[Chapter] = []
    reached_ms = 0
    for at, (part, title) in enumerate(zip(parts, titles.choose(talk, glossary, names=names), strict=True)):
        start_ms = max(reached_ms, part[0].sentence.span.start_ms)
        after_ms = parts[at + 1][0].sentence.span.start_ms if at + 1 < len(parts) else 0
        end_ms = after_ms or max(line.sentence.span.end_ms for line in part)
        chapter_id = f"ch-{part[0].sentence.id}"
        ours = Bilingual(
            written.text(f"chapter:{chapter_id}:title:en") or title.en,
            written.text(f"chapter:{chapter_id}:title:ja") or title.ja,
        )
        span = Span(start_ms, max(end_ms, start_ms + 1))
        reached_ms = span.start_ms
        made.append(Chapter(chapter_id, span, ours, tuple(line.sentence.id for line in part)))
    return tuple(made)


def _claims(lang: Lang, lines: Sequence[Line], chosen: Sequence[int]) -> tuple[Claim, ...]:
    return tuple(Claim(compress(lines[at][lang], lang), (lines[at].sentence.id,)) for at in chosen if lines[at][lang])


def _overview(lang: Lang, lines: Sequence[Line], chosen: Plan, written: Written) -> tuple[Claim, ...]:
    text = written.text(f"overview:{lang}")
    if text and lines:
        return (Claim(text, tuple(lines[at].sentence.id for at in chosen.overview) or (lines[0].sentence.id,)),)
    return _claims(lang, lines, chosen.overview)


def _chapter_texts(
    lang: Lang, episode: Episode, lines: Sequence[Line], chapters: Sequence[Chapter], chosen: Plan, written: Written
) -> tuple[ChapterText, ...]:
    texts = []
    for chapter, told, quoted in zip(chapters, chosen.told, chosen.quoted, strict=True):
        claims = _claims(lang, lines, told)
        text = written.text(f"chapter:{chapter.id}:text:{lang}")
        if text:
            claims = (Claim(text, chapter.sentence_ids),)
        quote, who = None, ""
        if quoted is not None:
            line = lines[quoted]
            quote, who = Claim(line[lang], (line.sentence.id,)), speaker_name(episode, line.sentence.speaker, lang)
        said = written.text(f"chapter:{chapter.id}:quote:{lang}")
        if said is not None:
            quote = Claim(said, quote.sentence_ids if quote else chapter.sentence_ids) if said else None
        texts.append(ChapterText(chapter.id, claims, quote, who if quote else ""))
    return tuple(texts)


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
    tags = (slug(row.name.en) for row in found if not row.speaks)
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:MAX_TAGS]


def slug(text: str) -> str:
    """A hashtag without its `#`: letters and digits of any script, joined by hyphens, lower case.

    >>> slug("Retrieval-Augmented Generation (RAG)")
    'retrieval-augmented-generation-rag'
    """
    return "-".join(re.findall(r"\w+", text.lower()))


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
    return tuple(made)
