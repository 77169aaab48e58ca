"""Terms an editor would add, from finished transcripts: ranked, with contexts, a rendering and how they were misheard.

Four finders, each small: names and acronyms by their capitals, words that are far more common here than in everyday
talk, word groups by C-value, and mishearings of known terms by sound. What sounds alike is one candidate.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.glossary.candidates import (
    EVERYDAY,
    MAX_CONTEXTS,
    NUMBERS,
    RARE,
    Candidate,
    Frequency,
    Heard,
    Line,
    Token,
    inside,
    rarity,
    tokens_of,
)
from pipeline.glossary.match import Matcher, find_terms
from pipeline.glossary.mishearings import SURE, near_misses
from pipeline.glossary.renderings import best_rendering, chunks, romaji
from pipeline.glossary.sounds import edit_likeness, key, letters, likeness
from pipeline.model import Glossary, Lang
from pipeline.summary.words import stopwords

_SAME_NAME = 0.84  # least likeness of two spellings of one name
_MAX_WORDS = 4
_LINKS = {"of", "de", "van", "von"}
_NOT_NAMES = frozenset(
    "i i'm i've i'd i'll ok okay mr mrs ms dr monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december english oh".split()
)


@dataclass(slots=True)
class _Found:
    """A candidate being put together."""

    surface: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, None] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)  # line -> occurrences
    weight: float = 0.0

    def add(self, surface: str, kind: str, line: int) -> None:
        self.surface[surface] += 1
        self.kinds[kind] = None
        self.lines[line] = self.lines.get(line, 0) + 1

    @property
    def count(self) -> int:
        return sum(self.lines.values())


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
    found: dict[str, _Found] = defaultdict(_Found)
    for at, row in enumerate(tokens):
        for surface, kind, start, end in (*_names(row, frequency), *_spelled(row)):
            if not inside(covered[at], start, end):
                found[_name_key(surface)].add(surface, kind, at)
    _key_words(tokens, covered, found, frequency)
    _groups(tokens, covered, found, frequency)
    _carried(lines, tokens, covered, found, frequency)
    sources = {term.source.casefold() for term in glossary.terms} | variants
    fresh = {name: entry for name, entry in found.items() if _best(entry).casefold() not in sources}
    near = near_misses(lines, tokens, covered, glossary, present, variants, frequency)
    merged = _grouped(fresh, lines, frequency)
    taken = {item.text.casefold() for candidate in near for item in candidate.heard if item.likeness >= SURE}
    merged = [candidate for candidate in merged if candidate.source.casefold() not in taken]
    ranked = sorted((*near, *merged), key=lambda item: (-item.score, item.source))[:limit]
    return tuple(_dressed(candidate, lines) for candidate in ranked)


def _covered(text: str, matcher: Matcher) -> list[tuple[int, int]]:
    return [(hit.start, hit.end) for hit in find_terms(text, matcher)]


def _name_key(surface: str) -> str:
    return re.sub(r"['’]s$", "", surface).casefold()


# ------------------------------------------------------------------------------------------------------ finders


def _names(row: Sequence[Token], frequency: Frequency) -> Iterator[tuple[str, str, int, int]]:
    """Runs of capitalised words; one that only begins a sentence counts when it is no everyday word."""
    at = 0
    while at < len(row):
        if not _capital(row[at].text):
            at += 1
            continue
        end = at + 1
        while end < len(row) and row[end].joined and not row[end].initial:
            if _capital(row[end].text):
                end += 1
            elif row[end].text in _LINKS and end + 1 < len(row) and row[end + 1].joined and _capital(row[end + 1].text):
                end += 2
            else:
                break
        run = row[at:end]
        while run and (run[0].text.lower() in _NOT_NAMES or _plain_start(run, frequency)):
            run = run[1:]
        if run and not all(token.text.lower() in stopwords(Lang.EN) for token in run):
            surface = " ".join(re.sub(r"['’]s$", "", token.text) for token in run)
            acronym = len(run) == 1 and sum(char.isupper() for char in surface) > 1
            if len(surface) > 1 and not all(len(token.text) == 1 for token in run):
                yield surface, "acronym" if acronym else "name", run[0].start, run[-1].end
        at = end


def _capital(text: str) -> bool:
    return text[0].isupper() or (any(char.isupper() for char in text[1:]) and text[0].isalpha())


def _plain_start(run: Sequence[Token], frequency: Frequency) -> bool:
    """A capital that only says that a sentence begins."""
    first = run[0].text
    if not run[0].initial or any(char.isupper() for char in first[1:]):
        return False
    word = re.sub(r"['’].*$", "", first.lower())
    return frequency(word) > RARE or word in stopwords(Lang.EN)


def _spelled(row: Sequence[Token]) -> Iterator[tuple[str, str, int, int]]:
    """Letters said one by one: `A M D` is AMD."""
    at = 0
    while at < len(row):
        end = at
        while end < len(row) and re.fullmatch(r"[A-Z]s?", row[end].text) and (end == at or row[end].joined):
            end += 1
        if end - at >= 2:
            yield "".join(token.text for token in row[at:end]), "acronym", row[at].start, row[end - 1].end
        at = max(end, at + 1)


def _key_words(
    tokens: Sequence[Sequence[Token]], covered: Sequence[Sequence[tuple[int, int]]], found: dict[str, _Found],
    frequency: Frequency,
) -> None:  # fmt: skip
    """Words far more frequent here than in everyday talk (log-likelihood ratio against the background)."""
    total = sum(map(len, tokens)) or 1
    places: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for at, row in enumerate(tokens):
        for token in row:
            word = token.text.lower()
            if word.isalpha() and len(word) > 2 and not inside(covered[at], token.start, token.end):
                places[_singular(word)].append((at, word))
    for word, hits in places.items():
        background = max(frequency(word), frequency(hits[0][1]), 2e-8)
        ratio = len(hits) / total / background
        if word in stopwords(Lang.EN) or word in NUMBERS or background > 4e-5:
            continue
        if (len(hits) >= 2 and ratio > 40) or (background < 1e-6 and ratio > 100):
            named = word in found
            for at, surface in hits:
                if not named:
                    found[word].add(word if surface == word + "s" else surface, "word", at)
            found[word].weight = max(found[word].weight, 0.8 * (math.log10(ratio) - 1) - (len(hits) < 2))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _groups(
    tokens: Sequence[Sequence[Token]], covered: Sequence[Sequence[tuple[int, int]]], found: dict[str, _Found],
    frequency: Frequency,
) -> None:  # fmt: skip
    """Word groups by C-value: said at least twice, not only as a part of a longer group."""
    places: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
    for at, row in enumerate(tokens):
        for start in range(len(row)):
            for end in range(start + 2, min(start + _MAX_WORDS, len(row)) + 1):
                if not row[end - 1].joined or row[end - 1].initial:
                    break
                words = tuple(token.text.lower() for token in row[start:end])
                edges = (words[0], words[-1])
                if any(word in stopwords(Lang.EN) or word in NUMBERS or word in _NOT_NAMES for word in edges):
                    continue
                if not all(word[0].isalpha() and len(word) > 1 for word in edges):
                    continue
                if any(word in stopwords(Lang.EN) and word not in _LINKS for word in words):
                    continue
                if not inside(covered[at], row[start].start, row[end - 1].end):
                    text = " ".join(token.text for token in row[start:end])
                    places[(*words[:-1], _singular(words[-1]))].append((at, text))
    longer: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for words, hits in places.items():
        if len(hits) >= 2:
            for size in range(2, len(words)):
                for start in range(len(words) - size + 1):
                    longer[words[start : start + size]].append(len(hits))
    for words, hits in places.items():
        nested = longer.get(words, [])
        value = math.log2(len(words)) * (len(hits) - (sum(nested) / len(nested) if nested else 0.0))
        rarest = max(rarity(word, frequency) for word in words)
        if len(hits) < 2 or value < 1.5 or rarest < 4.2:
            continue
        entry = found[" ".join(words)]
        for at, text in hits:
            entry.add(text if text[:1].isupper() and text[1:] != text[1:].lower() else text.lower(), "group", at)
        entry.weight = max(entry.weight, 0.25 * value + (rarest - 4.2))


def _carried(
    lines: Sequence[Line],
    tokens: Sequence[Sequence[Token]],
    covered: Sequence[Sequence[tuple[int, int]]],
    found: dict[str, _Found],
    frequency: Frequency,
) -> None:
    """Rare words that the model carried over into the translation: copied letter by letter, or by their sound."""
    for at, (line, row) in enumerate(zip(lines, tokens, strict=True)):
        pieces = chunks(line.target) if line.target else []
        latin = {piece.casefold() for piece in pieces if piece.isascii() and len(piece) > 2}
        kana = [romaji(piece) for piece in pieces if re.fullmatch(r"[ァ-ヴー・]{3,}", piece)]
        for token in row:
            word = token.text.casefold()
            if len(word) < 4 or frequency(word) > EVERYDAY or inside(covered[at], token.start, token.end):
                continue
            kind = "copied" if word in latin else ""
            if not kind and any(likeness(sound, word) > 0.75 for sound in kana):
                kind = "transliterated"
            if kind:
                entry = found[_name_key(token.text)]
                if at not in entry.lines:
                    entry.add(token.text, kind, at)
                entry.kinds[kind] = None
                entry.weight = max(entry.weight, 1.2)


# ------------------------------------------------------------------------------------------------------ grouping


def _grouped(found: dict[str, _Found], lines: Sequence[Line], frequency: Frequency) -> list[Candidate]:
    """Candidates whose names sound alike become one, the commonest spelling in front."""
    entries = sorted(found.items(), key=lambda item: (-item[1].count, item[0]))
    heads: list[tuple[str, _Found, list[tuple[str, int, float, int]]]] = []
    for name, entry in entries:
        surface = _best(entry)
        home = _home(surface, entry, heads)
        if home is None:
            heads.append((name, entry, []))
        else:
            home[2].append((surface, entry.count, round(likeness(surface, _best(home[1])), 3), min(entry.lines)))
            for line, times in entry.lines.items():
                home[1].lines[line] = home[1].lines.get(line, 0) + times
            home[1].weight = max(home[1].weight, entry.weight)
    return [_candidate(entry, spellings, lines, frequency) for _, entry, spellings in heads]


def _home(
    surface: str, entry: _Found, heads: list[tuple[str, _Found, list[tuple[str, int, float, int]]]]
) -> tuple[str, _Found, list[tuple[str, int, float, int]]] | None:
    words = surface.split()
    for head in heads:
        other = _best(head[1])
        if (len(other.split()) == 1 and len(words) > 1 and other in words) or surface in other.split():
            if "name" in entry.kinds and "name" in head[1].kinds:
                return head
            continue
        names = "name" in entry.kinds or "acronym" in entry.kinds
        long_enough = min(len(key(surface)), len(key(other))) >= 3
        if long_enough and (names or letters(surface) == letters(other)):
            alike = edit_likeness(letters(surface), letters(other)) > 0.6
            if alike and likeness(surface, other) >= _SAME_NAME:
                return head
    return None


def _best(entry: _Found) -> str:
    return max(entry.surface, key=lambda text: (entry.surface[text], len(text), text))


def _candidate(
    entry: _Found, spellings: Sequence[tuple[str, int, float, int]], lines: Sequence[Line], frequency: Frequency
) -> Candidate:
    best = _best(entry)
    whole = [text for text, *_ in spellings if len(text.split()) > len(best.split()) and best in text.split()]
    if whole:  # "Okoro" alone, "Tomas Okoro" once: the full name is the term
        best = max(whole, key=len)
    others = {text for text in (_best(entry), *(text for text, *_ in spellings)) if text != best}
    rare = max(rarity(word, frequency) for word in best.split())
    kinds = tuple(entry.kinds)
    score = math.log2(1 + entry.count) * 0.8 + entry.weight
    if "acronym" in kinds:
        score += 2.6
    elif "name" in kinds:
        score += 1.2 + 0.25 * (rare - 4) + 0.4 * (len(best.split()) > 1)
    if others:
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
