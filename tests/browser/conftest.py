"""A real Chromium for the viewer: Debian's, headless, with a fresh profile, offline.

A machine without it fails these tests with a message; it never skips them.
"""

from __future__ import annotations

import shutil
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from pipeline import codec
from pipeline.model import Episode
from pipeline.viewer.build import build
from pipeline.viewer.serve import make_server
from tests.viewer.talks import TALK, episode, hostile, long_talk

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--mute-audio", "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required", "--window-size=1280,900",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
HINT = "these tests need Debian's packages chromium and chromium-driver: run .ci/install browser"


def start(profile: Path, *, scripts: bool = True) -> Chrome:
    """A Chromium of its own; without `scripts` its pages run no JavaScript."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not binary or not driver:
        pytest.fail(HINT, pytrace=False)
    options = ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    return Chrome(options=options, service=Service(driver))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One browser for all tests; `page` cleans it between them."""
    made = start(tmp_path_factory.mktemp("profile"))
    yield made
    made.quit()


@pytest.fixture(scope="session")
def silent_chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser with JavaScript switched off."""
    made = start(tmp_path_factory.mktemp("silent"), scripts=False)
    yield made
    made.quit()


def write(folder: Path, *episodes: Episode) -> list[Path]:
    """The episodes as `nijimaku run` leaves them."""
    paths = []
    for one in episodes:
        path = folder / one.id / "episode.json"
        path.parent.mkdir(parents=True)
        path.write_text(codec.dumps(one), encoding="utf-8")
        paths.append(path)
    return paths


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with an ordinary, a spoken, a hostile and a long episode."""
    folder = tmp_path_factory.mktemp("site")
    spoken = episode(
        episode_id="spoken", media_url="talk.wav", channel="Other Show", tags=("sound",), published="2026-06-30"
    )
    japanese = episode(TALK[:3], episode_id="short", published="", tags=())
    paths = write(folder / "episodes", episode(), spoken, japanese, hostile(), long_talk(4_000))
    out = folder / "out"
    build(paths, out)
    silence(out / "spoken" / "talk.wav")
    return out


def silence(path: Path) -> None:
    """Fourteen seconds of nothing; a browser plays it under any name."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8_000)
        sound.writeframes(b"\x80" * 8_000 * 14)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder behind our own loopback server."""
    server = make_server(folder, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site behind our own loopback server."""
    with served(site) as here:
        yield here


@pytest.fixture
def page(chromium: Chrome, address: str) -> Iterator[Callable[[str], Chrome]]:
    """Opens a page of the site; afterwards nothing may have been complained of or asked from elsewhere."""

    def show(path: str = "") -> Chrome:
        chromium.get(address + path)
        return chromium

    chromium.get(address + "assets/icon.svg")
    chromium.execute_script("localStorage.clear()")
    chromium.get_log("browser")
    yield show
    complaints = [entry["message"] for entry in chromium.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    assert complaints == []
