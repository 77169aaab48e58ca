"""Cues joined to sentences: one speaker each, every character accounted for, every repair in the log."""

from __future__ import annotations

from dataclasses import replace

from pipeline.config import SegmentSettings
from pipeline.errors import StageError
from pipeline.model import Edit, Episode, Glossary, Lang, Repair, Sentence, Track
from pipeline.reading import plain, speakers, tokens
from pipeline.reading.changes import Log, replay
from pipeline.reading.wanted import apply_cuts
from pipeline.reading.words import drop_fillers, repair_words


def run(episode: Episode, *, glossary: Glossary, edits: tuple[Edit, ...], settings: SegmentSettings) -> Episode:
    """The episode with sentences and the repair log.

    Every non-blank character of the track is in exactly one sentence, in order; no sentence runs over a change of
    speaker or a silence longer than `max_silence_ms`. Raises StageError when there is no track yet.
    """
    track = episode.track
    if track is None:
        raise StageError("segment needs a track")
    read = plain.read(track, settings)
    if not settings.repair:
        return replace(episode, sentences=tokens.sentences(read, track), repairs=())
    log = Log.of(track, edits)
    if track.lang is Lang.EN and not plain.segmented(read, settings.max_sentence_chars):
        _repair_structure(read, track, glossary, log, settings)
    repair_words(read, glossary, log, show=episode.meta.show, episode=episode.id)
    if track.lang is Lang.JA:
        drop_fillers(read, log)
    else:
        from pipeline.reading.numbers import read_numbers
        from pipeline.reading.sounds import near_names

        read_numbers(read, glossary, log)
        near_names(read, glossary, episode.meta, log)
    plain.limit_length(read, settings.max_sentence_chars)
    apply_cuts(read, track, edits)
    sentences = tokens.sentences(read, track)
    repairs = (*_placed(log.repairs, sentences), *speakers.guess(sentences, episode.meta))
    return replace(episode, sentences=sentences, repairs=repairs)


def replayed(track: Track, repairs: tuple[Repair, ...], settings: SegmentSettings) -> tuple[Sentence, ...]:
    """The sentences the log makes of the track, without any of the reasoning behind it."""
    read = plain.read(track, settings)
    replay(read, track, repairs)
    plain.limit_length(read, settings.max_sentence_chars)
    return tokens.sentences(read, track)


def _repair_structure(
    read: list[tokens.Token], track: Track, glossary: Glossary, log: Log, settings: SegmentSettings
) -> None:
    from pipeline.reading import (
        boundaries,
        evidence,
        handover,
        interjections,
        punctuate,
    )  # the boundary model: numpy and a data file

    words = [token for token in read if not token.hidden]
    names = [term.source for term in glossary.approved()]
    known = evidence.gather(words, names)
    if not known.english:
        return
    if known.punctuated:
        handover.repair_handovers(known, track, log, min_confidence=settings.min_confidence)
        interjections.repair_interjections(known, log, min_confidence=settings.min_confidence)
        boundaries.repair_boundaries(known, log, min_confidence=settings.min_confidence)
    else:
        punctuate.punctuate(known, track, log)


def _placed(repairs: list[Repair], sentences: tuple[Sentence, ...]) -> tuple[Repair, ...]:
    """The repairs with the id of the sentence their first word ended up in."""
    by_cue: dict[str, list[tuple[int, int, str]]] = {}
    for sentence in sentences:
        for piece in sentence.pieces:
            by_cue.setdefault(piece.cue_id, []).append((piece.start, piece.end, sentence.id))
    placed = []
    for repair in repairs:
        at = int(repair.id.rpartition(":")[2].partition(".")[0])
        owner = next((owner for start, end, owner in by_cue.get(repair.cue_id, ()) if start <= at < end), "")
        placed.append(replace(repair, sentence_id=owner))
    return tuple(placed)
