"""What speaks for a new chapter at a sentence, apart from the words the chapters share: how people hand over a talk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Lang, Sentence

_LEAD = r"^(?:(?:okay|ok|all right|alright|so|now|and|well|right|great|yeah|but)[,.]?\s+)*"
_OPENERS_EN = (
    r"let's (?:talk|start|move|turn|get|dive|look|set|try|go|begin|shift|switch|unpack)\b",
    r"let me (?:ask|start|turn|shift|play|push|take|go)\b",
    r"(?:[\w' ]{0,30} )?(?:i want|i'd like|i'd love|i wanted) to (?:talk|ask|get|turn|move|go|touch|pause|shift)\b",
    r"(?:moving on|start with|as we wrap|to wrap|welcome|hello|my guest|today|but first|for the second|speaking of)\b",
    r"(?:one )?(?:last|final|more|second|next|third|another|other|first)[\w ]{0,12} (?:thing|part|piece|questions?|wall"
    r"|reason|step|point|trick|half|topic|story)\b",
    r"the (?:last|final|second|third|next|other|first) (?:thing|part|piece|question|wall|big|reason|step|point"
    r"|trick)\b",
    r"there(?:'s| is) (?:one (?:more|thing|other)|another|something|some)\b",
    r"before we (?:wrap|go|finish|close|end)\b|tell (?:me|us) about\b|thank(?:s| you) for\b",
    r"(?:we|we're|we are) (?:now )?(?:at|come|coming|halfway)\b|(?:which|that|this) brings (?:us|me)\b",
    r"you (?:promised|mentioned earlier|told me|once)\b|questions? from\b|next(?:,| up)",
)
_OPENER_EN = re.compile(_LEAD + "(?:" + "|".join(_OPENERS_EN) + ")", re.IGNORECASE)
_SOFT_EN = re.compile(r"^(?:okay|ok|all right|alright|so|now)[,.]?\s+\S", re.IGNORECASE)
_FOLLOW_EN = re.compile(
    r"^(?:and|but|because|meaning|which|or|like|then)\b|^(?:\w+[',]?\s+){0,3}(?:it|that|this|they|them|those|he|she)\b",
    re.IGNORECASE,
)
_RECAP_EN = re.compile(r"\b(?:recap|to sum up|in short|in other words|so to summarize)\b", re.IGNORECASE)
_OPENER_JA = re.compile(
    r"^(?:では|それでは|さて|次に|次の|続いて|最後に|最後の|まず|まずは|ところで|話は変わ|もう一つ|もうひとつ|本題|今日は|本日は"
    r"|ようこそ|こんにちは|ここから|話を(?:戻|変|移))"
)
_SOFT_JA = re.compile(r"^(?:じゃあ|それで|で、|つまり|一方)")
_FOLLOW_JA = re.compile(r"^(?:そして|でも|しかし|だから|それは|それが|その|これは|なぜなら|つまり)")
_RECAP_JA = re.compile(r"まとめる|要するに|言い換え")
_ASKS = re.compile(r"(?:[?？]|(?:です|ます|でしょう)か。)$")


_ECHO = re.compile(r"(?:oh|wow|ah|ha|really|um|uh|hmm)\b|(?:ああ|へえ|えっ|なるほど|本当)", re.IGNORECASE)
ECHO_WORDS = 6


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts against cohesion; raising one makes boundaries follow that sign more."""

    opener: float = 0.9
    soft_opener: float = 0.15
    turn: float = 0.25
    question: float = 0.2  # a question that opens a turn
    long_answer: float = 0.35  # ... and gets an answer much longer than itself
    follow_up: float = 0.35  # taken off where the sentence leans on the one before
    recap: float = 0.4  # taken off: a recap closes a chapter
    pause: float = 0.6  # at a silence of 2 s and more
    contrast: float = 0.22  # for each standard deviation by which both sides share less than usual
    length: float = 1.0  # at a chapter of twice the typical length
    mid_turn: float = 0.5  # taken off a boundary inside a speaker's turn


def hands_over(text: str, lang: Lang) -> bool:
    """True for a line that turns the talk to something else.

    >>> hands_over("So I want to move on to the model itself.", Lang.EN), hands_over("The model is small.", Lang.EN)
    (True, False)
    """
    return bool((_OPENER_JA if lang is Lang.JA else _OPENER_EN).match(text.strip()))


def boundary_signs(sentences: Sequence[Sentence], weights: Weights) -> list[float]:
    """What speaks for a chapter beginning at each sentence; the first is 0."""
    if not sentences:
        return []
    talk: Counter[str] = Counter()
    for sentence in sentences:
        talk[sentence.speaker] += len(sentence.text)
    busiest = max(talk, key=lambda label: (talk[label], label))
    turn_chars = _turn_lengths(sentences)
    signs = [0.0]
    for at in range(1, len(sentences)):
        signs.append(_sign(sentences, at, weights, busiest, turn_chars))
    return signs


def _size(text: str, japanese: bool) -> float:
    return len(text) / 2.2 if japanese else len(text.split())


def _turn_lengths(sentences: Sequence[Sentence]) -> list[int]:
    """Characters of the whole turn each sentence stands in."""
    lengths = [0] * len(sentences)
    start = 0
    for at in range(1, len(sentences) + 1):
        if at == len(sentences) or sentences[at].speaker != sentences[start].speaker:
            total = sum(len(one.text) for one in sentences[start:at])
            lengths[start:at] = [total] * (at - start)
            start = at
    return lengths


def _sign(
    sentences: Sequence[Sentence], at: int, weights: Weights, busiest: str, turn_chars: Sequence[int]
) -> float:
    before, sentence = sentences[at - 1], sentences[at]
    japanese = sentence.lang is Lang.JA
    text = sentence.text.strip()
    opens = bool((_OPENER_JA if japanese else _OPENER_EN).match(text))
    sign = weights.opener if opens else 0.0
    if not opens and (_SOFT_JA if japanese else _SOFT_EN).match(text):
        sign += weights.soft_opener
    if not opens and (_FOLLOW_JA if japanese else _FOLLOW_EN).match(text):
        sign -= weights.follow_up
    elif not opens and (_ECHO.match(text) or (_ASKS.search(text) and _size(text, japanese) <= ECHO_WORDS)):
        sign -= weights.follow_up  # "One in seven?" takes up what was just said
    if (_RECAP_JA if japanese else _RECAP_EN).search(text):
        sign -= weights.recap
    silence_ms = max(0, sentence.span.start_ms - before.span.end_ms)
    sign += weights.pause * min(1.0, max(0, silence_ms - 300) / 1_700)
    if sentence.speaker != before.speaker:
        sign += weights.turn
        answer = next((turn_chars[one] for one in range(at, len(sentences)) if sentences[one].speaker == busiest), 0)
        if _ASKS.search(text):
            sign += weights.question
        if sentence.speaker != busiest and answer > 3 * turn_chars[at]:
            sign += weights.long_answer
    elif silence_ms < 1_000:
        sign -= weights.mid_turn
    if _ASKS.search(before.text.strip()):
        sign -= weights.turn + weights.question  # an answer belongs to its question
    return sign
