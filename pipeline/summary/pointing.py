"""Pointing words that point at nothing a reader has to know: "that data moat", "these huge models"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.lang.en_breaks import PREPOSITIONS
from pipeline.summary import grammar
from pipeline.summary.transfer.lexicon import lexicon

# What is no thing among others: without a pointing word it is the same stuff.
_STUFF = frozenset(
    "data privacy technology tech knowledge expertise telemetry revenue money power electricity energy information"
    " research compute intelligence competition innovation regulation recognition software hardware research capability"
    " performance trust security convenience evidence training talent curation goodwill attention deployment ai".split()
)
_INDEFINITE = re.compile(
    r"\b(have|has|had|got|build up|builds up|built|find|found|takes?|makes?|creates?) this (?=[a-z])"
)
_GENERAL = (
    (re.compile(r"\b[Oo]ne of (?:these|those) (?=[a-z]+ [a-z]+)"), ""),
    (re.compile(r"\b[Tt]hat level of (?=[a-z])"), ""),
    (re.compile(r"\ball of (?:that|this) (?=[a-z]+)"), "the "),
    (
        re.compile(
            r"^(?:These|Those) (?=(?:[a-z]+, )?[a-z]+ [a-z]+s (?:are|were|can|will|have|do|might|may|need|run|cost)\b)"
        ),
        "",
    ),
    (re.compile(r"(?<=\w )those (?=[a-z]+ed [a-z]+s\b)"), ""),
)


def settled(text: str, terms: Sequence[tuple[int, int]] = ()) -> str:
    """The sentence without pointing words that a reader does not miss; `terms` are `(start, end)` of its known terms.

    A known term, stuff ("that data"), a compound of the word list, a plural that an adjective describes at the start:
    each means the same without the word. Anything else keeps it.

    >>> settled("That brand recognition drives sales."), settled("They have this tight loop.")
    ('Brand recognition drives sales.', 'They have a tight loop.')
    >>> settled("That model is bad."), settled("These huge models are slow.")
    ('That model is bad.', 'Huge models are slow.')
    """
    shift = len(text)
    text = _INDEFINITE.sub(lambda match: f"{match[1]} {'an' if text[match.end()] in 'aeio' else 'a'} ", text)
    for pattern, plain in _GENERAL:
        text = pattern.sub(plain, text)
    if len(text) != shift:
        terms = ()  # their places are gone
    spoken = text
    text = re.sub(
        r"(?<=[a-z,] )that ([a-z]+)\b",
        lambda one: f"the {one[1]}" if _was_named(one[1], spoken[: one.start()]) else one.group(),
        text,
    )
    for found in reversed(list(re.finditer(r"\b([Tt]h(?:is|at|ese|ose)) (?=[a-zA-Z])", text))):
        rest = text[found.end() :]
        opens = re.search(r"(?:^|[.,;] ?)(?:(?:and|but|so) )?$", text[: found.start()], re.IGNORECASE)
        before = grammar.bare((text[: found.start()].split() or [""])[-1])
        if not opens and before not in PREPOSITIONS and grammar.verb_at(rest.split()) >= 0:
            continue  # that somebody does something
        places = [(start - found.end(), end - found.end()) for start, end in terms]
        if word := _instead(rest, places, many=found[1].lower() in ("these", "those")):
            text = text[: found.start()] + word.strip() + (" " if word.strip() else "") + rest
            terms = [(start, end) for start, end in terms if end <= found.start()]
    return text[:1].upper() + text[1:]


def _was_named(noun: str, before: str) -> bool:
    return bool(re.search(rf"\ban? (?:[a-z]+ )?{noun}\b", before))


def with_name(text: str, names: Sequence[str], said: str = "") -> str:
    """The sentence with what its pointing words mean, where that was said just before.

    "These chips" at the start becomes the one name of several words that ends on the noun, of `names`; "those numbers"
    as an object becomes "the numbers", where `said`, the talk before, speaks of numbers.

    >>> with_name("These chips are rare.", ("AI chips", "networks"))
    'AI chips are rare.'
    >>> with_name("You can round down those numbers.", (), "A model is stored with precise numbers.")
    'You can round down the numbers.'
    """
    found = re.match(r"(?:These|Those) ([a-z]+s) (?=[a-z])", text)
    fit = [name for name in names if found and " " in name and name.lower().split()[-1] in (found[1], found[1][:-1])]
    if found and len(set(fit)) == 1:
        name = fit[0] if fit[0].endswith("s") else fit[0] + "s"
        text = f"{name[:1].upper()}{name[1:]} {text[found.end() :]}"
    before = said.lower()
    return re.sub(
        r"(?<=[a-z] )(?:these|those) ([a-z]+s)\b",
        lambda one: f"the {one[1]}" if re.search(rf"\b{one[1]}\b", before) else one.group(),
        text,
    )


def _instead(rest: str, terms: Sequence[tuple[int, int]], *, many: bool) -> str:
    """What stands for a pointing word before `rest`: "the", or a blank for nothing; empty where it must stay."""
    words = lexicon()
    said = re.match(r"(?:[A-Za-z]+[ ,]*){1,7}", rest)
    parts = [part.strip(",") for part in said.group().split()] if said else []
    ends = dict(terms)
    at = 0
    while at < len(parts):
        place = len(" ".join(parts[:at])) + (at > 0)
        term = rest[place : ends[place]] if place in ends else ""
        compound = next(
            (one for count in (3, 2) for one in [" ".join(parts[at : at + count]).lower()] if one in words.nouns), ""
        )
        whole = term if " " in term else compound if " " in compound else ""
        if whole:
            return " " if many or whole.split()[-1] in _STUFF else "the "
        low = parts[at].lower()
        made = parts[at].isupper() and at + 1 < len(parts) and parts[at + 1].endswith("ed")  # AI generated
        if not (
            low in words.adjectives or low.endswith("ly") or (low.endswith("ed") and low not in words.nouns) or made
        ):
            break
        at += 1
    noun = parts[at].lower() if at < len(parts) else ""
    behind = parts[at + 1].lower() if at + 1 < len(parts) else ""
    stuff = noun in _STUFF and (behind not in words.nouns or grammar.is_finite(parts, at + 1))
    return " " if stuff else ""
