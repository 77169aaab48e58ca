"""What the other speaker says inside a turn: a "yeah" to leave out, an answer with its sentence to give back."""

from __future__ import annotations

import math

from pipeline.lang.en_words import class_of, key
from pipeline.reading.changes import Draft, Log
from pipeline.reading.clauses import JOINING, main_clause, opens_clause, sentence_start
from pipeline.reading.evidence import Evidence
from pipeline.reading.gaps import gaps
from pipeline.reading.marks import raised, stopped

_BACKCHANNELS = frozenset({"yeah", "yep", "mm-hmm", "uh-huh", "mhm"})
_REPLIES = frozenset({"exactly", "right", "yeah", "yes", "absolutely", "precisely", "yep", "totally", "correct"})
_CONFIRMS = frozenset({"yes", "yeah", "exactly", "right", "yep"})
_ONLY_ANSWERS = frozenset({"exactly", "absolutely", "precisely", "totally", "yes", "yep", "correct"})
_AROUND = 400  # words in which a second speaker must be heard
_PROPOSED = 0.35  # probability from which a reply is at least proposed
_ECHOED = 5  # words of an echo at most
# Log odds that a reply inside a turn is the other speaker's, by reasoning: too few are known to fit them.
WEIGHTS: dict[str, float] = {
    "any reply": -2.2,
    "a sentence can end before it": 0.4,
    "it picks up the words before it": 4.0,
    "a clause of its own follows": 1.0,
    "the turn goes on with an answer": 1.5,
    "it can only be an answer": 0.8,
    "and, but or so follows": -1.0,
    "a full stop stands before it": -1.5,
}


def repair_interjections(evidence: Evidence, log: Log, *, min_confidence: float) -> None:
    """Leave out backchannels, give buried replies to the other speaker, in place; without an echo only proposed."""
    words = evidence.words
    for at in range(1, len(words) - 1):
        said = key(words[at].text)
        if said not in _REPLIES and said not in _BACKCHANNELS:
            continue
        before, word, after = words[at - 1], words[at], words[at + 1]
        if before.wall or before.speaker != word.speaker or word.speaker != after.speaker or not word.speaker:
            continue
        other = _other(evidence, at)
        if not other:
            continue
        set_off = evidence.mark(at) == evidence.mark(at - 1) == "comma"
        if said in _BACKCHANNELS and set_off and _leave_out(evidence, log, at, min_confidence):
            continue
        if said in _REPLIES and evidence.mark(at) == "comma" and evidence.mark(at - 1) in ("comma", "none", "stop"):
            _give_back(evidence, log, at, other, min_confidence)
    for at in range(2, len(words) - 1):
        _give_echo(evidence, log, at, min_confidence)


def _other(evidence: Evidence, at: int) -> str:
    """The nearest other speaker before word `at`, else after it; empty when nobody else speaks near."""
    words = evidence.words
    near = [*reversed(words[max(0, at - _AROUND) : at]), *words[at : at + _AROUND]]
    return next((word.speaker for word in near if word.speaker and word.speaker != words[at].speaker), "")


def _leave_out(evidence: Evidence, log: Log, at: int, min_confidence: float) -> bool:
    """Leave word `at` out of a sentence that reads on without it."""
    words = evidence.words
    around = [item.text for item in (*words[max(0, at - 7) : at], *words[at + 1 : at + 8])]
    joint = gaps(around)[min(7, at)]
    end = joint.end
    if main_clause(evidence, sentence_start(evidence, at - 1), at) < 0:
        end = min(end, -2.0)  # nothing complete has been said yet: "the people who run it, yeah, they"
    if end > -1.0:
        return False
    draft = Draft.of("boundary", words[at - 1 : at + 2])
    draft.omitted[1], draft.texts[1] = True, ""
    confidence = 1 / (1 + math.exp(end))
    return log.offer(
        draft,
        reason="the other speaker's word in mid-sentence",
        confidence=confidence,
        sure=confidence >= max(0.75, min_confidence),
    )


def _give_back(evidence: Evidence, log: Log, at: int, other: str, min_confidence: float) -> None:
    """Give the reply at word `at` and the rest of its sentence to `other`, where the turn goes on after it."""
    words = evidence.words
    last = at
    while last < len(words) - 1 and not words[last].ends and last - at < 30:
        last += 1
    if last + 1 >= len(words) or not words[last].ends or words[last].wall:
        return
    if words[last + 1].speaker != words[at].speaker:
        return
    found = reply_features(evidence, at, last)
    confidence = 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in found.items())))
    if confidence < _PROPOSED:
        return
    draft = Draft.of("hand-over", words[at - 1 : last + 2])
    draft.texts[0], draft.ends[0] = stopped(draft.texts[0]), True
    draft.texts[1] = raised(draft.texts[1])
    for index in range(1, last - at + 2):
        draft.speakers[index] = other
    named = sorted(found, key=lambda name: -WEIGHTS[name] * found[name])
    reason = "; ".join(["a reply inside the turn", *(name for name in named if WEIGHTS[name] * found[name] > 0.5)])
    log.offer(draft, reason=reason, confidence=confidence, sure=confidence >= min_confidence)


def reply_features(evidence: Evidence, at: int, last: int) -> dict[str, float]:
    """Named features of the words `at` to `last` inside a turn being the other speaker's."""
    keys, classes = evidence.keys, evidence.classes
    found = {"any reply": 1.0, "a sentence can end before it": max(-6.0, min(4.0, evidence.gap[at].end))}
    before = set(keys[max(0, at - 6) : at])
    echo = [word for word in keys[at + 1 : at + 4] if class_of(word) in ("other", "plural", "noun")]
    if any(word in before and len(word) > 3 for word in echo):
        found["it picks up the words before it"] = 1
    if opens_clause(evidence, at + 1):
        found["a clause of its own follows"] = 1
    if keys[last + 1] in _REPLIES:
        found["the turn goes on with an answer"] = 1
    if keys[at] in _ONLY_ANSWERS:
        found["it can only be an answer"] = 1
    if classes[at + 1] in JOINING:
        found["and, but or so follows"] = 1
    if evidence.mark(at - 1) == "stop":
        found["a full stop stands before it"] = 1
    return found


def _give_echo(evidence: Evidence, log: Log, at: int, min_confidence: float) -> None:
    """`It failed the exam, the exam, yes.`: what is said twice before a yes was said by the other speaker first."""
    words, keys = evidence.words, evidence.keys
    if keys[at] not in _CONFIRMS:
        return
    for size in range(1, _ECHOED + 1):
        first, second = at - 2 * size, at - size
        if first < 1 or keys[first:second] != keys[second:at] or not any(len(word) > 3 for word in keys[second:at]):
            continue
        window = words[first - 1 : at + 1]
        if len({word.speaker for word in window}) != 1 or any(word.wall or word.omitted for word in window[:-1]):
            return
        other = _other(evidence, at)
        if not other or evidence.mark(second - 1) == "none" or evidence.mark(at - 1) not in ("comma", "none"):
            return
        draft = Draft.of("hand-over", window)
        draft.texts[0], draft.ends[0] = stopped(draft.texts[0]), True
        draft.texts[1], draft.texts[size + 1] = raised(draft.texts[1]), raised(draft.texts[size + 1])
        draft.texts[size], draft.ends[size] = stopped(draft.texts[size]), True
        for index in range(1, size + 1):
            draft.speakers[index] = other
        log.offer(draft, reason="said twice before a yes", confidence=0.75, sure=min_confidence <= 0.75)
        return
