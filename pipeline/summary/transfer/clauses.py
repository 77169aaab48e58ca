"""English clauses in Japanese: auxiliaries and "be", and clauses that describe a noun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.summary.transfer.inner import InnerRules
from pipeline.summary.transfer.japanese import Pred
from pipeline.summary.transfer.nouns import NounRules
from pipeline.summary.transfer.qualities import QualityRules
from pipeline.summary.transfer.relatives import RelativeRules
from pipeline.summary.transfer.rules import Noun
from pipeline.summary.transfer.said import Said, too, with_modal
from pipeline.summary.transfer.tails import TailRules
from pipeline.summary.transfer.verbs import VerbRules

_MODALS = {
    "can": "can",
    "cannot": "can",
    "will": "will",
    "would": "will",
    "could": "could",
    "may": "might",
    "might": "might",
    "must": "must",
    "should": "should",
    "shall": "will",
}


_PRICES = ("価格", "コスト", "費用", "料金", "率", "賃金", "株価", "物価", "家賃", "金利")
_LARGE_PARTS = frozenset(f"a {size} part of" for size in "huge large big major great".split())


class ClauseRules(NounRules, VerbRules, TailRules, RelativeRules, InnerRules, QualityRules):
    """The part of the parser that reads what a clause says of its subject."""

    def says(self, at: int, subject: Noun) -> list[tuple[Said, int]]:
        """Everything a clause can say of its subject from `at` on, memoised."""
        priced = subject.text.endswith(_PRICES)
        key = (at, subject.kind == "nobody", subject.plural, subject.text == "", subject.actor, priced)
        before, person, was_priced = self.anybody, self.person, self.priced
        self.anybody, self.person, self.priced = subject.kind == "you", subject.actor, priced
        if key not in self.said_at:
            self.said_at[key] = []
            self.said_at[key] = list(self._says(at, subject))
        self.anybody, self.person, self.priced = before, person, was_priced
        return self.said_at[key]

    def _says(self, at: int, subject: Noun) -> Iterator[tuple[Said, int]]:
        manner, also, denied, at = self.manner(at)
        if subject.kind == "nobody":
            denied = not denied
        low = self.low(at)
        found: list[tuple[Said, int]] = []
        if low in ("is", "was", "has") and subject.plural and at and not self.tokens[at - 1].term:
            return  # misheard: all the experts is math
        if low in _MODALS:
            how = _MODALS[low]
            denied = denied != (low == "cannot")
            at += 1
            if self.low(at) == "not":
                denied, at = not denied, at + 1
            more, more_also, more_denied, at = self.manner(at)
            manner, also, denied = manner + more, also or more_also, denied != more_denied
            if self.low(at) == "be" and self.words(at, 3) == "be able to":
                how, at = "can", at + 3
                found = self.base_form(at)
            elif self.low(at) == "have" and self.low(at + 1) == "to":
                if how == "will":
                    how, at = "must", at + 2
                    found = self.base_form(at)
            elif self.low(at) == "have":
                done = (
                    [(replace(said, was=True), end) for said, end in self.participle_form(at + 1)]
                    if how in ("might", "could")
                    else []
                )
                found = [*done, *self.has(at + 1)]
            else:
                found = self.base_form(at)
            if how == "can" and self.low(at) == "be" and not denied:  # can be millions of dollars
                reached = [
                    (Said(f"{amount}になることが", Pred("ある", "5")), end) for amount, end in self.number(at + 1)
                ]
                found = reached or [(with_modal(said, how, denied), end) for said, end in found if not said.how]
            else:
                found = [(with_modal(said, how, denied), end) for said, end in found if not said.how]
        elif low in ("do", "does", "did") and self.low(at + 1) == "not":
            more, more_also, _, behind = self.manner(at + 2)
            was = low == "did"
            if self.words(behind, 2) in ("have to", "need to"):
                found = [
                    (replace(said, how="free"), end)
                    for said, end in self.base_form(behind + 2)
                    if not said.how and not said.denied
                ]
            else:
                found = [
                    (replace(said, denied=True, was=was), end)
                    for said, end in self.base_form(behind)
                    if not said.how and not said.denied
                ]
                found += [
                    (replace(said, before=said.before + extent), end)
                    for said, place in found
                    for extent, end in self.longest(self.lexicon.tables["extent"], place, 9)
                ]
            manner += more
            also = also or more_also
        elif low in ("do", "does"):
            more, more_also, _, behind = self.manner(at + 1)
            manner, also = manner + more, also or more_also
            found = self.base_form(behind)
        elif low in ("is", "are", "was", "were", "am"):
            was = low in ("was", "were")
            found = [
                (replace(said, was=was, state=said.state and (said.going or not was)), end)
                for said, end in self.being(at + 1, denied)
                if not (was and said.how == "will")  # was going to be: whether it came so is not said
            ]
            denied = False
        elif low in ("has", "have"):
            found = self.having(at)
        elif low == "used" and self.low(at + 1) == "to":  # what was so once
            found = [
                (replace(said, was=True, state=said.pred.kind not in ("i", "na") and said.pred.text != "ある"), end)
                for said, end in self.base_form(at + 2)
                if not said.how and not said.denied
            ]
            manner = "かつては" + manner
        if not found:
            for base in self.form(at, "s") + (
                self.form(at, "base") if subject.plural or subject.kind == "you" or not subject.text else []
            ):
                found += self.verb(base, at)
            many = subject.plural or subject.kind == "you" or not subject.text
            for base in self.form(at, "past"):
                if not (many and self.form(at, "base")):
                    found += [(replace(said, was=True), end) for said, end in self.verb(base, at) if not said.how]
        for said, end in found:
            if denied and low not in _MODALS:
                said = replace(said, how="free") if said.how == "must" else replace(said, denied=not said.denied)
            if also and not said.also:
                said = too(said)
            told = manner
            if "_" in manner:  # only: だけ for what it stands before
                told = manner.replace("_", "")
                if also or not said.before.endswith("を") or said.denied or denied:
                    continue
                if said.before.endswith("ごく一部を"):  # loses only a tiny part
                    said = replace(said, before=said.before[:-1] + "しか", denied=True)
                else:
                    said = replace(said, before=said.before[:-1] + "だけを")
            if subject.kind == "nobody" and said.pred.text == "必要" and said.before.endswith("が"):
                said = replace(said, before=said.before[:-1] + "を必要と", pred=Pred("する", "s"))
            comma = "、" if told and len(said.before) > 9 else ""
            manner_text = told + comma
            yield replace(said, before=manner_text + said.before), end

    def manner(self, at: int) -> tuple[str, bool, bool, int]:
        """Adverbs between subject and verb: `(Japanese, "also", denied, index)`."""
        text, also, denied, only = "", False, False, False
        while at < len(self.tokens):
            if self.words(at, 2) == "no longer":
                text, denied, at = text + "もはや", True, at + 2
                continue
            low = self.low(at)
            if low == "never":
                text, denied, at = text + "決して", True, at + 1
            elif low == "not" and self.low(at + 1) not in ("just", "only"):
                denied, at = True, at + 1
            elif low == "also":
                also, at = True, at + 1
            elif low == "only":
                only, at = True, at + 1
            elif low == "just" and self.low(at - 1) in ("will", "might", "could", "can", "may", "would"):
                at += 1
            else:
                found = self.longest(self.lexicon.adverbs, at, 3)
                if (
                    not found
                    or self.low(at) in ("there", "here", "first", "then", "well", "further", "far", "for", "later")
                    or (self.low(at).endswith("y") is False and low in ("in", "on", "at"))
                ):
                    return text + ("_" if only else ""), also, denied, at
                word, at = found[0]
                if word.endswith("!"):
                    word, denied = word[:-1], True
                text += word
        return text + ("_" if only else ""), also, denied, at

    def base_form(self, at: int) -> list[tuple[Said, int]]:
        """What stands behind a modal verb."""
        low = self.low(at)
        if low == "be":
            return self.being(at + 1, False)
        if low == "have":
            return self.has(at + 1)
        return [item for base in self.form(at, "base") for item in self.verb(base, at)]

    def participle_form(self, at: int) -> list[tuple[Said, int]]:
        """What stands behind "have"."""
        if self.low(at) == "been":
            return self.being(at + 1, False)
        return [item for base in self.form(at, "pp") for item in self.verb(base, at) if not item[0].how]

    def having(self, at: int) -> list[tuple[Said, int]]:
        """has: what is owned, what must be done, what has been done."""
        behind = at + 1
        if self.low(behind) == "to":
            return [(with_modal(said, "must", False), end) for said, end in self.base_form(behind + 1) if not said.how]
        manner, _, denied, start = self.manner(behind)
        done = [
            (replace(said, was=True, denied=denied, before=manner + said.before), end)
            for said, end in self.participle_form(start)
        ]
        return [*done, *self.has(behind)]

    def has(self, at: int) -> list[tuple[Said, int]]:
        """What somebody has."""
        found: list[tuple[Said, int]] = [*self.inner("have", at)]
        if self.low(at) == "no" and not found:
            return [
                (Said(noun.text + "が", Pred("ある", "5"), denied=True), end) for noun, end in self.described(at + 1)
            ]
        for use, end in self.uses("have", at - 1):
            found += self.tail(Said("", use.pred, state=use.lasts), end, use)
        for noun, end in self.phrase(at):
            if not noun.text or noun.kind:
                continue
            if self.anybody:
                found += self.tail(
                    Said(noun.text + "が", Pred("いる" if noun.actor else "ある", "1" if noun.actor else "5")), end
                )
                continue
            if noun.head == "access":
                for how in ("", "容易な", "簡単な"):
                    if noun.text.endswith(f"への{how}アクセス"):
                        easily = f"{how[:-1]}に" if how else ""
                        what = noun.text.removesuffix(f"への{how}アクセス")
                        found.append((Said(f"{what}を{easily}", Pred("利用できる", "1")), end))
                continue
            found += self.tail(Said(noun.text + "を", Pred("持つ", "5"), state=True), end)
        return found

    def being(self, at: int, denied: bool) -> list[tuple[Said, int]]:
        """What stands behind a form of "be"."""
        manner, also, more, at = self.manner(at)
        denied = denied != more
        found: list[tuple[Said, int]] = []
        words = self.words(at, 2)
        if words in (
            "going to",
            "likely to",
            "able to",
            "about to",
            "bound to",
            "expected to",
            "supposed to",
            "willing to",
            "allowed to",
            "forced to",
            "free to",
        ):
            how = {"going": "will", "likely": "likely", "able": "can"}.get(words.split()[0], "")
            for said, end in self.base_form(at + 2) if how else []:
                if said.how:
                    continue
                if how == "likely":
                    found.append((Said(said.plain() + "可能性が", Pred("高い", "i")), end))
                else:
                    found.append((with_modal(said, how, False), end))
        if words == "not only":  # is not only surviving but thriving
            for base in self.form(at + 2, "ing"):
                for first, middle in self.verb(base, at + 2):
                    for second in self.form(middle + 1, "ing") if self.low(middle) == "but" and not first.how else ():
                        first_told = replace(first, state=True).plain() + "だけでなく、"
                        found += [
                            (replace(said, before=first_told + said.before, state=True), end)
                            for said, end in self.verb(second, middle + 1)
                            if not said.how
                        ]
        for base in self.form(at, "ing"):
            for said, end in self.verb(base, at):
                if not said.how:
                    found.append((said if said.state else replace(said, state=True, going=True), end))
        quality = self.adjective(at) is not None  # closed, open: what it is, unless the list tells its passive
        for base in self.form(at, "pp"):
            if not quality or base in self.lexicon.passives:
                found += self.passive(base, at)
        found += [*self.quality(at), *self.feels(at)]
        for noun, end in self.phrase(at) if self.words(at, 4) not in _LARGE_PARTS else ():
            goes_on = end == at + 1 and bool(self.form(at, "ing"))  # "is hiring": no noun
            if noun.text and not noun.kind and not goes_on:
                found += self.tail(Said("", Pred(noun.text, "na")), end)
                found += self.rather(noun, end, denied)
        if self.low(at) == "there" and (at + 1 == len(self.tokens)):
            found.append((Said("", Pred("残る", "5"), state=True), at + 1))
        found += self.skilled(at)
        if self.low(at) == "called":
            found += [
                (Said(noun.text + "と", Pred("呼ばれる", "1"), state=True), end)
                for noun, end in self.phrase(at + 1)
                if noun.text
            ]
        if self.low(at) == "about":
            found += [
                (Said("", Pred(noun.text + "の問題", "na")), end) for noun, end in self.phrase(at + 1) if noun.text
            ]
        if self.words(at, 4) in _LARGE_PARTS:
            found += [
                (Said(noun.text + "の大きな部分を", Pred("占める", "1"), state=True), end)
                for noun, end in self.things(at + 4)
            ]
        if self.words(at, 2) == "full of":
            found += [(Said(noun.text + "で", Pred("いっぱい", "na")), end) for noun, end in self.things(at + 2)]
        if self.low(at) == "behind":
            found += [(Said(noun.text + "の背後に", Pred("ある", "5")), end) for noun, end in self.things(at + 1)]
        if self.low(at) in ("on", "in"):
            for noun, end in self.phrase(at + 1):
                if noun.text.endswith("語") and self.low(at) == "in":
                    found.append((Said("", Pred(noun.text, "na")), end))
                elif noun.text and not noun.kind:
                    found.append((Said(noun.text + "に", Pred("ある", "5")), end))
        if self.words(at, 3) == "worth more than":
            found += [
                (Said(noun.text + "より価値が", Pred("ある", "5")), end)
                for noun, end in self.phrase(at + 3)
                if noun.text and noun.head
            ]
        elif self.low(at) == "worth":
            found += [
                (Said(amount + "の価値が", Pred("ある", "5")), end)
                for amount, end in self.number(at + 1)
                if amount.endswith(("ドル", "円", "ユーロ", "ポンド"))
            ]
        if self.low(at) == "that":
            for text, end in self.clause(at + 1, topic="が"):
                found.append(
                    (
                        Said(
                            "", Pred(text.removesuffix("だ") + ("である" if text.endswith("だ") else "") + "こと", "na")
                        ),
                        end,
                    )
                )
        found += [(Said("", Pred(text, "na")), end) for text, end in self.asking(at) if self.low(at) != "how"]
        out = []
        for said, end in found:
            told = manner.replace("_", "")
            if "_" in manner:
                if not said.before.endswith("を"):
                    continue
                said = replace(said, before=said.before[:-1] + "だけを")
            comma = "、" if told and len(said.before) > 9 else ""
            out.append(
                (
                    replace(
                        said, before=told + comma + said.before, denied=said.denied != denied, also=said.also or also
                    ),
                    end,
                )
            )
        return out
