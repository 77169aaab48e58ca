"""The summary page of the editor in a real Chromium: write, undo, somebody faster, both languages, axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from pipeline.editor import strings
from pipeline.model import EditKind
from pipeline.store import desk, episodes
from tests.browser.test_access import violations
from tests.browser.test_editor import Served, at, enter, second_chromium, until
from tests.review import helpers

pytestmark = pytest.mark.browser
__all__ = ["second_chromium"]
TITLE, OVERVIEW = "chapter:ch-s1-1:title:ja", "overview:en"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    helpers.publish(made.out, helpers.summarised("talk"), helpers.summarised("other"))
    yield made
    made.stop()


def open_page(browser: Chrome) -> None:
    """From the queue to the summary of the first episode, by the key for it."""
    at(browser, "#rows").send_keys("s")
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#summary[data-ready]"))


def part(browser: Chrome, anchor: str, selector: str) -> WebElement:
    return at(browser, f'[data-anchor="{anchor}"] {selector}')


def write(browser: Chrome, anchor: str, text: str, *then: str) -> None:
    area = part(browser, anchor, "textarea")
    area.send_keys(Keys.CONTROL, "a")
    area.send_keys(text, *then)


def saved(served: Served, anchor: str) -> str | None:
    edits = [edit for edit in episodes.load_edits(served.out, "talk") if edit.anchor == anchor]
    return edits[0].after if edits else None


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_an_editor_writes_a_summary(chromium: Chrome, served: Served, lang: str) -> None:
    browser = chromium
    enter(browser, served, lang)
    words = strings.table(lang)
    open_page(browser)
    assert words["summary_overview"] in at(browser, "#summary").text
    at(browser, "#episode").send_keys("Talk talk")
    until(browser, lambda b: at(b, "#summary").get_attribute("data-ready") == "talk")
    ours = str(part(browser, TITLE, "textarea").get_property("value"))
    write(browser, TITLE, "推論の話", Keys.CONTROL, Keys.ENTER)
    until(browser, lambda b: words["summary_pending"] in part(b, TITLE, ".facts").text)
    assert saved(served, TITLE) == "推論の話"
    assert part(browser, TITLE, ".diff ins").text
    write(browser, OVERVIEW, "A talk.")
    assert words["unsaved"] in part(browser, OVERVIEW, ".facts").text and saved(served, OVERVIEW) is None
    part(browser, OVERVIEW, "[data-act=edit]").click()
    until(browser, lambda _: saved(served, OVERVIEW) == "A talk.")
    part(browser, TITLE, "[data-act=undo]").click()
    until(browser, lambda b: part(b, TITLE, "textarea").get_property("value") == ours)
    part(browser, OVERVIEW, "[data-act=clear]").click()
    until(browser, lambda _: saved(served, OVERVIEW) is None)
    kinds = {edit.kind for edit in desk.history(served.out, "talk")}
    assert kinds == {EditKind.SUMMARY}
    details = at(browser, "#ch-s1-1 details")
    details.find_element(By.TAG_NAME, "summary").click()
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#ch-s1-1 .row"))
    at(browser, "#ch-s1-1 .row:nth-child(2)").click()
    until(browser, lambda b: "Today we talk about inference." in at(b, "#source").text)
    complaints = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert complaints == []


def test_two_editors_of_one_text_see_both(chromium: Chrome, second_chromium: Chrome, served: Served) -> None:
    for browser, name in ((chromium, "Aiko"), (second_chromium, "Kenji")):
        enter(browser, served, "en", name)
        browser.get(str(browser.current_url).partition("?")[0] + "summary?episode=talk")
        until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#summary[data-ready=talk]"))
    write(second_chromium, OVERVIEW, "His words.", Keys.CONTROL, Keys.ENTER)
    until(second_chromium, lambda _: saved(served, OVERVIEW) == "His words.")
    write(chromium, OVERVIEW, "Her words.", Keys.CONTROL, Keys.ENTER)
    until(chromium, lambda b: "His words." in part(b, OVERVIEW, ".clash").text)
    assert "Kenji" in part(chromium, OVERVIEW, ".clash").text
    assert part(chromium, OVERVIEW, "textarea").get_property("value") == "Her words."
    assert saved(served, OVERVIEW) == "His words."
    part(chromium, OVERVIEW, "[data-act=mine]").click()
    until(chromium, lambda _: saved(served, OVERVIEW) == "Her words.")
    write(second_chromium, OVERVIEW, "Again his.", Keys.CONTROL, Keys.ENTER)
    until(second_chromium, lambda b: "Her words." in part(b, OVERVIEW, ".clash").text)
    part(second_chromium, OVERVIEW, "[data-act=theirs]").click()
    until(second_chromium, lambda b: part(b, OVERVIEW, "textarea").get_property("value") == "Her words.")
    history = [(edit.who, edit.after) for edit in desk.history(served.out, "talk")]
    assert history == [("Kenji", "His words."), ("Aiko", "Her words.")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_axe_finds_nothing_on_the_summary_page(chromium: Chrome, served: Served, lang: str, dark: bool) -> None:
    browser = chromium
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    found: dict[str, list[str]] = {}
    try:
        enter(browser, served, lang)
        open_page(browser)
        found["plain"] = violations(browser)
        browser.execute_script("document.querySelector('details:not(.me)').open = true")
        until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".said .row"))
        write(browser, OVERVIEW, "A talk.", Keys.CONTROL, Keys.ENTER)
        until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".place .diff ins"))
        browser.execute_script("return clash('overview:en', {theirs: {text: 'Other', who: 'Kenji'}}, 'edit')")
        until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".clash .alert"))
        found["busy"] = violations(browser)
        assert {look: wrong for look, wrong in found.items() if wrong} == {}
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        browser.get("about:blank")
