"""Where a Japanese sentence ends in text that carries 。！？ (unmarked text is read by its sentence-final forms)."""

from __future__ import annotations

import re

_MARK = re.compile(r"[。！？!?｡]+[」』）】〉》”’)\]]*")
_INNER = re.compile(r"[」』）】〉》”’)\]]\s*(?:と|って|という|など|や|を|に|は|が|の|も|で|、)")


def cuts(text: str) -> tuple[int, ...]:
    """Offsets after which a new sentence begins, in order; the end of the text is not among them.

    A mark inside closing brackets that a particle follows does not end the sentence.

    >>> cuts("そうです。次は？「行く。」と言った。")
    (5, 8)
    """
    found: list[int] = []
    for match in _MARK.finditer(text):
        end = match.end()
        if end >= len(text.rstrip()):
            break
        if match.group()[-1] in "」』）】〉》”’)]" and _INNER.match(text, end - 1):
            continue
        if _open_brackets(text[:end]):
            continue
        found.append(end)
    return tuple(found)


def _open_brackets(text: str) -> bool:
    """True while a 「 or 『 of the last 200 characters is still open."""
    tail = text[-200:]
    return tail.count("「") > tail.count("」") or tail.count("『") > tail.count("』")


def ends_sentence(part: str) -> bool:
    """True when a stretch of Japanese closes with a sentence mark and no bracket is left open.

    >>> ends_sentence("そうです。"), ends_sentence("「そうです。"), ends_sentence("そして、")
    (True, False, False)
    """
    stripped = part.rstrip()
    closed = any(match.end() == len(stripped) for match in _MARK.finditer(stripped))
    return closed and not _open_brackets(stripped)
