"""Make the word list of summaries: `python benchmarks/train_lexicon.py --out pipeline/wording/lexicon.en-ja.tsv`.

The file says which Japanese content words may stand for an English one; summaries use it to tell a faithful translation
from a fluent invention. It is made from texts of this repository only, all written by us:

- benchmarks/lexicon_words.tsv, common words with their usual renderings,
- the phrase table, the approved terms of the glossaries, and the reference translations of the samples; what goes with
  what in them is counted (IBM model 1 in both directions, their product, content words only).

Loan words need no entry: the dictionary of the tokenizer names the word they come from.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pipeline.model import Lang, Pair, TermStatus
from pipeline.store import glossaries
from pipeline.wording.faithful import english_words, japanese_words

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, LEAST_SEEN, LEAST_SHARE, MOST_ALIGNED = 6, 3, 0.15, 3

Words = tuple[list[str], list[str]]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def sentence_pairs() -> Iterator[tuple[str, str]]:
    """Every sentence of ours that we have in both languages."""
    for row in rows(ROOT / "pipeline/phrases/en-ja.tsv"):
        yield row["en"], row["ja"]
    for path in sorted((ROOT / "samples").glob("*/reference.ja.tsv")):
        for row in rows(path):
            yield row["en_clean"], row["ja"]


def word_pairs() -> Iterator[tuple[str, str]]:
    """Words and terms with their renderings: the list written by hand, then single words among the approved terms."""
    for line in (ROOT / "benchmarks/lexicon_words.tsv").read_text(encoding="utf-8").splitlines():
        word, _, others = line.partition("\t")
        for other in others.split():
            yield word, other
    files = sorted((ROOT / "glossaries").glob("*.en-ja.csv"))
    for term in glossaries.load(files, Pair(Lang.EN, Lang.JA)).terms:
        if term.status is TermStatus.APPROVED and len(term.source.split()) == 1:
            for other in (term.target, *term.accepted):
                yield term.source, other


def model1(sides: list[Words], heads: list[str], tails: list[str]) -> dict[tuple[int, int], float]:
    """t(tail | head) of IBM model 1 without a null word, over the words that stand in both lists."""
    head_at, tail_at = {word: at for at, word in enumerate(heads)}, {word: at for at, word in enumerate(tails)}
    links, group = [], []
    groups = 0
    for en, ja in sides:
        en_ids = [head_at[word] for word in en if word in head_at]
        for word in ja:
            if word in tail_at and en_ids:
                links.extend(head * len(tails) + tail_at[word] for head in en_ids)
                group.extend([groups] * len(en_ids))
                groups += 1
    keys, inverse = np.unique(np.array(links, dtype=np.int64), return_inverse=True)
    owner = np.array(group, dtype=np.int64)
    head_of = keys // len(tails)
    share = np.ones(len(keys)) / len(tails)
    for _ in range(ROUNDS):
        weight = share[inverse]
        weight /= np.bincount(owner, weights=weight)[owner]
        counts = np.bincount(inverse, weights=weight, minlength=len(keys))
        share = counts / np.bincount(head_of, weights=counts, minlength=len(heads))[head_of]
    sure = np.flatnonzero(share > 0.005)
    return {(int(keys[at] // len(tails)), int(keys[at] % len(tails))): float(share[at]) for at in sure}


def aligned(sides: list[Words]) -> dict[str, list[str]]:
    """The Japanese words that go with an English one from sentence to sentence, surest first."""
    english, japanese = Counter[str](), Counter[str]()
    for en, ja in sides:
        english.update(en)
        japanese.update(ja)
    heads = sorted(word for word, times in english.items() if times >= LEAST_SEEN and word.isascii())
    tails = sorted(word for word, times in japanese.items() if times >= LEAST_SEEN)
    there = model1(sides, heads, tails)
    back = model1([(ja, en) for en, ja in sides], tails, heads)
    table: dict[str, list[tuple[float, str]]] = {}
    for (head, tail), value in there.items():
        score = (value * back.get((tail, head), 0.0)) ** 0.5
        if score >= LEAST_SHARE:
            table.setdefault(heads[head], []).append((-score, tails[tail]))
    return {word: [ja for _, ja in sorted(found)[:MOST_ALIGNED]] for word, found in table.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    lexicon: dict[str, dict[str, None]] = {}
    for en, ja in word_pairs():
        for stem in english_words(en):
            lexicon.setdefault(stem, {}).update(dict.fromkeys(japanese_words(ja)))
    known = len(lexicon)
    sides = [(sorted(set(english_words(en))), sorted(set(japanese_words(ja)))) for en, ja in sentence_pairs()]
    for stem, found in aligned([(en, ja) for en, ja in sides if en and ja]).items():
        lexicon.setdefault(stem, {}).update(dict.fromkeys(found))
    lines = [f"{stem}\t{' '.join(lexicon[stem])}\n" for stem in sorted(lexicon) if lexicon[stem]]
    options.out.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} words, {known} of them by hand or from terms, {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
