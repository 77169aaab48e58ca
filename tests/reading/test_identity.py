"""Segmentation of a segmented text is identity: sentences written out one a cue are read as the same sentences."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.config import SegmentSettings
from pipeline.formats import decode, sniff
from pipeline.model import Cue, Episode, Glossary, Lang, Mark, MarkKind, Pair, Sentence, Source, Track
from pipeline.reading import plain
from pipeline.stages import segment
from tests.reading.helpers import track_of

NO_TERMS = Glossary("none", Pair(Lang.EN, Lang.JA), (), "0")
SAMPLES = Path(__file__).parents[2] / "samples"
SETTINGS = SegmentSettings()


def read(track: Track) -> tuple[Sentence, ...]:
    episode = Episode(id="t", source=Source.of("t", b""), track=track)
    return segment.run(episode, glossary=NO_TERMS, edits=(), settings=SETTINGS).sentences


def written_out(sentences: tuple[Sentence, ...], track: Track) -> Track:
    """The sentences as a track: one cue each, with its voice and its time."""
    cues = []
    for number, sentence in enumerate(sentences, 1):
        marks = (Mark(0, len(sentence.text), MarkKind.VOICE, sentence.speaker),) if sentence.speaker else ()
        cues.append(Cue(f"c{number}", sentence.span, sentence.text, marks, number=number))
    return Track(track.lang, track.kind, tuple(cues))


def again(sentences: tuple[Sentence, ...], track: Track) -> list[tuple[str, str]]:
    return [(item.speaker, item.text) for item in read(written_out(sentences, track))]


def said(sentences: tuple[Sentence, ...]) -> list[tuple[str, str]]:
    return [(item.speaker, item.text) for item in sentences]


@pytest.mark.parametrize("name", ["bakery-01", "compiler-02"])
def test_a_sample_episode_read_again(name: str) -> None:
    path = SAMPLES / name / "source.en.vtt"
    text, _ = decode(path.read_bytes())
    reader = sniff(text, path.name).read
    assert reader is not None
    track = reader(text, name=path.name, lang=Lang.EN)[0]
    found = read(track)
    assert again(found, track) == said(found)


CLAUSES = st.sampled_from(
    [
        "the oven is older than the bakery",
        "we bought it from a man in Leeds",
        "nobody knew what it weighed",
        "if the door stays open, the bread falls",
        "what do you do on a Sunday",
        "a mile of copper costs two million dollars",
        "they voted against the tower",
        "it runs every day",
    ]
)
OPENERS = st.sampled_from(["", "", "", "Right, ", "Okay, so ", "And ", "Exactly. ", "Yeah, ", "Well, "])
JOINTS = st.sampled_from([". ", ". ", ". ", "? ", ", ", " "])
TURNS = st.lists(
    st.tuples(st.sampled_from(["S2", "S3"]), st.lists(st.tuples(OPENERS, CLAUSES, JOINTS), min_size=1, max_size=4)),
    min_size=1,
    max_size=12,
)
PIECE = 7  # words a cue: recognisers break lines anywhere


def cues_of(turns: list[tuple[str, list[tuple[str, str, str]]]]) -> Track:
    lines = []
    for speaker, clauses in turns:
        text = ""
        for opener, clause, joint in clauses:
            fresh = not text or text.rstrip()[-1] in ".?"
            opening = opener + clause if opener else clause
            text += (opening[0].upper() + opening[1:] if fresh else opening[0].lower() + opening[1:]) + joint
        words = (text.rstrip(" ,.?") + ".").split()
        lines += [f"{speaker} | {' '.join(words[at : at + PIECE])}" for at in range(0, len(words), PIECE)]
    return track_of("\n".join(lines))


@settings(deadline=None, max_examples=60)
@given(TURNS)
def test_invented_talk_read_again(turns: list[tuple[str, list[tuple[str, str, str]]]]) -> None:
    track = cues_of(turns)
    found = read(track)
    repeated = [right.text.startswith(left.text.rstrip(".?")) for left, right in pairwise(found)]
    assume(not any(repeated))  # captions that roll look like that
    assert again(found, track) == said(found)


def test_japanese_read_again() -> None:
    script = "S2 | えーと、今日は焼き窯の話です。とても\nS2 | 古い窯です。\nS3 | そうですね。何年前の\nS3 | 窯？"
    track = track_of(script, Lang.JA)
    found = read(track)
    assert again(found, track) == said(found)


def test_one_sentence_a_cue_is_left_alone_and_words_are_still_repaired() -> None:
    script = "\n".join(f"S{2 + at % 2} | It runs on day {at}, the oven is old." for at in range(10))
    assert plain.segmented(plain.read(track_of(script), SETTINGS), SETTINGS.max_sentence_chars)
    torn = script + "\nS2 | It is a very serious look at the.\nS3 | Problem."
    assert not plain.segmented(plain.read(track_of(torn), SETTINGS), SETTINGS.max_sentence_chars)
    assert not plain.segmented(plain.read(track_of("S2 | It runs."), SETTINGS), SETTINGS.max_sentence_chars)


def test_a_sentence_too_long_for_one_goes_over_cues_and_comes_back() -> None:
    long = ", ".join(["the oven is older than the bakery and the street that it stands in"] * 9)
    track = track_of("\n".join(["S2 | It is old.", "S3 | How old?"] * 5 + [f"S2 | So {long}."]))
    found = read(track)
    assert len(found) > 11
    assert again(found, track) == said(found)
