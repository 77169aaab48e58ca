"""Two packages in a row, through a language between them: only when a user names both (`--model FIRST+SECOND`)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.engines import Ability, Engine, Hint, OnDone
from pipeline.model import Hypothesis, Pair


class PivotEngine:
    """What the second engine makes of the first one's best translation."""

    def __init__(self, pair: Pair, first: Engine, second: Engine) -> None:
        self._pair = pair
        self._first = first
        self._second = second

    @property
    def signature(self) -> str:
        """Both engines', in order."""
        return f"{self._first.signature} + {self._second.signature}"

    @property
    def pair(self) -> Pair:
        """From the first one's source to the second one's target."""
        return self._pair

    @property
    def abilities(self) -> frozenset[Ability]:
        """The second engine's, without hints: the sentence it reads no longer holds the source term."""
        return self._second.abilities - {Ability.HINTS}

    def translate(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None = None,
        k: int = 1,
        *,
        suppress: Sequence[Sequence[str]] | None = None,
        on_done: OnDone | None = None,
    ) -> list[tuple[Hypothesis, ...]]:
        """See Engine. Scores are the second engine's; a sentence is done when it was translated twice."""
        between = [answers[0].text for answers in self._first.translate(texts)]
        return self._second.translate(between, k=k, suppress=suppress, on_done=on_done)
