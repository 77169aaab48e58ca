"""Finders of term candidates in English talk: each looks for one sign and adds what it sees to the common table.

The signs: capitals inside a sentence, letters said one by one, words and word groups said far oftener here than in
everyday talk, words that are introduced ("what's called ..."), words the model carried over unchanged.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.glossary.candidates import EVERYDAY, NUMBERS, RARE, Frequency, Line, Token, inside, tokens_of
from pipeline.glossary.renderings import chunks, romaji
from pipeline.glossary.sounds import likeness
from pipeline.model import Lang
from pipeline.wording.words import stopwords

LINKS = frozenset({"of", "de", "van", "von"})
NOT_NAMES = frozenset(
    "i i'm i've i'd i'll ok okay mr mrs ms dr monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december english oh".split()
)
_MAX_WORDS = 4
_LEAST_SHARE = 1e-8  # given to a word nobody says, when two words are weighed together
_BOUND = 4.5  # least strength of a group: how many powers of ten oftener than chance would have it
_BOUND_ONCE = 6.0  # of a group said only once
_TOPICAL = 4e-5  # a word commoner than this is nobody's topic
_STRONG = 8.0  # more than this says no more
_INTRODUCTION = re.compile(
    r"\b(?:called|known as|dubbed|termed|so-called|techniques? like|mean by|"
    r"(?:we|they|people|would|i'd|\w{4,}s) calls?)"
    r"\s+(?:(?:the|a|an)\s+)?(?=\w)",
    re.IGNORECASE,
)

Spans = Sequence[Sequence[tuple[int, int]]]  # for each line, the stretches that are spoken for
Rows = Sequence[Sequence[Token]]


@dataclass(slots=True)
class Found:
    """A candidate being put together."""

    surface: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, None] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)  # line -> occurrences
    weight: float = 0.0

    def add(self, surface: str, kind: str, line: int) -> None:
        self.surface[surface] += 1
        self.kinds[kind] = None
        self.lines[line] = self.lines.get(line, 0) + 1

    def outweigh(self, weight: float) -> None:
        self.weight = max(self.weight, weight)

    @property
    def count(self) -> int:
        return sum(self.lines.values())

    @property
    def best(self) -> str:
        """The commonest spelling; of equals the longer one."""
        return max(self.surface, key=lambda text: (self.surface[text], len(text), text))


def find_all(lines: Sequence[Line], covered: Spans, frequency: Frequency) -> dict[str, Found]:
    """What all finders see outside the known terms (`covered`), by its spelling in lower case."""
    tokens = [tokens_of(line.source) for line in lines]
    found: dict[str, Found] = defaultdict(Found)
    pairs = _pairs(tokens)
    for at, row in enumerate(tokens):
        for surface, kind, start, end in (*_names(row, pairs, frequency), *_spelled(row)):
            if not inside(covered[at], start, end):
                found[name_key(surface)].add(surface, kind, at)
    grouped = _groups(tokens, covered, found, frequency)
    _key_words(tokens, covered, grouped, found, frequency)
    _introduced(lines, covered, found)
    _carried(lines, tokens, covered, found, frequency)
    return dict(found)


def name_key(surface: str) -> str:
    """Under which a spelling is collected: lower case, no possessive, an acronym in the singular."""
    bare = re.sub(r"['’]s$", "", surface)
    return re.sub(r"(?<=[A-Z])s$", "", bare).casefold()


# ---------------------------------------------------------------------------------------------- names, acronyms


def _pairs(tokens: Rows) -> Counter[tuple[str, str]]:
    """How often two words stand side by side, in any case."""
    found: Counter[tuple[str, str]] = Counter()
    for row in tokens:
        found.update((a.text.lower(), b.text.lower()) for a, b in pairwise(row) if b.joined)
    return found


def _names(
    row: Sequence[Token], pairs: Counter[tuple[str, str]], frequency: Frequency
) -> Iterator[tuple[str, str, int, int]]:
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
            elif row[end].text in LINKS and end + 1 < len(row) and row[end + 1].joined and _capital(row[end + 1].text):
                end += 2
            else:
                break
        begin = _begun_in_lower_case(row, at, end, frequency)
        run = list(row[begin:end])
        while run and (run[-1].text.lower() in stopwords(Lang.EN, 1) or len(run[-1].text) == 1 < len(run)):
            run = run[:-1]
        while run and (run[0].text.lower() in NOT_NAMES or _plain_start(run, pairs, frequency)):
            run = run[1:]
        if run and not all(token.text.lower() in stopwords(Lang.EN) for token in run):
            surface = " ".join(re.sub(r"['’]s$", "", token.text) for token in run)
            capitals = len(run) == 1 and sum(char.isupper() for char in surface) > 1
            acronym = capitals and (surface.isupper() or not frequency(surface.lower()))  # no acronym: `NonStop`
            if len(surface) > 1 and not all(len(token.text) == 1 for token in run):
                kind = _name_kind(run, acronym, row[begin - 1].text if begin else "", frequency)
                yield surface, kind, run[0].start, run[-1].end
        at = end


def _name_kind(run: Sequence[Token], acronym: bool, before: str, frequency: Frequency) -> str:
    if acronym:
        return "acronym"
    alone, known = len(run) == 1, frequency(run[0].text.lower()) > 0
    if alone and (run[0].initial or (known and any(char.isupper() for char in run[0].text[1:]))):
        return "word"  # begins a sentence, or an ordinary word with odd capitals
    return "place" if alone and known and before == "in" else "name"


def _begun_in_lower_case(row: Sequence[Token], at: int, end: int, frequency: Frequency) -> int:
    """Where a name really begins: an everyday word has a capital for a reason (`Google deep Mind`, `open Ai`)."""
    word = row[at].text.lower()
    odd = frequency(word) > EVERYDAY and word not in stopwords(Lang.EN, 1) and word not in NOT_NAMES
    if end - at > 1 or row[at].initial or not row[at].joined or not (odd or len(word) == 2) or row[at].text.isupper():
        return at
    before = row[at - 1]
    if not before.text.islower() or before.text in stopwords(Lang.EN, 1) or before.initial:
        return at
    if at > 1 and before.joined and _capital(row[at - 2].text) and not row[at - 2].initial:
        return at - 2
    return at - 1


def _capital(text: str) -> bool:
    return text[0].isupper() or (any(char.isupper() for char in text[1:]) and text[0].isalpha())


def _plain_start(run: Sequence[Token], pairs: Counter[tuple[str, str]], frequency: Frequency) -> bool:
    """A capital that only says that a sentence begins."""
    first = run[0].text
    if not run[0].initial or any(char.isupper() for char in first[1:]):
        return False
    word = re.sub(r"['’].*$", "", first.lower())
    if word in stopwords(Lang.EN):
        return True
    together = len(run) > 1 and pairs[first.lower(), run[1].text.lower()] > 1  # also said inside sentences
    return frequency(word) > RARE and not together


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


# ------------------------------------------------------------------------------------------------ words, groups


def _key_words(
    tokens: Rows, covered: Spans, grouped: Spans, found: dict[str, Found], frequency: Frequency
) -> None:  # fmt: skip
    """Words far oftener said here than in everyday talk; not those said in one group only."""
    total = sum(map(len, tokens)) or 1
    places: dict[str, list[tuple[int, str, bool]]] = defaultdict(list)
    for at, row in enumerate(tokens):
        for token in row:
            word = token.text.lower()
            if word.isalpha() and len(word) > 2 and not inside(covered[at], token.start, token.end):
                places[_singular(word)].append((at, word, inside(grouped[at], token.start, token.end)))
    for word, hits in places.items():
        background = max(frequency(word), frequency(hits[0][1]), 2e-8)
        ratio = len(hits) / total / background
        free = sum(not in_group for *_, in_group in hits)
        if word in stopwords(Lang.EN) or word in NUMBERS or background > _TOPICAL or (free < 2 and free < len(hits)):
            continue
        if (len(hits) >= 2 and ratio > 40) or (background < 1e-6 and ratio > 100):
            named = word in found and not found[word].kinds.keys() <= {"word"}
            for at, surface, in_group in hits:
                if not named and not in_group:
                    found[word].add(word if surface == word + "s" else surface, "word", at)
            unknown = frequency(word) == 0.0
            found[word].outweigh(0.5 * (math.log10(ratio) - 1) + 0.8 * unknown)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _groups(tokens: Rows, covered: Spans, found: dict[str, Found], frequency: Frequency) -> list[list[tuple[int, int]]]:
    """Word groups by C-value, said together far oftener than chance would have it; where each line holds one."""
    places = _group_places(tokens, covered)
    total = sum(map(len, tokens)) or 1
    longer: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for words, hits in places.items():
        if len(hits) >= 2:
            for size in range(2, len(words)):
                for start in range(len(words) - size + 1):
                    longer[words[start : start + size]].append(len(hits))
    spans: list[list[tuple[int, int]]] = [[] for _ in tokens]
    said = Counter(_singular(token.text.lower()) for row in tokens for token in row)
    counts = {words: len(hits) for words, hits in places.items()}
    for words, hits in places.items():
        nested = longer.get(words, [])
        free = len(hits) - (sum(nested) / len(nested) if nested else 0.0)
        strength = _strength(words, counts, total, frequency) if free >= 1.0 else -math.inf
        if len(hits) < 2 and strength >= _BOUND_ONCE and all(frequency(word) > 0 for word in words):
            found[" ".join(words)].add(hits[0][1], "group", hits[0][0])  # where little is said, better than nothing
            found[" ".join(words)].outweigh(0.2 * (min(strength, _STRONG) - _BOUND_ONCE))
        if free < 1.5 or strength < _BOUND:
            continue
        entry = found[" ".join(words)]
        for at, text, start, end in hits:
            entry.add(text if text[:1].isupper() and text[1:] != text[1:].lower() else text.lower(), "group", at)
            spans[at].append((start, end))
        named = any(word in found and found[word].kinds.keys() & {"name"} for word in words)
        elsewhere = max((said[word] - len(hits) for word in words if frequency(word) < _TOPICAL), default=0)
        productive = min(1.2, 0.25 * math.log2(1 + max(0, elsewhere)))  # its word is a topic: `training data`
        entry.outweigh(0.9 + 0.45 * (min(strength, _STRONG) - _BOUND) + productive - 0.8 * named)
    return spans


def _strength(words: tuple[str, ...], counts: Mapping[tuple[str, ...], int], total: int, frequency: Frequency) -> float:
    """How many powers of ten oftener the words stand together than chance would have it; of a longer group, how much
    oftener than its strongest part and the rest would (`big tech` is said, `big tech camp` only happens)."""
    content = [max(frequency(word), _LEAST_SHARE) for word in words if word not in LINKS]
    if len(content) < 2:
        return -math.inf
    chance = max(one * other for one, other in pairwise(content))
    for part, rest in ((words[:-1], words[-1]), (words[1:], words[0])):
        if len(part) > 1 and counts.get(part, 0) > 1:
            chance = max(chance, counts[part] / total * max(frequency(rest), _LEAST_SHARE))
    return math.log10(counts[words] / total / chance)


def _group_places(tokens: Rows, covered: Spans) -> dict[tuple[str, ...], list[tuple[int, str, int, int]]]:
    """Words of each possible group, the last one in the singular -> line, text, start and end of its places."""
    function = stopwords(Lang.EN, 1)
    places: dict[tuple[str, ...], list[tuple[int, str, int, int]]] = defaultdict(list)
    for at, row in enumerate(tokens):
        for start in range(len(row)):
            for end in range(start + 2, min(start + _MAX_WORDS, len(row)) + 1):
                if not row[end - 1].joined or row[end - 1].initial:
                    break
                words = tuple(token.text.lower() for token in row[start:end])
                edges = (words[0], words[-1])
                if any(word in function or word in NUMBERS or word in NOT_NAMES for word in edges):
                    continue
                if not all(word[0].isalpha() and len(word) > 1 and "'" not in word for word in edges):
                    continue
                if any(word in function and word not in LINKS for word in words):
                    continue
                if not inside(covered[at], row[start].start, row[end - 1].end):
                    text = " ".join(token.text for token in row[start:end])
                    places[(*words[:-1], _singular(words[-1]))].append((at, text, row[start].start, row[end - 1].end))
    return places


def _introduced(lines: Sequence[Line], covered: Spans, found: dict[str, Found]) -> None:
    """What a speaker names as a term: "what's called the compute moat", "techniques like quantization"."""
    function = stopwords(Lang.EN, 1)
    for at, line in enumerate(lines):
        for hit in _INTRODUCTION.finditer(line.source):
            words: list[Token] = []
            for token in tokens_of(line.source[hit.end() :])[: _MAX_WORDS + 1]:
                low = token.text.lower()
                doing = len(words) == 1 and words[0].text.endswith("ing") and low in ("the", "a")
                if (words and not token.joined) or len(words) == _MAX_WORDS or (low in function and not doing):
                    break
                words.append(token)
            if not words or all(word.text.lower() in stopwords(Lang.EN) or word.text.isdigit() for word in words):
                continue
            surface = " ".join(word.text for word in words)
            start, end = hit.end() + words[0].start, hit.end() + words[-1].end
            entry = found[name_key(surface)]
            if inside(covered[at], start, end):
                continue
            if at not in entry.lines:
                entry.add(surface, "introduced", at)
            entry.kinds["introduced"] = None


# ------------------------------------------------------------------------------------------------ carried over


def _carried(
    lines: Sequence[Line], tokens: Rows, covered: Spans, found: dict[str, Found], frequency: Frequency
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
                entry = found[name_key(token.text)]
                if at not in entry.lines:
                    entry.add(token.text, kind, at)
                entry.kinds[kind] = None
                entry.outweigh(1.2)
