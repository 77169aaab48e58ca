"""A glossary of 10,000 terms over an hour of talk: terms and mishearings found in every sentence.

    python benchmarks/bench_terms.py [TRANSCRIPT] [--terms 10000] [--sentences 900]

The terms are the shipped ones and made-up two-word ones; sentences are the transcript's, repeated to an hour's worth.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.bench_translate import texts_of  # noqa: E402
from pipeline.glossary.match import Matcher, find_terms, find_variants  # noqa: E402
from pipeline.model import Lang, Pair, Term  # noqa: E402
from pipeline.store import glossaries  # noqa: E402


def many(shipped: tuple[Term, ...], words: list[str], count: int) -> list[Term]:
    """The shipped terms and pairs of the transcript's words: neighbours, which occur, and others, which begin to."""
    random = Random(1)
    neighbours = {f"{one} {two}" for one, two in itertools.pairwise(words)}
    others = {f"{one} {random.choice(words)}" for one in words * 20}
    made = [*sorted(neighbours), *sorted(others - neighbours, key=lambda _: random.random())]
    terms = [replace(shipped[0], id=f"t{at}", source=source, variants=()) for at, source in enumerate(made)]
    return [*shipped, *terms][:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("transcript", nargs="?", type=Path, default=ROOT / "samples/compiler-02/source.en.vtt")
    parser.add_argument("--terms", type=int, default=10_000)
    parser.add_argument("--sentences", type=int, default=900, help="an hour of talk")
    given = parser.parse_args()
    _, texts = texts_of(given.transcript, 1)
    texts = list(itertools.islice(itertools.cycle(texts), given.sentences))
    glossary = glossaries.load((ROOT / "glossaries/ai.en-ja.csv",), Pair(Lang.EN, Lang.JA))
    words = [word.strip(".,?!").lower() for text in texts for word in text.split()]
    terms = many(glossary.approved(), words, given.terms)
    began = time.perf_counter()
    matcher = Matcher.of(terms, Lang.EN)
    built = time.perf_counter() - began
    began = time.perf_counter()
    found = sum(len(find_terms(text, matcher)) for text in texts)
    terms_s = time.perf_counter() - began
    began = time.perf_counter()
    misheard = sum(len(find_variants(text, matcher)) for text in texts)
    variants_s = time.perf_counter() - began
    print(f"{len(terms)} terms, {len(texts)} sentences, {sum(len(text.split()) for text in texts)} words")
    print(f"automaton {built:.2f} s; {found} terms in {terms_s:.2f} s; {misheard} mishearings in {variants_s:.2f} s")
    print(f"together {built + terms_s + variants_s:.2f} s")


if __name__ == "__main__":
    main()
