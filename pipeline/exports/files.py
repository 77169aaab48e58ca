"""Exports that are tracks: WebVTT, SubRip, ASS, TTML, HLS."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import formats, tracks
from pipeline.errors import FormatError
from pipeline.exports.material import Made, Material
from pipeline.formats import ass, check, hls, ttml, vtt
from pipeline.formats.record import Format
from pipeline.model import Lang, Rendering, Track

HLS_NAMES = {"en": "English", "ja": "日本語", "bilingual": "日本語・English"}


def written(entry: Format, stem: str, track: Track, **options: object) -> Made:
    """A track in a format, read back and compared."""
    name = stem + entry.suffixes[0]
    if entry.write is None:
        raise FormatError(f"{entry.title} is only read, not written", where=name)
    text, findings = entry.write(track, **options)
    check.read_back(entry, text, track, name=name)
    return Rendering(name, entry.media_type, text), findings


def vtt_tracks(material: Material) -> Iterator[Made]:
    """The source as delivered, the target, and both languages in one cue."""
    source, target = material.episode.pair
    entry = vtt.FORMAT
    yield written(entry, source.value, material.single[source])
    yield written(entry, target.value, material.single[target], header=f"\nKind: subtitles\nLanguage: {target}")
    styles = tracks.STYLES if material.settings.vtt_style else ()
    yield written(entry, "bilingual", material.both, header="\nKind: subtitles", styles=styles)


def vtt_positioned(material: Material) -> Iterator[Made]:
    """Two cues at a time: one language at the top edge, the other at the bottom."""
    track = tracks.positioned(material.shared, material.episode, top=material.top)
    yield written(vtt.FORMAT, "bilingual.positioned", track, header="\nKind: subtitles")


def srt_tracks(material: Material) -> Iterator[Made]:
    """Both languages alone and together, a speaker named where the speaker changes."""
    entry = formats.FORMATS["srt"]
    for lang in material.episode.pair:
        yield written(entry, lang.value, tracks.with_labels(material.single[lang]))
    both = tracks.bilingual(material.shared, material.episode, top=material.top, labels=True)
    yield written(entry, "bilingual", both)


def srt_podcast(material: Material) -> Iterator[Made]:
    """Each language in at most two lines of 32 characters; longer cues are cut in time."""
    entry = formats.FORMATS["srt"]
    for lang in material.episode.pair:
        track = tracks.recut(tracks.with_labels(material.in_lines[lang]), max_chars=32, max_lines=2)
        yield written(entry, f"{lang}.podcast", track)


def ass_tracks(material: Material) -> Iterator[Made]:
    """Both languages in two named styles."""
    bottom = material.top.other
    track = tracks.bilingual_ass(material.shared, material.episode, bottom=bottom)
    yield written(ass.FORMAT, "bilingual", track, styles=ass.bilingual_styles(bottom), title=material.title.en, wrap=2)


def ttml_tracks(material: Material) -> Iterator[Made]:
    """A document a language, and one with two regions."""
    vertical = material.settings.vertical
    for lang in material.episode.pair:
        track = material.single[lang]
        yield written(ttml.FORMAT, lang.value, track, title=material.title[lang], vertical=vertical)
    parts = [
        (region, tracks.one_language(material.shared, material.episode, region.lang))
        for region in ttml.regions_both(material.top)
    ]
    text, findings = ttml.write_regions(parts, lang=material.episode.pair.target, title=material.title.ja)
    again, _ = ttml.read(text, name="bilingual.ttml", lang=material.episode.pair.target)
    for region, track in parts:
        check.same(ttml.track_of(again, f"region-{region.lang}"), track, ttml.FORMAT, name="bilingual.ttml")
    yield Rendering("bilingual.ttml", ttml.FORMAT.media_type, text), findings


def hls_tracks(material: Material) -> Iterator[Made]:
    """`hls/<language>/` with segments and playlist, and the tags for the master playlist."""
    source, target = material.episode.pair
    settings = material.settings
    rows = []
    named = {source.value: material.single[source], target.value: material.single[target], "bilingual": material.both}
    end_ms = max((cue.span.end_ms for track in named.values() for cue in track.cues), default=0)
    for stem, track in named.items():
        texts, findings = hls.segments(
            track, segment_s=settings.hls_segment_s, mpegts=settings.hls_mpegts, end_ms=end_ms
        )
        check.same(hls.join(texts, lang=track.lang, name=f"hls/{stem}"), track, vtt.FORMAT, name=f"hls/{stem}")
        names = [f"{at:05d}.vtt" for at in range(len(texts))]
        for at, (name, text) in enumerate(zip(names, texts, strict=True)):
            yield Rendering(f"hls/{stem}/{name}", vtt.FORMAT.media_type, text), findings if at == 0 else ()
        listed = hls.playlist(names, segment_s=settings.hls_segment_s, last_ms=end_ms)
        yield Rendering(f"hls/{stem}/index.m3u8", hls.PLAYLIST_TYPE, listed), ()
        language = stem if stem in set(Lang) else target.value
        rows.append(hls.Rendition(stem, language, HLS_NAMES[stem], default=stem == target.value))
    yield Rendering("hls/master-tags.m3u8", hls.PLAYLIST_TYPE, hls.master(rows)), ()
