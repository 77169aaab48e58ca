"""What stands before a Japanese noun and behind an English one: to do, that does, you use, built by somebody."""

from __future__ import annotations

from pipeline.summary.transfer import japanese as ja
from pipeline.summary.transfer.rules import Noun, Rules
from pipeline.summary.transfer.said import Said


class RelativeRules(Rules):
    """The part of the parser that reads clauses which describe a noun."""

    def doing(self, at: int) -> list[tuple[str, int]]:
        """to do something, before its noun."""
        found = []
        for said, end in self.base_form(at):
            if not said.how:
                found.append((said.plain(noun=True), end))
            if self.low(end) == "and":  # to build and understand these systems
                continue
        for base in self.form(at, "base"):
            if self.low(at + 1) == "and":
                for second in self.form(at + 2, "base"):
                    for said, end in self.verb(second, at + 2):
                        first = next((use for use in self.lexicon.verbs.get(base, ()) if use.particle == "を"), None)
                        if first and not said.how and said.before.endswith("を"):
                            found.append((f"{said.before}{ja.masu(first.pred)}、{said.pred.text}", end))
        return found

    def relative(self, at: int, noun: Noun) -> list[tuple[str, int]]:
        """that does something, before its noun."""
        who = Noun("", head=noun.head, plural=noun.plural)
        if not noun.plural:
            who = Noun("x", head=noun.head, plural=False)
        return [
            (said.plain(noun=True), end)
            for said, end in self.says(at, who)
            if said.how in ("", "might", "must", "free")
        ]

    def contact(self, at: int, *, past: bool = False) -> list[tuple[str, int]]:
        """the tools you already use every day: what stands before "tools"; with `past` also what was done."""
        manner, _, denied, at = self.manner(at)
        found = []
        for base in self.form(at, "past") if past else []:
            if not self.form(at, "base") and not denied and "_" not in manner:
                for use, behind in self.uses(base, at):
                    if use.particle == "を":
                        found.append((manner + ja.past(use.pred), behind))
        if self.low(at) in ("are", "is") and not denied:
            just = "だけの" if self.low(at + 1) == "just" else ""
            for base in self.form(at + 1 + bool(just), "ing"):
                for use, behind in self.uses(base, at + 1 + bool(just)):
                    if use.particle == "を" and "_" not in manner:
                        found.append((manner + ja.lasting(use.pred).text + just, behind))
        for base in self.form(at, "base"):
            for use, behind in self.uses(base, at):
                if use.particle == "を" and "_" not in manner:
                    pred = ja.lasting(use.pred) if use.lasts else use.pred
                    pred = ja.negative(pred) if denied else pred
                    found.append((manner + pred.text, behind))
                    found += [
                        (manner + word + pred.text, end)
                        for word, end in self.longest(self.lexicon.adverbs, behind, 4)
                        if not word.endswith("!")
                    ]
        return sorted(found, key=lambda item: -item[1])

    def participle(self, at: int) -> list[tuple[str, int]]:
        """running on X; built by X: before its noun."""
        found = []
        if self.low(at) == "called":
            found += [(f"{noun.text}という", end) for noun, end in self.things(at + 1)]
        for base in self.form(at, "ing"):
            for said, end in self.verb(base, at):
                if not said.how and end > at + 1:
                    found.append((said.plain(noun=True), end))
        if self.words(at, 2) in ("required to", "needed to"):
            found += [(f"{said.plain()}のに必要な", end) for said, end in self.base_form(at + 2) if not said.how]
        for base in self.form(at, "pp"):
            for use, behind in self.uses(base, at):
                if use.particle == "を" and self.low(behind) not in ("by", "to") and not use.needs:
                    for said, end in self.tail(Said("", use.pred), behind, use):  # trained on its own output
                        if end > behind and said.before and not said.how:
                            pred = ja.lasting(use.pred) if use.lasts else use.pred
                            found.append((said.before + (ja.plain(pred) if use.lasts else ja.past(pred)), end))
                if use.particle == "を" and self.low(behind) == "by":
                    for noun, end in self.phrase(behind + 1):
                        if noun.text and not noun.kind:
                            pred = ja.lasting(use.pred) if use.lasts else use.pred
                            found.append((f"{noun.text}が{ja.plain(pred) if use.lasts else ja.past(pred)}", end))
        return found
