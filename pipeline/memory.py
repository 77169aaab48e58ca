"""Translation memory as a capability: what was translated before, read-only during a run."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.model import Lang, Pair

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]")
_EXPANDED = {
    "it's": "it is", "that's": "that is", "i'm": "i am", "you're": "you are", "we're": "we are", "they're": "they are",
    "there's": "there is", "let's": "let us", "i've": "i have", "we've": "we have", "you've": "you have",
}  # fmt: skip
_LIGHT = frozenset("a an the and so well oh okay yeah just really right now um uh you know i mean".split())


@dataclass(frozen=True, slots=True)
class MemoryHit:
    """A remembered pair; `similarity` is 1.0 for the exact source text, `human` when an editor wrote the target.

    `safe` says that the remembered source differs from the asked one in nothing that carries meaning.
    """

    source: str
    target: str
    similarity: float
    human: bool
    safe: bool = True


class Memory(Protocol):
    """Lookup only; new pairs are taken from finished episodes by one writer in `store`."""

    @property
    def signature(self) -> str:
        """Changes whenever a lookup could answer differently."""
        ...

    def lookup(self, text: str, pair: Pair) -> MemoryHit | None:
        """The best remembered pair for this sentence, or None."""
        ...


class NoMemory:
    """Remembers nothing."""

    signature = "none"

    def lookup(self, text: str, pair: Pair) -> MemoryHit | None:
        """None, always."""
        return None


@dataclass(frozen=True, slots=True)
class Unit:
    """One remembered pair; `origin` says where it is from (an episode and sentence, a TMX file)."""

    pair: Pair
    source: str
    target: str
    human: bool = True
    origin: str = ""


@dataclass(frozen=True)
class UnitMemory:
    """A memory over these units: exact first, then the most alike one of at least `fuzzy_min`.

    Of several units with one source the human one counts, then the last. Order of units of different sources does
    not matter.
    """

    units: Sequence[Unit]
    fuzzy_min: float = 0.92
    _exact: dict[tuple[Pair, str], Unit] = field(init=False, repr=False, compare=False)
    _holding: dict[tuple[Pair, str], list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        exact: dict[tuple[Pair, str], Unit] = {}
        for unit in self.units:
            key = (unit.pair, squeeze(unit.source))
            if key not in exact or unit.human or not exact[key].human:
                exact[key] = unit
        kept = sorted(exact.values(), key=lambda unit: (unit.pair, unit.source))
        holding: dict[tuple[Pair, str], list[int]] = {}
        for at, unit in enumerate(kept):
            for word in set(pieces(unit.source, unit.pair.source)):
                holding.setdefault((unit.pair, word), []).append(at)
        object.__setattr__(self, "units", tuple(kept))
        object.__setattr__(self, "_exact", exact)
        object.__setattr__(self, "_holding", holding)

    @property
    def signature(self) -> str:
        """Hash of all units and the threshold."""
        total = hashlib.sha256(f"{self.fuzzy_min}".encode())
        for unit in self.units:
            total.update(f"\0{unit.pair}\0{unit.source}\0{unit.target}\0{unit.human}".encode())
        return f"memory {total.hexdigest()[:16]}"

    def lookup(self, text: str, pair: Pair) -> MemoryHit | None:
        """See Memory."""
        unit = self._exact.get((pair, squeeze(text)))
        if unit:
            return MemoryHit(unit.source, unit.target, 1.0, unit.human)
        if self.fuzzy_min >= 1:
            return None
        words = pieces(text, pair.source)
        shared: Counter[int] = Counter()
        for word, count in Counter(words).items():
            places = self._holding.get((pair, word), ())
            if len(places) <= 5_000:  # a word in everything tells nothing
                for at in places:
                    shared[at] += count
        best: MemoryHit | None = None
        for at, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:20]:
            other = self.units[at]
            likeness = similarity(words, pieces(other.source, pair.source))
            if safe := same_meaning(text, other.source, pair.source):
                likeness = 0.95 + 0.049 * likeness  # only marks and fillers differ
            if likeness >= self.fuzzy_min and (best is None or likeness > best.similarity):
                best = MemoryHit(other.source, other.target, min(likeness, 0.999), other.human, safe)
        return best


def squeeze(text: str) -> str:
    """The text with every run of blanks as one blank."""
    return " ".join(text.split())


def pieces(text: str, lang: Lang) -> list[str]:
    """Lower-case words and marks of a text; characters for Japanese.

    >>> pieces("It's open, right?", Lang.EN)
    ["it's", 'open', ',', 'right', '?']
    """
    low = text.lower().replace("’", "'")
    return [char for char in low if not char.isspace()] if lang is Lang.JA else _WORD.findall(low)


def similarity(first: Sequence[str], second: Sequence[str]) -> float:
    """1 minus the edits it takes to turn one into the other, by the longer one's length.

    >>> similarity("the model is open".split(), "the model is not open".split())
    0.8
    """
    longest = max(len(first), len(second))
    if not longest:
        return 1.0
    row = list(range(len(second) + 1))
    for at, left in enumerate(first, start=1):
        before, row[0] = row[0], at
        for to, right in enumerate(second, start=1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (left != right))
    return 1 - row[-1] / longest


def same_meaning(first: str, second: str, lang: Lang) -> bool:
    """True when two sentences differ only in marks, case, contractions and words that carry no meaning.

    >>> same_meaning("Well, it's open.", "It is open!", Lang.EN), same_meaning("Open.", "Not open.", Lang.EN)
    (True, False)
    """
    return _bones(first, lang) == _bones(second, lang)


def _bones(text: str, lang: Lang) -> list[str]:
    if lang is Lang.JA:
        return [char for char in text if char.isalnum()] + (["?"] if text.rstrip().endswith(("?", "？")) else [])
    words = " ".join(_EXPANDED.get(word, word) for word in pieces(text, lang)).split()
    return [word for word in words if word[0].isalnum() and word not in _LIGHT] + (["?"] if words[-1:] == ["?"] else [])


def units_of(pairs: Iterable[tuple[str, str]], pair: Pair, *, human: bool = True, origin: str = "") -> tuple[Unit, ...]:
    """Units of `(source, target)` texts, empty ones left out."""
    return tuple(
        Unit(pair, squeeze(source), target.strip(), human, origin)
        for source, target in pairs
        if source.strip() and target.strip()
    )
