"""Which form of which verb an English word can be."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from pipeline.summary.inflection import ing, regular, third


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
