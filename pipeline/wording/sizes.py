"""Sizes that are said and not counted: tens of billions, 数百億; as a pair they can be hinted, checked, put right."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENGLISH = re.compile(
    r"\b(?:(tens|dozens|hundreds|thousands|millions) of (thousands|millions|billions|trillions)|"
    r"(?<!\d )(hundreds|thousands|millions|billions|trillions))\b(?= of\b)?",
    re.IGNORECASE,
)
_POWERS = {"tens": 1, "dozens": 1, "hundreds": 2, "thousands": 3, "millions": 6, "billions": 9, "trillions": 12}
_JAPANESE = re.compile(r"(数|何)(十|百|千)?(万|億|兆)?(?![一-九])")
_SMALL = {"十": 1, "百": 2, "千": 3}
_BIG = {"万": 4, "億": 8, "兆": 12}


@dataclass(frozen=True, slots=True)
class Size:
    """An uncounted size at `text[start:end]`; `power` is its power of ten."""

    start: int
    end: int
    power: int
    surface: str


def english(text: str) -> tuple[Size, ...]:
    """Sizes of an English text in order.

    >>> [(size.surface, size.power) for size in english("hundreds of thousands of models, billions of downloads")]
    [('hundreds of thousands', 5), ('billions', 9)]
    """
    found = []
    for hit in _ENGLISH.finditer(text):
        first, second, alone = (part.lower() if part else "" for part in hit.groups())
        power = _POWERS[alone] if alone else _POWERS[first] + _POWERS[second]
        found.append(Size(hit.start(), hit.end(), power, hit.group()))
    return tuple(found)


def japanese(text: str) -> tuple[Size, ...]:
    """Sizes of a Japanese text in order.

    >>> [(size.surface, size.power) for size in japanese("何千件ものモデルと数百億ドル")]
    [('何千', 3), ('数百億', 10)]
    """
    found = []
    for hit in _JAPANESE.finditer(text):
        small, big = hit[2], hit[3]
        if small or big:
            found.append(Size(hit.start(), hit.end(), _SMALL.get(small, 0) + _BIG.get(big, 0), hit.group()))
    return tuple(found)


def write_japanese(power: int) -> str:
    """The usual Japanese for a power of ten.

    >>> [write_japanese(power) for power in (2, 3, 5, 6, 9, 10, 12)]
    ['数百', '数千', '数十万', '数百万', '数十億', '数百億', '数兆']
    """
    fitting = [(zeros, mark) for mark, zeros in _BIG.items() if zeros <= power]
    zeros, mark = max(fitting, default=(0, ""))
    small = {1: "十", 2: "百", 3: "千"}.get(power - zeros, "")
    return f"数{small}{mark}"


def right_size(source: str, target: str) -> str:
    """`target` with its one uncounted size as large as the source's one; empty when there is nothing to put right.

    >>> right_size("We're talking billions of downloads.", "数百万回のダウンロードの話です。")
    '数十億回のダウンロードの話です。'
    """
    said, there = english(source), japanese(target)
    if len(said) != 1 or len(there) != 1 or said[0].power == there[0].power:
        return ""
    one = there[0]
    return target[: one.start] + write_japanese(said[0].power) + target[one.end :]


def wrong(source: str, target: str) -> bool:
    """True when the source says sizes from ten thousand on and the target holds no number word that large."""
    large = [size.power for size in english(source) if size.power >= 5]
    if not large:
        return False
    marks = re.findall(r"[万億兆]", target)
    top = max((_BIG[mark] for mark in marks), default=0)
    return top == 0 or (max(large) >= 9 and top < 8)
