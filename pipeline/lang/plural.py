"""Counts for people to read."""

from __future__ import annotations


def count(number: int, noun: str, more: str = "") -> str:
    """The number with its noun, in the plural (`more`, else with an s) unless it is one.

    >>> count(1, "sentence"), count(0, "sentence"), count(2, "more entry", "more entries")
    ('1 sentence', '0 sentences', '2 more entries')
    """
    return f"{number} {noun if number == 1 else more or noun + 's'}"
