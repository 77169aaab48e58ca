"""What all parts of the parser share: the tokens, the word list, and how one looks ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

ACTORS = frozenset(
    "bakery shop restaurant store school hospital bank company corporation startup developer researcher team"
    " government people student user engineer competitor rival customer giant scientist person community doctor"
    " burglar clerk dancer reporter viewer taxpayer mentor pupil"
    " lawyer expert regulator founder investor teacher volunteer kid parent worker man woman men women boy girl"
    " guy guys child children father mother son daughter brother sister friend guest host neighbor colleague author"
    " writer reader listener artist musician singer actor painter poet novelist chef cook baker farmer fisherman driver"
    " passenger pilot tourist visitor resident tenant landlord nurse surgeon dentist therapist pharmacist plumber"
    " mechanic carpenter architect gardener soldier sailor astronaut astronomer mathematician physicist chemist"
    " psychologist historian philosopher linguist translator interpreter librarian photographer illustrator"
    " composer critic athlete coach referee champion prisoner thief criminal witness victim journalist economist"
    " politician president minister mayor judge professor programmer designer editor manager employee employer"
    " boss leader member participant consumer buyer citizen voter adult teenager stranger intern secretary"
    " consultant accountant executive firm manufacturer supplier retailer publisher chipmaker carmaker".split()
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
        self.said_at: dict[tuple[int, bool, bool, bool, bool, bool], list[tuple[Said, int]]] = {}
        self.behind_clause = False  # a clause stands before the main one: "it" is what that was about
        self.supposed = False  # the sentence opens with a condition
        self.anybody = False  # the subject is a general "you"
        self.person = False  # the subject is somebody
        self.priced = False  # the subject is a price or a share

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
            if key and key in table and not self.tokens[start + count - 1].possessive:
                found.append((table[key], start + count))
        return found

    def low(self, at: int) -> str:
        """The word at `at`, empty for a term or behind the end."""
        return "" if at >= len(self.tokens) or self.tokens[at].term else self.tokens[at].low

    def form(self, at: int, form: str) -> list[str]:
        """Base forms of the verbs that stand at `at` in this form; "found" is what somebody came upon."""
        if self.low(at) == "found":
            return ["find"] if form in ("past", "pp") else []
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

    def adjective(self, start: int) -> tuple[tuple[str, str], int] | None:
        """One adjective: `((before a noun, at the end), index)`."""
        raise NotImplementedError

    def followed(self, noun: Noun, at: int) -> list[tuple[Noun, int]]:
        """A noun with what describes it from behind."""
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

    def things(self, at: int) -> list[tuple[Noun, int]]:
        """The noun phrases that name something: not "you", not nobody."""
        return [(noun, end) for noun, end in self.phrase(at) if noun.text and not noun.kind]

    def acts(self, at: int) -> list[tuple[Said, int]]:
        """What can be done, without a modal verb of its own and no state: behind "to", as a rule."""
        return [(said, end) for said, end in self.base_form(at) if not said.how and not said.state]

    def says(self, at: int, subject: Noun) -> list[tuple[Said, int]]:
        """What is said of a subject."""
        raise NotImplementedError

    def being(self, at: int, denied: bool) -> list[tuple[Said, int]]:
        """What stands behind a form of "be"."""
        raise NotImplementedError

    def tail(self, said: Said, at: int, use: Verb | None = None) -> list[tuple[Said, int]]:
        """What may follow a verb and its object."""
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

    def inner(self, base: str, at: int) -> Iterator[tuple[Said, int]]:
        """A verb whose object is a clause."""
        raise NotImplementedError

    def asking(self, at: int) -> list[tuple[str, int]]:
        """A question inside a sentence."""
        raise NotImplementedError

    def gap(self, at: int, subject: Noun) -> list[tuple[str, int]]:
        """A verb whose object was named before it."""
        raise NotImplementedError
