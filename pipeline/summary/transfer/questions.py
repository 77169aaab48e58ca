"""Questions that are told: who, what, how, why, where, what kind of."""

from __future__ import annotations

from dataclasses import replace

from pipeline.summary.transfer.clauses import ClauseRules
from pipeline.summary.transfer.said import Said, with_modal


class QuestionRules(ClauseRules):
    """The part of the parser that reads questions."""

    def asked(self, first: str, at: int) -> list[tuple[Said, int]]:
        """What is asked of a subject, by the word before it."""
        if first in ("is", "are"):
            return [(said, end) for said, end in self.being(at, False) if first in ("is", "are")]
        found = [(replace(said, was=first == "did"), end) for said, end in self.base_form(at) if not said.how]
        return [(with_modal(said, "can", False), end) for said, end in found] if first in ("can", "could") else found
