"""Sentence ends inside a speaker's turn: false full stops joined, run-ons split, questions closed as questions.

Each place is scored as a weighted sum of the named features below: the transcript's own mark and the case of the next
word, the boundary model, and the grammar on either side (a clause that is over, one that opens, a fragment, a list).
"""

from __future__ import annotations

import math

from pipeline.lang import en
from pipeline.lang.en_words import ANSWERS, LEANING, class_of, dangles, key
from pipeline.reading import clauses
from pipeline.reading.ablation import LeftOut
from pipeline.reading.changes import Draft, Log
from pipeline.reading.evidence import Evidence, as_read
from pipeline.reading.marks import lowered, raised, stopped

# A capital that only the start of a sentence explains, one the word would have anyway, none.
_FOLLOWS = ("a capital", "a name", "a small letter")
MARKED = {
    (mark, at): f"{mark}, then {follows}"
    for mark in ("stop", "question", "exclamation", "ellipsis", "comma", "colon", "dash", "none")
    for at, follows in enumerate(_FOLLOWS)
}
# Log odds for an end at the place that has the feature, fitted by benchmarks/train_boundaries.py.
WEIGHTS: dict[str, float] = {
    "stop, then a capital": 4.27,
    "stop, then a name": 4.95,
    "stop, then a small letter": 0.50,
    "question, then a capital": 6.48,
    "question, then a name": 5.50,
    "question, then a small letter": 1.00,
    "exclamation, then a capital": 6.50,
    "exclamation, then a name": 5.50,
    "exclamation, then a small letter": 1.00,
    "ellipsis, then a capital": 2.00,
    "ellipsis, then a name": 0.00,
    "ellipsis, then a small letter": -3.00,
    "comma, then a capital": 2.59,
    "comma, then a name": -3.03,
    "comma, then a small letter": -2.83,
    "colon, then a capital": -1.00,
    "colon, then a name": -3.00,
    "colon, then a small letter": -3.50,
    "dash, then a capital": 0.00,
    "dash, then a name": -2.00,
    "dash, then a small letter": -3.00,
    "none, then a capital": 1.02,
    "none, then a name": -3.16,
    "none, then a small letter": -3.18,
    "a sentence can end here": 0.54,
    "an abbreviation reads on": -9.00,
    "an initial or a torn number": -9.00,
    "an answer stands by itself": 2.82,
    "and, but or so goes on after an answer": -3.97,
    "only an opener has come": -6.00,
    "a tag question goes with what it asks about": -8.00,
    "a lone closing word goes with the sentence before": -8.00,
    "the word belongs to what follows": -5.00,
    "the main clause is still to come": -6.86,
    "two clauses meet at a comma": 2.31,
    "two clauses meet without a mark": 1.81,
    "the clause opens like the one before": -1.53,
    "a list of clauses goes on": -1.37,
    "both clauses are short": -1.04,
    "not this but that": -1.43,
    "a right closes the sentence": 2.50,
    "a question opens": 2.14,
    "no verb has come and a clause follows": -1.97,
    "a phrase that asks on follows": -4.00,
    "a phrase without a verb follows": -0.59,
    "it is said, thought or known": -2.00,
    "the sentence would stop in mid-phrase": -2.93,
    "the sentence has hardly begun": -0.98,
    "the sentence is long": 0.61,
    "and, but or so follows": -0.88,
    "the word is said again": -0.96,
}
_LEFT_OUT = LeftOut()
without = _LEFT_OUT.without
_COMMA = frozenset(
    {
        "a tag question goes with what it asks about",
        "a lone closing word goes with the sentence before",
        "only an opener has come",
        "the main clause is still to come",
        "no verb has come and a clause follows",
    }
)
_CLOSERS = frozenset({"before", "after", "since", "once", "though", "yet"})  # "three the year after."
_TAILS = frozenset({"then", "though", "too", "anyway", "either"})
_CLOSING = frozenset({"right", "okay", "huh", "yes", "yeah", "no"})
_OPENERS = frozenset({"exclamation", "filler", "and", "but", "so"})
_ASKING = frozenset({"be", "do", "have", "modal", "negated"})
_PRONOUNS = frozenset({"i", "we", "they", "he", "she", "it", "you", "there", "this", "that"})
_SUBJECTS = frozenset({"subject", "clause", "it", "you", "there", "determiner", "article"})
_COMMANDS = frozenset({"verb", "do", "negated", "clause"})
_THAT = frozenset({"clause", "it", "subject"})
_SHORT = 6  # words up to which a clause counts as short
_LONG = 20  # words beyond which a sentence counts as long


def repair_boundaries(evidence: Evidence, log: Log, *, min_confidence: float) -> None:
    """Join and split sentences inside turns, in place; doubtful cases become proposals."""
    evidence = as_read(evidence)
    words = evidence.words
    start = 0
    for at in range(1, len(words) + 1):
        if at < len(words) and words[at].speaker == words[at - 1].speaker and not words[at - 1].wall:
            _decide(evidence, log, start, at, min_confidence)
            if not words[at - 1].ends:
                continue
        _ask(evidence, log, start, at)
        start = at


def features(evidence: Evidence, start: int, at: int) -> dict[str, float]:
    """Named features of an end before word `at` of a sentence that began at word `start`."""
    words, keys, classes = evidence.words, evidence.keys, evidence.classes
    mark = evidence.mark(at - 1)
    fresh = evidence.capital(at) and not _explained(evidence, at)
    follows = 0 if fresh else 2 if en.starts_lower(words[at].text) else 1
    found = {
        MARKED[mark, follows]: 1.0,
        "a sentence can end here": max(-6.0, min(5.0, evidence.gap[at].end)),
    }
    if mark == "none" and en.ends_clause(words[at - 1].text):
        found["an abbreviation reads on"] = 1
    if mark in ("stop", "question") and not en.ends_sentence(words[at - 1].text, words[at].text) and follows != 2:
        found["an initial or a torn number"] = 1
    answers = at - start < 3 and all(word in ANSWERS for word in keys[start:at])
    if answers and classes[at] in clauses.JOINING and mark != "stop":
        found["and, but or so goes on after an answer"] = 1
    elif answers and follows == 0:
        found["an answer stands by itself"] = 1
    if at - start < 4 and mark != "stop" and all(_opener(evidence, word) for word in range(start, at)):
        found["only an opener has come"] = 1
    if _is_tag(evidence, at):
        found["a tag question goes with what it asks about"] = 1
    if keys[at] in _TAILS and evidence.mark(at) == "stop":
        found["a lone closing word goes with the sentence before"] = 1
    if _qualifies(words[at].text, words[at + 1].text if at + 1 < len(words) else ""):
        found["the word belongs to what follows"] = 1
    if _lacks_main_clause(evidence, start, at):
        found["the main clause is still to come"] = 1
    _sides(evidence, start, at, found)
    return found


def _sides(evidence: Evidence, start: int, at: int, found: dict[str, float]) -> None:
    """Add what the words on either side are: clauses, fragments, parts of a list."""
    keys, classes = evidence.keys, evidence.classes
    mark = evidence.mark(at - 1)
    opens = clauses.opens_clause(evidence, at)
    if mark in ("comma", "none") and opens:
        main = clauses.main_clause(evidence, start, at)
        if main >= 0 and "the main clause is still to come" not in found:
            found["two clauses meet at a comma" if mark == "comma" else "two clauses meet without a mark"] = 1
            before = clauses.last_clause(evidence, start, at)
            if before >= 0 and keys[before] == keys[at]:
                found["the clause opens like the one before"] = 1
            if clauses.listed(evidence, at):
                found["a list of clauses goes on"] = 1
            if at - max(before, start) <= _SHORT and clauses.clause_end(evidence, at) - at <= _SHORT:
                found["both clauses are short"] = 1
            if classes[at] in _THAT and any(name in ("negated", "not") for name in classes[max(before, start) : at]):
                found["not this but that"] = 1
        if clauses.said_of(evidence, at - 1):
            found["it is said, thought or known"] = 1
    if opens and mark == "comma" == evidence.mark(at - 2) and keys[at - 1] in _CLOSING and at - start > 3:
        found["a right closes the sentence"] = 1
    asks = mark in ("comma", "none") and clauses.asks_at(evidence, at)
    if asks and (clauses.main_clause(evidence, start, at) >= 0 or clauses.asks(evidence, start, at)):
        end = clauses.stretch(evidence, at)
        found["a question opens"] = 1 if evidence.mark(end - 1) == "question" or evidence.gap[end].question > 0 else 0.5
    headless = mark in ("stop", "question") and opens and not clauses.has_verb(evidence, start, at)
    if headless and classes[clauses.after_openers(evidence, start, at - 1)] == "preposition":
        found["no verb has come and a clause follows"] = 1
    if classes[at] == "preposition":
        end = clauses.stretch(evidence, at)
        if not clauses.has_verb(evidence, at, end):
            found["a phrase without a verb follows"] = 1
            if mark == evidence.mark(end - 1) == "question":
                found["a phrase that asks on follows"] = 1
    if dangles(keys[at - 1]) and keys[at - 1] not in _CLOSERS:
        found["the sentence would stop in mid-phrase"] = 1
    elif classes[at - 1] in LEANING:
        found["the sentence would stop in mid-phrase"] = 0.5
    if at - start < 3:
        found["the sentence has hardly begun"] = 1
    elif at - start > _LONG:
        found["the sentence is long"] = 1
    if classes[at] in clauses.JOINING:
        found["and, but or so follows"] = 1
    if keys[at] == keys[at - 1]:
        found["the word is said again"] = 1


def _explained(evidence: Evidence, at: int) -> bool:
    """A capital that needs no new sentence: of a quotation (`says, "On`), of an `A` that is no article (`plan A.`)."""
    if evidence.mark(at - 1) in ("comma", "colon") and evidence.words[at].text[0] in '"“‘«':
        return True
    if evidence.keys[at] != "a" or at + 1 >= len(evidence.words):
        return False
    return evidence.mark(at) != "none" or evidence.classes[at + 1] in (
        "preposition",
        "be",
        "modal",
        "and",
        "have",
        "to",
    )


def _opener(evidence: Evidence, at: int) -> bool:
    return evidence.classes[at] in _OPENERS or evidence.keys[at] == "well"


def score(found: dict[str, float]) -> float:
    """Weighted sum of the features: log odds of an end."""
    return sum(WEIGHTS[name] * value for name, value in found.items() if name not in _LEFT_OUT)


def candidate(evidence: Evidence, at: int) -> bool:
    """True when something speaks for an end before word `at`: a mark, or the boundary model."""
    return evidence.words[at - 1].ends or evidence.gap[at].end >= 0.0 or evidence.mark(at - 1) != "none"


def _decide(evidence: Evidence, log: Log, start: int, at: int, min_confidence: float) -> None:
    words = evidence.words
    if not candidate(evidence, at):
        return  # almost every gap
    found = features(evidence, start, at)
    value = score(found)
    left, right = words[at - 1], words[at]
    if (value > 0) == left.ends:
        return
    confidence = 1 / (1 + math.exp(-abs(value)))
    draft = Draft.of("boundary", [left, *evidence.left_out.get(at, ()), right])
    if left.ends:
        comma = not _COMMA.isdisjoint(found) or evidence.gap[at].clause > 1.0
        draft.texts[0] = left.text.rstrip(".?!") + ("," if comma else "")
        draft.ends[0] = False
        if not evidence.is_name(at):
            draft.texts[-1] = lowered(right.text)
        reason = _reason(found, -1.0) or "the sentence reads on over the full stop"
    else:
        draft.texts[0], draft.texts[-1] = stopped(left.text), raised(right.text)
        draft.ends[0] = True
        reason = _reason(found, 1.0) or "a new sentence starts without a full stop"
    log.offer(draft, reason=reason, confidence=confidence, sure=confidence >= max(0.6, min_confidence))


def _reason(found: dict[str, float], sign: float) -> str:
    """The features that spoke for the change, the strongest first."""
    weighed = {name: sign * WEIGHTS[name] * value for name, value in found.items()}
    return "; ".join(name for name in sorted(weighed, key=lambda name: -weighed[name]) if weighed[name] > 0.5)


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
        opens = clauses.after_openers(evidence, comma + 1, at)
        if opens < at - 1 and (
            clauses.opens_clause(evidence, opens)
            or clauses.asks_at(evidence, opens)
            or evidence.classes[opens] in _COMMANDS
        ):
            return False
    return True


def _ask(evidence: Evidence, log: Log, start: int, end: int) -> None:
    """Close the sentence `start` to `end` with a question mark where it asks and the transcript has a full stop."""
    last = evidence.words[end - 1]
    if not last.text.endswith(".") or last.text.endswith("..") or not asked(evidence, start, end):
        return
    draft = Draft.of("boundary", [last])
    draft.texts[0] = last.text[:-1] + "?"
    log.offer(draft, reason="the sentence asks", confidence=0.85, sure=True)


def asked(evidence: Evidence, start: int, end: int) -> bool:
    """True when the words `start` to `end` are a question: turned round, with a tag, or opened by a question word."""
    keys, classes = evidence.keys, evidence.classes
    if end - start < 2:
        return False
    first = min(clauses.after_openers(evidence, start, end), end - 2)
    opens, follows, second = classes[first], classes[first + 1], keys[first + 1]
    inverted = opens in _ASKING and (second in _PRONOUNS or follows in ("determiner", "article"))
    if classes[end - 2] == "negated" and keys[end - 1] in _PRONOUNS:
        return True
    if inverted:
        return evidence.gap[end].question > -4.0
    return opens == "what" and (evidence.gap[end].question > 0.0 or follows in _ASKING or second == "if")
