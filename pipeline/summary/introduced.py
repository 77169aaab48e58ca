"""Where a talk brings in a term: calls something by it, says or asks what it is."""

from __future__ import annotations

import re

# What stands before a term that is brought in.
_BEFORE = re.compile(
    r"(?:\b(?:is|are|it|this|that|them|what's|what is|something|we|economists|people|researchers|they|you"
    r"|i(?:'d| would)?) (?:also |now |often |just )?call(?:ed|s)?"
    r"|\b(?:phenomenon|something|technique|trick|idea|process|method|so) called|\bso-called|\bknown as"
    r"|\b(?:concept|notion|idea|phenomenon|principle|rise) of"
    r"|\b(?:techniques?|methods?|tricks?|ideas?|concepts?) like|\bexplain|\btalk about|\bmean by"
    r"|\bwhat (?:is|are)|\bwhich is"
    r"|\bthe (?:first|second|third|next|other|last|biggest|main)(?: one)? is)"
    r" (?:(?:the|a|an|this|these) )?",
    re.IGNORECASE,
)
# What stands behind one that is told or doubted: "quantization is a process", "distillation, which means".
_BEHIND = re.compile(
    r"(?: (?:is|means|refers to) (?:(?:basically|essentially|really|just|simply) )?(?:a|an|the|when|where|that|how)\b"
    r"|, (?:which|that) (?:is|means)\b|\?)",
    re.IGNORECASE,
)
_OPENERS = re.compile(r"(?:(?:So|Now|Okay|Well|And|Precisely|Then)[, ]+)*(?:(?:The|A|An|This) )?", re.IGNORECASE)
_BESIDE = re.compile(r", (?:the|a) (?P<what>[^,]+)[.?]$", re.IGNORECASE)  # ..., the feedback loop.


def brings_in(name: str, text: str) -> bool:
    """True when the sentence brings the term in.

    >>> brings_in("model collapse", "It's a real phenomenon called model collapse.")
    True
    >>> brings_in("quantization", "Quantization is a process that rounds."), brings_in("chip", "The chip is fast.")
    (True, False)
    """
    low, term = text.lower(), name.lower()
    if term not in low:
        return False
    beside = _BESIDE.search(low)
    if (beside and beside["what"] == term) or any(_begins(low, found.end(), term) for found in _BEFORE.finditer(low)):
        return True
    opened = _OPENERS.match(low)
    start = opened.end() if opened else 0
    return _begins(low, start, term) and _BEHIND.match(low, start + len(term)) is not None


def _begins(text: str, at: int, term: str) -> bool:
    """True when the term stands whole at a place."""
    end = at + len(term)
    return text.startswith(term, at) and not text[end : end + 1].isalnum()
