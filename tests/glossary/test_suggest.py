"""Suggestions, measured on our own annotated sample: what an editor would add is among the first sixty."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.glossary.candidates import Candidate, Line
from pipeline.glossary.everyday import frequency
from pipeline.glossary.match import Matcher, find_terms
from pipeline.glossary.renderings import best_rendering
from pipeline.glossary.sounds import key_distance, likeness
from pipeline.glossary.suggest import suggest
from pipeline.model import Glossary, Lang, Pair, Term, TermStatus, TermType
from pipeline.stages import ingest
from pipeline.store import episodes, glossaries

PAIR = Pair(Lang.EN, Lang.JA)
ROOT = Path(__file__).parents[2]
GOLD = Path(__file__).with_name("compiler-02.terms.tsv")


def delivered(sample: str) -> list[Line]:
    """Sentences by the transcript's own full stops, so that the measure does not hang on repairs."""
    config = Config()
    fresh = episodes.new(ROOT / "samples" / sample / "source.en.vtt", max_bytes=10**8)
    track = ingest.run(fresh, pair=PAIR, settings=config.ingest).source_track()
    text = " ".join(" ".join(cue.text.split()) for cue in track.cues)
    parts = text.replace("? ", "?\n").replace(". ", ".\n").replace("! ", "!\n").split("\n")
    return [Line(sample, f"s{at}-1", part) for at, part in enumerate(parts, start=1)]


def folded(text: str) -> str:
    return text.casefold().removesuffix("s")


@pytest.fixture(scope="module")
def bare() -> Glossary:
    """The bundled glossary as if nobody had written down a single mishearing."""
    found = glossaries.load((), PAIR)
    return replace(found, terms=tuple(replace(term, variants=()) for term in found.terms))


@pytest.fixture(scope="module")
def candidates(bare: Glossary) -> tuple[Candidate, ...]:
    return suggest(delivered("compiler-02"), bare, frequency=frequency, limit=60)


def wanted(bare: Glossary) -> list[tuple[str, set[str], bool]]:
    """`(term, ways it was misheard, in the glossary)` of the annotation, without what the glossary finds by itself."""
    known = {folded(term.source) for term in bare.terms}
    matcher = Matcher.of([replace(term, scope="") for term in bare.terms], Lang.EN)
    rows = []
    with GOLD.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            heard = {folded(text) for text in row["heard"].split("|") if text}
            found_anyway = [hit for text in heard for hit in find_terms(text, matcher) if folded(hit.surface) == text]
            if not found_anyway and (heard or folded(row["term"]) not in known):
                rows.append((row["term"], heard, folded(row["term"]) in known))
    return rows


def test_most_of_what_an_editor_would_add_is_in_the_first_sixty(
    bare: Glossary, candidates: tuple[Candidate, ...]
) -> None:
    rows = wanted(bare)
    found = 0
    for name, heard, _ in rows:
        names = {folded(name)} | heard
        found += any(
            folded(item.source) in names or names & {folded(text.text) for text in item.heard} for item in candidates
        )
    assert len(rows) >= 40
    assert found / len(rows) >= 0.75, f"{found} of {len(rows)}"


def test_mishearings_stand_under_their_term(bare: Glossary, candidates: tuple[Candidate, ...]) -> None:
    rows = [(name, heard) for name, heard, known in wanted(bare) if known and heard]
    grouped = 0
    for name, heard in rows:
        grouped += any(
            folded(name) in folded(item.source) and heard & {folded(text.text) for text in item.heard}
            for item in candidates
        )
    assert grouped / len(rows) >= 0.7, f"{grouped} of {len(rows)}"


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
    lines = delivered("bakery-01")
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
