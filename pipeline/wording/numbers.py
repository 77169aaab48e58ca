"""Numbers as people say them in English and write them in Japanese, as values that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_UNITS = {
    word: at
    for at, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * at for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+|\d[\d,]*(?:\.\d+)?")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?\Z")
_KANJI = {char: at for at, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "両": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "億": 10**8, "兆": 10**12}
_JA_NUMBER = re.compile(
    r"[0-9０-９〇零一二三四五六七八九十百千万億兆][0-9０-９〇零一二三四五六七八九十百千万億兆,，.．]*"
)
_WIDE = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_NOT_NUMBERS = re.compile(
    r"一(?:緒|方|般|部|番|応|度|旦|切|層|体|見|致|貫|連|種|時|瞬|気|斉|括|律|概|定|生懸命|人|つ|歩|言|目|因|端|例|員|環|助)|"
    r"[二三四五六七八九](?:つ|人)|十分|万(?:が一|能)|千(?:葉|差万別)|百(?:貨店|科)|四六時中|三角|四角|第[一二三]者|唯一|"
    r"(?:単|統|均|同|逐|万が)一|二度と|三者|二次|一次"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `text[start:end]`; `exact` is False for one that only hints at a size (tens of billions)."""

    start: int
    end: int
    value: Fraction
    surface: str
    ordinal: bool = False
    words: bool = False  # written in words, at least partly


@lru_cache(maxsize=4_096)  # a sentence is judged once for each of its hypotheses
def english(text: str) -> tuple[Number, ...]:
    """Numbers of an English text in order, digits and words joined as they are said.

    Single words below ten, plurals ("hundreds of thousands") and 24/7 are left out: they are seldom translated as
    numbers.

    >>> [int(number.value) for number in english("twenty five thousand chips at $1.5 million in twenty twenty four")]
    [25000, 1500000, 2024]
    >>> [(number.surface, number.ordinal) for number in english("the twenty first century")]
    [('twenty first', True)]
    """
    words = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(text)]
    numbers: list[Number] = []
    at = 0
    while at < len(words):
        found = _read(text, words, at)
        if found is None:
            at += 1
            continue
        number, at = found
        if _counts(text, number):
            numbers.append(number)
    return tuple(numbers)


def _counts(text: str, number: Number) -> bool:
    before, after = text[: number.start], text[number.end :]
    if before[-1:].isalpha() or before.endswith("/") or re.match(r"[/:]\d", after) or re.search(r"\d:\Z", before):
        return False
    if number.words:
        return number.value >= 10 and not re.match(r"s\b", after)
    return True


def _read(text: str, words: list[tuple[str, int, int]], at: int) -> tuple[Number, int] | None:
    """The number that begins at word `at` and the index after it."""
    total, group = Fraction(0), Fraction(0)
    last, used, ordinal, spelled, seen = "", at, False, False, False
    while used < len(words):
        word, start, _ = words[used]
        low = word.lower()
        if used > at and not _near(text, words[used - 1][2], start, low, group):
            break
        if low == "a" and not seen and _scaled(words, used):
            group, last = Fraction(1), "unit"
        elif _DIGITS.match(word) and not seen:
            group = Fraction(word.replace(",", ""))
            last = "digits"
        elif low in _TENS and last in ("", "hundred", "scale", "and"):
            group += _TENS[low]
            last, spelled = "tens", True
        elif low in _TENS and last in ("tens", "teen") and total == 0 and 10 <= group < 100 and used == at + 1:
            group = group * 100 + _TENS[low]  # twenty twenty, nineteen ninety
            last, spelled = "year", True
        elif low in _UNITS and last in ("", "hundred", "scale", "and"):
            group += _UNITS[low]
            last, spelled = ("teen" if _UNITS[low] >= 10 else "unit"), True
        elif low in _UNITS and 0 < _UNITS[low] < 10 and last in ("tens", "year"):
            group += _UNITS[low]
            last, spelled = "unit", True
        elif low in _UNITS and _UNITS[low] >= 10 and last == "tens" and total == 0 and used == at + 1:
            group = group * 100 + _UNITS[low]  # twenty eleven
            last, spelled = "teen", True
        elif low == "hundred" and seen and 0 < group < 100:
            group *= 100
            last, spelled = "hundred", True
        elif low in _SCALES and seen and group > 0:
            total += group * _SCALES[low]
            group = Fraction(0)
            last, spelled = "scale", True
        elif low in _ORDINALS and last in ("tens", "hundred", "scale") and (last != "tens" or _ORDINALS[low] < 10):
            group += _ORDINALS[low]
            ordinal, spelled = True, True
            used += 1
            break
        elif low == "and" and last in ("hundred", "scale") and _goes_on(words, used):
            last = "and"
        elif low == "point" and last in ("unit", "teen", "tens") and used + 1 < len(words):
            digit = _UNITS.get(words[used + 1][0].lower(), 10)
            if digit > 9:
                break
            group += Fraction(digit, 10)
            used += 1
            last = "point"
        else:
            break
        seen = True
        used += 1
    if not seen:
        return None
    if last == "and":
        used -= 1
    start, end = words[at][1], words[used - 1][2]
    suffix = re.match(r"(?:st|nd|rd|th)\b", text[end:])
    if suffix and not spelled:
        ordinal, end = True, end + suffix.end()
    return Number(start, end, total + group, text[start:end], ordinal, spelled), max(used, at + 1)


def _near(text: str, end: int, start: int, word: str, group: Fraction) -> bool:
    gap = text[end:start]
    return gap in ("-", "‑") or (gap.isspace() and not (word in _TENS and group >= 100 and group % 100))


def _scaled(words: list[tuple[str, int, int]], at: int) -> bool:
    following = words[at + 1][0].lower() if at + 1 < len(words) else ""
    return following == "hundred" or following in _SCALES


def _goes_on(words: list[tuple[str, int, int]], at: int) -> bool:
    following = words[at + 1][0].lower() if at + 1 < len(words) else ""
    return following in _UNITS or following in _TENS


def japanese(text: str) -> tuple[Number, ...]:
    """Numbers of a Japanese text in order; 2万5000, 二万五千 and 25,000 are the same value.

    >>> [int(number.value) for number in japanese("2万5000台、二十一世紀、1.5億ドル、一緒に")]
    [25000, 21, 150000000]
    """
    hidden = _NOT_NUMBERS.sub(lambda found: "\0" * len(found.group()), text)
    numbers = []
    for found in _JA_NUMBER.finditer(hidden):
        surface = found.group().rstrip(",，.．")
        value = _japanese_value(surface.translate(_WIDE))
        if value is not None:
            end = found.start() + len(surface)
            if text.startswith("割", end):  # 8割 is eighty percent
                value, end = value * 10, end + 1
            numbers.append(Number(found.start(), end, value, text[found.start() : end]))
    return tuple(numbers)


def _japanese_value(text: str) -> Fraction | None:
    total, section, digits = Fraction(0), Fraction(0), ""
    kanji_run = all(char in _KANJI for char in text)
    if kanji_run and len(text) > 1:
        return Fraction(int("".join(str(_KANJI[char]) for char in text)))
    for char in text:
        if char in "0123456789,.":
            digits += char
        elif char in _KANJI:
            digits += str(_KANJI[char])
        else:
            number = _plain(digits)
            if number is None:
                return None
            if char in _SMALL:
                section += (number if digits else 1) * _SMALL[char]
            else:
                whole = section + (number if digits else 0)
                if whole == 0:
                    return None  # a bare 万 or 億 is a word
                total += whole * _BIG[char]
                section = Fraction(0)
            digits = ""
    number = _plain(digits)
    return None if number is None else total + section + number


def _plain(digits: str) -> Fraction | None:
    bare = digits.replace(",", "")
    if not bare:
        return Fraction(0)
    try:
        return Fraction(bare)
    except ValueError:
        return None


def write_japanese(value: Fraction) -> str:
    """A value as Japanese subtitles write it: digits with 万, 億, 兆 from ten thousand on.

    >>> [write_japanese(Fraction(value)) for value in (7, 2024, 25_000, 10_000_000, 1_500_000_000)]
    ['7', '2024', '2万5000', '1000万', '15億']
    >>> write_japanese(Fraction("3.5"))
    '3.5'
    """
    if value.denominator != 1:
        return f"{float(value):g}"
    rest, parts = int(value), []
    if rest < 10_000:
        return str(rest)
    for mark, size in (("兆", 10**12), ("億", 10**8), ("万", 10**4)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{mark}")
    return "".join(parts) + (str(rest) if rest else "")


def write_english(number: Number) -> str:
    """An English number in digits, as a writer would set it.

    >>> write_english(english("twenty five thousand")[0]), write_english(english("twenty-first")[0])
    ('25,000', '21st')
    >>> write_english(english("ten million")[0])
    '10 million'
    """
    value = number.value
    if number.ordinal:
        whole = int(value)
        ending = "th" if 10 <= whole % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
        return f"{whole:,}{ending}"
    for name in ("trillion", "billion", "million"):
        if value >= _SCALES[name] and (value * 10) % _SCALES[name] == 0:
            return f"{float(value / _SCALES[name]):g} {name}"
    if value.denominator != 1:
        return f"{float(value):g}"
    year = 1900 <= value < 2100 and number.words and "thousand" not in number.surface.lower()
    return str(int(value)) if year else f"{int(value):,}"


def missing(source: str, target: str) -> Iterator[Number]:
    """English numbers of `source` whose value stands nowhere in Japanese `target`."""
    there = [number.value for number in japanese(target)]
    digits = target.translate(_WIDE).replace(",", "")
    for number in english(source):
        if number.value in there:
            there.remove(number.value)
        elif not number.words and number.value.denominator == 1 and str(int(number.value)) in digits:
            continue  # part of a name: GPT-4, H100
        else:
            yield number


def right_number(source: str, target: str) -> str:
    """`target` with its one wrong number put right, empty when there is not exactly one to put right.

    >>> right_number("Maybe twenty five thousand of them.", "2500個ほどです。")
    '2万5000個ほどです。'
    """
    lost = list(missing(source, target))
    if len({item.value for item in lost}) != 1:
        return ""
    known = {item.value for item in english(source)}
    wrong = [item for item in japanese(target) if item.value not in known and item.value >= 10]
    if not wrong or len({item.value for item in wrong}) != 1:
        return ""
    out = target
    for item in reversed(wrong):
        out = out[: item.start] + write_japanese(lost[0].value) + out[item.end :]
    return out
