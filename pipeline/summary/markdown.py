"""A summary as Markdown in the shape of a listing page; text is escaped, so hostile titles stay text."""

from __future__ import annotations

import re

from pipeline.model import Chapter, Episode, Lang, Summary
from pipeline.summary.heading import episode_title
from pipeline.timecode import short_clock

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LEADING = re.compile(r"^(\s*)([-+>=]|\d+[.)])(?=\s|$)")


def escape(text: str) -> str:
    r"""Plain text as Markdown that shows exactly that text on one line.

    >>> escape("a*b <i> [x](y)")
    'a\\*b \\<i\\> \\[x\\](y)'
    """
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def title_of(episode: Episode, lang: Lang) -> str:
    """The episode's title in a language; see `episode_title`."""
    return episode_title(episode)[lang]


def document(episode: Episode, summary: Summary, chapters: tuple[Chapter, ...]) -> str:
    """`summary.<lang>.md`: title, overview, chapters with times and quotes, entities, hashtags."""
    lang = summary.lang
    gap = " " if lang is Lang.EN else ""
    blocks = [f"# {escape(title_of(episode, lang))}"]
    if summary.overview:
        blocks.append(escape(gap.join(claim.text for claim in summary.overview)))
    texts = {text.chapter_id: text for text in summary.chapters}
    for chapter in chapters:
        blocks.append(f"## [{short_clock(chapter.span.start_ms)}] {escape(chapter.title[lang])}")
        text = texts.get(chapter.id)
        if text and text.claims:
            blocks.append(escape(gap.join(claim.text for claim in text.claims)))
        if text and text.quote:
            left, right = ('"', '"') if lang is Lang.EN else ("「", "」")
            who = f" — {escape(text.quote_speaker)}" if text.quote_speaker else ""
            blocks.append(f"> *{left}{escape(text.quote.text)}{right}*{who}")
    if summary.entities:
        blocks.append("## Entities")
        lines = []
        for entity in summary.entities:
            note = f": {escape(entity.note)}" if entity.note else ""
            lines.append(f"- **{escape(entity.name)}** ({entity.type}){note}")
        blocks.append("\n".join(lines))
    if summary.hashtags:
        blocks.append(" ".join(f"#{tag}" for tag in summary.hashtags))
    return "\n\n".join(blocks) + "\n"
