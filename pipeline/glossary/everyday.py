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


def is_everyday(word: str) -> bool:
    """True for words of ordinary talk: more than one in a hundred thousand."""
    return frequency(word.lower()) > 1e-5
