"""What an edit teaches: a pair for the memory, and what the glossary could learn from the words that changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.glossary.match import Matcher, find_terms, holds
from pipeline.glossary.renderings import chunks, romaji
from pipeline.model import Glossary, Lang
from pipeline.wording.words import stopwords

_NAME = re.compile(r"\b[A-Z][\w'’.-]*(?: (?:of |the )?[A-Z][\w'’.-]*)*")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A proposed change of the glossary: `kind` is accepted, forbidden or term.

    For accepted and forbidden `term_id` names the term and `target` the rendering; for term `source` is new.
    """

    kind: str
    source: str
    target: str
    term_id: str = ""


def lessons(source: str, before: str, after: str, glossary: Glossary, matcher: Matcher) -> tuple[Lesson, ...]:
    """What the glossary could learn from an edit of a Japanese target, surest first; nothing where nothing stands out.

    `matcher` holds the approved terms in the source language.
    """
    gone = [chunk for chunk in chunks(before) if chunk not in after]
    new = [chunk for chunk in chunks(after) if chunk not in before]
    found: list[Lesson] = []
    for hit in find_terms(source, matcher):
        term = hit.term
        wanted = [term.target, *term.accepted]
        if holds(after, wanted):
            told = holds(before, wanted) or any(chunk in term.forbidden for chunk in gone)
            if not told and len(gone) == 1:  # the editor put the approved rendering in the place of this one
                found.append(Lesson("forbidden", term.source, gone[0], term.id))
        elif len(new) == 1 and new[0] not in term.forbidden:
            found.append(Lesson("accepted", term.source, new[0], term.id))
    found += _new_terms(source, gone, new, glossary)
    return tuple(dict.fromkeys(found))


def _new_terms(source: str, gone: Sequence[str], new: Sequence[str], glossary: Glossary) -> list[Lesson]:
    known = {term.source.casefold() for term in glossary.terms}
    names = [_bare(hit.group().rstrip(".'’-")) for hit in _NAME.finditer(source)]
    names = [name for name in dict.fromkeys(names) if name.casefold() not in known and len(name) > 2]
    found: list[Lesson] = []
    for chunk in new:
        if chunk in names:
            found.append(Lesson("term", chunk, chunk))
            continue
        if not re.fullmatch(r"[ァ-ヴー・]{2,}", chunk):
            continue
        alike = [(_alike(romaji(chunk), name), name) for name in names]
        best = max(alike, default=(0.0, ""))
        if best[0] >= 0.5:
            found.append(Lesson("term", best[1], chunk))
    return found


def _bare(name: str) -> str:
    """The name without the word that only begins its sentence."""
    first, _, rest = name.partition(" ")
    return rest if rest and first.lower() in stopwords(Lang.EN) else name


def _alike(sound: str, name: str) -> float:
    """Rough likeness of a transliteration and a name: shared consonants in order."""
    import difflib

    one, other = (re.sub(r"[^a-z]|[aeiou]", "", text.lower()) for text in (sound, name))
    one, other = (text.translate(str.maketrans("lvcq", "rbkk")) for text in (one, other))
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0
