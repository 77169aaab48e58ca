"""Clauses inside a sentence that stand for its object: that something holds, who does something, how, why, whether."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.summary.transfer import japanese as ja
from pipeline.summary.transfer.japanese import Pred
from pipeline.summary.transfer.lexicon import Verb
from pipeline.summary.transfer.rules import Noun, Rules
from pipeline.summary.transfer.said import Said, became, with_modal

# Verbs with "that": what stands behind the clause, the verb, whether its present lasts.
_HOLDS = {
    "ensure": ("ことを", Pred("保証する", "s"), False),
    "guarantee": ("ことを", Pred("保証する", "s"), False),
    "show": ("ことを", Pred("示す", "5"), True),
    "prove": ("ことを", Pred("証明する", "s"), False),
    "mean": ("ことを", Pred("意味する", "s"), False),
    "suggest": ("ことを", Pred("示唆する", "s"), True),
    "argue": ("と", Pred("主張する", "s"), True),
    "claim": ("と", Pred("主張する", "s"), True),
    "insist": ("と", Pred("主張する", "s"), True),
    "believe": ("と", Pred("考える", "1"), True),
    "think": ("と", Pred("考える", "1"), True),
    "say": ("と", Pred("言う", "5"), False),
    "expect": ("と", Pred("予想する", "s"), True),
    "predict": ("と", Pred("予測する", "s"), True),
    "warn": ("と", Pred("警告する", "s"), True),
    "fear": ("ことを", Pred("恐れる", "1"), True),
    "hope": ("ことを", Pred("望む", "5"), True),
    "know": ("ことを", Pred("知る", "5"), True),
    "realize": ("ことに", Pred("気づく", "5"), False),
    "notice": ("ことに", Pred("気づく", "5"), False),
    "discover": ("ことを", Pred("発見する", "s"), False),
    "find": ("ことを", Pred("発見する", "s"), False),
    "admit": ("ことを", Pred("認める", "1"), False),
    "accept": ("ことを", Pred("受け入れる", "1"), False),
    "assume": ("と", Pred("想定する", "s"), True),
    "promise": ("と", Pred("約束する", "s"), False),
}
# Qualities with "that": afraid that, sure that.
_FEELS = {
    "afraid": ("ことを", Pred("恐れる", "1")),
    "worried": ("ことを", Pred("心配する", "s")),
    "concerned": ("ことを", Pred("懸念する", "s")),
    "aware": ("ことを", Pred("認識する", "s")),
    "sure": ("と", Pred("確信する", "s")),
    "convinced": ("と", Pred("確信する", "s")),
    "confident": ("と", Pred("確信する", "s")),
}
# Verbs whose object is a question.
_ASKS = {
    "see": Pred("把握する", "s"),
    "know": Pred("知る", "5"),
    "understand": Pred("理解する", "s"),
    "show": Pred("示す", "5"),
    "learn": Pred("学ぶ", "5"),
    "explain": Pred("説明する", "s"),
    "watch": Pred("見守る", "5"),
    "discover": Pred("突き止める", "1"),
    "decide": Pred("決める", "1"),
    "study": Pred("研究する", "s"),
    "find": Pred("見つける", "1"),
    "change": Pred("変える", "1"),
    "determine": Pred("決める", "1"),
    "control": Pred("決める", "1"),
    "ask": Pred("問う", "5"),
    "care": Pred("気にする", "s"),
    "track": Pred("追跡する", "s"),
    "predict": Pred("予測する", "s"),
    "measure": Pred("測る", "5"),
    "check": Pred("確かめる", "1"),
    "test": Pred("確かめる", "1"),
    "remember": Pred("覚える", "1"),
}
_LASTS = frozenset("know understand care remember".split())


class InnerRules(Rules):
    """The part of the parser that reads clauses which are objects."""

    def inner(self, base: str, at: int) -> Iterator[tuple[Said, int]]:
        """A verb whose object is a clause; `at` stands behind the verb."""
        low = self.low(at)
        if base == "make" and self.words(at, 2) == "sure that":
            for text, end in self.clause(at + 2, topic="が"):
                yield Said(text + "ように", Pred("する", "s")), end
        if base in _HOLDS and low == "that":
            behind, pred, lasts = _HOLDS[base]
            for text, end in self.clause(at + 1, topic="が"):
                yield Said(text + behind, pred, state=lasts), end
        if base in _ASKS:
            if self.words(at, 2) == "how to":
                for said, end in self.acts(at + 2):
                    yield Said(said.plain() + "方法を", _ASKS[base], state=base in _LASTS), end
            for text, end in self.asking(at):
                yield Said(text + "を", _ASKS[base], state=base in _LASTS), end
        if base == "have" and self.words(at, 2) == "no idea":
            for text, end in self.asking(at + 2):
                yield Said(text + "を", Pred("知る", "5"), denied=True, state=True), end
        if base == "make" and low == "it":  # make it illegal to share numbers
            for text, to in self.adjectives(at + 1):
                turned = became(text)
                whom = [("", to)]
                if self.low(to) == "for":
                    whom += [(f"{noun.text}が", end) for noun, end in self.things(to + 1)]
                for who, start in whom:
                    for said, end in self.acts(start + 1) if turned and self.low(start) == "to" else ():
                        yield Said(f"{who}{said.plain()}のを{turned}", Pred("する", "s")), end
        if base == "depend":
            manner, _, denied, on = self.manner(at)
            if self.low(on) == "on" and not denied:
                for text, end in self.asking(on + 1):
                    yield Said(f"{text}によって{manner}", Pred("決まる", "5")), end

    def feels(self, at: int) -> Iterator[tuple[Said, int]]:
        """afraid that something happens; `at` stands behind "be"."""
        if self.low(at) in _FEELS and self.low(at + 1) == "that":
            behind, pred = _FEELS[self.low(at)]
            for text, end in self.clause(at + 2, topic="が"):
                yield Said(text + behind, pred, state=True), end

    def asking(self, at: int) -> list[tuple[str, int]]:
        """A question inside a sentence, with its か."""
        low = self.low(at)
        found: list[tuple[str, int]] = []
        if low == "how":
            found += [(text + "か", end) for text, end in self.clause(at + 1, topic="が", how="どのように")]
            for text, behind in self.adjectives(at + 1):
                for subject, verb in self.phrase(behind) if text.endswith(("い", "な")) else ():
                    if subject.text and not subject.kind and self.low(verb) in ("is", "are"):
                        found.append((f"{subject.text}がどれほど{text.removesuffix('な')}か", verb + 1))
        elif low == "where":
            found += [(text + "か", end) for text, end in self.clause(at + 1, topic="が", how="どこで")]
        elif low == "why":
            found += [(f"なぜ{text}のか", end) for text, end in self.clause(at + 1, topic="が", kind="because")]
        elif low == "whether":
            found += [
                (re.sub("(?<![んい])だ$", "", text) + "かどうか", end) for text, end in self.clause(at + 1, topic="が")
            ]
        elif low == "who":
            found += [
                (f"誰が{said.plain()}か", end)
                for said, end in self.says(at + 1, Noun("x", actor=True))
                if said.how in ("", "might", "must")
            ]
        elif low == "which":
            for noun, behind in self.described(at + 1):
                found += [
                    (f"どの{noun.text}が{said.plain()}か", end) for said, end in self.says(behind, noun) if not said.how
                ]
        elif low == "what":
            for subject, behind in self.phrase(at + 1):
                name = "利用者" if subject.kind == "you" else subject.text if not subject.kind else ""
                if name:
                    found += [(f"{name}が何を{text}か", end) for text, end in self.gap(behind, subject)]
            found += [(f"何が{said.plain()}か", end) for said, end in self.says(at + 1, Noun("x")) if not said.how]
        found = [(re.sub("(?<![んい])だか$", "か", text), end) for text, end in found]  # 重要か, but 学んだか
        return sorted(found, key=lambda item: -item[1])

    def gap(self, at: int, subject: Noun) -> list[tuple[str, int]]:
        """A verb whose object was named before it, in its plain form: has learned, are looking for, can control."""
        manner, _, denied, at = self.manner(at)
        low = self.low(at)
        if "_" in manner:
            return []
        wanted: list[tuple[str, int, str]] = []  # form, index, how
        if low in ("has", "have"):
            wanted.append(("pp", at + 1, "past"))
        elif low in ("is", "are", "was", "were"):
            wanted.append(("ing", at + 1, "lasting"))
        elif low in ("can", "cannot"):
            denied = denied != (low == "cannot")
            wanted.append(("base", at + 1, "can"))
        elif low in ("do", "does", "did") and self.low(at + 1) == "not":
            denied = not denied
            wanted.append(("base", at + 2, "past" if low == "did" else ""))
        else:
            wanted += [("past", at, "past")] if not self.form(at, "base") else []
            wanted.append(("base" if subject.plural or subject.kind == "you" else "s", at, ""))
        found = []
        for form, start, how in wanted:
            more, _, _, start = self.manner(start)
            for base in self.form(start, form):
                does = [(Verb(("do",), "を", Pred("する", "s"), False, (), ""), start + 1)] if base == "do" else []
                for use, end in [*does, *self.uses(base, start)]:
                    if use.particle == "を" and not use.needs:
                        pred = ja.lasting(use.pred) if how == "lasting" or (use.lasts and how != "past") else use.pred
                        said = Said(manner + more, pred)
                        said = with_modal(said, "can", False) if how == "can" else said
                        if said.how != "?":
                            found.append((replace(said, denied=denied, was=how == "past").plain(), end))
        return sorted(found, key=lambda item: -item[1])
