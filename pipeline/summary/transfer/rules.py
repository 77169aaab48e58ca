"""What all parts of the parser share: the tokens, the word list, and how one looks ahead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.summary.transfer.forms import forms
from pipeline.summary.transfer.lexicon import Verb, lexicon
from pipeline.summary.transfer.said import Said
from pipeline.summary.transfer.words import Token


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase in Japanese. `kind`: "" a thing, "you" anybody (not said in Japanese), "nobody", "any"."""

    text: str
    kind: str = ""
    head: str = ""  # the English head noun
    plural: bool = False
    actor: bool = False  # a person or a firm


TIMES = frozenset(
    "year month week day hour minute second morning afternoon evening night end beginning decade century weekend"
    " today tomorrow"
    " yesterday summer winter spring autumn time quarter".split()
)


class Rules:
    """The state of one parse, and the rules that call each other across its parts.

    Results are `(what was read, index behind it)`, most read first; what is read twice is remembered.
    """

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.lexicon = lexicon()
        self.verb_forms = forms()
        self.phrases_at: dict[int, list[tuple[Noun, int]]] = {}
        self.said_at: dict[tuple[int, bool, bool, bool, bool], list[tuple[Said, int]]] = {}
        self.supposed = False  # the sentence opens with a condition
        self.anybody = False  # the subject is a general "you"
        self.person = False  # the subject is somebody

    def words(self, start: int, count: int) -> str:
        """`count` words from `start`, empty when a term or a comma stands between."""
        part = self.tokens[start : start + count]
        if len(part) < count or any(token.term for token in part) or any(token.comma for token in part[:-1]):
            return ""
        return " ".join(token.low for token in part)

    def longest(self, table: Mapping[str, str], start: int, most: int = 5) -> list[tuple[str, int]]:
        """Entries of a table that stand at `start`, longest first."""
        found = []
        for count in range(most, 0, -1):
            key = self.words(start, count)
            if key and key in table:
                found.append((table[key], start + count))
        return found

    def low(self, at: int) -> str:
        """The word at `at`, empty for a term or behind the end."""
        return "" if at >= len(self.tokens) or self.tokens[at].term else self.tokens[at].low

    def form(self, at: int, form: str) -> list[str]:
        """Base forms of the verbs that stand at `at` in this form."""
        return sorted(base for base, kind in self.verb_forms.get(self.low(at), ()) if kind == form)

    def phrase(self, start: int) -> list[tuple[Noun, int]]:
        """Noun phrases from `start` on."""
        raise NotImplementedError

    def number(self, start: int) -> list[tuple[str, int]]:
        """An amount at `start`."""
        raise NotImplementedError

    def single(self, start: int) -> list[tuple[Noun, int]]:
        """Noun phrases without "and"."""
        raise NotImplementedError

    def described(self, start: int, quantity: str = "") -> list[tuple[Noun, int]]:
        """Adjectives, nouns and what follows them."""
        raise NotImplementedError

    def adjectives(self, start: int) -> list[tuple[str, int]]:
        """Adjectives before a noun."""
        raise NotImplementedError

    def verb(self, base: str, at: int) -> list[tuple[Said, int]]:
        """A verb at `at` with what belongs to it."""
        raise NotImplementedError

    def uses(self, base: str, at: int) -> list[tuple[Verb, int]]:
        """The uses of the verb at `at`."""
        raise NotImplementedError

    def base_form(self, at: int) -> list[tuple[Said, int]]:
        """What stands behind a modal verb or "to"."""
        raise NotImplementedError

    def says(self, at: int, subject: Noun) -> list[tuple[Said, int]]:
        """What is said of a subject."""
        raise NotImplementedError

    def manner(self, at: int) -> tuple[str, bool, bool, int]:
        """Adverbs between subject and verb."""
        raise NotImplementedError

    def clause(self, at: int, *, topic: str, kind: str = "", how: str = "") -> list[tuple[str, int]]:
        """A clause inside another one."""
        raise NotImplementedError

    def doing(self, at: int) -> list[tuple[str, int]]:
        """to do something, before its noun."""
        raise NotImplementedError

    def relative(self, at: int, noun: Noun) -> list[tuple[str, int]]:
        """that does something, before its noun."""
        raise NotImplementedError

    def contact(self, at: int, *, past: bool = False) -> list[tuple[str, int]]:
        """you use, before its noun."""
        raise NotImplementedError

    def participle(self, at: int) -> list[tuple[str, int]]:
        """running or run by somebody, before its noun."""
        raise NotImplementedError
