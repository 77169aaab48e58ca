"""The title of an episode: the one its metadata gives, else what it is about."""

from __future__ import annotations

import re

from pipeline.model import Bilingual, Episode, Lang
from pipeline.summary.wordgroups import title_case

_THEMES = 2


def episode_title(episode: Episode) -> Bilingual:
    """The title in both languages; a missing side takes the other's.

    An episode without a title is called by its first two themes (tags that name an entity in both languages), one
    without a summary by its id.
    """
    given = episode.meta.title
    if given.en or given.ja:
        return Bilingual(given.en or given.ja, given.ja or given.en)
    themes = _themes(episode)
    if not themes:
        return Bilingual(episode.id, episode.id)
    return Bilingual(title_case(" and ".join(pair.en for pair in themes)), "と".join(pair.ja for pair in themes))


def _themes(episode: Episode) -> list[Bilingual]:
    by_lang = {summary.lang: summary for summary in episode.summaries}
    if set(by_lang) != set(Lang):
        return []
    english, japanese = (by_lang[lang] for lang in (Lang.EN, Lang.JA))
    names = {
        slug(one.name): Bilingual(one.name, other.name)
        for one, other in zip(english.entities, japanese.entities, strict=False)
        if one.sentence_ids == other.sentence_ids
    }
    return [names[tag] for tag in english.hashtags if tag in names][:_THEMES]


def slug(text: str) -> str:
    """A hashtag without its `#`: letters and digits of any script, joined by hyphens, lower case.

    >>> slug("Retrieval-Augmented Generation (RAG)")
    'retrieval-augmented-generation-rag'
    """
    return "-".join(re.findall(r"\w+", text.lower()))
