"""Round trip and pairing: what came back becomes locked sentences, nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import exports, formats, imports
from pipeline.config import Config, LimitsByLang, RetimeSettings
from pipeline.formats import documents, tmx, tsv
from pipeline.model import (
    Cue,
    EditKind,
    Episode,
    Glossary,
    Hypothesis,
    Lang,
    Pair,
    Piece,
    Sentence,
    Span,
    Track,
    TrackKind,
)
from pipeline.stages import retime
from pipeline.transplant import transplant
from tests.stages.test_retime import episode as told
from tests.stages.test_write import NAMED, episode

LIMITS, WRITE = Config().limits, Config().write


def whole() -> Episode:
    return replace(episode(), meta=NAMED)


def files() -> dict[str, str]:
    chosen = [row for row in exports.EXPORTS.values() if not row.needs_chapters]
    made, _ = exports.make(whole(), chosen, limits=LIMITS, settings=WRITE)
    podcast = [item for item, _ in exports.tables.podcast_files(exports.Material(whole(), LIMITS, WRITE))]
    return {rendering.name: rendering.text for rendering in (*made, *podcast)}


TRACKS = (
    "ja.vtt", "bilingual.vtt", "bilingual.positioned.vtt", "ja.srt", "bilingual.srt", "ja.podcast.srt", "bilingual.ass",
    "ja.ttml", "bilingual.ttml", "transcript.ja.json",
)  # fmt: skip


def back(name: str, text: str) -> imports.Imported:
    entry = formats.sniff(text, name)
    assert entry.read
    track, _ = entry.read(text, name=name, lang=Lang.JA)
    assert imports.resembles(whole(), track)
    return imports.from_track(whole(), track, labels=entry.name == "srt", who="Aya", when="2026-01-01")


@pytest.mark.parametrize("name", TRACKS)
def test_an_untouched_export_changes_nothing(name: str) -> None:
    found = back(name, files()[name])
    assert found.edits == ()
    assert found.findings == ()
    assert found.matched >= 4


@pytest.mark.parametrize("name", TRACKS)
def test_an_edited_sentence_is_locked_and_the_others_are_left_alone(name: str) -> None:
    text = files()[name].replace("ありがとう", "どうもありがとう")
    found = back(name, text)
    assert [(edit.kind, edit.anchor, edit.after, edit.state, edit.who) for edit in found.edits] == [
        (EditKind.TRANSLATION, "s2-1", "どうもありがとう！", "locked", "Aya")
    ]
    assert found.edits[0].before == "Thanks!", "a decision about this source sentence"


def test_an_edit_in_one_of_two_cues_keeps_the_rest_of_the_sentence() -> None:
    found = back("ja.vtt", files()["ja.vtt"].replace("正直なところ期待", "率直にいうと期待"))
    assert [edit.after for edit in found.edits] == ["最初の結果を見ると、率直にいうと期待をはるかに超えていました。"]


def test_a_corrected_label_is_no_change_of_the_sentence() -> None:
    assert back("ja.srt", files()["ja.srt"].replace("Bob：", "アン・リー：")).edits == ()
    found = back("ja.srt", files()["ja.srt"].replace("アン・リー：こんにちは", "アン・リー：みなさん、こんにちは"))
    assert [edit.after for edit in found.edits] == ["みなさん、こんにちは、ようこそ。"]


def test_moved_line_breaks_and_times_change_nothing() -> None:
    text = (
        files()["ja.srt"]
        .replace("こんにちは、\nようこそ。", "こんにちは、ようこそ。")
        .replace("00:00:02,500", "00:00:02,450")
    )
    assert back("ja.srt", text).edits == ()


def test_cues_may_be_joined_or_split() -> None:
    text = files()["ja.srt"]
    joined = text.replace(
        "最初の結果を見ると、\n\n4\n00:00:06,000 --> 00:00:09,000\n", "最初の結果を見ると、\n"
    ).replace("00:00:03,000 --> 00:00:06,000", "00:00:03,000 --> 00:00:09,000")
    assert joined != text
    assert back("ja.srt", joined).edits == ()


def test_a_removed_sentence_is_kept_and_named() -> None:
    text = files()["ja.vtt"]
    start = text.index("s2-1.1\n")
    end = text.index("\n\n", start) + 2
    found = back("ja.vtt", text[:start] + text[end:])
    assert found.edits == ()
    assert [(item.code, item.where.sentence_id) for item in found.findings] == [("sentence-removed", "s2-1")]


def test_tables_come_back_by_id() -> None:
    made = files()
    for name, read in {
        "sentences.tsv": tsv.read, "sentences.csv": documents.read_csv, "sentences.tmx": tmx.read,
        "side-by-side.html": documents.read_word,
    }.items():  # fmt: skip
        assert imports.from_rows(whole(), read(made[name])).edits == (), name
        found = imports.from_rows(whole(), read(made[name].replace("ようこそ", "いらっしゃい")))
        assert [(edit.anchor, edit.after) for edit in found.edits] == [("s1-1", "こんにちは、いらっしゃい。")], name


def test_rows_that_cannot_be_used_are_named() -> None:
    found = imports.from_rows(whole(), [("s9-9", "x", "y"), ("s1-1", "x", " ")])
    assert [item.code for item in found.findings] == ["row-unknown", "row-empty"]
    assert found.edits == ()


def test_rows_without_ids_are_known_by_their_source_text() -> None:
    found = imports.from_rows(whole(), [("", "Thanks!", "感謝します。"), ("", "Never said.", "x")])
    assert [(edit.anchor, edit.after) for edit in found.edits] == [("s2-1", "感謝します。")]
    assert [item.code for item in found.findings] == ["row-unknown"]


def test_another_track_is_no_export() -> None:
    track = whole().target_track()
    moved = tuple(
        replace(cue, id=f"x{at}", name="", span=Span(cue.span.start_ms + 40_000, cue.span.end_ms + 40_000))
        for at, cue in enumerate(track.cues)
    )
    assert not imports.resembles(whole(), replace(track, cues=moved))
    assert not imports.resembles(whole(), replace(track, cues=()))


@given(
    st.lists(st.text("あいう、。ab", min_size=1, max_size=8), min_size=1, max_size=3),
    st.text("あいう、。ab", max_size=20),
)
@settings(deadline=None)
def test_transplanting_on_the_same_text_gives_what_was_typed(parts: list[str], new: str) -> None:
    old = "".join(parts)
    assert transplant(parts, "", [old], [old]) == parts
    moved = transplant(parts, "", [old], [new])
    assert len(moved) == len(parts)
    assert "".join(moved) == new


@pytest.mark.parametrize(
    ("new", "after"),
    [
        ("アン：みんな、こんにちは ようこそ", "みんな、こんにちは、ようこそ。"),
        ("アン：こんにちは ようこそみんな", "こんにちは、ようこそみんな。"),
        ("アン：こんばんは ようこそ", "こんばんは、ようこそ。"),
        ("こんにちは ようこそ", "こんにちは、ようこそ。"),
        ("アン：ようこそ", "ようこそ。"),
    ],
)
def test_a_label_in_the_text_is_no_part_of_the_sentence(new: str, after: str) -> None:
    assert transplant(["こんにちは、ようこそ。"], "", ["アン：こんにちは ようこそ"], [new]) == [after]


@pytest.mark.parametrize(
    ("old", "new", "after"),
    [
        (["工学を研究し", "知能を探ります"], ["工学を深め", "知能を探ります"], "工学を深め、知能を探ります。"),
        (["工学を研究し", "知能を探ります"], ["工学を研究し", "未来を探ります"], "工学を研究し、未来を探ります。"),
        (["工学を研究し", "知能を探ります"], ["工学を深め", "未来を探ります"], "工学を深め、未来を探ります。"),
        (["工学を研究し\n知能を探ります"], ["工学を深め\n未来を探ります"], "工学を深め、未来を探ります。"),
        (["工学を研究し\n知能を探ります"], ["工学を研究し知能\nを探ります"], "工学を研究し、知能を探ります。"),
        (["工学を研究し\n知能を探ります"], ["工学を\n深め 知能を探ります"], "工学を深め、知能を探ります。"),
        (["工学を研究し", "知能を探ります"], ["知能を探ります"], "知能を探ります。"),
        (["工学を研究し", "知能を探ります"], ["工学を研究します"], "工学を研究します。"),
        (["工学を研究し", "知能を探ります"], ["工学を研究し", "知能も探ります"], "工学を研究し、知能も探ります。"),
        (
            ["工学を研究し", "知能を探ります"],
            ["工学を研究し", "今 知能を探ります"],
            "工学を研究し、今 知能を探ります。",
        ),
        (
            ["工学を研究し", "知能を探ります"],
            ["工学を研究しつつ", "知能を探ります"],
            "工学を研究しつつ、知能を探ります。",
        ),
    ],
)
def test_a_mark_at_a_line_or_cue_end_stays(old: list[str], new: list[str], after: str) -> None:
    assert transplant(["工学を研究し、知能を探ります。"], "", old, new) == [after]


SAID = (
    "ロボット工学を研究し、人工知能の未来を考え、皆さんと毎週ここで話します。",
    "おはようございます、つまり朝です。",
    "父は予想して、おばあちゃんは待ちました。",
    "はい。",
    "誰が知識を握っているか、基盤を所有しているか。",
)


@given(st.lists(st.sampled_from(SAID), min_size=1, max_size=4), st.data())
@settings(max_examples=60, deadline=None)
def test_one_letter_changed_in_one_cue_changes_that_letter_alone(said: list[str], data: st.DataObject) -> None:
    rows = [(at * 3_000, at * 3_000 + 2_900, "A", text) for at, text in enumerate(said)]
    empty = Glossary(name="none", pair=Pair(Lang.EN, Lang.JA), terms=(), revision="0")
    whole = retime.run(told(rows), glossary=empty, limits=LimitsByLang(), settings=RetimeSettings())
    cues = list(whole.target_track().cues)
    letters = [(at, offset) for at, cue in enumerate(cues) for offset, char in enumerate(cue.text) if char.strip()]
    changed = data.draw(st.integers(0, len(letters) - 1))
    at, offset = letters[changed]
    text = cues[at].text
    cues[at] = replace(cues[at], name=cues[at].id, text=f"{text[:offset]}変{text[offset + 1 :]}", marks=())
    found = imports.from_track(whole, replace(whole.target_track(), cues=tuple(cues)))
    neutral = [list(one.text) for one in whole.translations]
    row, place = [
        (row, place) for row, chars in enumerate(neutral) for place, char in enumerate(chars) if char not in "、。"
    ][changed]
    neutral[row][place] = "変"
    assert [(edit.anchor, edit.after) for edit in found.edits] == [
        (whole.translations[row].sentence_id, "".join(neutral[row]))
    ]


def test_a_sentence_shown_in_other_words_is_changed_as_it_is_shown() -> None:
    document = told([(0, 1_000, "A", "実際には、それはとても長い話なのでしょうか。")])
    (one,) = document.translations
    other = "実際にそれはとても長い話ですか。"
    cue = Cue("s1-1.1", Span(0, 1_000), "実際にそれは\nとても長い話ですか", name="s1-1.1", sentence_ids=("s1-1",))
    spare = replace(one, alternatives=(Hypothesis(other, -1.0),))
    shown = replace(document, translations=(spare,), target=Track(Lang.JA, TrackKind.SUBTITLES, (cue,)))
    assert imports.from_track(shown, shown.target_track()).edits == ()
    edited = replace(cue, text=cue.text.replace("長い", "短い"))
    found = imports.from_track(shown, Track(Lang.JA, TrackKind.SUBTITLES, (edited,)))
    assert [edit.after for edit in found.edits] == ["実際にそれはとても短い話ですか。"]


# ------------------------------------------------------------------------------------------------------ pairing


def japanese(*rows: tuple[str, int, int]) -> list[Sentence]:
    return [
        Sentence(f"j{at}", Lang.JA, text, (Piece("c1", 0, 1),), Span(start, end))
        for at, (text, start, end) in enumerate(rows)
    ]


def test_a_translation_made_elsewhere_is_paired_by_time() -> None:
    other = japanese(
        ("ようこそ。", 100, 2_400),
        ("感謝します。", 2_450, 3_050),
        ("結果は上々。", 3_100, 5_000),
        ("驚いた。", 5_000, 8_900),
    )
    found = imports.pair(whole(), other, limits=LIMITS)
    assert [(edit.anchor, edit.after) for edit in found.edits] == [
        ("s1-1", "ようこそ。"), ("s2-1", "感謝します。"), ("s3-1", "結果は上々。驚いた。"),
    ]  # fmt: skip
    assert found.findings == ()


def test_a_long_sentence_is_shared_out_and_gaps_are_named() -> None:
    other = japanese(("ようこそ、そしてありがとう。", 0, 3_000), ("遠い話。", 90_000, 91_000))
    found = imports.pair(whole(), other, limits=LIMITS)
    assert [(edit.anchor, edit.after) for edit in found.edits] == [
        ("s1-1", "ようこそ、"),
        ("s2-1", "そしてありがとう。"),
    ]
    assert sorted(item.code for item in found.findings) == ["import-unpaired", "sentence-unpaired"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 3_000), max_size=12), st.lists(st.integers(1, 3_000), max_size=12))
def test_alignment_uses_every_sentence_once_in_order(left: list[int], right: list[int]) -> None:
    def talk(lengths: list[int]) -> list[Sentence]:
        now, made = 0, []
        for at, length in enumerate(lengths):
            made.append(Sentence(f"s{at}", Lang.EN, "x", (Piece("c1", 0, 1),), Span(now, now + length)))
            now += length
        return made

    own, other = talk(left), talk(right)
    beads = imports.align(own, other)
    assert [item for bead in beads for item in bead[0]] == own
    assert [item for bead in beads for item in bead[1]] == other


def test_a_cue_outside_every_target_cue_is_named() -> None:
    track = whole().target_track()
    extra = Cue("new", Span(60_000, 61_000), "どこから？", line=7, number=9)
    shown = Track(track.lang, track.kind, (*track.cues, extra))
    found = imports.from_track(whole(), shown)
    assert [(item.code, str(item.where)) for item in found.findings] == [("cue-unknown", "line 7, cue 9")]
