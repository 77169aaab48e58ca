"""Words as a sentence wants them: with a mark at its end, with a capital at its start, without either."""

from __future__ import annotations

from pipeline.lang import en


def unstopped(word: str) -> str:
    """The word without the sentence mark at its end.

    >>> unstopped("end."), unstopped("wait...")
    ('end', 'wait...')
    """
    return word[:-1] if word.endswith((".", "?", "!")) and not word.endswith("..") else word


def stopped(word: str, mark: str = ".") -> str:
    """The word closed with a sentence mark.

    >>> stopped("right,"), stopped("so?"), stopped("Inc.")
    ('right.', 'so?', 'Inc.')
    """
    bare = word.rstrip(",;:-–—")
    return bare if bare.endswith((".", "?", "!", "…")) else bare + mark


def raised(word: str) -> str:
    """The word with a capital, unless its own writing forbids it.

    >>> raised("google"), raised("“we"), raised("iPhone")
    ('Google', '“We', 'iPhone')
    """
    for at, char in enumerate(word):
        if char.isalnum():
            mixed = any(letter.isupper() for letter in word[at + 1 :])
            return word if mixed else word[:at] + char.upper() + word[at + 1 :]
    return word


def lowered(word: str) -> str:
    """The word without the capital of a sentence start.

    >>> lowered("That"), lowered("AI"), lowered("I")
    ('that', 'AI', 'I')
    """
    for at, char in enumerate(word):
        if char.isalnum():
            rest = en.core(word[at + 1 :])
            if any(letter.isupper() for letter in rest) or en.core(word[at:]).split("'")[0].split("’")[0] == "I":
                return word
            return word[:at] + char.lower() + word[at + 1 :]
    return word
