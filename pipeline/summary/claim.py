"""A claim of a talk in both languages, and what its frame says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

IDEA, REASON, ANSWER = "An idea comes up", "Because", "The answer"


@dataclass(frozen=True, slots=True)
class Retold:
    """A claim in both languages."""

    en: str
    ja: str

    @property
    def leans(self) -> bool:
        """True for a claim that is told behind another one or not at all: a reason, "most of that"."""
        words = self.en.split()
        return words[0] == REASON or (words[:2] == ["Most", "of"] and words[2] in ("that", "it", "this"))

    @property
    def framed(self) -> bool:
        """True where words of ours stand around what was said, so that it is no quote."""
        return self.en.startswith(f"{REASON} ") or re.match(r"[^.:,]+: [^\s]", self.en) is not None

    @property
    def completes(self) -> bool:
        """True for what a denial before it leaves open: the answer, the principle."""
        return self.en.startswith((f"{ANSWER}:", "The principle:"))
