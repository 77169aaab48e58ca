"""How far a translation can be shown without its source beside it: signs of machine trouble, each a factor.

A summary is read on its own, so a sentence that reads oddly does more harm there than in a transcript. Text an
editor, the memory or the phrase table gave is trusted; an engine's text is weighed.
"""

from __future__ import annotations

import re
from math import exp, log

from pipeline.lang.width import cells
from pipeline.model import Lang, Origin, Rung, Sentence, Translation
from pipeline.summary.faithful import coverage, english_words
from pipeline.summary.register import is_polite

TYPICAL_RATIO = 0.46  # full-width cells per English character, of good subtitle translations
RATIO_SPREAD = 0.45  # in log units: p10 to p90 of human translations lie within it
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_AGAIN = re.compile(r"(.{4})(?:.{0,8})\1")
LEAST_COVERAGE, COVERAGE_SPREAD = 0.35, 0.45  # human translations reach 0.58 in the middle, 0.8 at their best
_NO_EN = re.compile(r"\b(?:no|not|never|nobody|nothing|none|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_NO_JA = re.compile(r"ない|なく|なかっ|ません|ず(?=[、に。]|$)|なし|なけれ|不可能|無い|以外|だけ|しか")
_PRONOUN = re.compile(r"あなた|彼ら|それは驚く")


def trust(sentence: Sentence, translation: Translation | None) -> float:
    """0 (must not be shown) to 1 for the translation of a sentence.

    A translation with a broken guard is never trusted.
    """
    if translation is None or translation.guards or not translation.text.strip():
        return 0.0
    if translation.origin in (Origin.EDITOR, Origin.MEMORY, Origin.PHRASE):
        return 1.0
    value = 1.0
    missed = sum(use.rung is Rung.MISSED for use in translation.terms)
    value *= 0.6**missed
    english, japanese = sentence.text, translation.text
    if sentence.lang is Lang.EN:
        value *= _sound_japanese(english, japanese)
    else:
        english, japanese = japanese, english
    if value > 0:
        rendered = {
            word for use in translation.terms if use.rung is not Rung.MISSED
            for word in english_words(sentence.text[use.start : use.end])
        }
        value *= min(1.0, max(0.0, coverage(english, japanese, rendered) - LEAST_COVERAGE) / COVERAGE_SPREAD)
        if bool(_NO_EN.search(english)) != bool(_NO_JA.search(japanese)):
            value *= 0.5
    return value


def _sound_japanese(english: str, japanese: str) -> float:
    known = {word.lower() for word in _LATIN.findall(english) if any(letter.isupper() for letter in word)}
    foreign = [word for word in _LATIN.findall(japanese) if word.lower().rstrip("s") not in _singular(known)]
    if any(word.islower() for word in foreign) or len(foreign) > 1:
        return 0.0  # English left over in the middle of Japanese
    value = 0.5 ** len(foreign)
    ratio = cells(japanese) / max(1, len(english))
    value *= exp(-((log(max(ratio, 0.01) / TYPICAL_RATIO) / RATIO_SPREAD) ** 2))
    if not is_polite(japanese):
        value *= 0.7
    if _AGAIN.search(japanese):
        value *= 0.5
    if _PRONOUN.search(japanese):
        value *= 0.8
    kept = _NUMBER.findall(japanese)
    said = _NUMBER.findall(english)
    if any(number not in japanese for number in said) or any(number not in english for number in kept):
        value *= 0.6 if _has_number(english) else 0.3
    words = len(english.split())
    if words > 24:
        value *= 0.75  # long sentences are where a small model loses the thread
    return value


def _singular(words: set[str]) -> set[str]:
    return {word.rstrip("s") for word in words}


_COUNTED = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundreds?|thousands?|millions?|billions?|trillions?|half|first|second|third|single|dozens?|decades?|every"
    r"|both|another|an?)\b|teen\b",
    re.IGNORECASE,
)


def _has_number(english: str) -> bool:
    return bool(_COUNTED.search(english))
