"""Suggestions, measured on our own annotated sample: what an editor would add is among the first sixty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.glossary.candidates import Line
from pipeline.glossary.everyday import frequency
from pipeline.glossary.renderings import best_rendering
from pipeline.glossary.sounds import key_distance, likeness
from pipeline.glossary.suggest import suggest
from pipeline.model import Glossary, Lang, Pair, Term, TermStatus, TermType
from pipeline.store import glossaries
from tests.glossary.hits import PAIR, delivered, measure, wanted

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bare() -> Glossary:
    """The bundled glossary as if nobody had written down a single mishearing."""
    found = glossaries.load((), PAIR)
    return replace(found, terms=tuple(replace(term, variants=()) for term in found.terms))


# sample -> least share of the wanted terms that must be found: without any glossary, with the bundled one
SAMPLES = {"compiler-02": (0.5, 0.75), "bakery-01": (0.55, 0.6)}


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("with_glossary", [False, True], ids=["no glossary", "bundled"])
def test_most_of_what_an_editor_would_add_is_in_the_first_sixty(
    bare: Glossary, sample: str, with_glossary: bool
) -> None:
    glossary = bare if with_glossary else Glossary("", PAIR, (), "")
    lines = delivered(ROOT / "samples" / sample / "source.en.vtt")
    rows = wanted(Path(__file__).with_name(f"{sample}.terms.tsv"), glossary, lines)
    hits = measure(rows, suggest(lines, glossary, frequency=frequency, limit=60))
    assert len(rows) >= 15
    assert len(hits.found) / len(rows) >= SAMPLES[sample][with_glossary], hits


def test_mishearings_stand_under_their_term(bare: Glossary) -> None:
    lines = delivered(ROOT / "samples" / "compiler-02" / "source.en.vtt")
    rows = wanted(Path(__file__).with_name("compiler-02.terms.tsv"), bare, lines)
    hits = measure(rows, suggest(lines, bare, frequency=frequency, limit=60))
    assert len(hits.grouped) / len([*hits.grouped, *hits.apart]) >= 0.7, hits


def test_a_rejected_term_is_not_proposed_again() -> None:
    lines = [Line("t", f"s{at}-1", "We met Zorblax in the Zorblax tower with Zorblax.") for at in range(4)]
    empty = Glossary("", PAIR, (), "")
    assert "Zorblax" in [item.source for item in suggest(lines, empty, frequency=frequency)]
    rejected = Term("z", "Zorblax", "x", TermType.PERSON, TermStatus.REJECTED)
    again = suggest(lines, Glossary("", PAIR, (rejected,), ""), frequency=frequency)
    assert "Zorblax" not in [item.source for item in again]


def test_ordinary_talk_gives_nothing() -> None:
    lines = [Line("t", f"s{at}-1", "And then he said that it was really quite nice, you know.") for at in range(30)]
    assert suggest(lines, glossaries.load((), PAIR), frequency=frequency) == ()


def test_the_order_of_terms_does_not_matter(bare: Glossary) -> None:
    lines = delivered(ROOT / "samples" / "bakery-01" / "source.en.vtt")
    turned = replace(bare, terms=bare.terms[::-1])
    assert suggest(lines, bare, frequency=frequency) == suggest(lines, turned, frequency=frequency)


def test_a_rendering_is_read_off_the_translations() -> None:
    rows = [
        Line("t", "s1", "The benchmark was good.", "ベンチマークは良好でした。"),
        Line("t", "s2", "A benchmark again.", "またベンチマークです。"),
    ]
    others = [Line("t", "s3", "Something else.", "別の話です。")]
    assert best_rendering("benchmark", rows, rows + others) == "ベンチマーク"
    assert best_rendering("Kyle", [Line("t", "s4", "Kyle came.", "Kyleが来ました。")], rows) == "Kyle"
    assert best_rendering("nothing", others, rows) == ""


def test_what_the_model_copied_or_spelled_by_sound_is_proposed() -> None:
    lines = [
        Line("t", "s1", "It was a splendid zettelkasten.", "素晴らしいzettelkastenでした。"),
        Line("t", "s2", "Our palimpsest was old.", "私たちのパリンプセストは古かった。"),
    ]
    found = {item.source: item for item in suggest(lines, Glossary("", PAIR, (), ""), frequency=frequency)}
    assert "copied" in found["zettelkasten"].kinds and found["zettelkasten"].target == "zettelkasten"
    assert "transliterated" in found["palimpsest"].kinds and found["palimpsest"].target == "パリンプセスト"


def test_japanese_transcripts_give_katakana_words_and_names() -> None:
    lines = [Line("t", f"s{at}", "アテンション機構とTransformerについて話します。") for at in range(3)]
    found = suggest(lines, Glossary("", Pair(Lang.JA, Lang.EN), (), ""), frequency=frequency, lang=Lang.JA)
    assert {"アテンション機構", "Transformer"} <= {item.source for item in found}


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("waits", "weights"),
        ("in France", "inference"),
        ("pie torch", "PyTorch"),
        ("GBT four", "GPT-4"),
        ("Lama", "Llama"),
    ],
)
def test_what_sounds_alike_is_near_and_what_does_not_is_far(heard: str, said: str) -> None:
    assert likeness(heard, said) > 0.8
    assert likeness(heard, "documentation") < 0.5
    assert key_distance("KRNL", "KRNL") == 0.0
