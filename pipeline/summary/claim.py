"""A claim of a talk in both languages, and the frame in which it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Frame(StrEnum):
    """What a claim is in the talk, where words of ours say so."""

    NONE = ""
    IDEA = "idea"
    REASON = "reason"
    ANSWER = "answer"
    ASKED = "asked"  # told with its question
    HELD = "held"  # a principle, a hope, a problem
    ARGUED = "argued"  # by a side


@dataclass(frozen=True, slots=True)
class Retold:
    """A claim in both languages."""

    en: str
    ja: str
    frame: Frame = field(default=Frame.NONE, compare=False, repr=False)

    @property
    def leans(self) -> bool:
        """True for a claim that is told behind another one or not at all: a reason, "most of that"."""
        words = self.en.split()
        return self.frame is Frame.REASON or (words[:2] == ["Most", "of"] and words[2] in ("that", "it", "this"))

    @property
    def framed(self) -> bool:
        """True where words of ours stand around what was said, so that it is no quote."""
        return self.frame is not Frame.NONE

    @property
    def answers(self) -> bool:
        """True for a claim that means nothing without the question before it."""
        return self.frame is Frame.ANSWER or self.en.startswith("The answer ")

    @property
    def completes(self) -> bool:
        """True for what a denial before it leaves open: the answer, the principle."""
        return self.frame is Frame.ANSWER or (self.frame is Frame.HELD and self.en.startswith("The principle:"))
