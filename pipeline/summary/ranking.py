"""Which sentences say the most: central to what is spoken of, whole, declarative, and clear on their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.model import Lang, Sentence
from pipeline.summary.vectors import Matrix, normalised

_DEPENDENT_EN = re.compile(
    r"^(?:it|that|this|they|them|he|she|these|those|his|her|their|its|there|which|who|because|or|one)\b"
    r"(?!'s (?:why|how))"
    r"|\b(?:as i said|like i said|i said|you said)\b",
    re.IGNORECASE,
)
_DEPENDENT_JA = re.compile(r"^(?:それ|これ|あれ|そこ|ここ|その|この|あの|彼|彼女|そう|だから|なぜなら|そんな|こんな)")
_TALK_EN = re.compile(
    r"\b(?:i|me|my|you|your|i'm|i'd|i've|i'll|let's|we're talking|listening|welcome|thank)\b", re.IGNORECASE
)
_ENDS = re.compile(r"[.!。！][\"'”’」』)]*$")


def clarity(text: str, lang: Lang) -> float:
    """How well a sentence stands alone in prose, 0 to 1: 0 for questions and fragments."""
    if not _ENDS.search(text):
        return 0.0
    words = len(text.split()) if lang is Lang.EN else len(text) / 2.2
    if words < 6:
        return 0.05
    value = 1.0
    if words > 40:
        value *= 0.6
    if words < 9:
        value *= 0.7
    if (_DEPENDENT_EN if lang is Lang.EN else _DEPENDENT_JA).search(text):
        value *= 0.45
    if lang is Lang.EN:
        value *= 0.88 ** len(_TALK_EN.findall(text))
    return value


def centrality(rows: Matrix) -> list[float]:
    """How much each sentence shares with the whole, 0 to 1 (cosine to the sum of all rows, scaled by the largest)."""
    if not len(rows):
        return []
    unit = normalised(rows)
    centre = rows.sum(axis=0)
    values = unit @ (centre / (np.linalg.norm(centre) or 1.0))
    top = float(values.max()) or 1.0
    return [float(value) / top for value in values]


def pick(
    sentences: Sequence[Sentence], scores: Sequence[float], rows: Matrix, count: int, *, overlap: float = 0.5
) -> list[int]:
    """Indices of up to `count` sentences, in order of the talk: best first, none that repeats a chosen one.

    A sentence whose score is 0 is never taken.
    """
    unit = normalised(rows)
    chosen: list[int] = []
    for at in sorted(range(len(sentences)), key=lambda index: (-scores[index], index)):
        if len(chosen) == count or scores[at] <= 0:
            break
        if all(float(unit[at] @ unit[other]) < overlap for other in chosen):
            chosen.append(at)
    return sorted(chosen)
