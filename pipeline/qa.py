"""Checks of a finished episode and the report: figures an editor and a machine can trust.

Everything here is computed from the document, nothing from the clock, so equal episodes give equal reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pipeline.codec import to_data
from pipeline.config import Config, Limits, in_profile
from pipeline.lang.kinsoku import violations
from pipeline.lang.width import cells
from pipeline.model import Cue, Episode, Finding, Lang, Rung, Severity, Track, Where
from pipeline.timing import stats


def speed_cps(cue: Cue, lang: Lang) -> float:
    """Reading speed of a cue in full-width cells a second; line breaks do not count."""
    return stats.cue_cps(cue, lang)


@dataclass(frozen=True, slots=True)
class Conformity:
    """How one track keeps its limits; shares are of all cues, 1.0 for an empty track."""

    cues: int
    at_strict_cps: float
    at_target_cps: float
    at_hard_cps: float
    p50_cps: float
    p95_cps: float
    wide_lines: int
    tall_cues: int
    short_cues: int
    long_cues: int
    overlaps: int
    kinsoku_violations: int


def conformity(track: Track, limits: Limits) -> Conformity:
    """The figures of one track against one language's limits."""
    cues = track.cues
    speeds = [speed_cps(cue, track.lang) for cue in cues]

    def share(limit: float) -> float:
        return round(sum(stats.meets(speed, limit) for speed in speeds) / len(speeds), 4) if speeds else 1.0

    lines = [line for cue in cues for line in cue.text.split("\n")]
    return Conformity(
        cues=len(cues),
        at_strict_cps=share(limits.strict_cps),
        at_target_cps=share(limits.target_cps),
        at_hard_cps=share(limits.hard_cps),
        p50_cps=round(stats.quantile(speeds, 0.5), 2),
        p95_cps=round(stats.quantile(speeds, 0.95), 2),
        wide_lines=sum(cells(line, track.lang) > limits.max_line_cells for line in lines),
        tall_cues=sum(cue.text.count("\n") >= limits.max_lines for cue in cues),
        short_cues=sum(cue.span.duration_ms < limits.min_ms for cue in cues),
        long_cues=sum(cue.span.duration_ms > limits.max_ms for cue in cues),
        overlaps=sum(one.span.end_ms > two.span.start_ms for one, two in pairwise(cues)),
        kinsoku_violations=sum(len(list(violations(cue.text.split("\n")))) for cue in cues)
        if track.lang is Lang.JA
        else 0,
    )


def limits_of(config: Config, lang: Lang) -> Limits:
    """The configured limits of a language."""
    limits: Limits = getattr(in_profile(config.limits, config.retime), lang)
    return limits


# ------------------------------------------------------------------------------------------------------ checks


def with_findings(episode: Episode, config: Config) -> Episode:
    """The episode with this module's findings at the end, in place of those of an earlier check."""
    earlier = tuple(finding for finding in episode.findings if finding.stage != "qa")
    fresh = tuple(replace(finding, stage="qa") for finding in check(episode, config))
    return replace(episode, findings=(*earlier, *fresh))


def check(episode: Episode, config: Config) -> Iterator[Finding]:
    """Every finding of every check, in a fixed order."""
    yield from _coverage(episode)
    yield from _shown_once(episode)
    if episode.target is not None:
        yield from _cues(episode, limits_of(config, episode.target.lang))


def _coverage(episode: Episode) -> Iterator[Finding]:
    """Each character of the track in one sentence, each sentence with one translation."""
    if episode.track is not None and episode.sentences:
        covered: Counter[tuple[str, int]] = Counter()
        for sentence in episode.sentences:
            for piece in sentence.pieces:
                covered.update((piece.cue_id, at) for at in range(piece.start, piece.end))
        for cue in episode.track.cues:
            bad = [at for at, char in enumerate(cue.text) if not char.isspace() and covered[cue.id, at] != 1]
            if bad:
                yield Finding(
                    "text-unaccounted",
                    Severity.ERROR,
                    Where(episode.source.name, cue.line, cue.number),
                    f"{len(bad)} characters from {cue.text[bad[0] :][:12]!r} on are in no sentence or in two",
                    "report this: segmentation lost text",
                )
    if episode.translations:
        ids = [translation.sentence_id for translation in episode.translations]
        if ids != [sentence.id for sentence in episode.sentences]:
            yield Finding(
                "translation-missing",
                Severity.ERROR,
                Where(),
                "sentences and translations are not one to one",
                "report this",
            )
        for translation in episode.translations:
            if not translation.text.strip():
                yield Finding(
                    "translation-empty",
                    Severity.ERROR,
                    Where(sentence_id=translation.sentence_id),
                    "no translation for this sentence",
                    "write one in sentences.tsv or the editor",
                )


def _shown_once(episode: Episode) -> Iterator[Finding]:
    if episode.target is None:
        return
    shown = {sentence_id for cue in episode.target.cues for sentence_id in cue.sentence_ids}
    for translation in episode.translations:
        if translation.text.strip() and translation.sentence_id not in shown:
            where = Where(sentence_id=translation.sentence_id)
            yield Finding("sentence-not-shown", Severity.ERROR, where, "its translation is in no cue", "report this")


def _cues(episode: Episode, limits: Limits) -> Iterator[Finding]:
    track = episode.target_track()
    for at, cue in enumerate(track.cues):
        where = Where(cue=at + 1, sentence_id=cue.sentence_ids[0] if cue.sentence_ids else "")
        speed = speed_cps(cue, track.lang)
        if not stats.meets(speed, limits.hard_cps):
            yield Finding(
                "cps-high",
                Severity.WARNING,
                where,
                f"{speed:.1f} characters a second, limit {limits.hard_cps:g}: {cue.text.replace(chr(10), ' / ')}",
                "shorten the translation",
            )
        if track.lang is Lang.JA:
            for broken in violations(cue.text.split("\n")):
                yield Finding("kinsoku", Severity.ERROR, where, f"{broken.rule}: {broken.char}", "report this")
        if at and track.cues[at - 1].span.end_ms > cue.span.start_ms:
            yield Finding(
                "cue-overlap", Severity.ERROR, where, "starts before the cue in front of it ends", "report this"
            )


# ------------------------------------------------------------------------------------------------------ report


def report(episode: Episode, config: Config) -> dict[str, Any]:
    """The report as plain data: figures, terms, findings, and why the gate is closed if it is."""
    pair = episode.pair
    tracks: dict[str, Any] = {}
    for track in (episode.track, episode.target):
        if track is not None:
            tracks[str(track.lang)] = to_data(conformity(track, limits_of(config, track.lang)))
    terms = _terms(episode)
    data: dict[str, Any] = {
        "schema": 1,
        "episode": episode.id,
        "source": {
            "name": episode.source.name,
            "sha256": episode.source.sha256,
            "format": episode.source.format,
            "encoding": episode.source.encoding,
        },
        "pair": str(pair),
        "signature": episode.signature,
        "sentences": len(episode.sentences),
        "speakers": _counted(sentence.speaker for sentence in episode.sentences),
        "repairs": {
            "applied": _counted(repair.kind for repair in episode.repairs if repair.applied),
            "proposed": _counted(repair.kind for repair in episode.repairs if not repair.applied),
        },
        "translations": {
            "by_origin": _counted(translation.origin for translation in episode.translations),
            "guards": _counted(guard for translation in episode.translations for guard in translation.guards),
        },
        "term_uses": terms["totals"],
        "tracks": tracks,
        "chapters": len(episode.chapters),
        "finding_counts": _counted(f"{finding.severity}:{finding.code}" for finding in episode.findings),
        "terms": terms["terms"],
        "findings": [to_data(finding) for finding in episode.findings],
    }
    data["gate"] = {"closed_by": list(gate(data, config, str(pair.target)))}
    return data


def gate(data: dict[str, Any], config: Config, target: str) -> Iterator[str]:
    """Reasons why an episode should not be published as it is."""
    errors = sum(count for name, count in data["finding_counts"].items() if name.startswith("error:"))
    if errors:
        yield f"{errors} errors in the report"
    track = data["tracks"].get(target)
    if track and track["at_hard_cps"] < config.qa.min_hard_cps_share:
        yield f"only {track['at_hard_cps']:.0%} of {target} cues at or under the hard reading speed"
    totals = data["term_uses"]
    if totals["occurrences"] and totals["missed"] / totals["occurrences"] > config.qa.max_missed_terms_share:
        yield f"{totals['missed']} of {totals['occurrences']} term occurrences missed"


def _terms(episode: Episode) -> dict[str, Any]:
    by_term: dict[str, dict[str, Any]] = {}
    rungs: Counter[str] = Counter()
    for translation in episode.translations:
        for use in translation.terms:
            entry = by_term.setdefault(use.term_id, {"used": 0, "missed": 0, "rungs": Counter(), "missed_in": []})
            entry["rungs"][str(use.rung)] += 1
            rungs[str(use.rung)] += 1
            if use.rung is Rung.MISSED:
                entry["missed"] += 1
                entry["missed_in"].append(translation.sentence_id)
            else:
                entry["used"] += 1
    total = sum(rungs.values())
    missed = rungs[str(Rung.MISSED)]
    return {
        "totals": {
            "occurrences": total,
            "rendered": total - missed,
            "missed": missed,
            "by_rung": dict(sorted(rungs.items())),
        },
        "terms": {
            name: {**entry, "rungs": dict(sorted(entry["rungs"].items()))} for name, entry in sorted(by_term.items())
        },
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(str(value) for value in values).items()))


def rows(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The few lines of the report that stand on the terminal, as `(label, text)`."""
    tracks, terms = data["tracks"], data["term_uses"]
    cues = ", ".join(f"{figures['cues']} {lang}" for lang, figures in tracks.items())
    yield "sentences", f"{data['sentences']} from {cues} cues, {len(data['speakers'])} speakers"
    repairs = data["repairs"]
    yield "repairs", f"{sum(repairs['applied'].values())} applied, {sum(repairs['proposed'].values())} proposed"
    origins = ", ".join(f"{count} {name}" for name, count in data["translations"]["by_origin"].items())
    yield "translated", origins or "nothing"
    if terms["occurrences"]:
        share = terms["rendered"] / terms["occurrences"]
        yield "glossary", f"{terms['rendered']} of {terms['occurrences']} term occurrences as approved ({share:.0%})"
        yield "by rung", ", ".join(f"{name} {terms['by_rung'][name]}" for name in Rung if name in terms["by_rung"])
    else:
        yield "glossary", "no term occurs"
    target = data["pair"].split("-")[1]
    if target in tracks:
        figures = tracks[target]
        yield (
            f"{target} cues",
            f"{figures['at_target_cps']:.0%} at target reading speed, {figures['at_hard_cps']:.0%} at the hard limit, "
            f"95th percentile {figures['p95_cps']:g} cps",
        )
        breaches = (
            f"{figures['overlaps']} overlaps, {figures['kinsoku_violations']} kinsoku, "
            f"{figures['wide_lines']} wide lines, "
            f"{figures['tall_cues']} tall cues, {figures['short_cues']} too short, {figures['long_cues']} too long"
        )
        yield "breaches", breaches
        shortened = data["finding_counts"].get("info:text-shortened", 0)
        if shortened:
            yield "shortened", f"{shortened} of {data['sentences']} sentences, shown in fewer words that say the same"
    counts: Counter[str] = Counter()
    for name, count in data["finding_counts"].items():
        counts[name.partition(":")[0]] += count
    yield "findings", ", ".join(f"{counts[level]} {level}" for level in ("error", "warning", "info"))
