"""Whole sentences: what opens them, who, what is said, and the clause that goes with them."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.summary.transfer import japanese as ja
from pipeline.summary.transfer.clauses import ClauseRules
from pipeline.summary.transfer.japanese import Pred
from pipeline.summary.transfer.rules import Noun
from pipeline.summary.transfer.said import Said, as_predicate, with_modal

_MAX_TOKENS = 40
_OPEN_CLAUSES = {
    "if": "と、",
    "when": "とき、",
    "because": "ため、",
    "once": "と、",
    "as soon as": "とすぐに、",
    "every time": "たびに、",
    "while": "一方、",
    "although": "ものの、",
    "whenever": "たびに、",
    "before": "前に、",
    "the second": "とすぐに、",
    "the moment": "とすぐに、",
    "even if": "としても、",
    "until": "まで、",
}
_BEHIND_CLAUSES = {
    "because": "ため、",
    "if": "なら、",
    "when": "とき、",
    "so that": "ように、",
    "before": "前に、",
    "unless": "",
    "once": "と、",
    "since": "ため、",
}


# Qualities of doing something.
_QUALITIES = {
    word: word
    for word in "hard harder difficult easy easier possible impossible important dangerous expensive cheap cheaper safe"
    " safer illegal legal essential crucial vital useful better best necessary risky tricky wise foolish normal common"
    " natural simple costly unrealistic realistic pointless reasonable useless rare".split()
}
_FIRMS = frozenset(
    "bakery shop restaurant store school hospital bank company corporation startup team government community firm"
    " manufacturer supplier retailer publisher chipmaker carmaker".split()
)
_LONG = {
    "years": "何年も", "months": "何か月も", "weeks": "何週間も", "hours": "何時間も", "decades": "何十年も",
    "a long time": "長い時間が",
}  # fmt: skip
_SPANS = ("年", "か月", "週間", "日", "時間", "分", "秒")


class Parser(ClauseRules):
    """One sentence; `sentence` tells it."""

    def sentence(self) -> str:
        """The Japanese sentence with its full stop, or nothing."""
        if not 2 <= len(self.tokens) <= _MAX_TOKENS or self.idiomatic():
            return ""
        for front, at in self.fronts(0):
            self.supposed = front.endswith(("と、", "なら、"))
            for text, end in self.main(at):
                if end == len(self.tokens):
                    if re.match(r"\d+年に、", front) and not text.endswith(("した", "しょう")):
                        continue  # the present of a story
                    return f"{front}{text}。"
        return ""

    def idiomatic(self) -> bool:
        """True where a phrase stands that means something else than its words."""
        idioms = self.lexicon.tables["idiom"]
        return any(self.words(at, count) in idioms for at in range(len(self.tokens)) for count in (1, 2, 3, 4))

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
            return [(said, end) for said, end in self.being(at, False) if first in ("is", "are")]
        found = [(replace(said, was=first == "did"), end) for said, end in self.base_form(at) if not said.how]
        return [(with_modal(said, "can", False), end) for said, end in found] if first in ("can", "could") else found

    def fronts(self, at: int) -> list[tuple[str, int]]:
        """What opens the sentence before its subject; nothing last."""
        found: list[tuple[str, int]] = []
        for word, end in self.longest(self.lexicon.adverbs, at, 5):
            if not word.endswith("!") and end < len(self.tokens):
                found += [(f"{word}、{more}", after) for more, after in self.fronts(end)]
        year = re.fullmatch(r"(?:19|20)\d\d", self.low(at + 1))
        dated = {"in": "年に、", "by": "年までに、", "since": "年から、"}.get(self.low(at), "")
        if year and dated and self.tokens[at + 1].comma:
            found.append((year.group() + dated, at + 2))
        opening = self.lexicon.tables["front"]
        for count in (3, 2, 1):
            word = self.words(at, count)
            if word in _OPEN_CLAUSES:
                for text, end in self.clause(at + count, topic="が", kind=word):
                    if end < len(self.tokens) and self.tokens[end - 1].comma:
                        able = word == "if" and text.endswith(("できる", "られる", "える"))
                        found.append((text + ("なら、" if able else _OPEN_CLAUSES[word]), end))
            if word in opening:
                for noun, end in self.phrase(at + count):
                    comma = end < len(self.tokens) and self.tokens[end - 1].comma
                    if noun.text and not noun.kind and noun.head != "doing" and comma:
                        found.append((noun.text + opening[word], end))
        if self.low(at) == "by":
            for base in self.form(at + 1, "ing"):
                for said, end in self.verb(base, at + 1):
                    if not said.how and end < len(self.tokens) and self.tokens[end - 1].comma:
                        found.append((said.plain() + "ことで、", end))
        if self.low(at) == "to":
            for said, end in self.base_form(at + 1):
                if not said.how and end < len(self.tokens) and self.tokens[end - 1].comma:
                    found.append((said.plain() + "ために、", end))
        return [*found, ("", at)]

    def main(self, at: int) -> list[tuple[str, int]]:
        """Subject and what is said of it, as it ends a sentence."""
        found: list[tuple[str, int]] = []
        if self.low(at) == "there" and self.low(at + 1) in ("is", "are", "will"):
            behind = at + (3 if self.low(at + 1) == "will" else 2)
            if self.low(behind) == "no" and self.low(at + 1) in ("is", "are"):
                for noun, end in self.described(behind + 1):
                    if self.tokens[behind + 1].term:
                        continue
                    found.append((noun.text + ("はいません" if noun.actor else "はありません"), end))
                return found
            for noun, end in self.phrase(behind):
                agrees = self.low(at + 1) == "will" or noun.plural == (self.low(at + 1) == "are")
                if noun.text and not noun.kind and agrees:
                    exists = "います" if noun.actor and noun.head not in _FIRMS else "あります"
                    text = noun.text.replace("の間の", "の間には") if noun.text.count("の間の") == 1 else noun.text
                    found.append((text + "が" + exists, end))
            return found
        if self.low(at) == "it":
            return self.dummy(at + 1)
        for subject, behind in self.phrase(at):
            if subject.head == "anybody" and self.low(behind) not in ("can", "could"):
                continue
            if subject.kind == "any" or self.tokens[behind - 1].comma:
                continue
            for said, end in self.says(behind, subject):
                if said.how == "?" or (said.denied and subject.text.startswith("すべての")):
                    continue  # not all, or none: only the voice tells
                found += self.ended(subject, said, end)
        return found

    def dummy(self, at: int) -> list[tuple[str, int]]:
        """It is hard to do that; it takes two years to do that."""
        found: list[tuple[str, int]] = []
        first = self.low(at)
        was = first in ("was", "took")
        doings: list[tuple[Said, int]] = []
        if first in ("is", "was"):
            denied = self.low(at + 1) == "not"
            for text, behind in self.adjectives(at + 1 + denied):
                told = _QUALITIES.get(self.low(behind - 1), "") if text else ""
                if not told:
                    continue
                before, ending = self.lexicon.adjectives.get(self.low(behind - 1), ("", ""))
                pred = as_predicate(before, ending)
                if pred is None or not text.endswith(before):
                    continue
                said = Said(text[: -len(before)], pred, denied=denied, was=was)
                whom = [("", behind)]
                if self.low(behind) == "for":
                    whom += [
                        (f"{noun.text}が", end) for noun, end in self.phrase(behind + 1) if noun.text and not noun.kind
                    ]
                for who, start in whom:
                    if self.low(start) == "to":
                        doings = [(one, end) for one, end in self.base_form(start + 1) if not one.how and not one.state]
                        found += [(f"{who}{one.plain()}のは{said.final()}", end) for one, end in doings]
        if first in ("takes", "took"):
            amounts = [(text, end) for text, end in self.number(at + 1) if text.endswith(_SPANS)]
            amounts += [(told, end) for told, end in self.longest(_LONG, at + 1)]
            for amount, behind in amounts:
                if self.low(behind) == "to":
                    for one, end in self.base_form(behind + 1):
                        if not one.how and not one.state:
                            ending = "かかりました" if was else "かかります"
                            found.append((f"{one.plain()}には{amount}{ending}", end))
        return sorted(found, key=lambda item: -item[1])

    def ended(self, subject: Noun, said: Said, end: int) -> list[tuple[str, int]]:
        """The sentence so far; and with a second predicate, or with the clause that follows."""
        topic = _topic(subject)
        said = _likely(said)
        if said.pred.text == "持つ" and not subject.actor and subject.text and said.before.endswith("を"):
            topic = f"{subject.text}には"
            said = replace(said, before=said.before[:-1] + "が", pred=Pred("ある", "5"), state=False)
        if said.pred.text == "ある" and said.before.endswith("が") and subject.text:
            topic = f"{subject.text}には"
        if said.pred.text == "必要" and said.before.endswith("が") and subject.text:
            topic = f"{subject.text}には"
        if said.going and self.supposed and not said.how and not said.denied:  # if you do that, you are taking a risk
            said = Said(replace(said, state=False).plain() + "ことに", Pred("なる", "5"))
        found = [(topic + said.final(), end)]
        if self.low(end) in ("and", "but") and not said.how and not said.was:
            for more, after in self.says(end + 1, subject):
                if not more.how and not more.was and not more.also:
                    first = said.plain() + "一方で、" if self.low(end) == "but" else _goes_on(said)
                    found.append((topic + first + more.final(), after))
        for count in (2, 1):
            word = self.words(end, count)
            if _BEHIND_CLAUSES.get(word) and not (said.pred.kind == "na" and word in ("before", "when")):
                for text, after in self.clause(end + count, topic="が", kind=word):
                    if word == "if" and text.endswith("だ"):
                        text = text[:-1]
                    found.append((text + _BEHIND_CLAUSES[word] + topic + said.final(), after))
        return sorted(found, key=lambda item: -item[1])

    def clause(self, at: int, *, topic: str, kind: str = "", how: str = "") -> list[tuple[str, int]]:
        """A clause inside another one, in its plain form."""
        found = []
        subjects = self.phrase(at)
        if self.low(at) in ("it", "they", "he", "she") and kind:
            subjects = [(Noun("", head=self.low(at), plural=self.low(at) == "they"), at + 1)]
            if self.low(at) in ("it", "he", "she"):
                subjects = [(Noun("x", "gone"), at + 1)]
        for subject, behind in subjects:
            name = "" if subject.kind in ("you", "gone") else subject.text
            for said, end in self.says(behind, subject):
                if said.how in ("?", "seem", "should"):
                    continue
                if kind == "before":
                    said = replace(said, was=False)
                if kind in ("if", "once", "as soon as", "the second", "the moment"):
                    said = replace(said, how="" if said.how == "will" else said.how)
                text = said.plain()
                if kind in ("if", "once") and text.endswith("ではない"):
                    text = text[:-4] + "でない"
                if (
                    kind in ("when", "because", "so that", "since", "before", "every time", "whenever")
                    and said.pred.kind == "na"
                    and not said.denied
                    and not said.was
                    and not said.how
                ):
                    text = said.before + said.pred.text + "である"
                particle = "も" if subject.kind == "nobody" else topic
                head = name[:-1] + particle if subject.kind == "nobody" else f"{name}{particle}{how}" if name else how
                found.append((head + text, end))
        return sorted(found, key=lambda item: -item[1])


def _topic(subject: Noun) -> str:
    if subject.text in ("誰でも", "誰もが"):
        return subject.text
    if subject.text.startswith("誰か"):
        return "誰かが"
    if subject.kind == "nobody":
        return subject.text
    if len(subject.text) > 16:
        return f"{subject.text}は、"
    return f"{subject.text}は" if subject.text else ""


def _likely(said: Said) -> Said:
    """おそらく goes with でしょう."""
    if "おそらく" in said.before and not said.how and not said.was:
        return replace(said, how="will")
    return said


def _goes_on(said: Said) -> str:
    if said.denied:
        return (
            said.before + ja.negative(said.base()).text[:-2] + "ず、"
            if said.base().kind != "s"
            else said.before + said.base().text[:-2] + "せず、"
        )
    return said.before + ja.te(said.base()) + "、"
