"""The working form of a track: one record a word, in order, each knowing its characters and its speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.anchors import sentence_span
from pipeline.lang import ja_sentences
from pipeline.model import Cue, Lang, Piece, Sentence, Track

_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class Token:
    """One word while it is being read. `text` is the reading; empty when it was folded into the token before."""

    cue: int  # index of the cue in its track
    start: int
    end: int  # half-open, in the cue's text
    raw: str
    text: str
    speaker: str
    glued: bool = False  # no blank before it
    ends: bool = False  # a sentence ends after it
    wall: bool = False  # nothing may be joined across its end: a silence or the end of the track
    hidden: bool = False  # a label or a repeated caption line: it has no word of its own in the reading
    omitted: bool = False  # heard, but left out of the reading: the other speaker's "yeah" in mid-sentence


def tokenize(track: Track, *, max_silence_ms: int) -> list[Token]:
    """The words of a track in order; each non-blank character is in exactly one of them."""
    tokens: list[Token] = []
    japanese = track.lang is Lang.JA
    latest_ms = 0
    for index, cue in enumerate(track.cues):
        if tokens and cue.span.start_ms - latest_ms > max_silence_ms:
            tokens[-1].wall = True
        fresh = _japanese_words(cue, index) if japanese else _words(cue, index)
        before = len(tokens)
        tokens.extend(fresh)
        if len(tokens) > before:  # an empty cue is silence, not speech
            latest_ms = max(latest_ms, cue.span.end_ms)
    if tokens:
        tokens[-1].wall = True
    return tokens


def _words(cue: Cue, index: int) -> Iterator[Token]:
    for run_start, run_end, speaker in cue.voices():
        for match in _WORD.finditer(cue.text, run_start, run_end):
            start, end = match.span()
            yield Token(index, start, end, match.group(), match.group(), speaker)


def _japanese_words(cue: Cue, index: int) -> Iterator[Token]:
    """Japanese is cut at its sentence marks and line ends only; finer words are looked at when marks are missing."""
    for run_start, run_end, speaker in cue.voices():
        run = cue.text[run_start:run_end]
        edges = sorted({0, len(run), *ja_sentences.cuts(run), *(match.end() for match in re.finditer(r"\n", run))})
        for left, right in pairwise(edges):
            part = run[left:right]
            stripped = part.strip()
            if stripped:
                start = run_start + left + len(part) - len(part.lstrip())
                text = " ".join(stripped.split())
                yield Token(index, start, start + len(stripped), stripped, text, speaker, glued=True)


def join(tokens: Iterable[Token]) -> str:
    """The reading of some tokens: blanks between words where the language has them."""
    text = ""
    for token in tokens:
        if token.text:
            text += _gap(text, token) + token.text
    return text


def offsets(tokens: Iterable[Token]) -> list[int]:
    """Where each token's text starts in `join(tokens)`; every token must have text."""
    text = ""
    found: list[int] = []
    for token in tokens:
        text += _gap(text, token)
        found.append(len(text))
        text += token.text
    return found


def _gap(before: str, token: Token) -> str:
    return " " if before and (not token.glued or _both_latin(before[-1], token.text[0])) else ""


def _both_latin(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and (left.isalnum() or left in ".,!?%") and right.isalnum()


def pieces(tokens: Iterable[Token], cues: tuple[Cue, ...]) -> tuple[Piece, ...]:
    """The source characters of some tokens: one piece for each stretch of neighbours in one cue."""
    found: list[Piece] = []
    last_cue = -1
    start = end = 0
    for token in tokens:
        if token.cue == last_cue and not cues[token.cue].text[end : token.start].strip():
            end = token.end
            continue
        if last_cue >= 0:
            found.append(Piece(cues[last_cue].id, start, end))
        last_cue, start, end = token.cue, token.start, token.end
    if last_cue >= 0:
        found.append(Piece(cues[last_cue].id, start, end))
    return tuple(found)


def group(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of each sentence: a run that stops after `ends`, at a wall or where the speaker changes.

    Hidden tokens go with the word that follows them, at the very end with the last one; a run is never of hidden
    tokens alone unless there is nothing else.
    """
    current: list[Token] = []
    waiting: list[Token] = []
    last: Token | None = None
    for token in tokens:
        if token.hidden:
            waiting.append(token)
            if last is not None and token.wall:
                last.wall = True
            continue
        if last is not None and (last.ends or last.wall or last.speaker != token.speaker):
            yield current
            current = []
        current += [*waiting, token]
        waiting, last = [], token
    if current or waiting:
        yield current + waiting


def sentences(tokens: list[Token], track: Track) -> tuple[Sentence, ...]:
    """The sentences of marked tokens, with ids `s<number of the first cue>-<k>` from 1 and their speech times."""
    by_id = track.by_id()
    begun: dict[int, int] = {}
    found: list[Sentence] = []
    for run in group(tokens):
        number = track.cues[run[0].cue].number or run[0].cue + 1
        begun[number] = begun.get(number, 0) + 1
        where = pieces(run, track.cues)
        heard = pieces([token for token in run if not token.hidden], track.cues) or where
        found.append(
            Sentence(
                id=f"s{number}-{begun[number]}",
                lang=track.lang,
                text=join(run),
                pieces=where,
                span=sentence_span(heard, by_id),
                speaker=next((token.speaker for token in run if not token.hidden), run[0].speaker),
            )
        )
    return tuple(found)
