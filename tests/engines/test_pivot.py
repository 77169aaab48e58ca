"""Two packages in a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import TranslateSettings
from pipeline.engines import Ability, packages
from pipeline.engines.pivot import PivotEngine
from pipeline.engines.scripted import ScriptedEngine
from pipeline.errors import EngineError
from pipeline.model import Lang, Pair
from tests.engines import tiny

EN_JA = Pair(Lang.EN, Lang.JA)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Packages en-de and de-ja."""
    folder = tmp_path_factory.mktemp("pivot")
    return (
        tiny.write_argos(folder / "en_de.argosmodel", source="en", target="de", seed=3),
        tiny.write_argos(folder / "de_ja.argosmodel", source="de", target="ja", seed=4),
    )


def test_a_pivot_is_the_second_package_on_what_the_first_one_wrote(two: tuple[Path, Path]) -> None:
    texts = ["the model is open", "we talk about weights", ""]
    engine = packages.resolve(f"{two[0]}+{two[1]}", EN_JA)
    first, second = (packages._engine(packages.describe(path), TranslateSettings()) for path in two)
    between = [answers[0].text for answers in first.translate(texts)]
    assert engine.translate(texts, k=2) == second.translate(between, k=2)
    assert engine.pair == EN_JA
    assert engine.signature == f"{first.signature} + {second.signature}"
    assert Ability.HINTS not in engine.abilities


def test_each_sentence_is_reported_once() -> None:
    first = ScriptedEngine({"good morning": ("guten Morgen",), "right": ("genau",)})
    second = ScriptedEngine({"guten Morgen": ("おはようございます。",), "genau": ("その通りです。",)})
    seen: list[int] = []
    answers = PivotEngine(EN_JA, first, second).translate(["good morning", "right"], on_done=seen.append)
    assert [best[0].text for best in answers] == ["おはようございます。", "その通りです。"]
    assert sum(seen) == 2


def test_packages_that_do_not_meet_are_refused(two: tuple[Path, Path]) -> None:
    with pytest.raises(EngineError, match="de-ja and en-de do not make en-ja"):
        packages.resolve(f"{two[1]}+{two[0]}", EN_JA)
    with pytest.raises(EngineError, match="no translation package"):
        packages.resolve(f"{two[0]}+nothing-here", EN_JA)


def test_half_a_pivot_alone_is_refused_and_nothing_pivots_unasked(two: tuple[Path, Path]) -> None:
    with pytest.raises(EngineError, match="translates en-de, not en-ja"):
        packages.resolve(str(two[0]), EN_JA)
    with pytest.raises(EngineError, match="no translation package for ja-en"):
        packages.resolve("", Pair(Lang.JA, Lang.EN))


def test_a_path_with_a_plus_is_a_path(two: tuple[Path, Path], tmp_path: Path) -> None:
    odd = tiny.write_argos(tmp_path / "a+b.argosmodel")
    assert packages.resolve(str(odd), EN_JA).pair == EN_JA
