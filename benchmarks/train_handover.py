"""Fit the weights of pipeline/reading/handover.py: `python benchmarks/train_handover.py TEXT... [--dialogue FILE...]`.

TEXT holds one sentence a line and is cut into invented turns; a dialogue file holds `speaker<TAB>sentence` lines. The
hand-overs are damaged the way recognisers damage them, with the true place known, and the weights are fitted by softmax
regression over the candidate places. Prints the table to paste and what it does on a held-out part.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
from bench_reading import gold_places, read_gold, read_track, source_words
from damage import damage, dialogue, turns_of

from pipeline.config import SegmentSettings
from pipeline.reading import plain
from pipeline.reading.evidence import gather
from pipeline.reading.handover import WEIGHTS, candidates, features
from pipeline.reading.tokens import Token


def rows(tokens: list[Token], truth: dict[int, tuple[int, float]]) -> list[tuple[np.ndarray, int, int]]:
    evidence = gather(tokens)
    names = list(WEIGHTS)
    found = []
    for at, (true, close) in truth.items():
        if tokens[at - 1].speaker == tokens[at].speaker:
            continue
        places = list(candidates(evidence, at))
        if true not in places:
            continue
        table = np.zeros((len(places), len(names)))
        for row, place in enumerate(places):
            for name, value in features(evidence, at, place, close).items():
                table[row, names.index(name)] = value
        found.append((table, places.index(true), places.index(at)))
    return found


def sample(transcript: Path, reference: Path) -> list[tuple[np.ndarray, int, int]]:
    """The changes of a transcript whose true sentences are known."""
    track, gold = read_track(transcript), read_gold(reference)
    tokens = plain.read(track, SegmentSettings())
    words = source_words(track, gold)
    number = {(track.cues[token.cue].id, token.start): at for at, token in enumerate(tokens)}
    changes = [
        place
        for at, place in enumerate(gold_places([word for word, *_ in words], gold))
        if gold.speakers[at] != gold.speakers[at + 1]
    ]
    places = {
        number[words[place][2], words[place][1]] for place in changes if (words[place][2], words[place][1]) in number
    }
    truth: dict[int, tuple[int, float]] = {}
    for at in range(1, len(tokens)):
        near = [place for place in places if abs(place - at) <= 6]
        if tokens[at - 1].speaker != tokens[at].speaker and near:
            truth[at] = (min(near, key=lambda place: abs(place - at)), 0.0)  # overlaps in samples are not real
    return rows(tokens, truth)


FIXED = frozenset(
    {"nothing asks for it", "the voices overlap", "nobody ends their own words so"}
)  # invented text says nothing about these
PULL = 4.0  # how strongly a weight is held to what reasoning says, against 256 examples
# What each feature should be worth by reasoning, before any text is looked at: log odds.
REASONED = {
    "a sentence can end here": 0.45,
    "the turn stops in mid-phrase": 1.0,
    "the turn stops on a word that leans on the next": 0.3,
    "the next turn starts small": 1.0,
    "the next turn goes on with and, so or but": 0.0,
    "the turn asks": 2.0,
    "the turn asks, without the mark": 2.0,
    "a full stop stands here": 0.8,
    "a comma stands here": 1.5,
    "it is the first mark of the next turn": 0.5,
    "a short first sentence that is no answer": 0.8,
    "a name is called": -1.2,
    "the words lead up to a yes or no": -2.0,
    "a capital follows": 1.0,
    "the words answer": 0.9,
    "the next turn answers already": -1.2,
    "the words can only be an answer": 1.8,
    "nobody ends their own words so": 1.2,
    "an answer that goes on": 1.5,
    "the words say again what was said": 0.8,
    "an answer would be taken away": -2.2,
    "an echo would be taken away": -1.5,
    "a lone closing word is left over": 1.2,
    "the voices overlap": 0.9,
    "the speaker picks up the other's words": 1.0,
    "the last words are said again": 2.0,
    "a reply without its subject": 1.5,
    "a question is over": 1.0,
    "nothing asks for it": -1.6,
    "the words move back": -2.4,
    "the words move on": -2.6,
    "each word further": -0.8,
    "the whole turn is an answer": -3.0,
    "nobody's turn is such a word": 3.0,
    "a whole turn goes": -3.0,
}


def fit(data: list[tuple[np.ndarray, int, int]]) -> np.ndarray:
    reasoned = np.array([REASONED[name] for name in WEIGHTS])
    weights = reasoned.copy()
    fixed = [at for at, name in enumerate(WEIGHTS) if name in FIXED]
    squares = np.full(len(WEIGHTS), 1e-3)
    for epoch in range(30):
        for start in range(0, len(data), 256):
            gradient = PULL * (weights - reasoned)
            for table, true, _ in data[start : start + 256]:
                odds = table @ weights
                shares = np.exp(odds - odds.max())
                shares /= shares.sum()
                gradient += shares @ table - table[true]
            gradient[fixed] = 0.0
            squares += gradient**2
            weights -= 0.5 / (1 + epoch / 5) * gradient / np.sqrt(squares)
    return weights


def judge(data: list[tuple[np.ndarray, int, int]], weights: np.ndarray, least: float) -> str:
    wrong = repaired = right = damaged = 0
    for table, true, given in data:
        odds = table @ weights
        shares = np.exp(odds - odds.max())
        shares /= shares.sum()
        others = np.where(np.arange(len(odds)) == given, 0, shares)
        chosen = int(others.argmax()) if 1 - shares[given] >= least and others.max() >= 0.25 * others.sum() else given
        if true == given:
            right += 1
            damaged += chosen != given
        else:
            wrong += 1
            repaired += chosen == true
    return (
        f"at {least:.2f}: repaired {repaired}/{wrong} = {repaired / max(1, wrong):.3f}, "
        f"damaged {damaged}/{right} = {damaged / max(1, right):.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--dialogue", nargs="*", type=Path, default=[])
    parser.add_argument("--pair", nargs=2, action="append", type=Path, default=[], metavar=("TRANSCRIPT", "REFERENCE"))
    parser.add_argument("--weight", type=int, default=3, help="times each pair counts")
    parser.add_argument("--draws", type=int, default=2, help="times each dialogue is damaged anew")
    options = parser.parse_args()
    rng = random.Random(5)
    data = []
    for path in options.texts:
        lines = path.read_text(encoding="utf-8").splitlines()
        for _ in range(2):
            data += rows(*damage(turns_of(lines, rng), rng, 0.3))
    for path in options.dialogue:
        for _ in range(options.draws):
            data += rows(*damage(dialogue(path), rng, 0.3))
    rng.shuffle(data)
    cut = len(data) * 4 // 5
    pairs = [sample(*pair) for pair in options.pair]
    print(f"{len(data):,} changes of speaker")
    weights = fit(data[:cut] + [row for pair in pairs for row in pair] * options.weight)
    for name, value in zip(WEIGHTS, weights, strict=True):
        print(f'    "{name}": {value:.2f},')
    for feature, value in zip(WEIGHTS, weights, strict=True):
        WEIGHTS[feature] = float(value)
    for least in (0.5, 0.6, 0.7, 0.8):
        print(judge(data[cut:], weights, least))
        for path, pair in zip(options.pair, pairs, strict=True):
            print(f"   {path[0]}: {judge(pair, weights, least)}")


if __name__ == "__main__":
    main()
