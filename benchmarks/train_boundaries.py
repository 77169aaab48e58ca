"""Fit the weights of pipeline/reading/boundaries.py: `train_boundaries.py --dialogue FILE... --pair A B`.

Dialogue files hold `speaker<TAB>sentence` lines; their sentence ends are damaged the way recognisers damage them, with
the true ones known. `--pair TRANSCRIPT REFERENCE` adds a transcript whose true sentences are known. Logistic regression
held to the weights that reasoning gives; prints the table to paste and what it does on a held-out part.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
from bench_reading import gold_places, read_gold, read_track, source_words
from damage import dialogue, spliced

from pipeline.config import SegmentSettings
from pipeline.reading import plain
from pipeline.reading.boundaries import WEIGHTS, candidate, features
from pipeline.reading.clauses import asks_at, opens_clause
from pipeline.reading.evidence import Evidence, gather
from pipeline.reading.tokens import Token

PULL = 2.0  # how strongly a weight is held to what reasoning says, against 256 examples
# What each feature should be worth by reasoning, before any text is looked at: log odds of an end.
REASONED = {
    "stop, then a capital": 6.0,
    "stop, then a name": 5.0,
    "stop, then a small letter": 0.5,
    "question, then a capital": 6.5,
    "question, then a name": 5.5,
    "question, then a small letter": 1.0,
    "exclamation, then a capital": 6.5,
    "exclamation, then a name": 5.5,
    "exclamation, then a small letter": 1.0,
    "ellipsis, then a capital": 2.0,
    "ellipsis, then a name": 0.0,
    "ellipsis, then a small letter": -3.0,
    "comma, then a capital": 2.5,
    "comma, then a name": -3.0,
    "comma, then a small letter": -2.5,
    "colon, then a capital": -1.0,
    "colon, then a name": -3.0,
    "colon, then a small letter": -3.5,
    "dash, then a capital": 0.0,
    "dash, then a name": -2.0,
    "dash, then a small letter": -3.0,
    "none, then a capital": 1.0,
    "none, then a name": -3.0,
    "none, then a small letter": -3.0,
    "a sentence can end here": 1.0,
    "an abbreviation reads on": -9.0,
    "an initial or a torn number": -9.0,
    "an answer stands by itself": 3.0,
    "and, but or so goes on after an answer": -4.0,
    "only an opener has come": -6.0,
    "a tag question goes with what it asks about": -8.0,
    "a lone closing word goes with the sentence before": -8.0,
    "the word belongs to what follows": -5.0,
    "the main clause is still to come": -7.0,
    "two clauses meet at a comma": 2.5,
    "two clauses meet without a mark": 2.0,
    "the clause opens like the one before": -1.5,
    "a list of clauses goes on": -1.5,
    "both clauses are short": -1.0,
    "not this but that": -1.5,
    "a right closes the sentence": 2.5,
    "a question opens": 2.2,
    "no verb has come and a clause follows": -2.0,
    "a phrase that asks on follows": -4.0,
    "a phrase without a verb follows": -0.5,
    "it is said, thought or known": -2.0,
    "the sentence would stop in mid-phrase": -3.0,
    "the sentence has hardly begun": -1.0,
    "the sentence is long": 0.5,
    "and, but or so follows": 0.0,
    "the word is said again": -1.0,
}
Row = tuple[np.ndarray, bool, bool]


def rows(evidence: Evidence, true: set[int], skipped: set[int]) -> list[Row]:
    """Features, truth and the transcript's own reading of every place inside turns that is worth a question."""
    words, names = evidence.words, list(WEIGHTS)
    found: list[Row] = []
    start = 0
    for at in range(1, len(words)):
        if words[at].speaker != words[at - 1].speaker or words[at - 1].wall:
            start = at
            continue
        if candidate(evidence, at) and at not in skipped:
            table = np.zeros(len(names))
            for name, value in features(evidence, start, at).items():
                table[names.index(name)] = value
            found.append((table, at in true, words[at - 1].ends))
        if at in true:
            start = at
    return found


def invented(path: Path, rng: random.Random) -> list[Row]:
    """Rows of a dialogue with its sentence ends damaged."""
    tokens, true = spliced(dialogue(path), rng)
    evidence = gather(tokens)
    splices = {at for at in range(1, len(tokens)) if at not in true and evidence.mark(at - 1) == "comma"}
    own = {at for at in splices if opens_clause(evidence, at) or asks_at(evidence, at)}
    return rows(evidence, true, own)  # whether the author's own splices are one sentence is a matter of style


def sample(transcript: Path, reference: Path) -> list[Row]:
    """Rows of a transcript whose true sentences and speakers are known, but for its own changes of speaker."""
    track, gold = read_track(transcript), read_gold(reference)
    tokens: list[Token] = plain.read(track, SegmentSettings())
    words = source_words(track, gold)
    number = {(track.cues[token.cue].id, token.start): at for at, token in enumerate(tokens)}
    places = gold_places([word for word, *_ in words], gold)
    true = {number.get((words[at][2], words[at][1]), -1): gold.speakers[to] for to, at in enumerate(places, 1)}
    given = {at for at in range(1, len(tokens)) if tokens[at].speaker != tokens[at - 1].speaker}
    speaker = gold.speakers[0]
    for at, token in enumerate(tokens):
        speaker = true.get(at, speaker)
        if at and tokens[at - 1].speaker != speaker:
            tokens[at - 1].ends = True
        token.speaker = speaker
    return rows(gather(tokens), set(true), given)


def fit(data: list[Row]) -> np.ndarray:
    reasoned = np.array([REASONED[name] for name in WEIGHTS])
    weights = reasoned.copy()
    squares = np.full(len(WEIGHTS), 1e-3)
    for epoch in range(40):
        for start in range(0, len(data), 256):
            part = data[start : start + 256]
            table = np.array([row[0] for row in part])
            true = np.array([row[1] for row in part])
            shares = 1 / (1 + np.exp(-table @ weights))
            gradient = PULL * (weights - reasoned) + (shares - true) @ table
            squares += gradient**2
            weights -= 0.5 / (1 + epoch / 5) * gradient / np.sqrt(squares)
    return weights


def judge(data: list[Row], weights: np.ndarray) -> str:
    table = np.array([row[0] for row in data])
    true = np.array([row[1] for row in data])
    given = np.array([row[2] for row in data])
    odds = table @ weights
    confident = np.abs(odds) >= np.log(0.6 / 0.4)
    said = np.where(confident, odds > 0, given)

    def f1(found: np.ndarray) -> float:
        return 2 * float((found & true).sum()) / max(1, int(found.sum() + true.sum()))

    return f"F1 {f1(said):.4f}, as given {f1(given):.4f}, wrong {int((said != true).sum())} of {len(data)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dialogue", nargs="*", type=Path, default=[])
    parser.add_argument("--pair", nargs=2, action="append", type=Path, default=[], metavar=("TRANSCRIPT", "REFERENCE"))
    parser.add_argument("--weight", type=int, default=3, help="times each pair counts")
    parser.add_argument("--draws", type=int, default=4, help="times each dialogue is damaged anew")
    options = parser.parse_args()
    rng = random.Random(5)
    data = [row for path in options.dialogue for _ in range(options.draws) for row in invented(path, rng)]
    pairs = [sample(*pair) for pair in options.pair]
    rng.shuffle(data)
    cut = len(data) * 4 // 5
    print(f"{len(data):,} places in invented talk, {sum(map(len, pairs)):,} in transcripts")
    training = data[:cut] + [row for pair in pairs for row in pair] * options.weight
    rng.shuffle(training)
    weights = fit(training)
    for name, value in zip(WEIGHTS, weights, strict=True):
        print(f'    "{name}": {value:.2f},')
    reasoned = np.array([REASONED[name] for name in WEIGHTS])
    for title, part in (("held out", data[cut:]), *zip((path[0] for path in options.pair), pairs, strict=True)):
        print(f"{title}: {judge(part, weights)}; by reasoning alone {judge(part, reasoned)}")


if __name__ == "__main__":
    main()
