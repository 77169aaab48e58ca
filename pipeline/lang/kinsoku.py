"""What may not stand at the start or end of a Japanese line, and what may not be parted (JIS X 4051, JLREQ).

Three strictness levels. `strict` is the table of the standard; `normal` lets small kana and ー begin a line;
`loose` also iteration marks, middle dots and hyphens. Half-width forms belong to the class of their full-width ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

STRICTNESS = ("loose", "normal", "strict")

CLOSING = "」』）］｝〉》】〕〗〙〛｠»)]}｣’”〞〟"
COMMAS = "、，､,"
STOPS = "。．｡."
DIVIDING = "？！‼⁇⁈⁉?!"
COLONS = "：；:;"
MIDDLE_DOTS = "・･"
HYPHENS = "‐‑–〜～゠"
ITERATION = "々〻ゝゞヽヾ"
LONG_VOWEL = "ーｰ"
SMALL_KANA = "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ"
SOUND_MARKS = "ﾞﾟ゛゜"
UNITS_AFTER = "°′″℃℉％‰￠%"
OPENING = "「『（［｛〈《【〔〖〘〚｟«([{｢‘“〝"
PREFIXES = "￥＄￡€￦№#＃¥$£"

_ALWAYS = frozenset(CLOSING + COMMAS + STOPS + DIVIDING + COLONS + SOUND_MARKS + UNITS_AFTER)
NOT_AT_START: dict[str, frozenset[str]] = {
    "loose": _ALWAYS,
    "normal": _ALWAYS | frozenset(ITERATION + MIDDLE_DOTS + HYPHENS),
    "strict": _ALWAYS | frozenset(ITERATION + MIDDLE_DOTS + HYPHENS + LONG_VOWEL + SMALL_KANA),
}
NOT_AT_END = frozenset(OPENING + PREFIXES)
_PAIRED = frozenset("—…‥―〳〵─")

# A Latin word or a number with its inner marks: GPT-4, open-source, 3.5, 12,345, don't, R&D, C++, https://a.b/c
_WORD = re.compile(
    r"[A-Za-z0-9À-ʯ０-９Ａ-Ｚａ-ｚ]"
    r"(?:[A-Za-z0-9À-ʯ０-９Ａ-Ｚａ-ｚ]|[-'’._,:/@&+~=#%?!．，](?=[A-Za-z0-9À-ʯ０-９Ａ-Ｚａ-ｚ+#/])|[+#%°])*"
)


def words(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of two characters and more that are one Latin word or number.

    >>> [text[a:b] for text in ["約3.5兆のGPT-4とR&D"] for a, b in words(text)]
    ['3.5', 'GPT-4', 'R&D']
    """
    for found in _WORD.finditer(text):
        if found.end() - found.start() > 1:
            yield found.span()


@lru_cache(maxsize=65_536)
def may_part(before: str, after: str, strictness: str = "strict") -> bool:
    """True when a line may end with the character `before` and the next begin with `after`.

    >>> may_part("す", "。"), may_part("「", "あ"), may_part("…", "…"), may_part("は", "犬")
    (False, False, False, True)
    >>> may_part("デ", "ー", "normal"), may_part("人", "々", "normal"), may_part("人", "々", "loose")
    (True, False, True)
    """
    if after in NOT_AT_START[strictness] or before in NOT_AT_END:
        return False
    return not (before == after and before in _PAIRED)


@dataclass(frozen=True, slots=True)
class Violation:
    """Line `line` (from 0) starts or ends with `char`, or parts an inseparable pair; `rule` says which."""

    line: int
    char: str
    rule: str  # line-start, line-end or inseparable


def violations(lines: Sequence[str], strictness: str = "strict") -> tuple[Violation, ...]:
    """Every breach in the lines of one cue; blank lines and blanks at the ends of a line do not count.

    >>> [v.rule for v in violations(["そうです", "。はい"])], violations(["そうです。", "はい"])
    (['line-start'], ())
    """
    kept = [(number, line.strip()) for number, line in enumerate(lines) if line.strip()]
    found: list[Violation] = []
    for at, (number, line) in enumerate(kept):
        if line[0] in NOT_AT_START[strictness]:
            found.append(Violation(number, line[0], "line-start"))
        if line[-1] in NOT_AT_END:
            found.append(Violation(number, line[-1], "line-end"))
        if at and kept[at - 1][1][-1] == line[0] and line[0] in _PAIRED:
            found.append(Violation(number, line[0], "inseparable"))
    return tuple(found)
