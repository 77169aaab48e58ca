"""Terms an editor would add, from finished transcripts: ranked, with contexts, a rendering and how they were misheard.

The finders (`finders.py`) say what stands out; mishearings of known terms come from `mishearings.py`; what sounds alike
becomes one candidate here, and all are weighed against each other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.glossary.candidates import (
    EVERYDAY,
    MAX_CONTEXTS,
    Candidate,
    Frequency,
    Heard,
    Line,
    rarity,
    tokens_of,
)
from pipeline.glossary.finders import Found, find_all, name_key
from pipeline.glossary.match import Matcher, find_terms
from pipeline.glossary.mishearings import SURE, near_misses
from pipeline.glossary.renderings import best_rendering
from pipeline.glossary.sounds import edit_likeness, key, letters, likeness
from pipeline.model import Glossary, Lang

_SAME_NAME = 0.84  # least likeness of two spellings of one name
_SAME_UNKNOWN = 0.75  # of one that is no English word
_OFTENER = 3  # a name said this much oftener than a longer one that begins with it stands for itself


@dataclass(slots=True)
class _Head:
    """A candidate that others may join, with the spellings that did: text, count, likeness, first line."""

    entry: Found
    spellings: list[tuple[str, int, float, int]] = field(default_factory=list)

    def take(self, surface: str, entry: Found) -> None:
        like = round(likeness(surface, self.entry.best), 3)
        self.spellings.append((surface, entry.count, like, min(entry.lines)))
        for line, times in entry.lines.items():
            self.entry.lines[line] = self.entry.lines.get(line, 0) + times
        self.entry.outweigh(entry.weight)


def suggest(
    lines: Sequence[Line], glossary: Glossary, *, frequency: Frequency, limit: int = 60, lang: Lang = Lang.EN
) -> tuple[Candidate, ...]:
    """The best `limit` candidates, best first; terms of the glossary of any status are not proposed again.

    A rejected term stays rejected: it is not proposed either.
    """
    if lang is not Lang.EN:
        from pipeline.glossary.suggest_ja import suggest_japanese

        return suggest_japanese(lines, glossary, limit=limit)
    tokens = [tokens_of(line.source) for line in lines]
    known = Matcher.of([replace(term, variants=(), scope="") for term in glossary.terms], lang)
    variants = frozenset(variant.text.casefold() for term in glossary.terms for variant in term.variants)
    covered = [_covered(line.source, known) for line in lines]
    present = Counter(hit.term.id for line in lines for hit in find_terms(line.source, known))
    sources = {term.source.casefold() for term in glossary.terms} | variants
    found = find_all(lines, covered, frequency)
    fresh = {name: entry for name, entry in found.items() if entry.lines and entry.best.casefold() not in sources}
    near = near_misses(lines, tokens, covered, glossary, present, variants, frequency)
    merged = _grouped(fresh, lines, frequency)
    heard = [(name_key(item.text), item) for candidate in near for item in candidate.heard]
    merged = [candidate for candidate in merged if not any(_told(candidate, text, item) for text, item in heard)]
    ranked = sorted((*near, *merged), key=lambda item: (-item.score, item.source))[:limit]
    return tuple(_dressed(candidate, lines) for candidate in ranked)


def _told(candidate: Candidate, text: str, item: Heard) -> bool:
    """True for a candidate that is only (a part of) what stands under a known term already."""
    name = name_key(candidate.source)
    if name == text:
        return item.likeness >= SURE
    return f" {name} " in f" {text} " and candidate.count <= item.count and not item.text.islower()


def _covered(text: str, matcher: Matcher) -> list[tuple[int, int]]:
    return [(hit.start, hit.end) for hit in find_terms(text, matcher)]


def _grouped(found: dict[str, Found], lines: Sequence[Line], frequency: Frequency) -> list[Candidate]:
    """Candidates whose names sound alike become one, the commonest spelling in front."""
    heads: list[_Head] = []
    for _, entry in sorted(found.items(), key=lambda item: (-item[1].count, item[0])):
        surface = entry.best
        home = _home(surface, entry, heads, frequency)
        if home is None:
            heads.append(_Head(entry))
        else:
            home.take(surface, entry)
    return [_candidate(head, lines, frequency) for head in heads]


def _home(surface: str, entry: Found, heads: Sequence[_Head], frequency: Frequency) -> _Head | None:
    """The candidate of which this is another spelling, a longer or a shorter form."""
    words = surface.split()
    named = bool(entry.kinds.keys() & {"name", "acronym"})
    unknown = len(words) == 1 and len(surface) > 4 and frequency(surface.lower()) == 0.0
    for head in heads:
        other = head.entry.best
        if (len(other.split()) == 1 and len(words) > 1 and other in words) or surface in other.split():
            if "name" in entry.kinds and "name" in head.entry.kinds and _one_person(surface, entry, other, head.entry):
                return head
            continue
        if squeezed(surface) == squeezed(other):
            return head
        both_named = named and head.entry.kinds.keys() & {"name", "acronym"}
        if min(len(key(surface)), len(key(other))) < 3 or not (both_named or (unknown and "name" in head.entry.kinds)):
            continue
        alike = edit_likeness(letters(surface), letters(other)) > 0.6
        if alike and likeness(surface, other) >= (_SAME_UNKNOWN if unknown else _SAME_NAME):
            return head
    return None


def squeezed(text: str) -> str:
    """Letters without blanks, doubled ones once: spellings that differ in no more are one word.

    >>> squeezed("MOEE") == squeezed("MOE"), squeezed("open Ai") == squeezed("OpenAI")
    (True, True)
    """
    plain = letters(text)
    return "".join(char for at, char in enumerate(plain) if not at or plain[at - 1] != char)


def _one_person(surface: str, entry: Found, other: str, head: Found) -> bool:
    """True where a short name stands for a longer one: a last name, or a first name not said much oftener."""
    short, long = (other, surface) if len(other) < len(surface) else (surface, other)
    few, many = sorted((entry.count, head.count))
    return long.split()[-1] == short or many < _OFTENER * few


def _candidate(head: _Head, lines: Sequence[Line], frequency: Frequency) -> Candidate:
    entry, spellings = head.entry, list(head.spellings)
    best = entry.best
    whole = [text for text, *_ in spellings if len(text.split()) > len(best.split()) and best in text.split()]
    if whole:  # "Okoro" alone, "Tomas Okoro" once: the full name is the term
        best = max(whole, key=len)
    first = min(entry.lines)
    named = bool(entry.kinds.keys() & {"name", "acronym"})
    spellings += [
        (text, count, 1.0, first)
        for text, count in entry.surface.items()
        if text != best and (named or squeezed(text).removesuffix("s") != squeezed(best).removesuffix("s"))
    ]
    rare = max(rarity(word, frequency) for word in best.split())
    kinds = tuple(entry.kinds)
    score = math.log2(1 + entry.count) * (0.8 if named or "group" in kinds else 0.5) + entry.weight
    if "acronym" in kinds:
        score += 2.6
    elif "name" in kinds:
        ordinary = entry.count == 1 and len(best.split()) == 1 and frequency(best.lower()) > EVERYDAY
        score += 1.9 + 0.25 * (min(rare, 7.0) - 4) + 0.4 * (len(best.split()) > 1) - 1.2 * ordinary
    elif "place" in kinds:  # somewhere that everybody knows
        score += 1.0
    if "introduced" in kinds:
        score += 2.6 + 0.9 * (len(best.split()) > 1)
    if head.spellings:
        score += 0.3
    places = sorted(entry.lines)
    heard = tuple(
        Heard(text, count, like, lines[line].source)
        for text, count, like, line in sorted(spellings, key=lambda item: (-item[1], item[0]))
        if text != best
    )
    return Candidate(
        best, kinds, entry.count, len({lines[at].episode_id for at in places}), round(score, 3),
        where=tuple(lines[at].sentence_id for at in places), heard=heard,
    )  # fmt: skip


def _dressed(candidate: Candidate, lines: Sequence[Line]) -> Candidate:
    """The candidate with contexts and, when it is new, a rendering read off the translations."""
    ids = set(candidate.where)
    rows = [line for line in lines if line.sentence_id in ids]
    texts = {candidate.source.casefold(), *(item.text.casefold() for item in candidate.heard)}
    rows = [row for row in rows if any(text in row.source.casefold() for text in texts)] or rows
    contexts = tuple(dict.fromkeys(_shortened(row.source, texts) for row in rows))[:MAX_CONTEXTS]
    target = candidate.target or best_rendering(candidate.source, rows, lines)
    return replace(candidate, contexts=contexts, target=target)


def _shortened(text: str, wanted: Iterable[str], reach: int = 48) -> str:
    low = text.casefold()
    at = next((low.find(word) for word in wanted if word in low), 0)
    start, end = max(0, at - reach), min(len(text), at + 2 * reach)
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
