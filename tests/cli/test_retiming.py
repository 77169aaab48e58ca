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
        (["shift", "1w"], "no length of time"),
        (["shift", "-1h", "--dry-run"], "cannot move by -3600000 ms"),
        (["shift", "1s", "--dryrun"], "No such option"),
        (["shift", "1s", "--out", "later.vtt"], "an episode is moved where it stands"),
        (["insert", "--at", "99:00:00", "30s"], "nothing lies after 99:00:00.000"),
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
    [
        ("1.5s", 1500), ("-250ms", -250), ("2", 2000), ("2m", 120_000), ("-1h", -3_600_000), ("1:30", 90_000),
        ("-1:00:00.5", -3_600_500),
    ],
)
def test_lengths(text: str, expected: int) -> None:
    assert duration_ms(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "1:2:3:4", "--5", "NaN", "1e9"])
def test_no_lengths(text: str) -> None:
    with pytest.raises(ConfigError):
        duration_ms(text)


VTT = """WEBVTT Talk

STYLE
::cue { color: lime }

NOTE kept

intro
00:00:01.000 --> 00:00:03.000 align:start
<v Ann>Hello <i>there</i>

00:00:04.000 --> 00:00:06.000
the<00:00:05.000><c> kiln</c> &amp; cups
"""


def test_a_subtitle_file_is_moved_into_a_new_file_of_its_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "talk.vtt"
    file.write_text(VTT, encoding="utf-8")
    assert run_command(["shift", str(file), "1.5s", "--dry-run"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["talk.vtt"]
    assert run_command(["shift", str(file), "1.5s"]) == 0
    assert "moved 2 of 2 cues" in capsys.readouterr().out
    assert file.read_text(encoding="utf-8") == VTT
    moved = (tmp_path / "talk.moved.vtt").read_text(encoding="utf-8")
    times = {"00:00:01.000 -->": "00:00:02.500 -->", "--> 00:00:03.000": "--> 00:00:04.500"}
    times |= {"00:00:04.000 -->": "00:00:05.500 -->", "--> 00:00:06.000": "--> 00:00:07.500"}
    wanted = VTT.replace("<00:00:05.000>", "<00:00:06.500>")  # times inside a cue move with it
    for old, new in times.items():
        wanted = wanted.replace(old, new)
    assert moved == wanted
    assert run_command(["shift", str(file), "1.5s"]) == 2  # what is there is not written over unasked
    back = tmp_path / "back.vtt"
    assert run_command(["shift", str(tmp_path / "talk.moved.vtt"), "-1500ms", "--out", str(back)]) == 0
    assert "00:00:01.000 --> 00:00:03.000" in back.read_text(encoding="utf-8")


def test_a_subtitle_file_is_stretched_and_parted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "talk.srt", tmp_path / "new.srt"
    text = "1\n00:00:01,000 --> 00:00:03,000\nやあ\n\n2\n00:00:04,000 --> 00:00:06,000\nはい\n"
    file.write_text(text, encoding="utf-8")
    assert run_command(["stretch", str(file), "--factor", "2", "--out", str(out)]) == 0
    assert "00:00:08,000 --> 00:00:12,000" in out.read_text(encoding="utf-8")
    assert run_command(["insert", str(file), "--at", "3.5", "30s", "--out", str(out)]) == 0
    assert "00:00:34,000 --> 00:00:36,000" in out.read_text(encoding="utf-8")
    assert run_command(["insert", str(file), "--at", "10", "30s", "--out", str(out)]) == 2
    assert "the last cue ends at 00:00:06.000" in capsys.readouterr().err
    assert run_command(["shift", str(file), "-2s", "--out", str(out)]) == 2


ASS = """[Script Info]
Title: Mine
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Alignment
Style: Top,Arial,20,&H00FFFFFF,8

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Top,Ann,0,0,0,,{\\pos(10,10)}Hi, you
"""
SBV = "0:00:01.000,0:00:02.000\nhello there\n\n0:00:02.000,0:00:04.000\nyes\n"


@pytest.mark.parametrize(
    ("name", "text", "old", "new"),
    [
        ("a.ass", ASS, "0:00:01.00,0:00:02.50", "0:00:02.50,0:00:04.00"),
        ("a.sbv", SBV, "0:00:01.000,0:00:02.000", "0:00:02.500,0:00:03.500"),
    ],
)
def test_styles_and_layout_stay_as_they_were(tmp_path: Path, name: str, text: str, old: str, new: str) -> None:
    file, out = tmp_path / name, tmp_path / f"out-{name}"
    file.write_bytes(text.replace("\n", "\r\n").encode())
    assert run_command(["shift", str(file), "1.5s", "--out", str(out)]) == 0
    moved = text.replace(old, new).replace("0:00:02.000,0:00:04.000", "0:00:03.500,0:00:05.500")
    assert out.read_bytes() == moved.replace("\n", "\r\n").encode()


def test_a_format_whose_layout_would_be_lost_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.ttml"
    file.write_text(
        '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div>'
        '<p begin="00:00:01.000" end="00:00:02.000">Hi</p></div></body></tt>'
    )
    assert run_command(["shift", str(file), "1s"]) == 1
    assert "cannot be moved by itself" in capsys.readouterr().err


def test_a_long_cue_may_change_places_with_a_short_one(tmp_path: Path) -> None:
    file, out = tmp_path / "a.vtt", tmp_path / "b.vtt"
    file.write_text("WEBVTT\n\n00:00.000 --> 00:12.000\nlong\n\n00:04.000 --> 00:06.000\nshort\n")
    assert run_command(["insert", str(file), "--at", "5", "30s", "--out", str(out)]) == 0
    assert "00:00:35.000 --> 00:00:42.000\nlong" in out.read_text()


def test_what_is_no_subtitle_file_is_not_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("just a letter", encoding="utf-8")
    assert run_command(["shift", str(file), "1s"]) == 1
    assert "not a subtitle file" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("command", [["shift"], ["insert", "--at", "1"]])
def test_help_is_still_help(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([*command, "-h"]) == 0
    assert "LENGTH" in capsys.readouterr().out
