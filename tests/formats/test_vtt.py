"""WebVTT: the parsing rules that matter to us, each with its rule, and what is kept through a round trip."""

from __future__ import annotations

import pytest

from pipeline.errors import FormatError
from pipeline.formats import cuetext, vtt
from pipeline.model import Cue, Lang, Mark, MarkKind, Severity, Span, Track, TrackKind

V, IT, B, L, C, R, T = (
    MarkKind.VOICE, MarkKind.ITALIC, MarkKind.BOLD, MarkKind.LANG, MarkKind.CLASS, MarkKind.RUBY, MarkKind.TIME,
)  # fmt: skip


def read(text: str) -> tuple[Track, list[str]]:
    track, findings = vtt.read(text, name="t.vtt", lang=Lang.EN)
    return track, [found.code for found in findings]


def texts(text: str) -> list[str]:
    return [cue.text for cue in read(text)[0].cues]


# ------------------------------------------------------------------- file structure (WebVTT 6.1)

RULES = {
    "signature alone, no line end": ("WEBVTT", []),
    "signature followed by space": ("WEBVTT \n", []),
    "signature followed by tab and words": ("WEBVTT\tsome title\n\n00:00.000 --> 00:01.000\na", ["a"]),
    "byte order mark before the signature": ("\ufeffWEBVTT\n\n00:00.000 --> 00:01.000\na", ["a"]),
    "timing directly under the signature": ("WEBVTT\n00:00.000 --> 00:01.000\na", ["a"]),
    "header lines end at the first blank line": ("WEBVTT\nKind: captions\n\n00:00.000 --> 00:01.000\na", ["a"]),
    "a line of one space is not blank": ("WEBVTT\n \n00:00.000 --> 00:01.000\na", ["a"]),
    "CR, LF and CRLF all end lines": (
        "WEBVTT\r\r00:00.000 --> 00:01.000\ra\r\n\r\n00:02.000 --> 00:03.000\nb",
        ["a", "b"],
    ),
    "hours are optional, and may have three digits": ("WEBVTT\n\n266:00:00.000 --> 266:00:01.000\na", ["a"]),
    "no space needed around the arrow": ("WEBVTT\n\n00:00.000-->00:01.000\na", ["a"]),
    "space, tab and form feed may stand around the arrow": ("WEBVTT\n\n00:00.000\t-->\f00:01.000\na", ["a"]),
    "a vertical tab may not": ("WEBVTT\n\n00:00.000 \x0b--> 00:01.000\na", []),
    "settings may follow the time without a space": ("WEBVTT\n\n00:00.000 --> 00:01.000line:0\na", ["a"]),
    "minutes of three digits are no time": ("WEBVTT\n\n000:00.000 --> 00:01.000\na", []),
    "four decimals are no time": ("WEBVTT\n\n00:00.0000 --> 00:01.000\na", []),
    "a timing line without a blank line before it starts a new cue": (
        "WEBVTT\n\n00:00.000 --> 00:01.000\na\n00:01.000 --> 00:02.000\nb",
        ["a", "b"],
    ),
    "an arrow line that is no timing ends the cue and is dropped": (
        "WEBVTT\n\n00:00.000 --> 00:01.000\na\n--> that\nb",
        ["a"],
    ),
    "a block without a time is dropped": ("WEBVTT\n\n00:00.000 --> 00:01.000\na\n\nb", ["a"]),
    "NOTE as a block is a comment, in a cue it is text": (
        "WEBVTT\n\nNOTE x\n\n00:00.000 --> 00:01.000\nNOTE y\n\nNOTE\nz",
        ["NOTE y"],
    ),
    "STYLE and REGION blocks are no text": (
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n00:00.000 --> 00:01.000\na",
        ["a"],
    ),
    "the file may end inside a timing line": ("WEBVTT\n\n00:00.000 --> 00:0", []),
    "an identifier may be any line": ("WEBVTT\n\nSTYLE\n00:00.000 --> 00:01.000\na", ["a"]),
    "NUL becomes U+FFFD": ("WEBVTT\n\n00:00.000 --> 00:01.000\na\x00b", ["a\ufffdb"]),
}


@pytest.mark.parametrize("rule", RULES)
def test_parsing_rule(rule: str) -> None:
    text, wanted = RULES[rule]
    assert texts(text) == wanted


# ------------------------------------------------------------------- cue text (WebVTT 6.4)

CUE_TEXT = {
    "plain": ("text", "text", ()),
    "character references": (
        "&amp;&lt;&gt;&nbsp;&lrm;&#x2713; & &notareference;",
        "&<>\u00a0\u200e\u2713 & ¬areference;",
        (),
    ),
    "an unclosed voice runs to the end": ("<v Speaker 1>Hi\nthere", "Hi\nthere", (Mark(0, 8, V, "Speaker 1"),)),
    "a voice may have classes": ("<v.first.loud Joe>Hi</v>", "Hi", (Mark(0, 2, V, "Joe"), Mark(0, 2, C, "first.loud"))),
    "a voice name may hold references and runs of blanks": ("<v A &amp;  B>x</v>", "x", (Mark(0, 1, V, "A & B"),)),
    "several voices in a cue": ("<v A>one</v>\n<v B>two</v>", "one\ntwo", (Mark(0, 3, V, "A"), Mark(4, 7, V, "B"))),
    "unclosed voices nest; the inner one counts": (
        "<v A>one\n<v B>two",
        "one\ntwo",
        (Mark(0, 7, V, "A"), Mark(4, 7, V, "B")),
    ),
    "language spans": ("a <lang ja>字</lang>", "a 字", (Mark(2, 3, L, "ja"),)),
    "class spans": ("<c.yellow.bg>a</c>b", "ab", (Mark(0, 1, C, "yellow.bg"),)),
    "a class span without classes is nothing": ("<c>a</c>", "a", ()),
    "misnested end tags are ignored": ("<b><i>a</b>b</i>c", "abc", (Mark(0, 3, B), Mark(0, 2, IT))),
    "ruby": ("<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>", "漢字", (Mark(0, 1, R, "かん"), Mark(1, 2, R, "じ"))),
    "</ruby> closes an open <rt>": ("<ruby>漢<rt>かん</ruby>字", "漢字", (Mark(0, 1, R, "かん"),)),
    "<rt> outside ruby keeps its text": ("<rt>x</rt>", "x", ()),
    "inline times": ("a <00:00:01.500>b", "a b", (Mark(2, 2, T, "1500"),)),
    "a foreign tag is dropped": ("<font color=red>a</font>", "a", ()),
    "tags in capitals are foreign": ("<C.red>a</LANG> <B>b</B>", "a b", ()),
    "a stray < is text here (the specification would eat it)": ("I <3 you, 1 < 2", "I <3 you, 1 < 2", ()),
    "an unknown tag is text here": ("C++ has vector<int>", "C++ has vector<int>", ()),
    "a start tag without its > loses no words": (
        "<c.first That's awesome!</c>",
        "That's awesome!",
        (Mark(0, 15, C, "first"),),
    ),
}


@pytest.mark.parametrize("rule", CUE_TEXT)
def test_cue_text_rule(rule: str) -> None:
    raw, text, marks = CUE_TEXT[rule]
    got_text, got_marks, _ = cuetext.parse(raw)
    assert got_text == text
    assert set(got_marks) == set(marks)


def test_marks_that_cross_are_split_but_cover_the_same_text() -> None:
    marks = (Mark(0, 4, IT), Mark(2, 6, B))
    written = cuetext.serialise("abcdef", marks)
    text, again, _ = cuetext.parse(written)
    assert text == "abcdef"
    covered = {
        kind: {at for mark in again if mark.kind is kind for at in range(mark.start, mark.end)} for kind in (IT, B)
    }
    assert covered == {IT: {0, 1, 2, 3}, B: {2, 3, 4, 5}}


# ------------------------------------------------------------------- what files get wrong


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("WEBVTS\n\n00:00.000 --> 00:01.000\na", "signature-damaged"),
        ("00:00.000 --> 00:01.000\na", "signature-missing"),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\n\na", "text-after-blank"),
        ("WEBVTT\n\n1\n00:00.000 --> 00:01.000\na\n2\n00:01.000 --> 00:02.000\nb", "blank-line-missing"),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\na\nleft --> right", "arrow-in-text"),
        ("WEBVTT\n\n00:00,000 --> 00:01,000\na", "timing-lenient"),
        ("WEBVTT\n\n0.860 --> 7.380\na", "timing-lenient"),
        ("WEBVTT\n\n00:00 --> 00:01.2\na", "timing-lenient"),
    ],
)
def test_a_published_fault_is_read_with_a_finding(text: str, code: str) -> None:
    track, codes = read(text)
    assert track.cues[0].text == ("a\nleft --> right" if code == "arrow-in-text" else "a")
    assert codes == ([code] if code else [])


def test_impossible_times_are_repaired_and_named() -> None:
    text = (
        "WEBVTT\n\n00:05.000 --> 00:05.000\nzero\n\n00:09.000 --> 00:07.000\nswapped\n\n"
        "00:12.000 --> 00:10.500\nlast\n\n00:01.000 --> 00:02.000\nearly\n"
    )
    track, findings = vtt.read(text, name="t.vtt", lang=Lang.EN)
    assert [(cue.text, cue.number, cue.span.start_ms, cue.span.end_ms) for cue in track.cues] == [
        ("early", 4, 1_000, 2_000),
        ("zero", 1, 5_000, 5_500),
        ("swapped", 2, 7_000, 9_000),
        ("last", 3, 12_000, 12_500),
    ]
    places = [(found.code, str(found.where)) for found in findings]
    assert places == [
        ("cue-zero-length", "t.vtt:3, cue 1"),
        ("cue-reversed", "t.vtt:6, cue 2"),
        ("cue-reversed", "t.vtt:9, cue 3"),
        ("cue-out-of-order", "t.vtt:12, cue 4"),
    ]
    assert {found.severity for found in findings} == {Severity.WARNING}


def test_garbage_is_refused() -> None:
    with pytest.raises(FormatError, match="not a WebVTT file"):
        vtt.read("garbage vtt file", name="t.vtt", lang=Lang.EN)


# ------------------------------------------------------------------- what is kept

WHOLE = """WEBVTT - a title
Kind: captions
Language: en

NOTE before everything

REGION
id:fred
width:40%

STYLE
::cue(v[voice="Ann"]) { color: lime }

first
00:00:01.000 --> 00:00:02.000 align:start line:0
<v Ann>Hello</v>

NOTE between
two cues

00:00:02.000 --> 00:00:03.000 region:fred
<v.loud Bob>Hi <i>there</i></v>

NOTE at the end
"""


def test_a_well_formed_file_comes_back_byte_by_byte() -> None:
    track, codes = read(WHOLE)
    assert codes == []
    assert vtt.write(track)[0] == WHOLE
    assert track.kind is TrackKind.CAPTIONS
    assert [(block.kind, block.before) for block in track.blocks] == [
        ("header", 0), ("note", 0), ("region", 0), ("style", 0), ("note", 1), ("note", 2),
    ]  # fmt: skip
    first = track.cues[0]
    assert (first.id, first.name, first.number, first.line, first.settings) == (
        "c1",
        "first",
        1,
        15,
        "align:start line:0",
    )


def test_settings_of_other_formats_are_not_written() -> None:
    cue = Cue("c1", Span(0, 1_000), "a", settings="Style=JA X1:40 line:0 --> line:1", number=1)
    text, _ = vtt.write(Track(Lang.EN, TrackKind.SUBTITLES, (cue,)))
    assert "00:00:00.000 --> 00:00:01.000 line:0 line:1\n" in text


def test_webvtt_py_agrees_with_what_we_write() -> None:
    import webvtt

    track, _ = read(WHOLE)
    captions = webvtt.from_string(vtt.write(track)[0]).captions
    assert [(caption.identifier, caption.start, caption.voice) for caption in captions] == [
        ("first", "00:00:01.000", "Ann"), (None, "00:00:02.000", "Bob"),
    ]  # fmt: skip


def test_hostile_header_notes_and_names_stay_where_they_are() -> None:
    from pipeline.model import Block

    blocks = (
        Block("header", " x --> y\n\n00:00.000 --> 00:09.000\nnot a cue"),
        Block("note", "a --> b\n\n00:00:00.000 --> 00:00:09.000\nnot a cue", 0),
        Block("style", "::cue { }\n\n00:00:00.000 --> 00:00:09.000\nnot a cue", 0),
    )
    cue = Cue("c1", Span(0, 1_000), "text", name="a --> b\n00:00:00.000 --> 00:00:09.000", number=1)
    again, _ = vtt.read(vtt.write(Track(Lang.EN, TrackKind.SUBTITLES, (cue,), blocks))[0], name="t", lang=Lang.EN)
    assert [(cue.text, cue.span) for cue in again.cues] == [("text", Span(0, 1_000))]


def test_cues_with_the_same_impossible_times_share_their_stretch() -> None:
    zero = "00:05.000 --> 00:05.000"
    track, _ = read(f"WEBVTT\n\n{zero}\nabc\n\n{zero}\nabcdefghi\n\n00:05.400 --> 00:06.000\nnext\n")
    assert [(cue.span.start_ms, cue.span.end_ms) for cue in track.cues] == [
        (5_000, 5_100),
        (5_100, 5_400),
        (5_400, 6_000),
    ]
