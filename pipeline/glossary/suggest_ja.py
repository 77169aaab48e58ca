"""Term candidates from Japanese transcripts: katakana words, Latin names and kanji compounds, by C-value."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.glossary.renderings import chunks

if TYPE_CHECKING:
    from pipeline.glossary.candidates import Candidate, Line
    from pipeline.model import Glossary

_COMMON = frozenset(
    "今日 自分 時間 本当 問題 場合 必要 一番 最近 最初 最後 今回 意味 理由 人間 日本 世界 会社 仕事 説明 質問".split()
)


def suggest_japanese(lines: Sequence[Line], glossary: Glossary, *, limit: int) -> tuple[Candidate, ...]:
    """The best candidates, best first; sources and mishearings of the glossary are not proposed again."""
    from pipeline.glossary.candidates import MAX_CONTEXTS, Candidate

    known = {term.source for term in glossary.terms} | {v.text for term in glossary.terms for v in term.variants}
    places: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for at, line in enumerate(lines):
        for chunk in chunks(line.source):
            if chunk not in known and chunk not in _COMMON and len(chunk) > 1:
                places[chunk][at] += 1
    counts = Counter({chunk: sum(hits.values()) for chunk, hits in places.items()})
    found: list[Candidate] = []
    for chunk, count in counts.items():
        longer = [other_count for other, other_count in counts.items() if chunk != other and chunk in other]
        value = math.log2(1 + len(chunk)) * (count - (sum(longer) / len(longer) if longer else 0.0))
        latin = chunk[0].isascii()
        if count < 2 and not latin and len(chunk) < 4:
            continue
        rows = sorted(places[chunk])
        found.append(
            Candidate(
                chunk,
                ("name",) if latin else ("word",),
                count,
                len({lines[line].episode_id for line in rows}),
                round(value + 2.0 * latin, 3),
                contexts=tuple(lines[line].source for line in rows[:MAX_CONTEXTS]),
                where=tuple(lines[line].sentence_id for line in rows),
            )
        )
    return tuple(sorted(found, key=lambda item: (-item.score, item.source))[:limit])
