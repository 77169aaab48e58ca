"""The source track as it should have been delivered: repaired words, each in a cue of the speaker who said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.anchors import time_at
from pipeline.model import Cue, Lang, Mark, MarkKind, Piece, Sentence, Span, Track


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of one sentence in one cue."""

    words: tuple[str, ...]
    speaker: str
    start_ms: int
    end_ms: int


def fixed_track(track: Track, sentences: Sequence[Sentence]) -> Track:
    """The track with every sentence's reading in place of its delivered words.

    Cues keep their ids, order and settings. Words that a repair gave to another speaker move to that speaker's nearest
    cue of the sentence, and the border between the two cues moves with them; cues left without words are dropped.
    """
    cues = track.by_id()
    parts: dict[str, list[_Part]] = {}
    for sentence in sentences:
        kept = _own_pieces(sentence, cues)
        shares = _shared_out(
            sentence.text, [_words(cues[piece.cue_id], piece, track.lang) for piece in kept], track.lang
        )
        for at, (piece, words) in enumerate(zip(kept, shares, strict=True)):
            if words:
                first = sentence.pieces[0] if at == 0 else piece
                last = sentence.pieces[-1] if at == len(kept) - 1 else piece
                start_ms = time_at(cues[first.cue_id], first.start)[0]
                end_ms = time_at(cues[last.cue_id], last.end)[0]
                parts.setdefault(piece.cue_id, []).append(_Part(words, sentence.speaker, start_ms, end_ms))
    found: list[Cue] = []
    for cue in track.cues:
        if own := parts.get(cue.id):
            found.append(_cue(cue, own, track.lang))
    return replace(track, cues=tuple(_in_order(found)))


def _own_pieces(sentence: Sentence, cues: dict[str, Cue]) -> list[Piece]:
    """The sentence's pieces without those at its ends that stand in a cue of somebody else, never none."""
    pieces = list(sentence.pieces)
    if not sentence.speaker:
        return pieces

    def foreign(piece: Piece) -> bool:
        voice = cues[piece.cue_id].voice
        return bool(voice) and voice != sentence.speaker

    if all(foreign(piece) for piece in pieces):
        return pieces
    while foreign(pieces[0]):
        pieces.pop(0)
    while foreign(pieces[-1]):
        pieces.pop()
    return pieces


def _words(cue: Cue, piece: Piece, lang: Lang) -> int:
    text = cue.text[piece.start : piece.end]
    return len("".join(text.split())) if lang is Lang.JA else len(text.split())


def _shared_out(text: str, sizes: Sequence[int], lang: Lang) -> list[tuple[str, ...]]:
    """The words of the reading shared out over pieces of these sizes, in order."""
    words = list(text) if lang is Lang.JA else text.split()
    total = sum(sizes)
    found: list[tuple[str, ...]] = []
    seen = start = 0
    for size in sizes:
        seen += size
        end = round(len(words) * seen / total) if len(words) != total else seen
        found.append(tuple(words[start:end]))
        start = end
    return found


def _cue(cue: Cue, parts: Sequence[_Part], lang: Lang) -> Cue:
    joiner = "" if lang is Lang.JA else " "
    text = ""
    marks: list[Mark] = []
    for part in parts:
        if text:
            text += joiner
        start = len(text)
        text += joiner.join(part.words)
        if not part.speaker:
            continue
        last = marks[-1] if marks else None
        if last and last.value == part.speaker and last.end + len(joiner) == start:
            marks[-1] = replace(last, end=len(text))
        else:
            marks.append(Mark(start, len(text), MarkKind.VOICE, part.speaker))
    start_ms = min(part.start_ms for part in parts)
    end_ms = max(part.end_ms for part in parts)
    return replace(cue, text=text, marks=tuple(marks), span=Span(start_ms, max(end_ms, start_ms + 1)))


def _in_order(cues: Sequence[Cue]) -> list[Cue]:
    """The cues with starts that never go back: moved words may reach into the next cue's time."""
    found: list[Cue] = []
    for cue in cues:
        start_ms = max(cue.span.start_ms, found[-1].span.start_ms if found else 0)
        found.append(replace(cue, span=Span(start_ms, max(cue.span.end_ms, start_ms + 1))))
    for at in range(len(found) - 1):
        left, right = found[at], found[at + 1]
        if left.span.start_ms < right.span.start_ms < left.span.end_ms:
            found[at] = replace(left, span=Span(left.span.start_ms, right.span.start_ms))
    return found
