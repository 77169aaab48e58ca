"""The word list of the rules (`wording/transfer.en-ja.txt`), read once.

Sections: `[noun]` English=Japanese; `[adjective]` English=form before a noun, after | how it ends a sentence where
that does not follow; `[adverb]` English=Japanese, ! where the verb must be denied; `[verb]` English, particle of its
object (- where it takes none), dictionary form / class, * where the present is a state; then prepositions with their
particles, ! where the verb must have it; `[passive]` the same for what is done; `[phrase]` noun and preposition=what
stands between the two in Japanese. The small sections at the end say themselves what they hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from pipeline.summary.transfer.japanese import Pred


@dataclass(frozen=True, slots=True)
class Verb:
    """One use of a verb."""

    words: tuple[str, ...]
    particle: str  # of its object, empty where it takes none
    pred: Pred
    lasts: bool  # its present tells a state (所有しています)
    preps: tuple[tuple[str, str], ...]
    needs: str  # a preposition without which this use is another one


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All sections; keys are small letters."""

    nouns: dict[str, str]
    adjectives: dict[str, tuple[str, str]]
    adverbs: dict[str, str]
    verbs: dict[str, tuple[Verb, ...]]  # by first word
    phrases: dict[str, str]
    passives: dict[str, tuple[Verb, ...]]  # verbs whose passive is told by another verb
    tables: dict[str, dict[str, str]]  # the small ones: quantities, parts, counters, prepositions
    longest: int  # words of the longest noun, adjective or adverb


_DAYS = {
    "monday": "月曜",
    "tuesday": "火曜",
    "wednesday": "水曜",
    "thursday": "木曜",
    "friday": "金曜",
    "saturday": "土曜",
    "sunday": "日曜",
}
_DAY_FORMS = {
    "on {}": "{}に",
    "by {}": "{}までに",
    "on a {}": "{}に",
    "on a {} morning": "{}の朝に",
    "on {} morning": "{}の朝に",
    "by {} night": "{}の夜までに",
    "on {} night": "{}の夜に",
    "on a {} afternoon": "{}の午後に",
    "on {} afternoon": "{}の午後に",
    "every {}": "毎週{}に",
}


_SIZES = (("huge large big vast significant great", "のかなりの部分"), ("small tiny mere", "のごく一部"))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The bundled list."""
    text = files("pipeline.wording").joinpath("transfer.en-ja.txt").read_text(encoding="utf-8")
    section = ""
    pairs: dict[str, dict[str, str]] = {}
    verbs: dict[str, list[Verb]] = {}
    passives: dict[str, list[Verb]] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[] ")
            continue
        for entry in filter(None, (part.strip() for part in line.split(";"))):
            if section in ("verb", "passive"):
                verb = _verb(entry)
                (verbs if section == "verb" else passives).setdefault(verb.words[0], []).append(verb)
            else:
                english, _, japanese = entry.partition("=")
                pairs.setdefault(section, {})[english.lower()] = japanese
    for day, japanese in _DAYS.items():
        for form, told in _DAY_FORMS.items():
            pairs["adverb"][form.format(day)] = told.format(japanese)
    for article in ("a", "the"):
        for sizes, japanese in _SIZES:
            for size in sizes.split():
                pairs["part"] |= {
                    f"{article} {size} {part} of": japanese for part in "part portion share fraction".split()
                }
    for size in "vast huge large massive enormous".split():
        pairs["quantity"] |= {
            f"{size} {mass} of": "大量の" for mass in "amounts quantities volumes oceans seas".split()
        }
    adjectives = {}
    for english, japanese in pairs["adjective"].items():
        before, _, ending = japanese.partition("|")
        adjectives[english] = (before, ending)
    keys = (*pairs["noun"], *adjectives, *pairs["adverb"])
    return Lexicon(
        pairs["noun"], adjectives, pairs["adverb"], {first: tuple(uses) for first, uses in verbs.items()},
        pairs["phrase"], {first: tuple(uses) for first, uses in passives.items()},
        pairs, max(len(key.split()) for key in keys),
    )  # fmt: skip


def _verb(entry: str) -> Verb:
    words = entry.split()
    at = next(index for index, word in enumerate(words) if word in ("を", "に", "-", "と", "が", "から"))
    form = words[at + 1]
    text, _, kind = form.rstrip("*").partition("/")
    preps, needs = [], ""
    last = at
    key: list[str] = []
    for word in words[at + 2 :]:
        if "=" not in word:
            key.append(word)  # a preposition of several words: on top of=の上に
            continue
        prep, _, particle = word.partition("=")
        prep = " ".join([*key, prep])
        key = []
        if particle.endswith("!"):
            particle, needs = particle[:-1], needs or prep
        preps.append((prep, particle))
    pred = Pred("必要", "na") if kind == "n" else Pred(text, kind)
    return Verb(
        tuple(words[:last]), "" if words[at] == "-" else ("が" if kind == "n" else words[at]), pred,
        form.endswith("*"), tuple(preps), needs,
    )  # fmt: skip
