"""What every match of a pattern must hold: literal pieces, so that an index can be asked before a pattern engine is.

Only what is certain is kept. A pattern that cannot be read with certainty requires nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import product

Either = tuple[str, ...]  # one of these pieces stands in every match, in any case
EDGE = "\0"  # in a piece: here a word begins or ends
MAX_WAYS = 16  # as many spellings a piece may have before it is cut

_REPEAT = re.compile(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})[?+]?")
_PLAIN_ESCAPE = re.compile(r"[^\w\s]")  # an escaped punctuation mark is itself
_CUT_ESCAPE = "dDwWsSBAZ"  # stands for something, and takes no argument


@dataclass(frozen=True, slots=True)
class _Part:
    """An element of a pattern: all its spellings when they are known (`exact`), and what it requires."""

    exact: Either | None
    needs: tuple[Either, ...] = ()


@dataclass(slots=True)
class _Branch:
    """One way through a pattern: what it requires so far, and the spellings of the piece that is growing."""

    needs: list[Either] = field(default_factory=list)
    ways: Either = ("",)
    whole: bool = True  # nothing was cut yet: `ways` are all spellings of the branch

    def grow(self, exact: Either) -> None:
        if len(self.ways) * len(exact) > MAX_WAYS:
            self.cut()
        self.ways = tuple(dict.fromkeys(one + other for one, other in product(self.ways, exact)))

    def cut(self) -> None:
        self.whole = False
        self.end()
        self.ways = ("",)

    def end(self) -> None:
        if all(way.strip(EDGE) for way in self.ways):
            self.needs.append(self.ways)


def required(pattern: str) -> tuple[Either, ...]:
    """The pieces of which every match holds one each; empty when nothing is certain.

    >>> required("推論.*速度"), required("(open|closed) weights?")
    ((('推論',), ('速度',)), (('open weight', 'closed weight'),))
    >>> required("[a-z]+ization"), required("a*b?"), required("(?i)x")
    ((('ization',),), (), ())
    """
    try:
        part, end = _branches(pattern, 0)
    except (IndexError, ValueError):
        return ()
    return part.needs if end == len(pattern) else ()


def _branches(pattern: str, at: int) -> tuple[_Part, int]:
    """All branches from `at` to the end or to a closing bracket. Raises ValueError for what is not known."""
    branches = [_Branch()]
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            branches.append(_Branch())
            at += 1
            continue
        part, at = _element(pattern, at)
        repeat = _REPEAT.match(pattern, at)
        if repeat is None:
            _follow(branches[-1], part)
            continue
        at = repeat.end()
        if repeat[0][0] == "+" or (repeat[1] or "0").lstrip("0"):  # at least once
            _follow(branches[-1], part)
        branches[-1].cut()
    wholes = [way for branch in branches for way in branch.ways] if all(branch.whole for branch in branches) else []
    for branch in branches:
        branch.end()
    exact = tuple(dict.fromkeys(wholes)) if 0 < len(wholes) <= MAX_WAYS else None
    return _Part(exact, _either(branches)), at


def _follow(branch: _Branch, part: _Part) -> None:
    if part.exact is not None:
        branch.grow(part.exact)
    else:
        branch.cut()
        branch.needs += part.needs


def _either(branches: list[_Branch]) -> tuple[Either, ...]:
    """What all branches together require: of one branch everything, of several the longest piece of each."""
    if len(branches) == 1:
        return tuple(branches[0].needs)
    if any(not branch.needs for branch in branches):
        return ()
    best = [max(branch.needs, key=lambda need: min(map(len, need))) for branch in branches]
    return (tuple(dict.fromkeys(piece for need in best for piece in need)),)


def _element(pattern: str, at: int) -> tuple[_Part, int]:
    """The element at a place and where the next one begins."""
    char = pattern[at]
    if char == "(":
        return _group(pattern, at)
    if char == "[":
        return _Part(None), _class_end(pattern, at)
    if char == "\\":
        escaped = pattern[at + 1]
        if escaped == "b":
            return _Part((EDGE,)), at + 2
        if _PLAIN_ESCAPE.fullmatch(escaped):
            return _Part((escaped,)), at + 2
        if escaped in _CUT_ESCAPE:
            return _Part(None), at + 2
        raise ValueError("an escape with an argument")
    if char in ".^$":
        return _Part(None), at + 1
    if char in "*+?{" or char == EDGE:
        raise ValueError("a repeat of nothing, or a plain brace")
    return _Part((char,)), at + 1


def _group(pattern: str, at: int) -> tuple[_Part, int]:
    """A group; a look around, a name or a flag is not read."""
    start = at + 1
    if pattern.startswith("?", start):
        if not pattern.startswith("?:", start):
            raise ValueError("a group of another kind")
        start += 2
    part, end = _branches(pattern, start)
    if pattern[end] != ")":
        raise ValueError("not closed")
    return part, end + 1


def _class_end(pattern: str, at: int) -> int:
    """Where a class of characters ends; the `regex` module's sets in sets are not read."""
    at += 1
    if pattern[at] == "^":
        at += 1
    if pattern[at] == "]":
        at += 1
    while pattern[at] != "]":
        if pattern[at] == "[" or pattern[at : at + 2] in ("||", "&&", "--", "~~"):
            raise ValueError("a set in a set")
        at += 2 if pattern[at] == "\\" else 1
    return at + 1
