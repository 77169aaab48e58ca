"""Where chapters begin: lexical cohesion, pauses, speakers and discourse markers under one dynamic programme.

The score of a chapter is how much its sentences share (length of the sum of their vectors), a boundary earns what
the talk around it shows (a silence, a new turn, "Let's talk about ..."), and lengths are pulled towards the typical
one. The best whole division wins; nothing is decided greedily.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.model import Lang, Sentence
from pipeline.summary.vectors import Matrix, normalised, tfidf
from pipeline.summary.words import topic_words

_OPENERS_EN = re.compile(
    r"^(?:(?:okay|ok|all right|alright|so|now|and|well|right|great|yeah)[,.]?\s+)*"
    r"(?:let's (?:talk|start|move|turn|get|dive|look|set|try|go|begin|shift|switch|unpack)\b"
    r"|let me (?:ask|start|turn|shift)\b"
    r"|(?:i want|i'd like|i'd love) to (?:talk|ask|get|turn|move|go|touch|pause|shift)\b|moving on\b|last question\b"
    r"|final question\b|one (?:last|final|more) (?:thing|question)\b|there's (?:one more|another|some)\b|as we wrap\b"
    r"|to wrap\b|before we (?:wrap|go|finish|close)\b|what about\b|how about\b|tell (?:me|us) about\b|speaking of\b"
    r"|the (?:second|third|next|final|last|other|first) (?:thing|part|piece|question|wall|big|reason|step|point)\b"
    r"|next(?:,| up| question)|welcome\b|hello\b|thank you for\b|thanks for\b|my guest\b|today\b|but first\b"
    r"|for the second\b)",
    re.IGNORECASE,
)
_SOFT_EN = re.compile(r"^(?:okay|ok|all right|alright|so|now)[,.]?\s+\S", re.IGNORECASE)
_OPENERS_JA = re.compile(
    r"^(?:では|それでは|さて|次に|次の|続いて|最後に|最後の|まず|まずは|ところで|話は変わ|もう一つ|もうひとつ|本題|今日は|本日は|ようこそ|こんにちは|ここから"
    r"|話を(?:戻|変|移))"
)
_SOFT_JA = re.compile(r"^(?:じゃあ|それで|で、|つまり|一方)")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts against cohesion; raising one makes boundaries follow that sign more."""

    opener: float = 0.9
    soft_opener: float = 0.2
    turn: float = 0.25
    question: float = 0.2
    pause: float = 0.6  # at a silence of 2 s and more
    contrast: float = 1.2  # at a gap with nothing in common on both sides
    length: float = 1.0  # at a chapter of twice the typical length
    mid_turn: float = 0.5  # taken off a boundary inside a speaker's turn


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


def boundary_signs(sentences: Sequence[Sentence], weights: Weights = Weights()) -> list[float]:
    """What speaks for a chapter beginning at each sentence, apart from its words; the first is 0."""
    signs = [0.0]
    for before, sentence in pairwise(sentences):
        sign = 0.0
        hard, soft = (_OPENERS_JA, _SOFT_JA) if sentence.lang is Lang.JA else (_OPENERS_EN, _SOFT_EN)
        if hard.match(sentence.text):
            sign += weights.opener
        elif soft.match(sentence.text):
            sign += weights.soft_opener
        silence_ms = max(0, sentence.span.start_ms - before.span.end_ms)
        sign += weights.pause * min(1.0, max(0, silence_ms - 300) / 1_700)
        if sentence.speaker != before.speaker:
            sign += weights.turn
            if sentence.text.rstrip().endswith(("?", "？", "か。")):
                sign += weights.question
        elif silence_ms < 1_000:
            sign -= weights.mid_turn
        if before.text.rstrip().endswith(("?", "？")):
            sign -= weights.turn + weights.question  # an answer belongs to its question
        signs.append(sign)
    return signs


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
    weights: Weights = Weights(),
) -> list[int]:
    """Indices where chapters begin, ascending, the first is 0; about `count` of them, every index of `pinned` included.

    `rows` replaces the TF-IDF vectors (one row per sentence). An empty list of sentences gives an empty list.
    """
    size = len(sentences)
    if size == 0:
        return []
    vectors = normalised(vectors_of(sentences) if rows is None else rows)
    signs = boundary_signs(sentences, weights)
    width = max(4, size // max(1, 3 * count))
    cut = [sign + weights.contrast * (part - 0.5) for sign, part in zip(signs, contrasts(vectors, width), strict=True)]
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
        for left in range(right - 1, -1, -1):
            length = (at_ms[right] - at_ms[left]) / typical_ms
            if length > 3.5 and left < right - 1:
                break
            cohesion = float(np.linalg.norm(sums[right] - sums[left])) / per_chapter**0.5
            drift = weights.length * (np.log(max(length, 0.05)) / np.log(2)) ** 2
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
