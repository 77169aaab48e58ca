"""Noun-like word groups of a text in both languages, and how they are written in prose and in headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Lang
from pipeline.summary.transfer.lexicon import lexicon
from pipeline.wording.words import STOP, english, japanese, plain, stem, stopwords

_GAP = re.compile(r"[^\w\s'’&/+#.-]|\.\s|\.$|--")
_SMALL = frozenset("a an and as at but by for from in nor of on or the to vs via with".split())


def english_phrases(text: str) -> list[tuple[str, str]]:
    """`(key, text)` of the noun-like word groups of a text: 1 to 4 words with topic between function words.

    >>> [text for _, text in english_phrases("They call it the compute moat, and model collapse is a risk.")]
    ['compute moat', 'moat', 'model collapse', 'collapse', 'risk']
    """
    found: list[tuple[str, str]] = []
    run: list[str] = []
    last = 0
    for word, start, end in (*english(text), ("", len(text), len(text))):
        low = plain(word)
        if run and (not word or _GAP.search(text[last:start]) or low in STOP or low.isdigit()):
            found.extend(_tails(run))
            run = []
        if word and low not in STOP and not low.isdigit() and not low.endswith("n't"):
            run.append(word)
        last = end
    return found


def _tails(run: Sequence[str]) -> list[tuple[str, str]]:
    """A run's last four words and every shorter tail: in English the head stands last."""
    words = [word[:-2] if word.endswith(("'s", "’s")) and at == len(run) - 1 else word for at, word in enumerate(run)]
    words = words[-4:]
    while words and (words[-1].lower().endswith("ly") or len(words[-1]) < 2):
        words = words[:-1]
    return [
        (" ".join(stem(plain(word)) for word in words[at:]), " ".join(words[at:])) for at in range(len(words))
        if not words[at].lower().endswith("ly") and not (at == len(words) - 1 and _describes(words[at].lower()))
    ]


def _describes(word: str) -> bool:
    """True for a word that is an adjective and nothing else in the word list."""
    words = lexicon()
    return word in words.adjectives and word not in words.nouns


def japanese_phrases(text: str) -> list[tuple[str, str]]:
    """`(key, text)` of the compound nouns of a Japanese text, 2 characters and more.

    >>> [text for _, text in japanese_phrases("モデルの崩壊という言葉は、合成データの問題です。")]
    ['モデル', '崩壊', '合成データ']
    """
    found: list[tuple[str, str]] = []
    run = ""
    for surface, pos, sub, _ in (*japanese(text), ("", "", "", "")):
        suffix = pos == "接尾辞" and run and surface not in ("さん", "たち", "達", "的")
        noun = suffix or (pos == "名詞" and sub in ("普通名詞", "固有名詞"))
        if noun or (pos == "接頭辞" and not run):
            glue = " " if run and run[-1].isascii() and surface.isascii() and run + " " + surface in text else ""
            run += glue + surface
            continue
        if pos == "補助記号" and surface in ("・", "-") and run:
            run += surface
            continue
        phrase = run.strip("・- ")
        if len(phrase) >= 2 and phrase not in stopwords(Lang.JA) and phrase in text:
            found.append((phrase.lower(), phrase))
        run = ""
    return found


def with_article(phrase: str, text: str, low_text: str = "") -> str:
    """An English noun phrase as it stands in prose, by the way it is used in `text`: plural, with an article, or bare.

    `low_text` is `text` in lower case where the caller has it.

    >>> with_article("feedback loop", "This is the feedback loop. A feedback loop is tight.")
    'the feedback loop'
    >>> with_article("expert", "It has eight experts."), with_article("NVIDIA", "The NVIDIA chip.")
    ('experts', 'NVIDIA')
    """
    low = phrase.lower()
    said = low_text or text.lower()
    if phrase[:1].isupper() and low not in text:
        return phrase
    if f" {low}s" in said:
        return f"{low}s"
    found = {word: said.count(f" {word} {low}") for word in ("the", "a", "an") if f" {word} {low}" in said}
    best = max(found, key=lambda word: (found[word], word), default="")
    return f"{best} {low}" if best else low if low in text else phrase


def title_case(text: str) -> str:
    """Headline capitals; words that carry capitals of their own keep them.

    >>> title_case("reasoning and the compute moat of NVIDIA")
    'Reasoning and the Compute Moat of NVIDIA'
    """
    words = text.split()
    return " ".join(
        word if any(letter.isupper() for letter in word) or (0 < at < len(words) - 1 and word in _SMALL)
        else word[:1].upper() + word[1:]
        for at, word in enumerate(words)
    )
