"""What the other speaker says inside a turn: a "yeah" to leave out, an answer with its sentence to give back."""

from __future__ import annotations

import math

from pipeline.lang.en_words import class_of, key
from pipeline.reading.changes import Draft, Log
from pipeline.reading.evidence import Evidence
from pipeline.reading.gaps import gaps
from pipeline.reading.handover import raised, stopped

_BACKCHANNELS = frozenset({"yeah", "yep", "mm-hmm", "uh-huh", "mhm"})
_REPLIES = frozenset({"exactly", "right", "yeah", "yes", "absolutely", "precisely", "yep", "totally", "correct"})
_AROUND = 400  # words in which a second speaker must be heard


def repair_interjections(evidence: Evidence, log: Log, *, min_confidence: float) -> None:
    """Leave out backchannels, give buried replies to the other speaker, in place; without an echo only proposed."""
    words = evidence.words
    for at in range(1, len(words) - 1):
        said = key(words[at].text)
        if said not in _REPLIES and said not in _BACKCHANNELS:
            continue
        before, word, after = words[at - 1], words[at], words[at + 1]
        if before.ends or before.speaker != word.speaker or word.speaker != after.speaker or not word.speaker:
            continue
        other = _other(evidence, at)
        if not other:
            continue
        set_off = evidence.mark(at) == evidence.mark(at - 1) == "comma"
        if said in _BACKCHANNELS and set_off and _leave_out(evidence, log, at, min_confidence):
            continue
        if said in _REPLIES and evidence.mark(at) == "comma" and evidence.mark(at - 1) in ("comma", "none"):
            _give_back(evidence, log, at, other, min_confidence)


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
    if joint.end > -1.0:
        return False
    draft = Draft.of("boundary", words[at - 1 : at + 2])
    draft.omitted[1], draft.texts[1] = True, ""
    confidence = 1 / (1 + math.exp(joint.end))
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
    before = {key(word.text) for word in words[max(0, at - 6) : at]}
    echo = [key(word.text) for word in words[at + 1 : at + 4] if class_of(word.text) in ("other", "plural", "noun")]
    sure = any(word in before and len(word) > 3 for word in echo)
    if evidence.gap[at].end < (-5.0 if sure else -1.5):
        return
    draft = Draft.of("hand-over", words[at - 1 : last + 2])
    draft.texts[0], draft.ends[0] = stopped(draft.texts[0]), True
    draft.texts[1] = raised(draft.texts[1])
    for index in range(1, last - at + 2):
        draft.speakers[index] = other
    confidence = 0.8 if sure else 0.45
    log.offer(
        draft,
        reason="a reply inside the turn" + (" that picks up its words" if sure else ""),
        confidence=confidence,
        sure=confidence >= min_confidence,
    )
