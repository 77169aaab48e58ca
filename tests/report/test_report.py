"""The timing report: figures that agree with the track, a page that is safe and well formed."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from pipeline.config import Config, LimitsByLang, RetimeSettings
from pipeline.model import Bilingual, Episode, Finding, Glossary, Lang, Meta, Pair, Severity, Where
from pipeline.report import gather, page
from pipeline.report.charts import histogram, speed_over_time
from pipeline.stages import retime
from tests.stages.test_retime import episode

EMPTY = Glossary(name="none", pair=Pair(Lang.EN, Lang.JA), terms=(), revision="0")
ROWS = [
    (0, 2000, "A", "はい、そうです。"),
    (2000, 4000, "B", "とても速く話すと、字幕を読む時間がほとんどなくなってしまいます。"),
    (6000, 7000, "A", "<script>も字幕になるはずです。"),
]


@pytest.fixture(name="done")
def _done() -> Episode:
    return retime.run(episode(ROWS), glossary=EMPTY, limits=LimitsByLang(), settings=RetimeSettings())


def test_figures(done: Episode) -> None:
    figures = gather(done, EMPTY, Config())
    data = figures.as_data()
    assert data["methods"]["ours"]["cues"] == len(done.target_track().cues)
    assert set(data["methods"]) == {"ours", "cue by cue", "proportional"}
    assert data["methods"]["ours"]["p95_cps"] <= data["methods"]["cue by cue"]["p95_cps"]
    assert 0.9 < data["p95_over_bound"] < 1.06
    assert not data["edited"]
    assert sum(data["start_times"].values()) == len(done.target_track().cues)


def test_an_edited_track_gets_no_bound(done: Episode) -> None:
    target = done.target_track()
    cues = (replace(target.cues[0], text="直した", marks=()), *target.cues[1:])
    figures = gather(replace(done, target=replace(target, cues=cues)), EMPTY, Config())
    assert figures.edited
    assert (figures.bound, figures.breaks) == ((), None)
    assert "was edited" in page(replace(done, target=replace(target, cues=cues)), figures)


def test_the_page_is_whole_and_escapes_everything(done: Episode) -> None:
    bad = Finding("x-code", Severity.WARNING, Where(cue=1), "<b>bold</b> & more")
    meta = Meta(title=Bilingual("A & B <i>", "題名"))
    told = replace(done, meta=meta).with_findings([bad])
    html = page(told, gather(told, EMPTY, Config()))
    assert "<script>も" not in html
    assert "&lt;script&gt;も" in html
    assert "<b>bold" not in html
    assert '<p lang="ja">題名</p>' in html
    assert re.search(r'<td class=t lang="ja">', html)
    assert html.count("<svg") == 2
    for picture in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        ET.fromstring(picture)  # noqa: S314  (our own text)
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")


def test_pictures_without_cues_are_still_pictures(done: Episode) -> None:
    empty = replace(done.target_track(), cues=())
    over_time = speed_over_time([("none", empty, ())], target_cps=6, hard_cps=7, strict_cps=4)
    for picture in (over_time, histogram([("none", ())], target_cps=6, hard_cps=7)):
        ET.fromstring(picture)  # noqa: S314


def test_an_episode_without_cues_has_a_page() -> None:
    document = retime.run(episode([]), glossary=EMPTY, limits=LimitsByLang(), settings=RetimeSettings())
    assert "There are no cues" in page(document, gather(document, EMPTY, Config()))
