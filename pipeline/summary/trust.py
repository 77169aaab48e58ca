"""How far a translation can be shown without its source beside it: signs of machine trouble, each a factor.

A summary is read on its own, so a sentence that reads oddly does more harm there than in a transcript. Text an
editor, the memory or the phrase table gave is trusted; an engine's text is weighed.
"""

from __future__ import annotations

import re
from collections import Counter
from math import exp, log

from pipeline.lang.width import cells
from pipeline.model import Lang, Origin, Rung, Sentence, Translation
from pipeline.summary.register import is_polite
from pipeline.wording.faithful import english_words, japanese_words, unaccounted

LEAST_TRUST = 0.5  # a translation below this names nothing and asks nothing
LEAST_TOLD = 0.78  # one below this is not told as a sentence of a summary
LEAST_QUOTE = 0.8  # nor one below this quoted

TYPICAL_RATIO = 0.46  # full-width cells per English character, of good subtitle translations
RATIO_SPREAD = 0.45  # in log units: p10 to p90 of human translations lie within it
# How sure the engine was (its score, which falls with length, and that score a token), and what either side says that
# the other does not: weights and the middle of a logistic curve, set on translations judged one by one.
_SCORE, _TOKEN_SCORE, _UNACCOUNTED, _MIDDLE = 4.0, 6.0, -2.0, 3.9
_USUAL_SCORE = -0.55  # of engines that give none
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_AGAIN = re.compile(r"(.{4})(?:.{0,8})\1")
_NO_EN = re.compile(r"\b(?:no|not|never|nobody|nothing|none|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_BARELY_EN = re.compile(
    r"\b(?:only|just|hardly|rarely|except|unless|unlike|unable|unknown|unlimited|invisible|impossible|inevitabl[ey]|illegal"
    r"|too|lack\w*|fail\w*|avoid\w*|stop\w*|prevent\w*|los[et]\w*|miss\w*|out of|rather than|instead of|other than"
    r"|have to|has to|must|difficult|hard to|free|anything but)\b",
    re.IGNORECASE,
)
_ONLY_EN = re.compile(r"\bonly\b", re.IGNORECASE)
_ONLY_JA = re.compile(r"だけ|しか|のみ|唯一|ばかり|にすぎ|に過ぎ|初めて|まで")
_NO_JA = re.compile(r"ない|なく|なかっ|ません|ず(?=[、に。]|$)|なし|なけれ|不可能|無い|以外|だけ|しか")
_NOT_NO_JA = re.compile(
    r"かもしれ(?:ない|ません)|な(?:ければ|くては|きゃ)(?:な(?:らない|りません)|いけ(?:ない|ません))|ざるを得(?:ない|ません)"
    r"|に違いな(?:い|く)|なくな[らりるっ]|だけ(?:で|の|が|を|に)|間違いな[いく]"
)
_NOT_ALL_EN = re.compile(r"\bnot (?:every|all|always|everyone)\b", re.IGNORECASE)
_NOT_ALL_JA = re.compile(r"わけで|限ら|限り|ばかりで|(?:すべて|全て|全員|誰も|皆|いつも|常に)[^。]*な[いくか]")
_TWICE_ABOUT = re.compile(
    r"[^でにと]は、[^。、]{1,20}[^でにと]は、|(?:です|でした|ます|ました)が、[^。]*(?:です|でした|ます|ました)が、"
    r"|(私たち|彼ら|皆さん|彼女).{0,12}\1"
)
_PRONOUN = re.compile(r"あなた|彼ら|それは驚く|皆さん|君[はがの]")


def trust(sentence: Sentence, translation: Translation | None) -> float:
    """0 (must not be shown) to 1 for the translation of a sentence.

    A translation with a broken guard is never trusted.
    """
    if translation is None or translation.guards or not translation.text.strip():
        return 0.0
    if translation.origin in (Origin.EDITOR, Origin.MEMORY, Origin.PHRASE):
        return 1.0
    missed = sum(use.rung is Rung.MISSED for use in translation.terms)
    value = 0.6**missed * _sure(sentence, translation)
    english, japanese = sentence.text, translation.text
    if sentence.lang is Lang.JA:
        return value if _denies(translation.text, sentence.text) else 0.3 * value
    if not _denies(english, japanese):
        value *= 0.3
    return value * _sound_japanese(english, japanese)


def _sure(sentence: Sentence, translation: Translation) -> float:
    """0 to 1 from the engine's own score and from the words of both sides."""
    english, japanese = sentence.text, translation.text
    known: set[str] = set()
    rendered: set[str] = set()
    for use in translation.terms:
        if use.rung is not Rung.MISSED:
            source, target = sentence.text[use.start : use.end], use.rendering
            if sentence.lang is Lang.JA:
                source, target = target, source
            known.update(english_words(source))
            rendered.update(japanese_words(target))
    if sentence.lang is Lang.JA:
        english, japanese = japanese, english
    missed, invented = unaccounted(english, japanese, known, rendered)
    score = min(-0.05, max(-1.5, translation.score or _USUAL_SCORE))
    tokens = max(4.0, len(japanese) / 1.8)
    weighed = _SCORE * score + _TOKEN_SCORE * score * tokens**-0.4 + _UNACCOUNTED * (missed + invented) + _MIDDLE
    return 1 / (1 + exp(-weighed))


def _denies(english: str, japanese: str) -> bool:
    """True when both sides deny or narrow down something or neither does, as far as words show it."""
    if _ONLY_EN.search(english) and not _ONLY_JA.search(japanese):
        return False
    if _NOT_ALL_EN.search(english) and not _NOT_ALL_JA.search(japanese):
        return False
    denied = bool(_NO_JA.search(_NOT_NO_JA.sub("", japanese)))
    if _NO_EN.search(english):
        return denied
    return not denied or bool(_BARELY_EN.search(english))


def _sound_japanese(english: str, japanese: str) -> float:
    known = {word.lower() for word in _LATIN.findall(english) if any(letter.isupper() for letter in word)}
    foreign = [word for word in _LATIN.findall(japanese) if word.lower().rstrip("s") not in _singular(known)]
    if any(word.islower() for word in foreign) or len(foreign) > 1:
        return 0.0  # English left over in the middle of Japanese
    value = 0.5 ** len(foreign)
    ratio = cells(japanese) / max(1, len(english))
    value *= exp(-0.5 * (log(max(ratio, 0.01) / TYPICAL_RATIO) / RATIO_SPREAD) ** 2)
    parts = [part for part in re.split(r"(?<=[。？！])", japanese) if part.strip()]
    if any(not is_polite(part) for part in parts[:-1]):
        value *= 0.5  # the engine lost the thread between two parts
    if len(parts) > 1 and any(re.search(r"か[。？]$|？$", part) for part in parts) and not english.endswith("?"):
        value *= 0.4
    if not is_polite(japanese):
        value *= 0.7
    if re.match(r"(?:とても|非常に|かなり|最も|より)、", japanese):
        value *= 0.3  # an adverb that lost its word
    if _TWICE_ABOUT.search(japanese):
        value *= 0.6  # two subjects or two turns in one sentence: the engine began anew
    if _AGAIN.search(japanese) or _repeats(english, japanese):
        value *= 0.5
    if _PRONOUN.search(japanese):
        value *= 0.8
    kept = _NUMBER.findall(japanese)
    said = _NUMBER.findall(english)
    if any(number not in japanese for number in said) or any(number not in english for number in kept):
        value *= 0.6 if _has_number(english) else 0.3
    return value


def _repeats(english: str, japanese: str) -> bool:
    """True when a Japanese word stands oftener than the commonest English one: the engine turns in a circle."""
    once = Counter(english_words(english))
    often = max(once.values(), default=1)
    return any(times > often and len(word) > 1 for word, times in Counter(japanese_words(japanese)).items())


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
