"""Every mishearing in the bundled glossary is repaired where it is heard, and written down; everyday words are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.model import Cue, Episode, Glossary, Lang, Pair, Source, Span, Track, TrackKind
from pipeline.stages import segment
from pipeline.store import glossaries

ROOT = Path(__file__).parents[2]
PAIR = Pair(Lang.EN, Lang.JA)


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return glossaries.load((ROOT / "glossaries" / "ai.en-ja.csv",), PAIR)


def read(texts: list[str], glossary: Glossary) -> Episode:
    """The texts as cues a long silence apart, so that none reaches into another."""
    spans = (Span(at * 20_000, at * 20_000 + 4_000) for at in range(len(texts)))
    cues = tuple(Cue(f"c{at}", span, texts[at], number=at) for at, span in enumerate(spans))
    episode = Episode("e", Source.of("e.vtt", b"x"), track=Track(Lang.EN, TrackKind.CAPTIONS, cues))
    return segment.run(episode, glossary=glossary, edits=(), settings=Config().segment)


def test_every_variant_is_repaired_and_logged(glossary: Glossary) -> None:
    heard = [(term.id, variant) for term in glossary.approved() for variant in term.variants]
    texts = [
        f"Yesterday we talked about {variant.text} with the team"
        + (f", and {variant.contexts[0]} too." if variant.contexts else ".")
        for _, variant in heard
    ]
    done = {(repair.cue_id, repair.term_id) for repair in read(texts, glossary).repairs if repair.applied}
    missed = [
        (term_id, variant.text) for at, (term_id, variant) in enumerate(heard) if (f"c{at}", term_id) not in done
    ]
    assert len(heard) > 1_000
    assert missed == []


def test_the_animal_is_left_alone(glossary: Glossary) -> None:
    texts = ["The llama ate grass on the farm.", "A llama is an animal.", "We saw llamas in Peru."]
    episode = read(texts, glossary)
    assert [sentence.text for sentence in episode.sentences] == texts
    assert episode.repairs == ()
