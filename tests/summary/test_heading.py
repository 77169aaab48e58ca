"""What an episode is called that nobody gave a title."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Bilingual, Entity, Episode, Lang, Meta, Source, Summary, TermType
from pipeline.summary.heading import episode_title


def entity(name: str, *ids: str) -> Entity:
    return Entity(name, TermType.CONCEPT, "", ids)


ENGLISH = (entity("sourdough", "s1"), entity("slow fermentation", "s2"), entity("rye", "s3"))
JAPANESE = (entity("サワードウ", "s1"), entity("ゆっくりした発酵", "s2"), entity("ライ麦", "s3"))


def told(title: Bilingual, *, tags: tuple[str, ...], ja: tuple[Entity, ...] = JAPANESE) -> Episode:
    summaries = (
        Summary(Lang.EN, (), entities=ENGLISH, hashtags=tags),
        Summary(Lang.JA, (), entities=ja, hashtags=tags),
    )
    episode = Episode(id="ep-7", source=Source.of("ep-7.vtt", b""), summaries=summaries)
    return replace(episode, meta=replace(Meta(), title=title))


@pytest.mark.parametrize(
    ("given", "tags", "expected"),
    [
        (Bilingual("Bread", ""), ("rye",), Bilingual("Bread", "Bread")),
        (Bilingual("", "パン"), ("rye",), Bilingual("パン", "パン")),
        (
            Bilingual("", ""),
            ("slow-fermentation", "unknown", "sourdough", "rye"),
            Bilingual("Slow Fermentation and Sourdough", "ゆっくりした発酵とサワードウ"),
        ),
        (Bilingual("", ""), ("rye",), Bilingual("Rye", "ライ麦")),
        (Bilingual("", ""), (), Bilingual("ep-7", "ep-7")),
    ],
)
def test_a_title_given_wins_then_the_themes_then_the_id(
    given: Bilingual, tags: tuple[str, ...], expected: Bilingual
) -> None:
    assert episode_title(told(given, tags=tags)) == expected


def test_entities_that_do_not_match_in_both_languages_make_no_title() -> None:
    other = tuple(replace(one, sentence_ids=("s9",)) for one in JAPANESE)
    assert episode_title(told(Bilingual("", ""), tags=("rye",), ja=other)) == Bilingual("ep-7", "ep-7")


def test_one_language_alone_makes_no_title() -> None:
    episode = told(Bilingual("", ""), tags=("rye",))
    assert episode_title(replace(episode, summaries=episode.summaries[:1])) == Bilingual("ep-7", "ep-7")
