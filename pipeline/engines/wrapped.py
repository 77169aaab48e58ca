"""An engine around an engine: what it is stays the inner one's, what it adds is up to it."""

from __future__ import annotations

from pipeline.engines import Ability, Engine
from pipeline.model import Pair


class Wrapped:
    """Base of engines that add something to another one without changing an answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def signature(self) -> str:
        """The inner engine's: a wrapper never changes a result."""
        return self._engine.signature

    @property
    def pair(self) -> Pair:
        """The inner engine's."""
        return self._engine.pair

    @property
    def abilities(self) -> frozenset[Ability]:
        """The inner engine's."""
        return self._engine.abilities
