"""What is known about the words of an English transcript before anything is decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from pipeline.anchors import time_at
from pipeline.lang import en
from pipeline.lang.en_words import class_of, key
from pipeline.model import Track
from pipeline.reading.gaps import REACH, Gap, gaps, usual_names
from pipeline.reading.tokens import Token

_CLOSERS = "\"'”’)]}»"
_MARKS = {"?": "question", "!": "exclamation", ",": "comma", ";": "comma", ":": "colon", "—": "dash", "–": "dash"}
_GRAMMAR_SHARE = 0.2
_CONTENT = frozenset({"other", "plural", "noun", "adjective", "digits", "name", "ing", "ed", "ly"})
_WIDE_SHARE = 60  # words to a full stop beyond which a transcript counts as unpunctuated


@dataclass(frozen=True, slots=True)
class Evidence:
    """The visible words in order with what is known about each gap: `gap[i]` stands before word `i`."""

    words: list[Token]
    keys: list[str]  # the key of each word: repairs of structure change marks and capitals only
    classes: list[str]  # and its class
    gap: list[Gap]
    names: frozenset[str]  # keys written with a capital inside sentences
    cased: bool
    punctuated: bool
    english: bool  # enough English grammar words for the boundary model to be worth asking
    left_out: dict[int, tuple[Token, ...]] = field(default_factory=dict)  # words left out of the reading before word i

    def mark(self, at: int) -> str:
        """The kind of mark that closes word `at`: stop, question, exclamation, ellipsis, comma, colon, dash or none."""
        return mark_of(self.words[at].text)

    def capital(self, at: int) -> bool:
        """True when word `at` has a capital that only the start of a sentence explains."""
        return en.starts_upper(self.words[at].text) and not self.is_name(at)

    def is_name(self, at: int) -> bool:
        """True when word `at` has a capital anywhere in a sentence: a name, an abbreviation, `I`."""
        return keeps_capital(self.words[at].text, self.names)


@lru_cache(maxsize=65_536)
def mark_of(word: str) -> str:
    """The kind of mark that closes a word.

    >>> [mark_of(word) for word in ["end.", "why?”", "so,", "wait...", "Dr.", "plain"]]
    ['stop', 'question', 'comma', 'ellipsis', 'none', 'none']
    """
    bare = word.rstrip(_CLOSERS)
    if not bare:
        return "none"
    if bare.endswith(("..", "…")):
        return "ellipsis"
    if bare[-1] == ".":
        stem = bare[:-1].lower()
        return "none" if stem in en.TITLES or stem in en.NEVER_LAST else "stop"
    if bare.endswith("--"):
        return "dash"
    return _MARKS.get(bare[-1], "none")


def keeps_capital(word: str, names: frozenset[str]) -> bool:
    """True when the word is written with a capital wherever it stands.

    >>> keeps_capital("I'm", frozenset()), keeps_capital("GPT-4,", frozenset()), keeps_capital("The", frozenset())
    (True, True, False)
    """
    bare = en.core(word)
    head = bare.replace("’", "'").split("'")[0]
    if (
        head == "I"
        or any(char.isdigit() for char in head)
        or (len(head) > 1 and any(char.isupper() for char in head[1:]))
    ):
        return True
    word = key(bare).removesuffix("'s")
    return word in names or word in usual_names()


def find_names(words: Sequence[Token], extra: Iterable[str] = ()) -> frozenset[str]:
    """Keys that stand with a capital inside sentences at least as often as without, and the words of `extra`."""
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for left, right in pairwise(words):
        word = key(right.text).removesuffix("'s")
        if en.starts_lower(right.text):
            lower[word] += 1
        elif (
            en.starts_upper(right.text)
            and left.speaker == right.speaker
            and mark_of(left.text) in ("none", "comma")
            and class_of(right.text) in ("other", "plural", "name", "noun", "adjective")
        ):
            upper[word] += 1
    names = {word for word, count in upper.items() if count > lower[word] or (count == lower[word] and count > 1)}
    for text in extra:
        names.update(key(word) for word in text.split() if en.starts_upper(word) and lower[key(word)] < 2)
    return frozenset(names)


def gather(words: list[Token], extra_names: Iterable[str] = ()) -> Evidence:
    """The evidence for some visible words of an English transcript."""
    letters = sum(len(word.text) for word in words)
    capitals = sum(en.starts_upper(word.text) for word in words)
    stops = sum(mark_of(word.text) in ("stop", "question", "exclamation") for word in words)
    keys = [key(word.text) for word in words]
    classes = [class_of(word) for word in keys]
    return Evidence(
        words=words,
        keys=keys,
        classes=classes,
        gap=gaps(keys),
        names=find_names(words, extra_names),
        cased=capitals * 200 >= letters,
        punctuated=stops * _WIDE_SHARE >= len(words),
        english=sum(name not in _CONTENT for name in classes) >= _GRAMMAR_SHARE * len(words),
    )


def as_read(evidence: Evidence) -> Evidence:
    """The evidence without the words that were left out of the reading; gaps around them are judged anew."""
    if not any(word.omitted and not word.wall for word in evidence.words):
        return evidence
    kept: list[int] = []
    left_out: dict[int, tuple[Token, ...]] = {}
    for at, word in enumerate(evidence.words):
        if word.omitted and not word.wall:
            left_out[len(kept)] = (*left_out.get(len(kept), ()), word)
        else:
            kept.append(at)
    keys = [evidence.keys[at] for at in kept]
    gap = [*(evidence.gap[at] for at in kept), evidence.gap[-1]]
    for at in left_out:
        low, high = max(0, at - 2 * REACH), min(len(keys), at + 2 * REACH)
        fresh = gaps(keys[low:high])
        first, last = max(0, at - REACH), min(len(keys), at + REACH)
        gap[first : last + 1] = fresh[first - low : last - low + 1]
    return replace(
        evidence,
        words=[evidence.words[at] for at in kept],
        keys=keys,
        classes=[evidence.classes[at] for at in kept],
        gap=gap,
        left_out=left_out,
    )


def pause_ms(left: Token, right: Token, track: Track) -> int:
    """Silence between two words in ms; negative where their cues overlap."""
    left_ms, _ = time_at(track.cues[left.cue], left.end)
    right_ms, _ = time_at(track.cues[right.cue], right.start)
    return right_ms - left_ms
