"""Where chapters begin: lexical cohesion, pauses, speakers and discourse markers under one dynamic programme.

The score of a chapter is how much its sentences share (length of the sum of their vectors), a boundary earns what
the talk around it shows (a silence, a new turn, "Let's talk about ..."), and lengths are pulled towards the typical
one. The best whole division wins; nothing is decided greedily.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from math import log2

import numpy as np

from pipeline.model import Sentence
from pipeline.summary.signs import Weights, boundary_signs
from pipeline.summary.vectors import Matrix, normalised, tfidf
from pipeline.wording.words import topic_words

DEFAULT = Weights()


def wanted(duration_ms: int, minutes_per_chapter: float) -> int:
    """How many chapters an episode of this length gets, at least 1.

    `minutes_per_chapter` holds for half an hour; chapters grow with the square root of the episode, as the ones
    people write do (15 minutes have chapters of two, 90 minutes of five).

    >>> wanted(30 * 60_000, 2.8), wanted(3 * 60_000, 2.8), wanted(90 * 60_000, 2.8)
    (11, 3, 19)
    """
    minutes = duration_ms / 60_000
    if minutes <= 0:
        return 1
    typical = minutes_per_chapter * (minutes / 30) ** 0.5
    return max(1, int(minutes / typical + 0.5))


def parts_of(starts: Sequence[int], size: int) -> list[tuple[int, int]]:
    """`(start, end)` of each chapter, half-open, from the starts.

    >>> parts_of([0, 3], 5), parts_of([], 0)
    ([(0, 3), (3, 5)], [])
    """
    return list(pairwise([*starts, size])) if starts else []


def vectors_of(sentences: Sequence[Sentence]) -> Matrix:
    """One TF-IDF row per sentence."""
    return tfidf([topic_words(sentence.text, sentence.lang) for sentence in sentences])[0]


def _running(rows: Matrix) -> Matrix:
    zero = np.zeros((1, rows.shape[1]), dtype=np.float32)
    return np.vstack([zero, np.cumsum(rows, axis=0, dtype=np.float32)])


def contrasts(rows: Matrix, width: int) -> list[float]:
    """How little the `width` sentences before and after each sentence's start share: 0 (same words) to 1."""
    count = len(rows)
    running = _running(rows)
    found = [0.0]
    for at in range(1, count):
        left = running[at] - running[max(0, at - width)]
        right = running[min(count, at + width)] - running[at]
        size = float(np.linalg.norm(left) * np.linalg.norm(right))
        found.append(1 - float(left @ right) / size if size > 0 else 0.5)
    return found


def divide(
    sentences: Sequence[Sentence], count: int, *, pinned: Collection[int] = (), rows: Matrix | None = None,
    weights: Weights = DEFAULT,
) -> list[int]:
    """Indices where chapters begin, ascending, the first is 0; about `count` of them, every index of `pinned` included.

    `rows` replaces the TF-IDF vectors (one row per sentence). An empty list of sentences gives an empty list.
    """
    size = len(sentences)
    if size == 0:
        return []
    vectors = normalised(vectors_of(sentences) if rows is None else rows)
    signs = boundary_signs(sentences, weights)
    width = max(4, size // max(1, 2 * count))
    apart = np.array(contrasts(vectors, width))
    unusual = np.clip((apart - apart.mean()) / (apart.std() or 1.0), -2.0, 2.0)
    cut = [sign + weights.contrast * float(part) for sign, part in zip(signs, unusual, strict=True)]
    fixed = {index for index in pinned if 0 < index < size}
    places = _candidates(cut, fixed, limit=400)
    return _best(sentences, vectors, cut, places, fixed, count, weights)


def _candidates(cut: Sequence[float], fixed: Collection[int], limit: int) -> list[int]:
    ranked = sorted(range(1, len(cut)), key=lambda at: (-cut[at], at))[:limit]
    return sorted({0, len(cut), *fixed, *ranked})


def _best(
    sentences: Sequence[Sentence], vectors: Matrix, cut: Sequence[float], places: Sequence[int], fixed: Collection[int],
    count: int, weights: Weights,
) -> list[int]:
    size = len(sentences)
    start_ms, end_ms = sentences[0].span.start_ms, max(sentence.span.end_ms for sentence in sentences)
    typical_ms = max(1.0, (end_ms - start_ms) / count)
    at_ms = [sentences[place].span.start_ms if place < size else end_ms for place in places]
    sums = _running(vectors)[places]
    per_chapter = max(1.0, size / count)
    score = [float("-inf")] * len(places)
    back = [0] * len(places)
    score[0] = 0.0
    for right in range(1, len(places)):
        shared = np.linalg.norm(sums[right] - sums[:right], axis=1)
        for left in range(right - 1, -1, -1):
            length = (at_ms[right] - at_ms[left]) / typical_ms
            if length > 3.5 and left < right - 1:
                break
            cohesion = float(shared[left]) / per_chapter**0.5
            drift = weights.length * log2(max(length, 0.05)) ** 2
            bonus = cut[places[left]] if left else 0.0
            total = score[left] + cohesion * 0.5 + bonus - drift
            if total > score[right]:
                score[right], back[right] = total, left
            if places[left] in fixed:
                break  # no chapter reaches over a pinned start
    starts = []
    at = len(places) - 1
    while at > 0:
        at = back[at]
        starts.append(places[at])
    return sorted(starts)
