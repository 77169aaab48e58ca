"""What an editor can do to a sentence: a pure reducer over a table of allowed moves; every move is one Edit.

The history of an episode's edits is append-only. What stands is the last edit of each sentence; undo appends the one
before it. A move names the revision of the sentence it was made about: a stale one is refused with what stands now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.errors import PipelineError
from pipeline.model import Edit, EditKind


class State(StrEnum):
    """Where a sentence stands."""

    NEW = "new"
    APPROVED = "approved"
    FLAGGED = "flagged"
    LOCKED = "locked"


WITHDRAWN = "withdrawn"  # the state of an Edit that takes the one before it back


class Act(StrEnum):
    """A move."""

    EDIT = "edit"
    APPROVE = "approve"
    FLAG = "flag"
    LOCK = "lock"
    UNLOCK = "unlock"
    CLEAR = "clear"


_N, _A, _F, _L = State.NEW, State.APPROVED, State.FLAGGED, State.LOCKED

# act -> {state before: state after}
MOVES: Mapping[Act, Mapping[State, State]] = {
    Act.EDIT: {_N: _A, _A: _A, _F: _A},
    Act.APPROVE: {_N: _A, _F: _A},
    Act.FLAG: {_N: _F, _A: _F},
    Act.LOCK: {_N: _L, _A: _L, _F: _L},
    Act.UNLOCK: {_L: _A},
    Act.CLEAR: {_A: _N, _F: _N},
}
MAX_TEXT = 4_000


class ReviewError(PipelineError):
    """A move that cannot be made."""


class Stale(ReviewError):
    """Somebody else decided meanwhile; `standing` is what holds now, `text` the target it gives."""

    def __init__(self, message: str, *, standing: Edit | None = None, text: str = "", **more: str) -> None:
        super().__init__(message, **more)
        self.standing = standing
        self.text = text


@dataclass(frozen=True, slots=True)
class Subject:
    """The sentence a move is about: its source as read today and the machine's target."""

    sentence_id: str
    source: str
    machine: str


@dataclass(frozen=True, slots=True)
class Move:
    """One decision. `text` is the wanted target for an edit; `expected` the revision the editor looked at, empty to
    take the sentence as it stands."""

    act: Act
    who: str
    when: str
    text: str = ""
    expected: str = ""


def state_of(edit: Edit | None) -> State:
    """The state an edit gives its sentence; NEW where there is none."""
    return State(edit.state) if edit is not None else State.NEW


def text_of(subject: Subject, edit: Edit | None) -> str:
    """The target that holds: the editor's where there is one, else the machine's."""
    return edit.after if edit is not None and edit.after else subject.machine


def revision(subject: Subject, edit: Edit | None) -> str:
    """Short hash of everything an editor sees of a sentence: changes whenever somebody decides or a re-run rewords."""
    parts = [
        subject.source,
        text_of(subject, edit),
        state_of(edit),
        edit.who if edit else "",
        edit.when if edit else "",
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def allowed(state: State) -> tuple[Act, ...]:
    """The moves open in a state, in the table's order.

    >>> [str(act) for act in allowed(State.LOCKED)]
    ['unlock']
    """
    return tuple(act for act, moves in MOVES.items() if state in moves)


def standing(history: Iterable[Edit], kind: EditKind = EditKind.TRANSLATION) -> dict[str, Edit]:
    """The edit that holds for each anchor (a sentence id), from all edits in order; only those of one kind."""
    found: dict[str, Edit] = {}
    for edit in history:
        if edit.kind is not kind:
            continue
        if edit.state == WITHDRAWN:
            found.pop(edit.anchor, None)
        else:
            found[edit.anchor] = edit
    return found


def decide(subject: Subject, now: Edit | None, move: Move) -> Edit:
    """The edit that a move makes. Raises ReviewError outside the table, Stale when the sentence moved on."""
    if move.expected and move.expected != revision(subject, now):
        raise Stale(
            f"{subject.sentence_id} was changed meanwhile" + (f" by {now.who}" if now and now.who else ""),
            standing=now,
            text=text_of(subject, now),
            hint="compare the two and save again",
        )
    state = state_of(now)
    moves = MOVES[move.act]
    if state not in moves:
        ways = ", ".join(allowed(state))
        raise ReviewError(f"{subject.sentence_id} is {state}: no {move.act} now", hint=f"allowed: {ways}")
    target = moves[state]
    kept = now.after if now is not None else ""
    if move.act is Act.EDIT:
        text = clean(move.text)
        if not text:
            raise ReviewError("the text is empty", hint="clear the edit to get the machine's text back")
    elif move.act is Act.FLAG:
        text = kept  # a flag says nothing about the words
    elif move.act is Act.CLEAR:
        text = ""
    else:
        text = kept or subject.machine
        if not text:
            raise ReviewError(f"{subject.sentence_id} has no translation yet", hint="write one first")
    state_name = WITHDRAWN if target is State.NEW else str(target)
    return Edit(EditKind.TRANSLATION, subject.sentence_id, subject.source, text, state_name, move.who, move.when)


def clean(text: str) -> str:
    """An editor's text as it is kept: one line, no control characters, no blanks around it.

    Raises ReviewError when it is too long.

    >>> clean(" 推論が\\n速い。 ")
    '推論が速い。'
    """
    joined = ""
    for part in text.replace("\r", "\n").split("\n"):
        part = part.strip()
        gap = " " if joined and part and joined[-1].isascii() and part[0].isascii() else ""
        joined += gap + part
    kept = "".join(
        char for char in joined if char == "\u200d" or (char.isprintable() and not "\ud800" <= char <= "\udfff")
    )
    if len(kept) > MAX_TEXT:
        raise ReviewError(f"longer than {MAX_TEXT} characters")
    return kept.strip()


def undo(
    history: Sequence[Edit], anchor: str, *, who: str, when: str, kind: EditKind = EditKind.TRANSLATION
) -> Edit:  # fmt: skip
    """The edit that brings back what stood before the last decision about a sentence or a place in a summary.

    Undo after undo walks further back. Raises ReviewError when nothing is left to undo.
    """
    stack: list[Edit] = []
    now: Edit | None = None
    for edit in history:
        if edit.kind is not kind or edit.anchor != anchor:
            continue
        stack.append(edit)
        now = None if edit.state == WITHDRAWN else edit
    past = _undone(stack)
    if not past:
        raise ReviewError(f"nothing to undo for {anchor}")
    before = past[-2] if len(past) > 1 else None
    if before is None or before.state == WITHDRAWN:
        source = (now or past[-1]).before
        return Edit(kind, anchor, source, "", WITHDRAWN, f"{UNDO}{who}", when)
    return replace(before, who=f"{UNDO}{who}", when=when)


UNDO = "undo:"  # stands before the name in an edit that took another one back


def _undone(edits: Sequence[Edit]) -> list[Edit]:
    """The decisions still on the stack: each undo has taken one off."""
    stack: list[Edit] = []
    for edit in edits:
        if edit.who.startswith(UNDO):
            if stack:
                stack.pop()
        else:
            stack.append(edit)
    return stack


def who_of(edit: Edit) -> str:
    """The person behind an edit."""
    return edit.who.removeprefix(UNDO)


def conflicts(subjects: Iterable[Subject], edits: Mapping[str, Edit]) -> tuple[tuple[str, Edit], ...]:
    """`(what is wrong, edit)` for edits whose sentence is gone or reads differently now, in order of sentence id."""
    sources = {subject.sentence_id: subject.source for subject in subjects}
    found = []
    for anchor, edit in sorted(edits.items()):
        if anchor not in sources:
            found.append(("gone", edit))
        elif edit.before and edit.before != sources[anchor]:
            found.append(("changed", edit))
    return tuple(found)
