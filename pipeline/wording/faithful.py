"""Does a Japanese sentence say what the English one says? A word list answers roughly, and that is worth much.

`lexicon.en-ja.tsv` holds, for common English stems, the Japanese content words that may stand for them, written by hand
(benchmarks/train_lexicon.py); loan words name their origin themselves. A fluent invention of a small model says words
that its source does not, and leaves out words that its source does.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from importlib.resources import files

from pipeline.wording.words import FUNCTION, english, japanese, loans, plain, stem

_EMPTY = frozenset("為る 居る 有る 成る 事 物 の 様 為 訳 此れ 其れ 言う".split())
# Words a Japanese sentence may add without saying more than its source.
_LIGHT = frozenset(
    "今 本当 迚も 必要 中 出る 持つ 出来る 行く 来る 遣る 貰う 呉れる 置く 仕舞う 下さる 全て 皆 私 彼 何 誰"
    " 其処 此処 そう 非常 良く 分かる 思う 考える 話 話す 多い 一つ 自分 最も 得る 使う 問題 場合 方 人 人々"
    " 所 前 後 上 物事 更に 又 未だ 既に 未 より 全く".split()
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9'’.+#-]*[A-Za-z0-9+#]")
_CONTENT = ("名詞", "動詞", "形容詞", "形状詞", "副詞", "代名詞")


@lru_cache(maxsize=4096)  # a sentence is looked at with each of its translations, a loan word with every text
def english_words(text: str) -> tuple[str, ...]:
    """Stems of the words that a translation must carry over: all but function words and numbers.

    >>> english_words("The garage would literally melt.")
    ('garag', 'melt')
    """
    found = (plain(word) for word, _, _ in english(text))
    return tuple(
        stem(word).rstrip("e") for word in found if word not in FUNCTION and len(word) > 1 and not word.isdigit()
    )


def japanese_words(text: str) -> list[str]:
    """Dictionary forms of the content words of a Japanese text."""
    return [
        lemma.lower()
        for _, pos, sub, lemma in japanese(text)
        if pos in _CONTENT and sub not in ("数詞", "助動詞語幹") and lemma not in _EMPTY
    ]


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    there = {word: frozenset(others) for word, others in _ordered().items()}
    back: dict[str, set[str]] = {}
    for word, others in there.items():
        for other in others:
            back.setdefault(other, set()).add(word)
    return there, {word: frozenset(others) for word, others in back.items()}


def usual_noun(stemmed: str) -> str:
    """The Japanese noun that usually stands for an English stem, empty when the list knows none.

    >>> usual_noun("smell"), usual_noun("quickly")
    ('匂い', '')
    """
    from_list = _ordered().get(stemmed.rstrip("e"), ())
    return next((word for word in from_list[:1] if [one[1] for one in japanese(word)] == ["名詞"]), "")


@lru_cache(maxsize=1)
def _ordered() -> dict[str, tuple[str, ...]]:
    text = files("pipeline.wording").joinpath("lexicon.en-ja.tsv").read_text(encoding="utf-8")
    return {word: tuple(others.split()) for word, _, others in (line.partition("\t") for line in text.splitlines())}


def unaccounted(
    english_text: str, japanese_text: str, known: Collection[str] = (), rendered: Collection[str] = ()
) -> tuple[float, float]:
    """`(missed, invented)`, each 0 to 1: how much of the English the Japanese leaves out, and of itself it adds.

    A word the list does not know counts half: it may be right. `known` are English stems and `rendered` Japanese words
    that are accounted for otherwise (terms the glossary found rendered).

    >>> unaccounted("Students download models.", "学生がモデルをダウンロードします。")
    (0.0, 0.0)
    >>> min(unaccounted("Students download models.", "明日は電車で海に行きます。")) > 0.7
    True
    """
    there, back = _lexicon()
    ours, theirs = set(english_words(english_text)), set(japanese_words(japanese_text))
    latin = {stem(word.lower()).rstrip("e") for word in _LATIN.findall(japanese_text)}
    borrowed = {word: frozenset(english_words(origin)) for word, origin in loans(japanese_text).items()}
    kept = set(known) | latin | {one for stems in borrowed.values() for one in stems}
    carried = {word for word in ours if word in kept or there.get(word, frozenset()) & theirs}
    missed = sum(1.0 if word in there else 0.5 for word in ours - carried)
    grounded = 0
    invented = 0.0
    for word in theirs:
        sources = back.get(word, frozenset()) | borrowed.get(word, frozenset())
        if word in rendered or word.isascii() or sources & ours:
            grounded += 1
        elif word not in _LIGHT:
            invented += 1.0 if sources else 0.5
    left = missed + len(carried)
    return missed / (left + 1) if left else 0.0, invented / (invented + grounded + 1)
