"""Regular forms of English verbs, as they are spelled."""

from __future__ import annotations

import re

# Verbs of more than one syllable that double their last letter.
_DOUBLES = frozenset(
    "begin forget admit refer control prefer occur permit commit transfer submit compel regret equip rebel propel"
    " program input output upset reset".split()
)


def _doubles(base: str) -> bool:
    return bool(re.fullmatch(r"[^aeiou]*(?:qu)?[aeiou][^aeiouwxy]", base)) or base in _DOUBLES


def third(base: str) -> str:
    """The verb with he, she, it.

    >>> [third(verb) for verb in ("host", "carry", "play", "go", "watch", "have")]
    ['hosts', 'carries', 'plays', 'goes', 'watches', 'has']
    """
    if base == "have":
        return "has"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ies"
    return base + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", base) else "s")


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
