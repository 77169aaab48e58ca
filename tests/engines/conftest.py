"""Tiny packages, made once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines import tiny


@pytest.fixture(scope="session")
def argos_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An .argosmodel, English to Japanese."""
    return tiny.write_argos(tmp_path_factory.mktemp("argos") / "tiny.argosmodel")


@pytest.fixture(scope="session")
def causal_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package of our own kind."""
    return tiny.write_causal(tmp_path_factory.mktemp("causal") / "tiny-en-ja")
