"""Mishearings of known terms: spellings that sound like a term, judged by how ordinary they are.

How much a spelling has to sound like a term grows with how ordinary its words are, and shrinks where the term is talked
about anyway.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.glossary.candidates import EVERYDAY, NUMBERS, RARE, Candidate, Frequency, Heard, Line, Token
from pipeline.glossary.match import fold
from pipeline.glossary.sounds import MIN_KEY, edit_likeness, key, key_distance, letters, likeness
from pipeline.model import Glossary, Lang, Term, TermStatus
from pipeline.wording.words import stopwords

_NEAR = 0.72  # least likeness of a mishearing made of real words
_NEAR_UNKNOWN = 0.63  # of one that holds a word nobody says
SURE = 0.86
_MAX_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What tells a mishearing from an ordinary word."""

    sounds: dict[str, list[tuple[str, Term]]]
    present: Counter[str]  # occurrences of each term as itself
    variants: frozenset[str]  # spellings that the glossary knows
    frequency: Frequency
    share: dict[str, float]  # of each word in these transcripts
    words: frozenset[str]  # every word of every term
    all_keys: frozenset[str]
    present_keys: frozenset[str]


def near_misses(
    lines: Sequence[Line],
    tokens: Sequence[Sequence[Token]],
    covered: Sequence[Sequence[tuple[int, int]]],
    glossary: Glossary,
    present: Counter[str],
    variants: frozenset[str],
    frequency: Frequency,
) -> list[Candidate]:
    """Spellings that sound like an approved or proposed term and are not that term."""
    usable = (TermStatus.APPROVED, TermStatus.PROPOSED)
    by_id = {term.id: term for term in glossary.terms if term.status in usable and len(term.source) > 2}
    sounds: dict[str, list[tuple[str, Term]]] = defaultdict(list)
    for term in by_id.values():
        for said in (term.source, term.source + "s"):
            if len(key(said)) >= MIN_KEY:
                sounds[key(said)].append((said, term))
    counts = Counter(token.text.lower() for row in tokens for token in row)
    share = {word: count / counts.total() for word, count in counts.items() if count >= 3}
    words = frozenset(word.lower() for term in by_id.values() for word in term.source.split())
    keys = frozenset(sounds)
    evidence = _Evidence(sounds, present, variants, frequency, share, words - stopwords(Lang.EN), keys, keys)
    heard: dict[str, dict[str, list[tuple[int, float]]]] = {}
    for _ in range(2):  # a term misheard once for certain is a term that is talked about
        known = present + Counter(dict.fromkeys(heard, 1))
        talked_about = frozenset(name for name in keys if any(known[term.id] for _, term in sounds[name]))
        evidence = replace(evidence, present=known, present_keys=talked_about)
        heard = defaultdict(lambda: defaultdict(list))
        for at, row in enumerate(tokens):
            for like, text, term_id in _heard_in(row, covered[at], evidence):
                heard[term_id][text].append((at, like))
    evidence = replace(evidence, present=present)
    return [_near_candidate(by_id[name], spellings, lines, evidence) for name, spellings in heard.items()]


def _heard_in(
    row: Sequence[Token], covered: Sequence[tuple[int, int]], evidence: _Evidence
) -> Iterator[tuple[float, str, str]]:
    """`(likeness, spelling, term id)` of one sentence, not overlapping, the likeliest first."""
    taken: list[tuple[float, int, int, str, str]] = []
    for start in range(len(row)):
        for end in range(start + 1, min(start + _MAX_WORDS, len(row)) + 1):
            if end > start + 1 and row[end - 1].initial:
                break
            text = " ".join(token.text for token in row[start:end])
            if (
                not 3 <= len(letters(text)) <= 30
                or _holds_variant([token.text.casefold() for token in row[start:end]], evidence.variants)
                or _overlaps(covered, row[start].start, row[end - 1].end)
            ):
                continue
            if hit := _nearest(text, evidence):
                taken.append((hit[0] + 0.02 * (end - start), start, end, text, hit[1].id))
    used: set[int] = set()
    for like, start, end, text, term_id in sorted(taken, reverse=True):
        if used.isdisjoint(range(start, end)):
            used.update(range(start, end))
            yield min(1.0, like), text, term_id


def _holds_variant(words: Sequence[str], variants: frozenset[str]) -> bool:
    """True when a stretch of the words is a spelling that the glossary knows already."""
    return any(
        " ".join(words[start:end]) in variants
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )


def _doubt(text: str, term: Term, present: bool, share: Mapping[str, float], frequency: Frequency) -> float:
    """How little speaks against an ordinary phrase: 0 for an unknown word or another spelling, 1 for plain English."""
    words = [word.lower() for word in text.split()]
    if letters(text) == letters(term.source):
        return 0.0
    if any(_odd(word, share, frequency) for word in text.split()) or set(words) & set(term.source.lower().split()):
        return 0.0
    plain = min(1.0, max(0.0, 0.5 + 0.3 * math.log10(max(min(map(frequency, words)), 1e-9) / 5e-7)))
    if set(words) & stopwords(Lang.EN):
        plain += 0.2
    if len(words) > 1 and edit_likeness(letters(text), letters(term.source)) >= 0.8:
        plain *= 0.4  # its letters run together are the term
    return min(1.0, plain) * (0.4 if present else 1.0)


def _overlaps(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """True when a known term is cut by the stretch or holds it; one that lies inside a longer stretch is no obstacle:
    `compute mote` may be a mishearing although `compute` is a term."""
    return any(low < end and start < high and not (start <= low and high <= end and high - low < end - start)
               for low, high in spans)  # fmt: skip


def _nearest(text: str, evidence: _Evidence) -> tuple[float, Term] | None:
    frequency = evidence.frequency
    words = [word.lower() for word in text.split()]
    plain = min(map(frequency, words)) >= EVERYDAY and not any(char.isupper() for char in text[1:])
    if plain and evidence.words.isdisjoint(words):  # ordinary English: only what is talked about anyway comes to mind
        near = (
            tuple({key(text)} & evidence.all_keys) if len(words) == 1 else _near_keys(key(text), evidence.present_keys)
        )
    else:
        near = _near_keys(key(text), evidence.all_keys)
    best: tuple[float, str, Term] | None = None
    for name in near:
        for said, term in evidence.sounds[name]:
            like = _judged(text, said, term, evidence)
            if like and (best is None or (like, term.id) > (best[0], best[1])):
                best = (like, term.id, term)
    return (best[0], best[2]) if best else None


def _judged(text: str, said: str, term: Term, evidence: _Evidence) -> float:
    """Likeness of the spelling to the term, 0 where it is no likely mishearing of it."""
    words = [word.lower() for word in text.split()]
    target = [word.lower() for word in said.split()]
    stop = stopwords(Lang.EN)
    if set(words) < set(target) or set(words) <= NUMBERS or (len(words) == 1 and words[0] in stop):
        return 0.0
    bare = re.sub(r"['’]s\b", "", text)
    if any(
        f" {whole.lower()} " in f" {bare.lower()} " and bare.lower() != whole.lower() for whole in (said, term.source)
    ):
        return 0.0  # the term and its neighbours
    if fold(bare) in (fold(said), fold(term.source)) and not term.case_sensitive:
        return 0.0
    if letters(text) == letters(said):  # only case, hyphens or blanks differ
        plain = len(words) == 1 and text.islower() and evidence.frequency(text) > RARE
        return 0.0 if plain and not evidence.present[term.id] else 1.0
    if _inflected(words, target, evidence.frequency):
        return 0.0
    own = {word.removesuffix("s") for word in term.source.lower().split()}
    if own <= {word.removesuffix("s") for word in words} and letters(text) != letters(term.source):
        return 0.0  # the term itself, and a word more
    if set(words) & set(target):
        rest, missing = (
            [word for word in one if word not in other] for one, other in ((words, target), (target, words))
        )
        if not missing or set(rest) <= stop or likeness(" ".join(rest), " ".join(missing)) < _NEAR:
            return 0.0  # the words they do not share sound like nothing
    like = likeness(text, said)
    for inner in (words[1:] if words[0] in stop else [], words[:-1] if words[-1] in stop else []):
        if inner and max(likeness(" ".join(inner), said), likeness(" ".join(inner), term.source)) >= like - 0.06:
            return 0.0  # the little word belongs to the sentence
    shared = bool(set(words) & set(target))
    need = _needed(text.split(), said, bool(evidence.present[term.id]), shared, evidence)
    return like if like >= need else 0.0


def _needed(surface: Sequence[str], said: str, present: bool, shared: bool, evidence: _Evidence) -> float:
    """Least likeness that makes a spelling suspicious: ordinary words sound like something most of the time."""
    frequency, stop = evidence.frequency, stopwords(Lang.EN)
    words = [word.lower() for word in surface]
    odd = any(_odd(word, evidence.share, frequency) for word in surface)
    odd = odd or any(text[0].isupper() and not text.isupper() for text in surface[1:])
    rarest = min(frequency(word) for word in words)
    if len(words) == 1:
        short = 0.08 if len(key(said)) <= 2 else 0.0
        if odd:
            return _NEAR_UNKNOWN + short
        apart = key_distance(key(surface[0]), key(said))
        if apart > 0.5 or (rarest >= EVERYDAY and not (present and apart == 0)):
            return math.inf
        if present or evidence.share.get(words[0], 0.0) > 80 * rarest:
            return _NEAR + short
        return (0.74 if rarest < 2e-6 else 0.87) + short
    spelling = edit_likeness(letters(" ".join(words)), letters(said))
    if spelling < (0.5 if odd else 0.68):
        return math.inf
    if (words[0] in stop or words[-1] in stop) and not (odd or present or shared or spelling >= 0.8):
        return math.inf
    if rarest >= EVERYDAY and not (present or shared or odd):
        return 0.9 if spelling >= 0.9 else math.inf
    return _NEAR if odd or shared else 0.8


def _odd(word: str, share: Mapping[str, float], frequency: Frequency) -> bool:
    """True for a word nobody says; not for an acronym that these transcripts use as itself (`AI`)."""
    low = word.lower()
    if word.isupper() and low in share:
        return False
    return frequency(low) == 0.0 and not _compound(low, frequency)


def _compound(word: str, frequency: Frequency) -> bool:
    """True for an unknown word that is only an inflected or joined known one: `speedup`, `desk's`."""
    plain = re.sub(r"['’].*$", "", word)
    ends = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "less", "ness")
    if any(plain.endswith(end) and frequency(plain.removesuffix(end)) > 0 for end in ends):
        return True
    return any(frequency(plain[:at]) > RARE and frequency(plain[at:]) > RARE for at in range(3, len(plain) - 2))


def _inflected(words: Sequence[str], target: Sequence[str], frequency: Frequency) -> bool:
    """True for two forms of one word: `compiled` is no mishearing of `compiler`."""
    if list(words[:-1]) != list(target[:-1]) or not frequency(words[-1]):
        return False
    a, b = words[-1], target[-1]
    common = 0
    while common < min(len(a), len(b)) and a[common] == b[common]:
        common += 1
    return common >= 4 and max(len(a), len(b)) - common <= (3 if common < 6 else 5)


@lru_cache(maxsize=200_000)
def _near_keys(wanted: str, known: frozenset[str]) -> tuple[str, ...]:
    if len(wanted) < MIN_KEY:
        return ()
    from rapidfuzz.distance import Levenshtein

    reach = 1 if len(wanted) < 6 else 2
    return tuple(
        sorted(
            other for other in known
            if abs(len(other) - len(wanted)) <= reach
            and Levenshtein.distance(wanted, other, score_cutoff=reach) <= reach
        )
    )  # fmt: skip


def _near_candidate(
    term: Term, spellings: dict[str, list[tuple[int, float]]], lines: Sequence[Line], evidence: _Evidence
) -> Candidate:
    present, frequency = evidence.present, evidence.frequency
    heard = tuple(
        sorted(
            (
                Heard(text, len(hits), round(max(like for _, like in hits), 3), lines[hits[0][0]].source)
                for text, hits in spellings.items()
            ),
            key=lambda item: (-item.count * item.likeness, item.text),
        )
    )
    doubts = {item.text: _doubt(item.text, term, bool(present[term.id]), evidence.share, frequency) for item in heard}
    for item in heard:
        if item.count >= 4 and len(item.text.split()) == 1 and frequency(item.text.lower()) < EVERYDAY:
            doubts[item.text] *= 0.5  # an odd thing to say again and again
    doubt = min(doubts.values())
    heard = tuple(item for item in heard if doubts[item.text] <= doubt + 0.3)
    at = sorted({line for item in heard for line, _ in spellings[item.text]})
    count = sum(item.count for item in heard)
    best = max(item.likeness for item in heard)
    score = 2.2 + 3.0 * (best - 0.7) / 0.3 + 0.6 * math.log2(1 + count) * (1 - doubt) ** 2 - 3.0 * doubt
    return Candidate(
        term.source, ("misheard",), count, len({lines[line].episode_id for line in at}), round(score, 3), term.target,
        term.id, where=tuple(lines[line].sentence_id for line in at), heard=heard,
    )  # fmt: skip
