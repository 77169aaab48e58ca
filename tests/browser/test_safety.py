"""What must never happen in a browser: scripts from a transcript, requests to elsewhere, a page that needs scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.viewer.talks import EVIL

pytestmark = pytest.mark.browser
Open = Callable[[str], Chrome]


@pytest.mark.parametrize("path", ["", "en.html", "hostile/", "hostile/en.html"])
def test_hostile_text_is_shown_and_never_runs(page: Open, path: str) -> None:
    browser = page(path)
    assert browser.title != "evil"
    assert browser.find_elements(By.CSS_SELECTOR, "main script, main img, main b, main i") == []
    assert "document.title='evil'" in browser.find_element(By.TAG_NAME, "main").text


def test_hostile_text_survives_the_player(page: Open) -> None:
    browser = page("hostile/")
    browser.find_element(By.CSS_SELECTOR, "[data-switch=furigana]").click()
    browser.find_element(By.CSS_SELECTOR, "[data-play]").click()
    caption = browser.find_element(By.CSS_SELECTOR, "[data-caption=en]")
    WebDriverWait(browser, 10).until(lambda _: caption.get_attribute("textContent"))
    assert caption.get_attribute("textContent") == EVIL
    WebDriverWait(browser, 10).until(lambda _: browser.find_elements(By.CSS_SELECTOR, "#s1-1 rt"))
    assert browser.title != "evil"
    assert browser.find_elements(By.CSS_SELECTOR, "audio, video") == []  # javascript: is no recording


def test_the_policy_refuses_inline_scripts(page: Open) -> None:
    browser = page("talk/")
    browser.execute_script(
        "const s = document.createElement('script'); s.textContent = \"document.title = 'evil'\";"
        "document.body.append(s)"
    )
    assert browser.title != "evil"
    refused = [entry for entry in browser.get_log("browser") if "Content Security Policy" in entry["message"]]
    assert len(refused) == 1


def test_nothing_is_asked_from_elsewhere(page: Open, address: str) -> None:
    browser = page("talk/")
    browser.get_log("performance")
    browser = page("talk/")
    browser.find_element(By.CSS_SELECTOR, "[data-play]").click()
    browser.find_element(By.ID, "find").click()
    WebDriverWait(browser, 10).until(lambda _: browser.find_elements(By.CSS_SELECTOR, "script[src$='readings.js']"))
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {
        event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
    }
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []


def test_everything_can_be_read_without_javascript(silent_chromium: Chrome, address: str, site: Path) -> None:
    for place in (address, site.as_uri() + "/"):
        silent_chromium.get(place + "talk/index.html")
        text = silent_chromium.find_element(By.TAG_NAME, "main").text
        assert "Quantization stores a model with fewer bits." in text
        assert "量子化はモデルを少ないビット数で保存する技術です。" in text
        assert "第2部" in text
        assert not silent_chromium.find_element(By.CSS_SELECTOR, ".dock").is_displayed()
        assert not silent_chromium.find_element(By.CSS_SELECTOR, ".tools").is_displayed()
        silent_chromium.find_elements(By.CSS_SELECTOR, ".chapters a")[1].click()
        assert silent_chromium.current_url.endswith("#ch-s5-1")
        silent_chromium.get(place + "index.html")
        assert "ビット" in silent_chromium.find_element(By.TAG_NAME, "main").text


def test_printing_shows_both_languages_and_no_controls(page: Open) -> None:
    browser = page("talk/")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not browser.find_element(By.CSS_SELECTOR, ".dock").is_displayed()
        assert not browser.find_element(By.CSS_SELECTOR, ".tools").is_displayed()
        assert browser.find_element(By.CSS_SELECTOR, "#s3-1 .ja").is_displayed()
        assert len(browser.print_page()) > 10_000
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
