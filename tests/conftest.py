"""No test sees the user's cache, memory or packages, in this process or in one it starts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.cluster import Cluster

# In CI a change is judged by its own code, not by the luck of the day: the same examples every time.
# Everywhere else properties look at new examples in every run.
settings.register_profile("ci", derandomize=True, database=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def _own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("places")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NIJIMAKU_CACHE", str(home / "decodes.sqlite"))
        patch.setenv("NIJIMAKU_MEMORY", str(home / "memory.sqlite"))
        patch.setenv("NIJIMAKU_MODELS", str(home / "models"))
        patch.setenv("ARGOS_PACKAGES_DIR", str(home / "argos"))
        yield


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A Dask cluster of processes, without workers yet."""
    (tmp_path / "cluster").mkdir()
    running = Cluster(tmp_path / "cluster")
    yield running
    running.close()
