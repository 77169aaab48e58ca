"""How words sound: Double Metaphone keys with an edit distance that knows which sounds a recogniser takes for which."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pipeline.errors import ConfigError

_DIGITS = {
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven",
    "8": "eight", "9": "nine",
}  # fmt: skip
# pairs of Double Metaphone letters that are heard for each other, with what taking one for the other costs (1 = other)
_NEAR = {frozenset(pair): cost for pair, cost in (
    ("LR", 0.5), ("MN", 0.5), ("XS", 0.4), ("XJ", 0.4), ("FP", 0.6), ("0T", 0.3), ("0S", 0.5), ("KJ", 0.6),
    ("BP", 0.5), ("HA", 0.3),
)}  # fmt: skip
_FAINT = {"H": 0.3, "A": 0.35, "R": 0.6, "T": 0.7, "N": 0.8}  # what losing such a sound costs; others cost 1
MIN_KEY = 2


def extra(module: str) -> Any:
    """A module of the `editor` extra, imported now. Raises ConfigError that says what to install."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        raise ConfigError(
            f"this needs {module.split('.')[0]}, which is not installed", hint="pip install 'nijimaku[editor]'"
        ) from None


@lru_cache(maxsize=200_000)
def letters(text: str) -> str:
    """The letters of a text in lower case without blanks; digits are spelled out, spelled-out capitals join.

    >>> letters("GPT-4"), letters("G P T four"), letters("pie torch")
    ('gptfour', 'gptfour', 'pietorch')
    """
    spelled = re.sub(r"\d", lambda hit: _DIGITS.get(hit.group(), ""), re.sub(r"(?<=\d)00(?=\D|$)", " hundred ", text))
    return re.sub(r"[^a-z]", "", spelled.lower())


@lru_cache(maxsize=200_000)
def key(text: str) -> str:
    """The Double Metaphone key of a text's letters, its main reading.

    >>> key("weights") == key("waits"), key("inference") == key("in France")
    (True, True)
    """
    plain = letters(text)
    if not plain:
        return ""
    return str(extra("doublemetaphone").doublemetaphone(plain)[0])


@lru_cache(maxsize=200_000)
def key_distance(one: str, other: str) -> float:
    """Cheapest way from one key to the other; letters heard for each other cost less than 1.

    >>> key_distance("KRNL", "KLNL"), key_distance("KTR", "KT"), key_distance("TKN", "TKN")
    (0.5, 0.6, 0.0)
    """
    row = [0.0]
    for char in other:
        row.append(row[-1] + _FAINT.get(char, 1.0))
    for left in one:
        last, row = row, [row[0] + _FAINT.get(left, 1.0)]
        for at, right in enumerate(other, start=1):
            swap = 0.0 if left == right else _NEAR.get(frozenset((left, right)), 1.0)
            row.append(min(last[at - 1] + swap, last[at] + _FAINT.get(left, 1.0), row[-1] + _FAINT.get(right, 1.0)))
    return row[-1]


def likeness(heard: str, said: str) -> float:
    """How likely `heard` is a recogniser's spelling of `said`: 0 to 1, by sound first and by letters second.

    >>> likeness("waits", "weights") > 0.8, likeness("colonel", "kernel") > 0.6, likeness("cake", "kernel") < 0.5
    (True, True, True)
    """
    one, other = key(heard), key(said)
    if min(len(one), len(other)) < MIN_KEY:
        return 0.0
    if heard[-2:] in ("er", "or", "ar") and one.endswith("R") and not other.endswith("R"):
        one = one[:-1]  # many speakers end a word in -a with an r nobody meant: cooter, CUDA
    sound = 1.0 - key_distance(one, other) / max(len(one), len(other))
    spelling = edit_likeness(letters(heard), letters(said))
    return max(0.0, 0.65 * sound + 0.35 * spelling)


def edit_likeness(one: str, other: str) -> float:
    """Share of the letters that an optimal alignment keeps, 0 to 1."""
    value: float = extra("rapidfuzz.distance").Indel.normalized_similarity(one, other)
    return value
