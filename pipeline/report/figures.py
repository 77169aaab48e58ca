"""The figures of the timing report as plain data: ours, two plain methods, and the best there could be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.anchors import Provenance
from pipeline.config import Config, Limits, in_profile
from pipeline.lang import width
from pipeline.model import Cue, Episode, Glossary, Lang, Track
from pipeline.timing import stats
from pipeline.timing.baselines import proportional, source_times
from pipeline.timing.plan import plan
from pipeline.timing.speech import provenances, speech
from pipeline.timing.texts import Shown


@dataclass(frozen=True, slots=True)
class Series:
    """One method: its track, its figures and the speed of each cue."""

    name: str
    track: Track
    conformity: stats.Conformity
    speeds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All there is to report. `bound` has one speed a cue of ours: what it would read at in the best schedule."""

    limits: Limits
    ours: Series
    plain: tuple[Series, ...]
    bound: tuple[float, ...]
    breaks: stats.BreakFigures | None
    times: dict[str, int]
    shortened: int
    edited: bool  # the target track is not what re-timing makes of these translations

    def as_data(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "limits": {
                "line_cells": self.limits.max_line_cells,
                "strict_cps": self.limits.strict_cps,
                "target_cps": self.limits.target_cps,
                "hard_cps": self.limits.hard_cps,
            },
            "methods": {series.name: series.conformity.as_data() for series in (self.ours, *self.plain)},
            "bound": {
                "p95_cps": round(stats.quantile(self.bound, 0.95), 2),
                "median_cps": round(stats.quantile(self.bound, 0.5), 2),
                "target_share": self._bound_share(self.limits.target_cps),
                "hard_share": self._bound_share(self.limits.hard_cps),
            },
            "p95_over_bound": round(self.p95_over_bound(), 4),
            "breaks": self.breaks.as_data() if self.breaks else None,
            "start_times": self.times,
            "shortened": self.shortened,
            "edited": self.edited,
        }

    def _bound_share(self, limit: float) -> float:
        return round(sum(stats.meets(speed, limit) for speed in self.bound) / max(1, len(self.bound)), 4)

    def p95_over_bound(self) -> float:
        """Our 95th percentile by that of the best schedule; 1.0 without cues."""
        best = stats.quantile(self.bound, 0.95)
        return stats.quantile(self.ours.speeds, 0.95) / best if best else 1.0


def gather(episode: Episode, glossary: Glossary, config: Config) -> Figures:
    """The figures of a re-timed episode."""
    lang = episode.pair.target
    limits_both = in_profile(config.limits, config.retime)
    limits = limits_both.ja if lang is Lang.JA else limits_both.en
    target = episode.target_track()
    todo = plan(episode, glossary, limits, config.retime)
    shown = todo.shown
    edited = _letters(target.cues) != "".join("".join(one.text.split()) for one in shown)
    bound: list[float] = []
    breaks = None
    if not edited:
        places, shares = stats.walk(target, shown)
        read = [0.0] * len(shown)
        for share in shares:
            for number, cells in share:
                read[number] += cells
        best = stats.best_speeds(shown, limits, read)
        bound = [_harmonic(share, best) for share in shares]
        breaks = stats.break_figures(places, shown, limits.max_line_cells) if lang is Lang.JA else None
    source = episode.source_track()
    plain = (
        _series("cue by cue", source_times(source, shown, lang, limits), limits),
        _series("proportional", proportional(shown, lang, limits), limits),
    )
    return Figures(
        limits=limits,
        ours=_series("ours", target, limits),
        plain=plain,
        bound=tuple(bound),
        breaks=breaks,
        times=_start_times(episode, shown),
        shortened=len(todo.findings),
        edited=edited,
    )


def _letters(cues: Sequence[Cue]) -> str:
    return "".join("".join(cue.text.split()) for cue in cues)


def _harmonic(share: Sequence[tuple[int, float]], best: Sequence[float]) -> float:
    """Speed of a cue whose sentences read at their best speeds: all its cells by all the time they would have."""
    cells = sum(part for _, part in share)
    return cells / sum(part / best[number] for number, part in share) if cells else 0.0


def _series(name: str, track: Track, limits: Limits) -> Series:
    speeds = tuple(stats.cue_cps(cue, track.lang) for cue in track.cues)
    return Series(name, track, stats.measure(track, limits), speeds)


def _start_times(episode: Episode, shown: Sequence[Shown]) -> dict[str, int]:
    """How well the starts of target cues are known, by kind."""
    target = episode.target_track()
    counts = {one.sentence.id: 0 for one in shown}
    for cue in target.cues:
        if cue.sentence_ids and cue.sentence_ids[0] in counts:
            counts[cue.sentence_ids[0]] += 1
    cues = episode.source_track().by_id()
    found = provenances([speech(one.sentence, cues) for one in shown], counts.values())
    return {str(kind): found[kind] for kind in Provenance}


def widest_line(track: Track) -> float:
    """Cells of the widest line of a track, 0 without cues."""
    return max((width.cells(line, track.lang) for cue in track.cues for line in cue.text.split("\n")), default=0.0)
