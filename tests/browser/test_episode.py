"""The episode page in a real browser: modes, player, links, search, furigana, terms, keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from pipeline.viewer.build import build
from tests.browser.conftest import served, silence, write
from tests.viewer.talks import episode

pytestmark = pytest.mark.browser
Open = Callable[[str], Chrome]


def css(browser: Chrome, query: str) -> Any:
    return browser.find_element(By.CSS_SELECTOR, query)


def shown(browser: Chrome, query: str) -> bool:
    return bool(browser.execute_script("return document.querySelector(arguments[0]).checkVisibility()", query))


def until(browser: Chrome, what: Callable[[], object]) -> None:
    WebDriverWait(browser, 10, poll_frequency=0.05).until(lambda _: what())


def current(browser: Chrome) -> str:
    return str(browser.execute_script("return document.querySelector('.s[aria-current]')?.id ?? ''"))


def press(browser: Chrome, *keys: str) -> None:
    ActionChains(browser).send_keys(*keys).perform()


def click(browser: Chrome, query: str) -> None:
    """Click what a reader would first scroll to: the driver does not see that the player lies over it."""
    browser.execute_script("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", query)
    css(browser, query).click()


def choose(browser: Chrome, mode: str) -> None:
    browser.execute_script("document.querySelector(`input[name=mode][value=${arguments[0]}]`).click()", mode)


def test_modes_hide_one_language_and_stand_in_the_address(page: Open) -> None:
    browser = page("talk/")
    assert shown(browser, "#s3-1 .en") and shown(browser, "#s3-1 .ja")
    choose(browser, "ja")
    assert not shown(browser, "#s3-1 .en") and shown(browser, "#s3-1 .ja")
    assert "mode=ja" in browser.current_url
    browser = page("talk/en.html")  # remembered on the next page
    assert not shown(browser, "#s3-1 .en")
    browser = page("talk/?mode=en")  # the address wins
    assert shown(browser, "#s3-1 .en") and not shown(browser, "#s3-1 .ja")


def test_order_and_columns(page: Open) -> None:
    browser = page("talk/")

    def left(lang: str) -> float:
        return float(css(browser, f"#s3-1 .{lang}").rect["x"])

    assert left("en") < left("ja")
    css(browser, "[data-switch=first]").click()
    assert left("ja") < left("en")
    assert "first=ja" in browser.current_url
    css(browser, "[data-switch=columns]").click()
    assert left("ja") == left("en")
    assert css(browser, "#s3-1 .ja").rect["y"] < css(browser, "#s3-1 .en").rect["y"]


def test_the_transcript_clock_plays_captions_and_follows(page: Open) -> None:
    browser = page("talk/?t=1.5")
    css(browser, "[data-play]").click()
    until(browser, lambda: current(browser) == "s2-1")
    assert css(browser, "[data-caption=en]").text == "Today we talk about quantization."
    assert css(browser, "[data-caption=ja]").text == "今日は量子化について話します。"
    assert css(browser, "[data-play]").get_attribute("aria-label") == "一時停止"
    css(browser, "[data-play]").click()
    assert css(browser, "[data-play]").get_attribute("aria-label") == "再生"


def test_click_seeks_and_gives_a_link(page: Open) -> None:
    browser = page("talk/")
    click(browser, "#s6-1 .ja")
    assert current(browser) == "s6-1"
    assert css(browser, "[data-now]").text == "00:10"
    assert browser.current_url.endswith("#s6-1")


def test_a_deep_link_opens_at_its_sentence(page: Open) -> None:
    browser = page("long/#s3000-1")
    assert current(browser) == "s3000-1"
    top = browser.execute_script("return document.getElementById('s3000-1').getBoundingClientRect().top")
    assert 0 < top < browser.execute_script("return innerHeight")
    browser.execute_script("location.hash = 's4000-1'")
    until(browser, lambda: current(browser) == "s4000-1")


def test_a_time_in_the_address_opens_at_what_is_said_then(page: Open) -> None:
    browser = page("long/?mode=both&t=6000")
    start, end = css(browser, ".s[aria-current]").get_attribute("data-t").split(",")
    assert int(start) <= 6_000_000 <= int(end) + 1_000
    top = "return document.querySelector('.s[aria-current]').getBoundingClientRect().top"
    until(browser, lambda: 0 < browser.execute_script(top) < browser.execute_script("return innerHeight"))


def test_a_chapter_link_seeks(page: Open) -> None:
    browser = page("talk/")
    browser.find_elements(By.CSS_SELECTOR, ".chapters a")[1].click()
    until(browser, lambda: current(browser) == "s5-1")
    assert css(browser, ".chapters a[aria-current]").text.startswith("00:08")


@pytest.mark.parametrize(
    ("needle", "rows"),
    [
        ("QUANTIZATION", ["s2-1", "s3-1"]),
        ("gpu", ["s4-1"]),  # full-width ＧＰＵ in the Japanese
        ("ぱん", ["s5-1", "s6-1"]),  # katakana パン
        ("ﾊﾟﾝ", ["s5-1", "s6-1"]),  # half-width
        ("りょうし", ["s2-1", "s3-1"]),  # the reading of 量子
        ("the show about", ["s1-1"]),
        ("nowhere", []),
    ],
)
def test_search_ignores_kana_width_and_case(page: Open, needle: str, rows: list[str]) -> None:
    browser = page("talk/")
    field = css(browser, "#find")
    field.click()
    until(browser, lambda: browser.execute_script("return !!document.querySelector('script[src$=\"readings.js\"]')"))
    until(browser, lambda: browser.execute_script(
        "return performance.getEntriesByName(new URL('readings.js', location.href).href).length"
    ))
    field.send_keys(needle, Keys.ENTER)
    found = [row.get_attribute("id") for row in browser.find_elements(By.CSS_SELECTOR, ".s.hit")]
    assert found == rows
    assert css(browser, "#found").text == (f"{len(rows)}件中1件目" if rows else "見つかりません")


def test_a_far_chapter_comes_to_the_top(page: Open) -> None:
    browser = page("long/")
    link = browser.find_elements(By.CSS_SELECTOR, ".chapters a")[12]
    browser.execute_script("arguments[0].click()", link)
    until(browser, lambda: current(browser) == "s2401-1")
    top = "return document.querySelector('#ch-s2401-1 h3').getBoundingClientRect().top"
    until(browser, lambda: 0 <= browser.execute_script(top) < 120)


def test_search_marks_the_very_letters(page: Open) -> None:
    browser = page("talk/en.html")
    css(browser, "#find").send_keys("ﾊﾟﾝ", Keys.ENTER)
    marked = browser.execute_script("return [...CSS.highlights.get('find')].map(range => range.toString())")
    assert marked == ["パン", "パン"]


def test_next_and_previous_match_go_round(page: Open) -> None:
    browser = page("talk/en.html")
    field = css(browser, "#find")
    field.send_keys("the", Keys.ENTER)
    total = len(browser.find_elements(By.CSS_SELECTOR, ".s.hit"))
    seen = []
    for _ in range(total + 1):
        seen.append(css(browser, ".s.here").get_attribute("id"))
        css(browser, "[data-find='1']").click()
    assert seen[0] == seen[-1] and len(set(seen)) == total


def test_furigana_is_made_when_wanted(page: Open) -> None:
    browser = page("talk/")
    assert browser.find_elements(By.CSS_SELECTOR, "ruby") == []
    css(browser, "[data-switch=furigana]").click()
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#s2-1 rt"))
    pairs = browser.execute_script(
        "return [...document.querySelectorAll('#s2-1 ruby')]"
        ".map(r => [r.firstChild.data, r.querySelector('rt').textContent])"
    )
    assert ["今日", "きょう"] in pairs
    assert browser.execute_script(
        "const s = document.querySelector('#s2-1 .ja').cloneNode(true);"
        "s.querySelectorAll('rt').forEach(e => e.remove()); return s.textContent"
    ) == "今日は量子化について話します。"
    css(browser, "[data-switch=furigana]").click()
    assert not shown(browser, "#s2-1 rt")


def test_search_still_works_under_furigana(page: Open) -> None:
    browser = page("talk/?furigana=1")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#s2-1 rt"))
    css(browser, "#find").send_keys("今日は量子化", Keys.ENTER)
    assert [row.get_attribute("id") for row in browser.find_elements(By.CSS_SELECTOR, ".s.hit")] == ["s2-1"]


def test_a_term_shows_both_definitions_and_escape_closes(page: Open) -> None:
    browser = page("talk/")
    term = css(browser, "#s3-1 .en .term")
    ActionChains(browser).move_to_element(term).perform()
    until(browser, lambda: shown(browser, "#tip"))
    text = css(browser, "#tip").text
    assert "Fewer bits for a model." in text and "少ないビットで表すこと。" in text and "量子化" in text
    press(browser, Keys.ESCAPE)
    assert not shown(browser, "#tip")


def test_a_term_of_the_current_sentence_is_reached_by_keyboard(page: Open) -> None:
    browser = page("talk/#s3-1")
    browser.execute_script("document.querySelector('#s3-1 .t').focus()")
    press(browser, Keys.TAB)
    until(browser, lambda: shown(browser, "#tip"))
    assert browser.execute_script("return document.activeElement.className") == "term"
    assert len(browser.find_elements(By.CSS_SELECTOR, ".transcript a.t[tabindex='0']")) == 1


def test_keys(page: Open) -> None:
    browser = page("talk/")
    press(browser, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert current(browser) == "s3-1"
    press(browser, Keys.ARROW_LEFT)
    assert current(browser) == "s2-1"
    press(browser, "2")
    assert not shown(browser, "#s3-1 .en")
    press(browser, "3", "o", "f", "s", "l")
    on = [item.get_attribute("data-switch") for item in browser.find_elements(By.CSS_SELECTOR, "[aria-pressed=true]")]
    assert on == ["first", "columns", "furigana", "slow"]
    press(browser, " ")
    until(browser, lambda: css(browser, "[data-play]").get_attribute("aria-label") == "一時停止")
    press(browser, " ", "/")
    assert browser.execute_script("return document.activeElement.id") == "find"


def test_single_keys_can_be_switched_off(page: Open) -> None:
    browser = page("talk/")
    press(browser, "?")
    until(browser, lambda: shown(browser, "dialog.help"))
    css(browser, "[data-keys]").click()
    css(browser, "dialog.help button").click()
    press(browser, "2")
    assert shown(browser, "#s3-1 .en")
    browser = page("talk/")
    press(browser, "1")
    assert shown(browser, "#s3-1 .ja")


def test_arrows_walk_the_sentences_without_leaving_the_keyboard(page: Open) -> None:
    browser = page("talk/#s3-1")
    browser.execute_script("document.querySelector('#s3-1 .t').focus()")
    press(browser, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ENTER)
    assert current(browser) == "s4-1"


def test_repeat_holds_the_sentence(page: Open) -> None:
    browser = page("talk/#s2-1")
    css(browser, "[data-switch=again]").click()
    css(browser, "[data-play]").click()
    browser.execute_script(
        "window.seen = new Set();"
        "const look = {attributes: true, subtree: true, attributeFilter: ['aria-current']};"
        "new MutationObserver(() => window.seen.add(document.querySelector('.s[aria-current]').id))"
        ".observe(document.querySelector('.transcript'), look);"
        "window.times = []; setInterval(() => window.times.push(document.querySelector('[data-now]').textContent), 50)"
    )
    until(browser, lambda: browser.execute_script(
        "const t = window.times; return t.includes('00:03') && t.lastIndexOf('00:02') > t.indexOf('00:03')"
    ))
    assert current(browser) == "s2-1"
    assert "s3-1" not in browser.execute_script("return [...window.seen]")


def test_slow_is_slower(page: Open) -> None:
    browser = page("spoken/")
    assert browser.execute_script("return document.querySelector('audio').playbackRate") == 1
    css(browser, "[data-switch=slow]").click()
    assert browser.execute_script("return document.querySelector('audio').playbackRate") == 0.75


def test_a_recording_plays_seeks_and_has_our_tracks(page: Open) -> None:
    browser = page("spoken/#s4-1")
    until(browser, lambda: browser.execute_script("return document.querySelector('audio').currentTime") > 5.9)
    assert current(browser) == "s4-1"
    css(browser, "[data-play]").click()
    until(browser, lambda: browser.execute_script("return !document.querySelector('audio').paused"))
    until(browser, lambda: css(browser, "[data-caption=ja]").text == "そのためにＧＰＵは要りません。")
    click(browser, "#s6-1 .en")
    until(browser, lambda: browser.execute_script("return document.querySelector('audio').currentTime") >= 10)
    css(browser, "[data-play]").click()
    kinds = browser.execute_script(
        "const a = document.querySelector('audio'); for (const t of a.textTracks) t.mode = 'hidden';"
        "return [...a.querySelectorAll('track')].map(t => [t.kind, t.srclang])"
    )
    assert kinds == [["subtitles", "en"], ["subtitles", "ja"], ["chapters", "ja"]]
    until(browser, lambda: browser.execute_script(
        "return [...document.querySelectorAll('track')].every(t => t.readyState === 2)"
    ))
    counts = browser.execute_script("return [...document.querySelectorAll('track')].map(t => t.track.cues.length)")
    assert counts == [7, 7, 2]


def test_captions_over_a_video_follow_the_chosen_language(chromium: Chrome, tmp_path: Path) -> None:
    build(write(tmp_path / "in", episode(media_url="talk.mp4")), tmp_path / "out")
    silence(tmp_path / "out" / "talk" / "talk.mp4")
    modes = "return [...document.querySelector('video').textTracks].map(t => t.kind + ' ' + t.language + ' ' + t.mode)"
    with served(tmp_path / "out") as here:
        chromium.get(here + "talk/?mode=ja")
        assert chromium.execute_script(modes)[:2] == ["subtitles en hidden", "subtitles ja showing"]
        choose(chromium, "both")
        assert chromium.execute_script(modes)[:2] == ["subtitles en showing", "subtitles ja showing"]
        until(chromium, lambda: chromium.execute_script("return document.querySelector('video').duration") == 14)


def test_scrolling_away_stops_following_until_asked_back(page: Open) -> None:
    browser = page("long/#s500-1")
    css(browser, "[data-play]").click()
    until(browser, lambda: css(browser, "[data-play]").get_attribute("aria-label") == "一時停止")
    ActionChains(browser).scroll_by_amount(0, 3_000).perform()
    until(browser, lambda: shown(browser, "[data-return]"))
    css(browser, "[data-return]").click()
    assert not css(browser, "[data-return]").is_displayed()
    top = "return document.querySelector('.s[aria-current]').getBoundingClientRect().top"
    until(browser, lambda: 0 < browser.execute_script(top) < 900)
    css(browser, "[data-play]").click()


def test_four_thousand_sentences_answer_at_the_far_end(page: Open) -> None:
    browser = page("long/?mode=both")
    assert browser.execute_script("return document.querySelectorAll('.s').length") == 4_000
    css(browser, "#find").send_keys("number 3999", Keys.ENTER)
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".s.here"))
    assert css(browser, ".s.here").get_attribute("id") == "s4000-1"


def test_opened_from_the_disk_it_does_the_same(chromium: Chrome, site: Any) -> None:
    chromium.get((site / "talk" / "index.html").as_uri() + "#s3-1")
    assert current(chromium) == "s3-1"
    choose(chromium, "en")
    assert not shown(chromium, "#s3-1 .ja")
    choose(chromium, "both")
    css(chromium, "[data-switch=furigana]").click()
    until(chromium, lambda: chromium.find_elements(By.CSS_SELECTOR, "rt"))
    css(chromium, "[data-play]").click()
    until(chromium, lambda: css(chromium, "[data-caption=en]").text)
    css(chromium, "[data-play]").click()
    chromium.execute_script("localStorage.clear()")
    assert [entry for entry in chromium.get_log("browser") if entry["level"] == "SEVERE"] == []
