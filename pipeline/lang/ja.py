"""Japanese words and phrases: fugashi with unidic-lite finds words, our rules join them to bunsetsu, BudouX is the
second opinion. Each text is analysed once and remembered.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

_MAX_CHUNK = 2_000  # MeCab's lattice grows with the text; a chunk this long is already several paragraphs


class Token(NamedTuple):
    """A word at `[start, end)` with its parts of speech (UniDic names), its inflected form, and how a dictionary of its
    own spelling lists it (`働き` under `働く`)."""

    start: int
    end: int
    surface: str
    pos1: str
    pos2: str
    pos3: str
    form: str
    base: str


@lru_cache(maxsize=1)
def _tagger() -> Any:
    import fugashi
    import unidic_lite  # named so that another installed dictionary never changes the result

    return fugashi.GenericTagger(f'-r "{unidic_lite.DICDIR}/mecabrc" -d "{unidic_lite.DICDIR}"')


@lru_cache(maxsize=1)
def _budoux() -> tuple[tuple[dict[str, int], ...], int]:
    import budoux

    model = budoux.load_default_japanese_parser().model
    names = ("UW1", "UW2", "UW3", "UW4", "UW5", "UW6", "BW1", "BW2", "BW3", "TW1", "TW2", "TW3", "TW4")
    return tuple(model.get(name, {}) for name in names), sum(sum(group.values()) for group in model.values())


@lru_cache(maxsize=16_384)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text in order, blanks left out.

    >>> [(token.surface, token.pos1) for token in tokens("犬が走る")]
    [('犬', '名詞'), ('が', '助詞'), ('走る', '動詞')]
    """
    clean = "".join(" " if char < " " or "\ud800" <= char <= "\udfff" else char for char in text)
    found: list[Token] = []
    for first in range(0, len(clean), _MAX_CHUNK):
        chunk = clean[first : first + _MAX_CHUNK]
        at = 0
        for node in _tagger()(chunk):
            surface = node.surface
            start = chunk.find(surface, at)
            if start < 0 or not surface:  # never seen; a word that cannot be placed is left out, not misplaced
                continue
            at = start + len(surface)
            pos1, pos2, pos3, _, _, form = (*node.feature_raw.split(",", 6)[:6], "*", "*", "*", "*", "*")[:6]
            listed = node.feature_raw.split(",", 11)
            base = listed[10] if len(listed) > 11 and '"' not in node.feature_raw else surface
            found.append(Token(first + start, first + at, surface, pos1, pos2, pos3, form, base))
    return tuple(found)


@lru_cache(maxsize=16_384)
def budoux_offsets(text: str) -> frozenset[int]:
    """Offsets where BudouX begins a phrase.

    >>> sorted(budoux_offsets("今日は良い天気です"))
    [3, 5]
    """
    return frozenset(budoux_among(text, range(1, len(text))))


def budoux_among(text: str, offsets: Iterable[int]) -> set[int]:
    """Those of some offsets where BudouX begins a phrase: the same judgement, only where it is asked for."""
    (uw1, uw2, uw3, uw4, uw5, uw6, bw1, bw2, bw3, tw1, tw2, tw3, tw4), total = _budoux()
    padded = f"\0\0\0{text}\0\0"  # a group never holds NUL, so places outside the text score nothing
    base = -total * 0.5
    found: set[int] = set()
    for at in offsets:
        a, b, c, d, e, f = tuple(padded[at : at + 6])
        score = (
            base
            + uw1.get(a, 0)
            + uw2.get(b, 0)
            + uw3.get(c, 0)
            + uw4.get(d, 0)
            + uw5.get(e, 0)
            + uw6.get(f, 0)
            + bw1.get(b + c, 0)
            + bw2.get(c + d, 0)
            + bw3.get(d + e, 0)
            + tw1.get(a + b + c, 0)
            + tw2.get(b + c + d, 0)
            + tw3.get(c + d + e, 0)
            + tw4.get(d + e + f, 0)
        )
        if score > 0:
            found.add(at)
    return found


# What a word boundary is to our rules; the numbers are those of boundaries.Strength.
_NEVER, _INSIDE, _WORD, _WEAK, _BOUND, _PHRASE, _CLAUSE, _SENTENCE = range(8)
_GLUED = 8  # a set phrase: a WORD boundary whatever BudouX says
_ATTACHED = frozenset({"助詞", "助動詞", "接尾辞"})
_NOUNS = frozenset({"名詞", "代名詞", "形状詞", "接尾辞"})
_LIGHT_VERBS = frozenset({"する", "し", "さ", "せ", "すれ", "しろ", "せよ", "でき", "できる", "出来", "出来る"})
_FORMAL = frozenset(
    "こと 事 もの 物 とき 時 ため 為 ところ 所 わけ 訳 はず 筈 まま うち 内 ほう 方 よう 様 つもり せい"
    " おかげ 通り とおり 上 中 間 際 後 前 度 たび くらい ぐらい だけ ほど 程".split()
)
_SAYING = frozenset(
    "いう 言う いっ 言っ いえ 言え いい し する つい 対し よっ よる よれ とっ おい おけ 関し 関する 対する".split()
)
_CLAUSE_PARTICLES = frozenset("が けど けれど けれども けども ので から ば し ながら つつ と のに".split())
_END_MARKS = frozenset("。．！？!?｡")
_COMMAS = frozenset("、，,､;；：")
_DOTS = frozenset("・･／/＝")
_RANGES = re.compile(r"\d+[、か〜～]\d+")


def _begins_phrase(before: Token, after: Token) -> int:
    """How our rules judge the boundary of two neighbouring words: from `_NEVER` to `_PHRASE`."""
    if before.pos2 == "数詞" and (after.pos2 == "数詞" or after.pos3 == "助数詞可能" or after.pos1 == "接尾辞"):
        return _NEVER  # a number and its counter
    if after.pos1 in _ATTACHED:
        return _INSIDE
    if before.pos1 == "接頭辞":
        return _INSIDE
    if after.pos1 == "補助記号" or after.pos1 == "記号":
        return _PHRASE if after.pos2 == "括弧開" else _INSIDE
    if before.pos2 == "括弧開":
        return _NEVER
    if before.pos1 in ("補助記号", "記号") and before.pos2 not in ("句点", "読点", "括弧閉"):
        return _WORD
    if after.pos1 == "動詞":
        if after.pos2 == "非自立可能":
            if before.pos2 == "接続助詞" and before.surface in ("て", "で", "ちゃ", "じゃ"):
                return _GLUED  # 見て|いる
            verbal = before.pos3 in ("サ変可能", "サ変形状詞可能")
            if verbal or (before.pos1 in _NOUNS and after.surface in _LIGHT_VERBS):
                return _INSIDE  # 検証|する
        if before.pos1 == "動詞" and before.form.startswith("連用形"):
            return _INSIDE  # 読み|始める
        if before.pos1 == "助詞" and before.surface in ("と", "に") and after.surface in _SAYING:
            return _INSIDE  # と|いう, に|ついて
        if before.surface == "も" and after.surface.startswith(("しれ", "知れ")):
            return _INSIDE  # かも|しれない
        if before.surface in ("ば", "は", "と") and after.surface in ("なら", "なり", "なる", "いけ", "ダメ", "だめ"):
            return _GLUED  # しなければ|ならない
        if before.surface in ("は", "も", "じゃ") and after.surface in ("あり", "ある", "ござい", "あっ", "あれ"):
            return _GLUED  # では|ありません
        if before.surface in ("に", "と") and after.surface in ("なる", "なり", "なっ", "なら", "なれ"):
            return _BOUND
        if before.surface == "に" and after.surface.startswith("立"):
            return _GLUED  # 役に|立つ
        if before.surface == "を" and after.surface in _LIGHT_VERBS:
            return _BOUND  # 話を|する
    if after.pos1 == "形容詞" and after.pos2 == "非自立可能":
        if before.surface in ("て", "で"):
            return _GLUED  # して|ほしい
        if before.surface in ("ば", "も", "と") and after.surface in ("いい", "よい", "良い", "よろしい"):
            return _GLUED  # すれば|よい
        if before.surface in ("は", "も", "が", "く") or before.pos1 in ("形容詞", "助動詞"):
            return _GLUED  # では|ない
    if after.pos1 in ("名詞", "形状詞", "代名詞", "接頭辞"):
        if after.surface in _FORMAL and before.pos1 in ("動詞", "助動詞", "形容詞", "助詞", "連体詞"):
            return _GLUED
        if after.pos2 == "助動詞語幹":
            return _INSIDE  # ～の|よう
        if before.pos1 in _NOUNS and after.pos1 != "代名詞":
            return _WEAK if before.pos3 == "副詞可能" and after.pos2 != "数詞" else _WORD  # compound noun
    if before.pos1 == "副詞" or (before.pos1 == "助動詞" and before.surface == "に"):
        return _BOUND  # とても|大きい, 非常に|短い
    if before.pos1 == "形容詞" and before.form.startswith("連用形") and after.pos1 == "動詞":
        return _BOUND  # 高く|つく
    if before.pos1 == "連体詞" or (before.pos1 == "助詞" and before.surface == "の" and after.pos1 in _NOUNS):
        return _BOUND  # この|本, 未来|の 形
    return _PHRASE


@lru_cache(maxsize=16_384)
def strengths(text: str) -> bytes:
    """`boundaries.Strength` of every offset before kinsoku and terms have their say.

    >>> list(strengths("犬が走る"))
    [7, 1, 5, 0, 7]
    """
    size = len(text)
    levels = bytearray(size + 1)  # inside a word: never, unless it is wider than a line
    levels[0] = levels[size] = _SENTENCE
    words = tokens(text)
    attached = {word.start for word in words if word.pos1 in _ATTACHED}
    judged = [(before, after.start, _begins_phrase(before, after)) for before, after in itertools.pairwise(words)]
    second = budoux_among(text, [at for _, at, level in judged if level > _INSIDE])
    for before, at, level in judged:
        agreed = at in second
        if before.end < at:  # a blank between: a comma or full stop of a finished subtitle, or two Latin words
            blank = text[before.end : at]
            if "\u3000" in blank:
                level = _SENTENCE
            elif text[before.end - 1].isascii() and text[at].isascii():
                level = _WORD
            else:
                level = _CLAUSE
        elif level == _GLUED:
            level = _WORD
        elif level >= _BOUND:
            level = level if agreed else _WEAK
        elif agreed and level in (_WORD, _WEAK):
            level = _WEAK if level == _WORD else _BOUND
        if level >= _WEAK:
            level = max(level, _clause(before))
        levels[at] = level
    for at in range(1, size):
        if text[at - 1] in _DOTS:
            levels[at] = max(levels[at], _WORD)  # names: the dictionary may know them as one word
        if text[at - 1] in _END_MARKS and text[at] not in _END_MARKS and not text[at].isascii():
            levels[at] = max(levels[at], _SENTENCE) if levels[at] != _INSIDE or text[at - 1] in "。．" else levels[at]
        elif text[at - 1] in _COMMAS and at not in attached and not text[at].isascii():
            levels[at] = max(levels[at], _CLAUSE)
    for found in _RANGES.finditer(text):  # 2、3日, 2か3メガバイト
        levels[found.start() + 1 : found.end()] = bytes(found.end() - found.start() - 1)
    return bytes(levels)


def _clause(before: Token) -> int:
    """The clause level when the word before ends one, else 0."""
    if before.pos2 == "句点" or before.surface in _END_MARKS:
        return _SENTENCE
    if before.pos2 == "読点":
        return _CLAUSE
    if before.pos2 == "接続助詞" and before.surface in _CLAUSE_PARTICLES:
        return _CLAUSE
    return 0


@lru_cache(maxsize=16_384)
def bunsetsu_offsets(text: str) -> frozenset[int]:
    """Offsets where a bunsetsu begins by grammar alone: a word that stands by itself, with what leans on it.

    Helping verbs and formal nouns (見て|いる, する|こと) begin one, as school grammar has it.

    >>> sorted(bunsetsu_offsets("犬が走っている"))
    [2, 5]
    """
    words = tokens(text)
    return frozenset(
        after.start
        for before, after in itertools.pairwise(words)
        if (before.pos2 == "句点" and after.pos1 != "補助記号")
        or (after.pos1 not in _ATTACHED and (before.end < after.start or _begins_phrase(before, after) >= _BOUND))
    )


def phrases(text: str) -> tuple[str, ...]:
    """The text cut at every phrase boundary both finders agree on, and after commas; joined it is the text again.

    >>> phrases("アルゴリズムを読み解き、未来を形づくる。")
    ('アルゴリズムを', '読み解き、', '未来を', '形づくる。')
    """
    levels = strengths(text)
    cuts = [0, *(at for at in range(1, len(text)) if levels[at] >= _BOUND), len(text)]
    return tuple(text[a:b] for a, b in itertools.pairwise(cuts) if a < b)
