"""Near misses by sound: words that sound like a term or a name of the episode but are written otherwise.

Sure ones (same sound, almost the same letters, no common word) are read as the name; doubtful ones are proposed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.lang import en
from pipeline.lang.en_words import class_of, key
from pipeline.model import Glossary, Meta, TermType
from pipeline.reading.changes import Log
from pipeline.reading.gaps import common_words, usual_names
from pipeline.reading.tokens import Token, group

_NAMED = frozenset({TermType.PERSON, TermType.ORGANIZATION, TermType.SOFTWARE, TermType.PRODUCT})
_SURE_LETTERS, _NEAR_LETTERS = 0.84, 0.7  # share of letters alike
_PARTS = frozenset({"other", "plural", "noun", "adjective", "ing", "ed", "verb"})
_EDGES = re.compile(r"^(\W*).*?((?:['’]s)?\W*)$", re.DOTALL)
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(kn|gn|pn|wr|ps)", lambda match: match[1][1]),
        (r"^x", "s"), (r"^wh", "w"), (r"mb$", "m"), (r"sch", "sk"), (r"tch", "X"), (r"[cst]ia(?=[nl])", "Xa"),
        (r"tio(?=n)", "Xo"), (r"sio(?=n)", "Xo"), (r"sh|ch", "X"), (r"ph", "f"), (r"th", "t"),
        (r"gh(?=t)", ""), (r"gh", "g"),
        (r"dg(?=[eiy])", "j"), (r"g(?=[eiy])", "j"), (r"ck", "k"), (r"c(?=[eiy])", "s"), (r"[cq]", "k"), (r"x", "ks"),
        (r"z", "s"), (r"v", "f"), (r"d", "t"), (r"b", "p"), (r"g", "k"),
        (r"(?<=[aeiou])h(?![aeiou])|(?<=[^aeiou])h", ""),
        (r"w(?![aeiou])|y(?![aeiou])", ""), (r"(?<=[aeiou])w", ""),
    )
)  # fmt: skip


@lru_cache(maxsize=65_536)
def sound_of(text: str) -> str:
    """A key that words sounding alike in English share: consonants folded by sound, vowels only at the start.

    >>> sound_of("Tomas") == sound_of("Thomas"), sound_of("Claude") == sound_of("Clawed"), sound_of("mistroll")
    (True, True, 'MSTRL')
    """
    word = re.sub(r"[^a-z]", "", text.lower())
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    head = "A" if word[:1] in ("a", "e", "i", "o", "u") else ""
    return head + re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiou]", "", word)).upper()


def _neighbours(sound: str) -> Iterator[str]:
    yield sound
    if len(sound) > 3:
        for at in range(len(sound)):
            yield sound[:at] + sound[at + 1 :]


def near_names(tokens: list[Token], glossary: Glossary, meta: Meta, log: Log) -> None:
    """Read sure near misses of names as the names, in place, and propose the doubtful ones."""
    names = dict(_names(glossary, meta))
    known = {key(word) for name in names for word in name.split()} | {name.lower() for name in names}
    index: dict[str, set[str]] = {}
    for name in names:
        sound = sound_of(name)
        if len(sound) > 2:
            for near in _neighbours(sound):
                index.setdefault(near, set()).add(name)
    if not index:
        return
    offered: set[tuple[str, str]] = set()
    # A name may be another name misheard.
    common = common_words() - {name for name in usual_names() if len(name) > 4}
    unusual: dict[str, bool] = {}
    heard: dict[str, tuple[str, float, bool] | None] = {}
    for token in tokens:
        if token.text not in unusual:
            unusual[token.text] = _unusual(key(token.text), common, known)
    for run in group(tokens):
        if not any(unusual[token.text] for token in run):
            continue
        words = [token for token in run if token.text]
        odd = [unusual[token.text] for token in words]
        taken = -1
        close = [at for at in range(len(words)) if True in odd[at : at + 3]]
        for at, size in ((at, size) for at in close for size in (3, 2, 1)):
            if at <= taken or at + size > len(words) or not any(odd[at : at + size]):
                continue
            window = words[at : at + size]
            spoken = " ".join(en.core(token.text) for token in window)
            if not _nameable(window, odd[at : at + size]) or spoken.lower() in known:
                continue
            if spoken not in heard:
                heard[spoken] = _best(spoken, index)
            found = heard[spoken]
            if found is None:
                continue
            name, alike, same = found
            sure = same and alike >= _SURE_LETTERS and size <= len(name.split()) + 1
            if not sure and (spoken.lower(), name) in offered:
                continue
            offered.add((spoken.lower(), name))
            text = " ".join(token.text for token in window)
            after = f"{_EDGES.match(text)[1]}{name}{_EDGES.match(text)[2]}"  # type: ignore[index]
            confidence = 0.5 + alike / 2 if sure else alike * (0.7 if same else 0.55)
            log.fold(
                "word",
                window,
                after,
                reason=f"sounds like {name}",
                confidence=confidence,
                sure=sure,
                term_id=names[name],
            )
            taken = at + size - 1


_FORMS = ("s", "es", "d", "ed", "ing", "r", "er", "rs", "ers", "ly")  # endings of words that have an everyday stem


def _unusual(word: str, common: frozenset[str], known: set[str]) -> bool:
    """True when the word is no everyday word, no known name, no figure and no pair of letters."""
    bare = word.removesuffix("'s")
    if len(bare) < 3 or bare in common or bare in known or not bare.isalpha():
        return False
    return not any(bare.endswith(ending) and bare.removesuffix(ending) in common for ending in _FORMS)


def _names(glossary: Glossary, meta: Meta) -> Iterator[tuple[str, str]]:
    for term in glossary.approved():
        if term.type in _NAMED and not any(char.isdigit() for char in term.source) and len(term.source) > 4:
            yield term.source, term.id
    for speaker in meta.speakers:
        name = speaker.name[glossary.pair.source]
        if name and speaker.role != "narrator":
            yield name, ""
            for part in name.split():
                if len(part) > 4:
                    yield part, ""


def _nameable(window: list[Token], odd: list[bool]) -> bool:
    """True when the words could be a misheard name: no mark between them, no grammar words after the first."""
    if any(not token.text[-1:].isalnum() for token in window[:-1]):
        return False
    if any(class_of(token.text) not in _PARTS for token in window[1:]):
        return False
    capital = any(en.starts_upper(token.text) for token in window)
    if not capital and any(class_of(token.text) in ("ed", "ing", "ly", "noun", "adjective") for token in window):
        return False  # a word form, not a name
    return (capital or all(odd)) and sum(len(token.text) for token in window) < 24


def _best(spoken: str, index: dict[str, set[str]]) -> tuple[str, float, bool] | None:
    sound = sound_of(spoken)
    if len(sound) < 3:
        return None
    found: list[tuple[float, bool, str]] = []
    for near in _neighbours(sound):
        for name in index.get(near, ()):
            alike = difflib.SequenceMatcher(None, _letters(spoken), _letters(name)).ratio()
            if alike >= _NEAR_LETTERS and _letters(spoken)[:1] and not _inflected(spoken, name):
                found.append((alike, sound_of(name) == sound, name))
    if not found:
        return None
    alike, same, name = max(found, key=lambda item: (item[1], item[0], item[2]))
    return name, alike, same


def _inflected(spoken: str, name: str) -> bool:
    """True when the words are the name itself or a form of it: nothing to repair."""
    short, long = sorted((spoken.lower(), name.lower()), key=len)
    return long in (
        short,
        short + "s",
        short + "es",
        short + "'s",
        short + "’s",
        short + "ed",
        short + "d",
        short + "ing",
    )


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())
