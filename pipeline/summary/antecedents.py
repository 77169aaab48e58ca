"""Whom "they" means at the start of a sentence, where that is certain: a named actor, the subject before."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from pipeline.model import Sentence
from pipeline.summary import grammar
from pipeline.summary.spoken import opening_words

_REACH = 3  # sentences a subject is remembered over, as long as nobody else is spoken of
_FRAGMENT = 3  # words of a remark that changes no subject
# Plural people and firms after the subject: "they" may mean them.
_ACTORS = re.compile(
    r"\b(?:developers|people|users|rivals|competitors|engineers|researchers|companies|startups|customers|students|volunteers"
    r"|experts|businesses|governments|hackers|scientists|workers|employees|teams|founders|regulators|others|countries"
    r"|community|company|firm|team|government|startup|group|camp"
    r"|parents|neighbors?|guys|models|kids|bakers|bakeries|readers|writers|listeners|investors|banks|labs|vendors|makers)\b",
    re.IGNORECASE,
)


# Somebody brought in: think about X, look at X, you have X.
_SHOWN = re.compile(
    r"^(?:(?:just|now|okay|so|and|but|then|well|of course|again|right)[, ]+)*(?:think about|look at|take|consider"
    r"|you have|you've got)(?: the)? $",
    re.IGNORECASE,
)
_ASIDE = frozenset("it that this there you i we those these here one's".split())  # subjects that bring nobody in
_MANY_WHO = re.compile(r"\b(\w+(?:ers|ists|ors)|people|students|companies|developers) who\b")
# What "it" does that is told of a thing said before; being and seeming may be told of anything.
_IT_DOES = re.compile(
    r"^It (?:also |often |just |simply |really |actually |then )?(?!(?:takes|seems|looks|feels|sounds|turns|means"
    r"|depends|comes|happens|works|goes|starts|says|matters|was|has|does|gets|makes sense|costs)\b)"
    r"(?P<verb>[a-z]+s) (?P<rest>.+)"
)


def antecedents(sentences: Sequence[Sentence], actors_in: Callable[[Sentence], Collection[str]]) -> dict[str, str]:
    """By sentence id, what a "they" that opens the sentence stands for; sentences without one are left out.

    `actors_in(sentence)` names the known persons, firms and groups of a sentence, as they stand in it.
    """
    found: dict[str, str] = {}
    actor, since = "", 0
    for sentence in sentences:
        text = opening_words(sentence.text)
        words = text.split()
        if not words:
            continue
        first = grammar.bare(words[grammar.main_at(words)])
        known = {name.lower(): name for name in actors_in(sentence)}
        asked = sentence.text.rstrip().endswith("?")
        since += 0 if asked and actor else 1
        if shown := _shown(sentence.text, known, asked=asked):
            actor, since = shown, 0
            continue
        if asked and actor and not known:
            continue
        if first in ("they", "he", "she") and actor and since <= _REACH:
            found[sentence.id] = actor
            since = 0
            if _ACTORS.search(text):
                actor = ""
            continue
        subject = grammar.subject_of(text)
        many = _MANY_WHO.search(sentence.text)
        if subject and set(known) == {subject.lower()}:
            actor, since = ("", 0) if _ACTORS.search(text[len(subject) :]) else (subject, 0)
        elif many and re.match(r"(?:You have|You've got|There are)\b", text):
            actor, since = many[1], _REACH - 1
        elif known or _ACTORS.search(text):
            actor = ""
        elif first in _ASIDE:
            continue
        elif subject or (len(words) > _FRAGMENT and grammar.verb_at(words, grammar.main_at(words)) >= 0):
            actor = ""
    return found


def _shown(text: str, known: Mapping[str, str], *, asked: bool) -> str:
    """Whom the sentence brings in to talk about; the longest of them where names begin at one place."""
    low = text.lower()
    side = re.search(
        r"\b(?:argument|answer|view|case) (?:from|of) (the (?:[a-z]+ ){1,3}(?:side|camp|community))\?", text
    )
    if asked and side:
        return side[1]
    for name in sorted(known, key=len, reverse=True):
        at = low.find(name)
        if at >= 0 and _SHOWN.match(text[:at]):
            return known[name]
    return ""


def thing_of(before: str, text: str) -> str:
    """What "It" at the start of `text` stands for: the subject of the plain sentence `before`, else empty.

    Only where "it" does something to something, which no word for the weather or for what follows does.

    >>> thing_of("Regulation often creates a barrier.", "It protects the incumbents from competition.")
    'Regulation'
    >>> thing_of("Regulation often creates a barrier.", "It takes two years."), thing_of("", "It protects the firms.")
    ('', '')
    """
    does = _IT_DOES.match(text)
    subject = grammar.subject_of(before) if does else ""
    if not does or not subject or not grammar.base_of(does["verb"]) or len(does["rest"].split()) < 2:
        return ""
    last = subject.split()[-1]
    return "" if last.endswith("s") and not last.endswith(("ss", "is", "us")) else subject
