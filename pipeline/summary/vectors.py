"""Sentences as vectors: TF-IDF by default, anything with the same shape instead.

`Embed` is the seam for a local embedding model: texts in, one row a text out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Matrix]

MAX_WORDS = 3_000  # commonest words kept: bounds memory for very long episodes


def tfidf(documents: Sequence[Sequence[str]]) -> tuple[Matrix, tuple[str, ...]]:
    """One row per document and the words of the columns; rows are weighted by `log(1 + count) * idf`, not
    normalised (a document without words is a row of zeros).

    >>> rows, words = tfidf([["model", "chip"], ["model", "bread"]])
    >>> rows.shape, words
    ((2, 3), ('bread', 'chip', 'model'))
    """
    frequency: Counter[str] = Counter()
    for document in documents:
        frequency.update(set(document))
    kept = sorted(frequency, key=lambda word: (-frequency[word], word))[:MAX_WORDS]
    words = tuple(sorted(kept))
    column = {word: at for at, word in enumerate(words)}
    rows: Any = np.zeros((len(documents), len(words)), dtype=np.float32)
    count = len(documents)
    for at, document in enumerate(documents):
        for word, times in Counter(document).items():
            if word in column:
                rows[at, column[word]] = np.log1p(times) * np.log((1 + count) / (1 + frequency[word]) + 0.1)
    return np.maximum(rows, 0.0), words


def normalised(rows: Matrix) -> Matrix:
    """Rows scaled to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled
