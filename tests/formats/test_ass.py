"""ASS: named styles, overrides, and what the format cannot say."""

from __future__ import annotations

import pytest

from pipeline.errors import FormatError
from pipeline.formats import ass
from pipeline.model import Cue, Lang, Mark, MarkKind, Span, Track, TrackKind

SCRIPT = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Main,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,2,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:00.00,Main,,0,0,0,,a remark
Dialogue: 0,0:00:01.00,0:00:02.50,Main,Ann,0,0,0,,{\\i1}Mind{\\i0} the, gap\\Nnow{\\k20}
Dialogue: 0,0:00:03.00,0:00:04.00,Main,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}shown
"""


def test_reading() -> None:
    track, findings = ass.read(SCRIPT, name="t.ass", lang=Lang.EN)
    first, second = track.cues
    assert (first.text, first.span, first.line, first.settings) == (
        "Mind the, gap\nnow",
        Span(1_000, 2_500),
        11,
        "Style=Main",
    )
    assert first.marks == (Mark(0, 17, MarkKind.VOICE, "Ann"), Mark(0, 4, MarkKind.ITALIC))
    assert second.text == "shown"
    assert [(block.kind, block.text) for block in track.blocks] == [("note", "a remark")]
    assert [found.code for found in findings] == ["markup-odd", "markup-odd"]


def test_a_damaged_script_is_one_clear_error() -> None:
    with pytest.raises(FormatError, match="not a readable ASS file"):
        ass.read(SCRIPT.replace("0:00:01.00", "soon"), name="t.ass", lang=Lang.EN)


def test_overrides_cannot_be_smuggled_in() -> None:
    cue = Cue("c1", Span(0, 1_000), "{\\p1}m 0 0{\\p0} a\\Nb", number=1)
    text, findings = ass.write(Track(Lang.EN, TrackKind.SUBTITLES, (cue,)))
    assert "{" not in text.split("[Events]")[1]
    assert [found.code for found in findings] == ["text-replaced"]
    assert ass.read(text, name="t", lang=Lang.EN)[0].cues[0].text == "｛＼p1｝m 0 0｛＼p0｝ a＼Nb"


def test_rounding_to_hundredths_is_said_and_never_gives_an_empty_cue() -> None:
    cues = (Cue("c1", Span(1_001, 1_004), "a", number=1), Cue("c2", Span(1_005, 2_000), "b", number=2))
    text, findings = ass.write(Track(Lang.EN, TrackKind.SUBTITLES, cues))
    spans = [cue.span for cue in ass.read(text, name="t", lang=Lang.EN)[0].cues]
    assert spans == [Span(1_000, 1_010), Span(1_010, 2_000)]
    assert "time-rounded" in [found.code for found in findings]


def test_several_voices_are_said_to_be_lost() -> None:
    cue = Cue(
        "c1", Span(0, 1_000), "one two", (Mark(0, 3, MarkKind.VOICE, "A"), Mark(4, 7, MarkKind.VOICE, "B")), number=1
    )
    text, findings = ass.write(Track(Lang.EN, TrackKind.SUBTITLES, (cue,)))
    assert ",A,0,0,0,,one two" in text
    assert [found.code for found in findings] == ["mark-dropped"]


def test_times_past_ten_hours_are_refused() -> None:
    cue = Cue("c1", Span(0, 10 * 3_600_000), "a", number=1)
    with pytest.raises(FormatError, match=r"9:59:59\.99"):
        ass.write(Track(Lang.EN, TrackKind.SUBTITLES, (cue,)))
