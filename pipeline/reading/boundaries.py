"""Sentence ends inside a speaker's turn: false full stops joined, run-ons split, questions closed as questions.

The transcript's own mark and the case of the next word are one witness, the boundary model is the other, and a few
constructions that cannot stand alone (a tag question, a lone "then", an if-clause without its main clause) are a third.
"""

from __future__ import annotations

import math

from pipeline.lang import en
from pipeline.lang.en_words import ANSWERS, class_of, key
from pipeline.reading.changes import Draft, Log
from pipeline.reading.evidence import Evidence
from pipeline.reading.handover import lowered, raised, stopped

# Log odds that a sentence ends at a mark, by what follows it: a capital only a sentence start explains, a name or digit
# that would have one anyway, a small letter. Recognisers splice with commas, so a comma says little against an end.
MARKS: dict[str, tuple[float, float, float]] = {
    "stop": (6.0, 5.0, 0.5),
    "question": (6.5, 5.5, 1.0),
    "exclamation": (6.5, 5.5, 1.0),
    "ellipsis": (2.0, 0.0, -3.0),
    "comma": (2.5, -3.0, -2.5),
    "colon": (-1.0, -3.0, -3.5),
    "dash": (0.0, -2.0, -3.0),
    "none": (1.0, -3.0, -3.0),
}
TAG, LONE_TAIL, NO_MAIN_CLAUSE, QUALIFIES, ANSWERED = -8.0, -8.0, -7.0, -5.0, 3.0
_TAILS = frozenset({"then", "though", "too", "anyway", "either"})
_ASKING = frozenset({"be", "do", "have", "modal", "negated"})
_PRONOUNS = frozenset({"i", "we", "they", "he", "she", "it", "you", "there", "this", "that"})
_SUBJECTS = frozenset({"subject", "clause", "it", "you", "there", "determiner", "article"})
_VERBS = frozenset({"be", "do", "have", "modal", "negated", "verb", "verbs", "past", "clause", "ed"})


def repair_boundaries(evidence: Evidence, log: Log, *, min_confidence: float) -> None:
    """Join and split sentences inside turns, in place; doubtful cases become proposals."""
    words = evidence.words
    start = 0
    for at in range(1, len(words) + 1):
        if at < len(words) and words[at].speaker == words[at - 1].speaker and not words[at - 1].wall:
            _decide(evidence, log, start, at, min_confidence)
            if not words[at - 1].ends:
                continue
        _ask(evidence, log, start, at)
        start = at


def odds(evidence: Evidence, start: int, at: int) -> tuple[float, str]:
    """Log odds that a sentence which began at word `start` ends before word `at`, and the construction that spoke."""
    words = evidence.words
    follows = 0 if evidence.capital(at) else 2 if en.starts_lower(words[at].text) else 1
    value = MARKS[evidence.mark(at - 1)][follows] + max(-6.0, min(5.0, evidence.gap[at].end))
    if en.ends_clause(words[at - 1].text) and evidence.mark(at - 1) == "none":
        return -9.0, "an abbreviation"
    if evidence.mark(at - 1) in ("stop", "question") and not en.ends_sentence(words[at - 1].text, words[at].text):
        value = min(value, -3.0 + evidence.gap[at].end)  # an initial, an open-ended abbreviation, a torn decimal
    if at - start < 3 and follows == 0 and all(key(word.text) in ANSWERS for word in words[start:at]):
        return value + ANSWERED, "an answer stands by itself"
    if _is_tag(evidence, at):
        return value + TAG, "a tag question goes with what it asks about"
    if key(words[at].text) in _TAILS and evidence.mark(at) == "stop":
        return value + LONE_TAIL, f"“{key(words[at].text)}” closes the sentence before it"
    if _qualifies(words[at].text, words[at + 1].text if at + 1 < len(words) else ""):
        return value + QUALIFIES, "the word belongs to what follows"
    if _lacks_main_clause(evidence, start, at):
        return value + NO_MAIN_CLAUSE, "the main clause is still to come"
    return value, ""


def _decide(evidence: Evidence, log: Log, start: int, at: int, min_confidence: float) -> None:
    words = evidence.words
    left, right = words[at - 1], words[at]
    if left.omitted or right.omitted:
        return
    if not left.ends and evidence.gap[at].end < 0.0 and evidence.mark(at - 1) == "none":
        return  # almost every gap: nothing speaks for an end here
    value, construction = odds(evidence, start, at)
    if (value > 0) == left.ends:
        return
    confidence = 1 / (1 + math.exp(-abs(value)))
    draft = Draft.of("boundary", [left, right])
    if left.ends:
        joint = "," if construction and "main" not in construction else ""
        draft.texts[0] = left.text.rstrip(".?!") + joint
        draft.ends[0] = False
        if not evidence.is_name(at):
            draft.texts[1] = lowered(right.text)
        reason = construction or "the sentence reads on over the full stop"
    else:
        draft.texts[0], draft.texts[1] = stopped(left.text), raised(right.text)
        draft.ends[0] = True
        reason = (
            "a capital starts a new sentence" if evidence.capital(at) else "a new sentence starts without a full stop"
        )
    log.offer(draft, reason=reason, confidence=confidence, sure=confidence >= max(0.6, min_confidence))


def _is_tag(evidence: Evidence, at: int) -> bool:
    """True for `isn't it`, `don't they`, `aren't we` and their like standing alone from word `at`."""
    words = evidence.words
    if at + 1 >= len(words) or key(words[at + 1].text) not in _PRONOUNS:
        return False
    ends_there = evidence.mark(at + 1) in ("stop", "question") or words[at + 1].ends
    return class_of(words[at].text) == "negated" and ends_there


def _qualifies(word: str, following: str) -> bool:
    """True for `precisely because`, `right when`, `exactly what`: no answer, though the word could be one.

    >>> _qualifies("precisely", "because"), _qualifies("Exactly,", "because"), _qualifies("right", "here")
    (True, False, True)
    """
    if not word[-1:].isalpha() or class_of(word) not in ("answer", "right"):
        return False
    return class_of(following) in ("subordinator", "what", "when", "there", "as", "preposition", "to", "that")


def _lacks_main_clause(evidence: Evidence, start: int, at: int) -> bool:
    """True when the words from `start` open with if, when, once or to and no main clause has come before word `at`."""
    words = evidence.words
    stopped_here = evidence.mark(at - 1) in ("stop", "question", "exclamation")
    if (stopped_here and class_of(words[at].text) not in _SUBJECTS) or at - start > 60:
        return False
    first = start
    while first < at and class_of(words[first].text) in ("and", "but", "so", "answer", "opener", "right"):
        first += 1
    opener = key(words[first].text)
    if opener not in ("if", "when", "once", "unless", "whenever") and not (
        opener == "to" and first + 1 < at and class_of(words[first + 1].text) in ("verb", "adverb", "other")
    ):
        return False
    if at - first < 4:
        return False
    for comma in range(first + 1, at - 1):
        if comma > first + 3 and evidence.gap[comma + 1].clause > 0 and class_of(words[comma + 1].text) in _SUBJECTS:
            return False
        if evidence.mark(comma) not in ("comma", "dash"):
            continue
        clause = [class_of(word.text) for word in words[comma + 1 : min(at, comma + 9)]]
        bare_subject = len(clause) > 2 and clause[0] in ("other", "plural", "noun", "name", "adjective", "quantity")
        if len(clause) > 1 and (bare_subject or any(item in _VERBS for item in clause)):
            return False
    return True


def _ask(evidence: Evidence, log: Log, start: int, end: int) -> None:
    """Close the sentence `start` to `end` with a question mark where it asks and the transcript has a full stop."""
    words = evidence.words
    last = words[end - 1]
    if not last.text.endswith(".") or last.text.endswith("..") or end - start < 2:
        return
    first = start
    while first < end - 2 and class_of(words[first].text) in (
        "and",
        "but",
        "so",
        "right",
        "opener",
        "answer",
        "exclamation",
    ):
        first += 1
    opens = class_of(words[first].text)
    second = key(words[first + 1].text)
    inverted = opens in ("be", "do", "modal", "have", "negated") and (
        second in _PRONOUNS or class_of(words[first + 1].text) in ("determiner", "article")
    )
    tag = class_of(words[end - 2].text) == "negated" and key(last.text) in _PRONOUNS
    follows = class_of(words[first + 1].text)
    asks = opens == "what" and (evidence.gap[end].question > 0.0 or follows in _ASKING or second == "if")
    if not (tag or (inverted and evidence.gap[end].question > -4.0) or asks):
        return
    draft = Draft.of("boundary", [last])
    draft.texts[0] = last.text[:-1] + "?"
    log.offer(draft, reason="the sentence asks", confidence=0.9 if tag or inverted else 0.8, sure=True)
