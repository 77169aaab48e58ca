"""Does a Japanese sentence say what the English one says? A word list answers roughly, and that is worth much.

`lexicon.en-ja.tsv` holds, for common English stems, the Japanese content words that stand for them in human
translations (benchmarks/train_lexicon.py). A fluent invention of a small model covers few words of its source.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from importlib.resources import files

from pipeline.summary.words import FUNCTION, english, japanese, plain, stem

_EMPTY = frozenset("為る 居る 有る 成る 事 物 の 様 為 訳 此れ 其れ 言う".split())
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9'’.+#-]*[A-Za-z0-9+#]")
_CONTENT = ("名詞", "動詞", "形容詞", "形状詞", "副詞", "代名詞")


def english_words(text: str) -> list[str]:
    """Stems of the words that a translation must carry over: all but function words and numbers.

    >>> english_words("The garage would literally melt.")
    ['garag', 'melt']
    """
    found = (plain(word) for word, _, _ in english(text))
    return [stem(word).rstrip("e") for word in found if word not in FUNCTION and len(word) > 1 and not word.isdigit()]


def japanese_words(text: str) -> list[str]:
    """Dictionary forms of the content words of a Japanese text."""
    return [
        lemma.lower()
        for _, pos, sub, lemma in japanese(text)
        if pos in _CONTENT and sub not in ("数詞", "助動詞語幹") and lemma not in _EMPTY
    ]


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    there: dict[str, frozenset[str]] = {}
    back: dict[str, set[str]] = {}
    text = files("pipeline.summary").joinpath("lexicon.en-ja.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        word, _, others = line.partition("\t")
        there[word] = frozenset(others.split())
        for other in there[word]:
            back.setdefault(other, set()).add(word)
    return there, {word: frozenset(others) for word, others in back.items()}


def coverage(english_text: str, japanese_text: str, known: Collection[str] = ()) -> float:
    """0 to 1: how much of each side the other accounts for, as far as the word list can tell.

    `known` are English stems that are accounted for otherwise (terms the glossary found rendered). Where the list
    knows fewer than two words of a side that side counts as half covered.

    >>> coverage("Students download models.", "学生がモデルをダウンロードします。")
    1.0
    >>> coverage("Students download models.", "明日は電車で海に行きます。")
    0.0
    """
    there, back = _lexicon()
    ours, theirs = set(english_words(english_text)), set(japanese_words(japanese_text))
    latin = {stem(word.lower()).rstrip("e") for word in _LATIN.findall(japanese_text)}
    kept = set(known) | (ours & latin)
    judged = [word for word in ours if word in there or word in kept]
    carried = sum(1 for word in judged if word in kept or there.get(word, frozenset()) & theirs)
    explained = [word for word in theirs if word in back]
    grounded = sum(1 for word in explained if back[word] & ours)
    first = carried / len(judged) if len(judged) > 1 else 0.5
    second = grounded / len(explained) if len(explained) > 1 else 0.5
    return float((first * second) ** 0.5)
