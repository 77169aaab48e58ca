"""What the catalogue shows of an episode, small enough to keep for every episode of a site."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Bilingual, Lang
from pipeline.viewer.page import Page

HUES = 8


@dataclass(frozen=True, slots=True)
class Card:
    """One episode of the catalogue. `folder` is where its page stands."""

    folder: str
    title: Bilingual
    channel: str
    published: str
    source: Lang
    target: Lang
    duration: str
    overview: Bilingual
    tags: tuple[str, ...]

    @property
    def hue(self) -> int:
        """Which colour the card's cover has: decided by the channel, so that a show keeps its colour."""
        return hashlib.sha256((self.channel or self.folder).encode()).digest()[0] % HUES

    def other_text(self, lang: Lang) -> str:
        """What the search should also find when the card is shown in `lang`: the other language's words."""
        return f"{self.title[lang.other]} {self.overview[lang.other]}".strip()


def card_of(page: Page, folder: str) -> Card:
    """The card of a page."""
    english, japanese = page.overview
    return Card(
        folder, page.title, page.channel, page.published, page.source, page.target, page.duration,
        Bilingual(" ".join(claim.text for claim in english), "".join(claim.text for claim in japanese)), page.tags,
    )


def newest_first(cards: Sequence[Card]) -> list[Card]:
    """Cards by publication date, newest first; undated ones last; then by title."""
    dated = sorted((card for card in cards if card.published), key=lambda card: (card.title.en, card.folder))
    dated.sort(key=lambda card: card.published, reverse=True)
    return dated + sorted((card for card in cards if not card.published), key=lambda card: (card.title.en, card.folder))


def folder_of(episode_id: str) -> str:
    """A folder name for an episode id: the id itself where it is harmless, else a readable form with a hash.

    >>> folder_of("bakery-01"), folder_of("..") != "..", "/" in folder_of("a/b")
    ('bakery-01', True, False)
    """
    taken = ("assets", "index.html", "en.html")
    if re.fullmatch(r"\w[\w.-]{0,98}\w|\w", episode_id) and episode_id.lower() not in taken:
        return episode_id
    digest = hashlib.sha256(episode_id.encode()).hexdigest()[:10]
    readable = re.sub(r"\W+", "-", episode_id).strip("-_")[:60]
    return f"{readable or 'episode'}-{digest}"
