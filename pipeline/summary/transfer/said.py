"""What is said of a subject in Japanese, and how: denied, possible, past, going on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.summary.transfer import japanese as ja
from pipeline.summary.transfer.japanese import Pred

_HAPPENS = frozenset(
    "起こる ある 必要 使い果たす 失う 失敗する 溶ける 停止する 損をする"
    " 多額のお金がかかる かかる 悪化する 良くなる 安くなる 上がる 下がる 増える 縮む 死ぬ 苦しむ 続く"
    " 崩壊する 姿を消す 劣化する 壊れる 廃業する 引き起こす 傷つける 含む 見落とす"
    " 台無しにする 壊す 破壊する 損なう 殺す 妨げる 悪化させる 脅かす".split()
)
# What a firm does goes on, where that ends a sentence.
_HABITS = frozenset("売る 開発する 販売する 経営する 運営する 営む 率いる 手がける".split())


@dataclass(frozen=True, slots=True)
class Said:
    """A predicate with everything before it. `how` is a modal; `state` a verb whose present lasts."""

    before: str
    pred: Pred
    denied: bool = False
    was: bool = False
    how: str = ""
    state: bool = False
    also: bool = False
    going: bool = False  # told as going on (is building)

    def head(self) -> str:
        """What stands before the predicate: 同じくらい of a comparison is ほど where it is denied."""
        if self.denied and "と同じくらい" in self.before:
            return self.before.replace("と同じくらい", "ほど")
        return self.before

    def halved(self) -> bool:
        """True for "as fast as A or as cheap as B" where it is not denied: which of the two is not said."""
        return not self.denied and "く、" in self.before and "と同じくらい" in self.before

    def base(self) -> Pred:
        """The predicate, lasting where its present is a state."""
        knows_not = self.denied and self.pred.text == "知る"  # 知りません
        return ja.lasting(self.pred) if self.state and not self.how.startswith("can") and not knows_not else self.pred

    def plain(self, *, noun: bool = False) -> str:
        """As it stands before a noun or とき, ように."""
        pred = ja.negative(self.base()) if self.denied and self.how != "free" else self.base()
        if self.how == "might":
            return self.head() + bare(pred, self.was) + "かもしれない"
        if self.how == "must":
            return self.head() + ja.negative(self.pred).text[:-1] + "ければならない"
        if self.how == "free":
            return self.head() + ja.plain(self.pred, before=True) + "必要はない"
        if self.was:
            return self.head() + ja.past(pred)
        return self.head() + ja.plain(pred, before=noun)

    def final(self) -> str:
        """As it ends a sentence."""
        base = ja.lasting(self.pred) if self.pred.text in _HABITS and not self.how and not self.was else self.base()
        pred = ja.negative(base) if self.denied and self.how not in ("free", "should") else base
        if self.how == "will":
            return self.head() + bare(pred, self.was) + "でしょう"
        if self.how == "might":
            return self.head() + bare(pred, self.was) + "かもしれません"
        if self.how == "must":
            return self.head() + ja.negative(self.pred).text[:-1] + "ければなりません"
        if self.how == "free":
            return self.head() + ja.plain(self.pred, before=True) + "必要はありません"
        if self.how == "should":
            return (
                self.head() + ja.plain(self.pred, before=True) + ("べきではありません" if self.denied else "べきです")
            )
        if pred.text == "必要ではない" and "が思ったほど" in self.before and not self.was:
            return self.before.replace("が思ったほど", "は思ったほど") + "必要ありません"
        if pred.text == "必要ではない" and self.before.endswith("が") and not self.was:
            return self.before[:-1] + "は必要ありません"
        if self.how == "seem":
            return self.head() + (ja.past(pred) if self.was else ja.plain(pred, before=True)) + "ようです"
        return self.head() + ja.polite(pred, was=self.was)


def bare(pred: Pred, was: bool) -> str:
    return ja.past(pred) if was else pred.text


def replace_first(text: str, old: str, new: str) -> str:
    """The text with one beginning exchanged for another."""
    return new + text[len(old) :] if text.startswith(old) else text


def too(said: Said) -> Said:
    """also: も for the object's を, else また."""
    if said.before.endswith("を"):
        return replace(said, before=said.before[:-1] + "も", also=True)
    return replace(said, before="また" + said.before, also=True)


def with_modal(said: Said, how: str, denied: bool) -> Said:
    denied = said.denied != denied
    if how == "could":
        if not denied:
            how = "might"
        elif said.pred.kind in ("i", "na") or said.state:
            return replace(said, how="?")
        else:  # could not do it
            return replace(with_modal(said, "can", False), denied=True, was=True)
    if how == "must" and denied:
        if said.pred.kind in ("i", "na"):
            return replace(said, how="?")
        return replace(said, pred=Pred(ja.te(said.pred) + "はいけない", "i"), denied=False, state=False)
    if how == "can":
        if said.pred.kind in ("i", "na") or said.state:
            return (
                replace(said, how="might", denied=denied)
                if said.pred.kind in ("i", "na") and not denied
                else replace(said, how="?")
            )
        if said.pred.text == "ある" and said.before.endswith("が") and denied:  # cannot have the best chips
            return replace(said, before=said.before[:-1] + "を", pred=Pred("手に入れられる", "1"), denied=denied)
        if said.pred.text.endswith(("できる", "られる")) or said.pred.text in _HAPPENS:
            return replace(said, how="might", denied=denied)
        if said.pred.text == "見る" and said.before.endswith("を"):
            return replace(said, before=said.before[:-1] + "が", pred=Pred("見える", "1"), denied=denied)
        if "を" not in said.before and said.pred.kind != "s" and said.pred.text != "動く":
            return replace(said, before=said.plain() + "ことが", pred=Pred("できる", "1"), denied=denied)
        return replace(said, pred=ja.potential(said.pred), denied=denied)
    if how == "must" and said.pred.kind in ("na",):
        return replace(
            said, before=f"{said.before}{said.pred.text}で", pred=Pred("ある", "5"), how="must", denied=denied
        )
    if how == "must" and said.pred.kind == "i":
        return replace(said, how="?")
    return replace(said, how=how, denied=denied)


def chained(said: Said, kind: str, end: int) -> Iterator[tuple[Said, int]]:
    """A verb behind another one: try to, want to, begin to."""
    pred = said.pred
    if kind == "seem" and not said.denied:
        yield replace(said, how="seem"), end
    if kind == "seem" or pred.kind in ("i", "na") or said.denied:
        return
    if kind == "try":
        yield Said(said.before + ja.volitional(pred) + "と", Pred("する", "s"), state=False), end
    elif kind == "want":
        yield Said(said.before + ja.masu(pred) + "たいと", Pred("考える", "1"), state=True), end
    elif kind == "begin":
        yield Said(said.before, Pred(ja.masu(pred) + "始める", "1")), end
    elif kind == "continue":
        yield Said(said.before, Pred(ja.masu(pred) + "続ける", "1")), end
    elif kind == "tend":
        yield Said(said.plain() + "傾向が", Pred("ある", "5")), end
    elif kind == "decide":
        yield Said(said.plain() + "ことに", Pred("決める", "1")), end
    elif kind == "refuse":
        yield Said(said.plain() + "ことを", Pred("拒む", "5")), end
    elif kind == "become":
        yield Said(said.plain() + "ように", Pred("なる", "5")), end
    elif kind == "plan":
        yield Said("", Pred(said.plain() + "予定", "na")), end
    elif kind == "must":
        yield replace(said, how="must"), end
    elif kind == "stop":
        yield Said(said.plain() + "のを", Pred("やめる", "1")), end
    elif kind == "avoid":
        yield Said(said.plain() + "のを", Pred("避ける", "1")), end
    elif kind == "help":
        yield Said(said.plain() + "のに", Pred("役立つ", "5")), end


def as_predicate(before: str, ending: str) -> Pred | None:
    """An adjective as a predicate."""
    if ending.endswith("です"):
        body = ending[:-2]
        return Pred(body, "i" if body.endswith("い") else "na")
    if ending.endswith("ています"):
        return Pred(ending[:-2] + "る", "1")
    if ending == "異なります":
        return Pred("異なる", "5")
    if ending == "利用できます":
        return Pred("利用できる", "1")
    if ending == "役に立ちます":
        return Pred("役に立つ", "5")
    if ending == "役立ちます":
        return Pred("役立つ", "5")
    if ending.endswith("があります"):
        return Pred(ending[:-3] + "る", "5")
    if ending.endswith("えます"):
        return Pred(ending[:-2] + "る", "1")
    if ending:
        return None
    if before.endswith("い"):
        return Pred(before, "i")
    return Pred(before[:-1], "na") if before.endswith(("な", "の")) else None


def became(text: str) -> str:
    """An adjective before する or なる: 速く, 重要に."""
    if not text:
        return ""
    if text.endswith("い"):
        return text[:-1] + "く"
    return text[:-1] + "に" if text.endswith("な") else ""
