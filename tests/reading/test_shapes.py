"""Labels, sounds, repeated lines and second languages told from speech."""

from __future__ import annotations

import pytest

from pipeline.config import SegmentSettings
from pipeline.model import Cue, Lang, Mark, MarkKind, Span, Track, TrackKind
from pipeline.reading import plain, tokens
from tests.reading.helpers import track_of

SETTINGS = SegmentSettings()


def sentences(track: Track) -> list[tuple[str, str]]:
    return [(item.speaker, item.text) for item in tokens.sentences(plain.read(track, SETTINGS), track)]


def cues(*texts: str, lang: Lang = Lang.EN, length_ms: int = 1_000) -> Track:
    found = (
        Cue(f"c{at}", Span(length_ms * (at - 1), length_ms * at), text, number=at) for at, text in enumerate(texts, 1)
    )
    return Track(lang, TrackKind.CAPTIONS, tuple(found))


@pytest.mark.parametrize(
    "texts",
    [
        ("ANA: Did you hear?", "BEN: I did.", "It was loud."),
        ("[Ana] Did you hear?", "[Ben] I did.", "It was loud."),
        ("[ANA]: Did you hear?", "[BEN]: I did.", "It was loud."),
        (">> ANA: Did you hear?", ">> BEN: I did.", "It was loud."),
    ],
)
def test_labels_name_the_speaker_until_the_next_label(texts: tuple[str, ...]) -> None:
    found = [(speaker.upper(), text) for speaker, text in sentences(cues(*texts))]
    assert found == [("ANA", "Did you hear?"), ("BEN", "I did."), ("BEN", "It was loud.")]


def test_japanese_labels() -> None:
    track = cues("田中：聞こえましたか。", "鈴木：聞こえました。", "（田中）本当に？", lang=Lang.JA)
    assert sentences(track) == [("田中", "聞こえましたか。"), ("鈴木", "聞こえました。"), ("田中", "本当に？")]


def test_a_colon_in_speech_is_no_label() -> None:
    assert sentences(cues("The question: is it true?", "Note: it is.")) == [
        ("", "The question: is it true?"),
        ("", "Note: it is."),
    ]


def test_dashes_part_two_voices_without_names() -> None:
    assert sentences(cues("- we never\n- you did")) == [("", "we never"), ("", "you did")]


def test_a_minus_sign_is_no_dash() -> None:
    assert sentences(cues("-5 degrees outside.")) == [("", "-5 degrees outside.")]


def test_a_sound_alone_is_a_sentence_and_inside_speech_it_is_left_out() -> None:
    track = cues("and then we", "[Music]", "went [laughs] home.")
    assert [text for _, text in sentences(track)] == ["and then we", "[Music]", "went home."]


def test_a_song_stands_apart() -> None:
    found = [text for _, text in sentences(cues("He sang", "♪ the tide is late ♪", "all night."))]
    assert found == ["He sang", "♪ the tide is late ♪", "all night."]


def test_rolling_captions_are_read_once_and_every_character_is_kept() -> None:
    track = cues(" \nthe kiln", "the kiln\n ", "the kiln\nis warm", "is warm\n ", "is warm\nnow.")
    read = tokens.sentences(plain.read(track, SETTINGS), track)
    assert [item.text for item in read] == ["the kiln is warm now."]
    assert sum(piece.end - piece.start for piece in read[0].pieces) >= sum(len(cue.text.strip()) for cue in track.cues)


def test_cumulative_captions_are_read_once() -> None:
    track = cues("こんにちは", "こんにちは、今日は", "こんにちは、今日は晴れです。", lang=Lang.JA)
    assert sentences(track) == [("", "こんにちは、今日は晴れです。")]


def test_words_said_twice_are_not_a_repeated_line() -> None:
    track = cues("Very well.", "Very well.", "It works.", "We go on.", "It ends.", "So it does.")
    assert len(sentences(track)) == 6


@pytest.mark.parametrize(
    ("lang", "expected"),
    [(Lang.EN, ["Is it baked?", "Only half."]), (Lang.JA, ["焼けましたか。", "まだ半分です。"])],
)
def test_bilingual_cues_are_read_in_one_language(lang: Lang, expected: list[str]) -> None:
    track = cues("焼けましたか。\nIs it baked?", "まだ半分です。\nOnly half.", lang=lang)
    assert [text for _, text in sentences(track)] == expected


def test_a_span_in_another_language_is_left_out() -> None:
    text = "Hello. こんにちは。"
    marks = (Mark(7, len(text), MarkKind.LANG, "ja"),)
    track = Track(Lang.EN, TrackKind.CAPTIONS, (Cue("c1", Span(0, 900), text, marks, number=1),))
    assert sentences(track) == [("", "Hello.")]


def test_labels_are_kept_in_the_pieces() -> None:
    track = cues("ANA: Did you hear?", "BEN: I did.")
    read = tokens.sentences(plain.read(track, SETTINGS), track)
    assert [(piece.start, piece.end) for item in read for piece in item.pieces] == [(0, 18), (0, 11)]


def test_unmarked_japanese_ends_at_its_final_forms() -> None:
    script = "\n".join(
        ["S1 | えーと今日はモデルの話をします", "S1 | 去年すごく伸びましたよね", "S1 | でもまだ高いんですけど"]
    )
    found = tokens.sentences(plain.read(track_of(script, Lang.JA), SETTINGS), track_of(script, Lang.JA))
    assert [item.text for item in found] == [
        "えーと今日はモデルの話をします",
        "去年すごく伸びましたよね",
        "でもまだ高いんですけど",
    ]
