"""Formats only read, and telling formats apart."""

from __future__ import annotations

import pytest

from pipeline import formats
from pipeline.errors import ConfigError, FormatError
from pipeline.model import Lang, Span

SAMPLES = {
    "sbv": (
        "0:00:02.460,0:00:04.320\nIntroducing[br]Elements.\n\n0:00:05.550,0:00:11.150\nb\n",
        ["Introducing\nElements.", "b"],
    ),
    "stc": ("*TC 00:00:01;15\none\n\n*TC 00:00:03;00\ntwo\n", ["one", "two"]),
    "starts": ("00:00:02.867\nAlright\nthen\n\n00:00:06.100\nwith\n", ["Alright\nthen", "with"]),
    "microdvd": ("{1}{1}25.000\n{25}{50}one|two\n", ["one\ntwo"]),
    "mpl2": ("[10][20]one\n[30][40]two\n", ["one", "two"]),
    "sami": ("<SAMI><BODY><SYNC Start=1000><P>one</P><SYNC Start=2000><P>&nbsp;</P></BODY></SAMI>", ["one"]),
    "tmp": ("00:00:01:one\n00:00:03:two\n", ["one", "two"]),
    "vtt": ("WEBVTT\n\n00:01.000 --> 00:02.000\na\n", ["a"]),
    "srt": ("00:00:01,000 --> 00:00:02,000\na\n", ["a"]),
    "ass": ("[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,a\n", ["a"]),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_content_decides_whatever_the_suffix(name: str) -> None:
    text, wanted = SAMPLES[name]
    entry = formats.sniff(text, "talk.txt")
    assert entry.name == name
    assert entry.read
    track, _ = entry.read(text, name="talk.txt", lang=Lang.EN)
    assert [cue.text for cue in track.cues] == wanted


def test_start_times_alone_end_where_the_next_begins() -> None:
    text, _ = SAMPLES["stc"]
    track, findings = formats.FORMATS["stc"].read(text, name="x", lang=Lang.EN)  # type: ignore[misc]
    assert [cue.span for cue in track.cues] == [Span(1_500, 3_000), Span(3_000, 6_000)]
    assert [found.code for found in findings] == ["ends-assumed"]


def test_frames_without_a_rate_are_said_to_be_a_guess() -> None:
    _, findings = formats.FORMATS["microdvd"].read("{25}{50}one\n", name="x", lang=Lang.EN)  # type: ignore[misc]
    assert [found.code for found in findings] == ["frame-rate-assumed"]


def test_a_name_settles_only_what_content_leaves_open() -> None:
    bare = "00:00:01.000 --> 00:00:02.000\n<v Ann>a\n"
    assert formats.sniff(bare, "talk.vtt").name == "vtt"
    assert formats.sniff(bare, "talk.srt").name == "srt"


@pytest.mark.parametrize(
    "text", ["", "\n \n", "garbage vtt file", "Dear all,\nsee you at 10:30.\n", "{}", "<html></html>"]
)
def test_no_subtitle_file_is_one_clear_error(text: str) -> None:
    with pytest.raises(FormatError, match=r"empty|not a subtitle file"):
        formats.sniff(text, "talk.vtt")


def test_an_unknown_format_is_refused_with_a_suggestion() -> None:
    with pytest.raises(ConfigError, match='did you mean "vtt"'):
        formats.named("vvt")
