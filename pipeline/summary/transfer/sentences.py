"""Whole sentences: what opens them, who, what is said, and the clause that goes with them."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.summary.transfer import japanese as ja
from pipeline.summary.transfer.frames import FrameRules
from pipeline.summary.transfer.japanese import Pred
from pipeline.summary.transfer.rules import Noun
from pipeline.summary.transfer.said import Said

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


_FIRMS = frozenset(
    "bakery shop restaurant store school hospital bank company corporation startup team government community firm"
    " manufacturer supplier retailer publisher chipmaker carmaker".split()
)


class Parser(FrameRules):
    """One sentence; `sentence` tells it."""

    def sentence(self) -> str:
        """The Japanese sentence with its full stop, or nothing."""
        if not 2 <= len(self.tokens) <= _MAX_TOKENS or self.idiomatic():
            return ""
        for front, at in self.fronts(0):
            self.supposed = front.endswith(("と、", "なら、"))
            self.behind_clause = bool(front) and any(token.comma for token in self.tokens[3:at])
            if front.endswith("にとって、") and self.low(at) == "you":
                front = front.removesuffix("にとって、") + "では、"
            for text, end in (*self.main(at), *self.growing(at)):
                if end != len(self.tokens):
                    continue
                if re.match(r"\d+年に、", front) and not text.endswith(("した", "しょう")):
                    continue  # the present of a story
                return _fronted(front, text) + "。"
        return ""

    def inside(self) -> str:
        """The sentence as it stands inside another one: its subject with が, its verb in the plain form."""
        if self.idiomatic():
            return ""
        for front, at in self.fronts(0):
            for text, end in self.clause(at, topic="が"):
                if end == len(self.tokens):
                    return front + text
        return ""

    def thing(self) -> str:
        """A noun phrase alone."""
        if self.idiomatic():
            return ""
        found = [noun for noun, end in self.phrase(0) if end == len(self.tokens) and noun.text and not noun.kind]
        return found[0].text if found else ""

    def idea(self) -> str:
        """What stands behind "what if you", in its plain form."""
        if self.idiomatic():
            return ""
        self.anybody = True
        whole = [said for said, end in self.base_form(0) if end == len(self.tokens) and not said.how and not said.state]
        return whole[0].plain() if whole else ""

    def idiomatic(self) -> bool:
        """True where a phrase stands that means something else than its words."""
        idioms = self.lexicon.tables["idiom"]
        return any(
            self.words(at, count) in idioms and not (self.words(at, 2) == "make it" and self.adjective(at + 2))
            for at in range(len(self.tokens))
            for count in (1, 2, 3, 4)
        )

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
                        able = word == "if" and text.endswith(("できる", "られる", "える", "だ"))
                        told = text.removesuffix("だ") if able else text
                        whoever = able and told != text and self.low(at + count) == "you" == self.low(end)
                        found.append((told + ("は、" if whoever else "なら、" if able else _OPEN_CLAUSES[word]), end))
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
                    somebody = noun.actor or re.search("[者員師士]$|人々$|たち$", noun.text)
                    exists = "います" if somebody and noun.head not in _FIRMS else "あります"
                    text = noun.text.replace("の間の", "の間には") if noun.text.count("の間の") == 1 else noun.text
                    found.append((text + "が" + exists, end))
            return found
        if self.low(at) == "it":
            return self.dummy(at + 1)
        if self.low(at) == "even" and at + 1 < len(self.tokens):  # even the best model
            for subject, _ in self.phrase(at + 1):
                topic = _topic(subject)
                if topic.rstrip("、").endswith("は") and not subject.kind:
                    for text, end in self.main(at + 1):
                        if text.startswith(topic):
                            found.append((f"{subject.text}でも" + text[len(topic) :], end))
                    return found
        if self.words(at, 3) in ("what matters is", "what counts is"):
            for said, end in self.being(at + 3, False):
                if said.pred.kind == "na" and not said.before:
                    found.append((f"重要なのは{said.final()}", end))
            return sorted(found, key=lambda item: -item[1])
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

    def ended(self, subject: Noun, said: Said, end: int) -> list[tuple[str, int]]:
        """The sentence so far; and with a second predicate, or with the clause that follows."""
        if said.halved():
            return []
        topic = _topic(subject)
        said = _likely(said)
        whole = said.before + said.pred.text
        if topic.endswith("は") and len(whole) > 16 and re.match("[^を、]{3,}が", whole):
            topic += "、"
        if topic.endswith("、") and re.match(r"[^をがに]{1,6}、", said.before):
            topic = topic[:-1]
        if said.pred.text == "持つ" and not subject.actor and subject.text and said.before.endswith("を"):
            topic = f"{subject.text}には"
            said = replace(said, before=said.before[:-1] + "が", pred=Pred("ある", "5"), state=False)
        has = said.pred.text == "ある" and said.before.endswith("が") and not said.before.endswith("ことが")
        if has and subject.text:
            topic = f"{subject.text}には"
        if said.pred.text == "必要" and said.before.endswith("が") and subject.text:
            topic = f"{subject.text}には"
        if said.going and self.supposed and not said.how and not said.denied:  # if you do that, you are taking a risk
            said = Said(replace(said, state=False).plain() + "ことに", Pred("なる", "5"))
        if topic.rstrip("、").endswith("コストは") and said.pred.text.endswith("こと"):
            topic = topic.replace("コスト", "代償")
        if subject.text == "質問" and said.pred.text.endswith("か"):
            topic = "問題は"
        found = [(topic + said.final(), end)]
        found += [(topic + first + more, after) for first, more, after in self.second(said, end)]
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

    def second(self, said: Said, at: int) -> list[tuple[str, str, int]]:
        """What goes on under the verb before "and": easy for machines and hard for people, cleaning and rating data;
        and what that leads to (", which drives revenue")."""
        found: list[tuple[str, str, int]] = []
        if said.how or said.was or said.denied:
            return found
        if self.low(at) == "and" and said.pred.kind in ("i", "na"):
            first = f"{said.before}{ja.te(said.pred)}、"
            found += [(first, more.final(), end) for more, end in self.quality(at + 1) if not more.how]
        if said.going and self.tokens[at - 1].comma and self.low(at) != "and":  # cleaning A, filtering B, and rating C
            for doing in self.form(at, "ing"):
                for more, end in self.verb(doing, at):
                    if not more.how and not more.state:
                        found += [
                            (
                                re.sub("(?<![っん])て、$", "、", _goes_on(replace(said, state=False))) + first,
                                last,
                                after,
                            )
                            for first, last, after in self.second(replace(more, state=True, going=True), end)
                        ]
        if self.low(at) == "and" and said.going:
            for doing in self.form(at + 1, "ing"):
                for more, end in self.verb(doing, at + 1):
                    if not more.how:
                        goes_on = _goes_on(replace(said, state=False))
                        found.append((goes_on, replace(more, state=True).final(), end))
        if self.low(at) == "which" and self.tokens[at - 1].comma and said.pred.kind not in ("i", "na"):
            for more, end in self.says(at + 1, Noun("x")):
                if not more.how and more.pred.kind not in ("i", "na"):
                    found.append((_goes_on(said) + "それが", more.final(), end))
        return found

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
                if said.how in ("?", "seem", "should") or said.halved():
                    continue
                if kind == "before":
                    said = replace(said, was=False, state=False)
                if kind in ("if", "once") and said.was:
                    continue  # "if you grew up there": no condition of anything to come
                if kind in ("if", "once", "as soon as", "the second", "the moment"):
                    said = replace(
                        said, how="" if said.how == "will" else said.how, state=said.state and not said.going
                    )
                    name = "" if subject.head == "we" else name  # anybody
                if how:
                    said = replace(said, before=said.before + how)
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
                if kind in ("when", "if", "every time", "whenever") and self.low(end) == "and" and not said.how:
                    for more, after in self.says(end + 1, subject):  # when you download a model and run it
                        if not more.how and not more.was and name == "":
                            found.append((_goes_on(said) + more.plain(), after))
                if said.pred.text == "必要" and said.before.endswith("が") and particle == "が":
                    particle = "には"
                head = name[:-1] + particle if subject.kind == "nobody" else f"{name}{particle}" if name else ""
                found.append((head + text, end))
        return sorted(found, key=lambda item: -item[1])


def _fronted(front: str, text: str) -> str:
    """A main clause behind what opens the sentence."""
    if front.endswith("端では、") and text.endswith(("があります", "がいます", "があるでしょう", "がいるでしょう")):
        front = front.removesuffix("では、") + "には、"
    if front.endswith("とすぐに、"):  # at once is said already
        text = text.replace("ただちに", "").replace("すぐに", "")
    return front + text


def _topic(subject: Noun) -> str:
    if subject.text in ("誰でも", "誰もが"):
        return subject.text
    if subject.text.startswith("誰か"):
        return "誰かが"
    if subject.kind == "nobody":
        return subject.text
    if subject.text.endswith("だけ"):
        return f"{subject.text}で"
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
