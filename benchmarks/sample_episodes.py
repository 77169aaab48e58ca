"""A sample folder as an episode whose sentences and Japanese are the editor's own: what summaries are measured on."""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from pathlib import Path

from pipeline.model import (
    Bilingual,
    Episode,
    Lang,
    Meta,
    Origin,
    Pair,
    Piece,
    Sentence,
    Source,
    Span,
    Speaker,
    Translation,
)
from pipeline.timecode import parse_clock

ROOT = Path(__file__).resolve().parent.parent
_TIMES = re.compile(r"(\S+) --> (\S+)")


def cue_spans(path: Path) -> list[Span]:
    """The spans of the cues of a WebVTT file in order."""
    found = _TIMES.findall(path.read_text(encoding="utf-8"))
    return [Span(parse_clock(start), parse_clock(end)) for start, end in found]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a tab-separated file with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def load(folder: Path) -> Episode:
    """The episode of `samples/<name>/` with the clean English and the reference Japanese of `reference.ja.tsv`.

    A cue shared by several sentences is divided among them by their length.
    """
    spans = cue_spans(folder / "source.en.vtt")
    rows = rows_of(folder / "reference.ja.tsv")
    shares: dict[int, list[tuple[int, float]]] = {}
    for at, row in enumerate(rows):
        first, last = int(row["first_cue"]), int(row["last_cue"])
        for cue in range(first, last + 1):
            shares.setdefault(cue, []).append((at, len(row["en_clean"]) / (last - first + 1)))
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for cue in sorted(shares):
        span, total, gone = spans[cue - 1], sum(size for _, size in shares[cue]), 0.0
        for at, size in shares[cue]:
            starts.setdefault(at, span.start_ms + int(span.duration_ms * gone / total))
            gone += size
            ends[at] = span.start_ms + int(span.duration_ms * gone / total)
    sentences, translations = [], []
    taken: dict[int, int] = {}
    for at, row in enumerate(rows):
        first = int(row["first_cue"])
        taken[first] = taken.get(first, 0) + 1
        name = f"s{first}-{taken[first]}"
        pieces = tuple(Piece(f"c{cue}", at, at + 1) for cue in range(first, int(row["last_cue"]) + 1))
        span = Span(starts[at], max(ends[at], starts[at] + 1))
        sentences.append(Sentence(name, Lang.EN, row["en_clean"], pieces, span, row["speaker"]))
        translations.append(Translation(name, row["ja"], Origin.EDITOR))
    return Episode(
        id=folder.name, source=Source.of("source.en.vtt", (folder / "source.en.vtt").read_bytes()),
        meta=meta(folder), pair=Pair(Lang.EN, Lang.JA), sentences=tuple(sentences), translations=tuple(translations),
    )


def meta(folder: Path) -> Meta:
    """What `episode.toml` says."""
    data = tomllib.loads((folder / "episode.toml").read_text(encoding="utf-8"))
    speakers = tuple(
        Speaker(item["label"], Bilingual(item["name_en"], item["name_ja"]), item.get("role", ""))
        for item in data.get("speakers", ())
    )
    return Meta(
        Bilingual(data.get("title_en", ""), data.get("title_ja", "")), data.get("channel", ""), data.get("show", ""),
        data.get("published", ""), data.get("media_url", ""), speakers,
    )


def samples() -> list[Path]:
    """The sample folders that have chapters and summaries written by people."""
    return sorted(path.parent for path in ROOT.glob("samples/*/chapters.tsv"))


if __name__ == "__main__":
    for folder in map(Path, sys.argv[1:]):
        print(load(folder).id)
