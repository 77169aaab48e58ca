"""The working form of a track: one record a word, in order, each knowing its characters and its speaker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from pipeline.anchors import sentence_span
from pipeline.lang import ja_sentences
from pipeline.model import Cue, Lang, Piece, Sentence, Track
from pipeline.reading import shapes
from pipeline.reading.shapes import Run

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
    words: Callable[[Cue, int, Run], Iterator[Token]] = _words
    if track.lang is Lang.JA:
        unmarked = ja_sentences.unmarked("".join(cue.text for cue in track.cues))
        words = partial(_japanese_words, cuts=ja_sentences.final_cuts if unmarked else ja_sentences.cuts)
    latest_ms = 0
    for index, (cue, runs) in enumerate(zip(track.cues, shapes.runs(track), strict=True)):
        if not cue.text.strip():
            continue  # an empty cue is silence, not speech
        if tokens and cue.span.start_ms - latest_ms > max_silence_ms:
            tokens[-1].wall = True
        latest_ms = max(latest_ms, cue.span.end_ms)
        sound = False
        for run in runs:
            if tokens and not run.hidden and (run.fresh or sound or run.sound):
                _close(tokens, index)
            if not run.hidden and cue.text[run.start : run.end].strip():
                sound = run.sound
            for token in words(cue, index, run):
                if run.hidden:
                    token.hidden, token.text = True, ""
                tokens.append(token)
        if tokens and sound:
            tokens[-1].wall = True
    if tokens:
        tokens[-1].wall = True
    return tokens


def _close(tokens: list[Token], cue: int) -> None:
    """Nothing may be joined over this place; a label that opens what follows stays with it."""
    at = len(tokens) - 1
    while at > 0 and tokens[at].hidden and tokens[at].cue == cue:
        at -= 1
    tokens[at].wall = True


def _line_cuts(text: str, cuts: Callable[[str], tuple[int, ...]]) -> Iterator[int]:
    """`cuts` line by line: a dictionary should not read a word over a line end."""
    start = 0
    for line in text.split("\n"):
        yield from (start + at for at in cuts(line))
        start += len(line) + 1


def _words(cue: Cue, index: int, run: Run) -> Iterator[Token]:
    for match in _WORD.finditer(cue.text, run.start, run.end):
        start, end = match.span()
        yield Token(index, start, end, match.group(), match.group(), run.speaker)


def _japanese_words(cue: Cue, index: int, run: Run, cuts: Callable[[str], tuple[int, ...]]) -> Iterator[Token]:
    """Japanese is cut where sentences end and at line ends only: a token is a clause, not a word."""
    text = cue.text[run.start : run.end]
    edges = sorted({0, len(text), *_line_cuts(text, cuts), *(match.end() for match in re.finditer(r"\n", text))})
    for left, right in pairwise(edges):
        part = text[left:right]
        stripped = part.strip()
        if stripped:
            start = run.start + left + len(part) - len(part.lstrip())
            yield Token(
                index, start, start + len(stripped), stripped, " ".join(stripped.split()), run.speaker, glued=True
            )


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

    Hidden tokens go with the word that follows them, before a silence and at the very end with the last one; a run is
    never of hidden tokens alone unless there is nothing else.
    """
    current: list[Token] = []
    waiting: list[Token] = []
    last: Token | None = None
    for token in tokens:
        if token.hidden:
            waiting.append(token)
            if last is not None and token.wall:
                last.wall = True
                current, waiting = [*current, *waiting], []  # what stands before a silence stays before it
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
