"""The doctor finds what is there and says what to do about what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import doctor
from pipeline.batch.machine import crew
from pipeline.cli import run_command
from pipeline.doctor import Check, Level


def checks() -> dict[str, Check]:
    return {check.topic: check for check in doctor.examine()}


def test_this_machine_can_do_the_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["doctor", "--json"]) == 0
    table = json.loads(capsys.readouterr().out)
    topics = {check["topic"] for check in table["checks"]}
    assert topics >= {"python", "ctranslate2", "Japanese dictionary", "model nijimaku-en-ja", "memory", "batch"}
    assert run_command(["doctor"]) == 0
    assert "字幕/を/作る" in capsys.readouterr().out


def test_missing_things_come_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(doctor, "NEEDED", ("click", "no-such-package"))
    found = checks()
    assert found["no-such-package"] == Check(
        "no-such-package", Level.MISSING, "not installed", "python -m pip install nijimaku"
    )
    assert found["browser"].level is Level.NOTE
    assert all(check.hint for check in found.values() if check.level is Level.MISSING)


def test_a_hint_is_printed_as_it_must_be_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "OPTIONAL", (("no-such-package", "dask", "--executor dask"),))
    assert run_command(["doctor"]) == 0
    assert 'for --executor dask: python -m pip install "nijimaku[dask]"' in capsys.readouterr().out


def test_one_worker_is_not_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.machine, "cores", lambda: 1)
    assert checks()["batch"].found.startswith("1 worker with 1 decoder thread (limited by ")


def test_the_documents_agree_on_how_the_editor_is_installed() -> None:
    root = Path(__file__).parent.parent
    for name in ("README.md", "docs/editor.md"):
        assert ".venv/bin/pip install -e '.[editor]'" in (root / name).read_text(encoding="utf-8")


def test_a_damaged_package_is_found(tmp_path: Path) -> None:
    layout = {"schema": 1, "kind": "causal", "name": "m", "version": "1", "from": "en", "to": "ja"}
    (tmp_path / "package.json").write_text(json.dumps({**layout, "prompt": {}, "decoding": {}}))
    (tmp_path / "SHA256SUMS").write_text("00  tokenizer.json\n")
    (tmp_path / "tokenizer.json").write_text("{}")
    assert doctor._damage(tmp_path) == "tokenizer.json does not match its sum"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cores": 8, "available_bytes": 64_000_000_000}, (8, 1, "cores")),
        ({"cores": 8, "available_bytes": 100_000_000}, (1, 8, "memory")),
        ({"cores": 8, "available_bytes": 64_000_000_000, "tasks": 2}, (2, 4, "tasks")),
        ({"cores": 2, "available_bytes": 0}, (2, 1, "cores")),
        ({"cores": 2, "wanted": 5}, (5, 1, "choice")),
        ({"cores": 2, "tasks": 0}, (1, 2, "tasks")),
    ],
)
def test_workers_as_cores_memory_and_tasks_allow(given: dict[str, int], expected: tuple[int, int, str]) -> None:
    found = crew(model_bytes=150_000_000, **given)
    assert (found.workers, found.threads, found.limited_by) == expected
