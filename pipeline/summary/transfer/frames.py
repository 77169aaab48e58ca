"""Sentences of a fixed frame: it is hard to do that, it takes two years to do that, the more the better."""

from __future__ import annotations

from pipeline.summary.transfer.questions import QuestionRules
from pipeline.summary.transfer.rules import Noun
from pipeline.summary.transfer.said import Said, as_predicate, became

# Qualities of doing something.
_QUALITIES = frozenset(
    "hard harder difficult easy easier possible impossible important dangerous expensive cheap cheaper safe"
    " safer illegal legal essential crucial vital useful better best necessary risky tricky wise foolish normal common"
    " natural simple costly unrealistic realistic pointless reasonable useless rare".split()
)
_TURNS = frozenset("is are becomes become gets get grows grow".split())
_LONG = {
    "years": "何年も", "months": "何か月も", "weeks": "何週間も", "hours": "何時間も", "decades": "何十年も",
    "a long time": "長い時間が",
}  # fmt: skip
_SPANS = ("年", "か月", "週間", "日", "時間", "分", "秒")


class FrameRules(QuestionRules):
    """The part of the parser that reads sentences of a fixed frame."""

    def growing(self, at: int) -> list[tuple[str, int]]:
        """The more data you have, the better the model becomes."""
        found: list[tuple[str, int]] = []
        if self.low(at) != "the":
            return found
        firsts: list[tuple[str, int]] = []
        if self.low(at + 1) == "more":
            for noun, verb in self.described(at + 2):
                if self.words(verb, 2) in ("you have", "we have", "there is", "there are"):
                    firsts.append((f"{noun.text}が多いほど、", verb + 2))
        firsts += [(f"{noun.text}が{text}ほど、", end) for text, noun, end in self.compared(at + 1)]
        for first, start in firsts:
            if self.low(start) == "the" and self.tokens[start - 1].comma:
                for text, noun, end in self.compared(start + 1):
                    turned = became(text)
                    if turned:
                        found.append((f"{first}{noun.text}は{turned}なります", end))
        return found

    def compared(self, at: int) -> list[tuple[str, Noun, int]]:
        """better the model becomes: an adjective without より, of what, and the index behind."""
        found = []
        for text, behind in self.adjectives(at):
            low = self.low(at)
            if not text or not (low in ("more", "better", "worse", "less") or low.endswith("er")):
                continue
            for noun, verb in self.things(behind):
                if self.low(verb) in _TURNS:
                    found.append((text.removeprefix("より"), noun, verb + 1))
        return found

    def dummy(self, at: int) -> list[tuple[str, int]]:
        """It is hard to do that; it takes two years to do that."""
        found: list[tuple[str, int]] = []
        first = self.low(at)
        was = first in ("was", "took")
        if first in ("is", "was"):
            denied = self.low(at + 1) == "not"
            for text, behind in self.adjectives(at + 1 + denied):
                if not text or self.low(behind - 1) not in _QUALITIES:
                    continue
                before, ending = self.lexicon.adjectives.get(self.low(behind - 1), ("", ""))
                pred = as_predicate(before, ending)
                if pred is None or not text.endswith(before):
                    continue
                said = Said(text[: -len(before)], pred, denied=denied, was=was)
                whom = [("", behind)]
                if self.low(behind) == "for":
                    whom += [(f"{noun.text}が", end) for noun, end in self.things(behind + 1)]
                for who, start in whom:
                    if self.low(start) == "to":
                        found += [(f"{who}{one.plain()}のは{said.final()}", end) for one, end in self.acts(start + 1)]
        if first in ("takes", "took"):
            amounts = [(text, end) for text, end in self.number(at + 1) if text.endswith(_SPANS)]
            amounts += [(told, end) for told, end in self.longest(_LONG, at + 1)]
            for amount, behind in amounts:
                if self.low(behind) == "to":
                    ending = "かかりました" if was else "かかります"
                    found += [(f"{one.plain()}には{amount}{ending}", end) for one, end in self.acts(behind + 1)]
        return sorted(found, key=lambda item: -item[1])
