"""Train pipeline/reading/data/gaps.en.npz: `python benchmarks/train_gaps.py FOLDER... --talk FILE... --out FILE`.

FOLDER holds documentation and books as packages install them (see benchmarks/prose.py for what is read), `--talk` names
texts of talk that count several times. docs/reading.md lists what the shipped weights were trained on, with licences.
Written English is made more like speech: written forms contracted, answers and openers put in, words said twice.
Needs numpy alone; takes some twenty minutes on one core.
"""

from __future__ import annotations

import argparse
import random as chances
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
from prose import as_said, files, sentences

from pipeline.lang.en_words import CLASS_NAMES, class_of, key
from pipeline.reading.gaps import DILATIONS, LABELS, beside, ids

VOCABULARY = 8_000
WIDTH, GAP = 56, 48
HIDDEN = {"both": 96}
CHUNK, BATCH = 256, 12
DROP = 0.25
UNKNOWN = 0.15  # share of words hidden from the model while it learns
AVERAGED_FROM = 0.6  # part of the training after which the weights are averaged
BLOCK = 40  # sentences that stay in their order when the texts are mixed
LONG_WORDS = 30  # nobody speaks whole paragraphs of longer sentences: half of them are left out
TALK_TIMES = 10  # how often talk counts, each time changed anew
SWAPPED = 0.2  # share of the content words of talk that are swapped for others of their class, but for the first time
# Conversation the texts have too little of: answers and openers said to the other speaker.
ANSWERS = (
    "Right.|Exactly.|Yeah.|Okay.|Precisely.|Absolutely.|Yes.|No.|Sure.|Wow.|Of course.|It is.|It really is.|"
    "That's right.|Definitely.|I see.|Oh.|Not really.|Of course not."
).split("|")
OPENERS = (
    "Right,|Exactly,|Yeah,|Okay,|Okay, so|Well,|So|And|But|Yes,|No,|Oh,|Now,|Precisely,|You know,|I mean,|Absolutely,|"
    "And so|Because|Ah,|Sure,|Look,"
).split("|")
CONTENT = frozenset({"other", "plural", "noun", "adjective", "ing", "ed", "ly", "verb", "verbs", "past"})
FILLERS = ("you know,", "I mean,", "like,", "uh,", "um,", "sort of", "well,", "right,", "actually", "really", "just")


def gather(folders: list[Path], talk: list[Path], chance: chances.Random) -> list[str]:
    """Sentences of all texts, each once but for talk, made more like speech and mixed block by block."""
    seen: set[str] = set()
    blocks: list[list[str]] = []
    for path in files(folders):
        fresh: list[str] = []
        for sentence in sentences(path):
            if sentence in seen or (sentence.count(" ") >= LONG_WORDS and chance.random() < 0.5):
                continue
            seen.add(sentence)
            fresh.append(changed(sentence, chance, 0.3))
        blocks += [fresh[at : at + BLOCK] for at in range(0, len(fresh), BLOCK)]
    others: dict[str, list[str]] = {}
    for sentence in (chance.choice(block) for block in blocks for _ in range(8)):
        for word in sentence.split()[1:]:
            if word.isalpha() and word.islower():
                others.setdefault(class_of(word), []).append(word)
    for path in files(talk):
        said = list(sentences(path))
        for count in range(TALK_TIMES):
            fresh = [swapped(sentence, others, chance) if count else sentence for sentence in said]
            again = [changed(sentence, chance, 0.1) for sentence in fresh]
            blocks += [again[at : at + BLOCK] for at in range(0, len(again), BLOCK)]
    chance.shuffle(blocks)
    return [sentence for block in blocks for sentence in block]


# Subjects a writer names and a speaker points at.
NAMED = re.compile(r"^(?:The|This|A|An|Each|Every) (?:[a-z-]+ ){1,3}?(?=(?:is|was|will|can|has|does|makes|would)\b)")
NAMED_MANY = re.compile(r"^(?:The|These|Those|Some|Many|Most) (?:[a-z-]+ ){1,3}?(?=(?:are|were|have|do)\b)")


def swapped(sentence: str, others: dict[str, list[str]], chance: chances.Random) -> str:
    """The sentence with some of its content words swapped: what is said changes, how it is said stays."""
    words = sentence.split()
    for at, word in enumerate(words):
        name = class_of(word)
        bare = word.rstrip(".,?!;:")
        if name in CONTENT and bare.isalpha() and bare.islower() and name in others and chance.random() < SWAPPED:
            words[at] = chance.choice(others[name]) + word[len(bare) :]
    return " ".join(words)


def changed(sentence: str, chance: chances.Random, share: float) -> str:
    """The sentence as somebody might say it: contracted, with an opener in front, with a word said twice."""
    if chance.random() < 0.5:
        sentence = NAMED.sub(chance.choice(("It ", "That ", "This ", "It ", "He ", "She ")), sentence, count=1)
        sentence = NAMED_MANY.sub(chance.choice(("They ", "We ", "You ", "They ")), sentence, count=1)
    sentence = as_said(sentence, chance, 0.7)
    if chance.random() < share:
        sentence = f"{chance.choice(OPENERS)} {sentence[0].lower()}{sentence[1:]}"
    if chance.random() < 0.06:
        words = sentence.split()
        at = chance.randrange(len(words))
        if words[at][-1].isalpha():
            filler = chance.choice(FILLERS)
            sentence = " ".join([*words[: at + 1], filler, *words[at + 1 :]]) if at + 1 < len(words) else sentence
    if chance.random() < 0.03:
        words = sentence.split()
        at = chance.randrange(len(words))
        if words[at].isalpha():
            sentence = " ".join([*words[:at], words[at], *words[at:]])
    return sentence


def read(texts: list[str], chance: chances.Random) -> tuple[list[str], list[int]]:
    """All words as keys, and for each what follows it: an index into LABELS."""
    words: list[str] = []
    marks: list[int] = []

    def add(sentence: str) -> None:
        parts = sentence.split()
        for word, following in zip(parts, [*parts[1:], ""], strict=True):
            bare = key(word)
            mark = re.search(r"([.,;:?!…—–-]+)[\"'”’)\]]*$", word)
            label = 0 if not mark else 3 if "?" in mark[1] else 2 if re.search(r"[.!…]", mark[1]) else 1
            if label == 1 and mark and ";" in mark[1] and class_of(following) not in ("and", "but", "what"):
                label = 4  # written "; he was", said as a sentence of its own
            if bare:
                words.append(bare)
                marks.append(2 if label == 4 else label if label < 2 else 0)
            elif label and marks:
                marks[-1] = max(marks[-1], 1)
        if words and sentence:
            marks[-1] = 3 if sentence.rstrip("\"'”’)").endswith("?") else 2

    for sentence in texts:
        if chance.random() < 0.08:
            add(chance.choice(ANSWERS))
        if chance.random() < 0.05 and len(words) > 40:
            count = chance.randint(1, 3)
            add(" ".join(words[-count:]) + (", yes." if chance.random() < 0.4 else "."))
        add(sentence)
    return words, marks


def names(texts: list[str], vocabulary: list[str]) -> list[str]:
    """Words of the vocabulary that are nearly always written with a capital inside sentences."""
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for text in texts:
        for before, word in pairwise(text.split()):
            if before[-1:].isalnum() or before[-1:] == ",":
                (upper if word[:1].isupper() else lower)[key(word)] += 1
    return [
        word for word in vocabulary if upper[word] > 4 * lower[word] and upper[word] > 2 and word[:2] not in ("i", "i'")
    ]


def start(vocabulary: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Fresh weights."""

    def normal(*shape: int) -> np.ndarray:
        return (random.standard_normal(shape) * np.sqrt(2 / shape[0])).astype(np.float32)

    weights = {
        "word": (random.standard_normal((vocabulary + 1, WIDTH)) * 0.3).astype(np.float32),
        "class": (random.standard_normal((len(CLASS_NAMES), WIDTH)) * 0.3).astype(np.float32),
    }
    for net, hidden in HIDDEN.items():
        for layer in range(len(DILATIONS)):
            weights[f"{net}.conv{layer}"] = normal(3 * (hidden if layer else WIDTH), hidden)
            weights[f"{net}.bias{layer}"] = np.zeros(hidden, np.float32)
        weights[f"{net}.gap"] = normal((2 if net == "both" else 1) * hidden, GAP)
        weights[f"{net}.gap.bias"] = np.zeros(GAP, np.float32)
        weights[f"{net}.out"] = normal(GAP, len(LABELS))
        weights[f"{net}.out.bias"] = np.zeros(len(LABELS), np.float32)
    return weights


def forward(
    net: str,
    weights: dict[str, np.ndarray],
    words: np.ndarray,
    classes: np.ndarray,
    drop: np.random.Generator | None = None,
) -> tuple[np.ndarray, list]:
    """Logits of the gap after each word (batch, words, labels) and what the way back needs."""
    hidden = weights["word"][words] + weights["class"][classes]
    kept: list = []
    for layer, step in enumerate(DILATIONS):
        wide = beside(hidden, step)
        fresh = np.maximum(wide @ weights[f"{net}.conv{layer}"] + weights[f"{net}.bias{layer}"], 0)
        if drop is not None:
            fresh *= (drop.random(fresh.shape, dtype=np.float32) >= DROP) / np.float32(1 - DROP)
        kept.append((wide, fresh))
        hidden = fresh if layer == 0 else hidden + fresh
    ahead = np.pad(hidden, ((0, 0), (0, 1), (0, 0)))[:, 1:]
    sides = {"both": [hidden, ahead], "left": [hidden], "right": [ahead]}[net]
    seen = np.concatenate(sides, axis=2)
    top = np.maximum(seen @ weights[f"{net}.gap"] + weights[f"{net}.gap.bias"], 0)
    kept.append((seen, top))
    return top @ weights[f"{net}.out"] + weights[f"{net}.out.bias"], kept


def backward(net, weights, words, classes, kept, error, found) -> None:  # type: ignore[no-untyped-def]
    """Add the gradients of all weights for the error at the logits to `found`."""

    def dense(name: str, bias: str, inputs: np.ndarray, delta: np.ndarray) -> np.ndarray:
        found[name] = inputs.reshape(-1, inputs.shape[-1]).T @ delta.reshape(-1, delta.shape[-1])
        found[bias] = delta.sum(axis=(0, 1))
        return delta @ weights[name].T

    seen, top = kept.pop()
    delta = dense(f"{net}.out", f"{net}.out.bias", top, error) * (top > 0)
    delta = dense(f"{net}.gap", f"{net}.gap.bias", seen, delta)
    size = HIDDEN[net]
    back = np.zeros((*delta.shape[:2], size), np.float32)
    if net != "right":
        back += delta[..., :size]
    if net != "left":
        back[:, 1:] += delta[:, :-1, -size:]
    for layer in reversed(range(len(DILATIONS))):
        wide, fresh = kept.pop()
        inner = dense(f"{net}.conv{layer}", f"{net}.bias{layer}", wide, back * (fresh > 0) / np.float32(1 - DROP))
        width = inner.shape[-1] // 3
        through = np.zeros((*inner.shape[:2], width), np.float32)
        for number, tap in enumerate((-1, 0, 1)):
            part, move = inner[..., number * width : (number + 1) * width], tap * DILATIONS[layer]
            if move < 0:
                through[:, :move] += part[:, -move:]
            elif move > 0:
                through[:, move:] += part[:, :-move]
            else:
                through += part
        back = through if layer == 0 else through + back
    flat = back.reshape(-1, WIDTH)
    for name, rows in (("word", words), ("class", classes)):
        order = np.argsort(rows.ravel(), kind="stable")
        where, first = np.unique(rows.ravel()[order], return_index=True)
        found[name][where] += np.add.reduceat(flat[order], first, axis=0)


def softmax(logits: np.ndarray) -> np.ndarray:
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


def train(words: list[str], marks: list[int], epochs: int) -> tuple[dict[str, np.ndarray], list[str]]:
    random = np.random.default_rng(7)
    vocabulary = [word for word, count in Counter(words).most_common(VOCABULARY) if count > 3]
    word_ids, class_ids = ids(words, {word: at for at, word in enumerate(vocabulary)})
    labels = np.array(marks)
    rows = len(words) // CHUNK
    word_ids, class_ids, labels = (item[: rows * CHUNK].reshape(rows, CHUNK) for item in (word_ids, class_ids, labels))
    held = random.random(rows) < 0.03
    weights = start(len(vocabulary), random)
    first = {name: np.zeros_like(value) for name, value in weights.items()}
    second = {name: np.zeros_like(value) for name, value in weights.items()}
    training = np.flatnonzero(~held)
    steps = epochs * (len(training) // BATCH)
    step = averaged = 0
    mean = {name: np.zeros_like(value) for name, value in weights.items()}
    for epoch in range(epochs):
        random.shuffle(training)
        for at in range(len(training) // BATCH):
            batch = training[at * BATCH : (at + 1) * BATCH]
            inputs = word_ids[batch].copy()
            inputs[random.random(inputs.shape) < UNKNOWN] = len(vocabulary)  # teaches what to do with unknown words
            true = labels[batch][..., None]
            found = {name: np.zeros_like(weights[name]) for name in ("word", "class")}
            for net in HIDDEN:
                logits, kept = forward(net, weights, inputs, class_ids[batch], random)
                error = softmax(logits)
                np.put_along_axis(error, true, np.take_along_axis(error, true, 2) - 1, 2)
                backward(net, weights, inputs, class_ids[batch], kept, error / error.shape[0] / CHUNK, found)
            step += 1
            rate = 3e-3 * min(1, step / 200) * (0.02 + 0.98 * (1 - step / steps))
            for name, gradient in found.items():
                first[name] += 0.1 * (gradient - first[name])
                second[name] += 0.002 * (gradient * gradient - second[name])
                size = 1 - 0.998**step
                weights[name] -= rate * (first[name] / (1 - 0.9**step)) / (np.sqrt(second[name] / size) + 1e-7)
                if weights[name].ndim == 2:
                    weights[name] *= 1 - rate * 0.004
            if step > steps * AVERAGED_FROM and step % 8 == 0:
                averaged += 1
                for name, value in weights.items():
                    mean[name] += (value - mean[name]) / averaged
        report(epoch, weights, word_ids[held], class_ids[held], labels[held])
    report(epochs, mean, word_ids[held], class_ids[held], labels[held])
    return mean, vocabulary


def report(
    epoch: int, weights: dict[str, np.ndarray], words: np.ndarray, classes: np.ndarray, labels: np.ndarray
) -> None:
    for net in HIDDEN:
        shares = softmax(forward(net, weights, words, classes)[0])
        loss = -np.log(np.take_along_axis(shares, labels[..., None], 2) + 1e-9).mean()
        end, true = shares[..., 2:].sum(axis=2), labels >= 2
        best = max(
            (2 * ((end > cut) & true).sum() / max(1, (end > cut).sum() + true.sum()), cut)
            for cut in np.arange(0.2, 0.7, 0.05)
        )
        print(f"epoch {epoch + 1} {net}: log loss {loss:.4f}, sentence F1 {best[0]:.4f} at {best[1]:.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="documentation and books")
    parser.add_argument("--talk", nargs="*", type=Path, default=[], help="texts of talk")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    options = parser.parse_args()
    chance = chances.Random(3)
    texts = gather(options.folders, options.talk, chance)
    words, marks = read(texts, chance)
    print(f"{len(words):,} words, {sum(mark >= 2 for mark in marks):,} sentence ends", flush=True)
    weights, vocabulary = train(words, marks, options.epochs)
    _, spoken = read([sentence for path in files(options.talk) for sentence in sentences(path)], chance)
    shift = np.log(np.mean(np.array(spoken) >= 2) / np.mean(np.array(marks) >= 2)) if spoken else 0.0
    for net in HIDDEN:  # sentences are shorter in talk than in the texts as a whole
        weights[f"{net}.out.bias"][2:] += np.float32(shift)
    print(f"ends raised by {shift:.2f} for talk", flush=True)
    table: dict[str, np.ndarray] = {
        "vocabulary": np.frombuffer("\n".join(vocabulary).encode(), dtype=np.uint8),
        "names": np.frombuffer("\n".join(names(texts, vocabulary)).encode(), dtype=np.uint8),
    }
    for name, value in weights.items():
        scale = np.abs(value).max(axis=-1, keepdims=True) / 127 + 1e-9
        table[name], table[f"{name}.scale"] = np.rint(value / scale).astype(np.int8), scale.astype(np.float32)
    np.savez_compressed(options.out, **table)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes", flush=True)


if __name__ == "__main__":
    main()
