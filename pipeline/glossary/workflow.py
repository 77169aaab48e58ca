"""The life of a term: a pure reducer over a table of allowed moves. CLI and browser both go through here.

    glossary, step = apply(glossary, Change(Action.APPROVE, "moat", who="aiko", when="2026-11-24", why="house style"))

Nothing else changes a glossary. Every step holds the rows it touched before and after, so that any step can be undone
and the change log alone tells the whole story. A change names the revision of the term it was made about; when the
term says something else by then, `Conflict` carries both rows and nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from pipeline.errors import GlossaryError
from pipeline.glossary.revision import moved, term_revision
from pipeline.model import Glossary, Term, TermStatus, Variant
from pipeline.registry import suggestion


class Action(StrEnum):
    """What an editor can do to a term."""

    ADD = "add"
    PROPOSE = "propose"
    REVISE = "revise"
    APPROVE = "approve"
    REJECT = "reject"
    DEPRECATE = "deprecate"
    MERGE = "merge"


_P, _A, _R, _D = TermStatus.PROPOSED, TermStatus.APPROVED, TermStatus.REJECTED, TermStatus.DEPRECATED

# action -> {status before: status after}; None stands for a term that does not exist.
MOVES: Mapping[Action, Mapping[TermStatus | None, TermStatus | None]] = {
    Action.ADD: {None: _A},
    Action.PROPOSE: {None: _P, _R: _P, _D: _P},
    Action.REVISE: {_P: _P, _A: _A},
    Action.APPROVE: {_P: _A, _D: _A},
    Action.REJECT: {_P: _R},
    Action.DEPRECATE: {_A: _D},
    Action.MERGE: {_P: None, _A: None, _R: None, _D: None},
}


@dataclass(frozen=True, slots=True)
class Change:
    """One decision. `term` is the wanted content where the action takes any, `into` the id that a merge keeps.

    `expected` is the revision of the term that the editor looked at, empty to take the term as it is.
    """

    action: Action
    term_id: str
    who: str
    when: str  # ISO 8601, given by the door: the core reads no clock
    why: str = ""
    term: Term | None = None
    into: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What a change did: the rows it touched before and after, equal lengths not required."""

    change: Change
    before: tuple[Term, ...]
    after: tuple[Term, ...]


class Conflict(GlossaryError):
    """The term changed since the editor looked at it; `theirs` is what stands now, `mine` what was to be saved."""

    def __init__(self, message: str, *, theirs: Term | None = None, mine: Term | None = None, **more: str) -> None:
        super().__init__(message, **more)
        self.theirs = theirs
        self.mine = mine


def allowed(status: TermStatus | None) -> tuple[Action, ...]:
    """The actions open to a term of this status, in the table's order.

    >>> [str(action) for action in allowed(TermStatus.PROPOSED)]
    ['revise', 'approve', 'reject', 'merge']
    """
    return tuple(action for action, moves in MOVES.items() if status in moves)


def find(glossary: Glossary, term_id: str) -> Term | None:
    """The term of this id, if there is one."""
    return next((term for term in glossary.terms if term.id == term_id), None)


def need(glossary: Glossary, term_id: str) -> Term:
    """The term of this id or of this source text. Raises GlossaryError with a suggestion."""
    if found := find(glossary, term_id):
        return found
    same = [term for term in glossary.terms if term.source.casefold() == term_id.casefold()]
    if len(same) == 1:
        return same[0]
    if same:
        raise GlossaryError(
            f"{term_id!r} is the source of {len(same)} terms", hint="ids: " + ", ".join(t.id for t in same)
        )
    raise GlossaryError(f"no term {term_id!r}", hint=suggestion(term_id, [term.id for term in glossary.terms][:5000]))


def new_id(source: str, taken: Iterable[str]) -> str:
    """A free id made from the source text.

    >>> new_id("Mixture of Experts", ["mixture-of-experts"])
    'mixture-of-experts-2'
    """
    base = re.sub(r"[\W_]+", "-", source.lower()).strip("-") or "term"
    known = set(taken)
    if base not in known:
        return base
    return next(f"{base}-{at}" for at in range(2, len(known) + 3) if f"{base}-{at}" not in known)


def apply(glossary: Glossary, change: Change) -> tuple[Glossary, Step]:
    """The glossary after the change, and what it did. Raises GlossaryError for a move outside the table, Conflict
    for a stale one; the glossary given is never altered."""
    now = find(glossary, change.term_id)
    if change.expected and change.expected != term_revision(now):
        raise Conflict(
            f"{change.term_id!r} was changed by somebody else meanwhile" if now else f"{change.term_id!r} is gone",
            theirs=now,
            mine=change.term or now,
            hint="compare the two and save again",
        )
    status = now.status if now else None
    moves = MOVES[change.action]
    if status not in moves:
        state = f"is {status}" if status else "does not exist"
        ways = ", ".join(allowed(status))
        raise GlossaryError(f"{change.term_id!r} {state}: it cannot be {_PAST[change.action]}", hint=f"allowed: {ways}")
    if change.action is Action.MERGE:
        step = _merged(glossary, change, now)
    else:
        content = change.term if change.term is not None else now
        if content is None:
            raise GlossaryError(f"{change.action} {change.term_id!r}: its content is missing")
        target = moves[status]
        assert target is not None  # noqa: S101  (only a merge ends a term)
        made = replace(content, id=change.term_id, status=target)
        _check(made, glossary)
        step = Step(change, (now,) if now else (), (made,))
    return _replaced(glossary, step.before, step.after), step


_PAST = {
    Action.ADD: "added",
    Action.PROPOSE: "proposed",
    Action.REVISE: "revised",
    Action.APPROVE: "approved",
    Action.REJECT: "rejected",
    Action.DEPRECATE: "deprecated",
    Action.MERGE: "merged away",
}


def undo(glossary: Glossary, step: Step) -> Glossary:
    """The glossary with the step taken back. Raises Conflict when a row it touched says something else by now."""
    for row in step.after:
        now = find(glossary, row.id)
        if now != row:
            raise Conflict(
                f"{row.id!r} was changed again since", theirs=now, mine=row, hint="undo the later change first"
            )
    kept = {row.id for row in step.after}
    for row in step.before:
        if row.id not in kept and (now := find(glossary, row.id)):
            raise Conflict(f"there is a new term {row.id!r}", theirs=now, mine=row, hint="give that one another id")
    before = _replaced(glossary, step.after, step.before)
    for row in step.before:
        _check(row, before)
    return before


def _replaced(glossary: Glossary, old: tuple[Term, ...], new: tuple[Term, ...]) -> Glossary:
    """The glossary with rows changed in place; rows that are new stand at the end."""
    gone = {row.id for row in old}
    fresh = {row.id: row for row in new}
    terms = [fresh.pop(term.id, term) for term in glossary.terms if term.id not in gone or term.id in fresh]
    kept = (*terms, *fresh.values())
    there = [term for term in glossary.terms if term.id in gone]
    return replace(glossary, terms=kept, revision=moved(glossary.revision, there, new))


def _check(term: Term, glossary: Glossary) -> None:
    """Raise GlossaryError for content that a glossary file could not hold or that stands twice."""
    for item in fields(Term):
        value = getattr(term, item.name)
        listed = isinstance(value, tuple)
        for part in value if listed else (value,):
            if isinstance(part, Variant):
                _check_text(item.name, part.text, listed=True, barred="[]")
                for context in part.contexts:
                    _check_text(item.name, context, listed=True, barred="[],")
                if part.text.endswith("!case"):
                    raise GlossaryError(f"{item.name}: {part.text!r} ends with a mark that the file uses")
            elif isinstance(part, str):
                _check_text(item.name, part, listed=listed)
    if not term.target.strip():
        raise GlossaryError(f"{term.source!r} has no target")
    if term.scope and not re.match(r"(show|episode|speaker):\S", term.scope):
        raise GlossaryError(f"scope {term.scope!r}", hint="write show:NAME, episode:ID or speaker:LABEL")
    if term.status is not TermStatus.APPROVED:
        return
    for other in glossary.terms:
        same = other.source == term.source and other.scope == term.scope
        if same and other.id != term.id and other.status is TermStatus.APPROVED:
            raise GlossaryError(
                f"{term.source!r} is approved as {other.target!r} already",
                hint=f"revise or deprecate {other.id!r}, or merge the two",
            )


def _check_text(name: str, text: str, *, listed: bool, barred: str = "") -> None:
    bad = [char for char in text if (ord(char) < 32 and char not in "\t\n") or "\ud800" <= char <= "\udfff"]
    if bad:
        raise GlossaryError(f"{name}: the character {bad[0]!r} cannot stand there")
    if text != text.strip() or (listed and not text):
        raise GlossaryError(f"{name}: {text!r} is empty or has blanks around it")
    if found := [char for char in ("|" if listed else "") + barred if char in text]:
        raise GlossaryError(f"{name}: {text!r} holds {found[0]!r}, which has a meaning in the file")
    if len(text) > MAX_TEXT:
        raise GlossaryError(f"{name}: longer than {MAX_TEXT} characters")


MAX_TEXT = 1_000


def _merged(glossary: Glossary, change: Change, gone: Term | None) -> Step:
    """Everything of one term that the kept one lacks goes over; the other row goes, the log keeps it."""
    kept = find(glossary, change.into)
    if kept is None or gone is None or kept.id == gone.id:
        raise GlossaryError(
            f"{change.term_id!r} cannot be merged into {change.into!r}", hint="name another, existing term"
        )
    if kept.status in (TermStatus.REJECTED, TermStatus.DEPRECATED):
        raise GlossaryError(f"{kept.id!r} is {kept.status}", hint="merge into a term that is in use")
    joined = merge_terms(kept, gone)
    _check(joined, glossary)
    return Step(change, (gone, kept), (joined,))


def merge_terms(kept: Term, gone: Term) -> Term:
    """`kept` with what `gone` knew besides: its other renderings, mishearings, and texts where `kept` has none.

    The source of `gone` becomes a variant, read as the kept term from now on; a rendering that either side forbids is
    never accepted.
    """
    variants = {variant.text: variant for variant in (*gone.variants, *kept.variants)}
    if gone.source not in (kept.source, *variants):
        variants[gone.source] = Variant(gone.source, case_sensitive=gone.case_sensitive)
    variants.pop(kept.source, None)
    ordered = [variant.text for variant in kept.variants] + [
        text for text in variants if text not in {v.text for v in kept.variants}
    ]
    forbidden = tuple(dict.fromkeys((*kept.forbidden, *gone.forbidden)))
    forbidden = tuple(text for text in forbidden if text != kept.target and text not in kept.accepted)
    wanted = (*kept.accepted, gone.target, *gone.accepted)
    accepted = tuple(dict.fromkeys(text for text in wanted if text != kept.target and text not in forbidden))
    filled = {
        name: getattr(kept, name) or getattr(gone, name)
        for name in ("first_mention", "reading", "definition_en", "definition_ja", "note")
    }
    if gone.target != kept.target:  # another rendering's reading and first mention do not fit
        filled |= {"reading": kept.reading, "first_mention": kept.first_mention}
    return replace(
        kept, variants=tuple(variants[text] for text in ordered), forbidden=forbidden, accepted=accepted, **filled
    )


def difference(before: Iterable[Term], after: Iterable[Term]) -> tuple[tuple[Term | None, Term | None], ...]:
    """Rows that differ between two states, `(old, new)` by id; None where a side has no such term."""
    old, new = {term.id: term for term in before}, {term.id: term for term in after}
    ids = dict.fromkeys((*old, *new))
    return tuple((old.get(key), new.get(key)) for key in ids if old.get(key) != new.get(key))


def changed_fields(old: Term | None, new: Term | None) -> tuple[str, ...]:
    """Names of the fields in which two rows differ, in the order of the columns."""
    return tuple(item.name for item in fields(Term) if getattr(old, item.name, None) != getattr(new, item.name, None))
