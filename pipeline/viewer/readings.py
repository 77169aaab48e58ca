"""Furigana: where the kanji of a Japanese text stand and how they are read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_KANJI = re.compile(r"[々〆㐀-鿿豈-﫿]")
# Readings the dictionary gives first though a talk rarely has them.
_SPOKEN = {
    ("私", "わたくし"): "わたし", ("日本", "にっぽん"): "にほん", ("明日", "あす"): "あした", ("他", "た"): "ほか",
}
_KANA_SHIFT = ord("ァ") - ord("ぁ")


def hiragana(text: str) -> str:
    """Katakana as hiragana, everything else unchanged.

    >>> hiragana("リョウシカ")
    'りょうしか'
    """
    return "".join(chr(ord(char) - _KANA_SHIFT) if "ァ" <= char <= "ヶ" else char for char in text)


@lru_cache(maxsize=1)
def _tagger() -> Any:
    from fugashi import Tagger  # reading the dictionary takes a while: only when readings are really made

    return Tagger()


def _same(char: str, kana: str) -> bool:
    return hiragana(char) == kana and not _KANJI.match(char)


def trimmed(surface: str, reading: str) -> tuple[int, int, str]:
    """`(start, end, reading)` of the part of a word that needs a reading: kana at both ends are taken off.

    >>> trimmed("読み取り", "よみとり")
    (0, 3, 'よみと')
    >>> trimmed("お茶", "おちゃ")
    (1, 2, 'ちゃ')
    """
    start, end = 0, len(surface)
    read_start, read_end = 0, len(reading)
    while start < end and read_start < read_end and _same(surface[start], reading[read_start]):
        start, read_start = start + 1, read_start + 1
    while end > start and read_end > read_start and _same(surface[end - 1], reading[read_end - 1]):
        end, read_end = end - 1, read_end - 1
    return start, end, reading[read_start:read_end]


def readings(text: str) -> tuple[tuple[int, int, str], ...]:
    """`(start, end, reading in hiragana)` of the words with kanji, in order, offsets in code points of `text`.

    >>> readings("量子化は圧縮です。")
    ((0, 2, 'りょうし'), (2, 3, 'か'), (4, 6, 'あっしゅく'))
    >>> readings("私と日本")
    ((0, 1, 'わたし'), (2, 4, 'にほん'))
    """
    if not _KANJI.search(text):
        return ()
    found = []
    at = 0
    for token in _tagger()(text):
        surface = str(token.surface)
        at = text.find(surface, at)
        if at < 0:
            break
        kana = token.feature.kana
        if kana and kana != "*" and _KANJI.search(surface):
            said = hiragana(str(kana))
            start, end, reading = trimmed(surface, _SPOKEN.get((surface, said), said))
            if start < end and reading:
                found.append((at + start, at + end, reading))
        at += len(surface)
    return tuple(found)
