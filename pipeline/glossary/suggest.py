"""Terms an editor would add, from finished transcripts: ranked, with contexts, a rendering and how they were misheard.

Four finders, each small: names and acronyms by their capitals, words that are far more common here than in everyday
talk, word groups by C-value, and mishearings of known terms by sound. What sounds alike is one candidate.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipeline.glossary.match import Matcher, find_terms, fold
from pipeline.glossary.renderings import best_rendering, chunks, romaji
from pipeline.glossary.sounds import MIN_KEY, edit_likeness, key, key_distance, letters, likeness
from pipeline.model import Glossary, Lang, Term, TermStatus
from pipeline.summary.words import stopwords

Frequency = Callable[[str], float]  # share of everyday English text that is this lower-case word; 0 when unknown

MAX_CONTEXTS = 3
_RARE = 2e-6  # about one word in half a million: a listener would notice it
_EVERYDAY = 1.5e-5
_NEAR = 0.72  # least likeness of a mishearing made of real words
_NEAR_UNKNOWN = 0.63  # of one that holds a word nobody says
_SURE = 0.86
_SAME_NAME = 0.84  # least likeness of two spellings of one name
_MAX_WORDS = 4
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’+#-]*(?:\.[A-Za-z0-9]+)*")
_LINKS = {"of", "de", "van", "von"}
_NOT_NAMES = frozenset(
    "i i'm i've i'd i'll ok okay mr mrs ms dr monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december english oh".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as delivered, with its translation where there is one."""

    episode_id: str
    sentence_id: str
    source: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A spelling in the transcripts that stands for the candidate; likeness is 0 to 1."""

    text: str
    count: int
    likeness: float
    context: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal. `term_id` is set when it adds mishearings to a known term; `heard` is ordered by count."""

    source: str
    kinds: tuple[str, ...]
    count: int
    episodes: int
    score: float
    target: str = ""
    term_id: str = ""
    contexts: tuple[str, ...] = ()
    where: tuple[str, ...] = ()  # sentence ids, in order
    heard: tuple[Heard, ...] = ()


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


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    initial: bool  # first of the line or behind an end mark
    joined: bool  # nothing but a blank stands between it and the token in front


def suggest(
    lines: Sequence[Line], glossary: Glossary, *, frequency: Frequency, limit: int = 60, lang: Lang = Lang.EN
) -> tuple[Candidate, ...]:
    """The best `limit` candidates, best first; terms of the glossary of any status are not proposed again.

    A rejected term stays rejected: it is not proposed either.
    """
    if lang is not Lang.EN:
        from pipeline.glossary.suggest_ja import suggest_japanese

        return suggest_japanese(lines, glossary, limit=limit)
    tokens = [_tokens(line.source) for line in lines]
    known = Matcher.of([replace(term, variants=(), scope="") for term in glossary.terms], lang)
    variants = frozenset(variant.text.casefold() for term in glossary.terms for variant in term.variants)
    covered = [_covered(line.source, known) for line in lines]
    present = Counter(hit.term.id for line in lines for hit in find_terms(line.source, known))
    found: dict[str, _Found] = defaultdict(_Found)
    for at, row in enumerate(tokens):
        for surface, kind, start, end in (*_names(row, frequency), *_spelled(row)):
            if not _inside(covered[at], start, end):
                found[_name_key(surface)].add(surface, kind, at)
    _key_words(tokens, covered, found, frequency)
    _groups(tokens, covered, found, frequency)
    _carried(lines, tokens, covered, found, frequency)
    sources = {term.source.casefold() for term in glossary.terms} | variants
    fresh = {name: entry for name, entry in found.items() if _best(entry).casefold() not in sources}
    near = _near_misses(lines, tokens, covered, glossary, present, variants, frequency)
    merged = _grouped(fresh, lines, frequency)
    taken = {item.text.casefold() for candidate in near for item in candidate.heard if item.likeness >= _SURE}
    merged = [candidate for candidate in merged if candidate.source.casefold() not in taken]
    ranked = sorted((*near, *merged), key=lambda item: (-item.score, item.source))[:limit]
    return tuple(_dressed(candidate, lines) for candidate in ranked)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    last = 0
    for hit in _WORD.finditer(text):
        gap = text[last : hit.start()]
        initial = not found or bool(re.search(r"[.?!…:]", gap))
        found.append(
            _Token(hit.group().rstrip("-'’"), hit.start(), hit.end(), initial, gap.strip() == "" and bool(found))
        )
        last = hit.end()
    return found


def _covered(text: str, matcher: Matcher) -> list[tuple[int, int]]:
    return [(hit.start, hit.end) for hit in find_terms(text, matcher)]


def _inside(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(low <= start and end <= high for low, high in spans)


def _name_key(surface: str) -> str:
    return re.sub(r"['’]s$", "", surface).casefold()


# ------------------------------------------------------------------------------------------------------ finders


def _names(row: Sequence[_Token], frequency: Frequency) -> Iterator[tuple[str, str, int, int]]:
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


def _plain_start(run: Sequence[_Token], frequency: Frequency) -> bool:
    """A capital that only says that a sentence begins."""
    first = run[0].text
    if not run[0].initial or any(char.isupper() for char in first[1:]):
        return False
    word = re.sub(r"['’].*$", "", first.lower())
    return frequency(word) > _RARE or word in stopwords(Lang.EN)


def _spelled(row: Sequence[_Token]) -> Iterator[tuple[str, str, int, int]]:
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
    tokens: Sequence[Sequence[_Token]], covered: Sequence[Sequence[tuple[int, int]]], found: dict[str, _Found],
    frequency: Frequency,
) -> None:  # fmt: skip
    """Words far more frequent here than in everyday talk (log-likelihood ratio against the background)."""
    total = sum(map(len, tokens)) or 1
    places: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for at, row in enumerate(tokens):
        for token in row:
            word = token.text.lower()
            if word.isalpha() and len(word) > 2 and not _inside(covered[at], token.start, token.end):
                places[_singular(word)].append((at, word))
    for word, hits in places.items():
        background = max(frequency(word), frequency(hits[0][1]), 2e-8)
        ratio = len(hits) / total / background
        if word in stopwords(Lang.EN) or word in _NUMBERS or background > 4e-5:
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
    tokens: Sequence[Sequence[_Token]], covered: Sequence[Sequence[tuple[int, int]]], found: dict[str, _Found],
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
                if any(word in stopwords(Lang.EN) or word in _NUMBERS or word in _NOT_NAMES for word in edges):
                    continue
                if not all(word[0].isalpha() and len(word) > 1 for word in edges):
                    continue
                if any(word in stopwords(Lang.EN) and word not in _LINKS for word in words):
                    continue
                if not _inside(covered[at], row[start].start, row[end - 1].end):
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
        rarity = max(_rarity(word, frequency) for word in words)
        if len(hits) < 2 or value < 1.5 or rarity < 4.2:
            continue
        entry = found[" ".join(words)]
        for at, text in hits:
            entry.add(text if text[:1].isupper() and text[1:] != text[1:].lower() else text.lower(), "group", at)
        entry.weight = max(entry.weight, 0.25 * value + (rarity - 4.2))


def _carried(
    lines: Sequence[Line],
    tokens: Sequence[Sequence[_Token]],
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
            if len(word) < 4 or frequency(word) > _EVERYDAY or _inside(covered[at], token.start, token.end):
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


def _rarity(word: str, frequency: Frequency) -> float:
    """0 for the commonest words to about 8 for unknown ones: minus the logarithm of the share."""
    return -math.log10(max(frequency(word.lower()), 1e-8))


# --------------------------------------------------------------------------------------------------- mishearings


def _near_misses(
    lines: Sequence[Line],
    tokens: Sequence[Sequence[_Token]],
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
    return [_near_candidate(by_id[name], spellings, present, lines, frequency) for name, spellings in heard.items()]


def _heard_in(
    row: Sequence[_Token], covered: Sequence[tuple[int, int]], evidence: _Evidence
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
                or text.casefold() in evidence.variants
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


def _doubt(text: str, term: Term, present: bool, frequency: Frequency) -> float:
    """How little speaks against an ordinary phrase: 0 for an unknown word or another spelling, 1 for plain English."""
    words = [word.lower() for word in text.split()]
    if letters(text) == letters(term.source):
        return 0.0
    odd = any(frequency(word) == 0.0 and not _compound(word, frequency) for word in words)
    if odd or set(words) & set(term.source.lower().split()):
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
    plain = min(map(frequency, words)) >= _EVERYDAY and not any(char.isupper() for char in text[1:])
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
    if set(words) < set(target) or set(words) <= _NUMBERS or (len(words) == 1 and words[0] in stop):
        return 0.0
    bare = re.sub(r"['’]s\b", "", text)
    if len(words) > len(target) and f" {said.lower()} " in f" {bare.lower()} ":
        return 0.0  # the term and its neighbours
    if fold(bare) in (fold(said), fold(term.source)) and not term.case_sensitive:
        return 0.0
    if letters(text) == letters(said):  # only case, hyphens or blanks differ
        plain = len(words) == 1 and text.islower() and evidence.frequency(text) > _RARE
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
    odd = any(frequency(word) == 0.0 and not _compound(word, frequency) for word in words)
    odd = odd or any(text[0].isupper() for text in surface[1:])
    rarest = min(frequency(word) for word in words)
    if len(words) == 1:
        short = 0.08 if len(key(said)) <= 2 else 0.0
        if odd:
            return _NEAR_UNKNOWN + short
        apart = key_distance(key(surface[0]), key(said))
        if apart > 0.5 or (rarest >= _EVERYDAY and not (present and apart == 0)):
            return math.inf
        if present or evidence.share.get(words[0], 0.0) > 80 * rarest:
            return _NEAR + short
        return (0.74 if rarest < 2e-6 else 0.87) + short
    spelling = edit_likeness(letters(" ".join(words)), letters(said))
    if spelling < (0.5 if odd else 0.68):
        return math.inf
    if (words[0] in stop or words[-1] in stop) and not (odd or present or shared or spelling >= 0.8):
        return math.inf
    if rarest >= _EVERYDAY and not (present or shared or odd):
        return 0.9 if spelling >= 0.9 else math.inf
    return _NEAR if odd or shared else 0.8


_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million billion a and eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)


def _compound(word: str, frequency: Frequency) -> bool:
    """True for an unknown word that is only an inflected or joined known one: `speedup`, `desk's`."""
    plain = re.sub(r"['’].*$", "", word)
    ends = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "less", "ness")
    if any(plain.endswith(end) and frequency(plain.removesuffix(end)) > 0 for end in ends):
        return True
    return any(frequency(plain[:at]) > _RARE and frequency(plain[at:]) > _RARE for at in range(3, len(plain) - 2))


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
    term: Term, spellings: dict[str, list[tuple[int, float]]], present: Counter[str], lines: Sequence[Line],
    frequency: Frequency,
) -> Candidate:  # fmt: skip
    heard = tuple(
        sorted(
            (
                Heard(text, len(hits), round(max(like for _, like in hits), 3), lines[hits[0][0]].source)
                for text, hits in spellings.items()
            ),
            key=lambda item: (-item.count * item.likeness, item.text),
        )
    )
    doubts = {item.text: _doubt(item.text, term, bool(present[term.id]), frequency) for item in heard}
    for item in heard:
        if item.count >= 4 and len(item.text.split()) == 1 and frequency(item.text.lower()) < _EVERYDAY:
            doubts[item.text] *= 0.5  # an odd thing to say again and again
    doubt = min(doubts.values())
    heard = tuple(item for item in heard if doubts[item.text] <= doubt + 0.3)
    at = sorted({line for item in heard for line, _ in spellings[item.text]})
    count = sum(item.count for item in heard)
    best = max(item.likeness for item in heard)
    score = 2.2 + 3.0 * (best - 0.7) / 0.3 + 0.6 * math.log2(1 + count) * (1 - doubt) - 3.0 * doubt
    return Candidate(
        term.source, ("misheard",), count, len({lines[line].episode_id for line in at}), round(score, 3), term.target,
        term.id, where=tuple(lines[line].sentence_id for line in at), heard=heard,
    )  # fmt: skip


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
    rare = max(_rarity(word, frequency) for word in best.split())
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
