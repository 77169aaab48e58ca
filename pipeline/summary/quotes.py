"""Which line of a chapter is worth quoting: said whole, by one speaker, short enough to remember."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Lang
from pipeline.summary import grammar
from pipeline.summary.signs import hands_over

MIN_WORDS, MAX_WORDS = 8, 38
_DANGLING_EN = re.compile(
    r"^(?:and|or|because|which|who|that's what|it is|right|yes|no|exactly|okay|oh|ah|wow|um|uh)\b", re.IGNORECASE
)
# An order, an example brought in, a step of a tale, the talk about the talk: nothing anybody stands for.
_NO_STATEMENT_EN = re.compile(
    r"^(?:(?:so|now|and|but|well|okay),? )*(?:if i|some(?:one|body)|we(?:'re| are) talking"
    r"|the (?:perfect|best|classic) example|for (?:example|instance)|here's|take|think|imagine|let's|let me|follow"
    r"|remember|look|picture|suppose|say|stay|ask|i (?:saw|read|want|found|keep|don't have to)"
    r"|we(?:'ve| have) \w+ed|\w+ The|we (?:downloaded|tried|asked|went|looked|talked|had)|(?:about|maybe) one)\b"
    r"|\bmy (?:advice|point|question|daughter|son|wife|husband|mother|father)\b|\b(?:it|them)[.!]$|\bas i said\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\b(?:hello|welcome|each episode|every episode|every week we|thank you|thanks|good morning|good evening|my guest"
    r"|i'm your host|see you|next time|next week|goodbye|stay tuned)\b"
    r"|ようこそ|こんにちは|ありがとう|また次回",
    re.IGNORECASE,
)
_VIVID_EN = re.compile(
    r"\b(?:like|as if|never|always|not|instead|only|every|nobody|nothing|war|brain|magic|god|fire|blast|future|truth|"
    r"secret|weapon|fear|free|power|than|but|isn't|aren't|don't|can't|most|best|worst|entire|real|really|everyone"
    r"|everything|any|without|must|cannot|just)\b",
    re.IGNORECASE,
)


_LEADS_ON_JA = re.compile(
    r"^(?:でも|しかし|だから|ですから|つまり|そして|それで|では|さて|はい|いいえ|ええ|そう(?:です)?|まあ)[、。]"
)


def leads_on(text: str) -> bool:
    """True for a Japanese line that takes up what was said before it.

    >>> leads_on("でも、速いです。"), leads_on("速いです。")
    (True, False)
    """
    return bool(_LEADS_ON_JA.search(text))


def quotable(text: str, lang: Lang) -> float:
    """How quotable a line is, 0 when it must not be quoted: a question, a fragment, too short or too long."""
    if not re.search(r"[.!。！]$", text.strip()) or _GREETING.search(text) or hands_over(text, lang):
        return 0.0
    words = len(text.split()) if lang is Lang.EN else round(len(text) / 2.2)
    if not MIN_WORDS <= words <= MAX_WORDS:
        return 0.0
    if lang is Lang.EN and (_DANGLING_EN.match(text) or not text[:1].isupper() or _NO_STATEMENT_EN.search(text)):
        return 0.0
    if lang is Lang.EN and grammar.verb_at(text.split(), grammar.main_at(text.split())) < 0:
        return 0.0
    value = 1.0 + (0.15 * min(4, len(_VIVID_EN.findall(text))) if lang is Lang.EN else 0.0)
    return value * (1.0 if 10 <= words <= 28 else 0.8)


def best(candidates: Sequence[tuple[str, float]], lang: Lang) -> int | None:
    """Index of the line to quote among `(text, weight)`, or None when no line qualifies."""
    scored = [(quotable(text, lang) * weight, -at) for at, (text, weight) in enumerate(candidates)]
    value, at = max(scored, default=(0.0, 0))
    return -at if value > 0 else None
