"""One Chromium and one written episode for all player tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import start
from tests.players import matrix, talk


@pytest.fixture(scope="session")
def player(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Chromium of these tests' own."""
    driver = start(tmp_path_factory.mktemp("profile"))
    driver.set_script_timeout(60)
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def bench(player: Any) -> Iterator[matrix.Bench]:
    """The short sample in every format, served on loopback."""
    with matrix.bench(talk.episode("bakery-01"), player) as made:
        yield made
