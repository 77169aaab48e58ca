"""English verbs with what belongs to them: objects, prepositions, adverbs, aims, other verbs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.summary.transfer import japanese as ja
from pipeline.summary.transfer.japanese import Pred
from pipeline.summary.transfer.lexicon import Verb
from pipeline.summary.transfer.rules import Rules
from pipeline.summary.transfer.said import Said, became, chained, with_modal

_TAKES_TO = {
    "try": "try",
    "want": "want",
    "start": "begin",
    "begin": "begin",
    "continue": "continue",
    "tend": "tend",
    "seem": "seem",
    "decide": "decide",
    "choose": "decide",
    "refuse": "refuse",
    "learn": "become",
    "manage": "manage",
    "plan": "plan",
    "fail": "fail",
    "need": "must",
    "have": "must",
    "hope": "want",
    "help": "help",
}
_TAKES_ING = {
    "start": "begin",
    "begin": "begin",
    "keep": "continue",
    "continue": "continue",
    "stop": "stop",
    "avoid": "avoid",
}
_LETS = frozenset("allow enable let help".split())


# Verbs whose object does what stands behind "to".
_MADE_TO = {
    "force": Pred("強いる", "1"),
    "require": Pred("求める", "1"),
    "ask": Pred("頼む", "5"),
    "encourage": Pred("促す", "5"),
    "push": Pred("促す", "5"),
    "urge": Pred("促す", "5"),
    "convince": Pred("説得する", "s"),
    "tell": Pred("言う", "5"),
}
OBJECT_DOES = frozenset((*_MADE_TO, *_LETS, "want", "need", "teach", "get", "expect", "stop", "train", "use", "trust"))


# Verbs whose object may be a bare amount (it earns ten dollars).
_AMOUNTS = frozenset(
    "earn pay spend invest raise lose save reach exceed move use generate produce need require consume store hold"
    " process".split()
)
_MORE = {"more": "多くの", "less": "少ない", "fewer": "少ない"}
# Verbs of prices and shares that say by how much.
_BY = {"fall": Pred("下がる", "5"), "drop": Pred("下がる", "5"), "rise": Pred("上がる", "5")}
# The same without saying so, of prices and shares alone: other things fall otherwise.
_MOVES = {base: Pred("下がる", "5") for base in ("fall", "drop", "decline")} | {
    base: Pred("上がる", "5") for base in ("rise", "increase")
}
SPANS = ("年", "か月", "週間", "日", "時間", "分", "秒", "世紀")
_TAUGHT = frozenset("ai model machine computer robot system network generation".split())  # who is taught, not what


class VerbRules(Rules):
    """The part of the parser that reads a verb and what follows it."""

    def uses(self, base: str, at: int) -> list[tuple[Verb, int]]:
        """The uses of a verb, its further words ("give away") read or still to come."""
        found = []
        for use in self.lexicon.verbs.get(base, ()):
            extra = " ".join(use.words[1:])
            if base == "work" and use.pred.text == ("機能する" if self.person else "働く"):
                continue  # a method works, a person works
            if not extra:
                found.append((use, at + 1))
            elif self.words(at + 1, len(use.words) - 1) == extra:
                found.append((use, at + len(use.words)))
        return sorted(found, key=lambda item: -len(item[0].words))

    def verb(self, base: str, at: int) -> list[tuple[Said, int]]:
        """A verb with its object and what follows, most read first."""
        found: list[tuple[Said, int]] = [*self.special(base, at + 1)]
        split = [use for use in self.lexicon.verbs.get(base, ()) if len(use.words) > 1 and use.particle]
        for use, behind in self.uses(base, at):
            amount = _MORE.get(self.low(behind), "") if use.particle in ("を", "が") else ""
            if amount:  # makes more money than the others
                for what, middle in self.described(behind + 1):
                    for than, end in self.phrase(middle + 1) if self.low(middle) == "than" and what.text else ():
                        own = self.lexicon.tables["with"].get(f"{base} {what.head}", "")
                        if than.text and not than.kind and own != "-":
                            pred = Pred(*own.split("/")) if own else use.pred
                            compared = f"{than.text}より{amount}{what.text}{use.particle}"
                            found.append((Said(compared, pred, state=use.lasts), end))
                if amount == _MORE["more"] and use.particle == "を" and not self.described(behind + 1):  # learn more
                    found += self.tail(Said("より多くのことを", use.pred, state=use.lasts), behind + 1, use)
            joined = self.low(at - 1) == "and" or self.low(at - 2) == "and"
            if use.particle == "を" and joined and self.low(behind) in ("it", "them"):  # download it and run it
                found += self.tail(Said("", use.pred, state=use.lasts), behind + 1, use)
            elif use.particle == "を" and self.behind_clause and self.low(behind) == "it":
                found += self.tail(Said("それを", use.pred, state=use.lasts), behind + 1, use)
            if use.particle:
                for noun, end in self.phrase(behind):
                    if not noun.text or noun.kind or (not noun.head and base not in _AMOUNTS):
                        continue
                    pred, particle = use.pred, use.particle
                    own = self.lexicon.tables["with"].get(f"{base} {noun.head}", "") if len(use.words) == 1 else ""
                    if own == "-":
                        continue
                    if own:
                        word, _, kind = own.partition("/")
                        pred = Pred(word, kind)
                    if base == "train" and noun.actor and not own:
                        pred = Pred("養成する", "s")
                    if base == "teach" and (noun.actor or noun.head in _TAUGHT):
                        particle = "に" if noun.actor else "を"
                    said = Said(noun.text + particle, pred, state=use.lasts and not own)
                    if not use.needs or self.words(end, len(use.needs.split())) == use.needs:
                        found += self.tail(said, end, use)
                    for other in split:
                        extra = " ".join(other.words[1:])
                        if self.words(end, len(other.words) - 1) == extra and not self.tokens[end - 1].comma:
                            found += self.tail(
                                Said(noun.text + other.particle, other.pred, state=other.lasts),
                                end + len(other.words) - 1,
                                other,
                            )
            else:
                said = Said("", use.pred, state=use.lasts)
                if use.needs:
                    how, _, _, behind = self.manner(behind)
                    if self.words(behind, len(use.needs.split())) != use.needs:
                        continue
                    said = replace(said, before=how)
                found += self.tail(said, behind, use)
        return sorted(found, key=lambda item: -item[1])

    def special(self, base: str, at: int) -> Iterator[tuple[Said, int]]:
        """Verbs that take another verb or a whole clause."""
        low = self.low(at)
        if base in _TAKES_TO and low == "to":
            for said, end in self.base_form(at + 1):
                if not said.how and not said.was:
                    yield from chained(said, _TAKES_TO[base], end)
        if base in _TAKES_ING:
            for verb in self.form(at, "ing"):
                for said, end in self.verb(verb, at):
                    if not said.how:
                        yield from chained(said, _TAKES_ING[base], end)
        if base == "end" and low == "up":
            for verb in self.form(at + 1, "ing"):
                for said, end in self.verb(verb, at + 1):
                    yield Said(said.plain() + "ことに", Pred("なる", "5")), end
        yield from self.inner(base, at)
        if base in _LETS:
            for noun, behind in self.phrase(at):
                if not noun.text or noun.kind:
                    continue
                start = behind + 1 if self.low(behind) == "to" else behind if base in ("let", "help") else -1
                if start < 0:
                    continue
                for said, end in self.acts(start):
                    if base == "help":
                        yield Said(f"{noun.text}が{said.plain()}のを", Pred("助ける", "1")), end
                    else:
                        yield (
                            Said(f"{noun.text}が{with_modal(said, 'can', False).plain()}ように", Pred("する", "s")),
                            end,
                        )
        if base in _MADE_TO:
            for noun, behind in self.things(at):
                if self.low(behind) == "to":
                    for said, end in self.acts(behind + 1):
                        yield Said(f"{noun.text}に{said.plain()}よう", _MADE_TO[base]), end
        if base in ("prevent", "stop", "keep", "block"):
            for noun, behind in self.things(at):
                if self.low(behind) == "from":
                    for doing in self.form(behind + 1, "ing"):
                        for said, end in self.verb(doing, behind + 1):
                            if not said.how and not said.state:
                                yield Said(f"{noun.text}が{said.plain()}のを", Pred("防ぐ", "5")), end
        if base in ("need", "want"):
            for noun, behind in self.things(at):
                if self.low(behind) == "to":
                    for said, end in self.base_form(behind + 1):
                        if said.how or said.denied:
                            continue
                        if base == "need":
                            yield Said(f"{noun.text}が{said.plain(noun=True)}必要が", Pred("ある", "5")), end
                        elif said.pred.kind not in ("i", "na"):
                            wish = f"{noun.text}に{said.before}{ja.te(said.pred)}ほしいと"
                            yield Said(wish, Pred("考える", "1"), state=True), end
        if base == "spend" and self.low(at) == "more":
            for what, behind in self.described(at + 1):
                if self.low(behind) != "on":
                    continue
                for on, then in self.phrase(behind + 1):
                    start = then + 1 + (self.low(then + 1) == "on")
                    for than, end in self.phrase(start) if self.low(then) == "than" else ():
                        if on.text and than.text and not than.kind:
                            yield Said(f"{than.text}よりも{on.text}に多くの{what.text}を", Pred("費やす", "5")), end
        if base == "use":
            for noun, behind in self.things(at):
                if self.low(behind) == "to":
                    for said, end in self.acts(behind + 1):
                        yield replace(said, before=f"{noun.text}を使って{said.before}"), end
        if base == "make":
            for noun, behind in self.things(at):
                if not self.tokens[behind - 1].comma:
                    for text, end in self.adjectives(behind):
                        turned = became(text)
                        if turned:
                            yield from self.tail(Said(f"{noun.text}を{turned}", Pred("する", "s")), end)
        if base in ("become", "get"):
            for said, end in self.being(at, False):
                if said.pred.text in ("得意", "苦手"):  # has become good at it
                    yield Said(f"{said.before}{said.pred.text}に", Pred("なる", "5")), end
        if base in ("become", "get", "grow", "remain"):
            for text, end in self.adjectives(at):
                turned = became(text) if base != "remain" else ""
                if turned:
                    yield from self.tail(Said(turned, Pred("なる", "5")), end)
        if base in ("drive", "push", "bring", "cut"):
            for noun, behind in self.phrase(at):
                down = behind + 1 if self.low(behind) == "down" else behind
                if (
                    noun.text
                    and self.low(down) == "to"
                    and (self.low(behind) == "down" or self.low(down + 1) == "zero")
                ) and self.low(down + 1) == "zero":
                    yield from self.tail(Said(f"{noun.text}をゼロまで", Pred("下げる", "1")), down + 2)
        if base == "belong" and low == "to":
            for noun, end in self.phrase(at + 1):
                if noun.text and not noun.kind:
                    yield Said("", Pred(noun.text + "のもの", "na")), end
        if base in _MOVES and self.priced:
            yield from self.tail(Said("", _MOVES[base]), at)
        if base == "teach":
            for noun, behind in self.things(at):
                if self.low(behind) == "to":
                    for said, end in self.acts(behind + 1):
                        yield Said(f"{noun.text}に{said.plain()}ことを", Pred("教える", "1")), end
        if base in _BY and low == "by":
            for amount, end in self.number(at + 1):
                yield from self.tail(Said(amount, _BY[base]), end)
        if base == "cost":
            for amount, end in self.number(at):
                if amount.endswith(("ドル", "円", "ユーロ", "セント", "ポンド")):
                    yield from self.tail(Said(amount, Pred("かかる", "5")), end)
        if base in ("take", "last"):
            for amount, end in self.number(at):
                if amount.endswith(SPANS):
                    yield from self.tail(Said(amount, Pred("かかる" if base == "take" else "続く", "5")), end)
        if base in ("weigh", "measure") and self.number(at):
            for amount, end in self.number(at):
                if amount.endswith(("グラム", "トン", "メートル", "ポンド")):
                    yield Said(amount + "の" + ("重さ" if base == "weigh" else "大きさ") + "が", Pred("ある", "5")), end
        if base == "cost" and self.words(at, 3) == "as much as":
            for noun, end in self.phrase(at + 3):
                if noun.text:
                    yield Said(f"{noun.text}と同じくらいの費用が", Pred("かかる", "5")), end
        if base == "cost" and low in ("more", "far") and "than" in [token.low for token in self.tokens[at:]]:
            start = at + (2 if low == "far" else 1)
            for what, behind in self.described(start):
                for than, end in self.phrase(behind + 1) if self.low(behind) == "than" else ():
                    if than.text:
                        much = "はるかに多くの" if low == "far" else "多くの"
                        yield Said(f"{than.text}より{much}{what.text}が", Pred("かかる", "5")), end
        if base == "matter" and self.words(at, 2) == "more than":
            for than, end in self.phrase(at + 2):
                if than.text:
                    yield Said(f"{than.text}より", Pred("重要", "na")), end
        if base == "spend":
            for what, behind in self.phrase(at):
                for doing in self.form(behind, "ing") if what.text and not what.kind else ():
                    for said, end in self.verb(doing, behind):
                        if not said.how and not said.state:
                            yield Said(f"{said.plain()}ことに{what.text}を", Pred("費やす", "5")), end
        if base == "get" and self.anybody:
            for noun, end in self.phrase(at):
                if noun.text and not noun.kind:
                    yield Said(f"{noun.text}が", Pred("手に入る", "5")), end
        if base in ("give", "offer", "send", "show"):
            for whom, behind in self.phrase(at):
                if whom.text and whom.actor and not self.tokens[behind - 1].comma:
                    for what, end in self.single(behind):
                        if what.text:
                            yield from self.tail(
                                Said(
                                    f"{whom.text}に{what.text}を",
                                    Pred("与える" if base != "send" else "送る", "1" if base != "send" else "5"),
                                ),
                                end,
                            )
