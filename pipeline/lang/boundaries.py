"""How good each place of a text is to end a line or a cue: from never to the end of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
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
    levels: bytes | None = None,
    unbreakable: Sequence[tuple[int, int]] = (),
    strictness: str = "strict",
    max_cells: float = 0.0,
) -> list[int]:
    """A `Strength` for every offset from 0 to `len(text)`; both ends are SENTENCE.

    An offset is where the next line would begin, so one that stands before a blank is NEVER: blanks stay at the end
    of a line, where they are dropped. `levels` are the language's own when already known (a styled text carries those
    of its neutral form). `unbreakable` are stretches that must stay whole. A stretch without any place to break that
    is wider than `max_cells` (0: any width will do) is opened inside its words, though kinsoku holds.

    >>> [int(level) for level in strengths("犬が、好き。", Lang.JA)]
    [7, 1, 0, 6, 0, 0, 7]
    """
    own = LANGUAGES[lang].strengths()(text) if levels is None else levels
    size = len(text)
    found = list(own)
    sums = width.offsets(text, lang)
    for start, end in unbreakable:
        end = min(end, size)
        if max_cells and line_width(text, start, end, sums) > max_cells:  # no line holds it: cut it between its words
            found[start + 1 : end] = [min(level, Strength.WEAK) for level in found[start + 1 : end]]
    for start, end in unbreakable:
        end = min(end, size)
        if not max_cells or line_width(text, start, end, sums) <= max_cells:
            found[start + 1 : end] = [0] * (end - start - 1)
    if lang is Lang.JA:
        for start, end in kinsoku.words(text):
            found[start + 1 : end] = [0] * (end - start - 1)
    barred = _barred(text, lang, strictness)
    for at in barred:
        found[at] = 0
    if size:
        found[0] = found[size] = Strength.SENTENCE
    if max_cells:
        _open(text, sums, found, own, barred, max_cells)
    return found


def _barred(text: str, lang: Lang, strictness: str) -> set[int]:
    """Offsets where no line may begin whatever happens: before a blank, by kinsoku, inside a combined character."""
    barred: set[int] = set()
    japanese = lang is Lang.JA
    not_at_start = kinsoku.NOT_AT_START[strictness]
    before = ""
    for at, char in enumerate(text):
        if char.isspace():
            barred.add(at)
            continue
        if not before or (japanese and (char in not_at_start or not kinsoku.may_part(before, char, strictness))):
            barred.add(at)
        before = char
    for start, end in width.clusters(text):
        barred.update(range(start + 1, end))
    return barred


def _open(text: str, sums: Sequence[float], levels: list[int], own: bytes, barred: set[int], max_cells: float) -> None:
    """Let a stretch that is wider than a line be cut inside it, between its words when it has some."""
    if sums[-1] <= max_cells:
        return
    last = 0
    for at in range(1, len(text) + 1):
        if not levels[at]:
            continue
        if sums[at] - sums[last] > max_cells and line_width(text, last, at, sums) > max_cells:
            for inner in range(last + 1, at):
                if inner not in barred:
                    levels[inner] = max(Strength.INSIDE, min(own[inner], Strength.WORD))
        last = at


def line_width(text: str, start: int, end: int, sums: Sequence[float]) -> float:
    """Width of `text[start:end]` without the blanks at its ends; `sums` are `width.offsets` of the text."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return sums[end] - sums[start]
