"""How likely a sentence ends between two words, judged from the words alone by a small trained network.

It never sees punctuation or case, so it can be asked about any transcript and used as evidence against its marks.
Three nets of dilated convolutions share their word vectors: one looks to both sides of the gap, one only at the words
before it (could this stop here?), one only at the words after it (could this start here?). The one-sided answers hold
even where two speakers talk past each other. Weights are trained by benchmarks/train_gaps.py (numpy alone) and ship as
`data/gaps.en.npz`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from pipeline.lang.en_words import class_index, key

DILATIONS = (1, 2, 4)
LABELS = ("none", "comma", "stop", "question")
# Where each net's convolutions look: multiples of the dilation, 0 is the word itself.
NETS: dict[str, tuple[int, int, int]] = {"both": (-1, 0, 1), "left": (-2, -1, 0), "right": (0, 1, 2)}
_BLOCK = 8_192  # words looked at together: bounds memory on long transcripts
_REACH = 16  # words of context a gap needs on either side


class Gap(NamedTuple):
    """Log odds of what stands before a word.

    `end`: a sentence ends; `clause`: at least a clause does; `question`: what ends is a question; `stops`: a sentence
    ends, by the words before alone; `starts`: one starts, by the words after alone.
    """

    end: float
    clause: float
    question: float
    stops: float
    starts: float


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

    known = {word: (vocabulary.get(word, len(vocabulary)), class_index(word)) for word in set(keys)}
    pairs = np.array([known[word] for word in keys], dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def word_vectors(keys: Sequence[str]) -> Any:
    """The vector of each word given as its key: what the nets know of it."""
    weights, vocabulary = _model()
    words, classes = ids(keys, vocabulary)
    return weights["word"][words] + weights["class"][classes]


def beside(values: Any, taps: tuple[int, ...]) -> Any:
    """The values of each place's neighbours at `taps` side by side (zeros over the edges).

    `values` is (batch, words, width); the result (batch, words, taps x width).
    """
    import numpy as np

    reach = max(abs(tap) for tap in taps)
    wide = np.pad(values, ((0, 0), (reach, reach), (0, 0)))
    size = values.shape[1]
    return np.concatenate([wide[:, reach + tap : reach + tap + size] for tap in taps], axis=2)


def _logits(net: str, vectors: Any, weights: dict[str, Any]) -> Any:
    """Logits of the labels at each gap of a stretch of words: one more row than there are words."""
    import numpy as np

    hidden = vectors[None]
    for layer, step in enumerate(DILATIONS):
        taps = tuple(tap * step for tap in NETS[net])
        fresh = np.maximum(beside(hidden, taps) @ weights[f"{net}.conv{layer}"] + weights[f"{net}.bias{layer}"], 0)
        hidden = fresh if layer == 0 else hidden + fresh
    hidden = np.pad(hidden, ((0, 0), (1, 1), (0, 0)))[0]
    sides = {"both": [hidden[:-1], hidden[1:]], "left": [hidden[:-1]], "right": [hidden[1:]]}[net]
    top = np.maximum(np.concatenate(sides, axis=1) @ weights[f"{net}.gap"] + weights[f"{net}.gap.bias"], 0)
    return top @ weights[f"{net}.out"] + weights[f"{net}.out.bias"]


def gaps(words: Sequence[str]) -> list[Gap]:
    """What stands before each word, and after the last: one more value than there are words.

    >>> found = gaps("we like the idea of it it is a good idea".split())
    >>> max(range(1, 11), key=lambda at: found[at].end)
    6
    """
    import numpy as np

    weights, vocabulary = _model()
    word_ids, class_ids = ids([key(word) for word in words], vocabulary)
    parts = []
    for start in range(0, len(words) + 1, _BLOCK):
        low, high = max(0, start - _REACH), min(len(words), start + _BLOCK + _REACH)
        vectors = weights["word"][word_ids[low:high]] + weights["class"][class_ids[low:high]]
        kept = slice(start - low, min(start + _BLOCK, len(words) + 1) - low)
        parts.append([_logits(net, vectors, weights)[kept] for net in NETS])
    both, left, right = (np.concatenate([part[at] for part in parts]).astype(np.float64) for at in range(len(NETS)))
    columns = (
        _ends(both),
        np.logaddexp(np.logaddexp(both[:, 2], both[:, 3]), both[:, 1]) - both[:, 0],
        both[:, 3] - both[:, 2],
        _ends(left),
        _ends(right),
    )
    return [Gap(*row) for row in np.round(np.stack(columns, axis=1), 2).tolist()]


def _ends(logits: Any) -> Any:
    import numpy as np

    return np.logaddexp(logits[:, 2], logits[:, 3]) - np.logaddexp(logits[:, 0], logits[:, 1])
