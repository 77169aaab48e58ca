"""sentences.tsv: one row a sentence, the plain interface for editors and scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from pipeline.errors import FormatError
from pipeline.formats.text import clean
from pipeline.model import Episode, Rung

HEADER = "id speaker start_ms end_ms first_cue last_cue en ja flags".split()
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n"}
_BACK = {"\\\\": "\\", "\\t": "\t", "\\n": "\n"}


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence in both languages; cues count from 1 in source order."""

    id: str
    speaker: str
    start_ms: int
    end_ms: int
    first_cue: int
    last_cue: int
    en: str
    ja: str
    flags: str


def rows(episode: Episode) -> tuple[Row, ...]:
    """A row for every sentence, in order. The source column holds the reading that was translated (repaired words);
    the flag `repaired:…` says where it differs from the delivered cues."""
    cues = episode.source_track().by_id()
    texts = {translation.sentence_id: translation for translation in episode.translations}
    repaired: dict[str, list[str]] = {}
    for repair in episode.repairs:
        if repair.applied:
            repaired.setdefault(repair.sentence_id, []).append(f"repaired:{repair.kind}")
    found = []
    for sentence in episode.sentences:
        numbers = [cues[piece.cue_id].number for piece in sentence.pieces]
        translation = texts.get(sentence.id)
        flags = list(dict.fromkeys(repaired.get(sentence.id, ())))
        if translation:
            flags.insert(0, translation.origin.value)
            flags.extend(f"guard:{guard}" for guard in translation.guards)
            flags.extend(f"term-missed:{use.term_id}" for use in translation.terms if use.rung is Rung.MISSED)
        by_lang = {episode.pair.source: sentence.text, episode.pair.target: translation.text if translation else ""}
        en, ja = (clean(by_lang[lang]) for lang in sorted(by_lang))
        found.append(
            Row(
                id=sentence.id,
                speaker=clean(sentence.speaker),
                start_ms=sentence.span.start_ms,
                end_ms=sentence.span.end_ms,
                first_cue=min(numbers),
                last_cue=max(numbers),
                en=en,
                ja=ja,
                flags=" ".join(flags),
            )
        )
    return tuple(found)


def write(table: tuple[Row, ...]) -> str:
    """The table with its header; backslash, tab and line end are written as `\\\\`, `\\t`, `\\n`."""
    lines = ["\t".join(HEADER)]
    lines.extend("\t".join(escape(str(getattr(row, name))) for name in HEADER) for row in table)
    return "\n".join(lines) + "\n"


def read(text: str, *, name: str = "sentences.tsv") -> tuple[Row, ...]:
    """The rows of such a table. Raises FormatError naming the line of the first fault."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].split("\t") != HEADER:
        raise FormatError(f"the first line is not {' '.join(HEADER)}", where=f"{name}:1")
    found = []
    kinds = {item.name: item.type for item in fields(Row)}
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        parts = [unescape(part) for part in line.split("\t")]
        if len(parts) != len(HEADER):
            raise FormatError(f"{len(parts)} columns instead of {len(HEADER)}", where=f"{name}:{number}")
        values: dict[str, object] = dict(zip(HEADER, parts, strict=True))
        for column in HEADER:
            if kinds[column] == "int":
                if not str(values[column]).isdecimal():
                    raise FormatError(f"{column} is no whole number: {values[column]!r}", where=f"{name}:{number}")
                values[column] = int(str(values[column]))
        found.append(Row(**values))  # type: ignore[arg-type]  # HEADER holds the fields of Row, their kinds checked above
    return tuple(found)


def escape(text: str) -> str:
    """Text for one field.

    >>> escape("a\\tb")
    'a\\\\tb'
    """
    return re.sub(r"[\\\t\n]", lambda hit: _ESCAPES[hit.group()], text)


def unescape(text: str) -> str:
    """The text of one field."""
    return re.sub(r"\\[\\tn]", lambda hit: _BACK[hit.group()], text)
