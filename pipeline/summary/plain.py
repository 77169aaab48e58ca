"""Spoken English sentences as short plain ones, by rule: one main clause, nothing put in, nothing turned round.

A small engine gets a spoken sentence wrong more often than a short one. Fillers, hedges about one's own view, openers
and asides go out; a comma splice becomes its clauses; an addition at the end is cut; a pronoun as subject is replaced
by what it stands for where that is certain. Denials, conditions, modal verbs and quantities are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.summary import grammar
from pipeline.summary.grammar import FRONTS, bare, main_at, verb_at
from pipeline.summary.inflection import third
from pipeline.summary.shorter import fewer, shorter, without_front
from pipeline.summary.spoken import LEAD, in_plain_words, tidy

MIN_WORDS = 4
MAX_WORDS = 30
MAX_VARIANTS = 4
_TALK = re.compile(
    r"\b(?:i|i'm|i've|i'd|i'll|me|my|let's|we're|we've|we'll|talked|talking about|talk about|spoke about|our sources?"
    r"|listeners?|today|episode|guest|show|you're (?:right|saying)|(?<!much )as you|thank|welcome|imagine|analogy"
    r"|this one|right there|in your view)\b",
    re.IGNORECASE,
)
# What points at another sentence: nobody who reads the line alone knows what.
_POINTS = re.compile(
    r"\b(?:this|these|those|such|that (?!\w+(?:'s|s)? (?:is|are|was|has|have|can|will|would|could|might|must"
    r"|does)\b)(?=\w+ (?:is|was|will|of|can)\b)"
    r"|here|it's|(?:one|some|most|many|all|both|none|each|any|much|every one) of (?:them|it|that|those|these|this)"
    r"|the (?:same|others|other (?!side|hand|far end|end)|latter|former|first one|second one)|another|(?<!one"
    r" )(?<!body )else|otherwise|do so|does that|do that|doing that"
    r"|like that|because of that|each other|that way|in that way|too\b(?=[.,]))\b",
    re.IGNORECASE,
)
_REASON_WHY = re.compile(r"\breason (?:why )?(?:they|it|we|you) (?:can|could|must|will|do|did) \w+(?= (?:is|was)\b)")
_REASON = re.compile(r"the (?:\w+ )?reason (?:why )?(?:they|it|we|you)\b")
_LEANS = re.compile(r"^Most of (?:that|it|this) ")  # told where what it means was told just before
_BARE_HAVE = re.compile(
    r"^(?:you|we) (?:have got|have|get) (?!to )(?!.*\b(?:which|who|that|when|because)\b)", re.IGNORECASE
)
_BROKEN = re.compile(
    r"^(?:(?:if|when|once|because) (?:it|they)\b|(?:an? )?half [^o]|some(?:one|body)|very|"
    r"never|maybe|perhaps|like|got|which|mostly)\b|\b(?:is|are|was|were|has|have)"
    r" (?:and|but|or|because)\b"
    r"|\bsa(?:y|ys|id), |, or even worse\.$|\bis (?:that|what)\.$|\b(?:is|are) (?:think|say|take|imagine) ",
    re.IGNORECASE,
)
# Two sentences that lost the full stop between them.
_RUN_ON = re.compile(
    r"(?<!\bif)(?<!\bwhen)(?<!\bthat)(?<!\band)(?<!\bbut)(?<!\bor)(?<!\bso)(?<!\bbecause)(?<!\bwhat)(?<!\bhow)(?<!\bwhere)(?<!\bas)(?<!\bwhy)"
    r"(?<!\bwho)(?<!\bthan)(?<!\bwhile)(?<!\bsure)(?<!\bbefore)(?<!\bafter)(?<!\buntil)(?<!\bonce)(?<!\btime)(?<![,;]) "
    r"(?:there|it|you|we|they|he|she) (?:is|are|was|were|crashes)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^(?:it|they|he|she|that|this|these|those|there (?!is |are )|we|one|which|who|what|everything|everyone"
    r"|others|their|its|his|her)\b"
    r"|^(?:some|most|many|both|all) (?:is|are|was|were|will|can|have|has|do|of)\b",
    re.IGNORECASE,
)
_NO_END = re.compile(
    r"\b(?:the|a|an|and|or|but|of|to|for|with|in|on|at|by|from|into|your|our|their|its|my|his|her|is|are|was|were"
    r"|be|been"
    r"|that|because|when|if|which|who|than|as|so|not|would|could|can|will|very|more|most|between|about|like)\.?$",
    re.IGNORECASE,
)
_PRESENTED = re.compile(
    r"^(?:(?:then|and|of course|on the other side),? )*(?:you|we)(?: have got| have| get) (?P<np>(?!to"
    r" )[^,]{2,60}?), (?:which|who) (?P<vp>.*)$"
    r"|^(?:there is|there are) (?P<np2>[^,]{2,60}?), (?:which|who) (?P<vp2>.*)$",
    re.IGNORECASE,
)


# "It" that stands for what is done: it is hard to ..., it takes two years to ...
DUMMY = re.compile(
    r"It (?:is|was) (?:(?:very|so|too|not|almost|much|really|more|quite) )*\w+ (?:for (?:(?!to\b)\w+ ){1,4})?to \w"
    r"|It (?:takes|took) (?:\w+ ){1,4}to \w"
)


def plain_sentences(text: str, *, subject: str = "") -> tuple[str, ...]:
    """Up to `MAX_VARIANTS` short English sentences that the spoken sentence says, the fullest first.

    `subject` is what a pronoun at the start stands for, empty when that is not certain. Nothing is returned for
    questions, orders, talk about the talk, and what cannot stand alone.

    >>> plain_sentences("And frankly, I think the middle gets squeezed out.")
    ('The middle gets squeezed out.',)
    >>> plain_sentences("They'll likely also win the market, because it's easy.", subject="big tech")
    ('Big tech will likely also win the market, because it is easy.', 'Big tech will likely also win the market.')
    >>> plain_sentences("Is that so?"), plain_sentences("They won it.")
    ((), ())
    """
    return tuple(dict.fromkeys(one for clause in plain_clauses(text, subject=subject) for one in clause))[:MAX_VARIANTS]


def plain_clauses(text: str, *, subject: str = "", thing: str = "") -> tuple[tuple[str, ...], ...]:
    """What `plain_sentences` gives, by clause of the sentence: each may be told by one of its variants.

    `thing` is what an "it" at the start stands for.

    >>> plain_clauses("The chip is fast, but the cable is slow.")
    (('The chip is fast.',), ('The cable is slow.',))
    """
    text = " ".join(text.replace("’", "'").split())
    if re.match(r"What do you mean,? [A-Z]", text):  # a question, and then the answer
        text = text.replace("?", ".")
    if not text.endswith((".", "!")):
        return ()
    found: list[tuple[str, ...]] = []
    inner, front = thing, ""  # the subject of the clause before, and for whom it was said
    for clause in _clauses(tidy(text)):
        if _conceded(clause, text):
            continue
        again = bool(inner) and not DUMMY.match(clause) and bool(re.match(r"It is (?!\w+ing\b)", clause))
        restated = again and not re.search(r"\b(?:but|and|so) it\b", text)
        if not DUMMY.match(clause):
            clause = _named(clause, inner or subject, whole=not inner)
        if restated and front and clause.startswith(inner[:1].upper() + inner[1:]):
            clause = f"{front}, {inner}{clause[len(inner) :]}"
        opening = clause.split(", ")[0]
        inner, front = grammar.subject_of(clause) or inner, opening if opening.startswith("For ") else front
        alone = [one for whole in without_front(clause) for one in shorter(whole)]
        alone += [one for one in shorter(fewer(clause)) if one != clause]
        whole = [] if fewer(clause) != clause else [*shorter(clause)]
        variants = tuple(dict.fromkeys(short for short in (*whole, *alone) if _fit(short)))
        if variants and restated and found:
            found[-1] = variants + found[-1]  # said again in other words: the later ones explain
        elif variants:
            found.append(variants)
    return tuple(found)


def _conceded(clause: str, text: str) -> bool:
    """True for what may be so, said only to go on with "but"."""
    words = clause.rstrip(".").split()[-2:]
    return bool(re.search(r"\b(?:might|may|could)\b", clause)) and " ".join(words) + ", but" in text


def _clauses(text: str) -> Iterator[str]:
    """The sentence itself where it is one clause; the clauses of a comma splice or of "and", "but", "so"."""
    shown = _presented(text.rstrip(".!"))
    presented = shown != text.rstrip(".!")
    words = _without_apposition(shown).split()
    cuts = [0]
    for at in range(1, len(words) - 1):
        before, joins = words[at - 1], bare(words[at]) in ("and", "but", "so", "because")
        start = at + joins
        if bare(words[at]) == "because" and not _factive(words[:at]):
            continue
        if joins and _in_list(words, cuts[-1], at):
            continue
        if not joins and _listed(words, at):
            continue
        if (before.endswith((",", ";")) or joins) and _opens(words, start):
            if at - cuts[-1] <= 3 and verb_at(words, cuts[-1]) < 0 and bare(words[cuts[-1]]) not in FRONTS:
                cuts = [at]
                continue
            first = main_at(words, cuts[-1] + _skipped(words, cuts[-1]))
            if first < at and verb_at(words, first) >= 0 and start > cuts[-1] + 1:
                cuts.append(at)
    if any(bare(words[at]) == "because" for at in cuts[1:]):
        yield " ".join(words) + "."
    for start, end in zip(cuts, [*cuts[1:], len(words)], strict=True):
        part = words[start + _skipped(words, start) : end]
        clause = LEAD.sub("", " ".join(part).strip(" ,;"))
        if clause:
            clause = clause[:1].upper() + clause[1:] + "."
            reason = start > 0 and bare(words[start]) == "because" and not presented
            if not (reason and bare(clause.split()[0]) in ("it", "they", "he", "she")):  # who that is, is not certain
                yield clause


def _in_list(words: list[str], start: int, at: int) -> bool:
    """True when "and" at `at` closes a list or a pair (between A and B) and opens no clause."""
    part = words[start:at]
    if "between" in map(bare, part) and "and" not in map(bare, part[list(map(bare, part)).index("between") :]):
        return True
    commas = [place for place in range(start, at) if words[place].endswith(",")]
    if not commas or bare(words[at]) != "and":
        return False
    member = words[commas[-1] + 1 : at]
    if not member:  # ", and": the member before that comma
        member = words[(commas[-2] + 1 if len(commas) > 1 else at) : at]
    return bool(member) and len(member) <= 5 and verb_at(member) < 0 and bare(member[0]) not in FRONTS


def _listed(words: list[str], at: int) -> bool:
    """True when what follows a comma is a member of a list whose next member follows another comma."""
    behind = next((place for place in range(at, len(words)) if words[place].endswith(",")), -1)
    verb = verb_at(words, at)
    if not 0 <= behind < verb or behind + 1 >= len(words):
        return False
    low = bare(words[behind + 1])
    return low == "and" or low in grammar.DETERMINERS - {"most", "more"}


def _factive(before: list[str]) -> bool:
    """True when the reason that follows is given as a fact: nothing before it is denied, asked or supposed."""
    text = " ".join(before)
    return not re.search(
        r"\b(?:not|never|no|nobody|just|only|if|when|maybe|perhaps|might|may|would|could|say|says|said)\b|n't\b",
        text,
        re.IGNORECASE,
    )


def _skipped(words: list[str], at: int) -> int:
    """How many words join a clause to the one before it."""
    found = 0
    while at + found < len(words) and bare(words[at + found]) in (
        "and",
        "but",
        "so",
        "because",
        "now",
        "then",
        "eventually",
    ):
        if bare(words[at + found]) == "because" and at + found + 1 < len(words) and bare(words[at + found + 1]) == "of":
            break
        found += 1
    return found


def _opens(words: list[str], at: int) -> bool:
    """True where a new main clause begins: a subject and close to it its verb."""
    joined = at > 0 and bare(words[at - 1]) in ("and", "but", "so", "because")
    at = main_at(words, at + _skipped(words, at))
    if at >= len(words) or bare(words[at]) in ("who", "that"):
        return False
    first = bare(words[at])
    shown = (
        first in grammar.PRONOUNS
        or first in grammar.DETERMINERS
        or words[at][:1].isupper()
        or bool(grammar.CONTRACTED.match(first))
        or (first.endswith("s") and not first.endswith("ss"))
    )
    joined = joined or bare(words[at - 1]) in ("and", "but", "so", "because")
    return (shown or joined) and verb_at(words, at) >= 0


def _presented(text: str) -> str:
    """ "You have X, which is Y" as "X is Y"."""
    found = _PRESENTED.match(text)
    if not found:
        return text
    return f"{found['np'] or found['np2']} {found['vp'] or found['vp2']}"


def _without_apposition(text: str) -> str:
    """The subject without what stands beside it between two commas.

    >>> _without_apposition("The core reason, the thing that counts, is speed")
    'The core reason is speed'
    """
    parts = text.split(", ")
    if len(parts) < 3:
        return text
    first, last = parts[0].split(), parts[-1].split()
    middle = parts[1:-1]
    if any(verb_at(part.split()) >= 0 or bare(part.split()[0]) in ("and", "or") for part in middle if part.split()):
        return text
    if bare(last[0]) in ("and", "or", "but") or not all(_beside(part) for part in middle):
        return text
    if bare(first[0]) in FRONTS and verb_at(last) >= 0:
        return f"{parts[0]}, {parts[-1]}"
    verb = 0
    while verb < len(last) - 1 and bare(last[verb]) in grammar.MANNER:
        verb += 1
    if verb_at(first) < 0 and bare(first[0]) not in FRONTS and grammar.is_finite([*first, *last], len(first) + verb):
        reason = next((part for part in middle if _REASON.match(part)), "")
        return f"{reason or parts[0]} {parts[-1]}"
    return text


def _beside(part: str) -> bool:
    """True for words between two commas that describe what stands before them."""
    first = bare(part.split()[0])
    return first in grammar.DETERMINERS or first in (
        "which",
        "who",
        "precisely",
        "because",
        "especially",
        "including",
        "while",
        "although",
        "though",
        "when",
        "like",
    )


def _named(clause: str, subject: str, *, whole: bool) -> str:
    """The clause with `subject` for the pronoun it begins with; "it" only within a sentence."""
    words = clause.split()
    at = main_at(words)
    pronoun = bare(words[at])
    if not subject or pronoun not in ("it", "they", "he", "she") or (pronoun == "it" and whole) or at + 2 > len(words):
        return clause
    verb_place = at + 1
    while verb_place < len(words) - 1 and bare(words[verb_place]) in grammar.MANNER:
        verb_place += 1
    if pronoun == "they" and not _is_plural(subject):
        verb = bare(words[verb_place])
        swap = {"are": "is", "were": "was", "have": "has", "do": "does"}
        if verb in swap or grammar.base_of(verb) == verb:
            words[verb_place] = (swap.get(verb) or third(verb)) + words[verb_place][len(verb) :]
    words[at] = subject[:1].upper() + subject[1:] if at == 0 else subject
    return " ".join(words)


def _is_plural(name: str) -> bool:
    last = name.split()[-1]
    return last.islower() and last.endswith("s") and not last.endswith("ss")


def _fit(text: str) -> bool:
    """True for a whole statement of fair length that can be read alone."""
    text = _REASON_WHY.sub("reason", _LEANS.sub("The work ", text))
    words = text.split()
    if re.search(r"\bwould\b", text) and not re.search(r"\bif\b", text, re.IGNORECASE):
        return False  # supposed of something that is not said
    if (
        not len(words) >= MIN_WORDS
        or len(in_plain_words(text).split()) > MAX_WORDS
        or "?" in text
        or _NO_END.search(text)
    ):
        return False
    pronoun = _PRONOUN.search(text) and not DUMMY.match(text)
    if _TALK.search(text) or _POINTS.search(text) or pronoun or _RUN_ON.search(text):
        return False
    if _BARE_HAVE.match(text) or _BROKEN.search(text):
        return False
    main = main_at(words)
    if main and _PRONOUN.search(" ".join(words[main:])) and bare(words[main]) not in ("there", "they", "it"):
        return False
    return verb_at(words, main) >= 0
