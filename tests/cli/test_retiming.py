"""`nijimaku shift`, `stretch`, `insert` and `report` on a finished episode."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import codec
from pipeline.cli import run_command
from pipeline.cli.retiming import duration_ms
from pipeline.errors import ConfigError
from pipeline.store import episodes as store
from tests.batch.helpers import batch, write_sources
from tests.test_exports import finished


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A finished episode as `run` leaves it."""
    made = tmp_path / "out" / "talk"
    made.mkdir(parents=True)
    (made / "episode.json").write_text(codec.dumps(finished()), encoding="utf-8")
    return made


def starts(folder: Path) -> list[int]:
    return [cue.span.start_ms for cue in store.load(folder).target_track().cues]


def test_shift_moves_and_writes_every_file_anew(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = starts(folder)
    assert run_command(["shift", str(folder), "1.5s"]) == 0
    assert starts(folder) == [start + 1500 for start in before]
    assert {"ja.vtt", "en.srt", "bilingual.ass", "sentences.tsv", "chapters.ja.vtt"} <= {
        path.name for path in folder.iterdir()
    }
    assert "moved" in capsys.readouterr().out
    assert run_command(["shift", str(folder), "-1500ms"]) == 0
    assert starts(folder) == before


def test_moves_survive_a_later_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_sources(tmp_path / "in", 1) / "ep000.vtt"
    out = tmp_path / "out"
    assert batch(source, out) == 0
    before = starts(out / "ep000")
    assert run_command(["shift", str(out / "ep000"), "2s"]) == 0
    assert run_command(["insert", str(out / "ep000"), "--at", "0:10.8", "30s"]) == 0
    wanted = [at + 2_000 + 30_000 * (at + 2_000 >= 10_800) for at in before]
    assert starts(out / "ep000") == wanted
    assert batch(source, out) == 0  # made again: its edits changed
    assert starts(out / "ep000") == wanted
    assert [cue.span.start_ms for cue in store.load(out / "ep000").source_track().cues] == [
        3_000, 7_000, 41_000, 45_000,
    ]  # fmt: skip
    source.write_text(source.read_text(encoding="utf-8").replace("Welcome", "Hello"), encoding="utf-8")
    assert batch(source, out) == 0
    assert starts(out / "ep000") == wanted
    found = [finding for finding in store.load(out / "ep000").findings if finding.code == "edit-conflict"]
    assert [finding.message.partition(" (")[0] for finding in found] == [
        "the transcript changed since the episode was moved"
    ] * 2


def test_a_move_that_is_no_longer_possible_is_listed(tmp_path: Path) -> None:
    source = write_sources(tmp_path / "in", 1) / "ep000.vtt"
    out = tmp_path / "out"
    assert batch(source, out) == 0
    assert run_command(["shift", str(out / "ep000"), "-1s"]) == 0
    source.write_text(source.read_text(encoding="utf-8").replace("00:00:01.000", "00:00:00.500"), encoding="utf-8")
    assert batch(source, out) == 0
    episode = store.load(out / "ep000")
    assert episode.source_track().cues[0].span.start_ms == 500
    assert any("no longer possible (shift -1000)" in finding.message for finding in episode.findings)


def test_dry_run_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "episode.json").read_bytes()
    assert run_command(["shift", str(folder), "2", "--dry-run"]) == 0
    assert "would move" in capsys.readouterr().out
    assert (folder / "episode.json").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["episode.json"]


def test_stretch_and_insert(folder: Path) -> None:
    before = starts(folder)
    assert run_command(["stretch", str(folder), "--point", "0=0:01", "--point", "10:00=10:01"]) == 0
    assert starts(folder) == [start + 1000 for start in before]
    assert run_command(["insert", str(folder), "--at", "0", "30s"]) == 0
    assert starts(folder) == [start + 31_000 for start in before]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["shift", "1h"], "no length of time"),
        (["shift", "-10m"], "cannot move"),
        (["stretch"], "give --point"),
        (["stretch", "--factor", "9"], "is no drift"),
        (["stretch", "--point", "5"], "is no point"),
        (["insert", "--at", "1:00", "0"], "needs a place and a length"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "episode.json").read_bytes()
    assert run_command([arguments[0], str(folder), *arguments[1:]]) == 2
    assert message in capsys.readouterr().err
    assert (folder / "episode.json").read_bytes() == before


def test_an_unfinished_episode_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    (folder / "episode.json").write_text(codec.dumps(replace(finished(), target=None)), encoding="utf-8")
    assert run_command(["shift", str(folder), "1"]) == 2
    assert run_command(["report", str(folder)]) == 2
    assert "no target track yet" in capsys.readouterr().err


def test_report_writes_a_page_or_prints_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["report", str(folder)]) == 0
    assert (folder / "report.html").read_text(encoding="utf-8").count("<svg") == 2
    capsys.readouterr()
    assert run_command(["report", str(folder), "--json"]) == 0
    assert "ours" in json.loads(capsys.readouterr().out)["methods"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.5s", 1500), ("-250ms", -250), ("2", 2000), ("2m", 120_000), ("1:30", 90_000), ("-1:00:00.5", -3_600_500)],
)
def test_lengths(text: str, expected: int) -> None:
    assert duration_ms(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "1:2:3:4", "--5", "NaN", "1e9"])
def test_no_lengths(text: str) -> None:
    with pytest.raises(ConfigError):
        duration_ms(text)
