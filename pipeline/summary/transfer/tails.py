"""What follows an English verb and its object: adverbs, phrases with a preposition, comparisons, aims, means."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.summary.transfer.lexicon import Verb
from pipeline.summary.transfer.rules import TIMES, Rules
from pipeline.summary.transfer.said import Said
from pipeline.summary.transfer.verbs import OBJECT_DOES, SPANS

# Adverbs of time and of the whole clause stand before the object, those of manner at the verb.
_EARLY = frozenset(
    "当面 今 今では 将来 最終的に 一般に 実際には 現在 今日 昨日 明日 かつて"
    " 最近 長期的には 短期的には 毎日 毎晩 毎朝 毎年 毎週 いずれ 全体として その結果 みんなのために"
    " 理論上は 今も まず その後 これまでのところ 最初は いつでも 同時に".split()
)
# Things on which something runs, is read or moves: スマートフォンで, 高速道路で.
_UPON = frozenset(
    "internet web phone smartphone iphone laptop computer platform device highway road street site website television"
    " radio screen server chip card machine pc".split()
)
# How something is done in comparison: faster than adults.
_FASTER = {
    "faster": "速く",
    "better": "うまく",
    "slower": "遅く",
    "earlier": "早く",
    "sooner": "早く",
    "later": "遅く",
    "longer": "長く",
    "cheaper": "安く",
}
_SPREADS = frozenset("広める 広がる 届ける 運ぶ 届く 送る".split())


class TailRules(Rules):
    """The part of the parser that reads what follows a verb."""

    def tail(self, said: Said, at: int, use: Verb | None = None) -> list[tuple[Said, int]]:
        """What may follow a verb and its object: adverbs, prepositional phrases, a purpose."""
        found = [(said, at)]
        if at >= len(self.tokens):
            return found
        very = "非常に" if self.low(at) in ("very", "extremely", "highly") else ""
        for word, behind in self.longest(self.lexicon.adverbs, at + bool(very), 5):
            word = very + word
            if not word.endswith("!") and self.low(at) not in ("first", "there", "here", "then"):
                if word.endswith("場所で") and said.pred.text in _SPREADS:
                    word = word[:-1] + "に"
                if word == "無償で" and said.pred.text.startswith(word):
                    more = said
                elif said.pred.kind in ("i", "na") or word in _EARLY or said.pred.text in ("なる", "する", "ある"):
                    more = replace(said, before=word + said.before)
                else:
                    more = replace(said, before=said.before + word)
                found += self.tail(more, behind, use)
                break
        if self.low(at) in _FASTER and self.low(at + 1) == "than":
            for noun, behind in self.things(at + 2):
                if noun.head:
                    than = f"{noun.text}より{_FASTER[self.low(at)]}{said.before}"
                    found += self.tail(replace(said, before=than), behind, use)
        year = re.fullmatch(r"(?:19|20)\d\d", self.low(at + 1))
        if self.low(at) in ("in", "since") and year:
            dated = {"in": "年に", "since": "年から"}[self.low(at)]
            found += self.tail(replace(said, before=f"{year.group()}{dated}{said.before}"), at + 2, use)
        if self.low(at) == "in":
            for amount, behind in self.number(at + 1):
                if amount.endswith(SPANS):
                    found += self.tail(replace(said, before=f"{amount}で{said.before}"), behind, use)
        if self.low(at) == "for" and use and use.words[0] in ("buy", "sell", "rent", "acquire", "offer"):
            for amount, behind in self.number(at + 1):
                if re.search(r"(?:ドル|円|ユーロ|セント|ポンド)(?:以上)?$", amount):
                    found += self.tail(replace(said, before=f"{amount}で{said.before}"), behind, use)
        if self.low(at) == "for":
            for amount, behind in self.number(at + 1):
                if amount.endswith(SPANS):
                    found += self.tail(replace(said, before=amount + said.before), behind, use)
        preps = dict(use.preps) if use else {}
        for count in (6, 5, 3, 2, 1):
            prep = self.words(at, count)
            particle = preps.get(prep) or self.lexicon.tables["preposition"].get(prep, "")
            if not particle or (prep == "to" and "to" not in preps) or (prep in ("on",) and use is None):
                continue
            if prep not in preps and (
                said.pred.kind in ("na", "i") or said.before.count("で") + said.before.count("のため") > 1
            ):
                continue
            for noun, behind in self.phrase(at + count):
                if (
                    not noun.text or noun.kind or (not noun.head and (prep not in preps or prep == "for"))
                ):  # a bare number says how much
                    continue
                when = noun.head in TIMES and prep not in preps
                named = at + count < len(self.tokens) and self.tokens[at + count].term
                if prep == "on" and prep not in preps and not when and noun.head not in _UPON and not named:
                    continue
                if prep == "for" and prep not in preps and not noun.actor:
                    continue
                if when and prep not in ("in", "on", "at", "after", "before", "during", "from", "within"):
                    continue
                told = "に" if when and prep in ("in", "on", "at") else particle
                goal = use is not None and prep == use.needs and said.before.endswith("を")  # replace A with B
                before = said.before + noun.text + told if goal else noun.text + told + said.before
                found += self.tail(replace(said, before=before), behind, use)
            break
        low = self.low(at)
        aims = use is None or use.words[0] not in OBJECT_DOES  # forces firms to share: no aim of the one who forces
        if (low == "to" and aims and "to" not in preps and said.pred.kind != "na") or (
            self.words(at, 3) == "in order to"
        ):
            start = at + (3 if low == "in" else 1)
            for aim, behind in self.acts(start):
                found.append(
                    (
                        replace(said, before=f"{aim.plain()}ために{'、' if len(said.before) > 9 else ''}{said.before}"),
                        behind,
                    )
                )
        if low == "by":
            for base in self.form(at + 1, "ing"):
                for means, behind in self.verb(base, at + 1):
                    if not means.how:
                        found.append((replace(said, before=f"{means.plain()}ことで{said.before}"), behind))
        if low == "without":
            for base in self.form(at + 1, "ing"):
                for means, behind in self.verb(base, at + 1):
                    if not means.how:
                        found.append((replace(said, before=f"{means.plain()}ことなく{said.before}"), behind))
        return sorted(found, key=lambda item: -item[1])
