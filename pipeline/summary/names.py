"""Names an episode speaks of that no glossary knows: told in Japanese as they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from pipeline.summary import grammar
from pipeline.summary.transfer import Named
from pipeline.summary.transfer.forms import forms
from pipeline.summary.transfer.lexicon import lexicon

_OPENS = (".", "!", "?", '"', "“", ":")  # a capital letter behind one of these says nothing
_WORD = re.compile(r"[A-Za-z][\w&+-]*(?:\.\w+)*")
_NAME = re.compile(r"[A-Z][\w&+-]*(?:\.\w+)*(?: (?:[A-Z][\w&+-]*|\d+)(?![\w.])){0,3}")
# Written with a capital letter, and no name to be kept in Latin letters: a word of its own in Japanese.
_TRANSLATED = frozenset(
    "I Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December Christmas Easter Mr Mrs Ms Dr Sir Lord King Queen Saint English French German"
    " Dutch Spanish Italian Chinese Japanese Korean American British European African Asian Indian Russian Turkish"
    " God Americans Germans Russians Brits Swedes Norwegians Canadians Brazilians Europeans Bible Earth Mars Moon Sun"
    " Mom Dad Polish Greek Irish Scottish Welsh Swedish Norwegian Danish Finnish Swiss Belgian Brazilian Mexican"
    " Canadian North South East West States Supreme Court Congress Parliament Atlantic Pacific University"
    " Okay Yes No Oh".split()
)


def proper(texts: Iterable[str]) -> frozenset[str]:
    """Words that are names: written with a capital letter within a sentence, never small anywhere in the episode.

    >>> sorted(proper(["We asked Borland.", "Borland, a firm, sold it.", "The Cat sat.", "A cat is a cat."]))
    ['Borland']
    """
    inside: Counter[str] = Counter()
    small: set[str] = set()
    for text in texts:
        for found in _WORD.finditer(text):
            word = found.group()
            if word[0].islower():
                small.add(word)
            elif found.start() and text[found.start() - 2 : found.start()].strip() not in _OPENS:
                inside[word] += 1
            elif re.match(r" [A-Z][a-z]+", text[found.end() :]) and not text[: found.start()].strip():
                inside[word] += 1  # a name of two words that opens the sentence
    return frozenset(word for word in inside if word.lower() not in small and not _common(word))


def _common(word: str) -> bool:
    """True for a word the word list tells, in whatever case, and for capitals that are told by a word of Japanese."""
    low = word.lower()
    known = lexicon()
    return (
        word in _TRANSLATED
        or low in grammar.DETERMINERS | grammar.FRONTS | grammar.PRONOUNS | grammar.AUXILIARY | grammar.MANNER
        or low in known.nouns
        or low.rstrip("s") in known.nouns
        or low in known.adjectives
        or low in known.adverbs
        or low in forms()
        or len(word) < 2
    )


def named(text: str, known: Collection[str], terms: Sequence[Named] = ()) -> list[Named]:
    """The names of a sentence that no term covers, as they are written.

    >>> [one.japanese for one in named("Borland Prime sold Kix to Acme.", {"Borland", "Prime", "Kix"})]
    ['Borland Prime', 'Kix']
    """
    found: list[Named] = []
    for name in _NAME.finditer(text):
        words = name.group().split()
        if not all(word in known or (word.isdigit() and at) for at, word in enumerate(words)):
            continue
        if any(term.start < name.end() and name.start() < term.end for term in terms):
            continue
        found.append(Named(name.start(), name.end(), name.group()))
    return found
