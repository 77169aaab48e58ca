"""Exports: the table, the configuration, and what a profile promises."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from pipeline import exports, formats, tracks
from pipeline.bilingual import share, split
from pipeline.config import Config, Limits
from pipeline.errors import ConfigError
from pipeline.model import (
    Bilingual,
    Block,
    Chapter,
    Cue,
    Episode,
    Lang,
    Mark,
    MarkKind,
    Origin,
    Pair,
    Piece,
    Sentence,
    Source,
    Span,
    Track,
    TrackKind,
    Translation,
)
from pipeline.stages import export as late
from pipeline.stages import ingest, write
from tests.stages.test_write import NAMED, episode
from tests.strategies import en_texts
from tests.strategies import tracks as any_tracks

CONFIG = Config()
CHAPTERS = (
    Chapter("ch-s1-1", Span(0, 3_000), Bilingual("Hello", "あいさつ"), ("s1-1", "s2-1")),
    Chapter("ch-s3-1", Span(3_000, 9_000), Bilingual("Results", "結果"), ("s3-1",)),
)


def finished() -> Episode:
    return replace(episode(), meta=NAMED, chapters=CHAPTERS)


def names(formats: tuple[str, ...]) -> list[str]:
    made, _ = exports.make(finished(), exports.chosen(formats), limits=CONFIG.limits, settings=CONFIG.write)
    return [rendering.name for rendering in made]


def test_all_means_every_row_and_every_name_is_unique() -> None:
    made = names(("all",))
    assert len(made) == len(set(made))
    assert {"bilingual.ttml", "hls/ja/index.m3u8", "chapters.ja.json", "sentences.tmx", "metadata.vtt"} <= set(made)


def test_a_mistyped_name_is_refused_with_a_suggestion() -> None:
    with pytest.raises(ConfigError, match='did you mean "ttml"'):
        exports.chosen(("ttlm",))


def test_what_needs_chapters_is_written_after_the_summary() -> None:
    settings = replace(CONFIG.write, formats=("vtt", "podcast", "chapters"))
    first = write.run(finished(), limits=CONFIG.limits, settings=settings)
    assert "feed.ja.xml" not in {rendering.name for rendering in first.renderings}
    second = late.run(first, limits=CONFIG.limits, settings=settings)
    assert {"feed.ja.xml", "chapters.ja.vtt", "ja.vtt"} <= {rendering.name for rendering in second.renderings}
    assert late.run(second, limits=CONFIG.limits, settings=settings).renderings == second.renderings


def test_the_metadata_track_leads_from_time_to_sentence_and_chapter() -> None:
    made, _ = exports.make(finished(), exports.chosen(["metadata"]), limits=CONFIG.limits, settings=CONFIG.write)
    text = made[0].text
    assert text.startswith("WEBVTT\nKind: metadata\n")
    row = '{"sentence": "s3-1", "speaker": "Speaker 2", "cues": [3, 3], "chapter": "ch-s3-1"}'
    assert f"s3-1\n00:00:03.000 --> 00:00:09.000\n{row}\n" in text


def test_looks_of_the_source_are_kept_where_they_make_sense() -> None:
    whole = finished()
    source = whole.source_track()
    settings = ("line:0", "line:0", "region:fred align:start")
    cues = tuple(replace(cue, settings=item) for cue, item in zip(source.cues, settings, strict=True))
    blocks = (Block("note", "about the source"), Block("style", "::cue { color: lime }"), Block("region", "id:fred"))
    dressed = replace(whole, track=replace(source, cues=cues, blocks=blocks))
    made, _ = exports.make(dressed, exports.chosen(["vtt"]), limits=CONFIG.limits, settings=CONFIG.write)
    text = {rendering.name: rendering.text for rendering in made}
    for name in ("ja.vtt", "bilingual.vtt"):
        assert "--> 00:00:02.500 line:0\n" in text[name]
        assert "--> 00:00:06.000 region:fred align:start\n" in text[name]
        assert "::cue { color: lime }" in text[name]
        assert "REGION\nid:fred\n" in text[name]
        assert "about the source" not in text[name]
    assert "NOTE about the source" in text["en.vtt"]


@pytest.mark.parametrize("name", ["en.vtt", "en.srt", "en.ttml", "transcript.en.json"])
def test_a_run_may_start_from_any_written_source(name: str) -> None:
    chosen = exports.chosen(["vtt", "srt", "ttml", "podcast"])
    made, _ = exports.make(finished(), chosen, limits=CONFIG.limits, settings=CONFIG.write)
    text = next(rendering.text for rendering in made if rendering.name == name)
    new = Episode("again", Source.of("upload.bin", text.encode()))
    again = ingest.run(new, pair=Pair(Lang.EN, Lang.JA), settings=CONFIG.ingest).source_track()
    source = finished().source_track()
    assert [cue.span for cue in again.cues] == [cue.span for cue in source.cues]
    if name != "en.srt":
        assert [cue.text for cue in again.cues] == [cue.text for cue in source.cues]
        assert [cue.voice for cue in again.cues] == ["Ann Lee", "Ann Lee", "Bob"]


def test_a_run_may_start_from_ass() -> None:
    track = tracks.named(finished().source_track(), NAMED, Lang.EN)
    text, _ = formats.FORMATS["ass"].write(track)  # type: ignore[misc]
    new = Episode("again", Source.of("upload.bin", text.encode()))
    again = ingest.run(new, pair=Pair(Lang.EN, Lang.JA), settings=CONFIG.ingest).source_track()
    assert [(cue.text, cue.span, cue.voice) for cue in again.cues] == [
        (cue.text, cue.span, cue.voice) for cue in track.cues
    ]


def test_the_feed_of_each_language_has_its_own_chapters() -> None:
    made, _ = exports.make(
        finished(),
        exports.chosen(["podcast"]),
        limits=CONFIG.limits,
        settings=replace(CONFIG.write, base_url="https://x.example"),
    )
    feeds = {rendering.name: rendering.text for rendering in made if rendering.name.startswith("feed")}
    assert 'url="https://x.example/chapters.en.json"' in feeds["feed.en.xml"]
    assert 'url="https://x.example/chapters.ja.json"' in feeds["feed.ja.xml"]


@settings(max_examples=60, deadline=None)
@given(any_tracks())
def test_the_podcast_profile_holds_its_limits_and_loses_nothing(track: Track) -> None:
    cut = tracks.recut(track, max_chars=32, max_lines=2)
    longest_word = max(len(word) for cue in track.cues for word in cue.text.split())
    for cue in cut.cues:
        lines = cue.text.split("\n")
        assert all(len(line) <= max(32, longest_word) for line in lines)
    assert "".join("".join(cue.text.split()) for cue in cut.cues) == "".join(
        "".join(cue.text.split()) for cue in track.cues
    )
    assert [cue.span.start_ms for cue in cut.cues] == sorted(cue.span.start_ms for cue in cut.cues)


@settings(max_examples=80, deadline=None)
@given(en_texts(min_words=1, max_words=30))
def test_splitting_keeps_every_word_in_order(text: str) -> None:
    limits = Limits(max_line_cells=21)
    for wanted in ([], [len(text) // 2], [len(text) // 4, len(text) // 2, len(text) * 3 // 4], [0, 0], [len(text), 0]):
        parts = split(text, wanted, lang=Lang.EN, limits=limits)
        assert len(parts) == len(wanted) + 1
        if len(text.split()) > len(wanted) * 4:
            assert " ".join(part for part in parts if part).split() == text.split()


def test_every_shown_sentence_has_both_languages_in_every_cue() -> None:
    shared = share(finished(), limits=CONFIG.limits)
    assert all(one.source and one.target for one in shared)
    assert [one.speaker for one in shared] == ["Speaker 1", "Speaker 1", "Speaker 2", "Speaker 2"]


def test_a_sentence_of_one_word_over_two_cues_repeats_it() -> None:
    assert split("Exactly.", [3], lang=Lang.EN, limits=Limits()) == ["Exactly.", "Exactly."]


def test_the_other_direction_uses_the_same_code() -> None:
    text = "こんにちは、みなさん。今日はオープンソースの話をします。"
    cue = Cue("c1", Span(0, 6_000), text, (Mark(0, len(text), MarkKind.VOICE, "話者1"),), number=1)
    target = (
        Cue("s1-1.1", Span(0, 2_500), "Hello, everyone.", sentence_ids=("s1-1",)),
        Cue("s1-2.1", Span(2_500, 4_000), "Today we talk", sentence_ids=("s1-2",)),
        Cue("s1-2.2", Span(4_000, 6_000), "about open source.", sentence_ids=("s1-2",)),
    )
    japanese = Episode(
        id="話",
        source=Source.of("話.vtt", b""),
        pair=Pair(Lang.JA, Lang.EN),
        track=Track(Lang.JA, TrackKind.CAPTIONS, (cue,)),
        sentences=(
            Sentence("s1-1", Lang.JA, text[:11], (Piece("c1", 0, 11),), Span(0, 2_500), "話者1"),
            Sentence("s1-2", Lang.JA, text[11:], (Piece("c1", 11, len(text)),), Span(2_500, 6_000), "話者1"),
        ),
        translations=(
            Translation("s1-1", "Hello, everyone.", Origin.ENGINE),
            Translation("s1-2", "Today we talk about open source.", Origin.ENGINE),
        ),
        target=Track(Lang.EN, TrackKind.SUBTITLES, target),
    )
    chosen = exports.chosen(["vtt", "srt", "ass", "ttml", "hls", "tmx", "text"])
    made, _ = exports.make(japanese, chosen, limits=CONFIG.limits, settings=CONFIG.write)
    by_name = {rendering.name: rendering.text for rendering in made}
    assert "<v 話者1><lang.ja ja>今日は</lang></v>" in by_name["bilingual.vtt"]
    assert "<v 話者1><lang.en en>Today we talk</lang></v>" in by_name["bilingual.vtt"]
    assert by_name["bilingual.vtt"].index("Today we talk") < by_name["bilingual.vtt"].index("今日は")
    assert 'srclang="ja"' in by_name["sentences.tmx"]
    assert 'xml:lang="en"' in by_name["bilingual.ttml"].split("<head>")[0]
