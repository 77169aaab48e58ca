"""Questions that are told: who, what, how, why, where, what kind of."""

from __future__ import annotations

from dataclasses import replace

from pipeline.summary.transfer.clauses import ClauseRules
from pipeline.summary.transfer.rules import Noun
from pipeline.summary.transfer.said import Said, with_modal


class QuestionRules(ClauseRules):
    """The part of the parser that reads questions."""

    def question(self) -> str:
        """The question in Japanese, without a mark at its end; nothing where the rules cannot tell all of it."""
        size, low = len(self.tokens), self.low(0)
        if low == "who":
            for said, end in self.says(1, Noun("x", actor=True)):
                if end == size and said.how in ("", "will", "might"):
                    return f"誰が{said.plain(noun=True)}のか"
        if low == "what" and self.low(1) in ("is", "are"):
            for noun, end in self.phrase(2):
                if end == size and noun.text and not noun.kind:
                    return f"{noun.text}とは何か"
        if low == "where" and self.low(1) in ("is", "are"):
            for subject, at in self.phrase(2):
                now = self.manner(at)[3]
                now += self.low(now) == "being"
                for base in self.form(now, "pp") if subject.text and not subject.kind else ():
                    for said, end in self.passive(base, now):
                        first = f"{subject.text}はどこで{said.plain(noun=True)}のか"
                        if end == size:
                            return first
                        if self.words(end, 2) == "and who":
                            for more, last in self.says(end + 2, Noun("x", actor=True)):
                                if last == size and more.how == "":
                                    return f"{first}、誰が{more.plain(noun=True)}のか"
        if self.words(0, 3) == "what kind of":
            for noun, at in self.described(3):
                if self.words(at, 3) == "do we want":
                    for helper, behind in self.things(at + 3):
                        if self.words(behind, 3) == "to help us":
                            for base in self.form(behind + 3, "base"):
                                for use, end in self.uses(base, behind + 3):
                                    if end == size and use.particle == "を":
                                        wish = f"どのような{noun.text}を{use.pred.text}手助けをしてほしいのか"
                                        return f"私たちは{helper.text}に{wish}"
        if low not in ("how", "why") or self.low(1) not in ("can", "could", "do", "does", "did", "is", "are", "will"):
            return ""
        for subject, at in self.phrase(2):
            if not subject.text or subject.kind:
                continue
            for said, end in self.asked(self.low(1), at):
                if end == size and not said.how:
                    if low == "why":
                        return f"なぜ{subject.text}は{said.plain(noun=True)}のか"
                    way = "どうすれば" if self.low(1) in ("can", "could") else "どのように"
                    return f"{subject.text}は{way}{said.plain(noun=True)}のか"
        return ""

    def asked(self, first: str, at: int) -> list[tuple[Said, int]]:
        """What is asked of a subject, by the word before it."""
        if first in ("is", "are"):
            return self.being(at, False)
        found = [(replace(said, was=first == "did"), end) for said, end in self.base_form(at) if not said.how]
        return [(with_modal(said, "can", False), end) for said, end in found] if first in ("can", "could") else found
