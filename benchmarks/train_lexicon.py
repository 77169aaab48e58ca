"""Train pipeline/summary/lexicon.en-ja.tsv: `python benchmarks/train_lexicon.py PAIRS.tsv.xz --out FILE`.

PAIRS has the columns source, licence, kind, en, ja. The file says which Japanese content words usually stand for an
English one (IBM model 1 in both directions, their product, content words only); summaries use it to tell a faithful
translation from a fluent invention. docs/summaries.md lists the texts the shipped file was trained on.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import re
from collections import Counter
from pathlib import Path

import numpy as np

from pipeline.summary.faithful import english_words, japanese_words

SOURCES = {  # permissive licences, written or checked by people; the share of each that is read
    "Tatoeba": 42_000, "Coursera_En-Ja": 32_000, "openclaw-docs-LLM": 25_000, "ms-architecture-center-HT": 12_000,
    "adobe-workfront-HT": 8_000, "opentelemetry.io": 8_000, "dify-docs": 7_000, "ja.react.dev": 6_000,
    "python-docs-ja": 8_000, "ms-bot-docs-HT": 6_000, "openai-agents-python": 2_500, "edgeai-beginners-LLM": 3_000,
    "adobe-audience-manager-HT": 5_000, "kubernetes-website": 4_000,
}
ROUNDS, LEAST_SEEN, LEAST_SHARE, MOST = 6, 6, 0.03, 8


Pair = tuple[list[str], list[str]]


def pairs(path: Path) -> list[Pair]:
    """Content words of both sides of every usable pair."""
    left = dict(SOURCES)
    found = []
    with lzma.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) != 5 or left.get(row[0], 0) <= 0 or row[2] != "sentence":
                continue
            if not 3 <= len(row[3].split()) <= 28 or re.search(r"[`{}<>_=]", row[3]):
                continue
            left[row[0]] -= 1
            en, ja = english_words(row[3]), japanese_words(row[4])
            if en and ja:
                found.append((sorted(set(en)), sorted(set(ja))))
    return found


def model1(sides: list[Pair], heads: list[str], tails: list[str]) -> dict[tuple[int, int], float]:
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    sides = pairs(options.pairs)
    english, japanese = Counter[str](), Counter[str]()
    for en, ja in sides:
        english.update(en)
        japanese.update(ja)
    heads = sorted(word for word, times in english.items() if times >= LEAST_SEEN and word.isascii())
    tails = sorted(word for word, times in japanese.items() if times >= LEAST_SEEN)
    print(f"{len(sides)} pairs, {len(heads)} English and {len(tails)} Japanese words")
    there = model1(sides, heads, tails)
    back = model1([(ja, en) for en, ja in sides], tails, heads)
    table: dict[str, list[tuple[float, str]]] = {}
    for (head, tail), value in there.items():
        other = back.get((tail, head), 0.0)
        score = (value * other) ** 0.5
        if score >= LEAST_SHARE:
            table.setdefault(heads[head], []).append((score, tails[tail]))
    lines = []
    for word in sorted(table):
        best = sorted(table[word], key=lambda item: (-item[0], item[1]))[:MOST]
        lines.append(f"{word}\t{' '.join(ja for _, ja in best)}\n")
    options.out.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} words, {options.out.stat().st_size:,} bytes in {options.out}")


if __name__ == "__main__":
    main()
