"""A short run of every fuzz target, and every input that once broke one. Long runs: benchmarks/fuzz.py."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from benchmarks import fuzz

INPUTS = Path(__file__).parent / "inputs"
TARGETS = sorted(fuzz.targets())
OLD = sorted(path.relative_to(INPUTS).as_posix() for path in INPUTS.rglob("*") if path.is_file())


@cache
def pool() -> tuple[bytes, ...]:
    return tuple(fuzz.seeds())


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_our_errors(name: str) -> None:
    target, chance = fuzz.targets()[name], random.Random(name)
    own = [data for data in pool() if fuzz.accepts(target, data)]
    assert own, "no seed is accepted: the target would only be fed what it refuses at once"
    for _ in range(60):
        fuzz.checked(target, fuzz.mutated(chance, own if chance.random() < 0.8 else list(pool())))


@pytest.mark.parametrize("name", OLD)
def test_inputs_that_once_broke_a_target(name: str) -> None:
    fuzz.checked(fuzz.targets()[name.split("/")[0]], (INPUTS / name).read_bytes())
