"""Amounts in English noun phrases: numbers in words and figures, units, things and people that are counted."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.summary.transfer.rules import ACTORS, Noun, Rules
from pipeline.wording import numbers

_NUMBER_WORDS = {
    word: at
    for at, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen"
        " eighteen nineteen twenty".split()
    )
}
_NUMBER_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALE = {
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "hundred": 100,
}
_MASSES = frozenset(
    "gram kilogram ton liter litre gallon pound gigabyte megabyte terabyte petabyte kilobyte gigawatt megawatt kilowatt"
    " percent".split()
)  # units of what stands behind "of"


class NumberRules(Rules):
    """The part of the parser that reads amounts."""

    def number(self, start: int) -> list[tuple[str, int]]:
        """An amount: 90 percent, 10 million dollars, billions of dollars, two companies."""
        found: list[tuple[str, int]] = []
        if self.words(start, 2) == "more than" or self.low(start) == "over":
            over = start + (1 if self.low(start) == "over" else 2)
            return [(f"{text}以上", end) for text, end in self.number(over)]
        for money, japanese in sorted(self.lexicon.tables["money"].items(), key=lambda item: -len(item[0])):
            count = len(money.split())
            if self.words(start, count + 2) == f"{money} of dollars":
                found.append((japanese, start + count + 2))
                break
        written, at = self.written(start)
        if not written or at >= len(self.tokens):
            return found
        counters = self.lexicon.tables["counter"]
        unit = singular(self.tokens[at].low)
        if unit == "decade" and written.isdigit():
            found.append((f"{written}0年", at + 1))
        if unit in counters and unit != "decade":
            found.append((written + counters[unit], at + 1))
            if self.words(at + 1, 2) in ("per second", "a second", "per day", "a day", "per year", "a year"):
                every = {"second": "毎秒", "day": "1日に", "year": "年に"}[self.tokens[at + 2].low]
                found.append((every + written + counters[unit], at + 3))
            if self.low(at + 1) == "of" and unit in _MASSES and at + 2 < len(self.tokens):
                found += [(f"{written}{counters[unit]}の{one.text}", end) for one, end in self.described(at + 2)]
        return found

    def counted(self, start: int) -> list[tuple[Noun, int]]:
        """Things and people that have a counter of their own: two companies, thirty engineers."""
        written, at = self.written(start)
        if written in ("", "0", "1") or at >= len(self.tokens):
            return []
        unit = singular(self.tokens[at].low)
        counter = self.lexicon.tables["people"].get(unit, "")
        if not counter or self.tokens[at].term:
            return []
        text = written + counter
        return self.followed(Noun(text, head=unit, plural=True, actor=unit in ACTORS), at + 1)

    def written(self, start: int) -> tuple[str, int]:
        """A whole number in Japanese and the index behind it: 4万, 2、3 for "two or three"; empty for anything else."""
        value, at = self.value(start)
        if value is None or value != int(value):
            return "", start
        text = numbers.write_japanese(Fraction(int(value)))
        if self.low(at) == "or" and value < 10:
            other, behind = self.value(at + 1)
            if other == value + 1:
                return f"{text}、{int(other)}", behind
        return text, at

    def value(self, start: int) -> tuple[float | None, int]:
        """A number in figures or words and the index behind it: 2.5 million, two hundred and fifty, a thousand."""
        word = self.low(start)
        if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", word):
            value, at = float(word.replace(",", "")), start + 1
        elif word in ("a", "one") and self.low(start + 1) in _SCALE:
            value, at = 1.0, start + 1
        elif word in _NUMBER_WORDS:
            value, at = float(_NUMBER_WORDS[word]), start + 1
            if value >= 20 and 0 < _NUMBER_WORDS.get(self.low(at), 0) < 10:
                value, at = value + _NUMBER_WORDS[self.low(at)], at + 1
        else:
            return None, start
        while self.low(at) in _SCALE and not self.tokens[at - 1].comma:
            value, at = value * _SCALE[self.low(at)], at + 1
        if self.low(at - 1) == "hundred" and (self.low(at) == "and" or self.low(at) in _NUMBER_WORDS):
            rest, behind = self.value(at + (self.low(at) == "and"))
            if rest is not None and rest < 100:
                value, at = value + rest, behind
        return value, at


def singular(word: str) -> str:
    """The word without a plural ending.

    >>> singular("companies"), singular("classes"), singular("tools"), singular("business")
    ('company', 'class', 'tool', 'business')
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:sses|xes|ches|shes)$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def about(amount: str) -> str:
    """約 before an amount, behind 毎秒 and its like."""
    if "、" in amount:
        return f"{amount}ほど"
    found = re.match(r"毎秒|1日に|年に", amount)
    return f"{found.group()}約{amount[found.end() :]}" if found else f"約{amount}"
