"""Plug-in family 3: engines turn sentences into hypotheses. Everything heavy loads at first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

from pipeline.model import Hypothesis, Pair

Hint = tuple[str, str]  # (source term as it stands in the sentence, wanted rendering)
OnDone = Callable[[int], None]  # called with the number of sentences just finished


class Ability(StrEnum):
    """What an engine declares it can do; the translate stage uses only what is declared."""

    HINTS = "hints"  # follows term hints given with the sentence
    NBEST = "nbest"  # gives k > 1 hypotheses
    SUPPRESS = "suppress"  # can be told target strings that must not appear


class Engine(Protocol):
    """Deterministic for a given `signature`: same texts, hints and k give the same hypotheses."""

    @property
    def signature(self) -> str:
        """Package name, version and content hash: part of every episode's signature and of cache keys."""
        ...

    @property
    def pair(self) -> Pair:
        """The direction this engine translates."""
        ...

    @property
    def abilities(self) -> frozenset[Ability]:
        """What it can do beyond one plain hypothesis a sentence."""
        ...

    def translate(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None = None,
        k: int = 1,
        *,
        suppress: Sequence[Sequence[str]] | None = None,
        on_done: OnDone | None = None,
    ) -> list[tuple[Hypothesis, ...]]:
        """1 to k hypotheses a text, best first; one tuple a text in the order given, also when it is empty.

        `hints` and `suppress` are aligned one-to-one with `texts`. Raises EngineError when the package is damaged.
        """
        ...
