"""The report over all episodes: sums, what is rendered in several ways, and a page that escapes everything."""

from __future__ import annotations

from typing import Any

from pipeline.batch import aggregate, page
from pipeline.formats.xml import parse
from pipeline.store.provenance import Origins, Provenance

HOSTILE = "</td><script>alert(1)</script>\"'"


def record(name: str, *, rendering: str = "推論", missed: int = 0, cues: int = 10, hard: float = 1.0) -> Provenance:
    figures: dict[str, Any] = {
        "sentences": 4,
        "pair": "en-ja",
        "translations": {"by_origin": {"engine": 4}},
        "term_uses": {"occurrences": 2 + missed, "rendered": 2, "missed": missed},
        "tracks": {"ja": {"cues": cues, "at_hard_cps": hard, "p95_cps": 5.0, "overlaps": 1}},
        "finding_counts": {"warning:cps-high": 1},
        "gate": {"closed_by": ["too fast"] if hard < 0.5 else []},
        "duration_ms": 60_000,
        "title": {"en": HOSTILE, "ja": ""},
        "speakers": {"Mara": "マーラ" if name != "b" else "マラ"},
        "renderings": {"inference": {rendering: 2}},
        "missed": {"inference": missed} if missed else {},
    }
    return Provenance(name, "x.vtt", "0", "", Origins(), (), figures)


def made() -> dict[str, Any]:
    rows = [record("a"), record("b", rendering="インファレンス", missed=1), record("c", cues=30, hard=0.2)]
    seconds = {"a": {"seconds": {"write": 1.0}}, "b": {"seconds": {"write": 3.0, "retime": 5.0}}}
    failed = {"d": {"state": "failed", "stage": "ingest", "reason": HOSTILE}}
    return aggregate.report(rows, {**seconds, **failed})


def test_sums_and_shares_are_weighted_by_cues() -> None:
    data = made()
    assert (data["episodes"], data["sentences"], data["hours"], data["gate_closed"]) == (3, 12, 0.05, 1)
    assert data["tracks"]["ja"] == {"at_hard_cps": 0.52, "cues": 50, "overlaps": 3}
    assert data["terms"] == {"occurrences": 7, "rendered": 6, "missed": 1, "hit_rate": 0.8571}
    assert data["failed"] == [{"episode": "d", "stage": "ingest", "reason": HOSTILE}]


def test_what_is_rendered_in_several_ways_is_listed_with_its_episodes() -> None:
    term, speaker = made()["inconsistencies"]
    assert (term["kind"], term["name"]) == ("term", "inference")
    assert term["ways"]["推論"] == {"count": 4, "episodes": 2, "first": ["a", "c"]}
    assert (speaker["name"], list(speaker["ways"])) == ("Mara", ["マーラ", "マラ"])


def test_slowest_stages_and_the_episodes_that_need_work_come_first() -> None:
    data = made()
    assert [(row["stage"], row["total_s"], row["slowest"]) for row in data["stages"]] == [
        ("retime", 5.0, "b"),
        ("write", 4.0, "b"),
    ]
    assert [row["episode"] for row in data["per_episode"]] == ["c", "b", "a"]


def test_the_page_is_well_formed_and_everything_is_escaped() -> None:
    text = page.render(made(), name=HOSTILE)
    assert "<script" not in text
    body = text[text.index("<body>") : text.index("</html>")].replace("<br>", "<br/>").replace("class=n", 'class="n"')
    root = parse(body)
    assert len(list(root.all("svg"))) == 4
    assert any(HOSTILE in node.text() for node in root.all("td"))


def test_nothing_made_yet() -> None:
    data = aggregate.report([], {})
    assert data["terms"]["hit_rate"] is None
    assert "<h1>Batch x</h1>" in page.render(data, name="x")
