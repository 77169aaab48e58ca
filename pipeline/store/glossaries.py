"""Glossary files: CSV that opens in a spreadsheet, one term a row, nothing about it kept anywhere else.

Header: `id,source,target,type,status,variants,forbidden,accepted,do_not_translate,case_sensitive,scope,first_mention,
reading,definition_en,definition_ja,note`. Cells with several values separate them by ` | `. A variant is
`text [context, context] !case`: what a recogniser writes instead of the source, only beside one of the context words
when any are given, only in this case when `!case` stands there.
A file is named `<name>.<pair>.csv` (`ai.en-ja.csv`); for the other direction its terms are turned round.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TypeVar

import pipeline
from pipeline.errors import GlossaryError
from pipeline.glossary.revision import revision
from pipeline.model import Glossary, Pair, Term, TermStatus, TermType, Variant
from pipeline.registry import suggestion

COLUMNS = (
    "id", "source", "target", "type", "status", "variants", "forbidden", "accepted", "do_not_translate",
    "case_sensitive", "scope", "first_mention", "reading", "definition_en", "definition_ja", "note",
)  # fmt: skip
MAX_BYTES = 16_000_000
MAX_TERMS = 50_000
MAX_CELL = 4_000
_YES = {"yes", "true", "1", "x", "y"}
_NO = {"", "no", "false", "0", "n"}
_SCOPE = re.compile(r"(show|episode|speaker):\S.*\Z")
_VARIANT = re.compile(r"(?P<text>[^\[\]]*?)\s*(?:\[(?P<contexts>[^\[\]]*)\])?\s*(?P<case>!case)?\s*\Z")
Kind = TypeVar("Kind", TermType, TermStatus)
_PAIR = re.compile(r"\.(?P<pair>(?:en|ja)-(?:en|ja))\.csv\Z", re.IGNORECASE)


def load(paths: Sequence[str | Path], pair: Pair) -> Glossary:
    """The terms of all files for this direction, in file order; a later file replaces terms of the same id.

    No path at all takes the bundled files of the pair or of its reverse. Raises GlossaryError with file and line.
    """
    files = [Path(path) for path in paths] or bundled(pair)
    terms: dict[str, Term] = {}
    for file in files:
        found = _PAIR.search(file.name)
        own = Pair.parse(found["pair"].lower()) if found else pair
        if own not in (pair, Pair(pair.target, pair.source)):
            raise GlossaryError(f"the glossary is for {own}, not for {pair}", where=str(file))
        for term in read(_bytes(file), name=str(file)):
            terms[term.id] = term if own == pair else _turned(term)
    kept = tuple(terms.values())
    return Glossary("+".join(file.name for file in files), pair, kept, revision(kept))


def bundled(pair: Pair) -> list[Path]:
    """Glossary files that ship with Nijimaku for this pair or, failing that, for its reverse; sorted by name."""
    folder = Path(pipeline.__file__).resolve().parents[1] / "glossaries"
    if folder.is_dir() and (folder.parent / "setup.cfg").is_file():
        files = sorted(folder.glob("*.csv"))
    else:  # an installed wheel: the build put them under share/nijimaku/glossaries and its record says where that is
        try:
            listed = metadata.files("nijimaku") or []
        except metadata.PackageNotFoundError:
            listed = []
        files = sorted(
            Path(str(entry.locate())).resolve() for entry in listed if entry.match("share/nijimaku/glossaries/*.csv")
        )
    for wanted in (pair, Pair(pair.target, pair.source)):
        if chosen := [file for file in files if file.name.endswith(f".{wanted}.csv")]:
            return chosen
    return []


def decode(data: bytes, *, name: str) -> str:
    """Text of a spreadsheet's CSV: UTF-8 with or without BOM, UTF-16 with BOM, else CP932 (Excel in Japan)."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise GlossaryError("not a text file in UTF-8, UTF-16 or CP932", where=name, hint="save it as CSV UTF-8")


def read(data: bytes, *, name: str) -> tuple[Term, ...]:
    """The terms of one CSV file, in file order. Raises GlossaryError at the first fault, counting the others."""
    if len(data) > MAX_BYTES:
        raise GlossaryError(f"larger than {MAX_BYTES // 1_000_000} MB", where=name, hint="split the glossary")
    rows = csv.reader(io.StringIO(decode(data, name=name), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(rows, [])]
        _check_header(header, name)
        terms: list[Term] = []
        faults: list[tuple[int, str]] = []
        ids: dict[str, int] = {}
        sources: dict[tuple[str, str], int] = {}
        line = rows.line_num + 1
        for row in rows:
            at, line = line, rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if len(terms) >= MAX_TERMS:
                raise GlossaryError(f"more than {MAX_TERMS} terms", where=f"{name}:{at}", hint="split the glossary")
            try:
                term = _term(header, row)
            except ValueError as fault:
                faults.append((at, str(fault)))
                continue
            if (seen := ids.setdefault(term.id, at)) != at:
                faults.append((at, f"the id {term.id!r} stands in line {seen} too"))
            elif term.status is TermStatus.APPROVED and (
                (seen := sources.setdefault((term.source, term.scope), at)) != at
            ):
                faults.append((at, f"the source {term.source!r} is approved in line {seen} too"))
            terms.append(term)
    except csv.Error as error:
        raise GlossaryError(f"not valid CSV: {error}", where=f"{name}:{rows.line_num}") from None
    if faults:
        others = ", ".join(str(at) for at, _ in faults[1:8])
        more = f"; faults in {len(faults) - 1} more lines: {others}" if others else ""
        raise GlossaryError(faults[0][1] + more, where=f"{name}:{faults[0][0]}")
    return tuple(terms)


def write(terms: Sequence[Term]) -> str:
    """The CSV text of these terms in the order given; `read` gives the same terms back."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for term in terms:
        cells = [
            term.id, term.source, term.target, term.type.value, term.status.value,
            " | ".join(map(variant_text, term.variants)), " | ".join(term.forbidden), " | ".join(term.accepted),
            "yes" if term.do_not_translate else "", "yes" if term.case_sensitive else "", term.scope,
            term.first_mention, term.reading, term.definition_en, term.definition_ja, term.note,
        ]  # fmt: skip
        rows.writerow(cells)
    return out.getvalue()


def variant_text(variant: Variant) -> str:
    """One variant as a cell holds it.

    >>> variant_text(Variant("lama", ("Meta", "model"), case_sensitive=True))
    'lama [Meta, model] !case'
    """
    contexts = f" [{', '.join(variant.contexts)}]" if variant.contexts else ""
    return f"{variant.text}{contexts}{' !case' if variant.case_sensitive else ''}"


def parse_variant(text: str) -> Variant:
    """The variant a cell holds. Raises ValueError when brackets do not close.

    >>> parse_variant("open eye [GPT, Altman]")
    Variant(text='open eye', contexts=('GPT', 'Altman'), case_sensitive=False)
    """
    found = _VARIANT.match(text.strip())
    if not found or not found["text"].strip():
        raise ValueError(f"variants: cannot read {text!r}, expected: text [context, context] !case")
    contexts = tuple(word.strip() for word in (found["contexts"] or "").split(",") if word.strip())
    return Variant(found["text"].strip(), contexts, bool(found["case"]))


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise GlossaryError(f"cannot read the glossary: {error.strerror}", where=str(file)) from None


def _check_header(header: list[str], name: str) -> None:
    unknown = [cell for cell in header if cell not in COLUMNS]
    if unknown or "source" not in header or "target" not in header or len(set(header)) != len(header):
        what = f"unknown column {unknown[0]!r}" if unknown else "the header needs source and target, each once"
        hint = suggestion(unknown[0], COLUMNS) if unknown else "columns: " + ",".join(COLUMNS)
        raise GlossaryError(what, where=f"{name}:1", hint=hint)


def _term(header: list[str], row: list[str]) -> Term:
    if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
        raise ValueError(f"{len(row)} cells under {len(header)} columns; a comma inside a cell needs quotes")
    cells = dict.fromkeys(COLUMNS, "") | {key: cell.strip() for key, cell in zip(header, row, strict=False)}
    for key, cell in cells.items():
        if len(cell) > MAX_CELL:
            raise ValueError(f"{key}: longer than {MAX_CELL} characters")
    if not cells["source"]:
        raise ValueError("the source is empty")
    keep = _flag(cells, "do_not_translate")
    target = cells["target"] or (cells["source"] if keep else "")
    if not target:
        raise ValueError(f"{cells['source']!r} has no target")
    if cells["scope"] and not _SCOPE.match(cells["scope"]):
        raise ValueError(f"scope: {cells['scope']!r}, expected show:NAME, episode:ID or speaker:LABEL")
    return Term(
        id=cells["id"] or re.sub(r"[\W_]+", "-", cells["source"].lower()).strip("-") or cells["source"],
        source=cells["source"],
        target=target,
        type=_choice(TermType, cells["type"] or "Concept", "type"),
        status=_choice(TermStatus, cells["status"] or "proposed", "status"),
        variants=tuple(map(parse_variant, _several(cells["variants"]))),
        forbidden=tuple(_several(cells["forbidden"])),
        accepted=tuple(_several(cells["accepted"])),
        do_not_translate=keep,
        case_sensitive=_flag(cells, "case_sensitive"),
        scope=cells["scope"],
        first_mention=cells["first_mention"],
        reading=cells["reading"],
        definition_en=cells["definition_en"],
        definition_ja=cells["definition_ja"],
        note=cells["note"],
    )


def _several(cell: str) -> Iterator[str]:
    return (part.strip() for part in cell.split("|") if part.strip())


def _flag(cells: dict[str, str], key: str) -> bool:
    value = cells[key].lower()
    if value not in _YES | _NO:
        raise ValueError(f"{key}: {cells[key]!r}, expected yes or nothing")
    return value in _YES


def _choice(kind: type[Kind], value: str, key: str) -> Kind:
    for member in kind:
        if member.value.lower() == value.lower():
            return member
    raise ValueError(f"{key}: {value!r} ({suggestion(value, [member.value for member in kind])})")


def _turned(term: Term) -> Term:
    """The term of the other direction: its mishearings and forbidden renderings belong to the first one only."""
    return replace(
        term, source=term.target, target=term.source, variants=(), forbidden=(), accepted=(), case_sensitive=False,
        first_mention="",
    )  # fmt: skip
