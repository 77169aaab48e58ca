"""HLS subtitles: WebVTT cut into segments with X-TIMESTAMP-MAP, a playlist a language, tags for the master playlist.

RFC 8216: every segment carries the mapping to the media clock (section 3.5), and a cue that crosses a border stands in
both segments with its whole time, so that a player that starts in the middle shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import FormatError
from pipeline.formats import vtt
from pipeline.model import Block, Cue, Finding, Lang, Track

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
_MAP = re.compile(r"X-TIMESTAMP-MAP=MPEGTS:(\d+),LOCAL:([\d:.]+)")


@dataclass(frozen=True, slots=True)
class Rendition:
    """One row of the master playlist."""

    stem: str  # folder of its segments
    language: str  # BCP 47
    name: str  # shown to people, unique
    default: bool = False


def segments(
    track: Track, *, segment_s: int, mpegts: int, styles: Iterable[str] = (), end_ms: int = 0
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The texts of the segments from 0 on, enough of them to hold the last cue; at least one."""
    length_ms = segment_s * 1000
    last_ms = max((cue.span.end_ms for cue in track.cues), default=0)
    last_ms = max(last_ms, end_ms)
    count = max(1, -(-last_ms // length_ms))
    rooms: list[list[Cue]] = [[] for _ in range(count)]
    for cue in track.cues:
        for room in range(cue.span.start_ms // length_ms, (cue.span.end_ms - 1) // length_ms + 1):
            rooms[room].append(cue)
    header = f"\nX-TIMESTAMP-MAP=MPEGTS:{mpegts},LOCAL:00:00:00.000"
    kept = tuple(block for block in track.blocks if block.kind in ("style", "region"))
    plain = replace(track, blocks=kept)
    findings: list[Finding] = []
    texts = []
    for held in rooms:
        text, more = vtt.write(replace(plain, cues=tuple(held)), header=header, styles=styles)
        texts.append(text)
        findings.extend(more)
    return tuple(texts), tuple(dict.fromkeys(findings))


def join(texts: Sequence[str], *, lang: Lang, name: str = "") -> Track:
    """The track that the segments make together: repeated cues once. Raises FormatError when a segment has no map."""
    cues: list[Cue] = []
    seen: set[tuple[str, int, int, str]] = set()
    blocks: tuple[Block, ...] = ()
    for at, text in enumerate(texts):
        if not _MAP.search(text.split("\n\n", 1)[0]):
            raise FormatError("no X-TIMESTAMP-MAP in the header", where=f"{name} segment {at}")
        track, _ = vtt.read(text, name=f"{name} segment {at}", lang=lang, through_webvtt=False)
        blocks = blocks or track.blocks
        for cue in track.cues:
            key = (cue.name, cue.span.start_ms, cue.span.end_ms, cue.text)
            if key not in seen:
                seen.add(key)
                cues.append(replace(cue, id=f"c{len(cues) + 1}", number=len(cues) + 1))
    cues.sort(key=lambda cue: (cue.span.start_ms, cue.number))
    return Track(lang, track.kind, tuple(cues), blocks)


def playlist(names: Sequence[str], *, segment_s: int, last_ms: int) -> str:
    """The media playlist of these segments."""
    out = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{segment_s}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
    ]
    for at, name in enumerate(names):
        left_s = (last_ms - at * segment_s * 1000) / 1000
        length_s = min(float(segment_s), left_s) if at == len(names) - 1 and left_s > 0 else float(segment_s)
        out.extend((f"#EXTINF:{length_s:.3f},", name))
    return "\n".join([*out, "#EXT-X-ENDLIST", ""])


def master(renditions: Sequence[Rendition], *, group: str = "subs") -> str:
    """The tags to put into the programme's own master playlist; every EXT-X-STREAM-INF there names the group."""
    out = ["#EXTM3U", f'## add SUBTITLES="{group}" to each EXT-X-STREAM-INF of the programme']
    for rendition in renditions:
        default = "YES" if rendition.default else "NO"
        out.append(
            f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="{group}",NAME="{rendition.name}",LANGUAGE="{rendition.language}",'
            f'DEFAULT={default},AUTOSELECT=YES,FORCED=NO,URI="{rendition.stem}/index.m3u8"'
        )
    return "\n".join([*out, ""])
