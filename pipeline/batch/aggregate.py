"""One report over all episodes of a batch: figures from their records, seconds from the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.store.provenance import Provenance

SCHEMA = 1
MAX_ROWS = 20_000  # episodes listed one by one; beyond it the ones that need work most
MAX_PLACES = 5  # episodes named for each inconsistent rendering


@dataclass(slots=True)
class Aggregate:
    """Adds up records one at a time; what it holds grows by one small row an episode."""

    episodes: int = 0
    sentences: int = 0
    duration_ms: int = 0
    gates: int = 0
    uses: Counter[str] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    closed_by: Counter[str] = field(default_factory=Counter)
    tracks: dict[str, Counter[str]] = field(default_factory=dict)
    missed: Counter[str] = field(default_factory=Counter)
    renderings: dict[str, dict[str, Places]] = field(default_factory=dict)
    names: dict[str, dict[str, Places]] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, record: Provenance) -> None:
        """Take in one episode."""
        figures, name = record.figures, record.episode_id
        uses = figures.get("term_uses", {})
        self.episodes += 1
        self.sentences += figures.get("sentences", 0)
        self.duration_ms += figures.get("duration_ms", 0)
        self.uses.update({key: uses.get(key, 0) for key in ("occurrences", "rendered", "missed")})
        self.origins.update(figures.get("translations", {}).get("by_origin", {}))
        self.findings.update(figures.get("finding_counts", {}))
        self.missed.update(figures.get("missed", {}))
        closed = figures.get("gate", {}).get("closed_by", [])
        self.gates += bool(closed)
        for lang, track in figures.get("tracks", {}).items():
            self._add_track(lang, track)
        for term, counts in figures.get("renderings", {}).items():
            for text, count in counts.items():
                self.renderings.setdefault(term, {}).setdefault(text, Places()).add(name, count)
        for english, japanese in figures.get("speakers", {}).items():
            if japanese:
                self.names.setdefault(english, {}).setdefault(japanese, Places()).add(name, 1)
        self._add_row(name, figures, closed)

    def _add_track(self, lang: str, track: Mapping[str, Any]) -> None:
        sums = self.tracks.setdefault(lang, Counter())
        cues = track.get("cues", 0)
        sums["cues"] += cues
        for key, value in track.items():
            if key.startswith("at_"):
                sums[key] += round(value * cues)
            elif key not in ("cues", "p50_cps", "p95_cps"):
                sums[key] += value

    def _add_row(self, name: str, figures: Mapping[str, Any], closed: list[str]) -> None:
        target = str(figures.get("pair", "-")).partition("-")[2]
        track, uses = figures.get("tracks", {}).get(target, {}), figures.get("term_uses", {})
        levels: Counter[str] = Counter()
        for code, count in figures.get("finding_counts", {}).items():
            levels[code.partition(":")[0]] += count
        title = figures.get("title", {})
        self.rows.append(
            {
                "episode": name,
                "title": title.get("en") or title.get("ja") or "",
                "show": figures.get("show", ""),
                "minutes": round(figures.get("duration_ms", 0) / 60_000, 1),
                "sentences": figures.get("sentences", 0),
                "at_target_cps": track.get("at_target_cps"),
                "at_hard_cps": track.get("at_hard_cps"),
                "terms": uses.get("occurrences", 0),
                "terms_missed": uses.get("missed", 0),
                "errors": levels["error"],
                "warnings": levels["warning"],
                "closed_by": list(closed),
            }
        )


@dataclass(slots=True)
class Places:
    """How often something stands, in how many episodes, and the first few of them."""

    count: int = 0
    episodes: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, episode: str, count: int) -> None:
        """Once for each episode."""
        self.count += count
        self.episodes += 1
        if len(self.first) < MAX_PLACES:
            self.first.append(episode)

    def data(self) -> dict[str, Any]:
        """Plain data."""
        return {"count": self.count, "episodes": self.episodes, "first": self.first}


def report(records: Iterable[Provenance], outcomes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The aggregated report as plain data. `outcomes` is the journal's last word on each episode."""
    total = Aggregate()
    for record in records:
        total.add(record)
    made = {row["episode"] for row in total.rows}
    failed = [
        {"episode": name, "stage": row.get("stage", ""), "reason": row.get("reason", "")}
        for name, row in sorted(outcomes.items())
        if row.get("state") == "failed"
    ]
    return {
        "schema": SCHEMA,
        "episodes": total.episodes,
        "failed": failed,
        "gate_closed": total.gates,
        "sentences": total.sentences,
        "hours": round(total.duration_ms / 3_600_000, 3),
        "translations": dict(sorted(total.origins.items())),
        "tracks": {lang: _shares(sums) for lang, sums in sorted(total.tracks.items())},
        "terms": {**dict(total.uses), "hit_rate": _share(total.uses["rendered"], total.uses["occurrences"])},
        "by_term": _by_term(total),
        "inconsistencies": [*_inconsistent("term", total.renderings), *_inconsistent("speaker", total.names)],
        "findings": dict(total.findings.most_common()),
        "stages": stages(outcomes, made),
        "per_episode": _worst_first(total.rows),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _shares(sums: Counter[str]) -> dict[str, Any]:
    cues = sums["cues"]
    return {key: _share(value, cues) if key.startswith("at_") else value for key, value in sorted(sums.items())}


def _by_term(total: Aggregate) -> list[dict[str, Any]]:
    rows = []
    for term in sorted(total.renderings.keys() | total.missed.keys()):
        used = sum(places.count for places in total.renderings.get(term, {}).values())
        missed = total.missed[term]
        rows.append({"term": term, "used": used, "missed": missed, "hit_rate": _share(used, used + missed)})
    return sorted(rows, key=lambda row: (-row["missed"], row["term"]))


def _inconsistent(kind: str, table: Mapping[str, Mapping[str, Places]]) -> list[dict[str, Any]]:
    """What is rendered in more than one way, across episodes, the most frequent first."""
    rows = []
    for name, ways in sorted(table.items()):
        if len(ways) > 1:
            ordered = sorted(ways.items(), key=lambda way: (-way[1].count, way[0]))
            rows.append({"kind": kind, "name": name, "ways": {text: places.data() for text, places in ordered}})
    return sorted(rows, key=lambda row: -sum(way["count"] for way in row["ways"].values()))


def stages(outcomes: Mapping[str, Mapping[str, Any]], made: Iterable[str]) -> list[dict[str, Any]]:
    """Seconds of each stage over the episodes in `made`, the slowest stage first; episodes that were kept count with
    the run that made them."""
    taken: dict[str, list[tuple[float, str]]] = {}
    for name in made:
        seconds = outcomes.get(name, {}).get("seconds")
        if isinstance(seconds, dict):
            for stage, value in seconds.items():
                if isinstance(value, int | float):
                    taken.setdefault(stage, []).append((float(value), name))
    rows = []
    for stage, values in taken.items():
        values.sort()
        rows.append(
            {
                "stage": stage,
                "total_s": round(sum(value for value, _ in values), 3),
                "median_s": round(values[len(values) // 2][0], 3),
                "p95_s": round(values[min(len(values) - 1, int(len(values) * 0.95))][0], 3),
                "max_s": round(values[-1][0], 3),
                "slowest": values[-1][1],
            }
        )
    return sorted(rows, key=lambda row: (-float(str(row["total_s"])), str(row["stage"])))


def _worst_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def need(row: dict[str, Any]) -> tuple[Any, ...]:
        speed = row["at_hard_cps"]
        return (-len(row["closed_by"]), -row["errors"], -row["terms_missed"], speed if speed is not None else 1.0)

    return sorted(rows, key=lambda row: (*need(row), row["episode"]))[:MAX_ROWS]
