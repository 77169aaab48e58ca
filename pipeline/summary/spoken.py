"""Spoken English tidied for grammar: fillers, openers, hedges and asides out, contractions in full, idioms plain."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from pipeline.model import Lang
from pipeline.summary import grammar
from pipeline.summary.compress import compress
from pipeline.wording.ease import without_fillers

LEAD = re.compile(
    r"^(?:(?:(?:no|right|well|again|now|really|actually),|and|but|so|or|yes|yeah|then|also|plus|okay|oh|ah"
    r"|exactly|precisely|absolutely|of course"
    r"|suddenly|honestly|frankly|basically|essentially|in other words|in simple terms|in short"
    r"|for instance|for example|for sure|that said|at the end of the day|the thing is|the point is|the fact is|my"
    r" point is"
    r"|i (?:really |honestly |just )?(?:think|believe|guess|suppose|mean|would say|would argue|'d say|know)(?: that)?"
    r"|i'd (?:say|argue)(?: that)?|it turns out(?: that)?|it's exactly that|it's just that|it is exactly that"
    r"|you know(?: that| how)?|as you know|as i said|as we said|in my view|to be honest|to be fair"
    r"|(?:and )?(?:this|that|which) is (?:exactly |precisely )?why|(?:and )?that's (?:exactly |precisely )?why"
    r"|what do you mean(?=,? [A-Z])"
    r"|the (?:idea|truth|problem|answer|argument|good news|bad news) is(?: this)?(?: that|,)|let's say|say"
    r"|(?:the|this) (?:principle|fact|truth|reality) (?:is )?that|it(?:'s| is) true that|it means(?: that)?|which"
    r" means(?: that)?"
    r"|despite (?:all of )?(?:that|this|it),|if i'm hearing you right,|if i understand you(?: right)?,|if you"
    r" think about it,"
    r"|there's no doubt that|needless to say|don't forget that|remember that|we(?:'ve| have) seen that"
    r"|that is,|and yet)(?:,\s*|\s+))+",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",\s*(?:you know|i mean|i think|i guess|i suppose|of course|for sure|for instance|for example|by the way|so"
    r" to speak"
    r"|if you will|let's say|in a way|in a sense|as they say|as you say|as it were|in a weird way|honestly|frankly"
    r"|obviously|well|right|like|maybe|say|for all intents and purposes|on the surface|in my"
    r" view)\s*(?:,|(?=[.]$))",
    re.IGNORECASE,
)
# "It is not only surviving here, it's actually thriving": one statement.
_NOT_ONLY = re.compile(
    r"\bnot only (\w+ing\b[^,]*), (?:but )?(?:it's|it is|they're|they are) (?:actually |also |really )?(?=\w+ing\b)"
)
_DOUBTED = re.compile(r", (?:maybe|perhaps|possibly|probably) [^,]*,")  # an aside that guesses
_AGAIN = re.compile(
    r", just (?:the|a) [a-z]+,? (?=(?:can|will|is|are|was|were|costs?|could|would)\b)"
)  # the subject, again
_EMPTY = re.compile(
    r"\b(?:really|literally|absolutely|incredibly|actually|basically|essentially|honestly|truly|definitely|undeniably"
    r"|squarely|totally|simply|infinitesimally|insanely|arguably|of course|kind of(?= (?!a\b|the\b))|sort of(?="
    r" (?!a\b|the\b))|a little bit|at all"
    r"|in a weird way|humanly|incredible(?= \w+ \w+))\b ?",
    re.IGNORECASE,
)
_GUARDED = re.compile(r"(?:\b(?:not|never|no|just|without|nothing)|n't) (?:even |quite )?$", re.IGNORECASE)
_REMEMBERED = 4096  # sentences: each is asked for several times
_CONTRACTIONS = tuple(
    (re.compile(said, re.IGNORECASE), plain)
    for said, plain in (
        (r"\b(back|front) (ends?)\b", r"\1-\2"),
        (r"\b(can)'t\b", r"\1not"),
        (r"\b(won)'t\b", "will not"),
        (r"\b(\w+)n't\b", r"\1 not"),
        (r"\b(it|that|there|he|she|who|what|here|where)'s (been|had|got)\b", r"\1 has \2"),
        (r"\b(it|that|there|he|she|who|what|here|where)'s\b", r"\1 is"),
        (r"\b([A-Za-z]{3,})'s (got|been|gone|become)\b", r"\1 has \2"),
        (
            r"\b([A-Za-z]{3,})'s (?=(?:a|an|the|not|still|already|always|never|just|only|very|too|going to"
            r"|trying to)\b)",
            r"\1 is ",
        ),
        (r"\b(has|have) got (?=(?:a|an|the|no|some|two|three|many|more|better)\b)", r"\1 "),
        (r"\b(\w+)'re\b", r"\1 are"),
        (r"\b(\w+)'ve\b", r"\1 have"),
        (r"\b(\w+)'ll\b", r"\1 will"),
        (r"\b(I)'m\b", r"\1 am"),
    )
)
_DO = re.compile(r"(?<=[a-rt-z]s )do (?=(\w+))")  # emphatic: the models do start
# What points at nothing a reader has to know.
_SETTLED = (
    (
        re.compile(r"\b(of|in) this (war|battle|race|debate|industry|technology|field|market|fight|game|contest)\b"),
        r"\1 the \2",
    ),
    (re.compile(r"(?<=\w )(?<!of )these (?=[a-z]+(?:,? [a-z]+)* )"), ""),
    (re.compile(r" in (?:my|our) view,"), ""),
    (
        re.compile(r"(?<=match )that (?=\w+,? )|(?<=with )that (?=\w+,? \w+ of )|(?<=have )that (?=\w+,? \w+ of )"),
        "the ",
    ),
)


@lru_cache(maxsize=1)
def _idioms() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    text = files("pipeline.wording").joinpath("idioms.en.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(
        (re.compile(rf"\b{said.lstrip('!')}\b", re.IGNORECASE), plain, said.startswith("!")) for said, plain in rows
    )


@lru_cache(maxsize=_REMEMBERED)
def in_plain_words(text: str, *, idioms_only: bool = False) -> str:
    """The text with idioms said plainly, as an engine should read it; or only what no rule may take word by word.

    >>> in_plain_words("The middle gets squeezed out.")
    'The middle disappears.'
    """
    for said, plain, needed in _idioms():
        if needed or not idioms_only:
            text = said.sub(plain, text)
    return text


@lru_cache(maxsize=_REMEMBERED)
def opening_words(text: str) -> str:
    """The sentence without what opens it before its subject.

    >>> opening_words("Okay, so they own the top.")
    'They own the top'
    """
    return tidy(" ".join(text.replace("’", "'").split())).rstrip(".!?")


def tidy(text: str) -> str:
    text = compress(without_fillers(text), Lang.EN)
    for _ in range(3):
        text = _ASIDE.sub(lambda found: " " if found.group().endswith(",") else "", text)
        text = LEAD.sub("", text)
    text = _AGAIN.sub(" ", _DOUBTED.sub(",", text))
    text = _NOT_ONLY.sub(r"not only \1 but ", text)
    text = _EMPTY.sub(lambda found: found.group() if _GUARDED.search(found.string[: found.start()]) else "", text)
    for contracted, plain in _CONTRACTIONS:
        text = contracted.sub(plain, text)
    text = _DO.sub(lambda found: "" if grammar.base_of(found[1].lower()) == found[1].lower() else found.group(), text)
    text = re.sub(r"\b(\w+)(?: \1\b(?![-']))+", r"\1", text)
    for pointing, plain in _SETTLED:
        text = pointing.sub(plain, text)
    text = re.sub(r"\s+([,.])", r"\1", re.sub(r"\s{2,}", " ", text)).strip(" ,")
    text = re.sub(r",(?:\s*,)+|(?<=\w), (?=in |on |at )(?<=sits, )", ",", text)
    text = re.sub(r"\b([Aa]) (?=[aeio]\w|u(?!ni|se|sa)\w)", r"\1n ", text)
    return re.sub(r"\b([Aa])n (?=[bcdfgjklnpqrtvwyz]\w*[a-z])", r"\1 ", text)
