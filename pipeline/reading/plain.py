"""The plain reading: the words as delivered, ended where their own marks say. Every repair is measured against it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from pipeline.config import SegmentSettings
from pipeline.lang import en, ja_sentences
from pipeline.lang.en_words import DEMONSTRATIVES, class_of, key
from pipeline.model import Lang, Track
from pipeline.reading.tokens import Token, group, tokenize

_PAUSE_MS = 400  # silence that ends an unmarked Japanese sentence unless it waits for more
_SEGMENTED_CUES = 8  # cues from which "one sentence a cue" is no chance
_ODD_CUES = 50  # one cue in so many may be otherwise
_CASED_SHARE = 0.005  # capitals among letters under which a transcript counts as caseless


def read(track: Track, settings: SegmentSettings) -> list[Token]:
    """The tokens of the track with sentence ends by the language's own rules."""
    tokens = tokenize(track, max_silence_ms=settings.max_silence_ms)
    words = [token for token in tokens if not token.hidden]
    rule = _rule(words, track.lang)
    paused = track.lang is Lang.JA and rule is ja_sentences.ends_unmarked
    for at, token in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) and not token.wall else None
        following = after.text if after and after.speaker == token.speaker else ""
        token.ends = not following or rule(token.text, following)
        if paused and after and not token.ends and after.cue != token.cue:
            pause_ms = track.cues[after.cue].span.start_ms - track.cues[token.cue].span.end_ms
            token.ends = pause_ms >= _PAUSE_MS and not ja_sentences.leans_on(token.text)
    return tokens


def segmented(tokens: list[Token], max_chars: int) -> bool:
    """True when the track holds one whole sentence a cue already: somebody has read it, and there is nothing to repair.

    Nearly every cue opens like a sentence and closes as one, with no end inside. A sentence over `max_chars` may go
    over several cues.
    """
    words = [token for token in tokens if not token.hidden]
    if not words or words[-1].cue < _SEGMENTED_CUES - 1:
        return False
    bearable = (words[-1].cue + 1) // _ODD_CUES
    size, torn = 0, False
    for left, right in pairwise(words):
        size += len(left.text) + 1
        over = left.ends or left.wall or left.speaker != right.speaker
        odd = over
        if left.cue != right.cue:
            long = size > max_chars
            odd = over and ((torn and not long) or en.starts_lower(right.text) or _torn_off(left.text))
            size, torn = (0, False) if over else (size, True)
        bearable -= odd
        if bearable < 0:
            return False
    return not torn or size + len(words[-1].text) > max_chars


def _torn_off(word: str) -> bool:
    """True for a word no sentence ends on, not even a cut-off or asked one.

    >>> [word for word in ("the.", "and.", "they?", "yet.", "this.") if _torn_off(word)]
    ['the.', 'and.']
    """
    return class_of(word) in ("article", "and", "determiner") and key(word) not in DEMONSTRATIVES


def _rule(tokens: list[Token], lang: Lang) -> Callable[[str, str], bool]:
    if lang is Lang.JA:
        if ja_sentences.unmarked("".join(token.text for token in tokens)):
            return ja_sentences.ends_unmarked
        return lambda word, following: ja_sentences.ends_sentence(word)
    letters = capitals = 0
    for token in tokens:
        letters += len(token.text)
        capitals += token.text[:1].isupper()
    cased = capitals >= letters * _CASED_SHARE
    return lambda word, following: en.ends_sentence(word, following, cased=cased)


def limit_length(tokens: list[Token], max_chars: int) -> None:
    """End sentences that would grow over `max_chars`, at a comma or cue end in their last third where there is one."""
    for run in list(group(tokens)):
        if sum(len(token.text) + 1 for token in run) <= max_chars + 1:
            continue
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
    if run[at].text[-1:] in (",", ";", ":", "、", "，", "—", "–"):
        return 2
    return 1 if at + 1 < len(run) and run[at + 1].cue != run[at].cue else 0
