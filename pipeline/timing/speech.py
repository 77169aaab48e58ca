"""When the words of a sentence are spoken: a map from its share of characters to milliseconds, pauses included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.anchors import Provenance, time_at
from pipeline.model import Cue, Sentence

MIN_PAUSE_MS = 200  # recognisers leave shorter holes between cues without anybody pausing


@dataclass(frozen=True, slots=True)
class Pause:
    """Nobody speaks from `start_ms` to `end_ms`; `share` of the sentence's characters were said before."""

    share: float
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Speech:
    """The spoken times of one sentence and how well its two ends are known."""

    start_ms: int
    end_ms: int
    knots: tuple[tuple[float, float], ...]  # (share of characters, ms), both rising
    pauses: tuple[Pause, ...]
    start: Provenance
    end: Provenance

    def at(self, share: float) -> float:
        """The instant by which `share` (0 to 1) of the characters were said; after a pause, where speech goes on."""
        left_share, left_ms = self.knots[0]
        for right_share, right_ms in self.knots[1:]:
            if share < right_share:
                if right_share <= left_share:
                    return left_ms
                return left_ms + (right_ms - left_ms) * (share - left_share) / (right_share - left_share)
            left_share, left_ms = right_share, right_ms
        return left_ms


def speech(sentence: Sentence, cues: Mapping[str, Cue]) -> Speech:
    """The spoken times of a sentence from its pieces; its span alone where a piece's cue is not there."""
    span = sentence.span
    start = end = Provenance.PROPORTIONAL
    stretches: list[tuple[int, int, int]] = []
    for piece in sentence.pieces:
        cue = cues.get(piece.cue_id)
        if cue is None or piece.end > len(cue.text):
            continue
        first_ms, first = time_at(cue, piece.start)
        last_ms, end = time_at(cue, piece.end)
        if not stretches:
            start = first
        stretches.append((first_ms, last_ms, piece.end - piece.start))
    if not stretches:
        knots = ((0.0, float(span.start_ms)), (1.0, float(span.end_ms)))
        return Speech(span.start_ms, span.end_ms, knots, (), start, end)
    total = sum(size for _, _, size in stretches)
    knots_list: list[tuple[float, float]] = []
    pauses: list[Pause] = []
    done = 0
    at_ms = span.start_ms
    for first_ms, last_ms, size in stretches:
        first_ms = min(max(first_ms, at_ms), span.end_ms)  # overlapping cues must not turn time back
        last_ms = min(max(last_ms, first_ms), span.end_ms)
        if done and first_ms - at_ms >= MIN_PAUSE_MS:
            pauses.append(Pause(done / total, at_ms, first_ms))
        knots_list.append((done / total, float(first_ms)))
        done += size
        knots_list.append((done / total, float(last_ms)))
        at_ms = last_ms
    return Speech(span.start_ms, span.end_ms, tuple(knots_list), tuple(pauses), start, end)


def provenances(speeches: Iterable[Speech], cue_counts: Iterable[int]) -> Counter[Provenance]:
    """How well the starts of target cues are known: the first of a sentence as its speech, the others proportional."""
    found: Counter[Provenance] = Counter()
    for one, count in zip(speeches, cue_counts, strict=True):
        if count:
            found[one.start] += 1
            found[Provenance.PROPORTIONAL] += count - 1
    return found
