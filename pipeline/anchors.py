"""Where characters of a cue stand in time, and what a sentence's pieces say in the delivered words.

A recogniser gives times of cues, sometimes of words; everything else is interpolated and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import pairwise

from pipeline.model import Cue, MarkKind, Piece, Sentence, Span, Track


class Provenance(StrEnum):
    """How well a time is known."""

    EXACT = "exact"  # a cue's end or a word time of the file
    INTERPOLATED = "interpolated"  # between two word times of the file
    PROPORTIONAL = "proportional"  # by share of characters, in a cue without word times


def time_at(cue: Cue, offset: int) -> tuple[int, Provenance]:
    """Media time in ms of character `offset` of the cue's text (0 to its length), and how well it is known.

    Blank characters around the text take no time. The result never lies outside the cue.

    >>> cue = Cue(id="c1", span=Span(1000, 2000), text="ten chars!")
    >>> time_at(cue, 0), time_at(cue, 5)
    ((1000, <Provenance.EXACT: 'exact'>), (1500, <Provenance.PROPORTIONAL: 'proportional'>))
    """
    text, span = cue.text, cue.span
    first = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    if offset <= first:
        return span.start_ms, Provenance.EXACT
    if offset >= last:
        return span.end_ms, Provenance.EXACT
    known = [(first, span.start_ms)]
    for mark in cue.marks:
        if mark.kind is MarkKind.TIME and known[-1][0] <= mark.start < last:
            at_ms = int(mark.value)
            if known[-1][1] <= at_ms <= span.end_ms:
                known.append((mark.start, at_ms))
    has_times = len(known) > 1
    known.append((last, span.end_ms))
    for (left, left_ms), (right, right_ms) in pairwise(known):
        if has_times and offset == left:
            return left_ms, Provenance.EXACT
        if left < offset < right:
            at_ms = left_ms + (right_ms - left_ms) * (offset - left) // (right - left)
            return at_ms, Provenance.INTERPOLATED if has_times else Provenance.PROPORTIONAL
    return span.end_ms, Provenance.EXACT


def sentence_span(pieces: Iterable[Piece], track: Track | Mapping[str, Cue]) -> Span:
    """Speech time from the first to the last character of the pieces, at least 1 ms long.

    Pass `track.by_id()` when asking for many sentences of one track. Cues of a source track may overlap, so the
    end is the latest end of any piece.
    """
    cues = track.by_id() if isinstance(track, Track) else track
    start_ms = -1
    end_ms = 0
    for piece in pieces:
        cue = cues[piece.cue_id]
        piece_ms = time_at(cue, piece.start)[0]
        start_ms = piece_ms if start_ms < 0 else min(start_ms, piece_ms)
        end_ms = max(end_ms, time_at(cue, piece.end)[0])
    return Span(start_ms, max(end_ms, start_ms + 1))


def source_text(sentence: Sentence, track: Track | Mapping[str, Cue]) -> str:
    """The delivered characters of a sentence, unrepaired; a space stands between two pieces, line ends are spaces.

    >>> from pipeline.model import Lang, TrackKind
    >>> first, second = Cue("c1", Span(0, 9), "both Amazon and."), Cue("c2", Span(9, 19), "Google at")
    >>> track = Track(lang=Lang.EN, kind=TrackKind.CAPTIONS, cues=(first, second))
    >>> pieces = (Piece("c1", 0, 16), Piece("c2", 0, 6))
    >>> source_text(Sentence("s1-1", Lang.EN, "both Amazon and Google.", pieces, Span(0, 15)), track)
    'both Amazon and. Google'
    """
    cues = track.by_id() if isinstance(track, Track) else track
    return " ".join(" ".join(cues[piece.cue_id].text[piece.start : piece.end].split()) for piece in sentence.pieces)
