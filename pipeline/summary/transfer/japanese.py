"""Japanese predicates and their forms: a verb, an adjective or a noun with です, in the few forms summaries need."""

from __future__ import annotations

from dataclasses import dataclass

_ROWS = {
    "う": "わいえお",
    "く": "かきけこ",
    "ぐ": "がぎげご",
    "す": "さしせそ",
    "つ": "たちてと",
    "ぬ": "なにねの",
    "ぶ": "ばびべぼ",
    "む": "まみめも",
    "る": "らりれろ",
}
_TE = {
    "う": "って",
    "く": "いて",
    "ぐ": "いで",
    "す": "して",
    "つ": "って",
    "ぬ": "んで",
    "ぶ": "んで",
    "む": "んで",
    "る": "って",
}


# Denials of verbs in ぐ (稼がない), not of が and ある.
_GA_VERBS = tuple(stem + "がない" for stem in "稼 防 急 泳 つな 継 注 塞 仰 嗅 研 揺る 脱 担".split())


_CAN = {"動く": "動作できる"}  # verbs that tell what can be done by another one


@dataclass(frozen=True, slots=True)
class Pred:
    """A predicate in its dictionary form.

    `kind`: 1 (ichidan), 5 (godan), s (ends in する), k (来る), i (adjective in い), na (noun or adjective before だ).
    """

    text: str
    kind: str


def _godan(verb: str, row: int) -> str:
    return verb[:-1] + _ROWS[verb[-1]][row]


def masu(pred: Pred) -> str:
    """The stem before ます.

    >>> [masu(Pred(*verb)) for verb in (("使う", "5"), ("下げる", "1"), ("制する", "s"))]
    ['使い', '下げ', '制し']
    """
    if pred.kind == "5":
        return _godan(pred.text, 1)
    return pred.text[:-1] if pred.kind == "1" else pred.text[:-2] + ("し" if pred.kind == "s" else "来")


def negative(pred: Pred) -> Pred:
    """The plain denial, itself an adjective in い.

    >>> negative(Pred("使う", "5")).text, negative(Pred("速い", "i")).text, negative(Pred("重要", "na")).text
    ('使わない', '速くない', '重要ではない')
    """
    if pred.kind == "i":
        return Pred(("良く" if pred.text.endswith("いい") else pred.text[:-1] + "く") + "ない", "i")
    if pred.kind == "na":
        return Pred(pred.text + "ではない", "i")
    if pred.text == "ある" or pred.text.endswith("がある"):
        return Pred(pred.text[:-2] + "ない", "i")
    if pred.kind == "5":
        return Pred(_godan(pred.text, 0) + "ない", "i")
    return Pred(masu(pred) + "ない", "i")


def te(pred: Pred) -> str:
    """The form that goes on.

    >>> te(Pred("使う", "5")), te(Pred("行く", "5")), te(Pred("重要", "na"))
    ('使って', '行って', '重要で')
    """
    if pred.kind == "i":
        return pred.text[:-1] + "くて"
    if pred.kind == "na":
        return pred.text + "で"
    if pred.kind == "5":
        return pred.text[:-1] + ("って" if pred.text.endswith("行く") else _TE[pred.text[-1]])
    return masu(pred) + "て"


def past(pred: Pred) -> str:
    """The plain past.

    >>> past(Pred("使う", "5")), past(Pred("速い", "i")), past(Pred("重要", "na"))
    ('使った', '速かった', '重要だった')
    """
    if pred.kind == "i":
        return pred.text[:-1] + "かった"
    if pred.kind == "na":
        return pred.text + "だった"
    form = te(pred)
    return form[:-1] + ("た" if form.endswith("て") else "だ")


def plain(pred: Pred, *, before: bool = False) -> str:
    """The dictionary form; `before` a noun (重要な)."""
    if pred.kind == "na":
        return pred.text + ("である" if before else "だ")
    return pred.text


def polite(pred: Pred, *, was: bool = False) -> str:
    """The form that ends a sentence of a summary.

    >>> polite(Pred("使う", "5")), polite(Pred("使わない", "i")), polite(Pred("重要ではない", "i"), was=True)
    ('使います', '使いません', '重要ではありませんでした')
    """
    if pred.kind == "i":
        if pred.text.endswith("てはいけない"):
            return pred.text[:-2] + "ません"
        denied = _denied(pred.text)
        if denied:
            return denied + ("でした" if was else "")
        return (past(pred) if was else pred.text) + "です"
    if pred.kind == "na":
        return pred.text + ("でした" if was else "です")
    return masu(pred) + ("ました" if was else "ます")


def _denied(text: str) -> str:
    """A plain denial of a verb or of だ in its polite form, empty for other adjectives."""
    owned = text.endswith("がない") and not text.endswith(_GA_VERBS)
    if owned or text.endswith(("ではない", "はない", "くない")):
        return text[:-2] + "ありません"
    if not text.endswith("ない"):
        return ""
    stem = text[:-2]
    if not stem or stem[-1] in "少な":
        return ""
    for row in _ROWS.values():
        if stem[-1] == row[0]:  # a godan stem in あ: 使わ - 使い
            return stem[:-1] + row[1] + "ません"
    return stem + "ません"


def volitional(pred: Pred) -> str:
    """The form before とする.

    >>> volitional(Pred("使う", "5")), volitional(Pred("下げる", "1")), volitional(Pred("制する", "s"))
    ('使おう', '下げよう', '制しよう')
    """
    return _godan(pred.text, 3) + "う" if pred.kind == "5" else masu(pred) + "よう"


def potential(pred: Pred) -> Pred:
    """What can be done.

    >>> potential(Pred("使う", "5")).text, potential(Pred("利用する", "s")).text, potential(Pred("下げる", "1")).text
    ('使える', '利用できる', '下げられる')
    """
    if pred.text in _CAN:
        return Pred(_CAN[pred.text], "1")
    if pred.kind == "5":
        return Pred(_godan(pred.text, 2) + "る", "1")
    if pred.text.endswith("をする"):
        return Pred(pred.text[:-3] + "ができる", "1")
    if pred.kind == "s":
        return Pred(pred.text[:-2] + "できる", "1")
    return Pred(masu(pred) + "られる", "1")


def passive(pred: Pred) -> Pred:
    """What is done to somebody.

    >>> passive(Pred("使う", "5")).text, passive(Pred("公開する", "s")).text, passive(Pred("下げる", "1")).text
    ('使われる', '公開される', '下げられる')
    """
    if pred.kind == "5":
        return Pred(_godan(pred.text, 0) + "れる", "1")
    if pred.kind == "s":
        return Pred(pred.text[:-2] + "される", "1")
    return Pred(masu(pred) + "られる", "1")


def lasting(pred: Pred) -> Pred:
    """What goes on or holds: 使っている."""
    return Pred(te(pred) + "いる", "1")
