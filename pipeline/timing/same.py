"""Whether a shorter wording says the same: the same words in the same order and roles, in a whole sentence.

The rule is a table of what may differ, not of what must stay: whatever is not named below counts. Another hypothesis of
an engine is often another reading of the source; that must never stand in place of the text that was chosen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.lang import ja
from pipeline.lang.ja import Token
from pipeline.model import Lang

_FINAL = ("終止形", "連体形", "命令形", "意志推量形")
_NOMINAL = frozenset({"名詞", "代名詞", "形状詞", "接尾辞", "感動詞", "副詞", "記号"})
_INFLECTED = frozenset({"動詞", "形容詞", "助動詞"})
_COPULA = frozenset({"です", "でしょう", "でしょ", "だ", "だろう", "だろ"})  # as the dictionary lists them
_POLITE = frozenset({"ます", "ましょう", "ましょ"})
_MARKS = frozenset("、,，「」『』\u3000 ")
_ENDS = frozenset("。．！？!?")

_EN_WORD = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*|[.?!;]")
_EN_WHOLE = (
    (re.compile(r"\bcan['’]t\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon['’]t\b"), "will not"),
    (re.compile(r"n['’]t\b"), " not"),
    (re.compile(r"['’]re\b"), " are"),
    (re.compile(r"['’]ll\b"), " will"),
    (re.compile(r"['’]ve\b"), " have"),
    (re.compile(r"['’]m\b"), " am"),
)


def says_same(text: str, other: str, lang: Lang) -> bool:
    """True when `other` differs from `text` only in what the meaning does not hang on, and ends as a sentence.

    Japanese: the copula and politeness at a clause's end (`です`, `ます`, `のです`), は after another particle or an
    adverb, でしょう in a question, ね and よ, commas and quotation marks. English: contractions.

    >>> says_same("まずは、ラックが溶けてしまうんです。", "まずラックが溶けてしまいます。", Lang.JA)
    True
    >>> says_same("悪い企業の大口顧客です。", "悪い企業の大気に。", Lang.JA)
    False
    >>> says_same("それは1社ではありません。", "1社ではありません。", Lang.JA)
    False
    """
    if lang is Lang.EN:
        return _words(text) == _words(other)
    before, after = _tokens(text), _tokens(other)
    return list(_meant(before)) == list(_meant(after)) and (_whole(after) or not _whole(before))


def _words(text: str) -> list[str]:
    lower = text.lower()
    for pattern, whole in _EN_WHOLE:
        lower = pattern.sub(whole, lower)
    return _EN_WORD.findall(lower)


def _tokens(text: str) -> list[Token]:
    return [token for token in ja.tokens(unicodedata.normalize("NFKC", text)) if token.surface not in _MARKS]


def _meant(tokens: Sequence[Token]) -> Iterator[str]:
    """What each word adds to the meaning; a word that may be there or not adds nothing."""
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.pos1 == "助動詞" and token.base in _COPULA | _POLITE and not _matters(token, after):
            continue
        if token.pos2 == "準体助詞" and before and before.pos1 in _INFLECTED and after and after.base in _COPULA:
            continue
        if token.surface == "は" and before and before.pos1 in ("助詞", "副詞"):
            continue
        if token.pos2 == "終助詞" and token.surface in ("ね", "よ"):
            continue
        if token.surface in _ENDS and after is None:
            continue
        yield _meaning(token)


def _matters(token: Token, after: Token | None) -> bool:
    """True for a copula or ます that carries tense, mood or a link, or stands before a noun."""
    if token.base in _POLITE:
        return token.form.startswith(("意志推量形", "仮定形", "命令形"))
    if token.form.startswith("意志推量形"):
        return after is None or after.surface != "か"  # a question conjectures with or without it
    if token.form.startswith("終止形"):
        return False
    return not (token.form.startswith("連体形") and after is not None and after.pos2 == "準体助詞")


def _meaning(token: Token) -> str:
    """The word in its dictionary form, with its mood where its form alone carries one."""
    if token.pos1 not in _INFLECTED:
        return token.surface
    base = token.base
    if token.pos1 == "助動詞":
        base = "だ" if base in _COPULA else "ない" if base in ("ぬ", "ん") else base
    mood = next((form for form in ("意志推量形", "命令形", "仮定形") if token.form.startswith(form)), "")
    return base + mood


def _whole(tokens: Sequence[Token]) -> bool:
    """True when every sentence ends as one: a finite form, a noun, or a sentence-final particle."""
    last = [token for token, after in pairwise(tokens) if after.surface in _ENDS and token.surface not in _ENDS]
    last += [token for token in tokens[-1:] if token.surface not in _ENDS]
    return bool(last) and all(
        token.pos1 in _NOMINAL
        or token.pos2 == "終助詞"
        or (token.pos1 in _INFLECTED and token.form.startswith(_FINAL))
        or token.pos2 == "括弧閉"
        for token in last
    )
