"""One suite for every format: write -> read is identity up to what the format can hold, and nothing breaks a file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import formats
from pipeline.errors import FormatError
from pipeline.formats import check
from pipeline.formats.podcast import flat
from pipeline.formats.record import Format
from pipeline.model import Cue, Lang, Mark, MarkKind, Span, Track, TrackKind

WRITTEN = [entry for entry in formats.FORMATS.values() if entry.write]
READ = [entry for entry in formats.FORMATS.values() if entry.read]
HOSTILE = (
    "a --> b",
    "00:00:01.000 --> 00:00:02.000",
    "00:00:01,000 --> 00:00:02,000\n2",
    "00:00:01,000 -> 00:00:02,000",
    "<script>alert(1)</script>",
    "{\\p1}m 0 0 l 9 9{\\p0}",
    "{\\an8}{not a tag} \\N \\n \\h C:\\new\\table",
    "a & b &amp; &lt;c&gt; &nbsp; &#0;",
    "\u202eright to left\u202c \u200f مرحبا",
    "nul \x00 bell \x07 escape \x1b",
    "lone \ud800 surrogate \udfff",
    "\n\nblank\n\n\nlines\n",
    "1",
    "12\n13",
    "NOTE this is text",
    "STYLE\n::cue { color: red }",
    "WEBVTT",
    "</v></c></lang> <v Someone>not a voice",
    "<i>literal</i> <font color=red>x</font> <b",
    "]]> <!-- --> <?xml?> <!DOCTYPE x>",
    "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,injected",
    "line\u2028separator\u2029paragraph\x85next\x0bvt\x0cff",
    "tab\tand\r\ncarriage\rreturn",
    "  leading and trailing  ",
    " \n \n",
    "",
    "日本語の字幕、「かぎ」。👨‍👩‍👧 が 𠮷野家",
)
texts = (
    st.text(st.characters(codec="utf-8"), max_size=60)
    | st.sampled_from(HOSTILE)
    | st.sampled_from(("Hello there.", "こんにちは。"))
)


@st.composite
def cues(draw: st.DrawFn, number: int, start_ms: int) -> Cue:
    text = draw(texts)
    marks: list[Mark] = []
    if text:
        end = len(text)
        if draw(st.booleans()):
            marks.append(Mark(0, end, MarkKind.VOICE, draw(st.sampled_from(("Ann", "R & D <x>", "名前", "a, b")))))
        left = draw(st.integers(0, end))
        right = draw(st.integers(left, end))
        kind = draw(
            st.sampled_from(
                (MarkKind.ITALIC, MarkKind.BOLD, MarkKind.UNDERLINE, MarkKind.LANG, MarkKind.CLASS, MarkKind.RUBY)
            )
        )
        value = {MarkKind.LANG: "ja", MarkKind.CLASS: "a.b", MarkKind.RUBY: "よみ"}.get(kind, "")
        if left < right:
            marks.append(Mark(left, right, kind, value))
    length = draw(st.integers(1, 9_000))
    return Cue(f"c{number}", Span(start_ms, start_ms + length), text, tuple(marks), number=number)


@st.composite
def any_tracks(draw: st.DrawFn) -> Track:
    now, found = draw(st.integers(0, 3_000)), []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        cue = draw(cues(number, now))
        found.append(cue)
        now = cue.span.end_ms + draw(st.sampled_from((0, 20, 500)))
    return Track(draw(st.sampled_from(Lang)), TrackKind.SUBTITLES, tuple(found))


@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
@settings(max_examples=120, deadline=None)
@given(track=any_tracks())
def test_write_read_is_identity_up_to_what_the_format_holds(entry: Format, track: Track) -> None:
    assert entry.write
    text, _ = entry.write(track)
    text.encode()  # no lone surrogate gets out
    check.read_back(entry, text, track, name="x")


@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
def test_what_a_format_holds_is_held_for_good(entry: Format) -> None:
    assert entry.holds
    for text in HOSTILE:
        held = entry.holds(Cue("c1", Span(1_000, 2_000), text))
        assert entry.holds(held) == held


@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
@pytest.mark.parametrize("text", ["Hello there.\nSecond line, 3 < 4 & more.", "こんにちは。\n「二行目」です、GPT-4。"])
def test_ordinary_text_comes_back_as_it_is(entry: Format, text: str) -> None:
    assert entry.write and entry.read
    track = Track(Lang.EN, TrackKind.SUBTITLES, (Cue("c1", Span(1_000, 2_500), text, number=1),))
    again, findings = entry.read(entry.write(track)[0], name="x", lang=Lang.EN)
    assert [(cue.text, cue.span) for cue in again.cues] == [(text if entry.lines else flat(text), Span(1_000, 2_500))]
    assert not findings


@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
@pytest.mark.parametrize("kind", list(MarkKind))
def test_a_dropped_mark_is_a_finding(entry: Format, kind: MarkKind) -> None:
    assert entry.write
    value = {MarkKind.TIME: "1500"}.get(kind, "ja")
    mark = Mark(2, 2, kind, value) if kind is MarkKind.TIME else Mark(0, 4, kind, value)
    track = Track(Lang.EN, TrackKind.SUBTITLES, (Cue("c1", Span(1_000, 2_000), "some text", (mark,), number=1),))
    _, findings = entry.write(track)
    dropped = [found for found in findings if found.code == "mark-dropped" and f"{kind.value} marks" in found.message]
    assert bool(dropped) == (kind not in entry.keeps)


@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
def test_changed_text_is_a_finding(entry: Format) -> None:
    assert entry.write and entry.holds
    for text in HOSTILE:
        cue = Cue("c1", Span(1_000, 2_000), text, number=1)
        changed = "".join(entry.holds(cue).text.split()) != "".join(text.split())
        _, findings = entry.write(Track(Lang.EN, TrackKind.SUBTITLES, (cue,)))
        assert changed <= bool(findings), text


@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
def test_long_and_many(entry: Format) -> None:
    assert entry.write
    long = Cue("c1", Span(0, 1_000), "長い字幕と words " * 8_400, number=1)
    assert len(long.text) > 100_000
    count = 100_000 if entry.name == "vtt" else 10_000
    many = tuple(Cue(f"c{at}", Span(at * 40, at * 40 + 40), f"word {at}", number=at) for at in range(1, count + 1))
    for track in (Track(Lang.JA, TrackKind.SUBTITLES, (long,)), Track(Lang.EN, TrackKind.SUBTITLES, many)):
        text, _ = entry.write(track)
        check.read_back(entry, text, track, name="x")


@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
def test_what_is_written_is_sniffed_as_it(entry: Format) -> None:
    assert entry.write
    track = Track(Lang.EN, TrackKind.SUBTITLES, (Cue("c1", Span(1_000, 2_000), "Hello", number=1),))
    assert formats.sniff(entry.write(track)[0], "unknown.txt") is entry


@pytest.mark.parametrize("entry", READ, ids=lambda entry: entry.name)
@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200) | st.lists(st.sampled_from(HOSTILE), max_size=5).map("\n".join))
def test_any_text_is_read_or_refused(entry: Format, text: str) -> None:
    assert entry.read
    try:
        track, _ = entry.read(text, name="x", lang=Lang.EN)
    except FormatError as error:
        assert str(error)
    else:
        assert isinstance(track, Track)


@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
@settings(max_examples=40, deadline=None)
@given(track=any_tracks(), data=st.data())
def test_a_damaged_file_is_read_or_refused(entry: Format, track: Track, data: st.DataObject) -> None:
    assert entry.write and entry.read
    text, _ = entry.write(track)
    cut = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 20))
    try:
        entry.read(text[:cut] + text[cut + gone :], name="x", lang=Lang.EN)
    except FormatError as error:
        assert str(error)


def test_reading_back_notices_every_kind_of_difference() -> None:
    entry = formats.FORMATS["vtt"]
    cue = Cue("c1", Span(0, 1_000), "text", (Mark(0, 4, MarkKind.ITALIC),), number=1)
    track = Track(Lang.EN, TrackKind.SUBTITLES, (cue,))
    assert entry.write
    text, _ = entry.write(track)
    for other in (
        replace(cue, text="texts"),
        replace(cue, span=Span(0, 1_001)),
        replace(cue, marks=()),
    ):
        with pytest.raises(FormatError, match="reading back"):
            check.read_back(entry, text, replace(track, cues=(other,)), name="x")
    with pytest.raises(FormatError, match="1 cues instead of 2"):
        check.read_back(entry, text, replace(track, cues=(cue, replace(cue, id="c2"))), name="x")


TRAPS = {
    "many <": "<" * 100_000,
    "many < and one >": "<" * 100_000 + ">",
    "< and blanks": "<" + " " * 100_000,
    "many {": "{" * 100_000,
    "many { and one }": "{" * 100_000 + "}",
    "{ and blanks": "{" + " " * 100_000,
    "words and an arrow": "ab" * 50_000 + "-->",
    "many arrows": "ab -->" * 20_000,
    "many &": "&" * 100_000,
    "digits": "1" * 100_000,
    "colons": "1:" * 50_000,
    "dashes": "-" * 100_000,
    "comment": "<!--" * 25_000,
}


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
def test_text_that_makes_a_careless_reader_hang(entry: Format, trap: str) -> None:
    """No pattern may look at a text once for each of its characters: these would take minutes then."""
    assert entry.write and entry.read
    cue = Cue("c1", Span(1_000, 2_000), TRAPS[trap], number=1)
    track = Track(Lang.EN, TrackKind.SUBTITLES, (cue,))
    text, _ = entry.write(track)
    check.read_back(entry, text, track, name="x")
    raw = {
        "vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\n{TRAPS[trap]}\n",
        "srt": f"1\n00:00:01,000 --> 00:00:02,000\n{TRAPS[trap]}\n",
        "ass": f"[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{TRAPS[trap]}\n",
    }.get(entry.name)
    if raw:
        assert len(entry.read(raw, name="x", lang=Lang.EN)[0].cues) >= 1
