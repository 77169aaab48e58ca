"""The English an engine reads: what was said, without the words that only fill a pause, numbers in digits.

Only the engine sees it; the sentence keeps its text.
"""

from __future__ import annotations

import re

from pipeline.wording.numbers import english, write_english

_FILLER = r"(?:you know|I mean|like|well|uh|um|uhm|er|right|okay|OK|yeah|let's say|basically)"
_BETWEEN = re.compile(rf",\s+{_FILLER},(?=\s)", re.IGNORECASE)
_AFTER_JOINER = re.compile(rf"\b(and|but|so|because|or|that|if|where|when|is|are|was) {_FILLER},(?=\s)", re.IGNORECASE)
_LINKS = re.compile(
    r"\b(?:is|are|was|were|be|been|it's|that's|there's|they're|you're|we're|he's|she's|to|of|a|an|the|in|for|with|on|at|and|"
    r"but|or|so|because|that|if|when|where|just|not|very|really|can|could|will|would|should|have|has|had|get|gets|got)\Z",
    re.IGNORECASE,
)
_AND_FILLER = re.compile(r"(?:(?<=[,;]\s)|\A)(and|but|so|or) (?:you know|I mean),(?=\s)", re.IGNORECASE)
_FIRST = re.compile(r"\A(?:(?:well|I mean|you know|um|uh|so,? like|so,? yeah|like),\s+)+(?=\w)", re.IGNORECASE)
_LAST = re.compile(r",\s+(?:you know|I mean|like|I guess)(?=[.!]\Z)", re.IGNORECASE)
_KIND_OF = re.compile(
    r"(?<!\ba )(?<!\bthe )(?<!\bthis )(?<!\bthat )(?<!\bwhat )(?<!\bsome )(?<!\bany )(?<!\bone )(?<!\bevery )"
    r"(?<!\beach )(?<!\bno )(?<!\bwhich )(?<!\bof )(?<!\ba little )\b(?:kind|sort) of (?=[a-z])",
    re.IGNORECASE,
)
_TWICE = re.compile(r"\b(?:([A-Za-z]{2,}) \1|([A-Za-z]{4,}), \2)\b(?!['’-])", re.IGNORECASE)
_MAY_REPEAT = {"had", "that", "bye", "no", "yes", "ha", "so", "very", "many"}


def ease(text: str) -> str:
    """The sentence as an engine should read it. Idempotent; a text made of fillers alone stays as it is.

    >>> ease("Well, it costs, you know, twenty five thousand dollars.")
    'It costs, 25,000 dollars.'
    >>> ease("Right.")
    'Right.'
    """
    return digits(clock_times(without_fillers(text)))


def without_fillers(text: str) -> str:
    """The sentence without the words that only fill a pause, and without a word said twice by mistake.

    >>> without_fillers("And I mean, that's, you know, kind of the the point.")
    "And that's the point."
    """
    out = _BETWEEN.sub(lambda found: "" if _LINKS.search(text[: found.start()]) else ",", text)
    out = _AFTER_JOINER.sub(r"\1", out)
    out = _AND_FILLER.sub(r"\1", out)
    out = _LAST.sub("", out)
    out = _KIND_OF.sub("", out)
    out = _TWICE.sub(
        lambda found: found.group() if (said := found[1] or found[2]).lower() in _MAY_REPEAT else said, out
    )
    if (rest := _FIRST.sub("", out)) != out:
        out = rest[:1].upper() + rest[1:]
    return out if any(char.isalnum() for char in out) else text


_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_PAST = {"five": 5, "ten": 10, "quarter": 15, "a quarter": 15, "twenty": 20, "twenty five": 25, "half": 30}
_CLOCK = re.compile(
    rf"\b({'|'.join(sorted(_PAST, key=len, reverse=True)).replace('twenty five', 'twenty[ -]five')}) past "
    rf"({'|'.join(_HOURS)})\b",
    re.IGNORECASE,
)


def clock_times(text: str) -> str:
    """The sentence with `ten past four` as 4:10, which engines read rightly.

    >>> clock_times("It is ten past four, and we open at half past six.")
    'It is 4:10, and we open at 6:30.'
    """

    def told(found: re.Match[str]) -> str:
        return f"{_HOURS.index(found[2].lower()) + 1}:{_PAST[found[1].lower().replace('-', ' ')]:02}"

    return _CLOCK.sub(told, text)


def _beside_small(before: str) -> bool:
    """True after `three or`, which stays in words and so should its partner."""
    return bool(
        re.search(r"\b(?:one|two|three|four|five|six|seven|eight|nine) (?:or|to|and) \Z", before, re.IGNORECASE)
    )


def digits(text: str) -> str:
    """The sentence with numbers from ten on in digits.

    >>> digits("Ten people in the twenty first century, one hundred percent, and GPT-4.")
    '10 people in the 21st century, 100 percent, and GPT-4.'
    """
    out = text
    for number in reversed(english(text)):
        if number.words and not _beside_small(text[: number.start]):
            out = out[: number.start] + write_english(number) + out[number.end :]
    return out
