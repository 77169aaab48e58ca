"""Summaries over HTTP and on the command line: written with care, kept by the next run, taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline import job
from pipeline.cli import cli
from pipeline.config import Config
from pipeline.model import EditKind
from pipeline.store import episodes, glossaries
from tests.editor.test_http import Client, enter, opened
from tests.review import helpers

TITLE = "chapter:ch-s1-1:title:ja"
SAMPLE = Path(__file__).parents[2] / "samples" / "bakery-01" / "source.en.vtt"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    helpers.publish(tmp_path / "out", helpers.summarised("talk"), helpers.episode("bare"))
    (tmp_path / "t.en-ja.csv").write_text(glossaries.write(helpers.TERMS), encoding="utf-8")
    return tmp_path


@pytest.fixture
def aiko(place: Path) -> Client:
    return enter(*opened(place))


def places(client: Client) -> dict[str, dict[str, Any]]:
    found = client.get("/api/summary/talk").json
    rows = [*found["top"], *(row for chapter in found["chapters"] for row in chapter["places"]), *found["gone"]]
    return {row["anchor"]: row for row in rows}


def write(client: Client, anchor: str, text: str, revision: str, act: str = "edit") -> Any:
    data = {"episode": "talk", "anchor": anchor, "act": act, "text": text, "revision": revision}
    return client.post("/api/summary", data)


def test_a_text_is_written_undone_and_given_back(aiko: Client, place: Path) -> None:
    ours = places(aiko)[TITLE]
    answer = write(aiko, TITLE, "推論の話", ours["revision"])
    assert answer.status_code == 200 and answer.json["place"]["text"] == "推論の話" and answer.json["place"]["pending"]
    (edit,) = episodes.load_edits(place / "out", "talk")
    assert (edit.kind, edit.anchor, edit.before, edit.after, edit.who) == (
        EditKind.SUMMARY, TITLE, ours["text"], "推論の話", "愛子",
    )  # fmt: skip
    two = write(aiko, TITLE, "推論", answer.json["place"]["revision"]).json["place"]
    one = write(aiko, TITLE, "", two["revision"], "undo").json["place"]
    assert one["text"] == "推論の話" and [item["text"] for item in one["history"]] == ["推論の話", "推論", "推論の話"]
    back = write(aiko, TITLE, "", one["revision"], "clear").json["place"]
    assert (back["text"], back["edited"], back["pending"]) == (ours["text"], False, False)
    assert episodes.load_edits(place / "out", "talk") == ()


def test_two_editors_of_one_text_lose_nothing(place: Path) -> None:
    app, access = opened(place)
    aiko, kenji = enter(app, access, "愛子"), enter(app, access, "Kenji")
    seen = places(aiko)["overview:en"]["revision"]
    assert write(kenji, "overview:en", "His.", seen).status_code == 200
    answer = write(aiko, "overview:en", "Hers.", seen)
    assert answer.status_code == 409
    assert (answer.json["theirs"]["text"], answer.json["theirs"]["who"]) == ("His.", "Kenji")
    assert write(aiko, "overview:en", "", seen, "clear").status_code == 409
    assert write(aiko, "overview:en", "", seen, "undo").status_code == 409
    assert places(aiko)["overview:en"]["text"] == "His."


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"episode": "nothing"}, 404),
        ({"anchor": "chapter:ch-s9-9:title:en"}, 422),
        ({"anchor": "../../etc"}, 422),
        ({"act": "burn"}, 400),
        ({"revision": ""}, 400),
        ({"text": " "}, 422),
        ({"text": "x" * 7000}, 400),
        ({"text": None}, 400),
    ],
)
def test_changes_that_make_no_sense_are_refused(aiko: Client, place: Path, change: dict[str, Any], status: int) -> None:
    data = {"episode": "talk", "anchor": TITLE, "act": "edit", "text": "x", "revision": places(aiko)[TITLE]["revision"]}
    assert aiko.post("/api/summary", {**data, **change}).status_code == status
    assert episodes.load_edits(place / "out", "talk") == ()


def test_an_episode_without_a_summary_has_no_places(aiko: Client) -> None:
    assert aiko.get("/api/summary/bare").json["chapters"] == []
    assert aiko.get("/api/summary/nothing").status_code == 404
    page = aiko.get("/summary")
    assert page.status_code == 200 and "summary.js" in page.text
    assert aiko.client.get("/summary", headers={"Host": "evil.example"}).status_code == 421


def test_nobody_sees_the_page_without_coming_in(place: Path) -> None:
    app, _ = opened(place)
    client = app.test_client()
    assert client.get("/summary", headers={"Host": "127.0.0.1:8642"}).status_code == 302
    assert client.get("/api/summary/talk", headers={"Host": "127.0.0.1:8642"}).status_code == 401


def told(*args: str, text: str | None = None) -> str:
    done = CliRunner().invoke(cli, ["review", "summary", *args], input=text, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_what_an_editor_writes_survives_the_next_run(tmp_path: Path) -> None:
    out = tmp_path / "out"
    plain, cache = Config(), str(tmp_path / "cache.sqlite")
    translate = replace(plain.translate, model="tests.batch.standin:load_cached", memory="off", cache=cache)
    task = job.Job(path=str(SAMPLE), out=str(out), config=replace(plain, translate=translate))
    folder = Path(job.execute(task).folder)
    first = episodes.load(folder)
    chapter = f"chapter:{first.chapters[1].id}"
    written = {
        "overview:en": "A baker asks a model.", "overview:ja": "パン屋がモデルに聞く話。",
        "hashtags": "bakery パン", f"{chapter}:title:en": "The shoebox", f"{chapter}:title:ja": "靴箱",
        f"{chapter}:text:ja": "小さな箱で動かす。", f"{chapter}:quote:ja": "",
    }  # fmt: skip
    for anchor, text in written.items():
        told("edit", str(folder), anchor, "-", "--who", "愛子", text=text + "\n")
    assert "from the next run on" in told("show", str(folder), "--edited")
    for _ in range(2):
        job.execute(task)
        rows = {row["anchor"]: row for row in json.loads(told("show", str(folder), "--json"))}
        assert {anchor: rows[anchor]["text"] for anchor in written} == written
        assert not any(rows[anchor]["pending"] for anchor in written)
    page = (folder / "summary.ja.md").read_text(encoding="utf-8")
    assert all(written[anchor] in page for anchor in written if anchor.endswith(":ja"))
    assert "The shoebox" in (folder / "chapters.en.vtt").read_text(encoding="utf-8")
    told("undo", str(folder), "overview:en")
    told("clear", str(folder), "hashtags")
    job.execute(task)
    rows = {row["anchor"]: row for row in json.loads(told("show", str(folder), "--json"))}
    assert rows["overview:en"]["text"] == rows["overview:en"]["machine"] != written["overview:en"]
    assert rows["hashtags"]["text"] == " ".join(first.summaries[0].hashtags)
