"""No test sees the user's cache, memory or packages, in this process or in one it starts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("places")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NIJIMAKU_CACHE", str(home / "decodes.sqlite"))
        patch.setenv("NIJIMAKU_MEMORY", str(home / "memory.sqlite"))
        patch.setenv("NIJIMAKU_MODELS", str(home / "models"))
        patch.setenv("ARGOS_PACKAGES_DIR", str(home / "argos"))
        yield
