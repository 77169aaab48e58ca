"""What a translation calls a source expression: read off the sentences that hold it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from pipeline.glossary.sounds import likeness

_CHUNK = re.compile(
    r"[ァ-ヴー・]{2,}[一-龥々]*"
    r"|[A-Za-z][A-Za-z0-9.+-]*(?: [A-Z][A-Za-z0-9.+-]*)*"
    r"|[一-龥々]{2,}(?:[ァ-ヴー]+)?"
)
_KANA = dict(
    pair.split("=") for pair in (
        "ア=a イ=i ウ=u エ=e オ=o カ=ka キ=ki ク=ku ケ=ke コ=ko サ=sa シ=shi ス=su セ=se ソ=so タ=ta チ=chi ツ=tsu "
        "テ=te ト=to "
        "ナ=na ニ=ni ヌ=nu ネ=ne ノ=no ハ=ha ヒ=hi フ=fu ヘ=he ホ=ho マ=ma ミ=mi ム=mu メ=me モ=mo ヤ=ya ユ=yu ヨ=yo "
        "ラ=ra リ=ri ル=ru レ=re ロ=ro ワ=wa ヲ=wo ン=n ガ=ga ギ=gi グ=gu ゲ=ge ゴ=go ザ=za ジ=ji ズ=zu ゼ=ze ゾ=zo "
        "ダ=da ヂ=ji ヅ=zu デ=de ド=do バ=ba ビ=bi ブ=bu ベ=be ボ=bo パ=pa ピ=pi プ=pu ペ=pe ポ=po ヴ=vu"
    ).split()
)  # fmt: skip
_SMALL = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "ya", "ュ": "yu", "ョ": "yo", "ッ": "", "ー": ""}


class Bitext(Protocol):
    """A sentence in both languages."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...


@lru_cache(maxsize=10_000)
def romaji(text: str) -> str:
    """Katakana in Latin letters, good enough to compare sounds.

    >>> romaji("ベンチマーク"), romaji("シンボリ")
    ('benchimaku', 'shinbori')
    """
    out: list[str] = []
    for char in text:
        if char in _SMALL:
            if out and _SMALL[char] and out[-1]:
                out[-1] = out[-1][:-1] + _SMALL[char]
        else:
            out.append(_KANA.get(char, char if char.isascii() else ""))
    return "".join(out)


def chunks(text: str) -> list[str]:
    """Stretches of a Japanese text that could render a term: katakana, Latin and kanji compounds.

    >>> chunks("このモデルはLlama 3の量子化です。")
    ['モデル', 'Llama', '量子化']
    """
    return [hit.group().strip("・") for hit in _CHUNK.finditer(text) if hit.group().strip("・")]


def best_rendering(source: str, rows: Sequence[Bitext], everywhere: Sequence[Bitext]) -> str:
    """The stretch of the translations that goes with `source`; empty when none stands out.

    The source itself when it was copied; else what stands in its sentences and hardly elsewhere, a transliteration
    preferred.
    """
    texts = [row.target for row in rows if row.target]
    if not texts:
        return ""
    if sum(source in text for text in texts) * 2 >= len(texts):
        return source
    inside = Counter(chunk for text in texts for chunk in set(chunks(text)))
    whole = Counter(chunk for row in everywhere for chunk in set(chunks(row.target)))
    scored = []
    for chunk, count in inside.items():
        dice = 2 * count / (len(texts) + whole[chunk])
        sound = likeness(romaji(chunk), source) if re.fullmatch(r"[ァ-ヴー・]+", chunk) else 0.0
        if sound < 0.75 and (count < 2 or dice < 0.5):
            continue
        scored.append((dice + (sound if sound > 0.55 else 0.0), len(chunk), chunk))
    best = max(scored, default=(0.0, 0, ""))
    return best[2] if best[0] >= 0.6 else ""
