"""Whole batches with the stand-in engine: what runs, what is kept, what failed, and the same bytes everywhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import run_command
from pipeline.store.files import lock
from tests.batch.helpers import MODEL, batch, journal, sums, transcript, write_sources


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """A batch of three, run once."""
    source, out = write_sources(tmp_path / "in", 3), tmp_path / "out"
    assert batch(source, out) == 0
    return source, out


def would(source: Path, out: Path, capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, dict[str, Any]]:
    """The plan of a dry run by episode; a dry run changes nothing."""
    before = sums(out)
    capsys.readouterr()
    code = run_command(["batch", str(source), "--out", str(out), "--model", MODEL, "--dry-run", "--json", *args])
    assert code == 0
    assert sums(out) == before
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {row["episode"]: row for row in rows}


def glossary(path: Path, *rows: str) -> Path:
    path.write_text("source,target,type,status\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_nothing_changed_nothing_touched(made: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    source, out = made
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if ".nijimaku" not in path.parts}
    assert {row["action"] for row in would(source, out, capsys).values()} == {"keep"}
    assert batch(source, out) == 0
    assert times == {path: path.stat().st_mtime_ns for path in out.rglob("*") if ".nijimaku" not in path.parts}
    assert len(journal(out)) == 3


@pytest.mark.parametrize("executor", ["processes", "dask"])
def test_the_same_bytes_from_every_executor(made: tuple[Path, Path], tmp_path: Path, executor: str) -> None:
    source, out = made
    assert batch(source, tmp_path / executor, executor=executor) == 0
    assert sums(tmp_path / executor) == sums(out)


def test_only_what_changed_runs_and_the_plan_says_why(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = made
    (source / "ep001.vtt").write_text(transcript(1, extra="One more line."), encoding="utf-8")
    (source / "ep003.vtt").write_text(transcript(3), encoding="utf-8")
    plan = would(source, out, capsys)
    assert {name: (row["action"], row["why"]) for name, row in plan.items()} == {
        "ep000": ("keep", ["unchanged"]),
        "ep001": ("run", ["input changed"]),
        "ep002": ("keep", ["unchanged"]),
        "ep003": ("run", ["new"]),
    }
    assert batch(source, out) == 0
    assert [row["episode"] for row in journal(out)[3:]] == ["ep001", "ep003"]


def test_configuration_and_metadata_are_part_of_it(made: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    source, out = made
    plan = would(source, out, capsys, "--set", "limits.ja.max_lines=1")
    assert {tuple(row["why"]) for row in plan.values()} == {("configuration changed",)}
    (source / "episode.toml").write_text('title_en = "Tea"\n')
    assert {tuple(row["why"]) for row in would(source, out, capsys).values()} == {("meta data changed",)}


def test_a_glossary_change_runs_what_it_touches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = write_sources(tmp_path / "in", 2), tmp_path / "out"
    (source / "plain.vtt").write_text(transcript(7, lines=("Nothing to see here.", "Move along.")), encoding="utf-8")
    terms = glossary(tmp_path / "g.csv", "inference,推論,Concept,approved")
    assert batch(source, out, "--glossary", str(terms)) == 0
    glossary(terms, "inference,推論,Concept,approved", "large language model,大規模言語モデル,Concept,approved")
    plan = would(source, out, capsys, "--glossary", str(terms))
    assert {name: (row["action"], row["sentences"]) for name, row in plan.items()} == {
        "ep000": ("run", 1),
        "ep001": ("run", 1),
        "plain": ("keep", 0),
    }
    assert plan["ep000"]["detail"] == "large language model"
    assert batch(source, out, "--glossary", str(terms)) == 0
    assert "大規模言語モデル" in (out / "ep000" / "ja.vtt").read_text(encoding="utf-8")
    assert batch(source, tmp_path / "fresh", "--glossary", str(terms)) == 0
    kept = {name: value for name, value in sums(out).items() if not name.startswith("plain/")}
    fresh = {name: value for name, value in sums(tmp_path / "fresh").items() if not name.startswith("plain/")}
    assert kept == fresh
    tracks = [path.name for path in (out / "plain").iterdir() if path.suffix in (".vtt", ".srt", ".ass", ".md")]
    fresh_folder = tmp_path / "fresh" / "plain"
    assert all((out / "plain" / name).read_bytes() == (fresh_folder / name).read_bytes() for name in tracks)


def test_a_term_that_goes_runs_what_it_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = write_sources(tmp_path / "in", 1), tmp_path / "out"
    terms = glossary(tmp_path / "g.csv", "inference,推論,Concept,approved", "zebra,シマウマ,Concept,approved")
    assert batch(source, out, "--glossary", str(terms)) == 0
    glossary(terms, "inference,推論,Concept,approved")
    assert would(source, out, capsys, "--glossary", str(terms))["ep000"]["action"] == "keep"
    glossary(terms, "zebra,シマウマ,Concept,approved")
    plan = would(source, out, capsys, "--glossary", str(terms))
    assert (plan["ep000"]["action"], plan["ep000"]["sentences"]) == ("run", 1)


def test_a_glossary_change_decodes_the_sentences_it_touches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = write_sources(tmp_path / "in", 3), tmp_path / "out"
    terms = glossary(tmp_path / "g.csv", "inference,推論,Concept,approved")
    more = ("--glossary", str(terms), "--set", f"translate.cache={tmp_path / 'decodes.sqlite'}")
    more = (*more, "--model", "tests.batch.standin:load_cached")
    assert batch(source, out, *more) == 0
    glossary(terms, "inference,推論,Concept,approved", "large language model,大規模言語モデル,Concept,approved")
    planned = {name: row["sentences"] for name, row in would(source, out, capsys, *more).items()}
    assert planned == {"ep000": 1, "ep001": 1, "ep002": 1}
    assert batch(source, out, *more) == 0
    decoded = [row["decoded"] for row in journal(out)[3:]]
    assert decoded == [1, 0, 0]  # the same sentence with the same hint: the first episode's answer serves the others


def test_an_edit_is_part_of_it(made: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    source, out = made
    sentence = json.loads((out / "ep000" / "episode.json").read_text(encoding="utf-8"))["episode"]["sentences"][0]
    edit = {"kind": "translation", "anchor": sentence["id"], "before": sentence["text"], "after": "ようこそ。"}
    (out / "ep000.edits.jsonl").write_text(json.dumps(edit) + "\n")
    plan = would(source, out, capsys)
    assert (plan["ep000"]["why"], plan["ep000"]["sentences"]) == (["edits changed"], 1)
    assert batch(source, out) == 0
    assert "ようこそ" in (out / "ep000" / "ja.vtt").read_text(encoding="utf-8")
    assert {row["action"] for row in would(source, out, capsys).values()} == {"keep"}


def test_a_failed_episode_stops_nothing_and_is_told(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = made
    (source / "bad.vtt").write_text("no subtitles here")
    whole = sums(out)
    assert batch(source, out) == 1
    assert "failed: bad, ingest:" in capsys.readouterr().err
    assert sums(out) == whole
    assert (would(source, out, capsys)["bad"]["action"], batch(source, out)) == ("skip", 1)
    assert would(source, out, capsys, "--retry-failed")["bad"]["action"] == "run"
    assert run_command(["status", str(out)]) == 1
    assert "bad, ingest:" in capsys.readouterr().out
    (source / "bad.vtt").write_text(transcript(9), encoding="utf-8")
    assert batch(source, out) == 0
    assert run_command(["status", str(out), "--verify"]) == 0


def test_an_engine_that_raises_is_a_failure_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = write_sources(tmp_path / "in", 3), tmp_path / "out"
    monkeypatch.setenv("STANDIN_FAIL", "number 1")
    assert batch(source, out) == 1
    message = capsys.readouterr().err
    assert "failed: ep001, translate: ValueError: asked to fail (a fault of ours at standin.py:" in message
    monkeypatch.delenv("STANDIN_FAIL")
    assert batch(source, out) == 1
    assert batch(source, out, "--retry-failed") == 0
    assert [row["state"] for row in journal(out) if row["episode"] == "ep001"] == ["failed", "done"]


def test_an_episode_that_kills_its_workers_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = write_sources(tmp_path / "in", 3), tmp_path / "out"
    monkeypatch.setenv("STANDIN_DIE", "number 1")
    assert batch(source, out, executor="processes") == 1
    last = {row["episode"]: row for row in journal(out)}
    assert {name: row["state"] for name, row in last.items()} == {"ep000": "done", "ep001": "failed", "ep002": "done"}
    assert (last["ep001"]["stage"], "SIGABRT" in str(last["ep001"]["reason"])) == ("worker", True)
    monkeypatch.delenv("STANDIN_DIE")
    assert batch(source, out) == 0  # a lost worker is no fault of the input: the next batch tries again by itself


@pytest.mark.parametrize("name", ["episode.json", "ja.vtt", "provenance.json"])
def test_a_truncated_file_is_noticed_and_made_again(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    source, out = made
    whole = sums(out)
    file = out / "ep001" / name
    file.write_bytes(file.read_bytes()[:-20])
    assert would(source, out, capsys)["ep001"]["why"] == ["files damaged"]
    assert run_command(["status", str(out), "--verify"]) == 1
    assert batch(source, out) == 0
    assert sums(out) == whole


def test_two_batches_on_one_folder(made: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    source, out = made
    with lock(out / ".nijimaku" / "lock", what="it"):
        (out / ".nijimaku" / "owner.json").write_text('{"pid": 42, "host": "desk", "since": "noon"}')
        assert batch(source, out) == 1
        message = capsys.readouterr().err
        assert "another batch is writing here: process 42 on desk since noon" in message
        assert run_command(["status", str(out)]) == 0
        assert "process 42 on desk" in capsys.readouterr().out
    assert batch(source, out) == 0


def test_a_lost_state_folder_costs_nothing(made: tuple[Path, Path]) -> None:
    source, out = made
    whole = sums(out)
    shutil.rmtree(out / ".nijimaku")
    assert batch(source, out) == 0
    assert (sums(out), (out / ".nijimaku" / "journal.jsonl").exists()) == (whole, False)


def test_clock_jumps_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_sources(tmp_path / "in", 2)
    assert batch(source, tmp_path / "a") == 0
    jumps = iter(range(10**9, 0, -(10**5)))
    monkeypatch.setattr("time.time", lambda: float(next(jumps)))
    assert batch(source, tmp_path / "b") == 0
    assert batch(source, tmp_path / "b") == 0
    assert sums(tmp_path / "a") == sums(tmp_path / "b")
    assert len(journal(tmp_path / "b")) == 2


def test_unreadable_and_missing_inputs_fail_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = write_sources(tmp_path / "in", 1), tmp_path / "out"
    (source / "loop.vtt").symlink_to("loop.vtt")
    manifest = tmp_path / "m.csv"
    manifest.write_text("path\nin/ep000.vtt\nin/loop.vtt\nin/gone.vtt\n")
    assert batch(manifest, out) == 1
    message = capsys.readouterr().err
    assert "failed: gone, open:" in message
    assert "failed: loop, open:" in message
    (source / "loop.vtt").unlink()
    for name in ("loop", "gone"):
        (source / f"{name}.vtt").write_text(transcript(5), encoding="utf-8")
    assert batch(manifest, out) == 0


def test_another_text_under_the_same_name_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_sources(tmp_path / "in", 1) / "ep000.vtt"
    run = ("run", str(source), "--out", str(tmp_path / "out"), "--model", MODEL, "--quiet")
    assert run_command(list(run)) == 0
    assert run_command(list(run)) == 0
    assert "warning" not in capsys.readouterr().err
    source.write_text(transcript(7), encoding="utf-8")
    assert run_command(list(run)) == 0
    assert "was made from another text before" in capsys.readouterr().err


def test_resuming_what_never_ran_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_sources(tmp_path / "in", 1) / "ep000.vtt"
    assert run_command(["run", str(source), "--out", str(tmp_path / "out"), "--from", "retime"]) == 2
    assert "no earlier run of ep000.vtt" in capsys.readouterr().err
    assert run_command(["run", str(source), "--out", str(tmp_path / "out"), "--from", "retme"]) == 2
    assert 'did you mean "retime"' in capsys.readouterr().err


def test_many_failures_of_one_kind_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_sources(tmp_path / "in", 1)
    for number in range(8):
        (source / f"bad{number}.vtt").write_text("")
    assert batch(source, tmp_path / "out") == 1
    told = capsys.readouterr().err
    assert told.count("failed: bad") == 5
    assert "failed: 3 more, ingest: " in told
    assert run_command(["status", str(tmp_path / "out")]) == 1
    listed = capsys.readouterr().out
    assert all(f"bad{number}" in listed for number in range(8))


def test_json_lines_for_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_sources(tmp_path / "in", 2)
    (source / "bad.vtt").write_text("")
    code = run_command(
        ["batch", str(source), "--out", str(tmp_path / "out"), "--model", MODEL, "--executor", "serial", "--json"]
    )
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 1
    assert rows[0] == {"event": "plan", "run": 3, "why": {"new": 3}, "executor": "serial", "workers": 1}
    assert [(row["place"], row["episode"], row["state"]) for row in rows[1:4]] == [
        (0, "bad", "failed"),
        (1, "ep000", "done"),
        (2, "ep001", "done"),
    ]
    assert (rows[4]["event"], rows[4]["done"], rows[4]["failed"], rows[4]["open"]) == ("summary", 2, 1, 0)


def test_a_cache_that_cannot_be_used_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_sources(tmp_path / "in", 2)
    (tmp_path / "no-folder").write_text("x")
    cache = ("--model", "tests.batch.standin:load_cached", "--set", f"translate.cache={tmp_path / 'no-folder' / 'c'}")
    assert batch(source, tmp_path / "out", *cache) == 0
    assert capsys.readouterr().err.count("warning: the cache is not used: ") == 1
    assert [str(row["note"])[:21] for row in journal(tmp_path / "out")] == ["the cache is not used"] * 2
    assert run_command(["run", str(source / "ep000.vtt"), "--out", str(tmp_path / "one"), "--quiet", *cache]) == 0
    assert "warning: the cache is not used: " in capsys.readouterr().err
    assert batch(source, tmp_path / "plain", *cache[:3], f"translate.cache={tmp_path / 'c'}") == 0
    assert "warning" not in capsys.readouterr().err
    assert sums(tmp_path / "plain") == sums(tmp_path / "out")  # it cost time, and nothing else


def test_one_run_and_a_batch_are_one_thing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = write_sources(tmp_path / "in", 1), tmp_path / "out"
    assert run_command(["run", str(source / "ep000.vtt"), "--out", str(out), "--model", MODEL, "--quiet"]) == 0
    assert would(source, out, capsys)["ep000"]["action"] == "keep"
    again = ["run", str(source / "ep000.vtt"), "--out", str(out), "--model", MODEL, "--quiet", "--from", "retime"]
    assert run_command(again) == 0
    assert would(source, out, capsys)["ep000"]["why"] == ["made another way"]


def test_the_report_over_all_episodes(made: tuple[Path, Path]) -> None:
    _, out = made
    data = json.loads((out / "batch-report.json").read_text(encoding="utf-8"))
    page = (out / "batch-report.html").read_text(encoding="utf-8")
    assert (data["episodes"], len(data["per_episode"]), data["failed"]) == (3, 3, [])
    assert {row["stage"] for row in data["stages"]} >= {"segment", "translate", "retime", "write", "publish"}
    assert page.count("<svg") >= 2
    assert "<script" not in page


def test_on_a_store_of_objects(made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fsspec

    source, out = made
    monkeypatch.chdir(tmp_path)
    assert batch(source, "memory://made/here") == 0
    files = fsspec.filesystem("memory")
    current = json.loads(files.cat_file("/made/here/ep001/current.json"))["revision"]
    for path in (out / "ep001").iterdir():
        assert files.cat_file(f"/made/here/ep001/{current}/{path.name}") == path.read_bytes()
    stamp = files.info("/made/here/ep001/current.json")["created"]
    assert batch(source, "memory://made/here") == 0
    assert files.info("/made/here/ep001/current.json")["created"] == stamp
    for extra in ("Once.", "Twice.", "Thrice."):
        (source / "ep001.vtt").write_text(transcript(1, extra=extra), encoding="utf-8")
        assert batch(source, "memory://made/here") == 0
    assert len([path for path in files.ls("/made/here/ep001", detail=False) if "/r-" in path]) == 2
    assert run_command(["status", "memory://made/here", "--verify"]) == 0
    files.rm(f"/made/here/ep000/{json.loads(files.cat_file('/made/here/ep000/current.json'))['revision']}/ja.vtt")
    assert run_command(["status", "memory://made/here", "--verify"]) == 1
    assert batch(source, "memory://made/here") == 0
    assert run_command(["status", "memory://made/here", "--verify"]) == 0
