"""Hand-overs, sentence ends, interjections, transcripts without marks: what an editor would do, and would leave."""

from __future__ import annotations

import pytest

from pipeline.config import SegmentSettings
from pipeline.model import Episode, Glossary, Lang, Pair, Source, Track
from pipeline.reading import boundaries, handover
from pipeline.stages import segment
from tests.reading.helpers import track_of

NO_TERMS = Glossary("none", Pair(Lang.EN, Lang.JA), (), "0")


def read(script: str | Track, **knobs: object) -> Episode:
    track = track_of(script) if isinstance(script, str) else script
    episode = Episode(id="t", source=Source.of("t", b""), track=track)
    return segment.run(episode, glossary=NO_TERMS, edits=(), settings=SegmentSettings(**knobs))  # type: ignore[arg-type]


def said(script: str) -> list[str]:
    return [f"{item.speaker[-1:]}: {item.text}" for item in read(script).sentences]


def test_the_last_words_of_a_phrase_come_back_to_its_speaker() -> None:
    assert said("S2 | It is a very serious look at the.\nS3 | Problem. So let me start there.") == [
        "2: It is a very serious look at the problem.",
        "3: So let me start there.",
    ]


def test_the_first_words_of_an_answer_go_to_who_answers() -> None:
    assert said("S2 | So you took the whole thing apart again, and.\nS3 | I did, three times in one week.")[1] == (
        "3: And I did, three times in one week."
    )


@pytest.mark.parametrize(
    "script",
    [
        "S2 | What do you mean by that?\nS3 | Well, when you have twenty people in a room, things break.",
        "S2 | It feels like that.\nS3 | That is a perfect analogy, and it does not stop there.",
        "S2 | The friction is zero.\nS3 | Right. The others might be fantastic.",
        "S2 | How much does it cost?\nS3 | Nothing.",
        "S2 | I met her at the bakery, because of the baby.\nS3 | Mara, thank you so much for coming in.",
        "S2 | That is the asymmetry that worries me.\nS3 | Me too. So now we ask.",
    ],
)
def test_hand_overs_that_are_right_are_left_alone(script: str) -> None:
    episode = read(script)
    assert not [item for item in episode.repairs if item.kind == "hand-over" and item.applied]


def test_words_never_move_across_a_silence() -> None:
    episode = read("S2 | It is a very serious look at the.\n(5)\nS3 | Problem. So let me start there.")
    assert [item for item in episode.repairs if item.kind == "hand-over"] == []


def test_a_doubtful_move_is_proposed() -> None:
    script = "S2 | It is a very serious look at the.\nS3 | Problem. So let me start there."
    (repair,) = (item for item in read(script, min_confidence=0.9999).repairs if item.kind == "hand-over")
    assert not repair.applied
    assert "mid-phrase" in repair.reason


def test_every_feature_counts_and_can_be_left_out_for_a_while() -> None:
    for name, weight in handover.WEIGHTS.items():
        assert handover.score({name: 2.0}) == 2 * weight
        with handover.without(name):
            assert handover.score({name: 2.0}) == 0
        assert handover.score({name: 2.0}) == 2 * weight


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It is a charming name. Isn't it. But the scale is not.",
            ["It is a charming name, isn't it?", "But the scale is not."],
        ),
        ("So let's set the board. Then. If we are looking at this, it is a game.", ["So let's set the board, then."]),
        ("Precisely, Winning the market is one thing.", ["Precisely.", "Winning the market is one thing."]),
        ("So what do you mean by that.", ["So what do you mean by that?"]),
    ],
)
def test_ends_inside_a_turn(text: str, expected: list[str]) -> None:
    found = [item.text for item in read(f"S2 | {text}\nS3 | Okay.").sentences]
    assert found[: len(expected)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "They compete, precisely because they do not have the money.",
        "If your business is selling hot dogs, what do you want?",
        "We met Dr. Smith in the U.S. Senate at 9 a.m. on Monday.",
        "I asked, and she said no.",
    ],
)
def test_what_reads_as_one_sentence_stays_one(text: str) -> None:
    assert read(f"S2 | {text}\nS3 | Okay.").sentences[0].text == text


def test_the_other_speakers_yeah_is_left_out_and_kept_in_the_pieces() -> None:
    episode = read(
        "S2 | So the engineers who run these things, yeah, they are not just coders.\nS3 | They are not, no."
    )
    assert episode.sentences[0].text == "So the engineers who run these things, they are not just coders."
    assert sum(piece.end - piece.start for piece in episode.sentences[0].pieces) == len(
        "So the engineers who run these things, yeah, they are not just coders."
    )


def test_a_buried_reply_that_echoes_goes_to_the_other_speaker() -> None:
    found = said(
        "S2 | It is the little guys against the world.\n"
        "S3 | Right, the rebels, exactly, the rebels versus the giants of the world. But the truth is messier."
    )
    assert found[1:] == [
        "3: Right, the rebels.",
        "2: Exactly, the rebels versus the giants of the world.",
        "3: But the truth is messier.",
    ]


def test_without_marks_sentences_come_from_words_and_pauses() -> None:
    words = "so the first thing i want to talk about is the oven it is very old"
    more = "and what do you do when it breaks i call my brother he knows everything about ovens"
    script = f"{words}\n(1.2)\n{more}\n(1.2)\nthank you that was great we will see you next week"
    episode = read(script)
    texts = [item.text for item in episode.sentences]
    assert texts[0].startswith("So the first thing I want to talk about is the oven")
    assert all(text[0].isupper() and text[-1] in ".?" for text in texts)
    assert len(texts) >= 4
    assert segment.replayed(track_of(script), episode.repairs, SegmentSettings()) == episode.sentences


def test_text_in_another_language_is_not_punctuated() -> None:
    episode = read("der zug nach hamburg fährt heute leider erst viel später ab weil der schaffner verschlafen hat")
    assert episode.repairs == ()


@pytest.mark.parametrize("name", list(boundaries.WEIGHTS))
def test_every_feature_of_a_boundary_counts_and_can_be_left_out(name: str) -> None:
    assert boundaries.score({name: 2.0}) == 2 * boundaries.WEIGHTS[name]
    with boundaries.without(name):
        assert boundaries.score({name: 2.0}) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We met the mayor on Monday, what did she say about it?",
            ["We met the mayor on Monday.", "What did she say about it?"],
        ),
        (
            "You begin with the weather in the valley, right, we aren't looking at the mountain at all.",
            ["You begin with the weather in the valley, right.", "We aren't looking at the mountain at all."],
        ),
    ],
)
def test_run_ons_are_split(text: str, expected: list[str]) -> None:
    assert [item.text for item in read(f"S2 | {text}\nS3 | Okay.").sentences][:-1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Okay, So, an old oven is what we call a beast.", "Okay, So, an old oven is what we call a beast."),
        ("Well? Big bakeries have used this for years.", "Well, big bakeries have used this for years."),
        ("It cracks, it moans, and it moves every day.", "It cracks, it moans, and it moves every day."),
        ("It's not a wall, it's a doorbell.", "It's not a wall, it's a doorbell."),
        (
            "If you look at the price of wood, of copper and of land. The old ovens were cheap.",
            "If you look at the price of wood, of copper and of land, the old ovens were cheap.",
        ),
    ],
)
def test_openers_lists_contrasts_and_waiting_clauses_go_on(text: str, expected: str) -> None:
    assert read(f"S2 | {text}\nS3 | Okay.").sentences[0].text == expected


def test_what_is_said_twice_before_a_yes_was_said_by_the_other_first() -> None:
    found = said(
        "S3 | So the models do well on these.\n"
        "S2 | Some of them have simply seen the exam, contamination. Contamination, yes. We took a famous set.\n"
        "S3 | And then?"
    )
    assert found[1:4] == [
        "2: Some of them have simply seen the exam.",
        "3: Contamination.",
        "2: Contamination, yes.",
    ]


def test_a_turn_of_one_closing_word_belongs_to_the_turn_before() -> None:
    assert said("S2 | Is that what you mean?\nS3 | That's exactly.\nS2 | It.\nS3 | If you put that much in one room.")[
        1
    ] == ("3: That's exactly it.")


def test_an_oh_after_a_question_is_no_question() -> None:
    assert said("S2 | Can you give me an example of a time they lost? Oh?\nS3 | Absolutely. The best one is the oven.")[
        1
    ].startswith("3: Oh")


def test_words_left_out_are_skipped_when_the_ends_are_judged() -> None:
    episode = read(
        "S3 | And the oven?\nS2 | What do you do on a Sunday, yeah, what do you do on a Monday.\nS3 | I bake."
    )
    assert (
        segment.replayed(
            track_of(
                "S3 | And the oven?\nS2 | What do you do on a Sunday, yeah, what do you do on a Monday.\nS3 | I bake."
            ),
            episode.repairs,
            SegmentSettings(),
        )
        == episode.sentences
    )
    assert [item.text for item in episode.sentences][1:-1] == [
        "What do you do on a Sunday?",
        "What do you do on a Monday?",
    ]
