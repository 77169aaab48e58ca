"""English noun phrases in Japanese: quantity, adjectives, nouns, what belongs to them before and behind."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from pipeline.summary.transfer import japanese as ja
from pipeline.summary.transfer.compounds import entire, joined, listed
from pipeline.summary.transfer.numbers import NumberRules, about, singular
from pipeline.summary.transfer.rules import ACTORS, TIMES, Noun
from pipeline.wording import numbers

_DETERMINERS = frozenset("the a an its their his her your my this these".split())
_TO_NOUNS = frozenset(
    "ability capability right way need tool attempt effort chance opportunity incentive plan power reason"
    " capacity freedom desire technique place".split()
)
# Nouns that mean something else behind another noun: a heart rate, a cotton field, word papers.
_ALONE = frozenset(
    "rate field paper right number key case light block part form scale focus note record score source subject"
    " interest sale release approach argument power force drive head hand face body".split()
)
_ONLY_WITH = frozenset("way place matter".split())  # nouns that say nothing without what follows
_TIMES_DONE = frozenset("run attempt experiment test meeting click".split())  # counted in times
_SITES = frozenset("town village street house road room".split())
_HOMES = frozenset("community country city town village lab university company school hospital industry field".split())
# Nouns with "that" and a clause: という.
_SAYING = frozenset("fear risk danger hope concern chance possibility belief idea evidence argument sign claim".split())
_TIMES = frozenset("second minute hour day night morning evening week weekend month year decade summer winter".split())


class NounRules(NumberRules):
    """The part of the parser that reads noun phrases."""

    def adjectives(self, start: int) -> list[tuple[str, int]]:
        """Adjectives before a noun, fewest last; with none, the empty text at `start`."""
        found = [("", start)]
        text, at = "", start
        while at < len(self.tokens):
            strong, behind = next(iter(self.longest(self.lexicon.tables["strong"], at, 2)), ("", at))
            one = self.adjective(behind)
            if one is None:
                break
            (before, _), after = one
            if strong == "より" and before.startswith("より"):
                strong = ""
            if strong == "はるかに":
                before = before.removeprefix("より")
            if (
                text.endswith("な")
                and not text.endswith(("きな", "さな"))
                and not strong
                and not before.endswith("的な")
            ):
                text = text[:-1] + "で"  # 圧倒的で混沌とした
            text += strong + before
            at = after
            if at < len(self.tokens) and self.tokens[at].low in ("and", "but") and self.adjective(at + 1):
                at += 1
            found.append((text, at))
        return found

    def adjective(self, start: int) -> tuple[tuple[str, str], int] | None:
        """One adjective: `((before a noun, at the end), index)`."""
        for count in range(4, 0, -1):
            key = self.words(start, count)
            if key in self.lexicon.adjectives:
                return self.lexicon.adjectives[key], start + count
        return None

    def noun_word(self, start: int) -> list[tuple[Noun, int]]:
        """One term or noun, the longest first."""
        if start >= len(self.tokens):
            return []
        token = self.tokens[start]
        if token.term:
            last = (token.low.split() or [""])[-1]
            plural = last.endswith("s") and last != singular(last)
            return [(Noun(token.japanese, head=singular(last), actor=token.actor, plural=plural), start + 1)]
        found = []
        for count in range(4, 0, -1):
            key = self.words(start, count)
            if not key:
                continue
            for form in (key, singular(key)):
                if form in self.lexicon.nouns:
                    found.append(
                        (
                            Noun(
                                self.lexicon.nouns[form],
                                head=form.split()[-1],
                                plural=form != key,
                                actor=form.split()[-1] in ACTORS,
                            ),
                            start + count,
                        )
                    )
                    break
        return found

    def nouns(self, start: int) -> list[tuple[Noun, int]]:
        """A chain of nouns: consumer market, Google's reinforcement learning systems."""
        found: list[tuple[Noun, int]] = []
        if start >= len(self.tokens):
            return found
        token = self.tokens[start]
        for one, at in self.noun_word(start):
            found.append((one, at))
            if self.tokens[at - 1].comma:
                continue
            if self.tokens[at - 1].possessive:
                found.pop()
                for adjective, behind in self.adjectives(at):
                    for other, after in self.nouns(behind):
                        if other.text:
                            best = one.head in self.lexicon.tables["place"] and adjective.startswith("最")
                        of = f"{one.text}{'で' if best else 'の'}{adjective}{other.text}"
                        found.append((replace(other, text=of), after))
                continue
            if token.low in self.lexicon.adjectives and at == start + 1 and not token.term:
                continue  # an adjective before a noun (giant brain)
            if at == start + 1 and token.low.endswith("ing") and self.form(start, "ing") and not token.term:
                continue  # building data sets: what is done, or a kind of them
            for other, after in self.nouns(at):
                if other.head in _ALONE and not token.term:
                    continue
                of = f"{one.text}の{other.text}" if one.head in self.lexicon.tables["place"] else joined(one, other)
                found.append((replace(other, text=of), after))
            for done in self.done_by(at):  # AI generated data
                found += [
                    (replace(other, text=f"{one.text}が{done}{other.text}"), end) for other, end in self.nouns(at + 1)
                ]
        return sorted(found, key=lambda item: -item[1])

    def done_by(self, at: int) -> list[str]:
        """A participle between a doer and what is done, as it stands before the latter: 生成した."""
        return [
            ja.past(use.pred)
            for base in self.form(at, "pp")
            for use in self.lexicon.verbs.get(base, ())
            if use.particle == "を" and len(use.words) == 1 and not use.needs
        ][:1]

    def single(self, start: int) -> list[tuple[Noun, int]]:
        """One noun phrase without "and", longest first."""
        if start >= len(self.tokens):
            return []
        low = self.tokens[start].low
        if not self.tokens[start].term:
            if low in ("anybody", "anyone"):
                return [(Noun("誰でも", head="anybody", actor=True), start + 1)] if start == 0 else []
            if low == "you":
                return [(Noun("", "you", low), start + 1)]
            if low == "what" and start:  # what people wrote: 人々が書いたもの
                for who, at in self.single(start + 1):
                    if who.text and who.actor and not who.kind:
                        for text, after in self.contact(at, past=True):
                            return [(Noun(f"{who.text}が{text}もの", head="thing"), after)]
                return []
            if self.words(start, 2) == "the two" and not self.nouns(start + 2):
                return [(Noun("両者", head="two", plural=True), start + 2)]
            if low == "we":
                return [(Noun("私たち", head=low, plural=True, actor=True), start + 1)]
            if low in ("everyone", "everybody"):
                return [(Noun("誰もが" if start == 0 else "みんな", head=low, actor=True), start + 1)]
            if low in ("someone", "somebody"):
                return [(Noun("誰か", head=low, actor=True), start + 1)]
            if low in ("nobody", "no") and (low == "nobody" or self.words(start, 2) == "no one"):
                at = start + (1 if low == "nobody" else 2)
                if at < len(self.tokens) and self.tokens[at].low == "else":
                    return [(Noun("ほかの誰も", "nobody", "nobody", actor=True), at + 1)]
                return [(Noun("誰も", "nobody", "nobody", actor=True), at)]
            if low == "it" and not (self.noun_word(start + 1)):
                return []
            if low in ("they", "he", "she", "them", "him", "i", "who", "which", "what", "no", "this one", "there"):
                return []
        found: list[tuple[Noun, int]] = []
        for part, at in self.longest(self.lexicon.tables["part"], start):
            found += [(replace(whole, text=whole.text + part, head=part), after) for whole, after in self.phrase(at)]
        found += [(Noun(text, plural=not text.startswith("1")), at) for text, at in self.number(start)]
        found += self.counted(start)
        if low in ("maybe", "about", "roughly", "around", "perhaps"):
            found += [(Noun(about(text)), at) for text, at in self.number(start + 1)]
            found += [(replace(one, text=about(one.text)), at) for one, at in self.counted(start + 1)]
        gerund = start == 0 or self.tokens[start - 1].comma or self.low(start - 1) == "than"
        for base in self.form(start, "ing") if gerund else ():
            for said, at in self.verb(base, start):
                if not said.how and at > start + 1:
                    found.append((Noun(said.plain() + "こと", head="doing"), at))
        counted = self.number(start + 1) if low in _DETERMINERS else []
        for text, at in (*self.number(start), *counted):  # 90 percent of the market; a 2,000 dollars laptop
            if at < len(self.tokens) and self.tokens[at].low == "of" and text.endswith("%"):
                found += [(replace(whole, text=f"{whole.text}の{text}"), after) for whole, after in self.phrase(at + 1)]
            elif (
                at < len(self.tokens)
                and self.tokens[at].low == "of"
                and text.rstrip("以上").endswith(("年", "か月", "時間"))
            ):
                found += [
                    (replace(whole, text=f"{text}にわたる{whole.text}"), after) for whole, after in self.phrase(at + 1)
                ]
            elif text.endswith(("ドル", "ビット", "ギガバイト")) and at < len(self.tokens):
                found += [(one, after) for one, after in self.described(at, f"{text}の") if one.text]
        value, at = self.value(start)
        if value is not None and 1 < value == int(value):  # fifty cakes
            written = numbers.write_japanese(Fraction(int(value)))
            counted_as = f"{written}つの" if value < 10 else f"{written}の"
            for one, after in self.described(at, counted_as):
                if one.head in TIMES or one.head in self.lexicon.tables["counter"]:
                    continue
                if one.actor:
                    one = replace(one, text=one.text.replace(counted_as, f"{written}人の"))
                if one.plural and one.text and one.head not in self.lexicon.tables["people"]:
                    found.append((one, after))
        openings = [("", start)]
        if low == "it" and (self.noun_word(start + 1) or self.adjective(start + 1)):  # often heard for "its"
            openings = [("", start + 1)]
        if low in _DETERMINERS:
            openings = [("", start + 1)]
        quantities = self.longest(self.lexicon.tables["quantity"], start)
        first = [one for one in quantities if one[1] - start > 2]  # vast oceans of, the next generation of
        openings = [*first, *openings, *(one for one in quantities if one not in first)]
        for quantity, at in openings:
            if quantity.endswith("!"):
                continue
            found += self.described(at + 1 if quantity and self.low(at) == "the" else at, quantity)
        if low == "your" and self.low(start + 1) == "own":
            found = [(replace(one, text=one.text.replace("自らの", "自分の", 1)), end) for one, end in found]
        return sorted(dict.fromkeys(found), key=lambda item: -item[1])

    def described(self, start: int, quantity: str = "") -> list[tuple[Noun, int]]:
        """Adjectives, nouns and what follows them."""
        found = []
        for adjective, at in self.adjectives(start):
            compared = self.low(start - 1) == "than" or (self.low(start - 1) == "the" and self.low(start - 2) == "than")
            if adjective and compared and self.low(at) in ("one", "ones"):  # than the old one
                found.append((Noun(f"{quantity}{adjective}もの", head="thing", plural=self.low(at) == "ones"), at + 1))
            for one, after in self.nouns(at):
                once = one.head in _TIMES_DONE
                if quantity == "両方の" and not one.plural:
                    continue  # "both Amazon": the other was lost
                text = quantity + entire(adjective, one.text)
                text = "ほとんどの人" if text == "ほとんどの人々" else text
                if quantity.endswith("もの") and (
                    best := re.match("(.*最も[^のをがは]+?[いな])(.+)$", entire(adjective, one.text))
                ):
                    text = f"{best[1]}{quantity}{best[2]}"  # 世界で最も賢い何千もの開発者
                text = "1回の" + text.removeprefix("1つの") if once and text.startswith("1つの") else text
                noun = replace(one, text=text)
                whole = self.followed(noun, after)
                bare = one.head in _ONLY_WITH and one.text == self.lexicon.nouns.get(one.head)
                found += [item for item in whole if not bare or item[1] > after]
        return found

    def followed(self, noun: Noun, at: int) -> list[tuple[Noun, int]]:
        """The noun with what describes it from behind: of, a noun's own preposition, to do, that does, doing."""
        found = [(noun, at)]
        if at >= len(self.tokens) or self.tokens[at - 1].comma:
            return found
        low = self.tokens[at].low
        if low == "of":
            for other, after in self.phrase(at + 1):
                if other.text and other.kind != "nobody":
                    between = self.lexicon.phrases.get(f"{noun.head} of", "")
                    text = (
                        f"{other.text}{between}"
                        if between and between != "の" and noun.text == self.lexicon.nouns.get(noun.head)
                        else f"{other.text}の{noun.text}"
                    )
                    found += self.followed(replace(noun, text=text), after)
        if low == "alone":
            found += [(replace(one, text=one.text + "だけ"), end) for one, end in self.followed(noun, at + 1)]
        if low == "in" and noun.head != "doing":  # the biggest company in Europe
            for other, after in self.single(at + 1):
                home = noun.actor and noun.head and other.head in _HOMES and not other.text.startswith("すべての")
                if (other.head in self.lexicon.tables["place"] or home) and other.text:
                    join = "で" if noun.text.startswith("最") else "の"
                    found += self.followed(replace(noun, text=f"{other.text}{join}{noun.text}"), after)
        between = self.lexicon.phrases.get(f"{noun.head} {low}", "")
        if between and low != "of":
            for other, after in self.phrase(at + 1):
                if other.text and other.kind != "nobody":
                    if between == "にとっての" and noun.text.startswith(("最も", "より")):
                        between = "にとって"  # にとって最も重要な勝利
                    text = (
                        f"{other.text}{between}"
                        if between.startswith("の") and len(between) > 2 and not between.endswith(("の", "る"))
                        else f"{other.text}{between}{noun.text}"
                    )
                    found += self.followed(replace(noun, text=text), after)
        if low == "to" and noun.head in _TO_NOUNS:
            found += [(replace(noun, text=f"{text}{noun.text}"), after) for text, after in self.doing(at + 1)]
        if low == "that" and noun.head in _SAYING:
            found += [
                (replace(noun, text=f"{text}という{noun.text}"), after)
                for text, after in self.clause(at + 1, topic="が")
            ]
        if noun.head == "reason":  # the reason they can compete
            start = at + (low in ("why", "that"))
            gone = self.low(start) in ("they", "it", "you", "we")
            found += [
                (replace(noun, text=f"{text}{noun.text}"), after)
                for text, after in self.clause(start, topic="が", kind="because" if gone else "")
            ]
        if low in ("that", "who", "which"):
            found += [(replace(noun, text=f"{text}{noun.text}"), after) for text, after in self.relative(at + 1, noun)]
        if low in ("like", "such") and not noun.actor:
            behind = at + (2 if self.words(at, 2) == "such as" else 1)
            found += [
                (replace(noun, text=f"{other.text.replace('または', 'や')}のような{noun.text}"), after)
                for other, after in self.phrase(behind)
                if other.text
            ]
        if low in ("you", "we", "people") and not noun.actor:
            found += [(replace(noun, text=f"{text}{noun.text}"), after) for text, after in self.contact(at + 1)]
        if low.endswith("ing") or any(form == "pp" for _, form in self.verb_forms.get(low, ())):
            found += [(replace(noun, text=f"{text}{noun.text}"), after) for text, after in self.participle(at)]
        return found

    def phrase(self, start: int) -> list[tuple[Noun, int]]:
        """Noun phrases joined by commas, "and" or "or"; memoised."""
        if start not in self.phrases_at:
            self.phrases_at[start] = []
            self.phrases_at[start] = self._phrase(start)
        return self.phrases_at[start]

    def _phrase(self, start: int) -> list[tuple[Noun, int]]:
        found: list[tuple[Noun, int]] = []
        if any(self.low(end - 1) in _TIMES for _, end in self.longest(self.lexicon.adverbs, start) if end > start + 1):
            return found  # "last year" says when, it is no thing
        both = start < len(self.tokens) and self.tokens[start].low == "both"
        firsts = self.single(start)[:12]
        found += firsts
        for first, at in self.single(start + 1)[:12] if both else firsts:
            if not first.text:
                continue
            chains: list[tuple[list[Noun], int]] = [([first], at)]
            while chains:
                members, behind = chains.pop()
                if len(members) > 5 or behind >= len(self.tokens):
                    continue
                comma = self.tokens[behind - 1].comma
                low = self.tokens[behind].low
                joined = low in ("and", "or")
                if not comma and not joined:
                    continue
                for other, after in self.single(behind + 1 if joined else behind)[:6]:
                    if not other.text or other.kind:
                        continue
                    if other.text.isascii() and not first.text.isascii() and not self.tokens[start].term:
                        continue  # emails and Outlook: misheard, or no pair
                    if (first.head in _SITES) != (other.head in _SITES) and len(members) > 1:
                        continue  # the knowledge, the tools and the town: misheard
                    if joined:
                        noun = Noun(
                            listed([one.text for one in (*members, other)], low),
                            head=other.head,
                            plural=True,
                            actor=first.actor and other.actor,
                        )
                        found.append(
                            (replace(noun, text=noun.text + "の両方") if both and low == "and" else noun, after)
                        )
                        if low == "and" and not both and self.low(after) == "and":  # A and B and C
                            chains.append(([*members, other], after))
                    else:
                        chains.append(([*members, other], after))
        return sorted(dict.fromkeys(found), key=lambda item: -item[1])
