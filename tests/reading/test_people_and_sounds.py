"""Near misses by sound; guesses at who the speakers are."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.config import SegmentSettings
from pipeline.model import Bilingual, Episode, Glossary, Lang, Meta, Pair, Source, Speaker, Term, TermStatus, TermType
from pipeline.reading.sounds import sound_of
from pipeline.stages import segment
from tests.reading.helpers import track_of

TERMS = Glossary(
    "test",
    Pair(Lang.EN, Lang.JA),
    (
        Term("anthropic", "Anthropic", "Anthropic", TermType.ORGANIZATION, TermStatus.APPROVED),
        Term("mistral", "Mistral", "Mistral", TermType.ORGANIZATION, TermStatus.APPROVED),
        Term("moat", "compute moat", "計算の堀", TermType.CONCEPT, TermStatus.APPROVED),
    ),
    "1",
)
META = Meta(speakers=(Speaker("Speaker 3", Bilingual("Tomas Okoro", "トマス・オコロ"), "guest"),))


def read(script: str, meta: Meta = META) -> Episode:
    episode = dataclasses.replace(Episode(id="t", source=Source.of("t", b""), track=track_of(script)), meta=meta)
    return segment.run(episode, glossary=TERMS, edits=(), settings=SegmentSettings())


def test_a_name_of_the_episode_written_otherwise_is_read_as_the_name() -> None:
    episode = read("S2 | My guest is Thomas Okoro, who runs the bakery.")
    assert episode.sentences[0].text == "My guest is Tomas Okoro, who runs the bakery."
    assert [(item.before, item.after, item.applied) for item in episode.repairs if item.kind == "word"] == [
        ("Thomas Okoro,", "Tomas Okoro,", True)
    ]


def test_a_distant_sound_is_only_proposed() -> None:
    episode = read("S2 | The people at Anthropix and at Mistrale disagree.")
    proposals = {item.before: item for item in episode.repairs if item.kind == "word"}
    assert proposals["Anthropix"].after == "Anthropic"
    assert not proposals["Anthropix"].applied
    assert "Anthropix" in episode.sentences[0].text


@pytest.mark.parametrize("text", ["Anthropic is fine.", "Two Mistrals are fine.", "The mistral blows in spring."])
def test_names_themselves_and_common_words_are_no_near_misses(text: str) -> None:
    assert [item for item in read(f"S2 | {text}").repairs if item.kind == "word"] == []


def test_sounds() -> None:
    assert sound_of("phrase") == sound_of("frase")
    assert sound_of("knight") == sound_of("nite")
    assert sound_of("Zuckerbert") != sound_of("Zuckerberg")
    assert sound_of("") == ""


CHAT = """
S1 | Welcome back to the show. My guest today bakes bread. What do you bake first?
S2 | Thanks for having me. I'm Tomas Okoro, and I bake rye first, every single night of the year.
S1 | And what do you bake last? Who eats it?
S2 | Wheat. It goes to the harbor, and to the people who work there in the dark.
S1 | How do you know how much?
S2 | I ask a machine, and then I do something else.
"""


def test_host_guest_and_names_are_proposed_never_applied() -> None:
    found = {item.id: item for item in read(CHAT, Meta()).repairs if item.kind == "speaker"}
    assert found["speaker@Speaker 1:role"].after == "host"
    assert found["speaker@Speaker 2:role"].after == "guest"
    assert found["speaker@Speaker 2:name"].after == "Tomas Okoro"
    assert not any(item.applied for item in found.values())


def test_what_the_episode_says_itself_is_not_guessed() -> None:
    speakers = (
        Speaker("Speaker 1", Bilingual("Mara Lind", "マーラ"), "host"),
        Speaker("Speaker 2", Bilingual("Tomas Okoro", "トマス"), "guest"),
    )
    assert [item for item in read(CHAT, Meta(speakers=speakers)).repairs if item.kind == "speaker"] == []
