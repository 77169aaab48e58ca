"""Sentences for transcripts without marks, from the boundary model, pauses between words and the length so far."""

from __future__ import annotations

from pipeline.anchors import time_at
from pipeline.lang.en_words import class_of
from pipeline.model import MarkKind, Track
from pipeline.reading.boundaries import asked
from pipeline.reading.changes import Draft, Log
from pipeline.reading.evidence import Evidence, pause_ms
from pipeline.reading.marks import raised, stopped

_PAUSES = ((1_500, 4.0), (800, 2.5), (400, 1.2), (200, 0.4))  # ms at least, log odds added
_NO_PAUSE = -0.3
_END, _COMMA = 0.0, 0.4  # log odds from which there is an end, a comma
_LONG, _PUSH = 25, 0.08  # words after which each further one makes an end likelier, by so much
_MS_A_LETTER, _MS_A_WORD = 55, 80  # how long a spoken word lasts


def punctuate(evidence: Evidence, track: Track, log: Log) -> None:
    """Mark sentence ends, in place, and read the words with marks and capitals; one log line a sentence."""
    words = evidence.words
    start = 0
    for at in range(1, len(words) + 1):
        turn_over = at == len(words) or words[at].speaker != words[at - 1].speaker or words[at - 1].wall
        if not turn_over:
            value = evidence.gap[at].end + _pause(evidence, at, track) + _PUSH * max(0, at - start - _LONG)
            if value < _END and not words[at - 1].ends:
                continue
            if at - start < 2 and class_of(words[start].text) not in ("answer", "right", "exclamation"):
                continue
        _read(evidence, log, start, at)
        start = at


def _pause(evidence: Evidence, at: int, track: Track) -> float:
    """Log odds of the silence before word `at`: known between cues and where the file gives word times."""
    left, right = evidence.words[at - 1], evidence.words[at]
    cue = track.cues[left.cue]
    timed = any(mark.kind is MarkKind.TIME for mark in cue.marks)
    if left.cue == right.cue and not timed:
        return 0.0
    if timed:
        spoken_ms = _MS_A_LETTER * len(left.raw) + _MS_A_WORD
        silence_ms = time_at(track.cues[right.cue], right.start)[0] - time_at(cue, left.start)[0] - spoken_ms
    else:
        silence_ms = pause_ms(left, right, track)
    return next((bonus for least_ms, bonus in _PAUSES if silence_ms >= least_ms), _NO_PAUSE)


def _read(evidence: Evidence, log: Log, start: int, end: int) -> None:
    """Write the sentence `start` to `end` with its marks and capitals."""
    words = evidence.words
    window = words[start : min(end + 1, len(words))]
    draft = Draft.of("boundary", window)
    size = end - start
    for index in range(size - 1):
        if evidence.gap[start + index + 1].clause > _COMMA and evidence.mark(start + index) == "none":
            draft.texts[index] += ","
    for index in range(size):
        if draft.texts[index] in ("i", "i'm", "i've", "i'll", "i'd"):
            draft.texts[index] = raised(draft.texts[index])
    draft.texts[0] = raised(draft.texts[0])
    asks = evidence.gap[end].question > 0 or asked(evidence, start, end)
    draft.texts[size - 1] = stopped(draft.texts[size - 1], "?" if asks else ".")
    draft.ends[size - 1] = True
    log.offer(draft, reason="sentence found by words and pauses", confidence=0.8, sure=True)
