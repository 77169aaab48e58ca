"""How common a word is in everyday English, from the word list of pyspellchecker (subtitles of films)."""

from __future__ import annotations

from functools import lru_cache

from pipeline.glossary.sounds import extra

_SINCE = {"tech": 2e-5, "app": 2e-5, "apps": 2e-5, "blog": 5e-6, "podcast": 5e-6, "startup": 2e-6, "startups": 2e-6}
_FLOOR = 50  # the list gives words it barely knows this count


@lru_cache(maxsize=1)
def _counts() -> tuple[dict[str, int], int]:
    words = extra("spellchecker").SpellChecker(language="en").word_frequency
    return words.dictionary, words.total_words


def frequency(word: str) -> float:
    """Share of everyday English that is this lower-case word, 0.0 for a word nobody says."""
    counts, total = _counts()
    plain = word.replace("’", "'")
    if plain in _SINCE:  # words younger than the films
        return _SINCE[plain]
    count = counts.get(plain, 0) or counts.get(plain.partition("'")[0], 0)
    return count / total if count > _FLOOR else count / total / 4


# what a phrase of ordinary talk opens with: "in France", "the house"
_OPENERS = frozenset("the in at on of to from for with by".split())
_EVERYDAY = 1e-5
# (ending, what stood there instead): waits, tries, played, baked, stopping
_ENDINGS = (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e"))


def is_everyday(text: str) -> bool:
    """True for words of ordinary talk (more than one in a hundred thousand, or a known form of such a word), and for
    phrases of two words that open like one and go on with a word the list knows.

    "waits", "cloud", "in France", "an apple" are; "tenser", "in Vidia", "an Tropic", "house made" are not.
    """
    words = text.lower().split()
    if len(words) == 2:
        said = (words[0] == "an") == (words[1][0] in "aeiou") if words[0] in ("a", "an") else words[0] in _OPENERS
        return said and _is_known(words[1])
    return len(words) == 1 and (frequency(words[0]) > _EVERYDAY or _is_form(words[0]))


def _is_known(word: str) -> bool:
    counts, _ = _counts()
    return counts.get(word, 0) > _FLOOR


def _is_form(word: str) -> bool:
    """True for a known inflection of an everyday word."""
    if not _is_known(word):
        return False
    stems = {word.removesuffix(ending) + instead for ending, instead in _ENDINGS if word.endswith(ending)}
    stems |= {stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]}  # stopping
    return any(len(stem) > 2 and frequency(stem) > _EVERYDAY for stem in stems)
