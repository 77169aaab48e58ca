"""Where a talk brings in a term: calls something by it, says or asks what it is."""

from __future__ import annotations

import re

# What stands before a term that is brought in.
_BEFORE = (
    r"(?:\b(?:is|are|it|this|that|them|what's|what is|something|we|economists|people|researchers|they|you"
    r"|i(?:'d| would)?) (?:also |now |often |just )?call(?:ed|s)?"
    r"|\b(?:phenomenon|something|technique|trick|idea|process|method|so) called|\bso-called|\bknown as"
    r"|\b(?:concept|notion|idea|phenomenon|principle|rise) of"
    r"|\b(?:techniques?|methods?|tricks?|ideas?|concepts?) like|\bexplain|\btalk about|\bmean by"
    r"|\bwhat (?:is|are)|\bwhich is"
    r"|\bthe (?:first|second|third|next|other|last|biggest|main)(?: one)? is)"
    r" (?:(?:the|a|an|this|these) )?"
)
# What stands behind one that is told or doubted: "quantization is a process", "distillation, which means".
_BEHIND = (
    r"(?: (?:is|means|refers to) (?:(?:basically|essentially|really|just|simply) )?(?:a|an|the|when|where|that|how)\b"
    r"|, (?:which|that) (?:is|means)\b|\?)"
)
_OPENERS = r"(?:(?:So|Now|Okay|Well|And|Precisely|Then)[, ]+)*(?:(?:The|A|An|This) )?"


def brings_in(name: str, text: str) -> bool:
    """True when the sentence brings the term in.

    >>> brings_in("model collapse", "It's a real phenomenon called model collapse.")
    True
    >>> brings_in("quantization", "Quantization is a process that rounds."), brings_in("chip", "The chip is fast.")
    (True, False)
    """
    term = re.escape(name)
    called = re.search(rf"{_BEFORE}{term}\b|, (?:the|a) {term}[.?]$", text, re.IGNORECASE)
    return bool(called or re.match(rf"{_OPENERS}{term}{_BEHIND}", text, re.IGNORECASE))
