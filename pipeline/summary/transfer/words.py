"""An English sentence as tokens: words, and glossary terms that stand as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A term in a sentence: where it stands (offsets), its Japanese name, whether it is a person or a firm."""

    start: int
    end: int
    japanese: str
    actor: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a term. `comma`: one stands behind it."""

    low: str
    japanese: str = ""
    term: bool = False
    actor: bool = False
    comma: bool = False
    possessive: bool = False


def tokens(text: str, terms: Sequence[Named] = ()) -> tuple[Token, ...]:
    """The sentence without its full stop.

    >>> [token.low for token in tokens("Big tech's code is open.", [Named(0, 8, "ビッグテック", True)])]
    ['big tech', 'code', 'is', 'open']
    """
    found: list[Token] = []
    at = 0
    for term in sorted((*terms, Named(len(text), len(text), "")), key=lambda term: term.start):
        if term.start < at:
            continue
        found += _words(text[at : term.start])
        if term.end > term.start:
            behind = re.match(r"['’]s\b", text[term.end :])
            end = term.end + (behind.end() if behind else 0)
            found.append(
                Token(
                    text[term.start : term.end].lower(),
                    term.japanese,
                    True,
                    term.actor,
                    text[end : end + 1] == ",",
                    bool(behind),
                )
            )
            at = end
        else:
            at = term.end
    return tuple(found)


def _words(text: str) -> list[Token]:
    found = []
    for match in re.finditer(r"[\w$%][\w'’.,$%-]*", text):
        word = match.group()
        comma = word.endswith(",")
        word = word.strip(".,").replace("’", "'")
        word = "usa" if word in ("US", "U.S", "USA") else word.lower()
        owned = word.endswith("'s") and word not in ("it's", "that's", "let's")
        if word:
            found += [
                Token(part, comma=comma and last, possessive=owned and last)
                for part, last in _parts(word[:-2] if owned else word)
            ]
    return found


def _parts(word: str) -> list[tuple[str, bool]]:
    parts = word.split("-") if not word[0].isdigit() else [word]
    return [(part, at == len(parts) - 1) for at, part in enumerate(parts) if part]
