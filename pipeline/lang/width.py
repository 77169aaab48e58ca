"""Display width in cells: a full-width character is 1, a half-width one 0.5, a combining one 0, an emoji 1.

Sources: East Asian Width (UAX 11) as `unicodedata` knows it; a cluster joined by ZWJ, a flag of two regional
indicators, a keycap and a character asking for emoji style (U+FE0F) are one full-width cell. Characters of
ambiguous width (… — “ ” ○ ①, Greek, Cyrillic) are full-width in Japanese text and half-width in English.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.model import Lang

# One visible emoji made of several code points; everything else is the sum of its characters.
_CLUSTER = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # flag
    "|[0-9#*]\ufe0f?\u20e3"  # keycap
    "|[^\\W\\s\ufe0f]?[\u00a9-\U0001faff]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
    "(?:\u200d[\u2190-\U0001faff]\ufe0f?[\U0001f3fb-\U0001f3ff]?)+"  # family, profession
    "|[\u00a9\u00ae\u203c-\U0001faff][\U0001f3fb-\U0001f3ff]"  # skin tone
    "|[\u00a9\u00ae\u203c-\U0001faff]\ufe0f"
)
_HAS_CLUSTER = re.compile("[\ufe0f\u20e3\u200d\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
_ZERO = frozenset({"Mn", "Me", "Cf", "Cc", "Zl", "Zp"})


class _Widths(dict[str, float]):
    """Width of one character, computed at its first use."""

    def __init__(self, ambiguous: float) -> None:
        super().__init__()
        self.ambiguous = ambiguous

    def __missing__(self, char: str) -> float:
        kind = unicodedata.east_asian_width(char)
        if unicodedata.category(char) in _ZERO or "\u1160" <= char <= "\u11ff":  # conjoining Hangul vowels, finals
            width = 0.0
        elif kind in "WF":
            width = 1.0
        else:
            width = self.ambiguous if kind == "A" else 0.5
        self[char] = width
        return width


_WIDTHS = {Lang.JA: _Widths(1.0), Lang.EN: _Widths(0.5)}


def cells(text: str, lang: Lang = Lang.JA) -> float:
    """Display width of a line, in full-width cells.

    >>> cells("日本語"), cells("GPT-4"), cells("ｶﾞ"), cells("か\\u3099")
    (3.0, 2.5, 1.0, 1.0)
    >>> cells("👩‍💻"), cells("🇯🇵"), cells("👍🏽"), cells("1️⃣")
    (1.0, 1.0, 1.0, 1.0)
    >>> cells("……"), cells("……", Lang.EN)
    (2.0, 1.0)
    """
    widths = _WIDTHS[lang]
    if _HAS_CLUSTER.search(text):
        text, found = _CLUSTER.subn("", text)
        return sum(map(widths.__getitem__, text), float(found))
    return sum(map(widths.__getitem__, text), 0.0)


def offsets(text: str, lang: Lang = Lang.JA) -> list[float]:
    """Width of `text[:i]` for every i from 0 to its length, so that a stretch is measured by one subtraction.

    A cluster's width stands at its last character.

    >>> offsets("AIは")
    [0.0, 0.5, 1.0, 2.0]
    """
    widths = _WIDTHS[lang]
    each = [widths[char] for char in text]
    if _HAS_CLUSTER.search(text):
        for found in _CLUSTER.finditer(text):
            each[found.start() : found.end()] = [*[0.0] * (found.end() - found.start() - 1), 1.0]
    total = 0.0
    sums = [0.0]
    for width in each:
        total += width
        sums.append(total)
    return sums


def clusters(text: str) -> list[tuple[int, int]]:
    """Stretches that are one visible character though they are several code points: never cut inside them.

    >>> clusters("か\\u3099AI👍🏽")
    [(0, 2), (4, 6)]
    """
    found: list[tuple[int, int]] = []
    if _HAS_CLUSTER.search(text):
        found = [match.span() for match in _CLUSTER.finditer(text)]
    if not text.isascii():
        at = 0
        while at < len(text):
            end = at + 1
            while end < len(text) and _joins(text[end]):
                end += 1
            if end - at > 1:
                found.append((at, end))
            at = end
    return sorted(found)


def _joins(char: str) -> bool:
    """True for a character drawn on the one before it."""
    if char < "\u0300":
        return False
    return unicodedata.category(char) in ("Mn", "Me") or char in "\u200d\ufe0e\ufe0f\uff9e\uff9f"
