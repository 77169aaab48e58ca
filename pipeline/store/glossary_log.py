"""A glossary file and its change log: `ai.en-ja.csv` and `ai.en-ja.log.jsonl` beside it.

The log is append-only, one JSON object a line: who, when, why, the action, the rows before and after, the file's
revision before and after. It is written ahead of the file: a save that was cut off in between is marked void by the
next one, and a change made outside (spreadsheet, git) gets a line of its own, so the chain of revisions has no hole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.codec import from_data, to_data
from pipeline.errors import GlossaryError
from pipeline.glossary.revision import revision
from pipeline.glossary.workflow import Change, Conflict, Step, apply, undo
from pipeline.model import Glossary, Pair, Term
from pipeline.store import glossaries
from pipeline.store.files import lock, read_bytes, write_atomic

MAX_LOG_BYTES = 256_000_000
WAIT_S = 5.0  # how long a save waits for another one of the same file
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `action` is one of the workflow's, or `undo`, `void` or `outside`.

    `of` is the number of the line that an undo or void is about; lines are numbered from 1.
    """

    action: str
    who: str
    when: str
    why: str
    from_revision: str
    to_revision: str
    term_id: str = ""
    into: str = ""
    of: int = 0
    before: tuple[Term, ...] = ()
    after: tuple[Term, ...] = ()
    number: int = 0


def log_path(path: Path) -> Path:
    """Where the changes of a glossary file are kept."""
    return path.with_name(path.name.removesuffix(".csv") + ".log.jsonl")


def pair_of(path: Path, default: Pair) -> Pair:
    """The direction in a file's name, else the default."""
    parts = path.name.lower().split(".")
    for part in reversed(parts[1:-1]):
        try:
            return Pair.parse(part)
        except ValueError:
            continue
    return default


def open_file(path: Path, pair: Pair) -> Glossary:
    """The terms of one file as it is now, with its revision. Raises GlossaryError."""
    terms = glossaries.read(_data(path), name=str(path))
    return Glossary(path.name, pair_of(path, pair), terms, revision(terms))


def create(path: Path, pair: Pair) -> Glossary:
    """An empty glossary file with its header, unless the file is there already."""
    if not path.exists():
        write_atomic(path, glossaries.write(()).encode("utf-8"))
    return open_file(path, pair)


def save(path: Path, changes: Sequence[Change], pair: Pair, *, expected: str = "") -> tuple[Glossary, tuple[Step, ...]]:
    """Apply the changes to the file, all or none; what they gave is on disk when this returns.

    `expected` is a revision of the whole file, empty where each change speaks for its own term. Raises Conflict when
    the file or a term says something else by now; the file is as it was then.
    """
    if not changes:
        return open_file(path, pair), ()
    with _locked(path):
        glossary = open_file(path, pair)
        if expected and expected != glossary.revision:
            raise Conflict("the glossary was changed meanwhile", where=str(path), hint="look at it again")
        steps: list[Step] = []
        entries: list[Entry] = []
        for change in changes:
            before = glossary.revision
            glossary, step = apply(glossary, change)
            steps.append(step)
            entries.append(
                Entry(
                    str(change.action),
                    change.who,
                    change.when,
                    change.why,
                    before,
                    glossary.revision,
                    change.term_id,
                    change.into,
                    before=step.before,
                    after=step.after,
                )
            )
        _write(path, glossary, entries, when=changes[-1].when)
    return glossary, tuple(steps)


def take_back(path: Path, pair: Pair, *, who: str, when: str, why: str = "", number: int = 0) -> tuple[Glossary, Entry]:
    """Undo one change (the last one still standing when no number is given). Raises Conflict when it was built upon."""
    with _locked(path):
        glossary = open_file(path, pair)
        entry = _to_undo(history(path), number)
        old = Step(_change_of(entry), entry.before, entry.after)
        after = undo(glossary, old)
        line = Entry(
            "undo", who, when, why, glossary.revision, after.revision, entry.term_id, of=entry.number,
            before=entry.after, after=entry.before,
        )  # fmt: skip
        _write(path, after, [line], when=when)
    return after, entry


def _to_undo(entries: Sequence[Entry], number: int) -> Entry:
    happened = standing(entries)
    gone = {entry.of for entry in happened if entry.action == "undo"}
    live = [entry for entry in happened if entry.number not in gone and (entry.before or entry.after)]
    if number:
        live = [entry for entry in live if entry.number == number]
    else:
        live = [entry for entry in live if entry.action != "undo"]
    if not live:
        raise GlossaryError("there is no such change to undo" if number else "there is nothing to undo")
    return live[-1]


def _change_of(entry: Entry) -> Change:
    from pipeline.glossary.workflow import Action

    known = entry.action in list(Action)
    return Change(Action(entry.action) if known else Action.REVISE, entry.term_id, entry.who, entry.when, entry.why)


def history(path: Path, term_id: str = "") -> tuple[Entry, ...]:
    """The log of a file in order, of one term when named. A torn last line (a crash) is left out."""
    file = log_path(path)
    if not file.is_file():
        return ()
    lines = read_bytes(file, max_bytes=MAX_LOG_BYTES).decode("utf-8", errors="replace").split("\n")
    found: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry: Entry = from_data(Entry, json.loads(line), "entry")
        except ValueError as error:
            if number == len(lines):  # no newline after it: never confirmed
                break
            raise GlossaryError(f"damaged change log: {error}", where=f"{file}:{number}") from None
        found.append(replace(entry, number=number))
    if not term_id:
        return tuple(found)
    return tuple(
        entry for entry in found
        if term_id in (entry.term_id, entry.into) or any(row.id == term_id for row in (*entry.before, *entry.after))
    )  # fmt: skip


def at_revision(path: Path, wanted: str, pair: Pair) -> Glossary:
    """The file as it was at an earlier revision (the beginning of its hash will do), by walking the log back.

    Raises GlossaryError where the log does not reach that far.
    """
    glossary = open_file(path, pair)
    for entry in reversed(standing(history(path))):
        if glossary.revision.startswith(wanted):
            return glossary
        if entry.action == "outside" or entry.to_revision != glossary.revision:
            break
        terms = {term.id: term for term in glossary.terms}
        for row in entry.after:
            terms.pop(row.id, None)
        terms |= {row.id: row for row in entry.before}
        kept = tuple(terms.values())
        glossary = replace(glossary, terms=kept, revision=revision(kept))
    if glossary.revision.startswith(wanted):
        return glossary
    raise GlossaryError(f"the change log does not reach back to {wanted!r}", where=str(log_path(path)),
                        hint="nijimaku glossary diff OLD.csv NEW.csv compares two files")  # fmt: skip


def standing(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that happened: without voided ones and the lines that void them."""
    void = {entry.of for entry in entries if entry.action == "void"}
    return tuple(entry for entry in entries if entry.number not in void and entry.action != "void")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with lock(path.with_name(f".{path.name}.lock"), what=str(path), wait_s=WAIT_S):
        yield


def _write(path: Path, glossary: Glossary, entries: list[Entry], *, when: str) -> None:
    old = _data(path)
    text = glossaries.write(glossary.terms)
    if glossaries.read(text.encode("utf-8"), name=path.name) != glossary.terms:
        raise GlossaryError(
            "a term does not read back as it was given", where=str(path), hint="look for odd characters"
        )
    if b"\r\n" in old[:2_000]:  # as a spreadsheet on Windows leaves it
        text = text.replace("\n", "\r\n")
    _append(path, [*_mend(path, entries[0].from_revision, when), *entries])
    write_atomic(path, (BOM if old.startswith(BOM) else b"") + text.encode("utf-8"))


def _mend(path: Path, now: str, when: str) -> list[Entry]:
    """Lines that explain why the file is not at the revision where the log ends; none when it is.

    A file at an earlier point of the log: what came after is void (the save was cut off before the file, or somebody
    put the file back). A file the log never saw: it was changed outside.
    """
    live = standing(history(path))
    if not live or live[-1].to_revision == now:
        return []
    points = [live[0].from_revision, *(entry.to_revision for entry in live)]
    if now not in points:
        why = "changed outside Nijimaku (spreadsheet, git)"
        return [Entry("outside", "", when, why, live[-1].to_revision, now)]
    keep = len(points) - 1 - points[::-1].index(now)
    why = "the save was cut off, or the file was put back"
    return [
        Entry("void", "", when, why, entry.to_revision, entry.from_revision, entry.term_id, of=entry.number)
        for entry in reversed(live[keep:])
    ]


def _append(path: Path, entries: Sequence[Entry]) -> None:
    file = log_path(path)
    rows: list[dict[str, Any]] = []
    for entry in entries:
        data: dict[str, Any] = to_data(entry)
        data.pop("number", None)
        rows.append(data)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        whole = 0
        if file.is_file():
            data_now = read_bytes(file, max_bytes=MAX_LOG_BYTES)
            whole = data_now.rfind(b"\n") + 1  # a torn last line was never confirmed
        with file.open("ab") as out:
            out.truncate(whole)
            out.write(text.encode("utf-8"))
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise GlossaryError(
            f"the change log cannot be written: {error.strerror}", where=str(file), hint="check space and rights"
        ) from None


def _data(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(glossaries.MAX_BYTES + 1)
    except OSError as error:
        raise GlossaryError(
            f"cannot read the glossary: {error.strerror}", where=str(path),
            hint="nijimaku glossary export makes one to start from",
        ) from None  # fmt: skip
