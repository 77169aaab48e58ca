"""Which sentences say the most: central to what is spoken of, whole, declarative, and clear on their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.model import Lang
from pipeline.summary.vectors import Matrix, normalised

_DEPENDENT_EN = re.compile(
    r"^(?:it|that|this|they|them|he|she|these|those|his|her|their|its|there|which|who|because|or|one|such|like|then"
    r"|meaning|exactly|precisely|right|not)\b(?!'s (?:why|how))|\b(?:as i said|like i said|i said|you said)\b",
    re.IGNORECASE,
)
_DEPENDENT_JA = re.compile(
    r"^(?:それ|これ|あれ|そこ|ここ|その|この|あの|彼|彼女|そう|だから|なぜなら|そんな|こんな|また|あまり|さらに)"
)
_ASKS_JA = re.compile(r"か[。？]$")
_TALK_EN = re.compile(
    r"\b(?:i|me|my|you|your|you're|you've|you'll|i'm|i'd|i've|i'll|let's|we're talking|listening|welcome|thank|hello"
    r"|imagine|say)\b",
    re.IGNORECASE,
)
_TALK_JA = re.compile(
    r"私|僕|あなた|みなさん|皆さん|ましょう|ください|たいです|お願い|わかりません|分かりません|思います|でしょう"
    r"|ようこそ|ありがとう"
)
# Orders to the listener, and parts of a sentence that lost its verb to a full stop.
_ORDER_EN = re.compile(
    r"^(?:(?:okay|ok|yes|no|so|and|but|right|well|now|exactly|precisely),? )*(?:don't|do not|let's|let me"
    r"|think|remember|imagine|follow|stay|look|picture|consider|suppose|say|humor|break|explain|tell|stick|welcome)\b",
    re.IGNORECASE,
)
_PART_EN = re.compile(
    r"^(?:because|is|are|was|on which|of which|for|on|in|with|without|as|if|when)\b", re.IGNORECASE
)
_CLAUSES_EN = re.compile(  # a comma and then a subject with its verb: the main clause came after all
    r",.* (?:\w+'(?:s|re|ve|ll|d|t)|is|are|was|were|has|have|had|do|does|did|can|will|would|could|should|must|might"
    r"|just)\b|, (?:i|you|we|they|he|she|it|there|that|this|the|a|an)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!。！][\"'”’」』)]*$")
# A sentence that stops on one of these was cut: its end was given to somebody else.
_OPEN_END = re.compile(
    r"\b(?:the|a|an|and|or|but|of|to|for|with|(?<!them )(?<!it )(?<!you )in|on|at|by|from|into|your|our|their|its|my"
    r"|his|her|next|very|is|are|was|were|be|been|that|because|when|if|which|who|more|most|than|as"
    r"|(?<!on the )(?<!as a )whole|so|not|would|could|can|will|takes|even more|don't|doesn't|didn't)[.,]?$",
    re.IGNORECASE,
)


def is_cut(text: str) -> bool:
    """True for an English sentence that stops in the middle.

    >>> is_cut("It was founded by people from OpenAI and."), is_cut("It was founded by people from OpenAI.")
    (True, False)
    """
    return bool(_OPEN_END.search(text.rstrip("\"'”’ ")))


def clarity(text: str, lang: Lang, *, before: str = "", leans: bool = True) -> float:
    """How well a sentence stands alone in prose, 0 to 1: 0 for questions and cut sentences.

    `before` is the sentence in front of it: the rest of a cut sentence is not clear either. Without `leans` a sentence
    may begin with a word that points at another one.
    """
    if not _ENDS.search(text) or (lang is Lang.JA and _ASKS_JA.search(text)):
        return 0.0
    if lang is Lang.EN and (is_cut(text) or (before and is_cut(before))):
        return 0.0
    words = len(text.split()) if lang is Lang.EN else len(text) / 2.2
    if words < 6:
        return 0.05
    value = 1.0
    if words > 34:
        value *= 0.6
    if words < 9:
        value *= 0.7
    if leans and (_DEPENDENT_EN if lang is Lang.EN else _DEPENDENT_JA).search(text):
        value *= 0.45
    if lang is Lang.EN and (_ORDER_EN.search(text) or (_PART_EN.search(text) and not _CLAUSES_EN.search(text))):
        value *= 0.3
    value *= 0.84 ** len((_TALK_EN if lang is Lang.EN else _TALK_JA).findall(text))
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


CLARITY_POWER = 0.4  # raising it prefers clear sentences to telling ones
OPENING, OPENING_FADE = 0.3, 4.0  # how much more a chapter's first sentence counts, and over how many that fades
FADE = 0.4  # what a word is worth once it has been told


def cover(
    clear: Sequence[float], rows: Matrix, count: int, *, power: float = CLARITY_POWER, given: Sequence[int] = ()
) -> list[int]:
    """Indices of up to `count` rows in their order that together say most of what all rows say.

    Greedy: each sentence is worth the weight of its words that were not told yet, times how clear it is to `power`, the
    first ones a little more; a sentence with clearness 0 is never taken. `given` are taken before any other.
    """
    if not len(rows):
        return []
    left = rows.sum(axis=0)
    weight = np.array(clear) ** power * (1 + OPENING * np.exp(-np.arange(len(rows)) / OPENING_FADE))
    chosen: list[int] = []
    for turn in range(count):
        if turn < len(given):
            at = given[turn]
        else:
            worth = (rows @ left) * weight
            worth[chosen] = 0
            at = int(worth.argmax())
            if worth[at] <= 0:
                break
        chosen.append(at)
        left = np.where(rows[at] > 0, left * FADE, left)
    return sorted(chosen)


def pick(scores: Sequence[float], rows: Matrix, count: int, *, overlap: float = 0.5) -> list[int]:
    """Indices of up to `count` rows in their order: best first, none that repeats a chosen one, none that scores 0."""
    unit = normalised(rows)
    chosen: list[int] = []
    for at in sorted(range(len(scores)), key=lambda index: (-scores[index], index)):
        if len(chosen) == count or scores[at] <= 0:
            break
        if all(float(unit[at] @ unit[other]) < overlap for other in chosen):
            chosen.append(at)
    return sorted(chosen)
