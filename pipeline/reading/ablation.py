"""Features of a decision left out one at a time, for the tables that say what each is worth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class LeftOut(set[str]):
    """The names of the features a decision does without; empty except while one is being measured."""

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Leave one feature out for the block."""
        self.add(name)
        try:
            yield
        finally:
            self.discard(name)
