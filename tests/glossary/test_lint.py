"""Each rule of the glossary lint finds its fault, and the bundled glossary has none."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.glossary.everyday import is_everyday
from pipeline.glossary.lint import RULES, lint
from pipeline.model import Glossary, Lang, Pair, Severity, Term, TermStatus, TermType, Variant
from pipeline.store import glossaries

PAIR = Pair(Lang.EN, Lang.JA)


def term(name: str, target: str = "訳", **more: object) -> Term:
    made = Term(name, name, target, TermType.CONCEPT, TermStatus.APPROVED, reading="やく")
    return replace(made, **more)  # type: ignore[arg-type]


CASES = [
    ("duplicate", [term("moat", "堀"), term("moat-2", "お堀", source="Moat")]),
    ("scope-conflict", [term("moat", "堀"), term("moat-2", "お堀", source="moat", scope="show:A")]),
    ("variant-cycle", [term("a", variants=(Variant("b"),)), term("b", variants=(Variant("a"),))]),
    ("variant-is-term", [term("Llama", variants=(Variant("lava"),)), term("lava")]),
    ("variant-shared", [term("a", variants=(Variant("ay"),)), term("b", variants=(Variant("ay"),))]),
    ("variant-everyday", [term("weights", variants=(Variant("house"),))]),
    ("rendering-width", [term("model", "ﾓﾃﾞﾙ")]),
    ("rendering-width", [term("GPU", "ＧＰＵ")]),
    ("rendering-width", [term("Node", "推論,重み")]),
    ("rendering-register", [term("fast", "速いです")]),
    ("rendering-edge", [term("x", "、推論")]),
    ("forbidden-wanted", [term("x", "推論", forbidden=("推論",))]),
    ("forbidden-inside", [term("x", "推論機", forbidden=("推論",))]),
    ("unreachable", [term("x", source=" - ")]),
    ("reading-missing", [term("x", "推論", reading="")]),
    ("reading-kana", [term("x", "推論", reading="スイロン")]),
    ("first-mention", [term("x", "推論", first_mention="推測（inference）")]),
    (
        "target-shared",
        [term("Claude", "クロード", type=TermType.SOFTWARE), term("Claude B", "クロード", type=TermType.PERSON)],
    ),
]


@pytest.mark.parametrize(("code", "terms"), CASES)
def test_each_rule_finds_its_fault(code: str, terms: list[Term]) -> None:
    found = lint(Glossary("t", PAIR, tuple(terms), ""), everyday=is_everyday)
    assert code in [problem.code for problem in found]
    assert all(problem.term_id in {row.id for row in terms} for problem in found)


def test_every_rule_is_covered_by_a_case() -> None:
    clean = [term("inference", "推論", reading="すいろん")]
    assert lint(Glossary("t", PAIR, tuple(clean), ""), everyday=is_everyday) == ()
    assert len({code for code, _ in CASES}) >= len(RULES)


@pytest.mark.parametrize(
    "guarded", [Variant("house", ("model",)), Variant("House", case_sensitive=True), Variant("house made")]
)
def test_a_guarded_variant_is_fine(guarded: Variant) -> None:
    found = lint(Glossary("t", PAIR, (term("weights", variants=(guarded,)),), ""), everyday=is_everyday)
    assert "variant-everyday" not in [problem.code for problem in found]


MANUAL = Path(__file__).parent.parent.parent / "glossaries" / "README.md"


@pytest.mark.parametrize("said", ["waits", "cloud", "in France", "tries", "a llama", "stopping"])
def test_what_people_say_every_day_needs_context_words(said: str) -> None:
    found = lint(Glossary("t", PAIR, (term("weights", variants=(Variant(said),)),), ""), everyday=is_everyday)
    assert "variant-everyday" in [problem.code for problem in found]


def test_the_manuals_own_examples_are_among_those() -> None:
    line = MANUAL.read_text(encoding="utf-8").partition("must have contexts**")[2].partition("- `!case`")[0]
    examples = re.findall(r"`([^`]+)`", line)
    assert examples == ["waits", "cloud", "in France"] and all(map(is_everyday, examples))


@pytest.mark.parametrize("odd", ["in Vidia", "an Tropic", "tenser", "11 labs", "GPT 3", "on cology"])
def test_what_nobody_says_needs_none(odd: str) -> None:
    found = lint(Glossary("t", PAIR, (term("x", variants=(Variant(odd),)),), ""), everyday=is_everyday)
    assert "variant-everyday" not in [problem.code for problem in found]


def test_rejected_terms_are_left_in_peace() -> None:
    rows = (term("x", "ﾓﾃﾞﾙ", status=TermStatus.REJECTED),)
    assert lint(Glossary("t", PAIR, rows, ""), everyday=is_everyday) == ()


def test_the_bundled_glossary_has_no_error_and_no_everyday_variant() -> None:
    found = lint(glossaries.load((), PAIR), everyday=is_everyday)
    assert [row for row in found if row.severity is Severity.ERROR or row.code == "variant-everyday"] == []
