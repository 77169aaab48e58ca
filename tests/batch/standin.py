"""An engine for batches without a model: any sentence gets Japanese words picked by a hash, digits and hints kept.

`--model tests.batch.standin:load`. STANDIN_MS in the environment is how long a sentence takes (to be killed in).
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.config import TranslateSettings
from pipeline.engines import Ability, Hint, OnDone
from pipeline.model import Hypothesis, Lang, Pair
from pipeline.store.cache import CachedEngine

WORDS = "今日 私たち 話 とても 新しい 考え方 仕事 人 時間 言葉 使う 作る 大切 場所 世界 道具 少し 問題 答え".split()
PARTICLES = "は が を に で と も の".split()


class StandIn:
    """Deterministic; what it says depends on the sentence, its hints and nothing else."""

    pair = Pair(Lang.EN, Lang.JA)
    abilities = frozenset({Ability.HINTS, Ability.NBEST})
    signature = "stand-in 1"

    def translate(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None = None,
        k: int = 1,
        *,
        suppress: Sequence[Sequence[str]] | None = None,
        on_done: OnDone | None = None,
    ) -> list[tuple[Hypothesis, ...]]:
        answers = []
        for at, text in enumerate(texts):
            if pause := os.environ.get("STANDIN_MS"):
                time.sleep(float(pause) / 1000)
            if os.environ.get("STANDIN_FAIL", "\0") in text:
                raise ValueError("asked to fail")
            if os.environ.get("STANDIN_DIE", "\0") in text:
                os.abort()
            answers.append((Hypothesis(japanese(text, hints[at] if hints else ()), -0.5),))
            if on_done:
                on_done(1)
        return answers


def japanese(text: str, hints: Sequence[Hint]) -> str:
    wanted = dict(hints)
    parts = list(wanted.values())
    for at, word in enumerate(re.findall(r"[\w'.]+", text)[::2]):
        seed = hashlib.sha256(word.encode()).digest()
        digits = re.sub(r"\D", "", word)
        parts.append(digits or WORDS[seed[0] % len(WORDS)])
        if at % 2:
            parts[-1] += PARTICLES[seed[1] % len(PARTICLES)]
    return ("".join(parts) or "はい") + ("か。" if text.rstrip().endswith("?") else "。")


def load(settings: TranslateSettings, pair: Pair) -> StandIn:
    return StandIn()


def load_cached(settings: TranslateSettings, pair: Pair) -> CachedEngine:
    """The stand-in behind the decode cache that the settings name."""
    return CachedEngine(StandIn(), Path(settings.cache))
