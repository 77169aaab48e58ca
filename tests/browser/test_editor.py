"""The editor in a real Chromium: the journeys of an editor's day in both languages, two editors at once, axe."""

from __future__ import annotations

import re
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from pipeline.editor import strings
from pipeline.model import Edit, EditKind, Variant
from pipeline.store import desk, episodes, glossaries, glossary_log
from tests.browser.conftest import start
from tests.browser.test_access import violations
from tests.review import helpers

pytestmark = pytest.mark.browser
WAIT_S = 15


class Served:
    """A running editor over a folder of its own."""

    def __init__(self, place: Path, *more: str) -> None:
        self.out = place / "out"
        self.glossary = place / "t.en-ja.csv"
        helpers.publish(self.out, helpers.episode("talk"), helpers.episode("other", [("It is fast.", "高速です。")]))
        self.glossary.write_text(glossaries.write(helpers.TERMS), encoding="utf-8")
        command = [sys.executable, "-m", "pipeline", "editor", str(self.out), "--glossary", str(self.glossary)]
        memory = f'translate.memory="{place / "memory.sqlite"}"'
        command += ["--port", "0", "--who", "愛子", "--set", memory, *more]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def link(self) -> str:
        """The next one-time link that the server prints."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.match(r"http://\S+\?token=\S+", line):
                return found[0]
        raise AssertionError("the server printed no link")

    def edits(self) -> tuple[Edit, ...]:
        return desk.history(self.out, "talk")

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    yield made
    made.stop()


@pytest.fixture(scope="session")
def second_chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    made = start(tmp_path_factory.mktemp("second"))
    yield made
    made.quit()


def until(browser: Chrome, condition: Callable[[Chrome], object]) -> object:
    passing = (WebDriverException,)  # the page is being drawn anew, or another one is being loaded
    return WebDriverWait(browser, WAIT_S, poll_frequency=0.05, ignored_exceptions=passing).until(condition)


def at(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def press(browser: Chrome, keys: str) -> None:
    at(browser, "#rows").send_keys(keys)


def value(browser: Chrome) -> str:
    return str(at(browser, "#target").get_property("value"))


def shown(browser: Chrome) -> str:
    """The source of the sentence that is open."""
    return at(browser, "#source").text


def state(browser: Chrome) -> str:
    return str(at(browser, ".work .state").get_attribute("class")).split()[-1]


def enter(browser: Chrome, served: Served, lang: str = "en", name: str = "") -> None:
    """Come in by a link, choose the language, wait for the queue."""
    browser.get(served.link())
    browser.delete_cookie("nijimaku-lang")
    box = at(browser, "#name")
    assert box.get_property("value") == "愛子"
    if name:
        box.clear()
        box.send_keys(name)
    at(browser, "button.primary").click()
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#target"))
    if str(at(browser, "html").get_attribute("lang")) != lang:
        at(browser, "#language").click()
        until(browser, lambda b: at(b, "html").get_attribute("lang") == lang and b.find_elements(By.ID, "target"))
    browser.get_log("browser")


def open_sentence(browser: Chrome, text: str) -> None:
    """Choose a sentence in the list by its source."""
    Select(at(browser, "#show")).select_by_value("")
    until(browser, lambda b: len(b.find_elements(By.CSS_SELECTOR, "#rows li")) == 9)
    row = next(item for item in browser.find_elements(By.CSS_SELECTOR, "#rows li") if text in item.text)
    row.click()
    until(browser, lambda b: text in shown(b))


def write(browser: Chrome, text: str) -> None:
    press(browser, "e")
    box = at(browser, "#target")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(text)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_day_at_the_desk_by_keyboard_alone(chromium: Chrome, served: Served, lang: str) -> None:
    browser = chromium
    enter(browser, served, lang)
    words = strings.table(lang)
    assert at(browser, "#queue-h").text == words["queue"]
    assert shown(browser) == "Today we talk about inference."  # the worst one is open
    assert words["reason_term-forbidden"] in at(browser, ".reasons").text

    press(browser, "j")
    until(browser, lambda b: shown(b) == "The weights are open.")
    press(browser, "k")
    until(browser, lambda b: shown(b) == "Today we talk about inference.")

    press(browser, "1")  # the other candidate of the machine
    until(browser, lambda b: value(b) == "今日は推論について話します。")
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#diff ins"))
    at(browser, "#target").send_keys(Keys.CONTROL, Keys.ENTER)
    until(browser, lambda b: "The weights are open." in shown(b))
    assert [(edit.anchor, edit.after, edit.who) for edit in served.edits()] == [
        ("s2-1", "今日は推論について話します。", "愛子")
    ]

    write(browser, "重みは公開されています。")
    until(browser, lambda b: "重みは" in at(b, "#cues").text)  # the preview follows the typing
    assert words["unsaved"] in at(browser, "#dirty").text
    at(browser, "#target").send_keys(Keys.CONTROL, Keys.ENTER)
    until(browser, lambda b: "weights" not in shown(b))
    assert "荷物" in at(browser, "#lessons").text  # what the edit could teach the glossary waits beside
    if not browser.find_elements(By.CSS_SELECTOR, "#rows:focus"):
        at(browser, "#rows").click()

    for key, wanted in (("l", "locked"), ("l", "approved")):
        press(browser, key)
        until(browser, lambda b, wanted=wanted: state(b) == wanted)
    press(browser, "u")
    until(browser, lambda b: state(b) == "locked")
    press(browser, "u")
    until(browser, lambda b: state(b) == "new")
    source = shown(browser)
    press(browser, "f")
    until(browser, lambda b: shown(b) != source)
    assert served.edits()[-1].state == "flagged"

    press(browser, "?")
    until(browser, lambda b: at(b, "#help").is_displayed())
    assert words["key_glossary"] in at(browser, "#help").text
    at(browser, "#help").send_keys(Keys.ESCAPE)
    complaints = [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert complaints == []


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_term_from_the_selection_is_judged_by_at_once(chromium: Chrome, served: Served, lang: str) -> None:
    browser = chromium
    enter(browser, served, lang)
    open_sentence(browser, "It costs a lot.")
    browser.execute_script(
        "const text = document.getElementById('source').firstChild, range = document.createRange();"
        "const at = text.data.indexOf('costs'); range.setStart(text, at); range.setEnd(text, at + 5);"
        "getSelection().removeAllRanges(); getSelection().addRange(range); document.getElementById('rows').focus();"
    )
    browser.switch_to.active_element.send_keys("g")
    until(browser, lambda b: b.find_elements(By.ID, "term-target"))
    assert at(browser, "#term-source").get_property("value") == "costs"
    at(browser, "#term-target").send_keys("費用")
    at(browser, "#term-variants").send_keys("coasts [money, lot]")
    at(browser, "#term-why").send_keys("house style")
    at(browser, "#term-add").click()
    until(browser, lambda b: "費用" in at(b, "#terms-here").text)
    assert strings.table(lang)["not_rendered"] in at(browser, "#terms-here").text
    entry = glossary_log.history(served.glossary)[-1]
    assert (entry.action, entry.who, entry.why) == ("add", "愛子", "house style")
    assert entry.after[0].variants == (Variant("coasts", ("money", "lot")),)
    until(browser, lambda b: strings.table(lang)["reason_term-missed"] in at(b, "#chips").text)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_find_and_replace_after_a_look(chromium: Chrome, served: Served, lang: str) -> None:
    browser = chromium
    enter(browser, served, lang)
    press(browser, "r")
    until(browser, lambda b: at(b, "#replace").is_displayed())
    at(browser, "#replace-find").send_keys("です")
    at(browser, "#replace-by").send_keys("でした")
    at(browser, "#replace-by").send_keys(Keys.ENTER)
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#replace-rows ins"))
    boxes = browser.find_elements(By.CSS_SELECTOR, "#replace-rows input")
    boxes[0].click()  # not this one
    at(browser, "#replace-do").click()
    until(browser, lambda b: not at(b, "#replace").is_displayed())
    made = len(served.edits()) + len(desk.history(served.out, "other"))
    assert made == len(boxes) - 1
    assert all("でした" in edit.after for edit in served.edits())


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_two_browsers_on_one_sentence_lose_nothing(
    chromium: Chrome, second_chromium: Chrome, served: Served, lang: str
) -> None:
    enter(chromium, served, lang, "Aiko")
    enter(second_chromium, served, lang, "Kenji")
    for browser in (chromium, second_chromium):
        open_sentence(browser, "The weights are open.")
    write(chromium, "重みは公開です。")
    write(second_chromium, "ウェイトは公開です。")
    at(second_chromium, "#target").send_keys(Keys.CONTROL, "s")
    until(second_chromium, lambda b: state(b) == "approved")
    at(chromium, "#target").send_keys(Keys.CONTROL, "s")
    until(chromium, lambda b: b.find_elements(By.CSS_SELECTOR, "#conflict .sides"))
    sides = at(chromium, "#conflict").text
    assert "重みは公開です。" in sides and "ウェイトは公開です。" in sides and "Kenji" in sides
    assert [edit.after for edit in served.edits()] == ["ウェイトは公開です。"]
    at(chromium, "#save-mine").click()
    until(chromium, lambda b: not b.find_elements(By.CSS_SELECTOR, "#conflict .sides"))
    assert [(edit.after, edit.who) for edit in served.edits()] == [
        ("ウェイトは公開です。", "Kenji"),
        ("重みは公開です。", "Aiko"),
    ]
    until(second_chromium, lambda b: value(b) == "重みは公開です。")  # the other one is told


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_two_browsers_on_one_term_see_both_versions(
    chromium: Chrome, second_chromium: Chrome, served: Served, lang: str
) -> None:
    enter(chromium, served, lang, "Aiko")
    enter(second_chromium, served, lang, "Kenji")
    words = strings.table(lang)
    for browser, target in ((chromium, "重み付け"), (second_chromium, "ウェイト")):
        open_sentence(browser, "The weights are open.")
        edit = next(
            item
            for item in browser.find_elements(By.CSS_SELECTOR, "#terms-here button")
            if item.text == words["act_revise"]
        )
        edit.click()
        until(browser, lambda b: b.find_elements(By.ID, "term-target"))
        at(browser, "#term-target").clear()
        at(browser, "#term-target").send_keys(target)
    at(second_chromium, "#term-save").click()
    until(second_chromium, lambda b: "ウェイト" in at(b, "#terms-here").text)
    at(chromium, "#term-save").click()
    until(chromium, lambda b: b.find_elements(By.ID, "term-conflict"))
    table = at(chromium, "#term-conflict").text
    assert "重み付け" in table and "ウェイト" in table
    stored = {row.id: row.target for row in glossary_log.open_file(served.glossary, helpers.PAIR).terms}
    assert stored["weights"] == "ウェイト"
    at(chromium, "#term-mine").click()
    until(chromium, lambda b: not b.find_elements(By.ID, "term-conflict"))
    entries = glossary_log.history(served.glossary)
    assert [(entry.who, entry.after[0].target) for entry in entries] == [("Kenji", "ウェイト"), ("Aiko", "重み付け")]


def test_a_draft_survives_looking_elsewhere_and_a_lost_server(chromium: Chrome, served: Served) -> None:
    browser = chromium
    enter(browser, served)
    write(browser, "書きかけの訳")
    at(browser, "#target").send_keys(Keys.ESCAPE)
    press(browser, "j")
    until(browser, lambda b: "weights" in shown(b))
    press(browser, "k")
    until(browser, lambda b: value(b) == "書きかけの訳")
    assert served.edits() == ()
    served.process.kill()
    at(browser, "#save").click()
    until(browser, lambda b: strings.table("en")["offline"] in at(b, "#status").text)
    assert value(browser) == "書きかけの訳"
    browser.execute_script("document.getElementById('target').value = arguments[0]; typed()", "")  # let the page go
    browser.execute_script("state.drafts.clear(); state.detail = null")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_axe_finds_nothing_in_any_look(chromium: Chrome, served: Served, lang: str, dark: bool) -> None:
    browser = chromium
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    found: dict[str, list[str]] = {}
    try:
        browser.get(served.link())
        found["door"] = violations(browser)
        at(browser, "button.primary").click()
        until(browser, lambda b: b.find_elements(By.ID, "target"))
        if str(at(browser, "html").get_attribute("lang")) != lang:
            at(browser, "#language").click()
            until(browser, lambda b: at(b, "html").get_attribute("lang") == lang and b.find_elements(By.ID, "target"))
        until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#cues .cue"))
        found["desk"] = violations(browser)
        open_sentence(browser, "It costs a lot.")
        at(browser, "#target").send_keys("！")
        until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#diff ins"))
        browser.execute_script("conflict({error: '', theirs: {text: '他の訳', who: 'Kenji'}})")
        browser.execute_script(
            "lessons([{kind: 'accepted', source: 'a', target: 'b', term_id: 'x'}]); termForm({source: 'a'})"
        )
        found["busy"] = violations(browser)
        browser.execute_script("document.getElementById('help').showModal()")
        found["help"] = violations(browser)
        browser.execute_script(
            "document.getElementById('help').close(); document.getElementById('replace').showModal()"
        )
        at(browser, "#replace-find").send_keys("です")
        at(browser, "#replace-by").send_keys("でした", Keys.ENTER)
        until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#replace-rows ins"))
        found["replace"] = violations(browser)
        assert {look: wrong for look, wrong in found.items() if wrong} == {}
    finally:
        browser.execute_script("if (window.state) { state.drafts.clear(); }")
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        browser.get("about:blank")


def test_the_recording_is_played_from_where_the_sentence_is_spoken(chromium: Chrome, tmp_path: Path) -> None:
    sound = tmp_path / "talk.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(b"\x80" * 8_000 * 30)
    served = Served(tmp_path, "--media", f"talk={sound}")
    try:
        enter(chromium, served)
        press(chromium, "p")
        until(chromium, lambda b: b.execute_script("return player && player.currentTime >= 3"))
        told = chromium.execute_script("return [player.src, player.error === null]")
        assert told[0].endswith("/media/talk#t=3,5.9") and told[1]
    finally:
        served.stop()


def test_edits_made_in_the_browser_are_what_the_next_run_reads(chromium: Chrome, served: Served) -> None:
    browser = chromium
    enter(browser, served)
    write(browser, "推論の話をします。")
    at(browser, "#target").send_keys(Keys.CONTROL, Keys.ENTER)
    until(browser, lambda b: "weights" in shown(b))
    (edit,) = episodes.load_edits(served.out, "talk")
    assert (edit.before, edit.after, edit.state) == (
        "Today we talk about inference.",
        "推論の話をします。",
        "approved",
    )


def test_what_saves_an_editor_minutes(chromium: Chrome, served: Served) -> None:
    browser = chromium
    enter(browser, served)
    words = strings.table("en")
    assert "推測" in value(browser)
    at(browser, "#terms-here .put").click()  # the approved word goes where the forbidden one stands
    assert value(browser) == "今日は推論について話します。"
    browser.execute_script("document.getElementById('target').value = '今日は推測について話します。'; typed()")
    open_sentence(browser, "It costs a lot.")
    until(browser, lambda b: words["cue_over"].partition(" ")[2] in at(b, "#cues").text)
    browser.find_element(By.ID, "term-search").send_keys("costing")
    Select(at(browser, "#term-mode")).select_by_value("lemma")
    at(browser, "#term-elsewhere").click()
    until(browser, lambda b: "It costs a lot." in at(b, "#terms-found").text)
    Select(at(browser, "#episode")).select_by_value("talk")
    until(browser, lambda b: len(b.find_elements(By.CSS_SELECTOR, "#rows li")) == 8)
    at(browser, "#term-suggest").click()
    until(browser, lambda b: b.find_elements(By.XPATH, "//*[@id='terms-found']//b[text()='Kyle']"))
    row = browser.find_element(By.XPATH, "//*[@id='terms-found']//div[@class='term'][.//b[text()='Kyle']]")
    next(item for item in row.find_elements(By.TAG_NAME, "button") if item.text == words["suggest_never"]).click()
    until(browser, lambda b: not b.find_elements(By.XPATH, "//*[@id='terms-found']//b[text()='Kyle']"))
    stored = {term.source: str(term.status) for term in glossary_log.open_file(served.glossary, helpers.PAIR).terms}
    assert stored["Kyle"] == "rejected"
    first = until(browser, shown)
    press(browser, "j")
    until(browser, lambda b: shown(b) != first)  # the next sentence is fetched before it is drawn
    source = until(browser, shown)
    browser.refresh()
    until(browser, lambda b: b.find_elements(By.ID, "target") and shown(b) == source)
    assert at(browser, "#episode").get_property("value") == "talk"
    assert at(browser, "#show").get_property("value") == ""


def test_decisions_about_sentences_that_are_gone_are_listed(chromium: Chrome, served: Served) -> None:
    lost = Edit(EditKind.TRANSLATION, "s77-1", "It was said once.", "一度だけ。", "approved", "Kenji", "1")
    desk.record(served.out / "talk", [lost])
    enter(chromium, served)
    until(chromium, lambda b: at(b, "#gone summary").is_displayed())
    at(chromium, "#gone summary").click()
    until(chromium, lambda b: "一度だけ。" in at(b, "#gone").text and "It was said once." in at(b, "#gone").text)
    assert violations(chromium) == []
