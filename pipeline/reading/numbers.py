"""Spoken numbers and versions read as figures: an aid for the translation, logged like every repair.

Small numbers stay words ("two or three"); a number of several words, a percentage or a version becomes figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.lang.en_words import key
from pipeline.model import Glossary
from pipeline.reading.changes import Log
from pipeline.reading.tokens import Token, group

_ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ]
    )
}  # fmt: skip
_TENS = {
    word: value * 10
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000}
_ORDINALS = {"first": (1, "st"), "second": (2, "nd"), "third": (3, "rd"), "fourth": (4, "th"), "fifth": (5, "th"),
             "sixth": (6, "th"), "seventh": (7, "th"), "eighth": (8, "th"), "ninth": (9, "th")}  # fmt: skip
_ALL = {"twenty-four", *_ONES, *_TENS, *_SCALES, "hundred", "point"}
_LOOSE = frozenset({"or", "to", "by", "between"})


def value_of(words: Sequence[str]) -> int | None:
    """The whole number some number words say, None when they say none or several.

    >>> value_of("twenty five thousand".split()), value_of("one hundred and ten".split()), value_of("two three".split())
    (25000, 110, None)
    """
    if not words:
        return None
    total = current = 0
    last = 10**15  # what the next word must stay below to continue the same number
    scale_before = 10**15
    for word in words:
        if word == "and":
            if last < 100:
                return None
            continue
        if word in _SCALES:
            if not current or _SCALES[word] >= scale_before:
                return None
            scale_before = _SCALES[word]
            total += current * scale_before
            current, last = 0, scale_before
        elif word == "hundred":
            if not 0 < current < 100 or last == 100:
                return None
            current, last = current * 100, 100
        else:
            value = _TENS.get(word, _ONES.get(word, -1))
            room = 10 if 20 <= last < 100 else last
            if value < 0 or value >= room or (last < 20 and last != 0) or (value == 0 and len(words) > 1):
                return None
            current += value
            last = value if value >= 20 else 1
    return total + current


def figures(words: Sequence[str]) -> str:
    """The number words as figures, empty when they are not one number.

    Round millions and more keep their scale word; years are read as pairs.

    >>> [figures(text.split()) for text in ["ten million", "three point five", "nineteen eighty four", "seven"]]
    ['10 million', '3.5', '1984', '7']
    """
    if "point" in words:
        at = words.index("point")
        head = value_of(words[:at])
        digits = [_ONES.get(word, 99) for word in words[at + 1 :]]
        if head is None or not digits or any(digit > 9 for digit in digits):
            return ""
        return f"{head}.{''.join(map(str, digits))}"
    if len(words) > 1 and words[-1] in ("million", "billion", "trillion"):
        head = value_of(words[:-1])
        return f"{head:,} {words[-1]}" if head is not None and head < 1_000 else ""
    value = value_of(words)
    if value is not None:
        return f"{value:,}"
    for cut in range(1, len(words)):
        first, second = value_of(words[:cut]), value_of(words[cut:])
        if first is not None and second is not None and first in range(13, 21) and 10 <= second <= 99:
            return f"{first}{second}"
    return ""


def read_numbers(tokens: list[Token], glossary: Glossary, log: Log) -> None:
    """Read versions and numbers of several words as figures, in place."""
    joints = _version_joints(glossary)
    for run in group(tokens):
        words = [token for token in run if token.text]
        keys = [key(token.text) for token in words]
        if _ALL.isdisjoint(keys):
            continue
        at = 0
        while at < len(words):
            at = _version(words, keys, at, joints, log) or _clock(words, keys, at, log) or _number(words, keys, at, log)


def _version_joints(glossary: Glossary) -> dict[str, str]:
    """What stands between a name and its number, by the glossary's own terms: `gpt` -> `-`, `llama` -> ` `."""
    joints: dict[str, str] = {}
    for term in glossary.approved():
        if match := re.fullmatch(r"([A-Za-z]+)([- ]?)\d+(?:\.\d+)?[A-Za-z]*", term.source):
            joints.setdefault(match[1].lower(), match[2])
    return joints


def _span(keys: Sequence[str], words: Sequence[Token], at: int) -> int:
    """End of the run of number words from `at`; a comma or other mark between two of them ends it."""
    end = at
    while end < len(keys):
        word = keys[end]
        joins = word == "and" and end > at and keys[end - 1] in ("hundred", "thousand") and end + 1 < len(keys)
        if word not in _ALL and not (joins and keys[end + 1] in _ONES | _TENS):
            break
        end += 1
        if not words[end - 1].text[-1:].isalnum():
            break
    while end > at and keys[end - 1] in ("and", "point"):
        end -= 1
    return end


def _tail(word: str) -> str:
    return re.search(r"[^\w]*$", word).group()  # type: ignore[union-attr]


def _head(word: str) -> str:
    return re.match(r"[^\w]*", word).group()  # type: ignore[union-attr]


def _version(words: Sequence[Token], keys: Sequence[str], at: int, joints: dict[str, str], log: Log) -> int:
    """Index after a version that starts at `at`, 0 when none does."""
    name = words[at].text
    if at + 1 >= len(words) or not name[-1:].isalnum():
        return 0
    single = len(name) == 1 and name.isupper() and name not in ("I", "A")
    acronym = name.isalpha() and name.isupper() and 2 <= len(name) <= 5 and name not in ("AI", "US", "UK", "TV", "OK")
    known = name.lower() in joints and len(name) > 1
    if not (single or acronym or known):
        return 0
    plural = ""
    last = at + 1
    if keys[last : last + 1] and keys[last] in _ALL:
        last = _span(keys, words, at + 1)
    spoken = list(keys[at + 1 : last])
    if last < len(keys) and keys[last] == "hundreds" and spoken and spoken[-1] in _ONES:
        spoken.append("hundred")  # "H one hundreds": several of them
        plural, last = "s", last + 1
    number = figures(spoken).replace(",", "")
    if not number or not re.fullmatch(r"\d+(\.\d+)?", number):
        return 0
    if single and float(number) < 100:
        return 0
    if acronym and not known and (float(number) >= 20 or (len(spoken) > 1 and "point" not in spoken)):
        return 0
    joint = "" if single else joints.get(name.lower(), "-")
    after = f"{name}{joint}{number}{plural}{_tail(words[last - 1].text)}"
    log.fold("number", list(words[at:last]), after, reason="a version spoken in words", confidence=0.9, sure=True)
    return last


def _clock(words: Sequence[Token], keys: Sequence[str], at: int, log: Log) -> int:
    """Index after "twenty four seven" (also heard as "... to seven") read as 24/7, 0 when it is not there."""
    for spoken in (("twenty", "four", "seven"), ("twenty", "four", "to", "seven"), ("twenty-four", "seven")):
        end = at + len(spoken)
        if tuple(keys[at:end]) == spoken:
            after = f"{_head(words[at].text)}24/7{_tail(words[end - 1].text)}"
            log.fold("number", list(words[at:end]), after, reason="round the clock", confidence=0.9, sure=True)
            return end
    return 0


def _number(words: Sequence[Token], keys: Sequence[str], at: int, log: Log) -> int:
    """Index after a number that starts at `at`; the next index when none does."""
    end = _span(keys, words, at)
    if end == at or keys[at] == "point":
        return max(end, at + 1)
    spoken = list(keys[at:end])
    ordinal = _ORDINALS.get(keys[end]) if end < len(keys) and spoken[-1] in _TENS else None
    if at > 1 and keys[at - 1] in _LOOSE and (keys[at - 2] in _ALL or keys[at - 1] == "between"):
        return end
    if ordinal and words[end - 1].text[-1:].isalnum():
        base = value_of(spoken)
        if base is None:
            return end
        after = f"{base + ordinal[0]}{ordinal[1]}"
        end += 1
    else:
        percent = end < len(keys) and keys[end] in ("percent", "per")
        if (len(spoken) < 2 and not percent) or spoken[0] in ("hundred", *_SCALES):
            return end
        after = figures(spoken)
    if not after:
        return end
    text = f"{_head(words[at].text)}{after}{_tail(words[end - 1].text)}"
    log.fold("number", list(words[at:end]), text, reason="a number spoken in words", confidence=0.95, sure=True)
    return end
