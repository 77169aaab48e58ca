"""The editor over HTTP: what it answers, whom it refuses, and that nothing thrown at it breaks it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli import run_command
from pipeline.config import Config
from pipeline.editor import strings
from pipeline.editor.access import Access, check_password, hash_password, read_passwords
from pipeline.editor.app import HEADERS, make
from pipeline.editor.serve import open_desk
from pipeline.errors import ConfigError
from pipeline.model import Term, TermStatus, TermType
from pipeline.store import desk as disk
from pipeline.store import episodes, glossaries, glossary_log, memory
from tests.review import helpers

HOST = "127.0.0.1:8642"


class Client:
    """A browser that came in."""

    def __init__(self, client: FlaskClient, csrf: str) -> None:
        self.client = client
        self.csrf = csrf

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(path, query_string=query, headers={"Host": HOST}, buffered=True)

    def post(self, path: str, data: Any, **headers: str) -> Any:
        given = {"Host": HOST, "X-CSRF-Token": self.csrf, **headers}
        return self.client.post(path, data=json.dumps(data), content_type="application/json", headers=given)

    def row(self, sentence: str = "s2-1", episode: str = "talk") -> dict[str, Any]:
        found = self.get(f"/api/sentence/{episode}/{sentence}")
        assert found.status_code == 200, found.text
        return dict(found.json)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    helpers.publish(
        tmp_path / "out", helpers.episode("talk"), helpers.episode("other", [("It is fast.", "高速です。")])
    )
    (tmp_path / "t.en-ja.csv").write_text(glossaries.write(helpers.TERMS), encoding="utf-8")
    return tmp_path


def test_an_episode_that_is_not_there_is_named_with_the_nearest(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["editor", str(place / "out"), "--episode", "tolk"]) == 1
    told = capsys.readouterr().err
    assert "no finished episode 'tolk'" in told and 'did you mean "talk"?' in told
    assert run_command(["editor", str(place / "out"), "--episode", "nope"]) == 1
    assert "known: other, talk" in capsys.readouterr().err


def opened(place: Path, *, passwords: dict[str, str] | None = None) -> tuple[Any, Access]:
    ticks = iter(range(10**9))
    found = open_desk(
        place / "out", place / "t.en-ja.csv", helpers.PAIR, Config(), now=lambda: f"2026-11-24T00:00:{next(ticks):02d}"
    )
    found.memory_path = place / "memory.sqlite"
    recording = place / "talk.wav"
    recording.write_bytes(b"RIFF" + bytes(2000))
    found.media = {"talk": recording}
    access = Access(passwords=passwords or {}, clock=lambda: 1000.0 + next(ticks) * 0.5)
    app = make(found, access, hosts=frozenset({HOST}), who="Aiko")
    return app, access


def enter(app: Any, access: Access, name: str = "愛子") -> Client:
    client = app.test_client()
    answer = client.post("/enter", data={"token": access.new_link(), "name": name}, headers={"Host": HOST})
    assert answer.status_code == 303
    page = client.get("/", headers={"Host": HOST}).text
    found = re.search(r'data-csrf="([^"]+)"', page)
    assert found
    return Client(client, found[1])


@pytest.fixture
def aiko(place: Path) -> Client:
    return enter(*opened(place))


# ------------------------------------------------------------------------------------------------------ the door


def test_a_link_lets_one_browser_in_once(place: Path) -> None:
    app, access = opened(place)
    token = access.new_link()
    one, two = app.test_client(), app.test_client()
    page = one.get(f"/?token={token}", headers={"Host": HOST})
    assert page.status_code == 200 and token in page.text and "Aiko" in page.text
    form = {"token": token, "name": "Aiko"}
    assert one.post("/enter", data=form, headers={"Host": HOST}).status_code == 303
    assert two.post("/enter", data=form, headers={"Host": HOST}).status_code == 403
    assert two.get("/api/queue", headers={"Host": HOST}).status_code == 401
    assert one.get("/api/queue", headers={"Host": HOST}).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "x" * 500, "%00", "é"])
def test_wrong_links_are_refused(place: Path, token: str) -> None:
    app, _ = opened(place)
    answer = app.test_client().post("/enter", data={"token": token, "name": "x"}, headers={"Host": HOST})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_the_cookie_cannot_be_read_or_sent_by_others(place: Path) -> None:
    app, access = opened(place)
    answer = app.test_client().post("/enter", data={"token": access.new_link(), "name": "a"}, headers={"Host": HOST})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


def test_passwords_are_salted_records_and_wrong_ones_are_refused(place: Path) -> None:
    record = hash_password("correct horse")
    assert record != hash_password("correct horse") and "correct" not in record
    app, _ = opened(place, passwords={"aiko": record})
    client = app.test_client()
    for name, password in (("aiko", "wrong"), ("nobody", "correct horse"), ("aiko", "")):
        form = {"name": name, "password": password}
        assert client.post("/enter", data=form, headers={"Host": HOST}).status_code == 403
    form = {"name": "aiko", "password": "correct horse"}
    assert client.post("/enter", data=form, headers={"Host": HOST}).status_code == 303
    assert not check_password("scrypt$x", "y") and not check_password("", "")


def test_guessing_is_slowed_down(place: Path) -> None:
    app, _ = opened(place)
    client = app.test_client()
    answers = [
        client.post("/enter", data={"token": f"guess{at}", "name": "x"}, headers={"Host": HOST}).status_code
        for at in range(30)
    ]
    assert 429 in answers and 303 not in answers


def test_a_password_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "editors"
    path.write_text(f"aiko:{hash_password('correct horse')}\n", encoding="utf-8")
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="others can read"):
        read_passwords(path)
    path.chmod(0o600)
    assert list(read_passwords(path)) == ["aiko"]
    path.write_text("aiko:plain\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="record"):
        read_passwords(path)


def test_other_interfaces_need_a_password_file(place: Path) -> None:
    from pipeline.editor.serve import serve

    found = open_desk(place / "out", None, helpers.PAIR, Config(), now=lambda: "")
    with pytest.raises(ConfigError, match="reached by others"):
        serve(found, host="192.0.2.1", port=0, who="", password_file=None)


# ------------------------------------------------------------------------------------------------ every request


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "localhost.evil.example:8642", ""])
def test_other_host_names_are_not_served(aiko: Client, host: str) -> None:
    assert aiko.client.get("/api/queue", headers={"Host": host}).status_code == 421
    assert aiko.client.get("/", headers={"Host": host}).status_code == 421


def test_a_server_on_every_address_answers_to_addresses_in_figures(place: Path) -> None:
    app, _ = opened(place)
    client = app.test_client()
    asked = {
        "192.0.2.7:8642": 200,
        "[2001:db8::7]:8642": 200,
        "192.0.2.7:9": 421,
        "192.0.2.7": 421,
        "a.example:8642": 421,
    }
    assert {host: client.get("/", headers={"Host": host}).status_code for host in asked} == dict.fromkeys(asked, 421)
    app.config["NIJIMAKU_ADDRESS_PORT"] = 8642
    assert {host: client.get("/", headers={"Host": host}).status_code for host in asked} == asked


def test_terms_of_every_file_count_and_are_changed_where_they_stand(place: Path) -> None:
    first, second = place / "a.en-ja.csv", place / "t.en-ja.csv"
    first.write_text(glossaries.write([Term("cost", "costs", "費用", TermType.CONCEPT, TermStatus.APPROVED)]), "utf-8")
    found = open_desk(place / "out", second, helpers.PAIR, Config(), now=lambda: "1", also=(first,))
    access = Access(clock=lambda: 1000.0)
    aiko = enter(make(found, access, hosts=frozenset({HOST})), access)
    (seen,) = aiko.row("s5-1")["terms"]
    assert (seen["id"], seen["target"]) == ("cost", "費用")
    change = {"action": "revise", "id": "cost", "revision": seen["revision"]}
    assert aiko.post("/api/term", {**change, "term": {"source": "costs", "target": "コスト"}}).status_code == 200
    assert aiko.post("/api/term", {"action": "add", "term": {"source": "fast", "target": "高速"}}).status_code == 200
    assert [term.target for term in glossary_log.open_file(first, helpers.PAIR).terms] == ["コスト"]
    assert "fast" in {term.id for term in glossary_log.open_file(second, helpers.PAIR).terms}
    merge = {"action": "merge", "id": "fast", "into": "cost", "revision": aiko.get("/api/term/fast").json["revision"]}
    assert aiko.post("/api/term", merge).status_code == 400
    assert aiko.get("/api/term/cost").json["history"][0]["action"] == "revise"


def test_suggestions_come_for_one_episode(aiko: Client) -> None:
    rows = aiko.get("/api/suggest/talk").json["rows"]
    assert "Kyle" in [row["source"] for row in rows] and all(row["contexts"] for row in rows)
    assert aiko.get("/api/suggest/nothing").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/", "/static/desk.js", "/static/nothing", "/api/queue", "/api/nothing", "/enter", "/media/talk", "/x" * 900],
)
def test_every_answer_has_the_strict_headers(aiko: Client, path: str) -> None:
    answer = aiko.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "Server" not in answer.headers
    assert answer.headers["Cache-Control"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "wrong"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_changes_from_other_pages_are_refused(aiko: Client, headers: dict[str, str]) -> None:
    row = aiko.row()
    data = {"episode": "talk", "sentence": "s2-1", "act": "approve", "revision": row["revision"]}
    assert aiko.post("/api/move", data, **headers).status_code == 403
    assert aiko.row()["state"] == "new"


def test_forms_cannot_change_anything(aiko: Client) -> None:
    headers = {"Host": HOST, "X-CSRF-Token": aiko.csrf}
    assert aiko.client.post("/api/move", data={"act": "approve"}, headers=headers).status_code == 415
    assert aiko.client.put("/api/move", headers=headers).status_code == 405
    assert aiko.client.get("/api/move", headers={"Host": HOST}).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/media/../talk",
        "/media/..%2f..%2fetc%2fpasswd",
        "/api/sentence/..%2fout%2ftalk/s1-1", "/api/sentence/../talk/s1-1", "/api/sentence/talk/..%2f..%2fx",
        "/api/term/..%2f..%2fetc", "/media/%2fetc%2fpasswd", "/media/talk%00", "/static/desk.js%00",
    ],
)  # fmt: skip
def test_no_path_reaches_the_file_system(aiko: Client, path: str) -> None:
    assert aiko.get(path).status_code in (400, 404)


def test_a_body_that_is_too_large_is_refused(aiko: Client) -> None:
    assert aiko.post("/api/move", {"text": "x" * 300_000}).status_code == 413


def test_too_many_changes_are_slowed_down(place: Path) -> None:
    found = open_desk(place / "out", place / "t.en-ja.csv", helpers.PAIR, Config(), now=lambda: "")
    access = Access(clock=lambda: 1000.0)
    client = enter(make(found, access, hosts=frozenset({HOST})), access)
    assert 429 in [client.post("/api/undo", {}).status_code for _ in range(80)]


def test_texts_of_episodes_cannot_become_markup(tmp_path: Path) -> None:
    nasty = "</script><img src=x onerror=alert(1)>"
    helpers.publish(tmp_path / "out", helpers.episode("talk", [(nasty, nasty)]))
    (tmp_path / "t.en-ja.csv").write_text(glossaries.write(()), encoding="utf-8")
    client = enter(*opened(tmp_path), name="O'Neil")
    assert nasty not in client.get("/").text
    answer = client.get("/api/queue")
    assert answer.content_type.startswith("application/json") and answer.headers["X-Content-Type-Options"] == "nosniff"


# ------------------------------------------------------------------------------------------------------ the work


def test_the_queue_comes_in_pages_worst_first(aiko: Client) -> None:
    page = aiko.get("/api/queue", limit="2", state="open").json
    assert [row["id"] for row in page["rows"]] == ["s2-1", "s3-1"] and page["total"] > 2
    rest = aiko.get("/api/queue", limit="200", offset="2", state="open").json
    assert not {row["id"] for row in page["rows"]} & {row["id"] for row in rest["rows"]}
    assert aiko.get("/api/queue", reason="term-missed").json["total"] == 1
    assert aiko.get("/api/queue", text="inference").json["total"] == 1
    assert aiko.get("/api/queue", episode="other").json["total"] == 1
    assert aiko.get("/api/queue", order="time", episode="talk").json["rows"][0]["id"] == "s1-1"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"episode": "nothing"}, 404),
        ({"offset": "-1"}, 400),
        ({"limit": "many"}, 400),
        ({"offset": "9" * 30}, 400),
        ({"text": "(", "regex": "1"}, 422),
    ],
)
def test_wishes_that_make_no_sense_are_refused(aiko: Client, query: dict[str, str], status: int) -> None:
    assert aiko.get("/api/queue", **query).status_code == status


def test_an_edit_is_on_disk_when_it_is_confirmed_and_can_be_undone(aiko: Client, place: Path) -> None:
    row = aiko.row()
    data = {
        "episode": "talk",
        "sentence": "s2-1",
        "act": "edit",
        "text": "今日は推論の話です。",
        "revision": row["revision"],
    }
    answer = aiko.post("/api/move", data)
    assert answer.status_code == 200 and answer.json["row"]["state"] == "approved"
    assert answer.json["lessons"] == []  # the glossary forbids the old word already
    (edit,) = episodes.load_edits(place / "out", "talk")
    assert (edit.after, edit.who, edit.before) == ("今日は推論の話です。", "愛子", "Today we talk about inference.")
    seen = aiko.row()
    assert seen["terms"][0]["rendered"] == "推論" and not seen["reasons"]
    back = aiko.post("/api/undo", {"episode": "talk", "sentence": "s2-1", "revision": seen["revision"]})
    assert back.json["row"]["target"] == row["target"]
    assert episodes.load_edits(place / "out", "talk") == ()


def test_two_editors_of_one_sentence_lose_nothing(place: Path) -> None:
    app, access = opened(place)
    aiko, kenji = enter(app, access, "愛子"), enter(app, access, "Kenji")
    row = aiko.row()
    data = {"episode": "talk", "sentence": "s2-1", "act": "edit", "revision": row["revision"]}
    assert kenji.post("/api/move", {**data, "text": "推論です。"}).status_code == 200
    answer = aiko.post("/api/move", {**data, "text": "推論の話。"})
    assert answer.status_code == 409
    assert (answer.json["theirs"]["text"], answer.json["theirs"]["who"]) == ("推論です。", "Kenji")
    pulse = aiko.get("/api/pulse", episode="talk", sentence="s2-1").json
    assert aiko.post("/api/move", {**data, "text": "推論の話。", "revision": pulse["revision"]}).status_code == 200
    assert [item["text"] for item in aiko.row()["history"]] == ["推論の話。", "推論です。"]


def test_two_editors_of_one_term_see_both_versions(place: Path) -> None:
    app, access = opened(place)
    aiko, kenji = enter(app, access, "愛子"), enter(app, access, "Kenji")
    term = aiko.get("/api/term/weights").json
    change = {"action": "revise", "id": "weights", "revision": term["revision"]}
    words = {"source": "weights", "type": "Concept", "reading": "おもみ"}
    assert kenji.post("/api/term", {**change, "term": {**words, "target": "ウェイト"}}).status_code == 200
    answer = aiko.post("/api/term", {**change, "term": {**words, "target": "重み付け"}})
    assert answer.status_code == 409
    sides = {row["field"]: (row["mine"], row["theirs"]) for row in answer.json["fields"]}
    assert sides["target"] == ("重み付け", "ウェイト")
    stored = glossary_log.open_file(place / "t.en-ja.csv", helpers.PAIR)
    assert [row.target for row in stored.terms if row.id == "weights"] == ["ウェイト"]
    again = {**change, "revision": answer.json["theirs"]["revision"], "term": {**words, "target": "重み付け"}}
    assert aiko.post("/api/term", again).status_code == 200
    assert [entry.who for entry in glossary_log.history(place / "t.en-ja.csv")] == ["Kenji", "愛子"]


def test_a_term_added_here_is_judged_by_at_once(aiko: Client) -> None:
    assert aiko.row("s4-1")["terms"] == []
    term = {"source": "fast", "target": "高速", "type": "Concept"}
    assert aiko.post("/api/term", {"action": "add", "term": term}).status_code == 200
    (found,) = aiko.row("s4-1")["terms"]
    assert (found["target"], found["status"], found["rendered"]) == ("高速", "approved", "")
    assert aiko.get("/api/terms", text="fas").json["rows"][0]["id"] == "fast"


@pytest.mark.parametrize(
    "data",
    [
        {"action": "explode"},
        {"action": "add"},
        {"action": "add", "term": []},
        {"action": "add", "term": {"source": 1}},
        {"action": "approve", "id": "weights"},
        {"action": "add", "term": {"source": "x", "target": "y", "variants": ["a"]}},
        {"action": "add", "term": {"source": "x" * 5000, "target": "y"}},
        {"action": "add", "term": {"source": "", "target": ""}},
    ],
)
def test_changes_of_terms_that_make_no_sense_are_refused(aiko: Client, data: Any) -> None:
    assert aiko.post("/api/term", data).status_code in (400, 422)


def test_the_preview_is_what_the_stage_would_do(aiko: Client) -> None:
    told = aiko.post("/api/preview", {"episode": "talk", "sentence": "s4-1", "text": "とても速いです。"}).json
    assert "".join("".join(cue["lines"]) for cue in told["cues"]).startswith("とても速い")
    assert ["new", "とても"] in told["diff"]
    long = aiko.post("/api/preview", {"episode": "talk", "sentence": "s4-1", "text": "推論はとても重要です。" * 8}).json
    assert {cue["level"] for cue in long["cues"]} == {"bad"} and all(len(cue["lines"]) <= 2 for cue in long["cues"])


def test_find_and_replace_shows_first_and_changes_only_what_was_seen(aiko: Client) -> None:
    ask = {"text": "です", "by": "でした", "episode": "talk"}
    shown = aiko.post("/api/replace", ask).json
    assert shown["total"] == len(shown["rows"]) >= 2
    chosen = {f"{row['episode']}/{row['id']}": row["revision"] for row in shown["rows"]}
    first = next(iter(chosen))
    chosen[first] = "stale"
    done = aiko.post("/api/replace", {**ask, "chosen": chosen}).json
    assert (done["done"], done["stale"]) == (len(chosen) - 1, 1)


def test_a_cut_is_recorded_for_the_next_run(aiko: Client, place: Path) -> None:
    data = {"episode": "talk", "sentence": "s2-1"}
    made = aiko.post("/api/boundary", {**data, "act": "split", "offset": 9}).json
    assert made == {"anchor": "cut@c2:8", "act": "split"}
    assert aiko.post("/api/boundary", {**data, "act": "join"}).status_code == 200
    assert aiko.post("/api/boundary", {**data, "act": "split", "offset": "x"}).status_code == 400
    assert len(disk.history(place / "out", "talk")) == 2


def test_decided_sentences_can_be_remembered(aiko: Client, place: Path) -> None:
    row = aiko.row("s4-1")
    data = {"episode": "talk", "sentence": "s4-1"}
    assert aiko.post("/api/remember", {**data, "revision": row["revision"]}).status_code == 422
    aiko.post("/api/move", {**data, "act": "approve", "revision": row["revision"]})
    assert aiko.post("/api/remember", {**data, "revision": aiko.row("s4-1")["revision"]}).json == {"added": 1}
    (unit,) = memory.read(place / "memory.sqlite")
    assert (unit.target, unit.human) == ("速いです。", True)


def test_concordance_conflicts_media_and_language(aiko: Client) -> None:
    assert [row["id"] for row in aiko.get("/api/concordance", text="推測").json["rows"]] == ["s2-1"]
    assert aiko.get("/api/conflicts").json == {"rows": []}
    part = aiko.client.get("/media/talk", headers={"Host": HOST, "Range": "bytes=0-3"}, buffered=True)
    assert (part.status_code, part.data) == (206, b"RIFF")
    assert aiko.get("/media/other").status_code == 404
    assert aiko.post("/api/language", {"lang": "ja"}).status_code == 200
    assert '<html lang="ja">' in aiko.get("/").text
    assert aiko.post("/api/language", {"lang": "xx"}).status_code == 400
    assert "token=" in aiko.post("/api/invite", {}).json["link"]
    assert aiko.post("/api/leave", {}).status_code == 200
    assert aiko.get("/api/queue").status_code == 401


def test_both_languages_have_every_word() -> None:
    english, japanese = strings.table("en"), strings.table("ja")
    assert all(english.values()) and all(japanese.values())
    for key in english:
        assert re.findall(r"\{\w+\}", english[key]) == re.findall(r"\{\w+\}", japanese[key]) or sorted(
            re.findall(r"\{\w+\}", english[key])
        ) == sorted(re.findall(r"\{\w+\}", japanese[key]))
    folder = Path(strings.__file__).parent
    scripts = (folder / "static").glob("*.js")
    used = {name for one in scripts for name in re.findall(r"\bT\.(\w+)", one.read_text(encoding="utf-8"))}
    for page in (folder / "templates").iterdir():
        used |= set(re.findall(r"\bt\.(\w+)", page.read_text(encoding="utf-8")))
    assert used <= set(english)


# ---------------------------------------------------------------------------------------------------------- fuzz

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    "episode sentence anchor act text revision id action term why into by regex case chosen offset lang".split()
)
BODIES = st.dictionaries(
    NAMES,
    JSON | st.sampled_from(["talk", "s2-1", "edit", "approve", "clear", "split", "revise", "weights", "overview:en"]),
    max_size=8,
)
POSTS = st.sampled_from(
    [
        "/api/move",
        "/api/undo",
        "/api/replace",
        "/api/term",
        "/api/boundary",
        "/api/preview",
        "/api/remember",
        "/api/summary",
        "/api/language",
    ]
)
GETS = st.sampled_from(
    ["/api/queue", "/api/terms", "/api/concordance", "/api/pulse", "/api/conflicts", "/api/summary/talk", "/summary"]
)
QUERIES = st.dictionaries(
    st.sampled_from("episode state reason order text side regex case offset limit lang lemma status".split()),
    st.text(max_size=12) | st.sampled_from(["1", "talk", "open", "(", "ja"]), max_size=5,
)  # fmt: skip


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Client, Path]:
    place = tmp_path_factory.mktemp("fuzz")
    helpers.publish(place / "out", helpers.summarised("talk"))
    (place / "t.en-ja.csv").write_text(glossaries.write(helpers.TERMS), encoding="utf-8")
    return enter(*opened(place)), place


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=POSTS, body=BODIES | JSON)
def test_no_body_breaks_a_change(fuzzed: tuple[Client, Path], path: str, body: Any) -> None:
    client, place = fuzzed
    answer = client.post(path, body)
    assert answer.status_code in (200, 400, 404, 409, 422, 429), (answer.status_code, answer.text)
    assert answer.json is not None
    disk.history(place / "out", "talk")
    glossary_log.open_file(place / "t.en-ja.csv", helpers.PAIR)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=GETS, query=QUERIES)
def test_no_query_breaks_a_view(fuzzed: tuple[Client, Path], path: str, query: dict[str, str]) -> None:
    answer = fuzzed[0].get(path, **query)
    assert answer.status_code in (200, 400, 404, 422, 429), (answer.status_code, answer.text)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=80))
def test_no_bytes_break_it(fuzzed: tuple[Client, Path], body: bytes) -> None:
    headers = {"Host": HOST, "X-CSRF-Token": fuzzed[0].csrf}
    answer = fuzzed[0].client.post("/api/move", data=body, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 404, 422, 429)
