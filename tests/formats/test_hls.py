"""HLS: segments that hold every cue, playlists, master tags."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import FormatError
from pipeline.formats import hls
from pipeline.model import Cue, Lang, Span, Track, TrackKind
from tests.strategies import tracks


def track(*spans: tuple[int, int]) -> Track:
    cues = tuple(Cue(f"c{at}", Span(*span), f"text {at}", name=f"n{at}", number=at) for at, span in enumerate(spans, 1))
    return Track(Lang.EN, TrackKind.SUBTITLES, cues)


def test_a_cue_that_crosses_a_border_stands_in_both_with_its_whole_time() -> None:
    texts, _ = hls.segments(track((1_000, 5_000), (9_000, 21_000), (21_000, 22_000)), segment_s=10, mpegts=900_000)
    assert len(texts) == 3
    assert [text.count("-->") for text in texts] == [2, 1, 2]
    assert all("00:00:09.000 --> 00:00:21.000" in text for text in texts)
    assert all(text.startswith("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n") for text in texts)


def test_an_end_on_the_border_belongs_to_the_earlier_segment() -> None:
    texts, _ = hls.segments(track((1_000, 10_000), (10_000, 11_000)), segment_s=10, mpegts=0)
    assert [text.count("-->") for text in texts] == [1, 1]


@settings(max_examples=60, deadline=None)
@given(made=tracks(), seconds=st.integers(1, 30))
def test_segments_join_to_the_track(made: Track, seconds: int) -> None:
    texts, _ = hls.segments(made, segment_s=seconds, mpegts=0)
    again = hls.join(texts, lang=made.lang)
    unique = list(dict.fromkeys((cue.span, cue.text) for cue in made.cues))
    assert [(cue.span, cue.text) for cue in again.cues] == unique


def test_a_segment_without_its_map_is_refused() -> None:
    with pytest.raises(FormatError, match="X-TIMESTAMP-MAP"):
        hls.join(["WEBVTT\n\n00:00.000 --> 00:01.000\na\n"], lang=Lang.EN)


def test_the_playlist_covers_the_programme() -> None:
    text = hls.playlist(["00000.vtt", "00001.vtt"], segment_s=60, last_ms=75_500)
    lengths = [float(found) for found in re.findall(r"#EXTINF:([\d.]+),", text)]
    assert lengths == [60.0, 15.5]
    assert text.startswith("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:60\n")
    assert text.endswith("#EXT-X-ENDLIST\n")


def test_master_tags() -> None:
    rows = [hls.Rendition("en", "en", "English"), hls.Rendition("ja", "ja", "日本語", default=True)]
    lines = [line for line in hls.master(rows).splitlines() if line.startswith("#EXT-X-MEDIA")]
    assert lines[1] == (
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="日本語",LANGUAGE="ja",'
        'DEFAULT=YES,AUTOSELECT=YES,FORCED=NO,URI="ja/index.m3u8"'
    )
