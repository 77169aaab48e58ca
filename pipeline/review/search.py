"""Find and replace over the queue: every replacement is a proposal first, made about the text it was found in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.review.items import Item
from pipeline.review.workflow import ReviewError, State

MAX_PATTERN = 300
TIMEOUT_S = 0.5  # of one sentence: a pattern that backtracks for ever is stopped


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. `side` is source, target or both; a plain text unless `regex` is set."""

    text: str
    side: str = "both"
    regex: bool = False
    case: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence with stretches that match: `(start, end)` in its source and in its target."""

    item: Item
    source: tuple[tuple[int, int], ...]
    target: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A replacement in one target; `blocked` says why it would not be made, empty when it would."""

    item: Item
    after: str
    spans: tuple[tuple[int, int], ...]  # in the text before
    blocked: str = ""


def find(rows: Iterable[Item], query: Query) -> Iterator[Hit]:
    """Sentences that match, in the order given. Raises ReviewError for a pattern that cannot be used."""
    if not query.text:
        return
    pattern = compiled(query)
    if not query.regex:  # most rows do not hold a plain text: a look without the pattern engine is much faster
        needle = query.text if query.case else query.text.lower()
        rows = (row for row in rows if _holds(row, needle, query))
    for row in rows:
        source = _spans(pattern, row.source) if query.side != "target" else ()
        target = _spans(pattern, row.target) if query.side != "source" else ()
        if source or target:
            yield Hit(row, source, target)


def matching(rows: Iterable[Item], query: Query) -> list[Item]:
    """Rows that match, without looking where: what a page of a long queue needs."""
    if not query.text:
        return []
    if not query.regex:
        needle = query.text if query.case else query.text.lower()
        return [row for row in rows if _holds(row, needle, query)]
    pattern = compiled(query)
    return [row for row in rows if any(_spans(pattern, text) for text in _sides(row, query))]


def _sides(row: Item, query: Query) -> tuple[str, ...]:
    if query.side == "both":
        return row.source, row.target
    return (row.source,) if query.side == "source" else (row.target,)


def _holds(row: Item, needle: str, query: Query) -> bool:
    return any(needle in (text if query.case else text.lower()) for text in _sides(row, query))


def replacements(rows: Iterable[Item], query: Query, by: str) -> Iterator[Proposal]:
    """What replacing in the targets would do, sentence by sentence; locked sentences are shown and blocked.

    In a regular expression `by` may name groups as `\\\\1`.
    """
    pattern = compiled(query)
    for row in rows:
        spans = _spans(pattern, row.target)
        if not spans:
            continue
        try:
            after = pattern.sub(by if query.regex else by.replace("\\", "\\\\"), row.target, timeout=TIMEOUT_S)
        except (TimeoutError, IndexError, ValueError, _error()) as error:
            raise ReviewError(f"cannot replace: {error or 'the pattern takes too long'}") from None
        if after == row.target:
            continue
        blocked = "locked" if row.state is State.LOCKED else "empty" if not after.strip() else ""
        yield Proposal(row, after, spans, blocked)


def compiled(query: Query) -> Any:
    """The pattern of a query, with a time limit. Raises ReviewError that says what is wrong with it."""
    if len(query.text) > MAX_PATTERN:
        raise ReviewError(f"the pattern is longer than {MAX_PATTERN} characters")
    return _compiled(query)


@lru_cache(maxsize=64)
def _compiled(query: Query) -> Any:
    from pipeline.glossary.sounds import extra

    regex = extra("regex")
    text = query.text if query.regex else re.escape(query.text)
    try:
        return regex.compile(text, 0 if query.case else regex.IGNORECASE)
    except (regex.error, RecursionError, OverflowError) as error:
        raise ReviewError(f"not a regular expression: {error}") from None


def _error() -> type[Exception]:
    from pipeline.glossary.sounds import extra

    kind: type[Exception] = extra("regex").error
    return kind


def _spans(pattern: Any, text: str) -> tuple[tuple[int, int], ...]:
    try:
        return tuple(hit.span() for hit in pattern.finditer(text, timeout=TIMEOUT_S) if hit.end() > hit.start())
    except TimeoutError:
        raise ReviewError("the pattern takes too long", hint="make it simpler") from None


def differences(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """`(kind, text)` parts that turn one text into the other; kind is same, gone or new.

    >>> differences("推論が速い", "推論は速い")
    (('same', '推論'), ('gone', 'が'), ('new', 'は'), ('same', '速い'))
    """
    import difflib

    parts: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, low, high, left, right in matcher.get_opcodes():
        if tag == "equal":
            parts.append(("same", before[low:high]))
            continue
        if high > low:
            parts.append(("gone", before[low:high]))
        if right > left:
            parts.append(("new", after[left:right]))
    return tuple(parts)
