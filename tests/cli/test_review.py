"""`nijimaku review` on the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli import run_command
from pipeline.store import desk, episodes, glossaries
from tests.review import helpers

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "t.en-ja.csv").write_text(glossaries.write(helpers.TERMS), encoding="utf-8")
    return helpers.publish(tmp_path / "out")


@pytest.fixture
def run(out: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(command: str, *args: str) -> tuple[int, str]:
        base = ["review", command, "--glossary", str(out.parent / "t.en-ja.csv"), str(out)]
        code = run_command([*base, *args])
        told = capsys.readouterr()
        return code, told.out + told.err

    return call


def test_the_queue_is_worst_first(run: Run) -> None:
    code, text = run("list", "--json")
    rows = json.loads(text)
    assert code == 0 and [row["sentence"] for row in rows[:2]] == ["s2-1", "s3-1"]
    assert "term-missed" in run("list", "--reason", "term-missed")[1]
    assert run("list", "--state", "approved")[1].startswith("0 of 0")


def test_decisions_are_made_undone_and_refused(run: Run, out: Path) -> None:
    assert run("edit", "s3-1", "重みは公開です。", "--who", "愛子")[0] == 0
    assert run("lock", "s3-1")[0] == 0
    code, text = run("edit", "talk/s3-1", "別の訳。")
    assert code == 1 and "allowed: unlock" in text
    assert run("undo", "s3-1")[0] == 0
    assert run("approve", "s1-1", "s4-1")[0] == 0
    found = {edit.anchor: (edit.after, edit.state) for edit in episodes.load_edits(out, "talk")}
    assert found["s3-1"] == ("重みは公開です。", "approved") and found["s4-1"] == ("速いです。", "approved")
    assert run("clear", "s4-1")[0] == 0 and run("flag", "s8-1")[0] == 0
    assert run("approve", "s99-1")[0] == 2


def test_one_sentence_is_shown_with_everything_beside_it(run: Run) -> None:
    run("edit", "s2-1", "推測の話です。", "--who", "愛子")
    run("flag", "s2-1", "--who", "太郎")
    code, text = run("show", "talk/s2-1")
    lines = dict.fromkeys(line.partition(" ")[0] for line in text.splitlines())
    assert code == 0 and list(lines) == [
        "sentence", "state", "source", "translation", "shown", "machine", "candidate", "weight", "reason", "term",
        "decided", "moves",
    ]  # fmt: skip
    assert "flagged by 太郎" in text and "Today we talk about inference." in text and "推測の話です。" in text
    assert "今日は推論について話します。" in text and "term-forbidden: 推測 → 推論" in text
    assert "inference → 推論: missed; 推測 stands there and must not" in text and "approved by 愛子" in text
    data = json.loads(run("show", "s3-1", "--json")[1])
    assert data["terms"][0]["rendered"] is False and data["moves"] and data["edits"] == [] and data["shown"] == ""
    assert run("show", "s99-1")[0] == 2


def test_decisions_say_that_the_tracks_wait_for_the_next_run(run: Run) -> None:
    told = "run the episode again from translate"
    moves = [("edit", "s3-1", "重みは公開です。"), ("approve", "s1-1"), ("clear", "s1-1"), ("undo", "s3-1")]
    assert all(told in run(*move)[1] for move in moves)
    assert told not in run("flag", "s8-1")[1] and told not in run("replace", "です", "でした")[1]
    assert told in run("replace", "です", "でした", "--yes")[1]


def test_what_viewers_see_is_told_where_it_is_another_text(run: Run, out: Path) -> None:
    whole = helpers.episode()
    cues = tuple(
        replace(cue, text="今日は\n推測の話", marks=()) if "s2-1" in cue.sentence_ids else cue
        for cue in whole.target_track().cues
    )
    helpers.publish(out, replace(whole, target=replace(whole.target_track(), cues=cues)))
    text = run("list")[1]
    assert text.count("shown: ") == 1 and "shown: 今日は推測の話" in text
    rows = {row["sentence"]: row["shown"] for row in json.loads(run("list", "--json")[1])}
    assert rows["s2-1"] == "今日は推測の話" and rows["s3-1"] == ""
    assert "shown: 今日は推測の話" in run("approve", "s2-1")[1] and "shown: " not in run("approve", "s4-1")[1]


def test_the_number_in_front_is_explained_as_it_is_reckoned(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["review", "list", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "The number in front is the sum of what the reasons weigh" in text
    rows = json.loads(run("list", "--json")[1])
    weights = {item["code"]: row["weight"] for row in rows for item in row["reasons"] if len(row["reasons"]) == 1}
    named = {"term-forbidden": "45 a forbidden", "term-missed": "40 a term", "guard:anata": "25 each guard"}
    for code, said in named.items():
        assert said in text and weights[code] == float(said.split()[0])


def test_one_is_not_many(run: Run) -> None:
    assert "1 sentence would change" in run("replace", "以上です", "終わりです")[1]
    assert "1 of 1 sentence that needs a look, 8 in all" in run("list", "--reason", "term-missed")[1]


def test_replacing_shows_first(run: Run, out: Path) -> None:
    code, text = run("replace", "です", "でした")
    assert code == 0 and "[-" in text and "add --yes" in text and desk.history(out, "talk") == ()
    run("lock", "s4-1")
    code, text = run("replace", "です", "でした", "--yes")
    assert code == 0 and "locked: left alone" in text
    assert {edit.anchor for edit in desk.history(out, "talk") if "でした" in edit.after} == {"s8-1"}


def test_the_queue_goes_out_and_in_as_csv(run: Run, out: Path, tmp_path: Path) -> None:
    _, text = run("export", "--all")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(helpers.LINES)
    for row in rows:
        if row["sentence"] == "s2-1":
            row["new_target"] = "推論の話です。"
        if row["sentence"] == "s4-1":
            row["new_state"] = "locked"
        if row["sentence"] == "s3-1":
            row["new_target"] = "遅すぎた訳。"
    path = tmp_path / "edited.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # as Excel saves it
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert "3 decisions would be recorded" in run("import", str(path), "--dry-run")[1]
    run("edit", "s3-1", "重みは公開です。")  # somebody was faster
    code, text = run("import", str(path))
    assert code == 1 and "2 decisions recorded, 1 not" in text and "遅すぎた訳。" in text
    found = {edit.anchor: edit for edit in episodes.load_edits(out, "talk")}
    assert found["s2-1"].after == "推論の話です。" and found["s4-1"].state == "locked"
    assert found["s3-1"].after == "重みは公開です。"


def test_cells_are_no_formulas(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = helpers.publish(tmp_path / "out", helpers.episode("talk", [("=1+1 is two.", "=HYPERLINK(1)")]))
    assert run_command(["review", "export", str(out), "--all"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["source"].startswith("'=") and row["target"].startswith("'=")


def test_conflicts_are_listed(run: Run, out: Path) -> None:
    run("edit", "s1-1", "ようこそ。")
    helpers.publish(out, helpers.episode("talk", [("Something else now.", "別です。"), *helpers.LINES[1:]]))
    code, text = run("conflicts")
    assert code == 0 and "the source changed" in text and "ようこそ。" in text and "1 conflict\n" in text


def test_an_empty_folder_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    assert run_command(["review", "list", str(tmp_path / "out")]) == 1
    assert "nijimaku run" in capsys.readouterr().err
