"""Short utterances and what people say for them: engines invent text for one to three words without context.

`<pair>.tsv` beside this module: `en ja ja_plain speaker note`. `speaker` names the role a row is for (host, guest,
narrator; empty for all); `ja_plain` is the plain register, empty when it is the same.

`hints.<pair>.tsv`: `en ja`, everyday nouns and idioms that small engines mistranslate (a carpenter comes out as a
cleaner). They are offered to engines that take hints, after the glossary's terms; nothing verifies or reports them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.errors import GlossaryError
from pipeline.model import Lang, Pair, Term, TermType

COLUMNS = ("en", "ja", "ja_plain", "speaker", "note")
_BLANKS = re.compile(r"\s+")
_QUOTES = str.maketrans("’‘“”", "''\"\"")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One row: a whole utterance and its translations by register."""

    text: str
    polite: str
    plain: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Phrases by their key and role."""

    rows: dict[tuple[str, str], Phrase]

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> PhraseTable:
        """The table of these rows; of two rows with one key and role the first counts."""
        rows: dict[tuple[str, str], Phrase] = {}
        for phrase in phrases:
            rows.setdefault((key(phrase.text), phrase.role), phrase)
        return cls(rows)

    def find(self, text: str, *, role: str = "", plain: bool = False) -> str:
        """The translation of a whole utterance for a speaker of this role, empty when the table has none."""
        wanted = key(text)
        phrase = self.rows.get((wanted, role)) or self.rows.get((wanted, ""))
        if phrase is None:
            return ""
        return phrase.plain if plain and phrase.plain else phrase.polite


def key(text: str) -> str:
    """What makes two utterances the same: case, commas, quotes and final stops do not count, a question mark does.

    >>> key("Yeah, exactly!"), key("Right?"), key("  well — okay... ")
    ('yeah exactly', 'right?', 'well okay')
    """
    low = text.translate(_QUOTES).lower()
    asked = low.rstrip(" .!\"'…。！").endswith(("?", "？"))
    bare = _BLANKS.sub(" ", re.sub(r"[,.!?;:…—–\"。、！？]+| - |-$", " ", low)).strip()
    return f"{bare}?" if asked else bare


@cache
def bundled(pair: Pair) -> PhraseTable:
    """The table that ships for this pair; empty for a pair without one. Raises GlossaryError at a faulty row."""
    name = f"{pair}.tsv"
    file = resources.files(__name__).joinpath(name)
    if not file.is_file():
        return PhraseTable({})
    return PhraseTable.of(read(file.read_text(encoding="utf-8-sig"), pair, name=name))


@cache
def soft_hints(pair: Pair) -> tuple[Term, ...]:
    """Words and idioms worth a hint in this direction, in file order; none for a pair without a file."""
    name = f"hints.{pair}.tsv"
    file = resources.files(__name__).joinpath(name)
    if not file.is_file():
        return ()
    found = []
    for line, row in enumerate(file.read_text(encoding="utf-8-sig").splitlines()[1:], start=2):
        source, _, target = (part.strip() for part in row.partition("\t"))
        if not (source and target):
            raise GlossaryError("a hint needs a word and its rendering", where=f"{name}:{line}")
        found.append(Term(f"hint-{line}", source, target, TermType.CONCEPT))
    return tuple(found)


def read(text: str, pair: Pair, *, name: str) -> list[Phrase]:
    """The rows of a phrase file, in order."""
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(rows, [])
    if tuple(header) != COLUMNS:
        raise GlossaryError(f"a phrase table has the columns {' '.join(COLUMNS)}", where=f"{name}:1")
    found: list[Phrase] = []
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        cells = [cell.strip() for cell in row] + [""] * (len(COLUMNS) - len(row))
        english, polite, plain, role = cells[:4]
        if not english or not polite or len(row) > len(COLUMNS):
            raise GlossaryError("a row needs an utterance and a translation in its own columns", where=f"{name}:{line}")
        if pair.source is Lang.EN:
            found.append(Phrase(english, polite, plain, role))
        else:
            found.append(Phrase(polite, english, "", role))
    return found
