"""The command line for people: help at once, errors with advice, exit codes."""

import subprocess
import sys

import pytest

from pipeline.cli import COMMANDS, run_command
from pipeline.registry import load_object


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in COMMANDS)
    assert "Exit codes" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_a_first_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([name, "--help"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 3
    assert load_object(COMMANDS[name][0]).help


def test_help_imports_nothing_heavy() -> None:
    heavy = (
        "ctranslate2 argostranslate fugashi tokenizers rich webvtt pysubs2 budoux numpy sentencepiece jinja2".split()
    )
    code = "import sys; from pipeline.cli import run_command; run_command(['--help']); print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not set(heavy) & set(out.split())


def test_a_mistyped_command_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["rnu"]) == 2
    assert 'did you mean "run"?' in capsys.readouterr().err


def test_a_missing_file_is_one_clear_line(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", str(tmp_path / "none.vtt"), "--out", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"error: {tmp_path}/none.vtt: cannot be read: No such file")
    assert "Traceback" not in error


def test_a_bad_setting_is_a_usage_error(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", "x.vtt", "--set", "limits.ja.max_line=3"]) == 2
    assert 'did you mean "max_lines"' in capsys.readouterr().err


def test_stages_prints_the_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["stages"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines[1:] if line.strip() and not line.startswith(" ")]
    assert names[-6:] == ["ingest", "segment", "translate", "retime", "write", "summarise"]


def test_config_lists_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["config"]) == 0
    assert "limits.ja.max_lines" in capsys.readouterr().out
