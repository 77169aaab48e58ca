"""A shorter hypothesis in place of a text that cannot be read in its time, if it says the same."""

from __future__ import annotations

from pipeline import guards
from pipeline.lang import width
from pipeline.model import Origin, Pair, Rung, Translation
from pipeline.timing.same import says_same

WORTH = 0.93  # a gain smaller than this share is not worth another wording


def shorter(translation: Translation, source: str, pair: Pair, max_cells: float) -> str:
    """The hypothesis to show instead of the chosen text, or empty when none will do.

    The best-scored one that fits `max_cells`, else the narrowest that is worth it. It says the same in the same words,
    keeps every rendering of a term and breaks no guard that the chosen text keeps. Only an engine's text is ever
    replaced: what a person, the memory or the phrase table said stays.
    """
    lang = pair.target
    if translation.origin is not Origin.ENGINE:
        return ""
    here = width.cells(translation.text, lang)
    renderings = tuple(use.rendering for use in translation.terms if use.rendering and use.rung is not Rung.MISSED)
    there = [rendering for rendering in renderings if rendering in translation.text]
    same = [
        (cells, one.text)
        for one in translation.alternatives
        if one.text.strip()
        and (cells := width.cells(one.text, lang)) <= here * WORTH
        and all(rendering in one.text for rendering in there)
        and says_same(translation.text, one.text, lang)
    ]
    if not same:
        return ""
    allowed = set(guards.broken(guards.Case(source, translation.text, pair, renderings)))
    fits = [
        (cells, text)
        for cells, text in same
        if allowed.issuperset(guards.broken(guards.Case(source, text, pair, renderings)))
    ]
    if not fits:
        return ""
    return next((text for cells, text in fits if cells <= max_cells), min(fits)[1])
