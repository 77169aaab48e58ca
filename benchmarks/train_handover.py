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

from pipeline.lang import en
from pipeline.reading import handover
from pipeline.reading.evidence import gather, mark_of
from pipeline.reading.handover import WEIGHTS, candidates, features, lowered, raised, stopped
from pipeline.reading.tokens import Token

ANSWERS = ["Right.", "Exactly.", "Yeah.", "Okay.", "Precisely.", "Absolutely.", "Yes.", "No.", "Wow.", "Of course.", "It is.",
           "Right,", "Exactly,", "Yeah,", "Okay,", "Okay, so", "Well,", "So", "And", "But", "Yes,", "No,", "Oh,", "That's right.",
           "Precisely,", "You know,", "I mean,", "Absolutely,", "Because", "It really is."]  # fmt: skip
SHIFTS = [1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4]


def turns_of(lines: list[str], rng: random.Random) -> list[tuple[str, list[str]]]:
    turns, at, speaker = [], 0, 0
    while at < len(lines):
        count = rng.choice([1, 1, 1, 2, 2, 3, 4])
        text = [line for line in lines[at : at + count] if line.strip()]
        at += count
        if text and rng.random() < 0.4:
            opener = rng.choice(ANSWERS)
            text[0] = f"{opener} {text[0]}" if opener[-1] == "." else f"{opener} {lowered(text[0])}"
        if text and rng.random() < 0.12:
            text = [rng.choice(ANSWERS[:11])]
        if text:
            turns.append((f"Speaker {2 + speaker}", " ".join(text).split()))
            speaker = 1 - speaker
    return turns


def dialogue(path: Path) -> list[tuple[str, list[str]]]:
    turns: list[tuple[str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        speaker, _, text = line.partition("\t")
        if turns and turns[-1][0] == speaker:
            turns[-1][1].extend(text.split())
        elif text.strip():
            turns.append((speaker, text.split()))
    return turns


def damage(turns: list[tuple[str, list[str]]], rng: random.Random, share: float) -> tuple[list[Token], dict[int, tuple[int, float]]]:
    """Tokens of the damaged dialogue; for each change of speaker the true place and how close the voices are."""
    words: list[str] = []
    speakers: list[str] = []
    starts: list[int] = []
    for speaker, text in turns:
        starts.append(len(words))
        words += text
        speakers += [speaker] * len(text)
    words = list(words)
    truth: dict[int, tuple[int, float]] = {}
    for number, at in enumerate(starts[1:], 1):
        end = starts[number + 1] if number + 1 < len(starts) else len(words)
        if rng.random() >= share:
            truth[at] = (at, rng.choices([1.0, 0.5, 0.0], [3, 2, 5])[0])
            continue
        shift = rng.choice(SHIFTS) * rng.choice([-1, 1])
        low, high = starts[number - 1] + 1, end - 1
        place = max(low, min(high, at + shift))
        inner = range(place, at) if place < at else range(at, place)
        if place == at or any(mark_of(words[i]) in ("stop", "question") for i in inner if i not in (at - 1, place - 1)):
            truth[at] = (at, 0.0)
            continue
        speaker = speakers[at] if place < at else speakers[at - 1]
        for i in inner:
            speakers[i] = speaker
        kind = rng.random()  # what the recogniser made of the true end
        bare = words[at - 1].rstrip(".!,")
        if kind < 0.35:
            words[at - 1], words[at] = bare + ",", lowered(words[at])
        elif kind < 0.65 and not bare.endswith("?"):
            words[at - 1], words[at] = bare, lowered(words[at])
        words[place - 1] = stopped(words[place - 1])
        words[place] = raised(words[place])
        truth[place] = (at, rng.choices([1.0, 0.5, 0.0], [6, 3, 2])[0])
    tokens = [Token(0, i, i + 1, word, word, speaker) for i, (word, speaker) in enumerate(zip(words, speakers, strict=True))]
    return tokens, truth


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


def fit(data: list[tuple[np.ndarray, int, int]]) -> np.ndarray:
    weights = np.zeros(len(WEIGHTS))
    squares = np.full(len(WEIGHTS), 1e-3)
    for epoch in range(30):
        for start in range(0, len(data), 256):
            gradient = 1e-2 * weights
            for table, true, _ in data[start : start + 256]:
                odds = table @ weights
                shares = np.exp(odds - odds.max())
                shares /= shares.sum()
                gradient += shares @ table - table[true]
            squares += gradient**2
            weights -= 0.5 / (1 + epoch / 5) * gradient / np.sqrt(squares)
    return weights


def judge(data: list[tuple[np.ndarray, int, int]], weights: np.ndarray, least: float) -> str:
    wrong = repaired = right = damaged = 0
    for table, true, given in data:
        odds = table @ weights
        shares = np.exp(odds - odds.max())
        shares /= shares.sum()
        best = int(shares.argmax())
        chosen = best if shares[best] >= least else given
        if true == given:
            right += 1
            damaged += chosen != given
        else:
            wrong += 1
            repaired += chosen == true
    return f"at {least:.2f}: repaired {repaired}/{wrong} = {repaired / max(1, wrong):.3f}, damaged {damaged}/{right} = {damaged / max(1, right):.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--dialogue", nargs="*", type=Path, default=[])
    options = parser.parse_args()
    rng = random.Random(5)
    data = []
    for path in options.texts:
        lines = path.read_text(encoding="utf-8").splitlines()
        for _ in range(2):
            data += rows(*damage(turns_of(lines, rng), rng, 0.3))
    for path in options.dialogue:
        for _ in range(2):
            data += rows(*damage(dialogue(path), rng, 0.3))
    rng.shuffle(data)
    cut = len(data) * 4 // 5
    print(f"{len(data):,} changes of speaker")
    weights = fit(data[:cut])
    for name, value in zip(WEIGHTS, weights, strict=True):
        print(f'    "{name}": {value:.2f},')
    for least in (0.5, 0.6, 0.7, 0.8):
        print(judge(data[cut:], weights, least))


if __name__ == "__main__":
    main()
