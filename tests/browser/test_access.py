"""WCAG 2.2 AA by axe-core in the browser, in every look the pages have, plus what axe cannot see."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

pytestmark = pytest.mark.browser
Open = Callable[[str], Chrome]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {
    "": "",
    "en.html": "",
    "talk/": "",
    "talk/en.html": "document.querySelector('[data-play]').click(); document.querySelector('[data-play]').click()",
    "talk/?mode=ja&furigana=1": "",
    "talk/?first=ja&columns=0": "document.querySelector('#s3-1 .t').focus()",
    "spoken/": "",
    "hostile/": "",
    "short/": "document.querySelector('[data-help]').click()",
}


def violations(browser: Chrome) -> list[str]:
    if not browser.execute_script("return typeof axe === 'object'"):
        browser.execute_script(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    result = browser.execute_async_script(
        "const done = arguments[1];"
        "axe.run(document, {runOnly: arguments[0], resultTypes: ['violations']})"
        ".then(done, error => done({error: String(error)}))",
        RULES,
    )
    assert "error" not in result, result["error"]
    assert result["passes"], "axe looked at nothing"
    return [f"{item['id']}: {node['html']}" for item in result["violations"] for node in item["nodes"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_violation_in_any_look(page: Open, dark: bool, width: int) -> None:
    browser = page("")
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    try:
        found = {}
        for path, act in LOOKS.items():
            browser = page(path)
            browser.execute_script(act)
            if wrong := violations(browser):
                found[path] = wrong
            browser.execute_script("localStorage.clear()")
        assert found == {}
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_every_text_of_the_talk_names_its_language(page: Open) -> None:
    browser = page("talk/")
    bare = browser.execute_script(
        "return [...document.querySelectorAll('.s > span, .pair > *, .who > span, h1 > span, h3 > span')]"
        ".filter(e => !e.lang).map(e => e.outerHTML)"
    )
    assert bare == []


def test_nothing_is_wider_than_a_phone(page: Open) -> None:
    browser = page("")
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": False}
    )
    try:
        for path in ("", "en.html", "talk/", "talk/en.html", "hostile/", "spoken/"):
            browser = page(path)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= 320, path
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_reduced_motion_is_heard(page: Open) -> None:
    browser = page("talk/")
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    )
    try:
        assert browser.execute_script("return getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_focus_is_never_under_the_player(page: Open) -> None:
    browser = page("talk/")
    covered = browser.execute_script(
        "const dock = document.querySelector('.dock').getBoundingClientRect().top, wrong = [];"
        "for (const e of document.querySelectorAll('main a, main button')) {"
        "  if (!e.checkVisibility() || e.tabIndex < 0) continue;"
        "  e.focus(); const b = e.getBoundingClientRect();"
        "  if (b.bottom > dock || b.top < 0) wrong.push(e.outerHTML); } return wrong"
    )
    assert covered == []
    assert browser.find_elements(By.CSS_SELECTOR, "main a")
