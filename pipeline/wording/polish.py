"""Tidying of a translation by rules that are always right: width of marks, blanks, final stop. No meaning changes.

The result is the neutral text of the house: full-width Japanese punctuation, half-width Latin letters and digits, no
blank between the two. Style profiles are applied when writing, not here.
"""

from __future__ import annotations

import re
import unicodedata

_JA = r"[\u3005\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uff66-\uff9f]"
_JA_OR_MARK = r"[\u3001-\u3003\u3005-\u301f\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uff01\uff08\uff09\uff1a\uff1b\uff1f]"
_WIDE_ASCII = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HALF_KANA = re.compile(r"[\uff66-\uff9f]+")
_FULL = {",": "、", ".": "。", "!": "！", "?": "？", ":": "：", ";": "；", "，": "、", "．": "。"}
_ROUNDS = 6
_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]+(?![A-Za-z0-9])")
_MIXED = re.compile(r"\b[A-Za-z]*[a-z][A-Z][A-Za-z]*\b")  # a capital after a small letter: MoE, OpenAI
_DOTS = re.compile(rf"(?<={_JA})\s*(?:\.{{3,}}|…(?!…)(?<!……))")
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s+"), " "),
    (re.compile(rf"\(([^()]*{_JA}[^()]*)\)"), r"（\1）"),
    (re.compile(rf"(?<={_JA})\s*\(([^()]*)\)"), r"（\1）"),
    (re.compile(rf"[\"“]([^\"“”]*{_JA}[^\"“”]*)[\"”]"), r"「\1」"),
    (re.compile(rf"(?<={_JA_OR_MARK}) +"), ""),
    (re.compile(rf" +(?={_JA_OR_MARK})"), ""),
    (re.compile(r"、{2,}"), "、"),
    (re.compile(r"、(?=[。！？」』）])"), ""),
    (re.compile(r"。{2,}"), "。"),
    (re.compile(r"(?<=[！？])。"), ""),
    (re.compile(r"(?:(?<=[。、！？「])|\A)(?:あなた(?:方|がた|たち)?は、?)(?=.)"), ""),
    (re.compile(r"あなた(?:方|がた|たち)?自身"), "自分自身"),
    (re.compile(r"\A[、。,.\s]+"), ""),
)
_BESIDE_JA = re.compile(rf"(?<={_JA})\s*([,.!?:;，．])|([,!?;，．])\s*(?={_JA})")
_AFTER_LATIN = re.compile(rf"(?<=[A-Za-z0-9)])([,!?])\s*(?={_JA}|\Z)|(?<=[A-Za-z])\.(?=\s*{_JA})")


def polish(text: str, *, source: str = "") -> str:
    """The Japanese text tidied; idempotent. `source` tells a question from a statement.

    >>> polish("これは,AI モデル です")
    'これは、AIモデルです。'
    >>> polish("Node.jsの３.５版 ( 旧版 ) です.")
    'Node.jsの3.5版（旧版）です。'
    >>> polish("MOEモデルです。", source="An MoE model.")
    'MoEモデルです。'
    """
    text = _in_its_letters(text, source)
    for _ in range(_ROUNDS):  # one rule's result may be another's case
        tidy = _once(text, source)
        if tidy == text:
            break
        text = tidy
    return text


def _in_its_letters(text: str, source: str) -> str:
    """Names of the source that came out in other capitals, in the source's own: MOE for its MoE."""
    written = {word.lower(): word for word in _MIXED.findall(source)}
    if not written:
        return text
    return _LATIN_WORD.sub(lambda found: written.get(found.group().lower(), found.group()), text)


def _once(text: str, source: str) -> str:
    out = text.translate(_WIDE_ASCII)
    out = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found.group()), out)
    out = _DOTS.sub("……", out)
    out = _BESIDE_JA.sub(lambda found: _FULL[found[1] or found[2]], out)
    out = _AFTER_LATIN.sub(lambda found: _FULL[found[1] or "."], out)
    for pattern, new in _STEPS:
        out = pattern.sub(new, out)
    out = out.strip()
    return _ended(out, source)


def _ended(text: str, source: str) -> str:
    """With a final mark, where the text has any Japanese in it and does not end in one."""
    if not re.search(_JA, text) or text[-1] in "。！？…」』）】、":
        return text
    if text[-1] in ".!?":
        return text[:-1] + _FULL[text[-1]]
    if text[-1].isalnum() or text[-1] in "ー々%％":
        return text + ("？" if source.rstrip(" \"'”’").endswith("?") and not text.endswith("か") else "。")
    return text
