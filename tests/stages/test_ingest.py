"""Ingest: by content whatever the suffix, repairs as findings, one clear error for anything else."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import IngestSettings
from pipeline.errors import FormatError
from pipeline.model import Cue, Episode, Lang, Mark, MarkKind, Pair, Source, Span, Track, TrackKind
from pipeline.stages import ingest

PAIR = Pair(Lang.EN, Lang.JA)
BROKEN = Path(__file__).parents[2] / "samples" / "broken"
VTT = "WEBVTT\n\n1\n00:00:01.199 --> 00:00:06.200\n<v Speaker 1>Welcome to the Sentient Code\n"


def ingested(data: bytes, name: str = "talk.txt", settings: IngestSettings | None = None) -> Episode:
    return ingest.run(Episode("talk", Source.of(name, data)), pair=PAIR, settings=settings or IngestSettings())


def test_webvtt_in_a_txt_file() -> None:
    episode = ingested(VTT.encode())
    assert (episode.source.format, episode.source.encoding) == ("vtt", "utf-8")
    assert episode.source_track().lang is Lang.EN
    cue = episode.source_track().cues[0]
    assert (cue.id, cue.name, cue.line, cue.voice, cue.text) == (
        "c1",
        "1",
        4,
        "Speaker 1",
        "Welcome to the Sentient Code",
    )
    assert episode.findings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, ends: str) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 田中>これは字幕です。ソフトの話。\n"
    episode = ingested(text.replace("\n", ends).encode(encoding))
    cue = episode.source_track().cues[0]
    assert (cue.voice, cue.text) == ("田中", "これは字幕です。ソフトの話。")
    codes = [found.code for found in episode.findings]
    assert codes == (["encoding-guessed"] if encoding in ("cp932", "euc_jp") else [])


def test_text_encoded_twice_is_an_error_finding() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nこれは字幕です。ソフトの話。\n"
    episode = ingested(text.encode().decode("latin-1").encode())
    assert [found.code for found in episode.findings] == ["encoding-doubled"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"garbage vtt file", "not a subtitle file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a subtitle file"),
        (b"WEBVTT\n\nNOTE nothing\n", "no cue with any text"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "no cue with any text"),
    ],
)
def test_no_subtitle_file_is_one_clear_error(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        ingested(data, "talk.vtt")
    assert caught.value.where == "talk.vtt"
    assert caught.value.hint
    assert caught.value.exit_code == 1


def test_caps() -> None:
    with pytest.raises(FormatError, match="max_bytes 10"):
        ingested(VTT.encode(), settings=replace(IngestSettings(), max_bytes=10))
    two = VTT + "\n2\n00:00:06.200 --> 00:00:07.000\nb\n"
    with pytest.raises(FormatError, match="max_cues 1"):
        ingested(two.encode(), settings=replace(IngestSettings(), max_cues=1))


def test_small_overlaps_of_one_speaker_are_trimmed_and_named() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:03.100\n<v A>one\n\n00:03.000 --> 00:05.200\n<v A>two\n\n"
        "00:05.000 --> 00:06.000\n<v B>other speaker\n\n"
        "00:07.000 --> 00:12.000\nlong\n\n00:08.000 --> 00:14.000\ntoo long\n"
    )
    episode = ingested(text.encode())
    spans = [(cue.span.start_ms, cue.span.end_ms) for cue in episode.source_track().cues]
    assert spans == [(1_000, 3_000), (3_000, 5_200), (5_000, 6_000), (7_000, 12_000), (8_000, 14_000)]
    assert [(found.code, found.where.line, found.where.cue) for found in episode.findings] == [
        ("overlap-trimmed", 6, 2), ("overlap-kept", 9, 3), ("overlap-kept", 15, 5),
    ]  # fmt: skip


@st.composite
def overlapping(draw: st.DrawFn) -> Track:
    cues, now = [], 0
    for number in range(1, draw(st.integers(1, 12)) + 1):
        now += draw(st.integers(0, 2_000))
        voice = draw(st.sampled_from("AB"))
        marks = (Mark(0, 1, MarkKind.VOICE, voice),)
        cues.append(Cue(f"c{number}", Span(now, now + draw(st.integers(1, 4_000))), "x", marks, number=number))
    return Track(Lang.EN, TrackKind.CAPTIONS, tuple(cues))


@given(overlapping())
def test_trimming_twice_is_trimming_once_and_never_lengthens(track: Track) -> None:
    once, _ = ingest.trim_overlaps(track, max_overlap_ms=1_500)
    assert ingest.trim_overlaps(once, max_overlap_ms=1_500)[0] == once
    for before, after in zip(track.cues, once.cues, strict=True):
        assert after.span.start_ms == before.span.start_ms
        assert after.span.end_ms <= before.span.end_ms
        assert after.text == before.text


def broken() -> list[dict[str, str]]:
    with (BROKEN / "cases.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("row", broken(), ids=lambda row: row["file"])
def test_broken_samples(row: dict[str, str]) -> None:
    data = (BROKEN / row["file"]).read_bytes()
    if row["cues"] == "0":
        with pytest.raises(FormatError):
            ingested(data, row["file"])
        return
    episode = ingested(data, row["file"])
    assert len(episode.source_track().cues) == int(row["cues"])
    wanted = {"ascii": ("utf-8",), "utf-8": ("utf-8", "utf-8-sig")}.get(row["encoding"], (row["encoding"],))
    assert episode.source.encoding in wanted


def _spoken(text: str, *, count: int = 12, seconds: float = 3.0) -> bytes:
    cues = [
        f"00:{at // 20:02}:{at % 20 * 3:02}.000 --> 00:{at // 20:02}:{at % 20 * 3 + int(seconds):02}.000\n{text}\n"
        for at in range(count)
    ]
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


JAPANESE = "今日は大規模言語モデルの話をします、そしてお茶の話もします。"
ENGLISH = "Today we talk about large models, and about tea."


@pytest.mark.parametrize(("text", "pair"), [(JAPANESE, "en-ja"), (ENGLISH, "ja-en")])
def test_a_transcript_in_the_other_language_is_refused_with_what_to_do(text: str, pair: str) -> None:
    episode = Episode("e", Source.of("talk.vtt", _spoken(text)))
    with pytest.raises(FormatError, match=r"talk.vtt: this transcript is in .*--set source="):
        ingest.run(episode, pair=Pair.parse(pair), settings=IngestSettings())
    assert ingest.run(episode, pair=Pair.parse(pair), settings=IngestSettings(check_language=False)).track
    assert ingest.run(episode, pair=Pair.parse(pair[3:] + "-" + pair[:2]), settings=IngestSettings()).track


def test_chinese_is_neither() -> None:
    episode = Episode("e", Source.of("talk.vtt", _spoken("今天我们讨论大型语言模型以及茶的故事还有别的东西")))
    with pytest.raises(FormatError, match="Chinese characters"):
        ingest.run(episode, pair=Pair.parse("en-ja"), settings=IngestSettings())


def test_both_languages_in_one_file_are_no_mistake() -> None:
    episode = Episode("e", Source.of("talk.vtt", _spoken(f"{ENGLISH}\n{JAPANESE}")))
    assert ingest.run(episode, pair=Pair.parse("en-ja"), settings=IngestSettings()).track


def test_text_that_nobody_can_have_said_in_its_time_is_refused() -> None:
    episode = Episode("e", Source.of("notes.vtt", _spoken(ENGLISH * 40, count=2)))
    with pytest.raises(FormatError, match=r"letters in 6.0 s of cues: no transcript"):
        ingest.run(episode, pair=Pair.parse("en-ja"), settings=IngestSettings())
