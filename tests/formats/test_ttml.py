"""TTML: what IMSC 1.1 asks for, times of every kind, and documents that must be refused."""

from __future__ import annotations

import pytest

from pipeline.errors import FormatError
from pipeline.formats import ttml, xml
from pipeline.model import Cue, Lang, Mark, MarkKind, Span, Track, TrackKind

HEAD = '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
TTS = 'xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en"'


def doc(body: str, attributes: str = "", head: str = "") -> str:
    return f"{HEAD}{TTS} {attributes}><head>{head}</head><body>{body}</body></tt>"


def read(text: str) -> Track:
    return ttml.read(text, name="t.ttml", lang=Lang.EN)[0]


TIMES = {
    "clock with a fraction": ('begin="00:00:01.5" end="00:00:02.25"', "", Span(1_500, 2_250)),
    "clock with frames": ('begin="00:00:01:12" end="00:00:02:00"', 'ttp:frameRate="24"', Span(1_500, 2_000)),
    "offset seconds": ('begin="1.5s" end="2s"', "", Span(1_500, 2_000)),
    "offset milliseconds": ('begin="1500ms" dur="500ms"', "", Span(1_500, 2_000)),
    "frames with a multiplier": (
        'begin="30f" end="60f"', 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', Span(1_001, 2_002),
    ),
    "ticks": ('begin="15000t" end="20000t"', 'ttp:tickRate="10000"', Span(1_500, 2_000)),
}  # fmt: skip


@pytest.mark.parametrize("case", TIMES)
def test_times(case: str) -> None:
    times, attributes, span = TIMES[case]
    assert read(doc(f"<div><p {times}>a</p></div>", attributes)).cues[0].span == span


def test_nested_times_add_up() -> None:
    track = read(doc('<div begin="10s"><p begin="1s" end="2s">a</p><p begin="2s" dur="1s">b</p></div>'))
    assert [(cue.text, cue.span) for cue in track.cues] == [("a", Span(11_000, 12_000)), ("b", Span(12_000, 13_000))]


def test_timed_spans_are_cues_of_their_own() -> None:
    track = read(doc('<div><p><span begin="1s" end="2s">one</span> <span begin="2s" end="3s">two</span></p></div>'))
    assert [cue.text for cue in track.cues] == ["one", "two"]


def test_white_space_line_ends_and_styles() -> None:
    head = '<styling><style xml:id="em" tts:fontStyle="italic"/></styling>'
    body = '<div><p begin="1s" end="2s">\n   Hello\n   <span style="em">there</span> ,<br/>\n  you </p></div>'
    cue = read(doc(body, head=head)).cues[0]
    assert (cue.text, cue.marks) == ("Hello there ,\nyou", (Mark(6, 11, MarkKind.ITALIC),))


def test_agents_are_voices() -> None:
    head = (
        '<metadata><ttm:agent xml:id="a1" type="person"><ttm:name type="full">Ann Lee</ttm:name></ttm:agent></metadata>'
    )
    assert read(doc('<div ttm:agent="a1"><p begin="1s" end="2s">a</p></div>', head=head)).cues[0].voice == "Ann Lee"


def test_ruby_is_no_text() -> None:
    ruby = '<span tts:ruby="container"><span tts:ruby="base">漢字</span><span tts:ruby="text">かんじ</span></span>'
    cue = read(doc(f'<div><p begin="1s" end="2s">{ruby}です</p></div>')).cues[0]
    assert (cue.text, cue.marks) == ("漢字です", (Mark(0, 2, MarkKind.RUBY, "かんじ"),))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<!DOCTYPE tt [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + doc("<p>&x;</p>"), "declarations of its own"),
        ("<tt><p>", "not well-formed XML"),
        ("<svg></svg>", "not a TTML file"),
        (doc("<div/>"), "no timed paragraph"),
        (doc('<div><p begin="soon">a</p></div>'), "cannot read the time 'soon'"),
        (doc('<div><p begin="1s" end="2s">a</p></div>', 'ttp:frameRate="0"'), "rate cannot be read"),
        ("<a>" * 300 + "</a>" * 300, "nested more than"),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        ttml.read(text, name="t.ttml", lang=Lang.EN)
    assert caught.value.where.startswith("t.ttml")


def test_entities_of_a_billion_laughs_never_expand() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(FormatError, match="declarations of its own"):
        xml.parse(laughs, name="x")


def test_a_japanese_document_says_what_imsc_asks_for() -> None:
    cue = Cue(
        "s1-1.1", Span(1_000, 2_000), "第12回です", (Mark(0, 1, MarkKind.RUBY, "だい"), Mark(3, 4, MarkKind.ITALIC))
    )
    text, findings = ttml.write(Track(Lang.JA, TrackKind.SUBTITLES, (cue,)), title="題", vertical=True)
    assert not findings
    for part in (
        'xml:lang="ja"',
        'ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text"',
        'ebutts:multiRowAlign="start"',
        'tts:rubyReserve="outside"',
        'tts:writingMode="tbrl"',
        '<span tts:ruby="container"><span tts:ruby="base">第</span><span tts:ruby="text">だい</span></span>',
        '<span tts:textCombine="all">12</span>',
        'tts:shear="16.6667%"',
        'xml:id="s1-1.1"',
    ):
        assert part in text, part
    root = xml.parse(text)
    assert {node.get("region") for node in root.all("p")} == {node.get("id", xml.XML) for node in root.all("region")}


def test_ids_are_unique_and_legal() -> None:
    cues = tuple(Cue(key, Span(at, at + 1), "a") for at, key in enumerate(("1", "a b", "a<b", "a_b")))
    root = xml.parse(ttml.write(Track(Lang.EN, TrackKind.SUBTITLES, cues))[0])
    assert [node.get("id", xml.XML) for node in root.all("p")] == ["c1", "a_b", "a_b_", "a_b__"]


def test_the_two_regions_of_a_bilingual_document_do_not_meet() -> None:
    for top in Lang:
        lower, upper = ttml.regions_both(top)
        assert (lower.lang, upper.lang) == (top.other, top)
        edges = [
            (float(region.origin.split()[1].rstrip("%")), float(region.extent.split()[1].rstrip("%")))
            for region in (upper, lower)
        ]
        assert edges[0][0] + edges[0][1] <= edges[1][0]


def test_an_entity_nobody_declared_is_refused_not_lost() -> None:
    with pytest.raises(FormatError, match="entities of its own"):
        xml.parse('<!DOCTYPE tt SYSTEM "x.dtd"><tt>&nbsp;</tt>', name="x")
