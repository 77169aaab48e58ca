"""How good each place of a text is to end a line or a cue: from never to the end of a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from pipeline.lang import LANGUAGES, kinsoku, width
from pipeline.model import Lang


class Strength(IntEnum):
    """What stands at an offset of the text; higher is a better place to break. NEVER is not negotiable."""

    NEVER = 0  # kinsoku, inside a Latin word, number + counter, term, ruby group or combined character
    INSIDE = 1  # inside a word or before a particle: only when nothing else fits the line
    WORD = 2  # between the words of one phrase, such as the parts of a compound noun
    WEAK = 3  # one of the two phrase finders sees a boundary, the other does not
    BOUND = 4  # a phrase boundary whose two sides belong closely together
    PHRASE = 5  # a plain phrase (bunsetsu) boundary
    CLAUSE = 6  # after a comma or the end of a clause
    SENTENCE = 7  # after the end of a sentence


def strengths(
    text: str,
    lang: Lang,
    *,
    unbreakable: Iterable[tuple[int, int]] = (),
    strictness: str = "strict",
    max_cells: float = 0.0,
) -> list[int]:
    """A `Strength` for every offset from 0 to `len(text)`; both ends are SENTENCE.

    An offset is where the next line would begin, so one that stands before a blank is NEVER: blanks stay at the end
    of a line, where they are dropped. `unbreakable` are stretches that must stay whole. A stretch without any place
    to break that is wider than `max_cells` (0: any width will do) is opened inside its words, though kinsoku holds.

    >>> [int(level) for level in strengths("犬が、好き。", Lang.JA)]
    [7, 1, 0, 6, 1, 0, 7]
    """
    levels = list(LANGUAGES[lang].strengths()(text))
    size = len(text)
    spans = [span for span in unbreakable if span[1] - span[0] > 1]
    if lang is Lang.JA:
        spans.extend(kinsoku.words(text))
    for start, end in spans:
        levels[start + 1 : end] = [0] * (min(end, size) - start - 1)
    legal = [True] * (size + 1)
    for start, end in width.clusters(text):
        legal[start + 1 : end] = [False] * (end - start - 1)
    for at in range(1, size):
        if text[at].isspace():
            legal[at] = False
            continue
        before = at - 1
        while before >= 0 and text[before].isspace():
            before -= 1
        if before < 0 or (lang is Lang.JA and not kinsoku.may_part(text[before], text[at], strictness)):
            legal[at] = False
    for at in range(1, size):
        if not legal[at]:
            levels[at] = 0
    if size:
        levels[0] = levels[size] = Strength.SENTENCE
    if max_cells:
        _open(text, lang, levels, legal, max_cells)
    return levels


def _open(text: str, lang: Lang, levels: list[int], legal: list[bool], max_cells: float) -> None:
    """Let a stretch that is wider than a line be cut inside its words."""
    sums = width.offsets(text, lang)
    size = len(text)
    last = 0
    for at in range(1, size + 1):
        if not levels[at]:
            continue
        if sums[at] - sums[last] > max_cells and len(text[last:at].rstrip()) > 1:
            for inner in range(last + 1, at):
                if legal[inner]:
                    levels[inner] = Strength.INSIDE
        last = at
