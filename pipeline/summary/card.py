"""`episode-card.json`: what a site's own content system needs of an episode, in both languages.

Times are whole milliseconds; every text that rests on sentences names them. `schema` changes when a key changes
its meaning.
"""

from __future__ import annotations

import json
from typing import Any

from pipeline.model import Claim, Episode, Lang
from pipeline.summary.markdown import title_of

SCHEMA = 1


def card(episode: Episode) -> dict[str, Any]:
    """The card as plain data; an episode without summaries gives empty lists."""
    ends = [sentence.span.end_ms for sentence in episode.sentences]
    by_lang = {summary.lang: summary for summary in episode.summaries}
    starts = {sentence.id: sentence.span.start_ms for sentence in episode.sentences}

    def said(claim: Claim) -> dict[str, Any]:
        return {
            "text": claim.text, "sentence_ids": list(claim.sentence_ids),
            "start_ms": min((starts[one] for one in claim.sentence_ids if one in starts), default=0),
        }

    texts = {lang: {text.chapter_id: text for text in by_lang[lang].chapters} for lang in by_lang}

    def chapter(at: int) -> dict[str, Any]:
        one = episode.chapters[at]
        found: dict[str, Any] = {
            "id": one.id, "start_ms": one.span.start_ms, "end_ms": one.span.end_ms,
            "title": {"en": one.title.en, "ja": one.title.ja},
        }
        for lang, of in texts.items():
            text = of.get(one.id)
            if text:
                found[str(lang)] = {
                    "text": [said(claim) for claim in text.claims],
                    "quote": {**said(text.quote), "speaker": text.quote_speaker} if text.quote else None,
                }
        return found

    entities = [by_lang[lang].entities if lang in by_lang else () for lang in (Lang.EN, Lang.JA)]
    return {
        "schema": SCHEMA,
        "id": episode.id,
        "title": {str(lang): title_of(episode, lang) for lang in Lang},
        "channel": episode.meta.channel,
        "show": episode.meta.show,
        "published": episode.meta.published,
        "media_url": episode.meta.media_url,
        "duration_ms": max(ends, default=0),
        "spoken": str(episode.pair.source),
        "translated": str(episode.pair.target),
        "speakers": [
            {"label": speaker.label, "en": speaker.name.en, "ja": speaker.name.ja, "role": speaker.role}
            for speaker in episode.meta.speakers
        ],
        "overview": {str(lang): [said(claim) for claim in summary.overview] for lang, summary in by_lang.items()},
        "chapters": [chapter(at) for at in range(len(episode.chapters))],
        "entities": [
            {
                "type": one.type.value, "en": {"name": one.name, "note": one.note},
                "ja": {"name": other.name, "note": other.note}, "sentence_ids": list(one.sentence_ids),
                "times_ms": [starts[sentence_id] for sentence_id in one.sentence_ids if sentence_id in starts],
            }
            for one, other in zip(*entities, strict=True)
        ],
        "hashtags": list(episode.summaries[0].hashtags) if episode.summaries else [],
    }


def dumps(episode: Episode) -> str:
    """The card as JSON text, ending with a newline."""
    return json.dumps(card(episode), ensure_ascii=False, indent=1) + "\n"
