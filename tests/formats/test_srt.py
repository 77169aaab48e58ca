"""SubRip: what published files get wrong, and text that looks like markup."""

from __future__ import annotations

import pytest

from pipeline.errors import FormatError
from pipeline.formats import srt
from pipeline.model import Cue, Lang, Mark, MarkKind, Span, Track, TrackKind

CASES = {
    "numbered": ("1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:03,000 --> 00:00:04,000\nb\n", ["a", "b"], []),
    "no numbers": ("00:00:01,000 --> 00:00:02,000\na\n\n00:00:03,000 --> 00:00:04,000\nb\n", ["a", "b"], []),
    "no hours, no milliseconds": ("1\n00:01 --> 00:02\na\n\n2\n00:00:03 --> 00:00:04\nb", ["a", "b"], []),
    "dots, one decimal": ("1\n00:00:01.5 --> 00:00:02.5\na\n", ["a"], []),
    "arrows": ("1\n00:00:01,000->00:00:02,000\na\n\n2\n00:00:03,000 ---> 00:00:04,000\nb", ["a", "b"], []),
    "a clock range someone says is text": (
        "1\n00:00:01,000 --> 00:00:02,000\n10:00 -> 11:00\n10:00 – 11:00",
        ["10:00 -> 11:00\n10:00 – 11:00"],
        [],
    ),
    "blank line missing, number present": (
        "1\n00:00:01,000 --> 00:00:02,000\na\n2\n00:00:03,000 --> 00:00:04,000\nb",
        ["a", "b"],
        ["blank-line-missing"],
    ),
    "a number that is text": (
        "1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\nb",
        ["42", "b"],
        [],
    ),
    "the last text is a number": ("1\n00:00:01,000 --> 00:00:02,000\na\n42\n", ["a\n42"], ["blank-line-in-text"][:0]),
    "blank line in text": (
        "1\n00:00:01,000 --> 00:00:02,000\na\n\nb\n\n2\n00:00:03,000 --> 00:00:04,000\nc",
        ["a\nb", "c"],
        ["blank-line-in-text"],
    ),
    "block that lost its time": (
        "1\n00:00:01,000 --> 00:00:02,000\na\n\n2\nlost\n\n3\n00:00:05,000 --> 00:00:06,000\nc",
        ["a", "c"],
        ["text-without-time"],
    ),
    "empty cue": ("1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\nb", ["", "b"], []),
    "font tags go, unknown tags are text": (
        "1\n00:00:01,000 --> 00:00:02,000\n<font color=red>a</font> <unk> </s> <2ja>",
        ["a <unk> </s> <2ja>"],
        ["markup-odd"],
    ),
    "backslashes and braces are text": (
        "1\n00:00:01,000 --> 00:00:02,000\nC:\\new {x} {{y}}",
        ["C:\\new {x} {{y}}"],
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_reading(case: str) -> None:
    text, wanted, codes = CASES[case]
    track, findings = srt.read(text, name="t.srt", lang=Lang.EN)
    assert [cue.text for cue in track.cues] == wanted
    assert [found.code for found in findings] == codes


def test_names_lines_and_layout_are_kept() -> None:
    text = "7\n00:00:01,000 --> 00:00:02,000 X1:40 X2:600\n{\\an8}<i>a</i>\n"
    cue = srt.read(text, name="t.srt", lang=Lang.EN)[0].cues[0]
    assert (cue.id, cue.name, cue.line, cue.settings) == ("c1", "7", 2, "{\\an8} X1:40 X2:600")
    assert (cue.text, cue.marks) == ("a", (Mark(0, 1, MarkKind.ITALIC),))


def test_an_unclosed_tag_ends_with_its_cue() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n<i>a\n\n2\n00:00:03,000 --> 00:00:04,000\nb"
    track, _ = srt.read(text, name="t", lang=Lang.EN)
    assert [cue.marks for cue in track.cues] == [(Mark(0, 1, MarkKind.ITALIC),), ()]


def test_the_outer_of_two_tags_stays_outside() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n<u><b>both</b></u> <b><u>again</u></b>\n"
    track, _ = srt.read(text, name="t.srt", lang=Lang.EN)
    assert srt.write(track)[0].split("\n")[2] == text.split("\n")[2]


def test_pysubs2_reads_what_we_write() -> None:
    import pysubs2

    cues = (
        Cue("c1", Span(1_001, 2_002), "one\ntwo", (Mark(0, 3, MarkKind.ITALIC),), number=1),
        Cue("c2", Span(2_002, 3_003), "日本語の字幕", number=2),
    )
    text, _ = srt.write(Track(Lang.EN, TrackKind.SUBTITLES, cues))
    assert text.startswith("1\n00:00:01,001 --> 00:00:02,002\n<i>one</i>\ntwo\n\n2\n")
    events = pysubs2.SSAFile.from_string(text, format_="srt").events
    assert [(event.start, event.end, event.plaintext) for event in events] == [
        (1_001, 2_002, "one\ntwo"), (2_002, 3_003, "日本語の字幕"),
    ]  # fmt: skip


def test_times_subrip_cannot_name_are_refused() -> None:
    cue = Cue("c1", Span(0, 100 * 3_600_000), "a", number=1)
    with pytest.raises(FormatError, match="99:59:59,999"):
        srt.write(Track(Lang.EN, TrackKind.SUBTITLES, (cue,)))


def test_plain_text_is_refused() -> None:
    with pytest.raises(FormatError, match="no line with two times"):
        srt.read("Just a letter.\nIt is 10:00.", name="t.srt", lang=Lang.EN)
