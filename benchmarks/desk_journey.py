"""An editor's afternoon, for real: run, fix ten sentences and two terms in a browser, run again, look what was decoded.

python benchmarks/desk_journey.py                        samples/bakery-01 with the bundled model; needs Chromium
python benchmarks/desk_journey.py TRANSCRIPT --revise quantization=量子化処理 --revise hugging-face=ハギング・フェイス

Prints one JSON object: what the terms touch by `nijimaku glossary impact`, what the second run decoded, the edits it
kept, and, after a third term that changes how an edited sentence is read, the conflict that is listed. Exits with 1
when an edit is lost, or when a sentence is decoded that no term touches.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.config import TranslateSettings
from pipeline.engines import Engine
from pipeline.glossary.impact import touched
from pipeline.model import Episode, Lang, Origin, Pair
from pipeline.store import desk, episodes, glossaries, glossary_log
from pipeline.store.files import read_bytes

ROOT = Path(__file__).resolve().parents[1]
PAIR = Pair(Lang.EN, Lang.JA)
SAMPLE = ROOT / "samples" / "bakery-01" / "source.en.vtt"
LOG = "NIJIMAKU_JOURNEY_LOG"  # where the engine writes down what it is given


def recording(settings: TranslateSettings, pair: Pair) -> Engine:
    """The bundled engine behind its cache, as `run` opens it, with a note of every text that really reaches it."""
    from pipeline.engines import packages
    from pipeline.store import cache

    inner = packages.resolve(replace(settings, model=TranslateSettings().model), pair)

    class Recorder:
        signature, pair, abilities = inner.signature, inner.pair, inner.abilities

        def translate(self, texts: Sequence[str], *args: Any, **more: Any) -> Any:
            with Path(os.environ[LOG]).open("a", encoding="utf-8") as log:
                log.writelines(json.dumps(text) + "\n" for text in texts)
            return inner.translate(texts, *args, **more)

    return cache.cached(Recorder(), settings.cache)


def run(place: Path, transcript: Path, *, record: bool = True) -> tuple[dict[str, Any], list[str]]:
    """`nijimaku run --json`, and the texts that reached the engine."""
    log = place / "log.jsonl"
    log.write_text("")
    command = [sys.executable, "-m", "pipeline", "run", str(transcript), "--id", "talk", "--out", str(place / "out")]
    command += ["--glossary", str(place / "t.en-ja.csv"), "--json", "--set", 'translate.memory="off"']
    if record:
        command += ["--model", "benchmarks.desk_journey:recording"]
    told = {**os.environ, LOG: str(log), "NIJIMAKU_CACHE": str(place / "cache.sqlite")}
    done = subprocess.run(command, cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout), [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def ids_of(texts: Iterable[str], episode: Episode) -> list[str]:
    """The sentences that decoded texts belong to: a text may be a clause, or hold surrogates where terms stand."""
    by_text = {sentence.text: sentence.id for sentence in episode.sentences}
    found: dict[str, None] = {}
    for text in texts:
        part = text.strip(" ,.?!").lower()
        near = [whole for whole in by_text if whole == text] or [whole for whole in by_text if part in whole.lower()]
        near = near or get_close_matches(text, by_text, n=1, cutoff=0.5)
        found[by_text[near[0]] if near else f"unknown: {text}"] = None
    return sorted(found)


@contextmanager
def browser_on(place: Path) -> Any:
    """Chromium inside `nijimaku editor`."""
    from tests.browser.conftest import start

    command = [sys.executable, "-m", "pipeline", "editor", str(place / "out"), "--port", "0", "--who", "Aiko"]
    command += ["--glossary", str(place / "t.en-ja.csv"), "--set", f'translate.memory="{place / "memory.sqlite"}"']
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    chromium = start(place / "profile")
    try:
        assert server.stdout is not None  # a pipe was asked for
        chromium.get(next(line for line in server.stdout if re.match(r"http://\S+\?token=", line)).strip())
        chromium.find_element("css selector", "button.primary").click()
        until(chromium, lambda b: b.find_elements("id", "target"))
        yield chromium
    finally:
        chromium.quit()
        server.kill()
        server.communicate()


def until(browser: Any, condition: Callable[[Any], object]) -> None:
    """Wait for the page."""
    from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
    from selenium.webdriver.support.ui import WebDriverWait

    passing = (StaleElementReferenceException, NoSuchElementException)
    WebDriverWait(browser, 30, poll_frequency=0.05, ignored_exceptions=passing).until(condition)


def edit(browser: Any, place: Path, number: int) -> None:
    """Write a text into the sentence that is open and save it with Ctrl+Enter."""
    from selenium.webdriver.common.keys import Keys

    before = len(desk.history(place / "out", "talk"))
    box = browser.find_element("id", "target")
    text = f"{box.get_property('value')}（編集{number}）"
    browser.find_element("id", "rows").send_keys("e")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(text)
    box.send_keys(Keys.CONTROL, Keys.ENTER)
    until(browser, lambda _: len(desk.history(place / "out", "talk")) > before)
    until(browser, lambda b: not b.find_element("id", "dirty").text)


def search(browser: Any, text: str) -> None:
    """Open the first sentence that holds a text."""
    box = browser.find_element("id", "search")
    box.clear()
    box.send_keys(text)
    until(browser, lambda b: text in b.find_element("id", "source").text)


def worst_first(browser: Any) -> None:
    """Back from a search to the queue of sentences that need a look."""
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import Select

    old = browser.find_element("id", "source").text
    browser.find_element("id", "search").send_keys(Keys.CONTROL, "a", Keys.DELETE)
    until(browser, lambda b: len(b.find_elements("css selector", "#rows li")) > 1)
    Select(browser.find_element("id", "show")).select_by_value("open")
    until(browser, lambda b: old not in b.find_element("id", "rows").text)
    until(browser, lambda b: b.find_element("id", "source").text != old)


def fill(browser: Any, values: dict[str, str], button: str) -> None:
    """Fill in the term's form and press a button of it."""
    for name, value in values.items():
        box = browser.find_element("id", f"term-{name}")
        box.clear()
        box.send_keys(value)
    browser.find_element("id", button).click()
    until(browser, lambda b: not b.find_elements("css selector", "#term-form form"))


def revise(browser: Any, source: str, target: str) -> None:
    """Look a term up in the panel and give it another rendering."""
    box = browser.find_element("id", "term-search")
    box.clear()
    box.send_keys(source)

    def row(page: Any) -> Any:
        rows = page.find_elements("css selector", "#terms-found .term")
        return next((item for item in rows if item.find_element("tag name", "b").text == source), None)

    until(browser, row)
    row(browser).find_elements("css selector", ".acts button")[0].click()
    fill(browser, {"target": target}, "term-save")


def touched_ids(place: Path, before: Any) -> tuple[list[str], list[str]]:
    """Sentences that the glossary's change touches: to be decoded, and standing as an editor wrote them."""
    rows = list(
        touched(
            episodes.load(place / "out" / "talk"), before, glossary_log.open_file(place / "t.en-ja.csv", PAIR),
            episodes.load_edits(place / "out", "talk"),
        )
    )  # fmt: skip
    return sorted(row.sentence_id for row in rows if not row.pinned), sorted(
        row.sentence_id for row in rows if row.pinned
    )


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("transcript", nargs="?", type=Path, default=SAMPLE)
    asked.add_argument("--revise", action="append", default=[], metavar="ID=RENDERING")
    wish = asked.parse_args()
    sample = wish.transcript == SAMPLE
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        terms = glossaries.load((), PAIR).terms
        (place / "t.en-ja.csv").write_text(glossaries.write(terms), encoding="utf-8")
        first, _ = run(place, wish.transcript)
        before = glossary_log.open_file(place / "t.en-ja.csv", PAIR)
        sources = {term.id: term.source for term in terms}
        with browser_on(place) as browser:
            if sample:  # the sentence that the last step reads differently
                search(browser, "fairy timetable")
                edit(browser, place, 10)
                worst_first(browser)
            for number in range(1, 10 if sample else 11):
                edit(browser, place, number)
            if sample:
                revise(browser, "hallucination", "幻覚")
                browser.find_element("id", "term-new").click()
                fill(browser, {"source": "lantern festival", "target": "灯籠祭り"}, "term-add")
            for pair in wish.revise:
                name, _, target = pair.partition("=")
                revise(browser, sources[name], target)
        wanted = {edit.anchor: edit.after for edit in episodes.load_edits(place / "out", "talk")}
        open_ids, pinned = touched_ids(place, before)
        second, texts = run(place, wish.transcript)
        after = episodes.load(place / "out" / "talk")
        now = {item.sentence_id: item for item in after.translations}
        kept = [key for key, text in wanted.items() if now[key].text == text and now[key].origin is Origin.EDITOR]
        plain, _ = run(place, wish.transcript, record=False)
        told: dict[str, Any] = {
            "sentences": first["sentences"],
            "first run: texts decoded": first["decoded"],
            "edits made in the browser": len(wanted),
            "edits kept by the second run": len(kept),
            "touched by the two terms, to be decoded": open_ids,
            "touched by the two terms, as the editor wrote them": pinned,
            "second run: texts decoded": second["decoded"],
            "second run: sentences decoded": ids_of(texts, after),
            "their texts now": {key: now[key].text for key in open_ids},
            "third run, no recording, nothing changed: texts decoded": plain["decoded"],
        }
        good = len(kept) == len(wanted) == 10 and set(told["second run: sentences decoded"]) <= set(open_ids)
        if sample:
            good = third(place, wish.transcript, wanted, told) and good
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0 if good and plain["decoded"] == 0 else 1


def third(place: Path, transcript: Path, wanted: dict[str, str], told: dict[str, Any]) -> bool:
    """A mishearing noted afterwards changes how an edited sentence is read: the edit stands, the conflict is listed."""
    with browser_on(place) as browser:
        browser.find_element("id", "term-new").click()
        fill(
            browser, {"source": "ferry", "target": "フェリー", "variants": "fairy [timetable]"}, "term-add"
        )  # fmt: skip
    last, texts = run(place, transcript)
    after = episodes.load(place / "out" / "talk")
    report = json.loads(read_bytes(place / "out" / "talk" / "report.json", max_bytes=10**8))
    listed = [item["where"]["sentence_id"] for item in report["findings"] if item["code"] == "edit-conflict"]
    now = {item.sentence_id: item.text for item in after.translations}
    told["a mishearing noted, fourth run: texts decoded"] = last["decoded"]
    told["conflicts listed"] = listed
    told["edits kept by the fourth run"] = sum(now.get(key) == text for key, text in wanted.items())
    return len(listed) == 1 and all(now.get(key) == text for key, text in wanted.items()) and not texts


if __name__ == "__main__":
    raise SystemExit(main())
