"""How well a transcript is read: `python benchmarks/bench_reading.py TRANSCRIPT GOLD.tsv`.

GOLD has the header `first_cue last_cue speaker en_clean ...`, one true sentence a row; it may cover a part of the
transcript. Prints sentence boundary F1, hand-overs repaired and damaged, and the share of gold words read, first for
the plain rules and then with repair; with `--ablate` also with each feature of the decisions left out in turn.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import time
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.config import Config, SegmentSettings
from pipeline.formats import decode, sniff
from pipeline.lang.en_words import key
from pipeline.model import Episode, Glossary, Lang, Pair, Sentence, Source, Track
from pipeline.stages import segment
from pipeline.store.glossaries import load


@dataclass(frozen=True)
class Gold:
    """True sentences as words with the index of the sentence each belongs to."""

    words: list[str]
    owner: list[int]
    speakers: list[str]
    first_cue: int
    last_cue: int


def read_gold(path: Path) -> Gold:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    words: list[str] = []
    owner: list[int] = []
    for at, row in enumerate(rows):
        fresh = [item for item in (key(word) for word in row["en_clean"].replace("-", " ").split()) if item]
        words += fresh
        owner += [at] * len(fresh)
    numbers = [int(row["first_cue"]) for row in rows] + [int(row["last_cue"]) for row in rows]
    return Gold(words, owner, [row["speaker"] for row in rows], min(numbers), max(numbers))


def read_track(path: Path) -> Track:
    text, _ = decode(path.read_bytes())
    read = sniff(text, path.name).read
    if read is None:
        raise SystemExit(f"{path} cannot be read")
    return read(text, name=path.name, lang=Lang.EN)[0]


def source_words(track: Track, gold: Gold) -> list[tuple[str, int, str, str]]:
    """`(key, offset, cue id, raw speaker)` of every word of the cues the gold covers; hyphens part words."""
    found = []
    for cue in track.cues:
        if not gold.first_cue <= cue.number <= gold.last_cue:
            continue
        for start, end, speaker in cue.voices():
            at = start
            for word in cue.text[start:end].replace("\n", " ").replace("-", " ").split(" "):
                if key(word):
                    found.append((key(word), at, cue.id, speaker))
                at += len(word) + 1
    return found


def gold_places(words: list[str], gold: Gold) -> list[int]:
    """For each gold sentence but the last, the index of the source word in front of which the next one starts."""
    matcher = difflib.SequenceMatcher(None, words, gold.words, autojunk=False)
    place: dict[int, int] = {}
    for tag, left, left_end, right, right_end in matcher.get_opcodes():
        for at in range(right, right_end):
            place[at] = left + (at - right) if tag == "equal" else min(left_end, left + (at - right))
    places = []
    for at in range(1, len(gold.words)):
        if gold.owner[at] != gold.owner[at - 1]:
            places.append(place[at] if words[place[at] : place[at] + 1] == [gold.words[at]] else place[at - 1] + 1)
    return places


def our_owner(words: list[tuple[str, int, str, str]], sentences: tuple[Sentence, ...]) -> list[int]:
    """Index of our sentence for each source word."""
    by_cue: dict[str, list[tuple[int, int, int]]] = {}
    for at, sentence in enumerate(sentences):
        for piece in sentence.pieces:
            by_cue.setdefault(piece.cue_id, []).append((piece.start, piece.end, at))
    return [next(owner for start, end, owner in by_cue[cue_id] if start <= at < end) for _, at, cue_id, _ in words]


def measure(
    track: Track, gold: Gold, settings: SegmentSettings, glossary: Glossary, show: bool = False
) -> dict[str, float]:
    started = time.perf_counter()
    episode = Episode(id="bench", source=Source.of("bench", b""), track=track)
    sentences = segment.run(episode, glossary=glossary, edits=(), settings=settings).sentences
    seconds = time.perf_counter() - started
    words = source_words(track, gold)
    keys = [word for word, *_ in words]
    places = gold_places(keys, gold)
    last = difflib.SequenceMatcher(None, keys, gold.words, autojunk=False).get_matching_blocks()[-2]
    words, keys = words[: last.a + last.size], keys[: last.a + last.size]  # the last cue may go on beyond the gold
    owner = our_owner(words, sentences)
    ours = {at for at in range(1, len(words)) if owner[at] != owner[at - 1]}
    true = set(places)
    changes = {
        place: (gold.speakers[at], gold.speakers[at + 1])
        for at, place in enumerate(places)
        if gold.speakers[at] != gold.speakers[at + 1]
    }
    raw = {at: (words[at - 1][3], words[at][3]) for at in range(1, len(words)) if words[at - 1][3] != words[at][3]}
    now = {
        at: (sentences[owner[at - 1]].speaker, sentences[owner[at]].speaker)
        for at in ours
        if sentences[owner[at - 1]].speaker != sentences[owner[at]].speaker
    }
    wrong = [at for at in changes if raw.get(at) != changes[at]]
    right = [at for at in changes if raw.get(at) == changes[at]]
    repaired = [at for at in wrong if now.get(at) == changes[at]]
    damaged = [at for at in right if now.get(at) != changes[at]]
    read = [
        item
        for sentence in sentences
        for item in (key(word) for word in sentence.text.replace("-", " ").split())
        if item
    ]
    same = sum(
        size for _, _, size in difflib.SequenceMatcher(None, read, gold.words, autojunk=False).get_matching_blocks()
    )
    if show:

        def around(at: int) -> str:
            return f"{words[at][2]:>5} {' '.join(keys[max(0, at - 6) : at])} / {' '.join(keys[at : at + 6])}"

        for title, found in (
            ("boundaries missed", sorted(true - ours)),
            ("boundaries too many", sorted(ours - true)),
            ("hand-overs left wrong", sorted(set(wrong) - set(repaired))),
            ("hand-overs damaged", damaged),
            ("speaker changes that should not be", sorted(at for at in now if at not in changes)),
        ):
            print(f"\n{title}: {len(found)}")
            for at in found:
                print("  ", around(at))
        print()
    hits = len(ours & true)
    return {
        "precision": hits / max(1, len(ours)),
        "recall": hits / max(1, len(true)),
        "f1": 2 * hits / max(1, len(ours) + len(true)),
        "wrong": len(wrong),
        "repaired": len(repaired),
        "right": len(right),
        "damaged": len(damaged),
        "words": same / max(1, len(gold.words)),
        "seconds": seconds,
    }


def line(name: str, found: dict[str, float]) -> str:
    return (
        f"{name:34} P {found['precision']:.3f}  R {found['recall']:.3f}  F1 {found['f1']:.3f}   hand-overs repaired "
        f"{found['repaired']:.0f}/{found['wrong']:.0f}, damaged {found['damaged']:.0f}/{found['right']:.0f}   "
        f"gold words read {found['words']:.3f}   {found['seconds']:.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("transcript", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--show", action="store_true", help="list every boundary and hand-over that is wrong")
    parser.add_argument("--ablate", action="store_true", help="leave out each feature of the decisions in turn")
    options = parser.parse_args()
    track, gold = read_track(options.transcript), read_gold(options.gold)
    settings = Config().segment
    glossary = load((), Pair(Lang.EN, Lang.JA))
    print(line("plain rules (--no-repair)", measure(track, gold, replace(settings, repair=False), glossary)))
    print(line("with repair", measure(track, gold, settings, glossary, options.show)))
    if options.ablate:
        from pipeline.reading import boundaries, handover

        for module in (handover, boundaries):
            print(module.__name__.rpartition(".")[2])
            for name in module.WEIGHTS:
                with module.without(name):
                    print(line(f"  without {name}", measure(track, gold, settings, glossary)))


if __name__ == "__main__":
    main()
