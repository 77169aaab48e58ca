"""Glossaries for other tools: TMX 1.4b, Weblate's CSV, OmegaT's table; and which fields each of them keeps."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, fields

from pipeline import __version__
from pipeline.codec import from_data, to_data
from pipeline.errors import FormatError, GlossaryError
from pipeline.formats import xml
from pipeline.formats.xml import escape, quoted
from pipeline.glossary import tbx
from pipeline.glossary.workflow import new_id
from pipeline.model import Glossary, Pair, Term, TermStatus, TermType
from pipeline.registry import suggestion

EVERY = frozenset(item.name for item in fields(Term))
_WEBLATE = ("location", "source", "target", "id", "fuzzy", "context", "translator_comments", "developer_comments")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A format of glossaries: `keeps` names the fields of a term that survive a round trip."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    write: Callable[[Glossary], str]
    read: Callable[[str, str, Pair], tuple[Term, ...]]
    keeps: frozenset[str]


def write_tmx(glossary: Glossary) -> str:
    """Terms as translation units; what TMX has no place for stands as JSON in a `prop`."""
    source, target = glossary.pair
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        f'  <header creationtool="nijimaku" creationtoolversion={quoted(__version__)} segtype="phrase"'
        f' o-tmf="nijimaku" adminlang="en" srclang="{source}" datatype="plaintext"/>',
        "  <body>",
    ]
    for term in glossary.terms:
        data = {key: value for key, value in to_data(term).items() if key not in ("source", "target", "note")}
        out.append(f"    <tu tuid={quoted(term.id)}>")
        if term.note:
            out.append(f"      <note>{escape(term.note)}</note>")
        out.append(
            f'      <prop type="x-nijimaku">{escape(json.dumps(data, ensure_ascii=False, sort_keys=True))}</prop>'
        )
        for lang, text in ((source, term.source), (target, term.target)):
            out.append(f'      <tuv xml:lang="{lang}"><seg>{escape(text)}</seg></tuv>')
        out.append("    </tu>")
    return "\n".join([*out, "  </body>", "</tmx>", ""])


def read_tmx(text: str, name: str, pair: Pair) -> tuple[Term, ...]:
    """Units with both languages as terms; proposed ones when another program wrote them."""
    try:
        root = xml.parse(text.lstrip("\ufeff"), name=name)
    except FormatError as error:
        raise GlossaryError(error.message, where=error.where, hint=error.hint) from None
    if root.tag != "tmx":
        raise GlossaryError(f"not a TMX file: its root is <{root.tag[:40]}>", where=name)
    found: list[Term] = []
    taken: set[str] = set()
    for unit in root.all("tu"):
        texts: dict[str, str] = {}
        for variant in unit.all("tuv"):
            segment = variant.find("seg")
            lang = (variant.get("lang", xml.XML) or variant.get("lang")).lower()[:2]
            texts.setdefault(lang, " ".join(segment.text().split()) if segment else "")
        source, target = texts.get(pair.source, ""), texts.get(pair.target, "")
        if not source or not target:
            continue
        note = unit.find("note")
        known = next((node.text() for node in unit.all("prop") if node.get("type") == "x-nijimaku"), "")
        extra = {"note": note.text().strip()} if note else {}
        term = _own(known, source, target, extra, f"{name}:{unit.line}") if known else Term(
            new_id(source, taken), source, target, TermType.CONCEPT, note=extra.get("note", "")
        )  # fmt: skip
        taken.add(term.id)
        found.append(term)
    return tuple(found)


def _own(known: str, source: str, target: str, extra: dict[str, str], where: str) -> Term:
    try:
        term: Term = from_data(Term, {**json.loads(known), "source": source, "target": target, **extra}, "term")
    except (ValueError, TypeError, RecursionError) as error:
        raise GlossaryError(f"its x-nijimaku property is damaged: {error}", where=where) from None
    return term


def write_weblate(glossary: Glossary) -> str:
    """Weblate's bilingual CSV: proposed terms are fuzzy, the scope is the context, definition and note are comments."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    rows.writerow(_WEBLATE)
    english = glossary.pair.source == "en"
    for term in glossary.terms:
        if term.status in (TermStatus.APPROVED, TermStatus.PROPOSED):
            definition = term.definition_en if english else term.definition_ja
            fuzzy = "True" if term.status is TermStatus.PROPOSED else "False"
            rows.writerow(["", term.source, term.target, term.id, fuzzy, term.scope, term.note, definition])
    return out.getvalue()


def read_weblate(text: str, name: str, pair: Pair) -> tuple[Term, ...]:
    """The rows of such a CSV; rows without a target are left out."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    if not {"source", "target"} <= set(rows.fieldnames or ()):
        raise GlossaryError("no columns source and target", where=f"{name}:1")
    english = pair.source == "en"
    found: list[Term] = []
    taken: set[str] = set()
    for row in rows:
        source, target = (row["source"] or "").strip(), (row["target"] or "").strip()
        if not source or not target:
            continue
        given = (row.get("id") or "").strip()
        term_id = given if given and given not in taken else new_id(source, taken)
        taken.add(term_id)
        fuzzy = (row.get("fuzzy") or "").strip().lower() in ("true", "1", "yes")
        definition = (row.get("developer_comments") or "").strip()
        found.append(
            Term(
                term_id,
                source,
                target,
                TermType.CONCEPT,
                TermStatus.PROPOSED if fuzzy else TermStatus.APPROVED,
                scope=(row.get("context") or "").strip(),
                note=(row.get("translator_comments") or "").strip(),
                definition_en=definition if english else "",
                definition_ja="" if english else definition,
            )
        )
    return tuple(found)


def write_omegat(glossary: Glossary) -> str:
    """OmegaT's table: source, target, comment, with tabs; approved terms only."""
    lines = []
    for term in glossary.approved():
        comment = term.note or (term.definition_en if glossary.pair.source == "en" else term.definition_ja)
        lines.append("\t".join(" ".join(part.split()) for part in (term.source, term.target, comment)))
    return "\n".join([*lines, ""])


def read_omegat(text: str, name: str, pair: Pair) -> tuple[Term, ...]:
    """The rows of such a table as proposed terms."""
    found: list[Term] = []
    taken: set[str] = set()
    for line in text.lstrip("\ufeff").splitlines():
        parts = [part.strip() for part in line.split("\t")]
        if line.startswith("#") or len(parts) < 2 or not parts[0] or not parts[1]:
            continue
        term_id = new_id(parts[0], taken)
        taken.add(term_id)
        found.append(Term(term_id, parts[0], parts[1], TermType.CONCEPT, note=parts[2] if len(parts) > 2 else ""))
    return tuple(found)


EXCHANGES: dict[str, Exchange] = {
    "tbx": Exchange(
        "tbx", "TBX-Basic, ISO 30042:2019 (v3)", (".tbx",), lambda found: tbx.write(found, version=3),
        lambda text, name, pair: tbx.read(text, name=name, pair=pair), EVERY,
    ),
    "tbx2": Exchange(
        "tbx2", "TBX-Basic, ISO 30042:2008 (v2)", (".tbx.xml", ".martif"), lambda found: tbx.write(found, version=2),
        lambda text, name, pair: tbx.read(text, name=name, pair=pair), EVERY,
    ),
    "tmx": Exchange("tmx", "TMX 1.4b", (".tmx",), write_tmx, read_tmx, EVERY),
    "weblate": Exchange(
        "weblate", "Weblate CSV, living terms only", (".weblate.csv",), write_weblate, read_weblate,
        frozenset({"id", "source", "target", "status", "scope", "note", "definition_en"}),
    ),
    "omegat": Exchange(
        "omegat", "OmegaT table, approved terms only", (".txt", ".tsv", ".utf8"), write_omegat, read_omegat,
        frozenset({"source", "target", "note"}),
    ),
}  # fmt: skip


def named(name: str) -> Exchange:
    """The format of this name. Raises GlossaryError with a suggestion."""
    if name not in EXCHANGES:
        raise GlossaryError(f"no glossary format {name!r}", hint=suggestion(name, [*EXCHANGES, "csv"]))
    return EXCHANGES[name]


def guess(file_name: str) -> str:
    """The format that a file's name says, `csv` when it says nothing else.

    >>> guess("ai.tbx"), guess("ai.weblate.csv"), guess("ai.en-ja.csv")
    ('tbx', 'weblate', 'csv')
    """
    low = file_name.lower()
    return next((row.name for row in EXCHANGES.values() if low.endswith(row.suffixes)), "csv")
