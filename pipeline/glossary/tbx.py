"""TBX, the exchange format of terminologists: ISO 30042 in its second edition (v3) and its first (v2, "martif").

Written as TBX-Basic. What TBX-Basic has no place for (mishearings, scope, reading, our status) stands as JSON in one
note of the entry that begins with `x-nijimaku`; other programs keep notes, so a round trip through them is lossless.
Read through the reader that refuses DTDs and entities.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.codec import from_data, to_data
from pipeline.errors import FormatError, GlossaryError
from pipeline.formats import xml
from pipeline.formats.xml import Node, escape, quoted
from pipeline.glossary.workflow import new_id
from pipeline.model import Glossary, Lang, Pair, Term, TermStatus, TermType

NOTE = "x-nijimaku "
_PLAIN = ("source", "target", "accepted", "forbidden", "definition_en", "definition_ja", "note")  # have a place in TBX
_ADMITTED = {"admittedTerm-admn-sts", "admitted", "admittedTerm"}
_WRONG = {
    "deprecatedTerm-admn-sts",
    "supersededTerm-admn-sts",
    "deprecated",
    "notRecommended",
    "deprecatedTerm",
    "superseded",
}
MAX_ENTRIES = 50_000


def write(glossary: Glossary, *, version: int = 3) -> str:
    """The whole glossary as TBX of edition `version` (2 or 3), in file order."""
    v3 = version == 3
    entry_tag, lang_tag, term_tag = ("conceptEntry", "langSec", "termSec") if v3 else ("termEntry", "langSet", "tig")
    out = ['<?xml version="1.0" encoding="UTF-8"?>']
    title = escape(glossary.name or "Nijimaku")
    source = f"<p>revision {escape(glossary.revision)}</p>"
    if v3:
        out.append('<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">')
        out.append(f"  <tbxHeader><fileDesc><titleStmt><title>{title}</title></titleStmt>")
        out.append(f"    <sourceDesc>{source}</sourceDesc></fileDesc></tbxHeader>")
    else:
        out.append('<martif type="TBX-Basic" xml:lang="en">')
        out.append(f"  <martifHeader><fileDesc><titleStmt><title>{title}</title></titleStmt>")
        out.append(f"    <sourceDesc>{source}</sourceDesc></fileDesc>")
        out.append('    <encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>')
    out.append("  <text><body>")
    for term in glossary.terms:
        out.append(f"    <{entry_tag} id={quoted(_xml_id(term.id))}>")
        out.append(f'      <descrip type="subjectField">{escape(str(term.type))}</descrip>')
        if term.note:
            out.append(f"      <note>{escape(term.note)}</note>")
        out.append(f"      <note>{escape(NOTE + _private(term))}</note>")
        for lang in glossary.pair:
            definition = term.definition_en if lang is Lang.EN else term.definition_ja
            out.append(f'      <{lang_tag} xml:lang="{lang}">')
            if definition:
                out.append(
                    f'        <descripGrp><descrip type="definition">{escape(definition)}</descrip></descripGrp>'
                )
            for text, status in _terms_of(term, lang, glossary.pair):
                mark = f'<termNote type="administrativeStatus">{status}</termNote>'
                out.append(f"        <{term_tag}><term>{escape(text)}</term>{mark}</{term_tag}>")
            out.append(f"      </{lang_tag}>")
        out.append(f"    </{entry_tag}>")
    out += ["  </body></text>", "</tbx>" if v3 else "</martif>", ""]
    return "\n".join(out)


def _terms_of(term: Term, lang: Lang, pair: Pair) -> Iterator[tuple[str, str]]:
    living = term.status in (TermStatus.APPROVED, TermStatus.PROPOSED)
    preferred = "preferredTerm-admn-sts" if living else "deprecatedTerm-admn-sts"
    if lang is pair.source:
        yield term.source, preferred
        return
    yield term.target, preferred
    yield from ((text, "admittedTerm-admn-sts") for text in term.accepted)
    yield from ((text, "deprecatedTerm-admn-sts") for text in term.forbidden)


def _private(term: Term) -> str:
    data = {key: value for key, value in to_data(term).items() if key not in _PLAIN}
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _xml_id(text: str) -> str:
    """An id that XML allows; the true one stands in the note."""
    kept = "".join(char if char.isalnum() or char in "-_." else "_" for char in text)
    return kept if kept[:1].isalpha() else f"t-{kept}"


def read(text: str, *, name: str, pair: Pair) -> tuple[Term, ...]:
    """The terms of a TBX file of either edition that have both languages, in file order.

    Terms from other programs are proposed ones: the preferred (else first) term of each language, admitted ones as
    accepted, deprecated ones as forbidden; a second source term becomes a term of its own. Raises GlossaryError.
    """
    try:
        root = xml.parse(text.lstrip("\ufeff"), name=name)
    except FormatError as error:
        raise GlossaryError(error.message, where=error.where, hint=error.hint) from None
    if root.tag not in ("tbx", "martif", "TBX"):
        raise GlossaryError(f"not a TBX file: its root is <{root.tag[:40]}>", where=name)
    found: list[Term] = []
    taken: set[str] = set()
    for entry in (*root.all("conceptEntry"), *root.all("termEntry")):
        if len(found) >= MAX_ENTRIES:
            raise GlossaryError(f"more than {MAX_ENTRIES} terms", where=f"{name}:{entry.line}", hint="split the file")
        for term in _entry(entry, pair, taken, name):
            taken.add(term.id)
            found.append(term)
    if not found:
        raise GlossaryError(f"no term in both languages of {pair}", where=name)
    return tuple(found)


def _entry(entry: Node, pair: Pair, taken: set[str], name: str) -> Iterator[Term]:
    sections = [*entry.all("langSec"), *entry.all("langSet")]
    by_lang: dict[str, list[tuple[str, str]]] = {}
    definitions: dict[str, str] = {}
    for section in sections:
        lang = section.get("lang", xml.XML).lower().partition("-")[0]
        by_lang.setdefault(lang, []).extend(_section_terms(section))
        definition = next((node.text() for node in section.all("descrip") if node.get("type") == "definition"), "")
        if definition:
            definitions.setdefault(lang, _line(definition))
    sources, targets = by_lang.get(pair.source, []), by_lang.get(pair.target, [])
    if not sources or not targets:
        return
    notes = [node.text().strip() for node in entry.nodes() if node.tag == "note"]
    private = next((text.removeprefix(NOTE) for text in notes if text.startswith(NOTE)), "")
    note = " ".join(_line(text) for text in notes if text and not text.startswith(NOTE))
    shared = {
        "definition_en": definitions.get("en", ""),
        "definition_ja": definitions.get("ja", ""),
        "note": note,
    }
    good = [text for text, status in targets if status not in _WRONG] or [targets[0][0]]
    preferred = next((text for text, status in targets if status.startswith("preferred")), good[0])
    accepted = tuple(dict.fromkeys(text for text in good if text != preferred))
    forbidden = tuple(dict.fromkeys(text for text, status in targets if status in _WRONG and text != preferred))
    if private:
        yield _own(private, sources[0][0], targets, shared, name, entry.line)
        return
    subject = next((node.text().strip() for node in entry.nodes() if node.tag == "descrip"), "")
    kind = TermType(subject) if subject in list(TermType) else TermType.CONCEPT
    for at, (source, status) in enumerate(sources):
        if at and status in _WRONG:
            continue
        wanted = entry.get("id") if at == 0 and entry.get("id") not in ("", *taken) else ""
        term_id = wanted or new_id(source, taken)
        taken.add(term_id)
        made = Term(term_id, source, preferred, kind, TermStatus.PROPOSED, forbidden=forbidden, accepted=accepted)
        yield replace(made, note=note, definition_en=shared["definition_en"], definition_ja=shared["definition_ja"])


def _own(
    private: str, source: str, targets: list[tuple[str, str]], shared: dict[str, str], name: str, line: int
) -> Term:
    """A term that we wrote: the first target is the rendering whatever its mark."""
    accepted = tuple(text for text, status in targets[1:] if status in _ADMITTED)
    forbidden = tuple(text for text, status in targets[1:] if status in _WRONG)
    try:
        data = {**json.loads(private), "source": source, "target": targets[0][0], **shared}
        term: Term = from_data(Term, data, "term")
    except (ValueError, TypeError, RecursionError) as error:
        raise GlossaryError(f"its x-nijimaku note is damaged: {error}", where=f"{name}:{line}") from None
    return replace(term, accepted=accepted, forbidden=forbidden)


def _section_terms(section: Node) -> Iterable[tuple[str, str]]:
    groups = [*section.all("termSec"), *section.all("tig"), *section.all("ntig")]
    for group in groups:
        node = group.find("term")
        text = _line(node.text()) if node is not None else ""
        status = next(
            (item.text().strip() for item in group.all("termNote") if item.get("type") == "administrativeStatus"), ""
        )
        if text:
            yield text, status


def _line(text: str) -> str:
    return " ".join(text.split())
