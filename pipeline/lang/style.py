"""The two Japanese style profiles, rendered from one neutral text that is never stored in styled form.

`subtitle-ja` follows the Netflix guide: no 、 and 。, one-digit numbers and acronyms full-width, 万 above four digits.
`transcript-ja` follows JTF 3.0: 、 and 。, half-width digits and Latin, no space between half and full width.
`neutral` leaves the text alone. Style comes before widths are measured and lines broken, so it is applied by re-timing:
`Translation.text` and `sentences.tsv` hold the neutral text, target cues the styled one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

STYLES = ("subtitle-ja", "transcript-ja", "neutral")

_FULL_DIGIT = {ord(char): chr(ord(char) + 0xFEE0) for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_HALF = {ord(chr(ord(char) + 0xFEE0)): char for char in map(chr, range(0x21, 0x7F)) if char.isalnum() or char in "%+&"}
_LATIN = "A-Za-zÀ-ʯ"
_WIDE = "\u3005-\u30ff\u3400-\u9fff\uff66-\uff9f々〆"
_ENDS = '」』）］】〉》｝)"”’'

_PROTECTED = re.compile("『[^『』]*』|https?://\\S+")
_NUMBER = re.compile(
    rf"(?<![{_LATIN}0-9._/:+$¥€£-])(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<rest>(?:[.:/]\d+)*)(?![{_LATIN}0-9_/-])"
)
_ACRONYM = re.compile(
    rf"(?<![{_LATIN}0-9.&+/'’-])(?<![{_LATIN}0-9] )[A-Z]{{2,5}}(?![{_LATIN}0-9&+/'’-]|\.\w| [{_LATIN}0-9])"
)
_DOTTED = re.compile(r"(?<![A-Za-z.])(?:[A-Z]\.){2,5}(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Styled:
    """A styled text and, for each of its characters, the neutral character it stands for (rising)."""

    text: str
    origins: tuple[int, ...]
    neutral: str

    def offset(self, neutral_offset: int) -> int:
        """The first styled offset whose character stands at or after a neutral offset."""
        return bisect_right(self.origins, neutral_offset - 1)

    def strengths(self, levels: bytes) -> bytes:
        """Levels of the neutral text's offsets carried over to the styled text.

        An offset keeps the strongest level of the neutral offsets it stands for, so a dropped 。 leaves its mark.
        """
        if self.text == self.neutral:
            return levels
        size = len(self.text)
        found = bytearray(size + 1)
        last = 0
        for at, origin in enumerate(self.origins):
            if at and origin == self.origins[at - 1]:
                continue
            found[at] = max(levels[last + 1 : origin + 1]) if origin - last > 1 else levels[origin]
            last = origin
        if size:
            found[size] = levels[-1]
        return bytes(found)


@lru_cache(maxsize=16_384)
def apply(text: str, style: str, mark_space: str = "full") -> Styled:
    """The text in a style; `mark_space` (full, half or none) follows ！ and ？ inside a subtitle.

    >>> apply("はい、3つのAIと12,345件。次は？見ます。", "subtitle-ja").text
    'はい ３つのＡＩと1万2345件\\u3000次は？\\u3000見ます'
    >>> apply("3 つの ＡＩ と１２件です!", "transcript-ja").text
    '3つのAIと12件です！'
    """
    if style == "subtitle-ja":
        steps = _subtitle_steps(mark_space)
    elif style == "transcript-ja":
        steps = _TRANSCRIPT
    else:
        steps = ()
    current, origins = text, list(range(len(text)))
    for pattern, render in steps:
        current, origins = _replace(current, origins, pattern, render)
    if not current.strip():  # nothing but marks: they are all there is to show
        return Styled(text, tuple(range(len(text))), text)
    return Styled(current, tuple(origins), text)


_Step = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _replace(
    text: str, origins: list[int], pattern: re.Pattern[str], render: Callable[[re.Match[str]], str]
) -> tuple[str, list[int]]:
    """The text with every match replaced, outside titles and addresses, and where its characters came from."""
    matches = list(pattern.finditer(text))
    if not matches:
        return text, origins
    kept = [found.span() for found in _PROTECTED.finditer(text)]
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for found in matches:
        start, end = found.span()
        new = render(found)
        if new == found[0] or any(a < end and start < b for a, b in kept):
            continue
        parts.append(text[at:start])
        places.extend(origins[at:start])
        parts.append(new)
        here = origins[start:end]
        if len(new) == end - start:
            places.extend(here)
        else:
            first = here[0] if here else (origins[start] if start < len(origins) else (origins[-1] if origins else 0))
            last = here[-1] if here else first
            places.extend(min(first + step, last) for step in range(len(new)))
        at = end
    parts.append(text[at:])
    places.extend(origins[at:])
    return "".join(parts), places


def _number(found: re.Match[str]) -> str:
    """A number in the subtitle style: one digit full-width, more half-width, 万 above four digits, no comma."""
    digits, rest = found["number"], found["rest"]
    if rest:
        return digits.replace(",", "") + rest
    plain = digits.replace(",", "")
    if len(plain) == 1:
        return plain.translate(_FULL_DIGIT)
    if len(plain) <= 4 or plain[0] == "0" or len(plain) > 16:
        return plain
    parts: list[str] = []
    for unit in ("", "万", "億", "兆"):
        plain, low = plain[:-4], plain[-4:]
        if int(low):
            parts.append(low.lstrip("0") + unit)
        if not plain:
            break
    return "".join(reversed(parts))


def _wide(found: re.Match[str]) -> str:
    return found[0].translate(_FULL_DIGIT)


def _half(found: re.Match[str]) -> str:
    return found[0].translate(_HALF)


def _always(new: str) -> Callable[[re.Match[str]], str]:
    return lambda _: new


def _undotted(found: re.Match[str]) -> str:
    return found[0].replace(".", "")


def _full_marks(found: re.Match[str]) -> str:
    return found[0].replace("!", "！").replace("?", "？")


_GAP = rf"(?<=[{_WIDE}、。！？」』）]) +(?=[{_LATIN}0-9])|(?<=[{_LATIN}0-9%]) +(?=[{_WIDE}「『（、。！？])"
_COMMON: tuple[_Step, ...] = (
    (re.compile("[０-９Ａ-Ｚａ-ｚ％＋＆]+"), _half),
    (re.compile(rf"(?<=[{_WIDE}）」』])[!?]+|[!?]+(?=[{_WIDE}「『（]|$)"), _full_marks),
    (re.compile(r"\.{3,}|。{2,}|・{3,}"), _always("…")),
    (_DOTTED, _undotted),
    (re.compile(_GAP), _always("")),
)
_TRANSCRIPT: tuple[_Step, ...] = (
    *_COMMON,
    (re.compile(rf"(?<=[！？])[ \u3000]*(?=[^\s！？{_ENDS}、。])"), _always("\u3000")),
    (re.compile(r"\s+$"), _always("")),
)


@lru_cache(maxsize=4)
def _subtitle_steps(mark_space: str) -> tuple[_Step, ...]:
    gap = {"full": "\u3000", "half": " ", "none": ""}[mark_space]
    return (
        *_COMMON,
        (_NUMBER, _number),
        (_ACRONYM, _wide),
        (re.compile(rf"[、。，．]+(?=[{_ENDS}])|[、。]+$"), _always("")),
        (re.compile(r"(?:。|(?<![0-9０-９])．|．(?![0-9０-９]))[ \u3000]*"), _always("\u3000")),
        (re.compile(r"(?:(?<![0-9０-９])[、，]|[、，](?![0-9０-９]))[ \u3000]*"), _always(" ")),
        (re.compile("(?<=[０-９])%"), _always("％")),
        (re.compile(rf"(?<=[！？])[ \u3000]*(?=[^\s！？{_ENDS}])"), _always(gap)),
        (re.compile(r"(?<=\S)\s+$"), _always("")),
    )
