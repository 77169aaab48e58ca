"""A whole episode without decoding: a sample's transcript with its human Japanese reference as the translation."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline import imports
from pipeline.config import Config
from pipeline.model import Episode, Lang, Origin, Pair, Piece, Sentence, Span, Translation
from pipeline.stages import ingest, retime, segment, summarise
from pipeline.store import episodes as store
from pipeline.store import glossaries

ROOT = Path(__file__).parents[2]
CONFIG = Config()


@cache
def episode(sample: str) -> Episode:
    """The sample after every stage but `write`."""
    folder = ROOT / "samples" / sample
    glossary = glossaries.load((), Pair(Lang.EN, Lang.JA))
    new = store.new(folder / "source.en.vtt", max_bytes=1_000_000)
    read = ingest.run(new, pair=new.pair, settings=CONFIG.ingest)
    cut = segment.run(read, glossary=glossary, edits=(), settings=CONFIG.segment)
    edits = imports.pair(cut, list(reference(cut, folder)), limits=CONFIG.limits).edits
    texts = {edit.anchor: edit.after for edit in edits}
    told = tuple(Translation(sentence.id, texts.get(sentence.id, "。"), Origin.EDITOR) for sentence in cut.sentences)
    timed = retime.run(replace(cut, translations=told), glossary=glossary, limits=CONFIG.limits, settings=CONFIG.retime)
    return summarise.run(timed, glossary=glossary, edits=(), settings=CONFIG.summarise)


def reference(cut: Episode, folder: Path) -> list[Sentence]:
    """The reference's sentences with the times of their cues."""
    cues = cut.source_track().cues
    found: list[Sentence] = []
    with (folder / "reference.ja.tsv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            first, last = cues[int(row["first_cue"]) - 1], cues[int(row["last_cue"]) - 1]
            same = found and found[-1].span.start_ms == first.span.start_ms
            start_ms = first.span.start_ms + (1 if same else 0)
            span = Span(start_ms, max(last.span.end_ms, start_ms + 1))
            found.append(Sentence(f"r{number}", Lang.JA, row["ja"], (Piece(first.id, 0, 1),), span, row["speaker"]))
    return found
