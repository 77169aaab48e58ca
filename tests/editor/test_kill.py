"""Kill -9 of the server while editors save: the store is whole and every confirmed save is there."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import urllib.parse
from pathlib import Path
from typing import Any

from pipeline.review.workflow import standing
from pipeline.store import desk, glossaries, glossary_log
from tests.review import helpers


class Editor:
    """A browser's requests without the browser."""

    def __init__(self, link: str, name: str) -> None:
        self.address = urllib.parse.urlsplit(link)
        token = urllib.parse.parse_qs(self.address.query)["token"][0]
        form = urllib.parse.urlencode({"token": token, "name": name})
        answer, _ = self.send("POST", "/enter", form, {"Content-Type": "application/x-www-form-urlencoded"})
        self.cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
        _, page = self.send("GET", "/", "", {"Cookie": self.cookie})
        found = re.search(r'data-csrf="([^"]+)"', page)
        assert found
        self.headers = {"Cookie": self.cookie, "X-CSRF-Token": found[1], "Content-Type": "application/json"}

    def send(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection(self.address.netloc, timeout=20)
        try:
            connection.request(method, path, body.encode(), headers)
            answer = connection.getresponse()
            return answer, answer.read().decode()
        finally:
            connection.close()

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer, text = self.send("POST", path, json.dumps(data), self.headers)
        return answer.status, json.loads(text)

    def get(self, path: str) -> dict[str, Any]:
        return dict(json.loads(self.send("GET", path, "", self.headers)[1]))


def save_until_it_dies(
    editor: Editor, sentence: str, confirmed: dict[str, str], terms: dict[str, str], enough: threading.Event
) -> None:
    """Edit one sentence and one term again and again; remember what was confirmed."""
    at = 0
    try:
        while True:
            at += 1
            row = editor.get(f"/api/sentence/talk/{sentence}")
            data = {"episode": "talk", "sentence": sentence, "act": "edit", "text": f"訳{at}。"}
            status, answer = editor.post("/api/move", {**data, "revision": row["revision"]})
            if status == 200:
                confirmed[sentence] = answer["row"]["target"]
            term = editor.get("/api/term/weights")
            words = {
                "source": "weights",
                "target": "重み",
                "type": "Concept",
                "reading": "おもみ",
                "note": f"{sentence} {at}",
            }
            change = {"action": "revise", "id": "weights", "revision": term["revision"], "term": words}
            status, answer = editor.post("/api/term", change)
            if status == 200:
                terms[sentence] = words["note"]
            if at >= 2:
                enough.set()
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return  # the server was killed


def test_every_confirmed_save_is_there_after_kill_9(tmp_path: Path) -> None:
    out, glossary = tmp_path / "out", tmp_path / "t.en-ja.csv"
    helpers.publish(out, helpers.episode("talk"))
    glossary.write_text(glossaries.write(helpers.TERMS), encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "editor", str(out), "--glossary", str(glossary), "--port", "0"]
    for round_number in range(2):
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert server.stdout is not None
        editors: list[Editor] = []
        for line in server.stdout:
            if "?token=" in line:
                editors.append(Editor(line.strip(), f"editor {len(editors)}"))
                if len(editors) == 2:
                    break
        confirmed: dict[str, str] = {}
        terms: dict[str, str] = {}
        events = [threading.Event() for _ in editors]
        threads = [
            threading.Thread(target=save_until_it_dies, args=(editor, sentence, confirmed, terms, event))
            for editor, sentence, event in zip(editors, ("s1-1", "s4-1"), events, strict=True)
        ]
        for thread in threads:
            thread.start()
        for event in events:
            assert event.wait(30)
        threading.Event().wait(random.Random(round_number).uniform(0.0, 0.3))
        os.kill(server.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
        server.communicate()

        now = standing(desk.history(out, "talk"))
        for sentence, text in confirmed.items():
            kept = int(re.sub(r"\D", "", now[sentence].after))
            assert kept >= int(re.sub(r"\D", "", text))  # that save, or one whose answer never arrived
        found = glossary_log.open_file(glossary, helpers.PAIR)
        notes = [entry.after[0].note for entry in glossary_log.history(glossary) if entry.after]
        assert all(note in notes for note in terms.values())
        assert {row.note for row in found.terms if row.id == "weights"} <= {*notes}
        assert len(confirmed) == 2 and terms
