"""Claims told one after the other as connected text, where the talk itself gives the reason for it.

A word that joins two sentences ("But", しかし, 一方) is said only where the speaker said it between these very
sentences, or where two named sides are told to do the same; a Japanese topic is not said again right behind itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.model import Lang

NEAR = 6  # sentences between two claims over which "on the other hand" still speaks of the first
ALSO = 3  # the same for "also"
_BUT = re.compile(r"(?:and )?(?:but|however|yet)\b(?! (?:suddenly|now)\b)", re.IGNORECASE)
_OTHER_SIDE = re.compile(
    r"(?:and |but )?(?:on the other (?:hand|side)|by contrast|in contrast|meanwhile)\b", re.IGNORECASE
)
_ALSO = re.compile(
    r"(?:and )?(?:also|in addition|besides|moreover|furthermore|on top of that|what is more|plus)\b", re.IGNORECASE
)
_TOPIC = re.compile(r"([^はをがに、。]{2,18})(?<!で)(?<!と)は、?")
_DOES = re.compile(r"を(?:[ぁ-ん]{0,4})([一-鿿]{1,4})[^をは]*$")
_SMALL = frozenset(
    "The A An Big Open Small Large Huge Most Many Some All Both Every Each Nobody Companies People Developers You If"
    " When For By In On".split()
)


@dataclass(frozen=True, slots=True)
class Told:
    """A claim to be told: the index of its sentence, what was said, its own text (one or two sentences)."""

    at: int
    said: str
    text: str


def connected(told: Sequence[Told], lang: Lang, sides: Collection[str] = (), breaks: Collection[int] = ()) -> list[str]:
    """The texts of the claims, joined where the talk joins them.

    `sides` are the Japanese names that may stand against each other; behind an index in `breaks` something else is
    told, so that nothing is joined over it.

    >>> one = Told(4, "Big tech has the money.", "ビッグテックは資金を持っています。")
    >>> two = Told(5, "But big tech is slow.", "ビッグテックは遅いです。")
    >>> connected([one, two], Lang.JA)
    ['ビッグテックは資金を持っています。', 'しかし、遅いです。']
    """
    found: list[str] = []
    before: Told | None = None
    last, dropped = "", False  # the sentence told last, and whether its topic was left out
    for claim in told:
        if before is not None and any(before.at < one < claim.at for one in breaks):
            before, last, dropped = None, "", False
        lines = []
        for place, text in enumerate(_sentences(claim.text, lang)):
            word = ""
            if place:
                word = "but" if len(re.findall(r"\bbut\b", claim.said)) == 1 else ""
            elif before is not None:
                word = _joint(before, claim, last, text, sides)
            if lang is Lang.JA:
                topic, same = _topic(text), bool(last) and _topic(text) == _topic(last) and bool(_topic(text))
                line = text
                once = last.count("は") - last.count("では") == 1
                if same and (place or word) and not dropped and once and word != "meanwhile":
                    line = re.sub(rf"^{re.escape(topic)}は、?", "", text)
                dropped = line != text
                word = word if word != "also" or not re.match(r".{0,24}(?:また|も)", text) else ""
                lines.append({"but": "しかし、", "meanwhile": "一方、", "also": "また、"}.get(word, "") + line)
            else:
                lines.append(_english(text, word, claim.said))
            last = text
        found.append("".join(lines) if lang is Lang.JA else " ".join(lines))
        before = claim
    return found


def _joint(before: Told, claim: Told, last: str, text: str, sides: Collection[str]) -> str:
    near = claim.at - before.at
    if near == 1 and _BUT.match(claim.said) and not _OTHER_SIDE.match(claim.said):
        return "but"
    if near <= NEAR and _OTHER_SIDE.match(claim.said):
        return "meanwhile"
    if near <= ALSO and _ALSO.match(claim.said):
        return "also"
    one, other = _topic(last), _topic(text)
    if one != other and one in sides and other in sides:
        does, also_does = _DOES.search(last), _DOES.search(text)
        if does and also_does and does[1] == also_does[1]:
            return "meanwhile"
    return ""


def _topic(text: str) -> str:
    found = _TOPIC.match(text)
    return found[1] if found else ""


def _sentences(text: str, lang: Lang) -> list[str]:
    parts = re.split(r"(?<=。)" if lang is Lang.JA else r"(?<=[.!]) (?=[A-Z])", text)
    return [part for part in parts if part]


def _english(text: str, word: str, said: str) -> str:
    """The sentence behind its joining word; a name keeps its capital letter."""
    if not word:
        return text
    first = text.split()[0]
    small = first in _SMALL or re.search(rf"\b{re.escape(first.lower())}\b", said)
    rest = text[0].lower() + text[1:] if small else text
    return {"but": "But ", "meanwhile": "Meanwhile, ", "also": "Also, "}[word] + rest
