"""Register of Japanese: do sentences end politely (です・ます) or plainly (だ・である), and changing one to the other.

Only the last predicate of each sentence is looked at and changed; quotes stay, and so does an ending in a noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

_ENDS = "。！？!?"
_OPEN, _CLOSE = "「『（(【〈《", "」』）)】〉》"
_I_ROW = dict(zip("うくぐすつぬぶむる", "いきぎしちにびみり", strict=True))
_A_ROW = dict(zip("うくぐすつぬぶむる", "わかがさたなばまら", strict=True))
_TA = {
    "う": "った",
    "つ": "った",
    "る": "った",
    "む": "んだ",
    "ぶ": "んだ",
    "ぬ": "んだ",
    "く": "いた",
    "ぐ": "いだ",
    "す": "した",
}
_HONORIFIC = ("いらっしゃる", "おっしゃる", "くださる", "下さる", "なさる", "ござる")
_AFTER = {
    "よ",
    "ね",
    "な",
    "か",
    "わ",
    "ぞ",
    "さ",
    "けど",
    "けれど",
    "けれども",
    "が",
    "から",
    "し",
    "もの",
    "かな",
    "かしら",
    "って",
}


class Register(StrEnum):
    """How a sentence ends; NONE for one that ends in a noun or breaks off."""

    POLITE = "polite"
    PLAIN = "plain"
    NONE = "none"


class _Word(NamedTuple):
    start: int
    end: int
    surface: str
    pos: str
    kind: str  # conjugation type
    form: str  # conjugated form
    base: str  # dictionary form as written


# Endings that leave no doubt: most sentences have one, and need no tagging then.
_POLITE_END = re.compile(r"(?<!ます)(?:です|ます|でした|ました|ません|でしょう|ましょう)(?:か|ね|よ|よね)?\Z")


@lru_cache(maxsize=1)
def _tagger() -> Any:
    import fugashi
    import unidic_lite

    return fugashi.Tagger(f'-r "{unidic_lite.DICDIR}/mecabrc" -d "{unidic_lite.DICDIR}"')


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[_Word, ...]:
    found: list[_Word] = []
    at = 0
    for node in _tagger()(text):
        start = text.find(node.surface, at)
        if start < 0:
            continue
        at = start + len(node.surface)
        says = node.feature
        base = says.orthBase or node.surface
        kind = says.cType or ""
        if says.pos1 == "助動詞" and base in ("れる", "られる", "せる", "させる"):
            kind = "下一段"
        elif kind == "助動詞-タ":
            base = "た"  # also in 読んだ
        found.append(_Word(start, at, node.surface, says.pos1 or "", kind, says.cForm or "", base))
    return tuple(found)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """`(start, end)` of each sentence, its final mark left out; marks inside brackets end nothing."""
    depth, start = 0, 0
    for at, char in enumerate(text):
        depth += (char in _OPEN) - (char in _CLOSE and depth > 0)
        if char in _ENDS and depth == 0:
            if at > start:
                yield start, at
            start = at + 1
    if start < len(text):
        yield start, len(text)


def registers(text: str) -> tuple[Register, ...]:
    """The register of each sentence of a text, in order.

    >>> [str(one) for one in registers("それは複雑だ。そうですね。大きな壁。")]
    ['plain', 'polite', 'none']
    """
    return tuple(
        Register.POLITE if _POLITE_END.search(text[start:end]) else _register(_words(text[start:end]))
        for start, end in sentences(text)
    )


def polite(text: str) -> str:
    """The text with plain endings made polite.

    >>> polite("それはもっと複雑だ。戦っているのだ。知らなかった。電気代は高い。")
    'それはもっと複雑です。戦っているのです。知りませんでした。電気代は高いです。'
    """
    return _changed(text, Register.PLAIN, _polite_end)


def plain(text: str) -> str:
    """The text with polite endings made plain.

    >>> plain("それはもっと複雑です。戦っています。知りませんでした。書きましたよね。")
    'それはもっと複雑だ。戦っている。知らなかった。書いたよね。'
    """
    return _changed(text, Register.POLITE, _plain_end)


def _changed(text: str, wrong: Register, change: Any) -> str:
    out = text
    for start, end in reversed(list(sentences(text))):
        if wrong is Register.PLAIN and _POLITE_END.search(text[start:end]):
            continue
        words = _words(text[start:end])
        if _register(words) is wrong:
            core, tail = _split_tail(words)
            cut, ending = change(core, tail)
            if cut >= 0:
                rest = text[start + core[-1].end : end]
                out = out[:start] + text[start : start + cut] + ending + rest + out[end:]
    return out


def _split_tail(words: Sequence[_Word]) -> tuple[Sequence[_Word], Sequence[_Word]]:
    """The words up to the predicate and the particles after it."""
    at = len(words)
    while at and (words[at - 1].pos == "補助記号" or (words[at - 1].pos == "助詞" and words[at - 1].surface in _AFTER)):
        at -= 1
    return words[:at], words[at:]


def _register(words: Sequence[_Word]) -> Register:
    core, tail = _split_tail(words)
    if not core:
        return Register.NONE
    last = core[-1]
    before = core[-2] if len(core) > 1 else None
    if last.pos == "助動詞":
        if last.base in ("です", "ます") or "です" in last.kind or "マス" in last.kind or "デス" in last.kind:
            return Register.POLITE
        if last.base in ("た", "ぬ", "ん") and before is not None and before.base in ("です", "ます"):
            return Register.POLITE
        if last.base in ("う", "よう") and before is not None and before.base in ("です", "ます"):
            return Register.POLITE
        if last.form.startswith(("終止形", "連体形", "意志推量形")) or last.surface in ("だろう", "でしょう"):
            return Register.PLAIN if last.surface != "でしょう" else Register.POLITE
        return Register.NONE
    if last.pos in ("動詞", "形容詞"):
        if last.base in ("くださる", "下さる", "なさる") and last.form.startswith("命令形"):
            return Register.POLITE
        return Register.PLAIN if last.form.startswith(("終止形", "連体形", "意志推量形")) else Register.NONE
    if last.surface in ("の", "ん") and last.pos == "助詞" and any(word.surface == "か" for word in tail):
        return Register.PLAIN
    return Register.NONE


def _masu_stem(word: _Word) -> str:
    base, kind = word.base, word.kind
    if "サ行変格" in kind:
        return base[:-2] + "じ" if base.endswith("ずる") else base[:-2] + "し"
    if "カ行変格" in kind:
        return base[:-1] if base.endswith("来る") else base[:-2] + "き"
    if base in _HONORIFIC:
        return base[:-1] + "い"
    if "一段" in kind:
        return base[:-1]
    return base[:-1] + _I_ROW.get(base[-1], "")


def _nai_stem(word: _Word) -> str:
    base, kind = word.base, word.kind
    if "サ行変格" in kind:
        return base[:-2] + "し"
    if "カ行変格" in kind:
        return base[:-1] if base.endswith("来る") else base[:-2] + "こ"
    if "一段" in kind:
        return base[:-1]
    return "" if base == "ある" else base[:-1] + _A_ROW.get(base[-1], "")


def _ta_form(word: _Word) -> str:
    base, kind = word.base, word.kind
    if "サ行変格" in kind or "カ行変格" in kind or "一段" in kind:
        return _masu_stem(word) + "た"
    if base.endswith(("行く", "いく")):
        return base[:-1] + "った"
    return base[:-1] + _TA.get(base[-1], "た")


def _verbal(word: _Word) -> bool:
    """True for what conjugates like a verb (also れる, せる, the passive and causative)."""
    return word.pos == "動詞" or (word.pos == "助動詞" and "一段" in word.kind)


def _polite_end(core: Sequence[_Word], tail: Sequence[_Word]) -> tuple[int, str]:
    """`(where the new ending begins, the ending)`, or -1 when there is no safe change."""
    last = core[-1]
    before = core[-2] if len(core) > 1 else None
    if last.surface in ("の", "ん") and last.pos == "助詞":
        return last.start, "のでしょう"  # ...のか -> ...のでしょうか
    if last.pos == "助動詞" and last.base == "だ":
        if last.surface == "だろう":
            return last.start, "でしょう"
        return (last.start, "です") if last.surface in ("だ", "な") else (-1, "")
    if last.base in ("う", "よう") and before is not None and before.base == "だ":
        return before.start, "でしょう"
    if last.form.startswith("意志推量形"):
        return (last.start, _masu_stem(last) + "ましょう") if _verbal(last) else (-1, "")
    if _verbal(last):
        if last.base == "ある" and before is not None and before.surface == "で" and before.pos == "助動詞":
            return before.start, "です"
        return last.start, _masu_stem(last) + "ます"
    if last.base == "ない" or (last.pos == "形容詞" and last.base in ("無い", "ない")):
        return _polite_negative(core[:-1], last, "ません")
    if last.pos == "助動詞" and last.base == "た" and before is not None:
        if before.base == "だ":
            return before.start, "でした"
        if before.base in ("ない", "無い"):
            return _polite_negative(core[:-2], before, "ませんでした")
        if before.base == "ある" and len(core) > 2 and core[-3].surface == "で" and core[-3].pos == "助動詞":
            return core[-3].start, "でした"
        if _verbal(before):
            return before.start, _masu_stem(before) + "ました"
        return last.end, "です"  # 高かった -> 高かったです
    return last.end, "です"  # 高い, 行きたい, らしい


def _polite_negative(earlier: Sequence[_Word], nai: _Word, ending: str) -> tuple[int, str]:
    if earlier and _verbal(earlier[-1]) and nai.pos == "助動詞":
        return earlier[-1].start, _masu_stem(earlier[-1]) + ending
    if earlier and earlier[-1].pos == "助詞" and earlier[-1].surface in ("が", "は", "も", "で", "しか"):
        return nai.start, "あり" + ending
    if earlier and earlier[-1].surface in ("じゃ", "では"):
        return nai.start, "あり" + ending
    return (nai.end, "です") if ending == "ません" else (nai.start, "なかったです")


def _plain_end(core: Sequence[_Word], tail: Sequence[_Word]) -> tuple[int, str]:
    """As `_polite_end`, the other way."""
    chain = list(core)
    past = chain[-1].base == "た" and len(chain) > 1
    if past:
        chain.pop()
    negative = chain[-1].base in ("ぬ", "ん") or chain[-1].surface in ("ん", "ませ")
    if chain[-1].base == "です" and past and len(chain) > 2 and chain[-2].surface in ("ん", "ぬ"):
        chain.pop()  # ませんでした
        negative = True
    if negative and chain[-1].surface in ("ん", "ぬ"):
        chain.pop()
    last = chain[-1]
    before = chain[-2] if len(chain) > 1 else None
    if last.base == "ます" and before is not None and _verbal(before):
        if negative:
            if before.base == "ある":
                return before.start, "なかった" if past else "ない"
            return before.start, _nai_stem(before) + ("なかった" if past else "ない")
        if last.surface == "ましょう":
            return -1, ""
        return before.start, _ta_form(before) if past else before.base
    if last.base == "です":
        if last.surface == "でしょう":
            return last.start, "だろう"
        adjective = before is not None and (before.pos == "形容詞" or before.base in ("ない", "た", "たい", "らしい"))
        if adjective:
            return (last.start, "") if not past else (-1, "")
        asks = any(word.surface == "か" for word in tail)
        return last.start, "だった" if past else "" if asks else "だ"
    return -1, ""
