"""Text to counted words: what a sentence is about, in either language.

English words are lower-cased and stripped of regular endings; Japanese words are dictionary forms of content
words. Words that carry no topic (function words, small talk, the commonest verbs) never come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.model import Lang

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’.+#-]*[A-Za-z0-9+#]|[A-Za-z0-9]")


@lru_cache(maxsize=8)
def stopwords(lang: Lang, sections: int = 9) -> frozenset[str]:
    """The words of a language that say nothing about a topic, from `stopwords.<lang>.txt` beside this module.

    The file has sections headed by `#`; `sections` says how many of them to take, function words standing first.
    """
    text = files("pipeline.wording").joinpath(f"stopwords.{lang}.txt").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^#.*$", text)[1 : sections + 1]
    return frozenset(word for part in parts for word in part.split())


STOP = stopwords(Lang.EN)
FUNCTION = stopwords(Lang.EN, 1)


def stem(word: str) -> str:
    """The word without its regular English ending, so that inflected forms count together.

    >>> [stem(word) for word in ("models", "companies", "training", "quantized", "data", "process")]
    ['model', 'company', 'train', 'quantiz', 'data', 'process']
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending in ("ization", "isation", "ize", "ized", "izing"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)] + "iz"
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            base = word[: -len(ending)]
            return base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "sl" else base
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "ous", "is")):
        return word[:-1]
    return word


def plain(word: str) -> str:
    """Lower case, straight apostrophe, no possessive.

    >>> plain("Google’s")
    'google'
    """
    low = word.lower().replace("’", "'")
    return low[:-2] if low.endswith("'s") and low not in STOP else low


def english(text: str) -> Iterator[tuple[str, int, int]]:
    """`(word as written, start, end)` of every English word."""
    for found in _WORD.finditer(text):
        yield found.group(), found.start(), found.end()


@lru_cache(maxsize=1)
def _tagger() -> Any:
    from fugashi import Tagger  # reading the dictionary takes a while: only when Japanese is really analysed

    return Tagger()


def tokens(text: str) -> list[Any]:
    """The dictionary's tokens of a Japanese text, with all their features."""
    return list(_tagger()(text))


@lru_cache(maxsize=8192)
def _analysed(text: str) -> tuple[tuple[tuple[str, str, str, str], ...], dict[str, str]]:
    """What `japanese` and `loans` say of a text, from one look at it."""
    found, origins = [], {}
    for token in tokens(text):
        feature = token.feature
        surface = str(token.surface)
        lemma, _, origin = str(feature.lemma or surface).partition("-")
        found.append((surface, str(feature.pos1), str(feature.pos2), lemma))
        if origin and origin.isascii() and feature.lemma:
            origins[lemma.lower()] = origin
    return tuple(found), origins


def japanese(text: str) -> tuple[tuple[str, str, str, str], ...]:
    """`(surface, part of speech, its sub-class, dictionary form)` of every token; surfaces join to the text less
    its white space."""
    return _analysed(text)[0]


def loans(text: str) -> dict[str, str]:
    """The loan words of a Japanese text by dictionary form, each with the foreign word it comes from.

    >>> loans("モデルをダウンロードします。")
    {'モデル': 'model', 'ダウンロード': 'download'}
    """
    return _analysed(text)[1]


def topic_words(text: str, lang: Lang) -> list[str]:
    """The words that say what a text is about, in order, repeats kept.

    >>> topic_words("So the models are really running on GPUs, you know?", Lang.EN)
    ['model', 'gpu']
    """
    if lang is Lang.JA:
        dull = stopwords(Lang.JA)
        return [
            lemma.lower()
            for surface, pos, sub, lemma in japanese(text)
            if pos in ("名詞", "動詞", "形容詞", "形状詞")
            and sub not in ("数詞", "非自立可能", "助動詞語幹")
            and lemma not in dull
            and surface not in dull
            and not (len(surface) == 1 and surface < "一")
        ]
    found = []
    for word, _, _ in english(text):
        low = plain(word)
        if low not in STOP and (len(low) > 2 or word.isupper()) and not low.isdigit():
            found.append(stem(low))
    return found
