"""Where an English sentence ends, judged from two neighbouring words of punctuated text.

Words are the chunks between blanks, punctuation attached, as recognisers write them.
"""

from __future__ import annotations

import re
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# After these a full stop belongs to the word and something must follow.
TITLES = _words(
    "mr mrs ms mx dr prof st sen rep gov gen col lt sgt capt cmdr rev hon pres fr messrs mt ft vs cf viz al fig "
    "figs eq sec ch vol pp ed eds approx est dept univ assn bros"
)
# After these a sentence may end or go on: the next word decides.
OPEN_ENDED = _words(
    "etc inc ltd corp co jr sr esq plc llc a.m p.m am pm u.s u.k u.n e.u u.s.a d.c l.a n.y ph.d m.d b.a m.a b.s "
    "m.s b.c a.d jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun ave blvd rd no.1 "
    "i.q"
)
NEVER_LAST = frozenset({"e.g", "i.e", "ca", "c.f"})
# Words that open a sentence far more often than they continue a name.
STARTERS = _words(
    "the a an this that these those it he she they we you i there here and but or so because if when while "
    "although though what who whom whose which why how where is are was were do does did can could will would "
    "should may might have has had not no yes yeah yep nope okay ok right exactly well now then also however "
    "meanwhile still just even in on at for from with by of as to after before since until once my your his her "
    "its our their some many most more each every all any both another one two it's that's there's they're we're "
    "you're i'm i've i'll he's she's let's don't isn't what's"
)

_CLOSERS = "\"'”’»)]}›」』）】"
_OPENERS = "\"'“‘«([{‹「『（【¿¡-–—"
_TERMINAL = re.compile(r"(?:[.!?…]|[。！？‽⁇⁈⁉])+$")
_SPELLED = re.compile(r"[A-Z]\.(?:$|[^\w])")
_INITIAL = re.compile(r"[^\W\d_](?:\.[^\W\d_])*$")


@lru_cache(maxsize=65_536)
def core(word: str) -> str:
    """The word without the punctuation around it.

    >>> core('"Really?"'), core("U.S.,"), core("(e.g.")
    ('Really', 'U.S', 'e.g')
    """
    return word.strip("\"'“”‘’«»()[]{}‹›「」『』（）【】.,;:!?…。、！？-–—*♪♫#")


def ends_clause(word: str) -> bool:
    """True when the word closes with a sentence mark, whatever it turns out to mean.

    >>> [word for word in ["end.", "why?'", "3.5", "wait…", "so,"] if ends_clause(word)]
    ['end.', "why?'", 'wait…']
    """
    return bool(_TERMINAL.search(word.rstrip(_CLOSERS)))


@lru_cache(maxsize=65_536)
def starts_upper(word: str) -> bool:
    """True when the first letter or digit of the word is a capital (a digit or caseless letter is not)."""
    bare = word.lstrip(_OPENERS)
    return bool(bare) and bare[0].isupper()


@lru_cache(maxsize=65_536)
def starts_lower(word: str) -> bool:
    """True when the first letter of the word is a small letter; names like `iPhone` and `xAI` do not count."""
    bare = word.lstrip(_OPENERS)
    return bool(bare) and bare[0].islower() and not any(letter.isupper() for letter in core(bare)[1:3])


def ends_sentence(word: str, following: str, *, cased: bool = True) -> bool:
    """True when a sentence ends after `word`, which `following` follows (empty at the end of a turn).

    With `cased` False (a transcript without capitals) a small letter after a full stop says nothing.

    >>> ends_sentence("GPT-4.", "The"), ends_sentence("Dr.", "Smith"), ends_sentence("3.5", "percent")
    (True, False, False)
    >>> ends_sentence("U.S.", "Congress"), ends_sentence("U.S.", "The"), ends_sentence("wait...", "what")
    (False, True, False)
    >>> ends_sentence("J.", "Edgar"), ends_sentence("Node.js.", "It"), ends_sentence("e.g.", "Amazon")
    (False, True, False)
    """
    bare = word.rstrip(_CLOSERS)
    found = _TERMINAL.search(bare)
    if not found:
        return False
    if not following:
        return True
    mark = found.group()
    if mark[-1] in "。！？‽⁇⁈⁉":
        return True
    lower_next = starts_lower(following)
    if mark == ".":
        return _stop_ends(bare[:-1].lstrip(_OPENERS), following, lower_next, cased)
    if mark.startswith("..") or "…" in mark:
        return starts_upper(following) and core(following).split("'")[0].split("’")[0] != "I"
    return not (cased and lower_next)


def _stop_ends(stem: str, following: str, lower_next: bool, cased: bool) -> bool:
    key = stem.lower()
    next_key = core(following).lower().replace("’", "'")
    if key in TITLES or key in NEVER_LAST:
        return False
    if key == "no" and stem == "No" and following[:1].isdigit():
        return False
    if stem.isdigit() and len(stem) <= 2 and following[:1].isdigit():
        return False  # "version 3. 5": a decimal the recogniser tore apart
    if len(stem) == 1 and _SPELLED.match(following):
        return False  # "A. I.": letters spelled out
    if key in OPEN_ENDED or (_INITIAL.match(stem) and key not in {"i", "x", "y"}):
        return next_key in STARTERS and starts_upper(following) if cased else next_key in STARTERS
    return not (cased and lower_next)
