"""The catalogue in a real browser: search, filters, dates, both interface languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

pytestmark = pytest.mark.browser
Open = Callable[[str], Chrome]


def folders(browser: Chrome) -> list[str]:
    links = browser.find_elements(By.CSS_SELECTOR, ".card:not([hidden]) h3 a")
    return [str(link.get_attribute("href")).split("/")[-2] for link in links]


def test_newest_first_undated_last(page: Open) -> None:
    assert folders(page("")) == ["spoken", "talk", "long", "hostile", "short"]


def test_search_finds_the_other_language_and_any_width(page: Open) -> None:
    browser = page("en.html")
    field = browser.find_element(By.NAME, "q")
    field.send_keys("ﾅｶﾞｲ")
    assert folders(browser) == []
    field.clear()
    field.send_keys("長い回")  # the Japanese title, on the English page
    assert folders(browser) == ["long"]
    assert browser.find_element(By.CSS_SELECTOR, "[data-count]").text == "1 episode"


def test_filters_combine_and_stand_in_the_address(page: Open) -> None:
    browser = page("")
    Select(browser.find_element(By.NAME, "channel")).select_by_visible_text("Small Hours")
    Select(browser.find_element(By.NAME, "tag")).select_by_value("bits")
    assert folders(browser) == ["talk", "long"]
    assert "tag=bits" in browser.current_url
    browser = page(browser.current_url.rsplit("/", 1)[1])
    assert folders(browser) == ["talk", "long"]
    browser.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    Select(browser.find_element(By.NAME, "lang")).select_by_value("ja")
    assert folders(browser) == []
    assert browser.find_element(By.CSS_SELECTOR, ".none").is_displayed()


def test_a_tag_of_an_episode_leads_back_here(page: Open) -> None:
    browser = page("spoken/")
    browser.find_element(By.CSS_SELECTOR, ".overview .tags a").click()
    assert folders(browser) == ["spoken"]


def test_dates_are_told_relatively_in_the_language_of_the_page(page: Open) -> None:
    browser = page("")
    today = browser.execute_script("const d = new Date(); return [d.getFullYear(), d.getMonth(), d.getDate()]")
    assert len(today) == 3
    time = browser.find_element(By.CSS_SELECTOR, ".card time")
    assert time.get_attribute("datetime") == "2026-06-30"
    assert time.get_attribute("title") == "2026年6月30日"
    assert time.text != "2026-06-30"
    assert page("en.html").find_element(By.CSS_SELECTOR, ".card time").get_attribute("title") == "June 30, 2026"


def test_the_interface_changes_language_and_keeps_the_choice_of_modes(page: Open) -> None:
    browser = page("talk/?mode=ja")
    assert browser.find_element(By.CSS_SELECTOR, "html").get_attribute("lang") == "ja"
    browser.find_element(By.CSS_SELECTOR, "a[rel=alternate]").click()
    assert browser.find_element(By.CSS_SELECTOR, "html").get_attribute("lang") == "en"
    assert "talk/en.html?mode=ja" in browser.current_url


def test_appearance_is_chosen_and_remembered(page: Open) -> None:
    browser = page("")
    background = "return getComputedStyle(document.body).backgroundColor"
    light = browser.execute_script(background)
    Select(browser.find_element(By.CSS_SELECTOR, "[data-theme-choice]")).select_by_value("dark")
    dark = browser.execute_script(background)
    assert dark != light
    assert page("talk/").execute_script(background) == dark
