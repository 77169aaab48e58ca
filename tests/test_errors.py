"""Errors say where and what to do, and survive pickling."""

import pickle

import pytest

from pipeline import errors
from pipeline.errors import PipelineError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PipelineError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_pickles(kind: type[PipelineError]) -> None:
    error = kind("broken", where="a.vtt:3", hint="mend it")
    error.add_note("stage ingest")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again)) == (kind, "a.vtt:3: broken (mend it)")
    assert again.__notes__ == ["stage ingest"]


def test_exit_codes() -> None:
    assert {kind.__name__: kind.exit_code for kind in KINDS if kind.exit_code != 1} == {"ConfigError": 2}
