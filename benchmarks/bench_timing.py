"""Timing and line breaks: speed at 1k, 10k and 100k cues, and what other methods do to the same Japanese.

    python benchmarks/bench_timing.py [--big]

Texts are the references of samples/ (written by people), so nothing is translated here. Every copy of a sentence gets
its own number, so that no cache answers. Compared on the same sentences, each with its exact rule:

line breaking (13 cells a line)
  ours           pipeline.lang.breaks
  text wrap      Python's textwrap at 13 characters: what argos-translate-files does to Japanese (there at 40)
  SubtitleEdit   its idea for languages without spaces, written anew here: code points are counted, a line over 13 is
                 cut after ，。？！、 nearest its middle, else in the middle
  pysubs2        reads and writes the lines it was given; it has no breaker, so the whole text stays on one line

timing (same translation, our line breaks for all)
  ours           pipeline.stages.retime
  cue by cue     each source cue's share of the translation at that cue's own times
  proportional   each sentence in equal cues that share its speech
"""

from __future__ import annotations

import argparse
import csv
import difflib
import os
import platform
import re
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

from pipeline.anchors import sentence_span
from pipeline.config import Config, IngestSettings, LimitsByLang, RetimeSettings
from pipeline.lang import ja, kinsoku, width
from pipeline.lang.breaks import break_lines
from pipeline.model import (
    Episode,
    Glossary,
    Lang,
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
from pipeline.report import gather
from pipeline.stages import ingest, retime
from pipeline.store import glossaries

SAMPLES = Path(__file__).parent.parent / "samples"
PAIR = Pair(Lang.EN, Lang.JA)


def sample(name: str) -> Episode:
    """A sample as its editor reads it: the reference's sentences, each with the cue characters it came from."""
    path = SAMPLES / name / "source.en.vtt"
    episode = Episode(id=name, source=Source.of(path.name, path.read_bytes()))
    episode = ingest.run(episode, pair=PAIR, settings=IngestSettings())
    track = episode.source_track()
    with (SAMPLES / name / "reference.ja.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    said = [(cue.id, found) for cue in track.cues for found in re.finditer(r"\S+", cue.text)]
    read = [(number, word) for number, row in enumerate(rows) for word in row["en_clean"].split()]
    match = difflib.SequenceMatcher(
        None, [bare(found[0]) for _, found in said], [bare(word) for _, word in read], autojunk=False
    )
    owner = [-1] * len(said)
    for block in match.get_matching_blocks():
        for step in range(block.size):
            owner[block.a + step] = read[block.b + step][0]
    for at in range(1, len(owner)):  # what the editor changed belongs to the sentence before it
        owner[at] = max(owner[at], owner[at - 1])
    cues = track.by_id()
    sentences, translations = [], []
    for number, row in enumerate(rows):
        spans: dict[str, list[int]] = {}
        for (cue_id, found), whose in zip(said, owner, strict=True):
            if whose == number:
                spans.setdefault(cue_id, [found.start(), 0])[1] = found.end()
        pieces = tuple(Piece(cue_id, start, end) for cue_id, (start, end) in spans.items())
        if pieces:
            span = sentence_span(pieces, cues)
            sid = f"s{number + 1}-1"
            sentences.append(Sentence(sid, Lang.EN, row["en_clean"], pieces, span, row["speaker"]))
            translations.append(Translation(sid, row["ja"], Origin.EDITOR))
    return replace(episode, sentences=tuple(sentences), translations=tuple(translations))


def bare(word: str) -> str:
    """A word without case and punctuation."""
    return re.sub(r"\W", "", word).lower()


def tiled(episode: Episode, cues_wanted: int) -> Episode:
    """Copies of an episode one after the other until there are so many source cues; no two texts are equal."""
    track = episode.source_track()
    length_ms = max(cue.span.end_ms for cue in track.cues) + 2_000
    cues, sentences, translations = [], [], []
    for copy in range(-(-cues_wanted // len(track.cues))):
        later = copy * length_ms
        for cue in track.cues:
            span = Span(cue.span.start_ms + later, cue.span.end_ms + later)
            cues.append(replace(cue, id=f"{cue.id}x{copy}", span=span))
        for sentence, translation in zip(episode.sentences, episode.translations, strict=True):
            sid = f"{sentence.id}x{copy}"
            pieces = tuple(replace(piece, cue_id=f"{piece.cue_id}x{copy}") for piece in sentence.pieces)
            span = Span(sentence.span.start_ms + later, sentence.span.end_ms + later)
            sentences.append(replace(sentence, id=sid, pieces=pieces, span=span))
            text = translation.text
            translations.append(replace(translation, sentence_id=sid, text=f"{text[:-1]}{copy + 11}{text[-1:]}"))
    whole = Track(track.lang, TrackKind.SUBTITLES, tuple(cues))
    return replace(episode, track=whole, sentences=tuple(sentences), translations=tuple(translations))


def speed(episode: Episode, glossary: Glossary, sizes: list[int]) -> None:
    """Wall and CPU seconds of the whole stage (words, phrases, styles, optimisation, line breaks)."""
    retime.run(episode, glossary=glossary, limits=LimitsByLang(), settings=RetimeSettings())  # dictionaries loaded
    print("source cues  target cues   wall s    CPU s   CPU ms a cue")
    for size in sizes:
        big = tiled(episode, size)
        began, cpu = time.perf_counter(), time.process_time()
        done = retime.run(big, glossary=glossary, limits=LimitsByLang(), settings=RetimeSettings())
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
        count = len(big.source_track().cues)
        print(f"{count:11,}  {len(done.target_track().cues):11,}  {wall:7.2f}  {cpu:7.2f}  {cpu * 1000 / count:13.3f}")


def like_subtitle_edit(text: str, size: int = 13) -> list[str]:
    """Halves a long line at the punctuation nearest its middle, else in the middle, until all are short enough."""
    if len(text) <= size:
        return [text]
    middle = len(text) / 2
    places = [at + 1 for at, char in enumerate(text[:-1]) if char in "，。？！、"]
    cut = min(places, key=lambda at: abs(at - middle), default=round(middle))
    return [*like_subtitle_edit(text[:cut], size), *like_subtitle_edit(text[cut:], size)]


def breaking(texts: list[str], glossary: Glossary) -> None:
    """Faults of each way to break the same texts into lines."""
    terms = [term.target for term in glossary.approved() if len(term.target) > 1]
    limits = replace(LimitsByLang().ja, max_lines=99)  # a column of text: every way may take the lines it needs

    def whole(text: str) -> list[tuple[int, int]]:
        found = []
        for term in terms:
            at = text.find(term)
            while at >= 0:
                found.append((at, at + len(term)))
                at = text.find(term, at + 1)
        return found

    ways = {
        "ours": lambda text: list(break_lines(text, lang=Lang.JA, limits=limits, unbreakable=whole(text))),
        "text wrap": lambda text: textwrap.wrap(text, 13),
        "SubtitleEdit-like": like_subtitle_edit,
        "pysubs2": lambda text: [text],
    }
    print(f"\n{len(texts)} sentences broken into lines of 13 cells")
    print("way                lines  breaks  kinsoku  too wide  in a word  in a term  on a phrase boundary")
    for name, way in ways.items():
        lines = breaks = bad = wide = in_word = in_term = on_phrase = 0
        for text in texts:
            cut = way(text)
            lines += len(cut)
            bad += len(kinsoku.violations(cut))
            wide += sum(width.cells(line.strip()) > 13 for line in cut)
            begins = ja.bunsetsu_offsets(text)
            inside = {at for token in ja.tokens(text) for at in range(token.start + 1, token.end)}
            at = 0
            offsets = []
            for line in cut:
                at = text.find(line.strip(), at)
                offsets.append(at)
                at += len(line.strip())
            for offset in offsets[1:]:
                breaks += 1
                on_phrase += offset in begins
                in_word += offset in inside
                in_term += any(start < offset < end and end - start <= 13 for start, end in whole(text))
        share = f"{on_phrase / breaks:.1%}" if breaks else "no break"
        print(f"{name:17}  {lines:5}  {breaks:6}  {bad:7}  {wide:8}  {in_word:9}  {in_term:9}  {share}")


def timing(episode: Episode, glossary: Glossary) -> None:
    """Conformity of three ways to time the same translation, and the bound."""
    done = retime.run(episode, glossary=glossary, limits=LimitsByLang(), settings=RetimeSettings())
    figures = gather(done, glossary, Config())
    print(f"\n{episode.id}: {len(episode.sentences)} sentences timed")
    print("way            cues  <=4 cps  <=6 cps  <=7 cps   p95    max  overlaps  too short  too wide")
    for series in (figures.ours, *figures.plain):
        own = series.conformity
        print(
            f"{series.name:13} {own.cues:5}  {own.strict_share:7.1%}  {own.target_share:7.1%}  {own.hard_share:7.1%}  "
            f"{own.p95_cps:5.2f}  {own.max_cps:5.2f}  {own.overlaps:8}  {own.too_short:9}  {own.too_wide:8}"
        )
    bound = figures.as_data()["bound"]
    shares = f"{bound['target_share']:7.1%}  {bound['hard_share']:7.1%}  {bound['p95_cps']:5.2f}"
    print(f"{'bound':13} {'':5}  {'':7}  {shares}   our p95 is {figures.p95_over_bound():.3f} of the bound's")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--big", action="store_true", help="also 100,000 cues")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}; one process, one thread\n")
    glossary = glossaries.load((), PAIR)
    episode = sample("compiler-02")
    speed(episode, glossary, [1_000, 10_000, *([100_000] if options.big else [])])
    texts = [translation.text for translation in episode.translations]
    breaking(texts, glossary)
    for name in ("bakery-01", "compiler-02"):
        timing(sample(name), glossary)


if __name__ == "__main__":
    main()
