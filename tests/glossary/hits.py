"""How many of the terms that a person wrote down for a transcript are among the suggestions, and how many are grouped.

An annotation is a table `term<TAB>heard`: a name or term an editor would add, and its misheard spellings by `|`.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.config import Config
from pipeline.glossary.candidates import Candidate, Line
from pipeline.glossary.match import Matcher, find_terms, find_variants
from pipeline.model import Glossary, Lang, Pair, Term
from pipeline.stages import ingest
from pipeline.store import episodes

PAIR = Pair(Lang.EN, Lang.JA)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One term of an annotation; `known` when the glossary has it and only its mishearings are missing."""

    term: str
    heard: frozenset[str]
    known: bool
    said: bool  # stands in the transcript in its right spelling too


@dataclass(frozen=True, slots=True)
class Hits:
    """Wanted terms found and missed, and of those with a mishearing to group, the ones grouped."""

    found: tuple[str, ...]
    missed: tuple[str, ...]
    grouped: tuple[str, ...]
    apart: tuple[str, ...]


def delivered(path: Path) -> list[Line]:
    """Sentences by the transcript's own full stops, so that the measure hangs neither on repairs nor on a model."""
    track = ingest.run(
        episodes.new(path, max_bytes=10**8), pair=PAIR, settings=Config().ingest
    ).source_track()  # fmt: skip
    text = " ".join(" ".join(cue.text.split()) for cue in track.cues)
    parts = text.replace("? ", "?\n").replace(". ", ".\n").replace("! ", "!\n").split("\n")
    return [Line(path.parent.name, f"s{at}-1", part) for at, part in enumerate(parts, start=1)]


def folded(text: str) -> str:
    """Case and a plural s do not count."""
    return text.casefold().removesuffix("s")


def wanted(annotation: Path, glossary: Glossary, lines: Sequence[Line]) -> list[Wanted]:
    """The rows that are work left to do: what the glossary finds by itself is none."""
    known = {folded(term.source) for term in glossary.terms}
    matcher = Matcher.of([_anywhere(term) for term in glossary.terms], Lang.EN)
    talk = " ".join(line.source for line in lines).casefold()
    rows = []
    with annotation.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            texts = [text for text in (row["heard"] or "").split("|") if text]
            there = [
                text for text in texts
                if any(folded(hit.surface) == folded(text) for hit in find_terms(text, matcher))
                or any(folded(hit.surface) == folded(text) for hit in find_variants(text, matcher))
            ]  # fmt: skip
            heard = frozenset(folded(text) for text in texts if text not in there)
            is_known = folded(row["term"]) in known
            if heard or not (is_known or there):
                rows.append(Wanted(row["term"], heard, is_known, row["term"].casefold() in talk))
    return rows


def _anywhere(term: Term) -> Term:
    """The term without scope and contexts: a spelling is looked up alone here."""
    return replace(term, scope="", variants=tuple(replace(item, contexts=()) for item in term.variants))


def measure(rows: Sequence[Wanted], candidates: Sequence[Candidate]) -> Hits:
    """A term counts as found when a candidate is it or one of its mishearings, or has one of them under it; as grouped
    when the term and a mishearing of it stand in one candidate."""
    found, missed, grouped, apart = [], [], [], []
    for row in rows:
        names = {folded(row.term)} | row.heard
        under = [(folded(item.source), {folded(heard.text) for heard in item.heard}) for item in candidates]
        (found if any(source in names or names & heard for source, heard in under) else missed).append(row.term)
        if row.heard - {folded(row.term)} and (row.known or row.said):
            together = any(
                (folded(row.term) in source and row.heard & heard)
                or (source in row.heard and folded(row.term) in heard)
                for source, heard in under
            )  # fmt: skip
            (grouped if together else apart).append(row.term)
    return Hits(tuple(found), tuple(missed), tuple(grouped), tuple(apart))
