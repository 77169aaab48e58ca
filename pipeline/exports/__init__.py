"""What an episode can be written as: one row an export, by name. `write` makes those of the configuration, the command
`nijimaku export` any of them.

To add one: a function `Material -> renderings with findings` and a row in `EXPORTS`. Every function reads back what it
wrote, so nothing leaves this room unchecked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.config import LimitsByLang, WriteSettings
from pipeline.errors import ConfigError
from pipeline.exports import files, tables
from pipeline.exports.material import Made, Material
from pipeline.model import Episode, Finding, Rendering
from pipeline.registry import suggestion

__all__ = ["EXPORTS", "Export", "Material", "chosen", "make"]


@dataclass(frozen=True, slots=True)
class Export:
    """`needs_chapters`: made only from a summarised episode."""

    name: str
    title: str
    render: Callable[[Material], Iterable[Made]]
    needs_chapters: bool = False


_ROWS = (
    Export("vtt", "WebVTT: each language, and both in one cue", files.vtt_tracks),
    Export("vtt-positioned", "WebVTT: two cues at a time, one language above, one below", files.vtt_positioned),
    Export("srt", "SubRip: each language, and both in one cue", files.srt_tracks),
    Export("srt-podcast", "SubRip after the Podcasting 2.0 limits, 32 characters x 2 lines", files.srt_podcast),
    Export("ass", "ASS: both languages in two named styles", files.ass_tracks),
    Export("ttml", "TTML (IMSC 1.1 text): each language, and both in two regions", files.ttml_tracks),
    Export("hls", "HLS: segmented WebVTT, a playlist a language, master playlist tags", files.hls_tracks),
    Export(
        "podcast", "Podcasting 2.0: transcripts as JSON and HTML, chapters JSON, feed tags", tables.podcast_export, True
    ),
    Export("chapters", "WebVTT chapters of each language", tables.chapters, True),
    Export("metadata", "WebVTT metadata track: sentence ids, speakers and chapters for pages", tables.metadata),
    Export("tsv", "Sentence table, tab-separated", tables.tsv_table),
    Export("csv", "Sentence table for spreadsheets", tables.csv_table),
    Export("tmx", "TMX 1.4b: aligned sentences for translation memories", tables.tmx_memory),
    Export("text", "Plain-text transcript of each language", tables.texts),
    Export("word", "Both languages side by side, for word processors", tables.word),
)
EXPORTS: dict[str, Export] = {row.name: row for row in _ROWS}


def chosen(names: Sequence[str]) -> tuple[Export, ...]:
    """The exports of these names, `all` meaning every one; each once. Raises ConfigError with a suggestion."""
    wanted: dict[str, Export] = {}
    for name in names:
        if name == "all":
            wanted |= EXPORTS
        elif name in EXPORTS:
            wanted[name] = EXPORTS[name]
        else:
            raise ConfigError(f"no format {name!r} to write", hint=suggestion(name, [*EXPORTS, "all"]))
    return tuple(wanted.values())


def make(
    episode: Episode, exports: Iterable[Export], *, limits: LimitsByLang, settings: WriteSettings
) -> tuple[tuple[Rendering, ...], tuple[Finding, ...]]:
    """Renderings of the exports in order, each name once, and what had to be changed or dropped, by file."""
    material = Material(episode, limits, settings)
    renderings: dict[str, Rendering] = {}
    findings: list[Finding] = []
    for export in exports:
        for rendering, more in export.render(material):
            renderings[rendering.name] = rendering
            findings.extend(replace(found, message=f"{rendering.name}: {found.message}") for found in more)
    return tuple(renderings.values()), tuple(findings)
