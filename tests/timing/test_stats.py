"""Figures: the same measure for ours, for plain methods and for the bound."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import Limits, LimitsByLang, RetimeSettings
from pipeline.model import Cue, Glossary, Lang, Pair, Span, Track, TrackKind
from pipeline.stages import retime
from pipeline.timing import baselines, stats
from pipeline.timing.plan import plan
from tests.stages.test_retime import episode

EMPTY = Glossary(name="none", pair=Pair(Lang.EN, Lang.JA), terms=(), revision="0")
JA = Limits()
SENTENCES = [
    "はい。",
    "毎回、アルゴリズムを読み解き、未来を探ります。",
    "そうですね。",
    "とても長い話なので、短くまとめるのは難しいと思います。",
]


def track(*rows: tuple[int, int, str]) -> Track:
    cues = tuple(Cue(f"c{n}", Span(start, end), text) for n, (start, end, text) in enumerate(rows))
    return Track(Lang.JA, TrackKind.SUBTITLES, cues)


def test_each_rule_is_counted() -> None:
    found = stats.measure(
        track(
            (0, 1000, "あいうえ"),  # 4 a second
            (1000, 2000, "あいうえおか"),  # 6
            (1900, 2900, "あいうえおかき"),  # 7, overlaps
            (2950, 3000, "あ\n。い"),  # short, small gap, kinsoku
            (4000, 14_000, "あ" * 14),  # long, wide
            (15_000, 17_000, "あ\nい\nう"),  # three lines
        ),
        JA,
    )
    assert (found.cues, found.overlaps, found.small_gaps, found.too_short) == (6, 1, 1, 1)
    assert (found.too_long, found.too_wide, found.too_many_lines, found.kinsoku) == (1, 1, 1, 1)
    assert found.hard_share == pytest.approx(5 / 6, abs=1e-3)
    assert found.target_share == pytest.approx(4 / 6, abs=1e-3)
    assert found.strict_share == pytest.approx(3 / 6, abs=1e-3)


def test_an_empty_track_has_no_fault() -> None:
    found = stats.measure(track(), JA)
    assert (found.cues, found.hard_share, found.p95_cps) == (0, 1.0, 0.0)


tables = st.lists(
    st.tuples(st.integers(0, 1_500), st.integers(300, 9_000), st.sampled_from("AB"), st.sampled_from(SENTENCES)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40)
@given(tables)
def test_ours_is_near_the_bound_and_the_walk_finds_every_character(
    rows: list[tuple[int, int, str, str]],
) -> None:
    table, at = [], 0
    for gap, length, speaker, text in rows:
        at += gap
        table.append((at, at + length, speaker, text))
        at += length
    document = episode(table)
    chosen = RetimeSettings()
    done = retime.run(document, glossary=EMPTY, limits=LimitsByLang(), settings=chosen).target_track()
    shown = plan(document, EMPTY, JA, chosen).shown
    breaks, shares = stats.walk(done, shown)
    assert len(shares) == len(done.cues)
    for cue, share in zip(done.cues, shares, strict=True):
        assert sum(cells for _, cells in share) == pytest.approx(stats.cue_cells(cue, Lang.JA))
    figures = stats.break_figures(breaks, shown, 13.0)
    assert figures.breaks == len(breaks)
    assert figures.in_terms == 0
    best = stats.best_speeds(shown, JA)
    speeds = [stats.cue_cps(cue, Lang.JA) for cue in done.cues]
    windows_full = all(cue.span.duration_ms >= JA.min_ms for cue in done.cues)
    if windows_full and max(best) > JA.hard_cps and all(row[1] > 2_000 for row in rows):
        assert max(speeds) <= max(best) * 1.05


@settings(max_examples=40)
@given(tables)
def test_plain_methods_show_every_character_too(rows: list[tuple[int, int, str, str]]) -> None:
    table, at = [], 0
    for gap, length, speaker, text in rows:
        at += gap
        table.append((at, at + length, speaker, text))
        at += length
    document = episode(table)
    shown = plan(document, EMPTY, JA, RetimeSettings()).shown
    wanted = "".join("".join(one.text.split()) for one in shown)
    for found in (
        baselines.source_times(document.source_track(), shown, Lang.JA, JA),
        baselines.proportional(shown, Lang.JA, JA),
    ):
        assert "".join("".join(cue.text.split()) for cue in found.cues) == wanted
