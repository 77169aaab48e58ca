"""Spoken sentences made fit for prose: fillers, false starts and hand-over words out, nothing put in.

Only whole units at safe places are removed, so what is left are words that were said, in their order.
"""

from __future__ import annotations

import re

from pipeline.model import Lang

_LEAD_EN = re.compile(
    r"^(?:(?:so|and|but|now|well|okay|ok|right|yeah|yes|no|oh|ah|um|uh|exactly|precisely|absolutely|definitely|sure|wow"
    r"|i mean|you know|look|see|actually|honestly|frankly|basically|of course|all right|alright|again|plus|then"
    r"|because|and then|and so|but then|that's right|why because|i think|i guess|i'd say|i would say)\b"
    r"(?:[,.]\s*|\s+(?=(?:i|you|we|they|he|she|it|the|a|an|this|that|these|those|there|if|when|what|our|my|your|their"
    r"|its|so|now|then|for|in|by)\b)))+",
    re.IGNORECASE,
)
_CONTRAST_EN = re.compile(r"(But|However|Yet|Still|Instead)\b", re.IGNORECASE)
_CONTRAST_JA = re.compile(r"(でも|しかし|ただ|ところが|とはいえ|それでも)、")
_INNER_EN = re.compile(
    r",\s*(?:you know|i mean|like|right|sort of|kind of|honestly|frankly|actually|basically|well|um|uh|okay|yeah|"
    r"let's say|of course|as you say|as they say)\s*,\s*",
    re.IGNORECASE,
)
_ANY_EN = re.compile(r"\b(?:um+|uh+|erm?)\b[,]?\s*", re.IGNORECASE)
_TAIL_EN = re.compile(
    r",?\s*\b(?:right|you know|okay|yeah|isn't it|aren't we|aren't they|doesn't it|as they say|i think"
    r"|i guess)\s*(?=[.?!]$)",
    re.IGNORECASE,
)
_TWICE_EN = re.compile(r"\b(\w+(?: \w+){0,2}),? \1\b(?!-)", re.IGNORECASE)
_TWICE_FINE = frozenset({"that", "had", "is", "very very"})
_LEAD_JA = re.compile(
    r"^(?:(?:ああ|おお|さあ|ねえ|わかりました|分かりました|ええと|えっと|えーと|えー|ええ|あの|あのー|まあ|まぁ|うーん|そう|そうですね|そうです|はい|いいえ|いや|うん|なるほど|さて|で|それで|じゃあ|では|そして|"
    r"でも|しかし|だから|ですから|つまり|正直|正直に言うと|もちろん|実は|実際|その通りです|そのとおりです|確かに|わかりました|よし|ほら|ねえ|"
    r"ご存じのように|ご存知のように|私が思うに|要するに|まさに|正当に言うと|そのとおりです|その通りです|おっと|まずは)[、。]\s*)+"
)
_INNER_JA = re.compile(r"、(?:ええと|えっと|えーと|えー|あの|まあ|まぁ|その、|ほら|いわば|なんというか|何というか)、")


def compress(text: str, lang: Lang, *, joined: bool = False) -> str:
    """The sentence without fillers, opening hand-over words and doubled starts; never empty for a non-empty text.

    `joined` says that the sentence before it is told too: then a contrast that opens it ("But", でも) stays.

    >>> compress("So, you know, the the barrier to entry is, um, billions of dollars, right?", Lang.EN)
    'The barrier to entry is, billions of dollars?'
    >>> compress("ええと、まあ、これは大きな問題です。", Lang.JA)
    'これは大きな問題です。'
    >>> compress("But, you know, it works.", Lang.EN, joined=True)
    'But it works.'
    """
    short = _english(text) if lang is Lang.EN else _japanese(text)
    contrast = (_CONTRAST_EN if lang is Lang.EN else _CONTRAST_JA).match(text.strip()) if joined else None
    if contrast and not short.lower().startswith(contrast.group(1).lower()):
        first = short.split(" ", 1)[0]
        named = lang is Lang.EN and (first == "I" or first.startswith("I'") or not first[1:].islower())
        rest = short if named or lang is Lang.JA else short[:1].lower() + short[1:]
        short = f"{contrast.group(1)} {rest}" if lang is Lang.EN else f"{contrast.group(1)}、{rest}"
    return short if len(short.strip("。、.,?!？！ ")) >= 2 else text.strip()


def _english(text: str) -> str:
    short = " ".join(text.split())
    short = _ANY_EN.sub("", short)
    short = _INNER_EN.sub(" ", short)
    short = _LEAD_EN.sub("", short)
    short = _TAIL_EN.sub("", short)
    short = _TWICE_EN.sub(_once, short)
    short = re.sub(r"\s+([,.?!;:])", r"\1", short).strip(" ,")
    return short[:1].upper() + short[1:]


def _once(found: re.Match[str]) -> str:
    return found.group() if found.group(1).lower() in _TWICE_FINE else found.group(1)


def _japanese(text: str) -> str:
    short = _INNER_JA.sub("、", text.strip())
    short = _LEAD_JA.sub("", short)
    return short.strip()
