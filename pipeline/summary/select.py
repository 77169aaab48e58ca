"""The plan of a summary, before any language: which sentences are told, quoted and shown as the overview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Lang, Sentence
from pipeline.summary import quotes, ranking
from pipeline.summary.chapters import parts_of
from pipeline.summary.vectors import Matrix


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as summaries see it; `en` or `ja` is empty where there is no text to trust."""

    sentence: Sentence
    en: str
    ja: str

    def __getitem__(self, lang: Lang) -> str:
        return self.en if lang is Lang.EN else self.ja

    @property
    def whole(self) -> bool:
        """True when both languages can be shown."""
        return bool(self.en and self.ja)


@dataclass(frozen=True, slots=True)
class Plan:
    """Indices into the lines: of the overview, and per chapter of the told lines and of the quote (or None)."""

    overview: tuple[int, ...]
    told: tuple[tuple[int, ...], ...]
    quoted: tuple[int | None, ...]


def plan(lines: Sequence[Line], rows: Matrix, starts: Sequence[int], overview_sentences: int) -> Plan:
    """The best lines of an episode cut at `starts`; lines without a text to trust in both languages are passed over."""
    central = ranking.centrality(rows)
    clear = [ranking.clarity(line.sentence.text, line.sentence.lang) if line.whole else 0.0 for line in lines]
    told: list[tuple[int, ...]] = []
    quoted: list[int | None] = []
    for start, end in parts_of(starts, len(lines)):
        near = ranking.centrality(rows[start:end])
        part = [line.sentence for line in lines[start:end]]
        weights = [
            (line.text, 0.4 + value if whole.whole else 0.0)
            for line, whole, value in zip(part, lines[start:end], near, strict=True)
        ]
        quote = quotes.best(weights, part[0].lang)
        scores = [(0.3 + near[at] + 0.3 * central[start + at]) * clear[start + at] for at in range(end - start)]
        if quote is not None and sum(score > 0 for score in scores) > 1:
            scores[quote] = 0.0  # a line is told or quoted, not both
        else:
            quote = None
        count = min(4, max(2, round((end - start) / 9)))
        told.append(tuple(start + at for at in ranking.pick(part, scores, rows[start:end], count)))
        quoted.append(None if quote is None else start + quote)
    scores = [(0.2 + value) * clear[at] for at, value in enumerate(central)]
    overview = ranking.pick([line.sentence for line in lines], scores, rows, overview_sentences, overlap=0.4)
    return Plan(tuple(overview), tuple(told), tuple(quoted))
