"""Batches decoded side by side."""

from __future__ import annotations

import threading
import time

import pytest

from pipeline.engines.batching import Answers, Prompt, decode
from pipeline.errors import EngineError
from pipeline.model import Hypothesis

PROMPTS = [[Prompt(("a",) * size)] for size in range(1, 9)]


def _echo(prompts: list[list[str]], banned: tuple[str, ...]) -> list[Answers]:
    return [(Hypothesis(str(len(prompt)), 0.0),) for prompt in prompts]


def test_workers_really_decode_at_once_and_answers_stay_in_order() -> None:
    meeting = threading.Barrier(2, timeout=20)  # passes only when two batches are being decoded at one time

    def together(prompts: list[list[str]], banned: tuple[str, ...]) -> list[Answers]:
        meeting.wait()
        return _echo(prompts, banned)

    found = decode(PROMPTS, together, max_tokens=8, workers=2)
    assert [parts[0][0].text for parts in found] == [str(size) for size in range(1, 9)]


def test_after_a_failure_nothing_new_begins() -> None:
    begun: list[int] = []

    def fails(prompts: list[list[str]], banned: tuple[str, ...]) -> list[Answers]:
        begun.append(len(prompts[0]))
        time.sleep(0.01)
        raise EngineError("decoding failed")

    with pytest.raises(EngineError, match="decoding failed"):
        decode([[Prompt(("a",) * size)] for size in range(1, 400)], fails, max_tokens=1, workers=2)
    assert len(begun) < 399


def test_progress_is_told_from_the_calling_thread() -> None:
    told: list[int] = []
    decode(PROMPTS, _echo, max_tokens=8, workers=3, on_done=lambda _: told.append(threading.get_ident()))
    assert set(told) == {threading.get_ident()}
