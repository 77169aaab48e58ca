"""`nijimaku export` and `nijimaku import` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import codec
from pipeline.cli import run_command
from pipeline.config import Config
from pipeline.store import episodes as store
from tests.test_exports import finished


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A finished episode as `run` leaves it."""
    made = tmp_path / "out" / "talk"
    made.mkdir(parents=True)
    (made / "episode.json").write_text(codec.dumps(finished()), encoding="utf-8")
    return made


def test_help_names_the_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    written = Config().write
    assert run_command(["export", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for default in (f"by default {','.join(written.formats)}.", f"by default {written.top}.", "[default: export]"):
        assert default in told
    assert run_command(["status", "--help"]) == 0
    assert "FOLDER is `out` unless given" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["export", "inspect", "report"])
def test_a_subtitle_file_is_no_episode(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "talk.vtt"
    file.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n")
    assert run_command([command, str(file)]) == 1
    assert f"{file}: not a finished episode (give the folder" in capsys.readouterr().err


def test_export_writes_what_was_asked(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["export", str(folder), "--format", "ttml,hls", "--out", str(tmp_path / "e")]) == 0
    listed = capsys.readouterr().out.split()
    assert str(tmp_path / "e" / "talk" / "ja.ttml") in listed
    assert (tmp_path / "e" / "talk" / "hls" / "ja" / "00000.vtt").read_text(encoding="utf-8").startswith("WEBVTT")


def test_exports_gather_in_one_folder(folder: Path, tmp_path: Path) -> None:
    for name in ("srt", "csv"):
        assert run_command(["export", str(folder), "--format", name, "--out", str(tmp_path / "e"), "--quiet"]) == 0
    assert {path.name for path in (tmp_path / "e" / "talk").iterdir()} == {
        "en.srt", "ja.srt", "bilingual.srt", "sentences.csv",
    }  # fmt: skip


def test_export_all_and_the_switches(folder: Path, tmp_path: Path) -> None:
    arguments = ["--format", "all", "--top", "ja", "--fix-source", "--vertical", "--base-url", "https://x.example/t"]
    assert (
        run_command(["export", str(folder / "episode.json"), *arguments, "--out", str(tmp_path / "e"), "--quiet"]) == 0
    )
    made = tmp_path / "e" / "talk"
    vtt = (made / "bilingual.vtt").read_text(encoding="utf-8")
    assert vtt.index("こんにちは") < vtt.index("Hello")
    assert "truly" in vtt
    assert 'writingMode="tbrl"' in (made / "ja.ttml").read_text(encoding="utf-8")
    assert "https://x.example/t/ja.vtt" in (made / "feed.ja.xml").read_text(encoding="utf-8")


def test_export_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["export", "--list"]) == 0
    assert "hls " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--format", "ttlm"], 2, 'did you mean "ttml"'),
        (["--format", "vtt", "--top", "de"], 2, "'de' is not one of"),
    ],
)
def test_export_refuses(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    assert run_command(["export", str(folder), *arguments]) == code
    assert message in capsys.readouterr().err


def test_export_of_nothing_is_one_clear_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["export", str(tmp_path / "none")]) == 1
    assert "episode.json" in capsys.readouterr().err


def test_import_locks_what_changed_beside_the_episode(folder: Path, tmp_path: Path) -> None:
    assert run_command(["export", str(folder), "--format", "srt", "--out", str(tmp_path / "e"), "--quiet"]) == 0
    edited = tmp_path / "edited.srt"
    text = (tmp_path / "e" / "talk" / "ja.srt").read_text(encoding="utf-8")
    edited.write_text(text.replace("ありがとう", "どうもありがとう"), encoding="utf-8")
    assert run_command(["import", str(folder), str(edited), "--who", "Aya"]) == 0
    edits = store.load_edits(tmp_path / "out", "talk")
    assert [(edit.anchor, edit.after, edit.who, edit.state) for edit in edits] == [
        ("s2-1", "どうもありがとう！", "Aya", "locked")
    ]
    assert edits[0].when


def test_a_dry_run_records_nothing(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["export", str(folder), "--format", "tsv", "--out", str(tmp_path / "e"), "--quiet"]) == 0
    table = tmp_path / "e" / "talk" / "sentences.tsv"
    table.write_text(table.read_text(encoding="utf-8").replace("ようこそ", "いらっしゃい"), encoding="utf-8")
    assert run_command(["import", str(folder), str(table), "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["recorded"], told["edits"][0]["sentence"]) == (0, "s1-1")
    assert store.load_edits(tmp_path / "out", "talk") == ()


def test_a_foreign_track_needs_pair(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.srt"
    other.write_text(
        "1\n00:00:00,300 --> 00:00:02,200\nようこそ。\n\n2\n00:00:02,650 --> 00:00:03,200\n感謝します。\n\n"
        "3\n00:00:03,500 --> 00:00:08,700\n結果は予想以上でした。\n",
        encoding="utf-8",
    )
    assert run_command(["import", str(folder), str(other)]) == 2
    assert "--pair" in capsys.readouterr().err
    assert run_command(["import", str(folder), str(other), "--pair", "--who", "Aya"]) == 0
    edits = store.load_edits(tmp_path / "out", "talk")
    assert {edit.anchor: edit.after for edit in edits} == {
        "s1-1": "ようこそ。", "s2-1": "感謝します。", "s3-1": "結果は予想以上でした。",
    }  # fmt: skip
