"""How likely a sentence ends between two words, judged from the words alone by a small trained network.

It never sees punctuation or case, so it can be asked about any transcript and used as evidence against its marks.
Three dilated convolutions over word vectors look seven words to either side. The weights are trained by
benchmarks/train_gaps.py (numpy alone) and ship as `data/gaps.en.npz`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from pipeline.lang.en_words import class_index, key

DILATIONS = (1, 2, 4)
LABELS = ("none", "comma", "stop", "question")
_BLOCK = 8_192  # words looked at together: bounds memory on long transcripts
REACH = 8  # words of context a gap needs on either side


class Gap(NamedTuple):
    """Log odds of what stands before a word: the end of a sentence, of at least a clause, of a question."""

    end: float
    clause: float
    question: float


@cache
def _model() -> tuple[dict[str, Any], dict[str, int]]:
    import numpy as np

    with resources.files("pipeline.reading").joinpath("data/gaps.en.npz").open("rb") as file, np.load(file) as data:
        words = bytes(data["vocabulary"]).decode().split("\n")
        weights = {
            name: data[name].astype(np.float32) * data[f"{name}.scale"]
            for name in data.files
            if f"{name}.scale" in data.files
        }
    return weights, {word: at for at, word in enumerate(words)}


@cache
def usual_names() -> frozenset[str]:
    """Words of the vocabulary that are nearly always written with a capital."""
    return _lists()[1]


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    import numpy as np

    with resources.files("pipeline.reading").joinpath("data/gaps.en.npz").open("rb") as file, np.load(file) as data:
        words, names = (bytes(data[name]).decode().split("\n") for name in ("vocabulary", "names"))
    return frozenset(words), frozenset(names)


@cache
def common_words() -> frozenset[str]:
    """The words of the model's vocabulary: the everyday ones."""
    return _lists()[0]


def ids(keys: Sequence[str], vocabulary: dict[str, int]) -> tuple[Any, Any]:
    """Row of each word in the embedding table, and of its class; an unknown word has the last row of the words."""
    import numpy as np

    number = {word: at for at, word in enumerate(dict.fromkeys(keys))}
    rows = np.array([(vocabulary.get(word, len(vocabulary)), class_index(word)) for word in number], dtype=np.int64)
    pairs = rows.reshape(-1, 2)[np.fromiter((number[word] for word in keys), dtype=np.int64, count=len(keys))]
    return pairs[:, 0], pairs[:, 1]


def word_vectors(keys: Sequence[str]) -> Any:
    """The vector of each word given as its key: what the nets know of it."""
    weights, vocabulary = _model()
    words, classes = ids(keys, vocabulary)
    return weights["word"][words] + weights["class"][classes]


def beside(values: Any, step: int) -> Any:
    """The values of each place's neighbours `step` back and ahead beside its own (zeros over the edges).

    `values` is (batch, words, width); the result (batch, words, 3 width).
    """
    import numpy as np

    wide = np.pad(values, ((0, 0), (step, step), (0, 0)))
    size = values.shape[1]
    return np.concatenate([wide[:, :size], values, wide[:, 2 * step : 2 * step + size]], axis=2)


def _logits(vectors: Any, weights: dict[str, Any]) -> Any:
    """Logits of the labels at each gap of a stretch of words: one more row than there are words."""
    import numpy as np

    hidden = vectors[None]
    for layer, step in enumerate(DILATIONS):
        fresh = np.maximum(beside(hidden, step) @ weights[f"both.conv{layer}"] + weights[f"both.bias{layer}"], 0)
        hidden = fresh if layer == 0 else hidden + fresh
    hidden = np.pad(hidden, ((0, 0), (1, 1), (0, 0)))[0]
    both = np.concatenate([hidden[:-1], hidden[1:]], axis=1)
    top = np.maximum(both @ weights["both.gap"] + weights["both.gap.bias"], 0)
    return top @ weights["both.out"] + weights["both.out.bias"]


def gaps(words: Sequence[str]) -> list[Gap]:
    """What stands before each word, and after the last: one more value than there are words.

    >>> found = gaps("we like the idea of it it is a good idea".split())
    >>> max(range(1, 11), key=lambda at: found[at].end)
    6
    """
    import numpy as np

    weights = _model()[0]
    vectors = word_vectors([key(word) for word in words])
    parts = []
    for start in range(0, len(words) + 1, _BLOCK):
        low, high = max(0, start - REACH), min(len(words), start + _BLOCK + REACH)
        logits = _logits(vectors[low:high], weights)
        parts.append(logits[start - low : min(start + _BLOCK, len(words) + 1) - low])
    logits = np.concatenate(parts).astype(np.float64)
    none, comma, stop, question = (logits[:, at] for at in range(len(LABELS)))
    end = np.logaddexp(stop, question)
    columns = (end - np.logaddexp(none, comma), np.logaddexp(end, comma) - none, question - stop)
    return [Gap(*row) for row in np.round(np.stack(columns, axis=1), 2).tolist()]
