"""Find glossary terms and their mishearings in text: one automaton for all of them, longest first.

English is matched at word boundaries, whatever the case unless the term is case-sensitive, with a plural `s`/`es`/`ies`
and a possessive; a hyphen, a space and a line break count as the same character. Japanese is matched at script
boundaries, with word boundaries of the dictionary where two characters of one script meet.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipeline.model import Lang, Term, TermType, Variant

_SAME = {"’": "'", "‘": "'", "‐": " ", "‑": " ", "–": " ", "-": " ", "\n": " ", "\t": " ", "\u00a0": " ", "\u3000": " "}
_SAME_TABLE = str.maketrans(_SAME)
_NO_PLURAL = {TermType.PERSON, TermType.ORGANIZATION, TermType.PLACE}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term at `text[start:end]`; `variant` is set where the text holds a mishearing of it.

    The stretch takes in a plural ending, never a possessive one.
    """

    term: Term
    start: int
    end: int
    surface: str
    variant: Variant | None = None


@dataclass(frozen=True, slots=True)
class _Pattern:
    term: Term
    text: str
    variant: Variant | None
    case_sensitive: bool
    plural: bool


def fold(text: str) -> str:
    """Text of the same length in which case, hyphens and kinds of blank make no difference.

    >>> fold("Fine-Tuning’s")
    "fine tuning's"
    """
    if text.isascii():  # the same, much faster
        return text.lower().translate(_SAME_TABLE)
    return "".join(_SAME.get(char) or (low if len(low := char.lower()) == 1 else char) for char in text)


def _even(text: str) -> str:
    """`fold` without the change of case."""
    return text.translate(_SAME_TABLE)


def in_scope(term: Term, *, show: str = "", episode: str = "", speaker: str = "") -> bool:
    """True when the term's scope takes in this place (an empty scope takes in all)."""
    kind, _, name = term.scope.partition(":")
    return not kind or {"show": show, "episode": episode, "speaker": speaker}.get(kind) == name


@dataclass(frozen=True, slots=True)
class Matcher:
    """All patterns of some terms in one automaton; build it once for an episode."""

    lang: Lang
    terms: tuple[Term, ...]
    _automaton: Any = field(repr=False, compare=False, default=None)

    @classmethod
    def of(cls, terms: Iterable[Term], lang: Lang) -> Matcher:
        """The matcher of these terms' source texts and variants, written in `lang`; their order does not matter."""
        import ahocorasick

        kept = tuple(sorted(terms, key=lambda term: term.id))
        found: dict[str, list[_Pattern]] = {}
        for term in kept:
            for pattern in _patterns(term, lang):
                if key := fold(pattern.text):
                    found.setdefault(key, []).append(pattern)
        automaton = ahocorasick.Automaton()
        for key, patterns in found.items():
            automaton.add_word(key, (len(key), tuple(patterns)))
        automaton.make_automaton()
        return cls(lang, kept, automaton if found else None)

    def candidates(self, text: str) -> Iterator[Occurrence]:
        """Every occurrence with good boundaries, overlapping ones too."""
        if self._automaton is None:
            return
        even = _even(text)
        bounded: Callable[[int, int], bool] = _english_bounds(text) if self.lang is Lang.EN else japanese_bounds(text)
        for last, (size, patterns) in self._automaton.iter(fold(text)):
            start, end = last + 1 - size, last + 1
            for pattern in patterns:
                if pattern.case_sensitive and even[start:end] != _even(pattern.text):
                    continue
                for stop in _ends(even, end, pattern):
                    if bounded(start, stop):
                        yield Occurrence(pattern.term, start, stop, text[start:stop], pattern.variant)
                        break


def _patterns(term: Term, lang: Lang) -> Iterator[_Pattern]:
    plural = lang is Lang.EN and term.type not in _NO_PLURAL
    yield _Pattern(term, term.source, None, term.case_sensitive, plural)
    if plural and len(term.source) > 2 and term.source[-1] == "y" and term.source[-2] not in "aeiou":
        yield _Pattern(term, term.source[:-1] + "ies", None, term.case_sensitive, False)
    for variant in term.variants:
        yield _Pattern(term, variant.text, variant, variant.case_sensitive, False)


def _ends(even: str, end: int, pattern: _Pattern) -> Iterator[int]:
    yield end
    if pattern.plural:
        for ending in ("s", "es"):
            if even.startswith(ending, end):
                yield end + len(ending)


def _english_bounds(text: str) -> Callable[[int, int], bool]:
    def bounded(start: int, end: int) -> bool:
        before = not (start and text[start].isalnum() and _in_word(text[start - 1]))
        after = not (end < len(text) and text[end - 1].isalnum() and _in_word(text[end]))
        return before and after

    return bounded


def _in_word(char: str) -> bool:
    return char.isalnum() and (char.isascii() or script(char) == "latin")


@cache
def script(char: str) -> str:
    """Script of one character: kanji, hiragana, katakana, latin, digit or other; ー and ・ belong to katakana.

    >>> [script(char) for char in "推論はAI・4"]
    ['kanji', 'kanji', 'hiragana', 'latin', 'latin', 'katakana', 'digit']
    """
    if char in "ー・":
        return "katakana"
    if char in "々〆ヶ":
        return "kanji"
    name = unicodedata.name(char, "")
    for mark, kind in (("CJK ", "kanji"), ("HIRAGANA", "hiragana"), ("KATAKANA", "katakana"), ("LATIN", "latin")):
        if mark in name:
            return kind
    return "digit" if char.isdigit() else "other"


def japanese_bounds(text: str) -> Callable[[int, int], bool]:
    """`(start, end) -> bool`: may a term stand there? Yes where the script changes or a dictionary word ends.

    Hiragana never joins a term to its neighbours (particles follow terms without a blank).
    """
    words: set[int] = set()

    def joined(at: int) -> bool:
        left, right = script(text[at - 1]), script(text[at])
        if left != right or left not in ("kanji", "katakana", "latin", "digit"):
            return False
        if left in ("latin", "digit"):
            return True
        if not words:
            words.update(_word_ends(text))
        return at not in words

    def bounded(start: int, end: int) -> bool:
        return not (start and joined(start)) and not (end < len(text) and joined(end))

    return bounded


def _word_ends(text: str) -> Iterator[int]:
    yield 0
    at = 0
    for word in tagger()(text):
        at = text.index(word.surface, at) + len(word.surface)
        yield at


@cache
def tagger() -> Any:
    """The shared fugashi tagger with the pinned dictionary (unidic-lite), loaded at first use."""
    import fugashi
    import unidic_lite

    return fugashi.Tagger(f'-d "{unidic_lite.DICDIR}" -r "{unidic_lite.DICDIR}/mecabrc"')


def _longest(found: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """Occurrences that do not overlap, longest first and then leftmost, in text order.

    On the same stretch the exact source text wins over a variant, a variant over the source in another case.
    """

    def rank(hit: Occurrence) -> tuple[object, ...]:
        exact = hit.variant is None and hit.surface == hit.term.source
        return (hit.start - hit.end, hit.start, not exact, hit.variant is None, not hit.term.scope, hit.term.id)

    chosen: list[Occurrence] = []
    taken: set[int] = set()
    for hit in sorted(found, key=rank):
        if taken.isdisjoint(range(hit.start, hit.end)):
            taken.update(range(hit.start, hit.end))
            chosen.append(hit)
    return tuple(sorted(chosen, key=lambda hit: hit.start))


def find_terms(
    text: str, matcher: Matcher, *, show: str = "", episode: str = "", speaker: str = ""
) -> tuple[Occurrence, ...]:
    """Terms whose source text stands in `text`, in order, not overlapping, longest first; variants are not looked at.

    >>> from pipeline.model import Lang, Term, TermType
    >>> agent = Term("a", "agent", "エージェント", TermType.CONCEPT)
    >>> terms = [agent, Term("b", "AI agent", "AIエージェント", TermType.CONCEPT)]
    >>> [hit.surface for hit in find_terms("The AI-agents and an agent's reagent.", Matcher.of(terms, Lang.EN))]
    ['AI-agents', 'agent']
    """
    return _longest(
        hit
        for hit in matcher.candidates(text)
        if hit.variant is None and in_scope(hit.term, show=show, episode=episode, speaker=speaker)
    )


def find_variants(
    text: str, matcher: Matcher, *, near: str | None = None, show: str = "", episode: str = "", speaker: str = ""
) -> tuple[Occurrence, ...]:
    """Mishearings in `text`, in order: replace `[start, end)` by `term.source` to repair them.

    A variant with context words counts only when one of them stands in `near` (the text itself when not given),
    outside the variant. A stretch that already holds a longer or exact term is left alone.

    >>> from pipeline.model import Lang, Term, TermType, Variant
    >>> llama = Term("l", "Llama", "Llama", TermType.SOFTWARE, variants=(Variant("lama", ("Meta", "model")),))
    >>> matcher = Matcher.of([llama], Lang.EN)
    >>> [hit.surface for hit in find_variants("Meta gave us lama 2.", matcher)], find_variants("A lama spat.", matcher)
    (['lama'], ())
    """
    around = text if near is None else near

    def counts(hit: Occurrence) -> bool:
        if not in_scope(hit.term, show=show, episode=episode, speaker=speaker):
            return False
        if hit.variant is None or not hit.variant.contexts:
            return hit.surface != hit.term.source if hit.variant else True
        return any(_stands(word, around, hit.surface) for word in hit.variant.contexts)

    return tuple(hit for hit in _longest(filter(counts, matcher.candidates(text))) if hit.variant is not None)


def _stands(word: str, text: str, without: str) -> bool:
    """True when `word` stands in `text` as a word, and not only inside `without`.

    A context word in lower case matches any case; one with a capital matches as written.
    """
    low = word == word.lower()
    hay, needle, hidden = (fold(text), fold(word), fold(without)) if low else (_even(text), _even(word), _even(without))
    hay = hay.replace(hidden, "\0" * len(hidden))
    at = hay.find(needle)
    while at >= 0:
        end = at + len(needle)
        plural = end + 1 if hay.startswith("s", end) else end
        free = not (at and _in_word(hay[at - 1]))
        if free and any(stop >= len(hay) or not _in_word(hay[stop]) for stop in (end, plural)):
            return True
        at = hay.find(needle, at + 1)
    return False


def holds(text: str, renderings: Sequence[str]) -> str:
    """The longest of `renderings` that stands in Japanese or English `text`, empty when none does.

    >>> holds("大規模言語モデルです。", ["大規模言語モデル", "LLM"])
    '大規模言語モデル'
    >>> holds("OPENAIではない", ["AI"])
    ''
    """
    bounded = japanese_bounds(text)
    for rendering in sorted(set(filter(None, renderings)), key=lambda item: (-len(item), item)):
        at = text.find(rendering)
        while at >= 0:
            if bounded(at, at + len(rendering)):
                return rendering
            at = text.find(rendering, at + 1)
    return ""
