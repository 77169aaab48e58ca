"""The plain reading: the words as delivered, ended where their own marks say. Every repair is measured against it."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.config import SegmentSettings
from pipeline.lang import en, ja_sentences
from pipeline.model import Lang, Track
from pipeline.reading.tokens import Token, group, tokenize

_PAUSE_MS = 400  # silence that ends an unmarked Japanese sentence unless it waits for more
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
