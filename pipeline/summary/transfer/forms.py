"""Which form of which verb an English word can be."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from pipeline.summary.grammar import third


@lru_cache(maxsize=1)
def forms() -> dict[str, frozenset[tuple[str, str]]]:
    """`word -> {(base, base|s|past|pp|ing)}` of the listed verbs.

    >>> sorted(forms()["built"]), sorted(forms()["running"]), sorted(forms()["put"])[0]
    ([('build', 'past'), ('build', 'pp')], [('run', 'ing')], ('put', 'base'))
    """
    text = files("pipeline.wording").joinpath("verbs.en.txt").read_text(encoding="utf-8")
    body = " ".join(line for line in text.splitlines() if not line.startswith("#"))
    found: dict[str, set[tuple[str, str]]] = {}

    def add(word: str, base: str, form: str) -> None:
        found.setdefault(word, set()).add((base, form))

    for base, _, irregular in re.findall(r"(\w+)(: (\S+))?", body):
        past, _, participle = irregular.partition(",")
        past = past or regular(base)
        add(base, base, "base")
        add(third(base), base, "s")
        add(past, base, "past")
        add(participle or past, base, "pp")
        add(ing(base), base, "ing")
    return {word: frozenset(uses) for word, uses in found.items()}


# Verbs of more than one syllable that double their last letter.
_DOUBLES = frozenset(
    "begin forget admit refer control prefer occur permit commit transfer submit compel regret equip rebel propel"
    " program input output upset reset".split()
)


def _doubles(base: str) -> bool:
    return bool(re.fullmatch(r"[^aeiou]*(?:qu)?[aeiou][^aeiouwxy]", base)) or base in _DOUBLES


def regular(base: str) -> str:
    """The regular past.

    >>> [regular(verb) for verb in ("use", "carry", "stop", "open", "play")]
    ['used', 'carried', 'stopped', 'opened', 'played']
    """
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return base + (base[-1] if _doubles(base) else "") + "ed"


def ing(base: str) -> str:
    """The form in -ing.

    >>> [ing(verb) for verb in ("make", "run", "see", "die", "open", "begin")]
    ['making', 'running', 'seeing', 'dying', 'opening', 'beginning']
    """
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and len(base) > 2:
        return base[:-1] + "ing"
    return base + (base[-1] if _doubles(base) else "") + "ing"
