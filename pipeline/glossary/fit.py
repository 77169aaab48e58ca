"""A known wrong rendering in a Japanese sentence gives way to the right one, and what follows still fits."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.glossary.match import japanese_bounds, script, tagger

_TOO_SHORT = 2  # a wrong rendering of one character is found in too many words


def replace(text: str, wrong: Sequence[str], right: str) -> str:
    """`text` with the longest of the wrong renderings that stands there replaced everywhere; empty when none does.

    >>> replace("変圧器な構造が要るのです。", ["変圧器"], "Transformer")
    'Transformerの構造が要るのです。'
    >>> replace("堀の深さです。", ["溝"], "堀")
    ''
    """
    bounded = japanese_bounds(text)
    for item in sorted({item for item in wrong if len(item) >= _TOO_SHORT}, key=lambda item: (-len(item), item)):
        if item in right:
            continue
        spots = [at for at in range(len(text)) if text.startswith(item, at) and bounded(at, at + len(item))]
        if spots and right not in text:
            out = text
            for at in reversed(spots):
                out = out[:at] + right + _following(out[at + len(item) :], right)
            return out
    return ""


def _following(rest: str, right: str) -> str:
    """What stands after the new rendering: な of an adjective becomes の, a repeated ending goes."""
    for size in range(min(len(right), len(rest), 8), 1, -1):
        if rest.startswith(right[-size:]) and script(rest[0]) != "hiragana":
            return rest[size:]
    if rest.startswith("な") and not rest.startswith(
        ("など", "なら", "なの", "なん", "なく", "ない", "なけ", "なし", "なり", "なる")
    ):
        words = tagger()(rest)
        if len(words) > 1 and words[1].feature.pos1 in ("名詞", "接頭辞", "代名詞"):
            return "の" + rest[1:]
    return rest
