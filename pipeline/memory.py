"""Translation memory as a capability: what was translated before, read-only during a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pipeline.model import Pair


@dataclass(frozen=True, slots=True)
class MemoryHit:
    """A remembered pair; `similarity` is 1.0 for the exact source text, `human` when an editor wrote the target."""

    source: str
    target: str
    similarity: float
    human: bool


class Memory(Protocol):
    """Lookup only; new pairs are taken from finished episodes by one writer in `store`."""

    @property
    def signature(self) -> str:
        """Changes whenever a lookup could answer differently."""
        ...

    def lookup(self, text: str, pair: Pair) -> MemoryHit | None:
        """The best remembered pair for this sentence, or None."""
        ...


class NoMemory:
    """Remembers nothing."""

    signature = "none"

    def lookup(self, text: str, pair: Pair) -> MemoryHit | None:
        """None, always."""
        return None
