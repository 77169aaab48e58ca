"""Whom "they" means at the start of a sentence, where that is certain: a named actor, the subject before."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

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
    r"|parents|guys|models|kids|bakers|bakeries|readers|writers|listeners|investors|banks|labs|vendors|makers)\b",
    re.IGNORECASE,
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
        since += 1
        if first in ("they", "he", "she") and actor and since <= _REACH:
            found[sentence.id] = actor
            since = 0
            if _ACTORS.search(text):
                actor = ""
            continue
        subject = grammar.subject_of(text)
        known = {name.lower() for name in actors_in(sentence)}
        if subject and known == {subject.lower()}:
            actor, since = ("", 0) if _ACTORS.search(text[len(subject) :]) else (subject, 0)
        elif subject or (len(words) > _FRAGMENT and grammar.verb_at(words, grammar.main_at(words)) >= 0):
            actor = ""
    return found
