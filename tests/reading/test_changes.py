"""The log: written down, refused, accepted, replayed."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import SegmentSettings
from pipeline.errors import StageError
from pipeline.model import (
    Edit,
    EditKind,
    Episode,
    Glossary,
    Lang,
    Pair,
    Repair,
    Source,
    Term,
    TermStatus,
    TermType,
    Track,
    Variant,
)
from pipeline.reading.changes import Draft, Log, render
from pipeline.reading.plain import read
from pipeline.stages import segment
from tests.reading.helpers import track_of

SETTINGS = SegmentSettings()
TERMS = Glossary(
    "test",
    Pair(Lang.EN, Lang.JA),
    (Term("openai", "OpenAI", "OpenAI", TermType.ORGANIZATION, TermStatus.APPROVED, (Variant("open Ai", (), True),)),),
    "1",
)
TALK = """
S2 | Then you have open Ai, and it is backed by both Amazon and.
S3 | Google. But that is a bit of a tangled web It's the
S3 | place where twenty five thousand chips sit. Isn't it.
S2 | So the engineers running these things, yeah, they aren't just coders.
S3 | They are absolutely not. It feels very.
S2 | Strange, because we never planned for it.
"""


def run(track: Track, edits: tuple[Edit, ...] = (), knobs: SegmentSettings = SETTINGS) -> Episode:
    episode = Episode(id="t", source=Source.of("t", b""), track=track)
    return segment.run(episode, glossary=TERMS, edits=edits, settings=knobs)


def test_the_log_replays_to_the_same_sentences() -> None:
    track = track_of(TALK)
    episode = run(track)
    assert sum(item.applied for item in episode.repairs) >= 3
    assert segment.replayed(track, episode.repairs, SETTINGS) == episode.sentences


WORDS = st.sampled_from(
    "the model and. Google is right, exactly. We three hundred Yeah, it Amazon then. of both open Ai They what".split()
)
TURNS = st.lists(
    st.tuples(st.sampled_from(["S1", "S2"]), st.lists(WORDS, min_size=1, max_size=9)), min_size=1, max_size=8
)


@settings(deadline=None, max_examples=40)
@given(TURNS)
def test_any_log_replays(turns: list[tuple[str, list[str]]]) -> None:
    track = track_of("\n".join(f"{speaker} | {' '.join(words)}" for speaker, words in turns))
    episode = run(track)
    assert segment.replayed(track, episode.repairs, SETTINGS) == episode.sentences


def test_without_repair_every_word_is_as_delivered() -> None:
    track = track_of(TALK)
    episode = run(track, knobs=SegmentSettings(repair=False))
    assert episode.repairs == ()
    assert " ".join(item.text for item in episode.sentences) == " ".join(cue.text for cue in track.cues)


def test_refusing_and_accepting() -> None:
    track = track_of(TALK)
    plain_run = run(track)
    chosen = next(item for item in plain_run.repairs if item.kind == "hand-over" and item.applied)
    refused = run(track, (Edit(EditKind.REPAIR, chosen.id, chosen.before, "refuse"),))
    again = next(item for item in refused.repairs if item.id == chosen.id)
    assert not again.applied
    assert segment.replayed(track, refused.repairs, SETTINGS) == refused.sentences
    assert refused.sentences != plain_run.sentences
    proposals = run(track, knobs=SegmentSettings(min_confidence=0.999))
    waiting = next(item for item in proposals.repairs if item.id == chosen.id)
    assert not waiting.applied
    accepted = run(
        track, (Edit(EditKind.REPAIR, chosen.id, chosen.before, "accept"),), SegmentSettings(min_confidence=0.999)
    )
    assert next(item for item in accepted.repairs if item.id == chosen.id).applied


def test_a_log_of_another_transcript_is_refused() -> None:
    repair = Repair(
        "boundary@c1:0", "boundary", "s1-1", "Not these words", "Not. ¶ These words", "test", 1.0, cue_id="c1"
    )
    with pytest.raises(StageError, match="does not fit"):
        segment.replayed(track_of("S1 | Other words here."), (repair,), SETTINGS)
    with pytest.raises(StageError, match="no place"):
        segment.replayed(
            track_of("S1 | Other words here."), (dataclasses.replace(repair, id="boundary@c9:0"),), SETTINGS
        )


def test_words_that_hold_the_signs_of_the_log_are_left_alone() -> None:
    track = track_of("S1 | a ¶ sign. Then.")
    tokens = read(track, SETTINGS)
    log = Log.of(track, ())
    draft = Draft.of("boundary", tokens[:2])
    draft.texts[0] = "A"
    assert not log.offer(draft, reason="test", confidence=1.0, sure=True)
    assert log.repairs == []


def test_how_a_window_is_written() -> None:
    tokens = read(track_of("S1 | It ends. We go\nS2 | on."), SETTINGS)
    assert render(tokens) == "It ends. ¶ We go ⟨Speaker 2⟩ on."
