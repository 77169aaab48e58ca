"""Step k on golden k-1 gives golden k: a change reddens only its own stage. `make regold` remakes them."""

import pytest

from pipeline import flow
from tests.golden import steps

NAMES = ("ingest", "segment", "translate", "retime", "write", "summarise")


@pytest.mark.parametrize("sample", steps.SAMPLES)
@pytest.mark.parametrize("number", range(1, 7), ids=NAMES)
def test_step(sample: str, number: int) -> None:
    step = steps.steps(sample)[number - 1]
    assert step.name == NAMES[number - 1]
    episode = steps.before(sample, number)
    old = frozenset(rendering.name for rendering in episode.renderings)
    after = flow.run((step,), episode)
    for name, text in steps.outputs(step.name, number, after, old):
        golden = steps.folder(sample) / name
        assert golden.is_file(), f"{name} is new: make regold"
        assert text == golden.read_text(encoding="utf-8"), f"{name} changed: make regold, and review the diff"
