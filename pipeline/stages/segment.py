"""Cues joined to sentences: one speaker each, every character accounted for, repairs logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.config import SegmentSettings
from pipeline.errors import StageError
from pipeline.lang import en, ja_sentences
from pipeline.model import Edit, EditKind, Episode, Glossary, Lang
from pipeline.reading import tokens as reading
from pipeline.reading.tokens import Token
from pipeline.reading.words import repair_words

_CASED_SHARE = 0.005  # capitals among letters under which a transcript counts as caseless


def run(episode: Episode, *, glossary: Glossary, edits: tuple[Edit, ...], settings: SegmentSettings) -> Episode:
    """The episode with sentences and the repair log.

    Every non-blank character of the track is in exactly one sentence, in order; no sentence runs over a change of
    speaker or a silence longer than `max_silence_ms`. Raises StageError when there is no track yet.
    """
    track = episode.track
    if track is None:
        raise StageError("segment needs a track")
    tokens = reading.tokenize(track, max_silence_ms=settings.max_silence_ms)
    mark_ends(tokens, track.lang)
    limit_length(tokens, settings.max_sentence_chars)
    sentences = reading.sentences(tokens, track)
    refused = frozenset(edit.anchor for edit in edits if edit.kind is EditKind.REPAIR and edit.after == "refuse")
    sentences, repairs = repair_words(sentences, glossary, show=episode.meta.show, episode=episode.id, refused=refused)
    return replace(episode, sentences=sentences, repairs=repairs)


def mark_ends(tokens: list[Token], lang: Lang) -> None:
    """Mark the tokens that end a sentence by the language's own rules."""
    rule = _rule(tokens, lang)
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) and not token.wall else None
        following = after.text if after and after.speaker == token.speaker else ""
        token.ends = not following or rule(token.text, following)


def _rule(tokens: list[Token], lang: Lang) -> Callable[[str, str], bool]:
    if lang is Lang.JA:
        return lambda word, following: ja_sentences.ends_sentence(word)
    letters = capitals = 0
    for token in tokens:
        letters += len(token.text)
        capitals += token.text[0].isupper()
    cased = capitals >= letters * _CASED_SHARE
    return lambda word, following: en.ends_sentence(word, following, cased=cased)


def limit_length(tokens: list[Token], max_chars: int) -> None:
    """End sentences that would grow over `max_chars`, at a comma or cue end in their last third where there is one."""
    for run in list(reading.group(tokens)):
        start = 0
        while sum(len(token.text) + 1 for token in run[start:]) > max_chars + 1:
            size, at = 0, start
            while at < len(run) and size + len(run[at].text) <= max_chars:
                size += len(run[at].text) + 1
                at += 1
            at = max(at, start + 1)
            if at >= len(run):
                break
            low = start + (at - start) * 2 // 3
            best = max(range(low, at), key=lambda i: (_openness(run, i), i)) if at > low else at - 1
            run[best].ends = True
            start = best + 1


def _openness(run: list[Token], at: int) -> int:
    """How good a place the end of token `at` is for an emergency cut."""
    if run[at].text[-1] in ",;:、，—–":
        return 2
    return 1 if at + 1 < len(run) and run[at + 1].cue != run[at].cue else 0
