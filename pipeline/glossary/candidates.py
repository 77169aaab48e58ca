"""What suggestions are made of: lines, words of a line, candidates."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Frequency = Callable[[str], float]  # share of everyday English text that is this lower-case word; 0 when unknown

MAX_CONTEXTS = 3
RARE = 2e-6  # about one word in half a million: a listener would notice it
EVERYDAY = 1.5e-5
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’+#-]*(?:\.[A-Za-z0-9]+)*")
NUMBERS = frozenset(
    "one two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million billion hundreds thousands millions billions a and eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as delivered, with its translation where there is one."""

    episode_id: str
    sentence_id: str
    source: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A spelling in the transcripts that stands for the candidate; likeness is 0 to 1."""

    text: str
    count: int
    likeness: float
    context: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal. `term_id` is set when it adds mishearings to a known term; `heard` is ordered by count."""

    source: str
    kinds: tuple[str, ...]
    count: int
    episodes: int
    score: float
    target: str = ""
    term_id: str = ""
    contexts: tuple[str, ...] = ()
    where: tuple[str, ...] = ()  # sentence ids, in order
    heard: tuple[Heard, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int
    initial: bool  # first of the line or behind an end mark
    joined: bool  # nothing but a blank stands between it and the token in front


def tokens_of(text: str) -> list[Token]:
    found: list[Token] = []
    last = 0
    for hit in _WORD.finditer(text):
        gap = text[last : hit.start()]
        initial = not found or bool(re.search(r"[.?!…:]", gap))
        found.append(
            Token(hit.group().rstrip("-'’"), hit.start(), hit.end(), initial, gap.strip() == "" and bool(found))
        )
        last = hit.end()
    return found


def inside(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(low <= start and end <= high for low, high in spans)


def rarity(word: str, frequency: Frequency) -> float:
    """0 for the commonest words to about 8 for unknown ones: minus the logarithm of the share."""
    return -math.log10(max(frequency(word.lower()), 1e-8))
