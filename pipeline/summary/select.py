"""The plan of a summary, before any language: which sentences are told, quoted and shown as the overview."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Lang, Sentence
from pipeline.summary import quotes, ranking
from pipeline.summary.chapters import parts_of
from pipeline.summary.compress import compress
from pipeline.summary.vectors import Matrix

LEAST_TRUST = 0.7  # a translation below this is not read alone
SENTENCES_PER_CLAIM = 6
UNSURE_CLAIMS = 2  # most lines told of a chapter by an engine's translations: fewer, and the best
LEAST_UNSURE = 0.3  # the same for the lines of an engine, where doubt adds up
LEAST_SCORE = 0.12  # below this a paragraph is better without the sentence


_NAMES_ITS_SUBJECT = re.compile(r"[^でにと]は|[^だす]が")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as summaries see it; `trust` is 0 where a language has no text that may be shown."""

    sentence: Sentence
    en: str
    ja: str
    trust: float

    def __getitem__(self, lang: Lang) -> str:
        return self.en if lang is Lang.EN else self.ja


@dataclass(frozen=True, slots=True)
class Plan:
    """Indices into the lines: of the overview, and per chapter of the told lines and of the quote (or None)."""

    overview: tuple[int, ...]
    told: tuple[tuple[int, ...], ...]
    quoted: tuple[int | None, ...]


def plan(
    lines: Sequence[Line], rows: Matrix, starts: Sequence[int], overview_sentences: int, *, lang: Lang
) -> Plan:
    """The best lines of an episode cut at `starts`, to be told in `lang`.

    In the language of the talk every sentence may be told. In the other one a line counts as much as its translation
    can be trusted: where all can, both languages tell the same sentences. Quotes are the same in both.
    """
    central = ranking.centrality(rows)
    clear = _clear(lines, lang)
    told: list[tuple[int, ...]] = []
    quoted: list[int | None] = []
    for start, end in parts_of(starts, len(lines)):
        near = ranking.centrality(rows[start:end])
        scores = list(clear[start:end])
        weighed = [
            (line.sentence.text, (0.4 + value) * (line.trust if line.trust >= LEAST_TRUST else 0.05))
            for line, value in zip(lines[start:end], near, strict=True)
        ]
        quote = quotes.best(weighed, lines[start].sentence.lang)
        if quote is not None and sum(score > 0 for score in scores) > 1:
            scores[quote] = 0.0  # a line is told or quoted, not both
        else:
            quote = None
        count = min(5, max(2, round((end - start) / SENTENCES_PER_CLAIM)))
        scores = [score if score >= LEAST_SCORE else 0.0 for score in scores]
        if lang is not lines[start].sentence.lang and any(line.trust < 1 for line in lines[start:end]):
            count = min(count, UNSURE_CLAIMS)
        told.append(tuple(start + at for at in ranking.cover(scores, rows[start:end], count)))
        quoted.append(None if quote is None else start + quote)
    if lines and lang is not lines[0].sentence.lang and any(line.trust < 1 for line in lines):
        overview_sentences = min(overview_sentences, UNSURE_CLAIMS)
    return Plan(_overview(rows, central, clear, overview_sentences), tuple(told), tuple(quoted))


def _clear(lines: Sequence[Line], lang: Lang) -> list[float]:
    values = []
    before = ""
    for line in lines:
        text = line.sentence.text
        value = ranking.clarity(text, line.sentence.lang, before=before)
        if lang is not line.sentence.lang:
            alone = ranking.clarity(compress(line[lang], lang), lang)
            value = min(value, alone) * line.trust if line.trust >= LEAST_TRUST else 0.0
            bare = lang is Lang.JA and not _NAMES_ITS_SUBJECT.search(line.ja)
            if line.trust < 1 and (bare or value < LEAST_UNSURE):
                value = 0.0
        values.append(value)
        before = text
    return values


def _overview(rows: Matrix, central: Sequence[float], clear: Sequence[float], count: int) -> tuple[int, ...]:
    """The best line of each of `count` stretches of the episode, so that the overview follows it to its end."""
    size = len(clear)
    edges = sorted({round(size * at / count) for at in range(count + 1)})
    chosen: list[int] = []
    for start, end in pairwise(edges):
        scores = [(0.2 + central[at]) * clear[at] for at in range(start, end)]
        chosen.extend(start + at for at in ranking.pick(scores, rows[start:end], 1))
    scores = [1.0 if at in chosen else 0.0 for at in range(size)]
    return tuple(ranking.pick(scores, rows, count, overlap=0.6))
