"""`nijimaku glossary` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import run_command
from pipeline.model import TermType
from pipeline.store import glossaries, glossary_log
from tests.review import helpers

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "t.en-ja.csv"
    path.write_text(glossaries.write(helpers.TERMS), encoding="utf-8")
    return path


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*args: str, at: str = "--file") -> tuple[int, str]:
        code = run_command(["glossary", args[0], at, str(file), *args[1:]])
        told = capsys.readouterr()
        return code, told.out + told.err

    return call


def test_the_life_of_a_term_is_in_the_log(run: Run, file: Path) -> None:
    assert run("propose", "hearing aid", "補聴器", "--reading", "ほちょうき", "--why", "said often")[0] == 0
    assert run("revise", "hearing-aid", "--target", "補聴機", "--variant", "hearing eight [ear]")[0] == 0
    assert run("approve", "hearing-aid", "--who", "愛子")[0] == 0
    code, text = run("reject", "hearing-aid")
    assert code == 1 and "allowed: revise, deprecate, merge" in text
    assert run("deprecate", "hearing aid")[0] == 0
    assert run("undo")[0] == 0
    code, text = run("show", "hearing-aid")
    assert (
        code == 0 and "approved" in text and "said often" in text and "愛子" in text and "hearing eight [ear]" in text
    )
    actions = [entry.action for entry in glossary_log.history(file)]
    assert actions == ["propose", "revise", "approve", "deprecate", "undo"]


def test_a_type_can_be_given_and_changed(run: Run, file: Path) -> None:
    made = run("propose", "fast inference", " 高速推論 ", "--type", "Software", "--why", "said in every episode")
    assert made[0] == 0, made[1]
    assert run("revise", "moat", "--type", "Place", "--note", " wet ")[0] == 0
    found = {row.id: row for row in glossary_log.open_file(file, helpers.PAIR).terms}
    assert found["fast-inference"].type is TermType.SOFTWARE and found["fast-inference"].target == "高速推論"
    assert found["moat"].type is TermType.PLACE and found["moat"].note == "wet"


def test_lists_can_be_narrowed_and_read_by_machines(run: Run) -> None:
    code, text = run("list", "--status", "approved", "--json")
    assert code == 0 and {row["id"] for row in json.loads(text)} == {"inference", "weights"}
    assert "1 of 3 terms" in run("list", "--search", "堀")[1]


def test_one_is_not_many(run: Run, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(glossaries.write(helpers.TERMS[2:]), encoding="utf-8")
    assert "1 of 1 term, revision" in run("list")[1] and "1 term, 0 problems" in run("lint")[1]
    lines = [("We saw Zorblax.", "ゾルブラックスを見ました。")]
    out = helpers.publish(tmp_path / "out", helpers.episode("talk", lines))
    assert run_command(["glossary", "concordance", "ゾル", "--episodes", str(out)]) == 0
    assert capsys.readouterr().out.endswith("\n1 sentence\n")


def test_ids_are_listed_whole(run: Run) -> None:
    long = "a term whose name alone takes more than the whole width of a terminal of eighty columns"
    assert run("add", long, "とても長い用語の訳がここに立つのでこの行は八十桁にはどうしても収まりません")[0] == 0
    text = run("list")[1]
    (line,) = [line for line in text.splitlines() if line.startswith(long.replace(" ", "-"))]
    assert "収まりません" in line and "Concept" in line and "…" not in text


def test_unknown_terms_are_met_with_a_suggestion(run: Run) -> None:
    code, text = run("approve", "wieghts")
    assert code == 1 and "weights" in text


def test_a_merge_and_a_comparison_with_the_past(run: Run, file: Path) -> None:
    first = glossary_log.open_file(file, helpers.PAIR).revision
    assert run("merge", "moat", "weights")[0] == 0
    code, text = run("diff", "--since", first[:10])
    assert code == 0 and "- moat" in text and "~ weights" in text and "variants:" in text


def test_lint_finds_errors_and_says_so_by_its_exit_code(run: Run) -> None:
    assert run("lint")[0] == 0
    run("add", "model", "ﾓﾃﾞﾙ")
    code, text = run("lint")
    assert code == 1 and "half-width katakana" in text


def test_impact_lists_touched_sentences_and_changes_nothing(run: Run, file: Path, tmp_path: Path) -> None:
    out = helpers.publish(tmp_path / "out")
    before = file.read_bytes()
    code, text = run("impact", "inference", "--target", "推理", "--episodes", str(out))
    assert code == 0 and "talk/s2-1" in text and "1 sentence would be decoded again" in text
    code, text = run("impact", "costs", "費用", "--episodes", str(out))
    assert "talk/s5-1" in text and "1 sentence would" in text
    assert "0 sentences" in run("impact", "costing", "費用", "--episodes", str(out))[1]
    assert file.read_bytes() == before and not glossary_log.log_path(file).exists()


def test_impact_decodes_what_the_change_touches_and_shows_what_is_read_anew(
    run: Run, file: Path, tmp_path: Path
) -> None:
    out = helpers.publish(tmp_path / "out")
    desk = ["review", "edit", str(out), "s3-1", "重みは公開です。"]
    assert run_command(desk) == 0
    more = (
        "--episodes",
        str(out),
        "--decode",
        "--model",
        "tests.batch.standin:load",
        "--set",
        'translate.memory="off"',
    )
    code, text = run("impact", "inference", "--target", "推理", *more)
    assert code == 0 and "  + 推理" in text and "(1 → " in text and "1 sentence is decoded again" in text
    code, text = run("impact", "cattle", "牛", "--variant", "Kyle [compiler]", *more)
    assert "  > You said that cattle builds a compiler." in text and "  + 牛" in text
    code, text = run("impact", "weights", "--target", "ウェイト", *more)
    assert "s3-1" in text and "an editor's text stands" in text and "  + 重みは公開です。" in text
    assert "0 sentences are decoded again" in text and "1 stays as edited" in text
    assert glossary_log.open_file(file, helpers.PAIR).terms == helpers.TERMS


def test_what_is_exported_can_be_imported(
    run: Run, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("csv", "tbx", "tbx2", "tmx"):
        _, text = run("export", "--format", name)
        source, target = tmp_path / f"x.{name}", tmp_path / f"{name}.en-ja.csv"
        source.write_text(text, encoding="utf-8")
        target.write_text(glossaries.write(()), encoding="utf-8")
        command = ["glossary", "import", str(source), "--format", name, "--file", str(target)]
        assert run_command(command) == 0
        assert glossaries.read(target.read_bytes(), name="x") == helpers.TERMS
        assert run_command(command) == 0
        assert "3 are there already" in capsys.readouterr().out
    assert "every field" in run("export", "--list")[1]


def test_an_import_that_differs_leaves_terms_alone_unless_told(run: Run, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.en-ja.csv"
    other.write_text("source,target,status\nweights,ウェイト,approved\nfast,高速,approved\n", encoding="utf-8")
    code, text = run("import", str(other))
    assert code == 0 and "left alone" in text and "1 term changed" in text
    run("import", str(other), "--update")
    found = {row.id: row.target for row in glossary_log.open_file(file, helpers.PAIR).terms}
    assert found["weights"] == "ウェイト" and found["fast"] == "高速"


def test_suggest_and_concordance_read_finished_episodes(run: Run, tmp_path: Path) -> None:
    lines = [("We asked Zorblax about the waits.", "ゾルブラックスに尋ねました。")] * 3
    out = helpers.publish(tmp_path / "out", helpers.episode("talk", lines))
    code, text = run("suggest", str(out))
    assert code == 0 and "Zorblax" in text and "ゾルブラックス" in text
    code, text = run("suggest", str(out), "--json")
    assert {"Zorblax"} <= {row["source"] for row in json.loads(text)}
    assert run_command(["glossary", "concordance", "ゾル", "--episodes", str(out)]) == 0


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path) -> None:
    import sys

    helpers.publish(tmp_path / "out")
    monkeypatch.setitem(sys.modules, "spellchecker", None)
    from pipeline.glossary import everyday

    everyday._counts.cache_clear()
    code, text = run("suggest", str(tmp_path / "out"))
    everyday._counts.cache_clear()
    assert code == 2 and "nijimaku[editor]" in text
