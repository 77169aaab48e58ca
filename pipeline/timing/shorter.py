"""A shorter hypothesis in place of a text that cannot be read in its time, if nothing is lost by it."""

from __future__ import annotations

import re
from collections import Counter

from pipeline import guards
from pipeline.lang import width
from pipeline.model import Lang, Origin, Pair, Rung, Translation

WORTH = 0.93  # a gain smaller than this share is not worth another wording

_DIGITS = re.compile(
    r"\d+(?:[.,]\d+)*|[〇一二三四五六七八九十百千万億兆]+(?=[つ個人年月日時分秒回倍％%円ドル件台本枚社])"
)
_LATIN = re.compile(r"[A-Za-z]{2,}")
_EN_NAMES = re.compile(r"(?<=[a-z,;] )[A-Z][A-Za-z0-9]+|[A-Z]+[a-z]*[A-Z]\w*")
_NAMES = re.compile(r"[ァ-ヶー]{4,}")
_NOT_JA = re.compile(
    r"ません|ない|なかっ|なけれ|なく(?=て|は|も|、|。|なる|なっ|$)|ぬ(?=。|、|$)|ずに|ざる|まい(?=。|、|$)|不可能"
)
_NOT_EN = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot)\b|n't\b", re.IGNORECASE)
_FULL_WIDTH = {ord(chr(ord(char) + 0xFEE0)): char for char in map(chr, range(0x21, 0x7F))}


def keeps_all(text: str, other: str, lang: Lang, renderings: tuple[str, ...] = ()) -> bool:
    """True when `other` still has every term rendering, number, name and negation of `text`.

    >>> keeps_all("3つのAIは動きません。", "AI3つは動きません。", Lang.JA), keeps_all("動きません。", "動く。", Lang.JA)
    (True, False)
    >>> keeps_all("OpenAIのモデル", "モデル", Lang.JA)
    False
    """
    one, two = text.translate(_FULL_WIDTH), other.translate(_FULL_WIDTH)
    if any(rendering in text and rendering not in other for rendering in renderings):
        return False
    if Counter(_DIGITS.findall(one)) != Counter(_DIGITS.findall(two)):
        return False
    names = _LATIN if lang is Lang.JA else _EN_NAMES
    if {word.lower() for word in names.findall(one)} - {word.lower() for word in _LATIN.findall(two)}:
        return False
    if lang is Lang.JA:
        return set(_NAMES.findall(one)) <= set(_NAMES.findall(two)) and _negations(one, _NOT_JA) == _negations(
            two, _NOT_JA
        )
    return _negations(one, _NOT_EN) == _negations(two, _NOT_EN)


def _negations(text: str, pattern: re.Pattern[str]) -> int:
    return len(pattern.findall(text))


def shorter(translation: Translation, source: str, pair: Pair, max_cells: float) -> str:
    """The hypothesis to show instead of the chosen text, or empty when none will do.

    The best-scored one that fits `max_cells`, else the narrowest that is worth it. It breaks no guard that the chosen
    text keeps. Only an engine's text is ever replaced: what a person, the memory or the phrase table said stays.
    """
    lang = pair.target
    if translation.origin is not Origin.ENGINE:
        return ""
    here = width.cells(translation.text, lang)
    renderings = tuple(use.rendering for use in translation.terms if use.rendering and use.rung is not Rung.MISSED)
    fits = [
        (width.cells(one.text, lang), one.text)
        for one in translation.alternatives
        if one.text.strip() and keeps_all(translation.text, one.text, lang, renderings)
    ]
    allowed = set(guards.broken(guards.Case(source, translation.text, pair, renderings)))
    fits = [
        (cells, text)
        for cells, text in fits
        if cells <= here * WORTH and allowed.issuperset(guards.broken(guards.Case(source, text, pair, renderings)))
    ]
    if not fits:
        return ""
    return next((text for cells, text in fits if cells <= max_cells), min(fits)[1])
