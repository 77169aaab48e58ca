"""Write: every track in every format, both languages in one cue, the sentence table; all of it read back."""

from __future__ import annotations

from dataclasses import replace

import pysubs2
import pytest
import webvtt

from pipeline import formats
from pipeline.config import Config, WriteSettings
from pipeline.errors import ConfigError, FormatError
from pipeline.formats import tsv
from pipeline.model import (
    Bilingual,
    Cue,
    Episode,
    Lang,
    Mark,
    MarkKind,
    Meta,
    Origin,
    Pair,
    Piece,
    Repair,
    Sentence,
    Source,
    Span,
    Speaker,
    Track,
    TrackKind,
    Translation,
)
from pipeline.stages import write

LIMITS = Config().limits
LONG = "We looked at the first results, and honestly they were far better than anyone in the room had hoped for."


def voiced(number: int, start: int, end: int, text: str, voice: str) -> Cue:
    return Cue(f"c{number}", Span(start, end), text, (Mark(0, len(text), MarkKind.VOICE, voice),), number=number)


def shown(key: str, start: int, end: int, text: str, voice: str) -> Cue:
    marks = (Mark(0, len(text), MarkKind.VOICE, voice),)
    return Cue(key, Span(start, end), text, marks, sentence_ids=(key.split(".")[0],))


def episode() -> Episode:
    source = (
        voiced(1, 0, 2_000, "Hello and", "Speaker 1"),
        voiced(2, 2_000, 3_000, "welcome. Thanks!", "Speaker 1"),
        voiced(3, 3_000, 9_000, LONG, "Speaker 2"),
    )
    sentences = (
        Sentence(
            "s1-1", Lang.EN, "Hello and welcome.", (Piece("c1", 0, 9), Piece("c2", 0, 8)), Span(0, 2_500), "Speaker 1"
        ),
        Sentence("s2-1", Lang.EN, "Thanks!", (Piece("c2", 9, 16),), Span(2_500, 3_000), "Speaker 1"),
        Sentence(
            "s3-1",
            Lang.EN,
            LONG.replace("honestly", "truly"),
            (Piece("c3", 0, len(LONG)),),
            Span(3_000, 9_000),
            "Speaker 2",
        ),
    )
    japanese = (
        "こんにちは、ようこそ。",
        "ありがとう！",
        "最初の結果を見ると、正直なところ期待をはるかに超えていました。",
    )
    target = (
        shown("s1-1.1", 0, 2_500, "こんにちは、\nようこそ。", "Speaker 1"),
        shown("s2-1.1", 2_500, 3_000, "ありがとう！", "Speaker 1"),
        shown("s3-1.1", 3_000, 6_000, "最初の結果を見ると、", "Speaker 2"),
        shown("s3-1.2", 6_000, 9_000, "正直なところ期待を\nはるかに超えていました。", "Speaker 2"),
    )
    return Episode(
        id="talk",
        source=Source.of("talk.vtt", b""),
        pair=Pair(Lang.EN, Lang.JA),
        track=Track(Lang.EN, TrackKind.CAPTIONS, source),
        sentences=sentences,
        translations=tuple(
            Translation(sentence.id, text, Origin.ENGINE) for sentence, text in zip(sentences, japanese, strict=True)
        ),
        repairs=(Repair("r1", "word", "s3-1", "honestly", "truly", "test", 1.0),),
        target=Track(Lang.JA, TrackKind.SUBTITLES, target),
    )


BARE = Meta()
NAMED = Meta(
    speakers=(
        Speaker("Speaker 1", Bilingual("Ann Lee", "アン・リー")),
        Speaker("Speaker 2", Bilingual("Bob", "")),
    )
)


def files(meta: Meta = BARE, **settings: object) -> dict[str, str]:
    done = write.run(replace(episode(), meta=meta), limits=LIMITS, settings=WriteSettings(**settings))  # type: ignore[arg-type]
    return {rendering.name: rendering.text for rendering in done.renderings}


def test_the_files_of_every_episode() -> None:
    assert list(files()) == [
        "en.vtt", "ja.vtt", "bilingual.vtt", "en.srt", "ja.srt", "bilingual.srt", "bilingual.ass", "sentences.tsv",
    ]  # fmt: skip


def test_the_source_track_is_as_delivered() -> None:
    track, _ = formats.FORMATS["vtt"].read(files()["en.vtt"], name="x", lang=Lang.EN)  # type: ignore[misc]
    assert [(cue.text, cue.span, cue.voice) for cue in track.cues] == [
        (cue.text, cue.span, cue.voice) for cue in episode().source_track().cues
    ]


def test_both_languages_in_one_cue_each_in_its_own_span() -> None:
    text = files()["bilingual.vtt"]
    assert (
        "s1-1.1\n00:00:00.000 --> 00:00:02.500\n<v Speaker 1><lang.en en>Hello and welcome.</lang></v>\n"
        "<v Speaker 1><lang.ja ja>こんにちは、\nようこそ。</lang></v>\n"
    ) in text
    assert "STYLE\n::cue(.en)" in text
    captions = webvtt.from_string(text).captions
    assert [caption.voice for caption in captions] == ["Speaker 1", "Speaker 1", "Speaker 2", "Speaker 2"]


def test_the_words_of_a_sentence_are_shared_out_over_its_cues() -> None:
    track, _ = formats.FORMATS["vtt"].read(files()["bilingual.vtt"], name="x", lang=Lang.EN)  # type: ignore[misc]
    english = [
        cue.text[mark.start : mark.end] for cue in track.cues for mark in cue.marks
        if mark.kind is MarkKind.LANG and mark.value == "en"
    ]  # fmt: skip
    assert english[2:] == [
        "We looked at the first results,\nand honestly",
        "they were far better than anyone\nin the room had hoped for.",
    ]


def test_fix_source_shows_the_repaired_reading() -> None:
    assert "honestly" in files()["bilingual.vtt"]
    fixed = files(fix_source=True)
    assert "truly" in fixed["bilingual.vtt"]
    assert "honestly" not in fixed["bilingual.vtt"]
    assert "truly" in fixed["en.vtt"]
    assert "honestly" in files()["en.vtt"], "the source track stays as delivered unless asked otherwise"


def test_order_switch() -> None:
    vtt = files(top="ja")["bilingual.vtt"]
    assert vtt.index("こんにちは") < vtt.index("Hello and welcome")
    events = pysubs2.SSAFile.from_string(files(top="ja")["bilingual.ass"]).events
    assert [(event.style, event.marginv) for event in events[:2]] == [("EN", 0), ("JA", 114)]


def test_real_names_in_the_right_language() -> None:
    named = files(NAMED)
    assert "<v Ann Lee>Hello and" in named["en.vtt"]
    assert "<v アン・リー>こんにちは" in named["ja.vtt"]
    assert "<v Ann Lee><lang.en en>Hello" in named["bilingual.vtt"]
    assert "<v アン・リー><lang.ja ja>こんにちは" in named["bilingual.vtt"]
    assert "<v Bob><lang.ja ja>最初" in named["bilingual.vtt"], "no Japanese name given: the English one"


def test_subrip_names_a_speaker_only_when_it_changes() -> None:
    named = files(NAMED)
    assert [event.plaintext for event in pysubs2.SSAFile.from_string(named["ja.srt"])] == [
        "アン・リー：こんにちは、\nようこそ。", "ありがとう！", "Bob：最初の結果を見ると、",
        "正直なところ期待を\nはるかに超えていました。",
    ]  # fmt: skip
    assert named["bilingual.srt"].count("Ann Lee: ") == 1
    assert "Bob: We looked" in named["bilingual.srt"]
    assert "<v" not in named["bilingual.srt"]


def test_a_second_voice_inside_a_cue_gets_its_own_line() -> None:
    cue = Cue(
        "c1",
        Span(0, 2_000),
        "Hi there Hello",
        (Mark(0, 8, MarkKind.VOICE, "A"), Mark(9, 14, MarkKind.VOICE, "B")),
        number=1,
    )
    from pipeline.tracks import with_labels

    assert with_labels(Track(Lang.EN, TrackKind.CAPTIONS, (cue,))).cues[0].text == "A: Hi there\nB: Hello"


def test_ass_has_two_named_styles_and_fixed_wrapping() -> None:
    subs = pysubs2.SSAFile.from_string(files(NAMED)["bilingual.ass"])
    assert list(subs.styles) == ["JA", "EN"]
    assert subs.styles["JA"].fontsize > subs.styles["EN"].fontsize
    assert (subs.info["PlayResX"], subs.info["PlayResY"], subs.info["WrapStyle"]) == ("1920", "1080", "2")
    assert [(event.style, event.name, event.plaintext, event.marginv) for event in subs.events[:2]] == [
        ("JA", "アン・リー", "こんにちは、\nようこそ。", 0),
        ("EN", "Ann Lee", "Hello and welcome.", 222),
    ]


def test_the_sentence_table() -> None:
    text = files()["sentences.tsv"]
    lines = text.splitlines()
    assert lines[0] == "id\tspeaker\tstart_ms\tend_ms\tfirst_cue\tlast_cue\ten\tja\tflags"
    assert lines[1] == "s1-1\tSpeaker 1\t0\t2500\t1\t2\tHello and welcome.\tこんにちは、ようこそ。\tengine"
    assert lines[3].endswith("\tengine repaired:word")
    assert len(lines) == 4


def test_a_table_field_holds_any_text() -> None:
    rows = (tsv.Row("s1-1", "A\tB", 0, 1, 1, 1, "a\\tb\nc\td", "字", ""),)
    text = tsv.write(rows)
    assert len(text.splitlines()) == 2
    assert tsv.read(text) == rows


@pytest.mark.parametrize(
    ("text", "message"), [("a\tb\n", "first line"), ("\t".join(tsv.HEADER) + "\ns1\n", r"t\.tsv:2: 1 columns")]
)
def test_a_damaged_table_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        tsv.read(text, name="t.tsv")


def test_a_sentence_no_cue_shows_is_a_finding() -> None:
    whole = episode()
    target = whole.target_track()
    without = replace(whole, target=replace(target, cues=target.cues[1:]))
    done = write.run(without, limits=LIMITS, settings=WriteSettings())
    assert [(found.code, found.where.sentence_id) for found in done.findings if found.code == "sentence-not-shown"] == [
        ("sentence-not-shown", "s1-1")
    ]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ConfigError, match='did you mean "vtt"'):
        files(formats=("vvt",))


def test_a_format_only_read_is_refused() -> None:
    with pytest.raises(ConfigError, match="no format 'sbv' to write"):
        files(formats=("sbv",))


def test_writing_twice_gives_the_same_bytes() -> None:
    once = write.run(episode(), limits=LIMITS, settings=WriteSettings())
    assert write.run(once, limits=LIMITS, settings=WriteSettings()).renderings == once.renderings


def test_hostile_words_reach_every_file_and_break_none() -> None:
    whole = episode()
    hostile = "a --> b </v><script>{\\p1}\t&amp; \u202e"
    cue = Cue("c1", Span(0, 2_000), hostile, (Mark(0, len(hostile), MarkKind.VOICE, "<x> --> , \n"),), number=1)
    piece = Piece("c1", 0, len(hostile))
    sentence = Sentence("s1-1", Lang.EN, hostile, (piece,), Span(0, 2_000), "<x> --> , \n")
    shown_cue = Cue("s1-1.1", Span(0, 2_000), hostile, cue.marks, sentence_ids=("s1-1",))
    attacked = replace(
        whole,
        track=Track(Lang.EN, TrackKind.CAPTIONS, (cue,)),
        sentences=(sentence,),
        translations=(Translation("s1-1", hostile, Origin.ENGINE),),
        repairs=(),
        target=Track(Lang.JA, TrackKind.SUBTITLES, (shown_cue,)),
    )
    done = write.run(attacked, limits=LIMITS, settings=WriteSettings())
    assert len(done.renderings) == 8
    assert "text-replaced" in {found.code for found in done.findings}
