"""What stands behind "be" in English and says how something is, or what was done to it."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.summary.transfer import japanese as ja
from pipeline.summary.transfer.japanese import Pred
from pipeline.summary.transfer.rules import TIMES, Noun, Rules
from pipeline.summary.transfer.said import Said, as_predicate, replace_first

_ACTIVE = frozenset("上回る 追い抜く 追いつく 手に入れる 負う 握る".split())  # verbs that have no natural passive
# Adjectives and the particle that goes with their preposition.
_WITH = {
    ("similar", "to"): "に",
    ("responsible", "for"): "に",
    ("dependent", "on"): "に",
    ("vulnerable", "to"): "に",
    ("resistant", "to"): "に",
    ("relevant", "to"): "に",
    ("familiar", "with"): "に",
    ("sensitive", "to"): "に",
    ("different", "from"): "と",
    ("suited", "to"): "に",
    ("suitable", "for"): "に",
}
# What somebody is who does something well or badly.
_SKILLS = {"good": "得意", "great": "得意", "excellent": "得意", "bad": "苦手", "terrible": "苦手"}


class QualityRules(Rules):
    """The part of the parser that reads qualities, comparisons and passives."""

    def rather(self, noun: Noun, at: int, denied: bool) -> list[tuple[Said, int]]:
        """not A but B; B, not A. The first must be denied, and the whole is not."""
        if denied and self.low(at) == "but":
            return [
                (Said("", Pred(f"{noun.text}ではなく{other.text}", "na"), denied=True), end)
                for other, end in self.things(at + 1)
            ]
        if not denied and self.low(at) == "not" and self.tokens[at - 1].comma:
            return [
                (Said("", Pred(f"{other.text}ではなく{noun.text}", "na")), end) for other, end in self.things(at + 1)
            ]
        return []

    def quality(self, at: int) -> list[tuple[Said, int]]:
        """An adjective behind "be", with what it is compared to."""
        found: list[tuple[Said, int]] = []
        found += self.alike(at)
        for text, behind in self.adjectives(at):
            if not text:
                continue
            one = self.adjective(behind - 1) or self.adjective(behind - 2)
            if self.low(behind - 1) not in self.lexicon.adjectives and one is None:
                continue
            before, ending = self.lexicon.adjectives.get(self.low(behind - 1), ("", ""))
            if not before or not text.endswith(before):
                continue
            pred = as_predicate(before, ending)
            if pred is None:
                continue
            front = text[: -len(before)]
            if front.endswith(("な", "い", "の", "た")) and front:
                continue  # two adjectives: left to a noun
            than = ""
            if self.low(behind) == "than":
                for noun, end in self.phrase(behind + 1):
                    if noun.text and not any(self.low(place) == "in" for place in range(behind + 1, end)):
                        than = noun.text + "より"
                        bare = replace_first(pred.text, "より", "")
                        said = Said(than + front.replace("より", ""), Pred(bare, pred.kind))
                        found += self.tail(said, end)
                        if self.low(end) == "in":  # than coal in many countries: there, not that coal
                            found += [
                                (replace(said, before=f"{where.text}では{said.before}"), after)
                                for where, after in self.things(end + 1)
                            ]
                continue
            if self.low(at) == "so" and self.words(behind, 2) in ("that it", "that they"):
                for more, end in self.says(behind + 2, Noun("x", plural=self.low(behind + 1) == "they")):
                    if not more.how or more.how in ("must", "can", "might"):
                        reason = f"{text.removesuffix('な') + 'な' if pred.kind == 'na' else text}ため、"
                        found.append((replace(more, before=reason + more.before), end))
            if self.low(behind) == "enough":
                good = Pred("十分", "na") if self.low(behind - 1) == "good" else pred
                enough = front if good is not pred else "十分に" + front
                found += self.tail(Said(enough, good), behind + 1)
                if self.low(behind + 1) == "for":
                    found += [
                        (Said(f"{noun.text}には{enough}", good), end)
                        for noun, end in self.things(behind + 2)
                        if noun.head not in TIMES
                    ]
            found += self.tail(Said(front, pred), behind)
            if self.low(behind) == "and" and not front:  # expensive and exclusive
                found += [
                    (replace(more, before=ja.te(pred) + more.before), end)
                    for more, end in self.quality(behind + 1)
                    if more.before == "" and more.pred.kind in ("i", "na")
                ]
            if self.low(behind) == "for":
                found += [
                    (Said(noun.text + "にとって" + front, pred), end)
                    for noun, end in self.phrase(behind + 1)
                    if noun.text and noun.head and noun.head not in TIMES
                ]
            own = _WITH.get((self.low(behind - 1), self.low(behind)), "")
            if own:
                found += [(Said(noun.text + own + front, pred), end) for noun, end in self.things(behind + 1)]
                continue
            if self.low(behind) in ("in", "from", "to"):
                particle = {"in": "で", "from": "と", "to": "にとって"}[self.low(behind)]
                if self.low(behind) != "from" or before == "異なる":
                    found += [
                        (Said(noun.text + particle + front, pred), end)
                        for noun, end in self.phrase(behind + 1)
                        if noun.text
                    ]
        return found

    def alike(self, at: int) -> list[tuple[Said, int]]:
        """as smart as the giants: 巨大企業と同じくらい賢い, denied 巨大企業ほど賢くない."""
        found: list[tuple[Said, int]] = []
        if self.low(at) != "as":
            return found
        one = self.adjective(at + 1)
        if one is None:
            return found
        pred, behind = as_predicate(*one[0]), one[1]
        front = ""
        if pred and self.low(behind) in ("and", "in"):  # as cheap and private as; "in" is often heard for "and"
            other = self.adjective(behind + 1)
            if other is not None and as_predicate(*other[0]):
                front, pred, behind = ja.te(pred), as_predicate(*other[0]), other[1]
        if pred is None or self.low(behind) != "as":
            return found
        for noun, end in self.things(behind + 1):
            if noun.head:
                noun = replace(noun, text=noun.text.replace("巨大企業", "大手"))  # firms, or what they make
                found.append((Said(f"{noun.text}と同じくらい{front}", pred), end))
                if self.low(end) == "or":  # neither as smart as A nor as cheap as B: only where both are denied
                    found += [
                        (
                            replace(
                                more, before=f"{noun.text}ほど{front}{ja.te(ja.negative(pred))[:-1]}、{more.before}"
                            ),
                            after,
                        )
                        for more, after in self.alike(end + 1)
                        if "、" not in more.before
                    ]
        return found

    def skilled(self, at: int) -> list[tuple[Said, int]]:
        """good at chess, extremely good at doing more with less."""
        strong = "とても" if self.low(at) in ("very", "extremely", "really") else ""
        start = at + bool(strong)
        how = _SKILLS.get(self.low(start), "")
        if not how or self.low(start + 1) != "at":
            return []
        found = [
            (Said(f"{said.plain()}のが{strong}", Pred(how, "na")), end)
            for base in self.form(start + 2, "ing")
            for said, end in self.verb(base, start + 2)
            if not said.how and not said.state
        ]
        if not strong and self.low(at) in ("good", "bad"):
            found += [(Said(noun.text + "が", Pred(how, "na")), end) for noun, end in self.phrase(at + 2) if noun.text]
        return found

    def passive(self, base: str, at: int) -> list[tuple[Said, int]]:
        """is built by X, is distributed globally."""
        found = []
        own = self.lexicon.passives.get(base, ())
        for use, behind in [(use, at + 1) for use in own] or self.uses(base, at):
            if not own and (use.particle not in ("を", "に") or use.pred.kind == "na" or use.pred.text in _ACTIVE):
                continue
            if use.needs and self.words(behind, len(use.needs.split())) != use.needs:
                continue
            said = Said("", use.pred if own else ja.passive(use.pred), state=True)
            year = re.fullmatch(r"(?:19|20)\d\d", self.low(behind + 1)) if self.low(behind) == "in" else None
            if year and self.low(behind + 2) == "by":  # founded in 1998 by two engineers
                said, behind = replace(said, before=f"{year.group()}年に"), behind + 2
            if self.low(behind) == "by":
                for noun, end in self.things(behind + 1):
                    if noun.head not in TIMES:
                        particle = "の" if said.pred.text == "支援を受ける" else "によって"
                        found += self.tail(replace(said, before=said.before + noun.text + particle), end, use)
            found += self.tail(said, behind, use)
        return found
