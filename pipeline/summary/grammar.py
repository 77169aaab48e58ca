"""A little English grammar without a tagger: verbs from a list, where a clause begins, what its subject is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from pipeline.lang.en_breaks import PREPOSITIONS
from pipeline.summary.inflection import regular, third

BE = frozenset("am is are was were".split())
HAVE = frozenset("have has had".split())
DO = frozenset("do does did".split())
MODAL = frozenset("can could will would shall should may might must cannot".split())
NEGATED = frozenset(
    "isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't"
    " mustn't".split()
)
AUXILIARY = BE | HAVE | DO | MODAL | NEGATED
PRONOUNS = frozenset("i you he she it we they there who this that these those everyone everybody nobody".split())
DETERMINERS = frozenset(
    "a an the this that these those my your his her its our their every each some any another both either"
    " neither no all"
    " many most few several one two three four five six seven eight nine ten".split()
)
CONTRACTED = re.compile(r"(?:i'm|(?:you|we|they)'re|(?:he|she|it|that|there|who|here)'s|\w+'(?:ve|ll|d))$")
MANNER = frozenset(
    "also still never always often already usually really just only even now then simply quickly slowly actually"
    " eventually ultimately finally quietly mostly largely likely probably perhaps maybe not almost typically generally"
    " rarely hardly certainly clearly often sometimes once again soon".split()
)
FRONTS = frozenset(
    "if when whenever once by because although though while as for in on with within without at after before"
    " unless until"
    " since from despite under through instead unlike".split()
)
_JOINS = frozenset(
    "and or nor but because if when while although though unless whereas that which who whose where".split()
)
_WHENEVER = frozenset(
    {(first, word) for first in ("every", "each", "the") for word in ("time", "second", "moment", "minute", "day")}
    - {("the", "time"), ("every", "second"), ("every", "moment"), ("every", "minute")}
)
NOUNS_TOO = frozenset(
    "open power work research design cost price trade training use control demand change access support talk"
    " study test force"
    " share risk attack order cover face land name number place record report result return service source state"
    " value".split()
)
_SPANS = frozenset("day night morning evening week month year summer winter".split())
_MAX_SUBJECT = 14  # words before the verb of a clause


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """`(base of a present form, base of a past form, participles that are no past)`."""
    text = files("pipeline.wording").joinpath("verbs.en.txt").read_text(encoding="utf-8")
    body = " ".join(line for line in text.splitlines() if not line.startswith("#"))
    present: dict[str, str] = {}
    past: dict[str, str] = {}
    participles: set[str] = set()
    for base, _, irregular in re.findall(r"(\w+)(: (\S+))?", body):
        present[base] = base
        present[third(base)] = base
        forms = irregular.split(",") if irregular else [regular(base)]
        past[forms[0]] = base
        participles.update(forms[1:])
    return present, past, frozenset(participles)


def base_of(word: str) -> str:
    """The base form of a present form in the list, empty for any other word."""
    return _forms()[0].get(word, "")


def is_past(word: str) -> bool:
    """True for the simple past of a listed verb that is not its present too ("put")."""
    return word in _forms()[1] and word not in _forms()[0]


@lru_cache(maxsize=8192)
def bare(word: str) -> str:
    """Small letters, straight apostrophe, no punctuation around the word."""
    return word.lower().replace("’", "'").strip('.,;:!?"“”()')


def is_finite(words: Sequence[str], at: int) -> bool:
    """True when the word can only, or in this place most likely does, carry a clause's tense."""
    word, before = bare(words[at]), bare(words[at - 1]) if at else ""
    if word in AUXILIARY or CONTRACTED.match(word):
        return True
    if before in DETERMINERS or before in PREPOSITIONS or before in AUXILIARY or before == "to":
        return False
    if is_past(word):
        return _past_stands(words, at)
    base = base_of(word)
    if not base or (word == "like" and before not in ("i", "you", "we", "they")):
        return False
    if before in MANNER and at > 1:
        return is_finite([*words[: at - 1], words[at]], at - 1)
    if (
        word != base
        and before.endswith("s")
        and any(bare(one) in ("of", "to", "for") for one in words[max(0, at - 8) : at - 1])
    ):
        return True  # the capability to build systems belongs to everyone
    if word != base:  # needs, helps: after a subject of one
        return bool(before) and (before in PRONOUNS or not before.endswith("s") or before.endswith("ss"))
    return before in ("i", "you", "we", "they", "who") or (before.endswith("s") and not before.endswith("ss"))


def _past_stands(words: Sequence[str], at: int) -> bool:
    """False for a participle: followed by "by", or by the noun it describes."""
    if words[at][-1] in ".,;" or at + 1 == len(words):
        return True
    after = words[at + 1].replace("’", "'")
    low = bare(after)
    if low == "by":
        return False
    regular = bare(words[at]).endswith("ed") or bare(words[at]) in (
        "built",
        "made",
        "bought",
        "found",
        "lost",
        "led",
        "held",
        "born",
    )
    opens = low in DETERMINERS or low in PREPOSITIONS or low in PRONOUNS or low in MANNER or low.endswith(("ly", "ing"))
    return (
        not regular
        or opens
        or after[:1].isupper()
        or low in ("to", "up", "down", "what", "how", "her", "them", "it", "more")
    )


def verb_at(words: Sequence[str], start: int = 0) -> int:
    """Index of the verb of the clause that begins at `start`, -1 when no subject and verb stand there.

    >>> verb_at("The big open models win in the end.".split())
    4
    >>> verb_at("In the end of the day.".split()), verb_at("Winning the market is another battle.".split())
    (-1, 3)
    """
    if start >= len(words):
        return -1
    first = bare(words[start])
    if len(words) > start + 1 and (first, bare(words[start + 1])) in _WHENEVER:
        return -1
    if (
        base_of(first) == first
        and len(words) > start + 1
        and not is_finite(words, start + 1)
        and first not in NOUNS_TOO
    ):
        return -1  # an order
    if first in PREPOSITIONS or first in _JOINS - {"that", "who"} or first in AUXILIARY or first in ("to", "not"):
        return -1
    if CONTRACTED.match(first):
        return start
    for at in range(start + 1, min(len(words), start + _MAX_SUBJECT + 1)):
        if words[at - 1][-1] in ";:" or (words[at - 1].endswith(",") and not _list_goes_on(words, start, at)):
            return -1
        word = bare(words[at])
        if word in ("that", "which", "who") and at > start:
            return _behind_relative(words, at)
        if word in (
            "that",
            "which",
            "who",
            "because",
            "if",
            "when",
            "where",
            "but",
            "what",
            "how",
            "why",
            "whether",
            "whose",
        ):
            return -1
        if (is_finite(words, at) or _many_do(words, start, at)) and not (
            base_of(word) and bare(words[at - 1]) in ("and", "or")
        ):
            return at
        if first in PRONOUNS - {"this", "that", "these", "those"} and word not in MANNER:
            return -1
        if word in ("i", "you", "we", "they", "he", "she", "it"):
            return -1  # the thing you want: a description without "that"
    return -1


def _many_do(words: Sequence[str], start: int, at: int) -> bool:
    """True for a base form behind a plural subject and a phrase or a list (the models from A still win)."""
    word = bare(words[at])
    if (
        base_of(word) != word
        or word == "like"
        or at - start < 3
        or bare(words[at - 1]) in DETERMINERS | PREPOSITIONS | AUXILIARY
    ):
        return False
    adverb = bare(words[at - 1]) in MANNER or bare(words[at - 1]).endswith("ly")
    subject = [bare(one) for one in words[start:at]]
    plural = any(
        one.endswith("s") and not one.endswith("ss") and after in PREPOSITIONS
        for one, after in itertools.pairwise(subject)
    )
    return adverb and plural


def _list_goes_on(words: Sequence[str], start: int, at: int) -> bool:
    """True when the comma before `at` stands in a list: of things with "and" before the last, or of adjectives."""
    if at == start + 1 and bare(words[at]) in ("and", "or"):
        return False  # a word of agreement, and then another sentence
    if any(bare(word) in ("and", "or") for word in words[at : at + 6]):
        return not any(
            is_finite(words, place)
            for place in range(at, min(len(words), at + 3))
            if bare(words[place]) not in ("and", "or")
        )
    ahead = [bare(word) for word in words[at : at + 3]]
    return bare(words[start]) in DETERMINERS and bool(ahead) and (ahead[0] in ("most", "more", "highly", "very"))


def _behind_relative(words: Sequence[str], at: int) -> int:
    """Index of the main verb behind "that ..." which describes the subject, -1 when none is found."""
    words = [*words[:at], "who", *words[at + 1 :]]  # "that" before a noun is another word
    found = [place for place in range(at + 1, min(len(words), at + 14)) if is_finite(words, place)]
    if len(found) < 2 or any(word.endswith((",", ";")) for word in words[at : found[1]]):
        return -1
    second = next((place for place in found[1:] if place > found[0] + 1), -1)
    return second if second > 0 and bare(words[second - 1]) not in ("to", "and") else -1


def subject_of(text: str) -> str:
    """What the sentence is about: the words before its verb, without a pronoun or a long description; else empty.

    >>> subject_of("Hugging Face hosts models."), subject_of("They host models."), subject_of("In May the firm grew.")
    ('Hugging Face', '', '')
    """
    words = text.split()
    first = main_at(words)
    words = words[first:] if first and bare(words[0]) == "for" else words
    verb = verb_at(words)
    if not 0 < verb <= 5 or bare(words[0]) in PRONOUNS or any(bare(word) in PREPOSITIONS for word in words[:verb]):
        return ""
    while verb > 1 and bare(words[verb - 1]) in MANNER:
        verb -= 1
    return " ".join(words[:verb])


def main_at(words: Sequence[str], start: int = 0) -> int:
    """Where the main clause begins after an opening "if ...,", "for ...," or the like; `start` without one."""
    if start < len(words) and (bare(words[start]) in FRONTS or tuple(map(bare, words[start : start + 2])) in _WHENEVER):
        for at in range(start + 1, len(words) - 1):
            if words[at].endswith(","):
                return at + 1
    often = tuple(map(bare, words[start : start + 2]))
    if len(words) > start + 3 and often[0] == "every" and often[1] in _SPANS and bare(words[start + 2]) in PRONOUNS:
        return start + 2  # every night he asks
    return start
