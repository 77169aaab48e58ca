from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import SegmentSettings
from pipeline.errors import StageError
from pipeline.model import (
    Cue,
    Edit,
    EditKind,
    Episode,
    Glossary,
    Lang,
    Mark,
    MarkKind,
    Pair,
    Source,
    Span,
    Term,
    TermStatus,
    TermType,
    Track,
    TrackKind,
    Variant,
)
from pipeline.stages import segment
from tests.reading.helpers import track_of

EN_JA = Pair(Lang.EN, Lang.JA)
NO_TERMS = Glossary("none", EN_JA, (), "0")
SETTINGS = SegmentSettings()


def segmented(
    track: Track, glossary: Glossary = NO_TERMS, edits: tuple[Edit, ...] = (), settings: SegmentSettings = SETTINGS
) -> Episode:
    episode = Episode(id="test", source=Source.of("test.vtt", b""), track=track)
    return segment.run(episode, glossary=glossary, edits=edits, settings=settings)


def texts(script: str, lang: Lang = Lang.EN) -> list[str]:
    return [sentence.text for sentence in segmented(track_of(script, lang)).sentences]


def test_cut_cues_become_sentences_with_ids_from_their_first_cue() -> None:
    episode = segmented(track_of("S1 | We look at\nS1 | two things. First the\nS1 | model. Then the data."))
    assert [(item.id, item.text) for item in episode.sentences] == [
        ("s1-1", "We look at two things."),
        ("s2-1", "First the model."),
        ("s3-1", "Then the data."),
    ]
    assert [(piece.cue_id, piece.start, piece.end) for piece in episode.sentences[1].pieces] == [
        ("c2", 12, 21),
        ("c3", 0, 6),
    ]


def test_a_change_of_speaker_ends_the_sentence() -> None:
    episode = segmented(track_of("S2 | and what about\nS3 | the weather is fine."))
    assert [item.speaker for item in episode.sentences] == ["Speaker 2", "Speaker 3"]


def test_two_voices_in_one_cue_are_two_sentences() -> None:
    text = "Is it? It is."
    marks = (Mark(0, 6, MarkKind.VOICE, "Ann"), Mark(7, 13, MarkKind.VOICE, "Ben"))
    track = Track(Lang.EN, TrackKind.CAPTIONS, (Cue("c1", Span(0, 900), text, marks, number=1),))
    assert [(item.speaker, item.text) for item in segmented(track).sentences] == [("Ann", "Is it?"), ("Ben", "It is.")]


def test_a_long_silence_ends_the_sentence_and_a_short_one_does_not() -> None:
    assert texts("S1 | the road goes\n(3)\nS1 | on and on.") == ["the road goes", "on and on."]
    assert texts("S1 | the road goes\n(1)\nS1 | on and on.") == ["the road goes on and on."]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith asked Mr. Jones about St. Mary.",
        "It fell by 3.5 percent, i.e. a lot.",
        "She runs the U.S. Department of Energy.",
        "We use Node.js for this, e.g. on servers.",
        "J. R. R. Tolkien wrote it.",
        "He said... well, nothing.",
        "Acme Inc. makes everything.",
        "It starts at 9 a.m. on Friday.",
        "I heard iPhone sales fell, and xAI grew.",
    ],
)
def test_these_full_stops_end_nothing(text: str) -> None:
    assert texts(f"S1 | {text}") == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They trained GPT-4. The cost was huge.", 2),
        ("Is it true? Yes! It is.", 3),
        ('He said "stop." She went on.', 2),
        ("It is in the U.S. The rest is abroad.", 2),
        ("It was version 3.5. Nobody noticed.", 2),
        ("We met at 9 p.m. Then we left.", 2),
        ("They run Node.js. It works.", 2),
    ],
)
def test_these_do(text: str, expected: int) -> None:
    assert len(texts(f"S1 | {text}")) == expected


def test_japanese_ends_without_blanks() -> None:
    assert texts("S1 | 今日は晴れです。明日は\nS1 | 雨でしょう。そうですか？はい。", Lang.JA) == [
        "今日は晴れです。",
        "明日は雨でしょう。",
        "そうですか？",
        "はい。",
    ]


def test_a_quoted_japanese_sentence_stays_inside() -> None:
    assert texts("S1 | 彼は「行くよ。待って。」と言った。", Lang.JA) == ["彼は「行くよ。待って。」と言った。"]


OPENAI = Term(
    "openai",
    "OpenAI",
    "OpenAI",
    TermType.ORGANIZATION,
    TermStatus.APPROVED,
    (Variant("open Ai", (), True), Variant("open eye", ("ChatGPT",))),
)
TERMS = Glossary("test", EN_JA, (OPENAI,), "1")


def test_a_variant_is_repaired_with_a_log_line() -> None:
    episode = segmented(track_of("S1 | Then you have open Ai, of course."), TERMS)
    assert episode.sentences[0].text == "Then you have OpenAI, of course."
    (repair,) = episode.repairs
    assert (repair.kind, repair.before, repair.after, repair.term_id, repair.applied, repair.cue_id) == (
        "word",
        "open Ai,",
        "OpenAI,",
        "openai",
        True,
        "c1",
    )


def test_a_variant_needs_its_case_and_its_context() -> None:
    assert segmented(track_of("S1 | It is open AI for all."), TERMS).repairs == ()
    assert segmented(track_of("S1 | Keep an open eye."), TERMS).repairs == ()
    assert segmented(track_of("S1 | Did open eye make ChatGPT?"), TERMS).sentences[0].text == "Did OpenAI make ChatGPT?"


def test_a_refused_repair_stays_refused() -> None:
    track = track_of("S1 | Then you have open Ai, of course.")
    (repair,) = segmented(track, TERMS).repairs
    edit = Edit(EditKind.REPAIR, repair.id, repair.before, "refuse")
    episode = segmented(track, TERMS, (edit,))
    assert episode.sentences[0].text == "Then you have open Ai, of course."
    assert [item.applied for item in episode.repairs] == [False]


def test_a_run_without_marks_is_cut_near_the_limit() -> None:
    words = "word " * 60
    episode = segmented(track_of(f"S1 | {words}"), settings=SegmentSettings(max_sentence_chars=100))
    assert all(len(item.text) <= 100 for item in episode.sentences)
    assert " ".join(item.text for item in episode.sentences) == words.strip()


def test_a_track_is_needed() -> None:
    with pytest.raises(StageError):
        segment.run(Episode(id="e", source=Source.of("e", b"")), glossary=NO_TERMS, edits=(), settings=SETTINGS)


WORDS = st.sampled_from("the model Yes. no? Mr. 3.5 wait... It and 。 U.S. だ。 “so” - open Ai".split())
LENGTHS = st.integers(1, 3_000)
CUES = st.lists(
    st.tuples(st.lists(WORDS, max_size=6), st.sampled_from(["", "A", "B"]), st.integers(0, 4_000), LENGTHS),
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(CUES, st.sampled_from([Lang.EN, Lang.JA]))
def test_every_character_is_in_exactly_one_sentence(rows: list[tuple[list[str], str, int, int]], lang: Lang) -> None:
    cues: list[Cue] = []
    now_ms = 0
    for number, (words, speaker, gap_ms, length_ms) in enumerate(rows, 1):
        now_ms += gap_ms
        text = " ".join(words)
        marks = (Mark(0, len(text), MarkKind.VOICE, speaker),) if speaker else ()
        cues.append(Cue(f"c{number}", Span(now_ms, now_ms + length_ms), text, marks, number=number))
        now_ms += length_ms
    track = Track(lang, TrackKind.CAPTIONS, tuple(cues))
    episode = segmented(track)
    by_id = track.by_id()
    seen: list[tuple[int, int]] = []
    for sentence in episode.sentences:
        for piece in sentence.pieces:
            number = by_id[piece.cue_id].number
            seen += [(number, at) for at in range(piece.start, piece.end) if not cues[number - 1].text[at].isspace()]
    wanted = [(cue.number, at) for cue in cues for at, char in enumerate(cue.text) if not char.isspace()]
    assert seen == wanted
    assert len({sentence.id for sentence in episode.sentences}) == len(episode.sentences)
    for sentence in episode.sentences:
        numbers = [by_id[piece.cue_id].number for piece in sentence.pieces]
        for left, right in pairwise(numbers):
            assert cues[right - 1].span.start_ms - cues[left - 1].span.end_ms <= SETTINGS.max_silence_ms or any(
                cues[left - 1].span.end_ms < cue.span.end_ms for cue in cues[left : right - 1]
            )


def test_a_repeated_caption_stays_before_the_silence_after_it() -> None:
    spans = ((0, 1, "the the"), (1, 2, "the the"), (2003, 2004, "the"), (2004, 2005, "the"))
    cues = tuple(
        Cue(f"c{number}", Span(start, end), text, number=number) for number, (start, end, text) in enumerate(spans, 1)
    )
    episode = segmented(Track(Lang.EN, TrackKind.CAPTIONS, cues))
    found = [[piece.cue_id for piece in sentence.pieces] for sentence in episode.sentences]
    assert found == [["c1", "c2"], ["c3", "c4"]]
