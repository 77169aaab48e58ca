"""Where clauses open in a row of English words, from word classes alone: what a boundary decision needs of grammar.

All functions take the keys and classes of an `Evidence`; a clause here is a subject with a finite verb.
"""

from __future__ import annotations

from pipeline.lang.en_words import DEMONSTRATIVES
from pipeline.reading.evidence import Evidence

FINITE = frozenset({"be", "do", "have", "modal", "negated", "verb", "verbs", "past"})
SURE_FINITE = frozenset({"be", "modal", "negated", "verbs", "past", "clause"})
JOINING = frozenset({"and", "but", "so"})
_PERSONS = frozenset({"subject", "you", "it", "there", "thing", "that"})
_NOUNS = frozenset({"other", "plural", "noun", "name", "adjective", "quantity", "number", "digits", "ing", "thing"})
_SKIPPED = frozenset({"adverb", "ly", "not", "filler", "opener"})
_OPENING = frozenset({"and", "but", "so", "answer", "right", "opener", "exclamation", "filler"})
_SAYING = frozenset(
    "say says said think thinks thought know knows knew mean means guess believe suppose hope feel feels felt see sees "
    "tell told imagine sure bet wish find found argue wonder realize realized".split()
)
_QUOTING = frozenset("say says said think thinks thought ask asks asked tell tells told".split())
_ASIDES = frozenset({("you", "know"), ("i", "mean"), ("i", "think"), ("i", "guess"), ("i", "suppose"), ("you", "see")})
_WHAT_IS = frozenset({"what's", "who's", "where's", "how's"})
_LONGEST_SUBJECT = 8  # words


def opens_clause(evidence: Evidence, at: int) -> bool:
    """True when a subject and its finite verb stand at word `at`, with nothing in front of them.

    `it's over`, `they really want`, `the price of it goes`, `Meta is`; not `because it`, `on the whole`.
    """
    classes, keys = evidence.classes, evidence.keys
    if at >= len(classes):
        return False
    first = classes[at]
    if first == "clause":
        return keys[at] not in _WHAT_IS
    if (keys[at], keys[at + 1] if at + 1 < len(keys) else "") in _ASIDES and evidence.mark(at + 1) == "comma":
        return False
    if first in _PERSONS or (first == "determiner" and keys[at] in DEMONSTRATIVES):
        verb = _next(evidence, at + 1)
        if verb < len(classes) and evidence.mark(verb - 1) == "none" and _is_verb(evidence, verb, first):
            return True
        if first in ("subject", "you", "it", "there", "that"):
            return False
    if first not in ("article", "determiner", "thing", "her") and first not in _NOUNS:
        return False
    noun = first in _NOUNS
    for verb in range(at + 1, min(at + _LONGEST_SUBJECT, len(classes))):
        if evidence.mark(verb - 1) != "none" or evidence.words[verb - 1].ends:
            return False
        name = classes[verb]
        if noun and name != "clause" and (name in SURE_FINITE or name in ("do", "have")) and keys[verb] != "being":
            return True
        if name == "and" and noun:
            noun = False  # "the talent and the money"
        elif name in _NOUNS or name in _SKIPPED:
            noun = noun or name in _NOUNS
        elif evidence.classes[verb - 1] in ("article", "determiner", "her"):
            noun = True  # whatever stands there is a thing: "the second", "the right"
        elif name not in ("preposition", "article", "determiner"):
            return False
    return False


def _next(evidence: Evidence, at: int) -> int:
    """The first word from `at` that is no adverb."""
    while at < len(evidence.classes) and evidence.classes[at] in _SKIPPED and evidence.mark(at) == "none":
        at += 1
    return at


def _is_verb(evidence: Evidence, at: int, subject: str) -> bool:
    name = evidence.classes[at]
    if name in FINITE:
        return True
    # After a pronoun that can only be a subject, an unknown word is its verb.
    return subject in ("subject", "it", "you") and name in ("other", "ed", "plural", "adjective")


def after_openers(evidence: Evidence, start: int, end: int) -> int:
    """The first word from `start` that is no `and`, `so`, `well`, `okay` or the like; `end` when there is none."""
    while start < end and evidence.classes[start] in _OPENING:
        start += 1
    return start


def main_clause(evidence: Evidence, start: int, at: int) -> int:
    """Where the first main clause of words `[start, at)` opens, -1 where there is none.

    A clause counts as main at the start (openers aside), after a joining word, or after a comma when the words before
    are no subordinate clause still waiting for it.
    """
    first = after_openers(evidence, start, at)
    waiting = False  # inside "when the style or the format is wrong": its clauses are not the main one
    for place in range(first, at - 1):
        marked = place > start and evidence.mark(place - 1) != "none"
        waiting = (waiting and not marked) or evidence.classes[place] in ("subordinator", "when")
        joined = place > start and evidence.classes[place - 1] in JOINING and not waiting
        if (place == first or joined or marked) and opens_clause(evidence, place):
            return place
    return -1


def has_verb(evidence: Evidence, start: int, end: int) -> bool:
    """True when a word that can only be a finite verb stands in words `[start, end)`."""
    return any(name in SURE_FINITE or name in ("do", "have") for name in evidence.classes[start:end])


def sentence_start(evidence: Evidence, at: int, limit: int = 40) -> int:
    """Where the sentence or turn that holds word `at` begins, `limit` words back at most."""
    words = evidence.words
    start = at
    while start > 0 and at - start < limit and words[start - 1].speaker == words[at].speaker:
        if words[start - 1].ends or words[start - 1].wall:
            break
        start -= 1
    return start


def stretch(evidence: Evidence, at: int, limit: int = 25) -> int:
    """The word after the next mark that closes a sentence or changes the speaker, from word `at`."""
    words = evidence.words
    end = at
    while end < len(words) and end - at < limit and words[end].speaker == words[at].speaker:
        end += 1
        if evidence.mark(end - 1) in ("stop", "question", "exclamation") or words[end - 1].wall:
            break
    return end


def clause_end(evidence: Evidence, at: int) -> int:
    """The word after the next mark of any kind from word `at`."""
    end = at + 1
    while end < len(evidence.words) and evidence.mark(end - 1) == "none" and end - at < 25:
        end += 1
    return end


def said_of(evidence: Evidence, at: int) -> bool:
    """True when word `at` says, thinks or knows what the words after it tell; before a comma, when it quotes them."""
    return evidence.keys[at] in (_SAYING if evidence.mark(at) == "none" else _QUOTING)


def last_clause(evidence: Evidence, start: int, at: int) -> int:
    """Where the last clause before word `at` opens, -1 where there is none since word `start`."""
    for place in range(at - 2, start - 1, -1):
        if (place == start or evidence.mark(place - 1) != "none") and opens_clause(evidence, place):
            return place
        if evidence.classes[place] in _OPENING and opens_clause(evidence, place + 1):
            return place + 1
    return -1


def listed(evidence: Evidence, at: int) -> bool:
    """True when the clause at word `at` is one of several before the one with `and`: `it cracks, it moans, and it`."""
    end = stretch(evidence, at)
    return any(
        evidence.mark(place - 1) == "comma"
        and evidence.classes[place] == "and"
        and opens_clause(evidence, place + 1)
        and evidence.keys[place + 1] == evidence.keys[at]
        for place in range(at + 2, end - 1)
    )


_AUXILIARY = frozenset({"be", "do", "have", "modal", "negated"})
_ASKING = _AUXILIARY | {"what", "when", "clause"}
_ASKED = frozenset({"i", "we", "they", "he", "she", "it", "you", "there", "this", "that", "these", "those", "anybody"})


def asks_at(evidence: Evidence, at: int) -> bool:
    """True when a question opens at word `at`: `what does it`, `how much do you`, `is there`, `who's`."""
    keys, classes = evidence.keys, evidence.classes
    if at + 1 >= len(keys):
        return False
    if keys[at] in _WHAT_IS:
        return True
    if classes[at] in ("what", "when"):
        for verb in range(at + 1, min(at + 4, len(keys) - 1)):
            if evidence.mark(verb - 1) != "none":
                return False
            if classes[verb] in _AUXILIARY:
                return verb == at + 1 or keys[verb + 1] in _ASKED or classes[verb + 1] in ("article", "determiner")
        return False
    if classes[at] not in _AUXILIARY:
        return False
    named = classes[at] in ("be", "modal", "negated") and classes[at + 1] in ("article", "determiner")
    return keys[at + 1] in _ASKED or named


def asks(evidence: Evidence, start: int, end: int) -> bool:
    """True when a question opens in words `[start, end)`: at the start, after a mark or after a joining word."""
    classes = evidence.classes
    first = after_openers(evidence, start, end)
    for place in range(first, end - 1):
        if classes[place] not in _ASKING:
            continue
        fresh = place == first or classes[place - 1] in JOINING or evidence.mark(place - 1) != "none"
        if fresh and asks_at(evidence, place):
            return True
    return False
