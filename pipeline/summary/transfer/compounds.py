"""How Japanese nouns, adjectives and lists are put together."""

from __future__ import annotations

import re

from pipeline.summary.transfer.rules import Noun

_KANJI = re.compile(r"[一-鿿々]+")
_KATAKANA = re.compile(r"[ァ-ヺー]+")
_COMPOUNDS = frozenset("企業 市場 業界 技術 産業 市場シェア 研究者 開発者".split())  # AI企業, 半導体市場
_FOREIGN = re.compile(r"[A-Za-z0-9 .-]+|[ァ-ヺー・]+")


def joined(one: Noun, other: Noun) -> str:
    """A noun that describes another: one word where Japanese makes one of them (消費者市場), else with の."""
    kanji = _KANJI.fullmatch(one.text) and _KANJI.fullmatch(other.text) and len(one.text + other.text) <= 6
    kanji = kanji and min(len(one.text), len(other.text)) > 1  # 論文の話, not 論文話
    if other.text in _COMPOUNDS and not one.actor and (_FOREIGN.fullmatch(one.text) or _KANJI.fullmatch(one.text)):
        return one.text + other.text
    foreign = _FOREIGN.fullmatch(one.text) and (_KATAKANA.fullmatch(other.text) or len(other.text) == 1)
    return one.text + ("" if (kanji or foreign) and not one.actor else "の") + other.text


def entire(adjective: str, noun: str) -> str:
    """製品全体 for an entire product, 巨大な戦略的リスク for two adjectives, else adjective and noun."""
    if (
        adjective.endswith("的な")
        and len(re.findall("[ない]", adjective)) > 1
        and (_KANJI.match(noun) or _KATAKANA.match(noun))
    ):
        return adjective[:-1] + noun
    if adjective == "巨大な" and noun.endswith(("学習", "投資", "実験", "調査", "攻撃", "計画")):
        return "大規模な" + noun
    if adjective == "巨大な" and noun.endswith(("知識", "データ", "情報", "労力", "資金", "お金", "量", "知能")):
        return "膨大な" + noun
    if adjective.endswith("全体の"):
        return adjective[:-3] + noun + "全体"
    return adjective + noun


def listed(names: list[str], word: str) -> str:
    if word == "or":
        return (
            "、".join(names[:-1]) + "または" + names[-1]
            if len(names) == 2
            else "、".join([*names[:-1], f"または{names[-1]}"])
        )
    if len(names) == 2 and len(names[0]) < 12:
        return "と".join(names)
    return "、".join(names)
