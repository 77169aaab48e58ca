"""What a page shows, before any template."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Bilingual, Episode, Lang, Pair, Source
from pipeline.viewer.marks import marked, pattern
from pipeline.viewer.page import captions_script, media_of, page_of, published_of, readings_script
from pipeline.viewer.readings import readings
from tests.viewer.talks import EVIL, TALK, episode, hostile


def text(parts: object) -> str:
    return "".join(part.text for part in parts)  # type: ignore[attr-defined]


def test_every_sentence_stands_once_in_order_with_both_texts() -> None:
    page = page_of(episode())
    rows = [row for section in page.sections for turn in section.turns for row in turn.rows]
    assert [(text(row.en), text(row.ja)) for row in rows] == [(en, ja) for _, en, ja in TALK]
    assert [row.start_ms for row in rows] == sorted(row.start_ms for row in rows)


def test_turns_are_by_speaker_and_named_in_both_languages() -> None:
    page = page_of(episode())
    assert [turn.name for turn in page.sections[0].turns] == [Bilingual("Ann", "アン"), Bilingual("Bo", "ボー")]
    unnamed = page_of(replace(episode(), meta=replace(episode().meta, speakers=())))
    assert unnamed.sections[0].turns[1].name == Bilingual("Speaker 2", "話者2")


def test_entities_are_marked_where_they_are_said() -> None:
    page = page_of(episode())
    row = next(row for section in page.sections for turn in section.turns for row in turn.rows if row.id == "s3-1")
    assert [part.text for part in row.en if part.entity == 0] == ["Quantization"]
    assert [part.text for part in row.ja if part.entity == 0] == ["量子化"]


def test_a_guarded_translation_is_shown_as_unsure() -> None:
    page = page_of(episode(guarded=frozenset({2})))
    rows = {row.id: row for section in page.sections for turn in section.turns for row in turn.rows}
    assert rows["s3-1"].unsure and not rows["s2-1"].unsure


def test_every_prefix_of_the_flow_has_a_page() -> None:
    whole = episode()
    empty = Episode("x", Source.of("x.vtt", b""))
    for prefix in (
        empty,
        replace(whole, translations=(), target=None, chapters=(), summaries=()),
        replace(whole, chapters=(), summaries=()),
        replace(whole, summaries=whole.summaries[:1]),
    ):
        page = page_of(prefix)
        rows = [row for section in page.sections for turn in section.turns for row in turn.rows]
        assert len(rows) == len(prefix.sentences)
        captions_script(prefix)
        readings_script(prefix)


def test_a_japanese_source_turns_the_sides() -> None:
    whole = episode()
    both = list(zip(whole.sentences, whole.translations, strict=True))
    turned = replace(
        whole, pair=Pair(Lang.JA, Lang.EN),
        sentences=tuple(replace(one, lang=Lang.JA, text=other.text) for one, other in both),
        translations=tuple(replace(other, text=one.text) for one, other in both),
    )
    page = page_of(turned)
    assert text(page.sections[0].turns[0].rows[0].ja) == TALK[0][2]
    assert page.source is Lang.JA
    assert "りょうし" in readings_script(turned)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:audio/wav,x", "//evil.example/x.mp3", "/etc/passwd", "../up.mp3", "a b.mp3", "",
        'x"y.mp3', "https://user:pw@host/x.mp3", "http://", "https://a.example;script-src/x.mp3", "ftp://a.example/x.mp3",
        "http://[",
    ],
)
def test_what_is_no_recording(url: str) -> None:
    assert media_of(url) is None


def test_what_is_a_recording() -> None:
    found = media_of("https://cdn.example.org/talk.MP4?x=1")
    assert found is not None and found.video and found.origin == "https://cdn.example.org"
    beside = media_of("audio/talk.mp3")
    assert beside is not None and not beside.video and beside.origin == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-05-29", "2026-05-29"), ("2026-05-29T10:00:00Z", "2026-05-29"), ("yesterday", ""), ("2026-13-01", ""),
        ("<b>", ""),
    ],
)
def test_only_real_dates_are_dates(given: str, kept: str) -> None:
    assert published_of(episode(published=given)) == kept


def test_scripts_hold_data_and_nothing_else() -> None:
    for script in (captions_script(hostile()), readings_script(hostile())):
        assert "<" not in script and "\u2028" not in script
        name, _, rest = script.partition("(")
        assert name in ("nijimaku.cues", "nijimaku.readings")
        json.loads(rest.removesuffix(");\n"))
    assert json.loads(captions_script(hostile())[14:-3])["en"][0][2] == EVIL


@given(st.text("GPU llama量子化モデルA's、<", max_size=30))
def test_marking_loses_no_letter(said: str) -> None:
    for lang in Lang:
        found = pattern([(0, "GPU"), (1, "量子化"), (2, "モデル"), (3, "A")], lang)
        assert text(marked(said, found)) == said


def test_a_name_inside_a_longer_word_is_not_marked() -> None:
    names = [(0, "AI"), (1, "モデル")]
    assert all(part.entity < 0 for part in marked("We said PAID.", pattern(names, Lang.EN)))
    assert all(part.entity < 0 for part in marked("スーパーモデルズ", pattern(names, Lang.JA)))
    assert [part.entity for part in marked("AIとモデル", pattern(names, Lang.JA))] == [0, -1, 1]


@given(st.text("今日は量子化を読み取る。お茶AI１本、々ア", max_size=20))
def test_readings_are_kana_over_kanji(said: str) -> None:
    last = 0
    for start, end, reading in readings(said):
        assert last <= start < end <= len(said)
        assert all("ぁ" <= char <= "ゖ" or char == "ー" for char in reading), reading
        last = end
