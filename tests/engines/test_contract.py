"""One suite, every engine: what `Engine` promises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import TranslateSettings
from pipeline.engines import Ability, Engine, argos, causal
from pipeline.engines.scripted import ScriptedEngine
from pipeline.model import Lang, Pair

TEXTS = [
    "the model is open",
    "we talk about weights",
    "right",
    "the model is open",
    "a agent runs on your phone, and we talk about weights, but the model is not open now",
    "now",
    "24 weights today",
]
ENGINES: dict[str, Callable[[Path, Path], Engine]] = {
    "argos": lambda theirs, ours: argos.ArgosEngine(argos.describe(theirs)),
    "causal": lambda theirs, ours: causal.CausalEngine(causal.describe(ours)),
    "scripted": lambda theirs, ours: ScriptedEngine(
        {text: (f"訳{text}。", "別の訳。", "三つ目。") for text in [*TEXTS, ""]}
    ),
}


@pytest.fixture(params=sorted(ENGINES))
def make(request: pytest.FixtureRequest, argos_path: Path, causal_path: Path) -> Callable[[], Engine]:
    """Makes the same engine again and again."""
    return lambda: ENGINES[request.param](argos_path, causal_path)


def test_answers_stand_in_the_order_of_the_texts_whatever_their_neighbours(make: Callable[[], Engine]) -> None:
    engine = make()
    together = engine.translate(TEXTS, k=3)
    assert together == [engine.translate([text], k=3)[0] for text in TEXTS]
    assert list(reversed(engine.translate(TEXTS[::-1], k=3))) == together
    assert together[0] == together[3]
    assert len({answers[0].text for answers in together}) > 2


def test_a_new_engine_of_the_same_package_says_the_same(make: Callable[[], Engine]) -> None:
    first, second = make(), make()
    assert first.signature == second.signature
    assert first.translate(TEXTS, k=2) == second.translate(TEXTS, k=2)


def test_at_most_k_hypotheses_best_first(make: Callable[[], Engine]) -> None:
    for k in (1, 2, 3):
        for answers in make().translate(TEXTS, k=k):
            assert 1 <= len(answers) <= k
            assert [answer.score for answer in answers] == sorted((answer.score for answer in answers), reverse=True)


def test_every_sentence_is_reported_once(make: Callable[[], Engine]) -> None:
    seen: list[int] = []
    make().translate(TEXTS, k=1, on_done=seen.append)
    assert sum(seen) == len(TEXTS)


def test_no_texts_no_answers(make: Callable[[], Engine]) -> None:
    assert make().translate([]) == []


def test_an_empty_text_has_an_answer(make: Callable[[], Engine]) -> None:
    (answers,) = make().translate([""], k=2)
    assert len(answers) >= 1


def test_pair_and_abilities(make: Callable[[], Engine]) -> None:
    engine = make()
    assert engine.pair == Pair(Lang.EN, Lang.JA)
    assert Ability.NBEST in engine.abilities


@pytest.mark.parametrize("kind", ["argos", "causal"])
def test_suppressed_strings_do_not_appear(kind: str, argos_path: Path, causal_path: Path) -> None:
    engine = ENGINES[kind](argos_path, causal_path)
    text = "we talk about weights"
    plain = engine.translate([text], k=1)[0][0].text
    banned = plain[0]
    (answers, others) = engine.translate([text, text], k=1, suppress=[[banned], []])
    assert banned not in answers[0].text
    assert others[0].text == plain


@pytest.mark.parametrize("kind", ["argos", "causal"])
def test_the_number_of_threads_and_the_size_of_batches_change_no_answer(
    kind: str, argos_path: Path, causal_path: Path
) -> None:
    def made(settings: TranslateSettings) -> Engine:
        if kind == "argos":
            return argos.ArgosEngine(argos.describe(argos_path), settings)
        return causal.CausalEngine(causal.describe(causal_path), settings)

    one = made(TranslateSettings(threads=1))
    wanted = one.translate(TEXTS, k=3)
    for threads, tokens in ((2, 0), (3, 16), (5, 1)):
        engine = made(TranslateSettings(threads=threads, batch_tokens=tokens))
        seen: list[int] = []
        assert engine.translate(TEXTS, k=3, on_done=seen.append) == wanted
        assert sum(seen) == len(TEXTS)
        assert engine.signature == one.signature
