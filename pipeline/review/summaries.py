"""What an editor writes into a summary: the places, what stands there, and moves with the same care as for sentences.

The published document says what the last run wrote; the history says what was decided since. An edit holds from the
next run on (`summary.edits` lets it win), and its `before` is the text of ours that it was made about.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Edit, EditKind
from pipeline.review.workflow import WITHDRAWN, ReviewError, Stale, State, clean, standing

MAX_TITLE = 120
_ORDER = ("overview:en", "overview:ja", "hashtags")
_PARTS = tuple(f"{part}:{lang}" for part in ("title", "text", "quote") for lang in ("en", "ja"))


@dataclass(frozen=True, slots=True)
class Place:
    """One text of a summary an editor may write. `written` is what the last run put there, `machine` our own text;
    `gone` when no chapter of the last run has this place."""

    anchor: str
    written: str
    machine: str
    edit: Edit | None = None
    gone: bool = False

    @property
    def text(self) -> str:
        """What holds."""
        return self.machine if self.edit is None else self.edit.after

    @property
    def pending(self) -> bool:
        """True when the next run will write something else than stands in the files."""
        return self.text.split() != self.written.split()

    @property
    def revision(self) -> str:
        """Changes whenever somebody decides or a run writes another text."""
        parts = (self.machine, self.text, self.edit.who if self.edit else "", self.edit.when if self.edit else "")
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def places(texts: Mapping[str, str], history: Sequence[Edit]) -> tuple[Place, ...]:
    """All places in reading order, those of chapters that are gone last.

    `texts` is what the published summaries say by anchor (`summary.edits.texts_by_anchor`).
    """
    now = standing(history, EditKind.SUMMARY)
    last = {edit.anchor: edit for edit in history if edit.kind is EditKind.SUMMARY}
    heads = dict.fromkeys(anchor.split(":")[1] for anchor in texts if anchor.startswith("chapter:"))
    order = [*_ORDER, *(f"chapter:{head}:{part}" for head in heads for part in _PARTS), "boundaries"]
    found = [
        Place(anchor, texts[anchor], _machine(texts[anchor], anchor, history, last), now.get(anchor))
        for anchor in order if anchor in texts
    ]  # fmt: skip
    gone = [Place(anchor, "", edit.before, edit, gone=True) for anchor, edit in now.items() if anchor not in texts]
    return (*found, *gone)


def _machine(written: str, anchor: str, history: Sequence[Edit], last: Mapping[str, Edit]) -> str:
    """Our own text at a place: what was written, or what an edit that was written was made about."""
    if anchor not in last:
        return written
    about = [edit for edit in history if edit.kind is EditKind.SUMMARY and edit.anchor == anchor]
    was = next((edit for edit in reversed(about) if edit.state != WITHDRAWN and _same(edit.after, written)), None)
    return was.before if was is not None else written


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


def tags(text: str) -> str:
    """Hashtags as a run writes them: without `#`, letters and digits joined by hyphens, lower case, each once.

    >>> tags("#Open-Source  量子化、#AI #ai")
    'open-source 量子化 ai'
    """
    words = ("-".join(re.findall(r"\w+", word.lower())) for word in re.split(r"[\s、,]+", text))
    return " ".join(dict.fromkeys(word for word in words if word))


def place_of(found: Sequence[Place], anchor: str) -> Place:
    """The place of an anchor. Raises ReviewError where the summary has none."""
    for place in found:
        if place.anchor == anchor:
            return place
    raise ReviewError(f"the summary has no place {anchor!r}", hint="nijimaku review summary show lists them")


def write(
    place: Place, text: str, *, who: str, when: str, expected: str = "", sentences: Sequence[str] = ()
) -> Edit:  # fmt: skip
    """The edit that puts a text at a place. Raises ReviewError for one that cannot stand there, Stale when too late.

    `sentences` are the ids of the episode's sentences, for the beginnings of chapters.
    """
    _current(place, expected)
    kept = tags(text) if place.anchor == "hashtags" else clean(text)
    kind = place.anchor.split(":")[-2] if place.anchor.startswith("chapter:") else place.anchor.split(":")[0]
    if place.gone:
        raise ReviewError(f"{place.anchor} belongs to a chapter that is gone", hint="take the edit back instead")
    if not kept and kind != "quote":
        raise ReviewError("the text is empty", hint="take the edit back to get our own text again")
    if kind == "title" and len(kept) > MAX_TITLE:
        raise ReviewError(f"a title has at most {MAX_TITLE} characters")
    if kind == "boundaries" and (unknown := [name for name in kept.split() if name not in sentences]):
        raise ReviewError(f"no sentence {unknown[0]!r}", hint="ids of the sentences where chapters begin, by blanks")
    if place.edit is not None and kept == place.edit.after:
        raise ReviewError("that is what stands there already")
    return Edit(EditKind.SUMMARY, place.anchor, place.machine, kept, State.APPROVED, who, when)


def give_back(place: Place, *, who: str, when: str, expected: str = "") -> Edit:
    """The edit that brings our own text back. Raises ReviewError when nothing of an editor's stands there."""
    _current(place, expected)
    if place.edit is None:
        raise ReviewError("this is our own text already")
    return Edit(EditKind.SUMMARY, place.anchor, place.edit.before, "", WITHDRAWN, who, when)


def _current(place: Place, expected: str) -> None:
    if expected and expected != place.revision:
        by = f" by {place.edit.who}" if place.edit and place.edit.who else ""
        raise Stale(
            f"{place.anchor} was changed meanwhile{by}", standing=place.edit, text=place.text,
            hint="compare the two and save again",
        )  # fmt: skip
