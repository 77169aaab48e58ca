"""Repairs as windows of words: how they are written down, decided on by editors, applied and replayed.

A window's words are written with `¶` where a sentence ends inside it, `⟨label⟩` where the next word is another
speaker's, and `⟦word⟧` for a word left out of the reading:

    both Amazon and. ⟨Speaker 2⟩ Google at   ->   both Amazon and Google. ⟨Speaker 2⟩ at

The id of a repair names the place of its first word (`hand-over@c48:50`), so a log can be applied to the plain reading
of the same track without any of the reasoning that made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import StageError
from pipeline.model import Edit, EditKind, Repair, Track
from pipeline.reading.tokens import Token, join

STRUCTURE = frozenset({"hand-over", "boundary"})
FOLDING = frozenset({"word", "number"})
_SIGNS = re.compile(r"[¶⟨⟩⟦⟧]")
_ITEM = re.compile(r"⟨[^⟩]*⟩|¶|⟦[^⟧]*⟧|\S+")


def render(window: Sequence[Token]) -> str:
    """The window as one line of text; sentence and speaker signs stand between words, never at its ends."""
    parts: list[str] = []
    previous: Token | None = None
    for token in window:
        if previous is not None and token.speaker != previous.speaker:
            parts.append(f"⟨{token.speaker}⟩")
        elif previous is not None and (previous.ends or previous.wall):
            parts.append("¶")
        if token.omitted:
            parts.append(f"⟦{token.raw}⟧")
        elif token.text:
            parts.append(token.text)
        previous = token
    return " ".join(parts)


@dataclass(slots=True)
class Draft:
    """A change being considered: what `window[i]` becomes, written as `(text, speaker, ends)`."""

    kind: str
    window: list[Token]
    texts: list[str]
    speakers: list[str]
    ends: list[bool]
    omitted: list[bool]

    @classmethod
    def of(cls, kind: str, window: list[Token]) -> Draft:
        """A draft that changes nothing yet."""
        return cls(
            kind,
            window,
            [token.text for token in window],
            [token.speaker for token in window],
            [token.ends for token in window],
            [token.omitted for token in window],
        )

    def apply(self) -> None:
        """Make the change."""
        for at, token in enumerate(self.window):
            token.text, token.speaker = self.texts[at], self.speakers[at]
            token.ends, token.omitted = self.ends[at], self.omitted[at]

    def result(self) -> list[Token]:
        """The window as it would be."""
        return [
            replace(token, text=self.texts[at], speaker=self.speakers[at], ends=self.ends[at], omitted=self.omitted[at])
            for at, token in enumerate(self.window)
        ]


@dataclass(slots=True)
class Log:
    """The repairs of one reading in the order they are made, and what editors have said about them."""

    track: Track
    refused: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()
    repairs: list[Repair] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, track: Track, edits: Iterable[Edit]) -> Log:
        """An empty log that knows which repairs were refused or accepted."""
        said = {edit.anchor: edit.after for edit in edits if edit.kind is EditKind.REPAIR}
        return cls(
            track,
            frozenset(anchor for anchor, after in said.items() if after == "refuse"),
            frozenset(anchor for anchor, after in said.items() if after == "accept"),
        )

    def offer(self, draft: Draft, *, reason: str, confidence: float, sure: bool, term_id: str = "") -> bool:
        """Write the change down and make it when it is sure and not refused, or accepted; True when made.

        A change that changes nothing, or whose words hold the signs of the log itself, is not offered.
        """
        before, after = render(draft.window), render(draft.result())
        if before == after or any(_SIGNS.search(token.raw) for token in draft.window):
            return False
        return self._write(draft.kind, draft.window[0], before, after, reason, confidence, sure, term_id, draft)

    def fold(
        self,
        kind: str,
        window: list[Token],
        after: str,
        *,
        reason: str,
        confidence: float,
        sure: bool,
        term_id: str = "",
    ) -> bool:
        """Read the window's words as `after`, one text in place of them; True when made."""
        draft = Draft.of(kind, window)
        draft.texts = [after] + [""] * (len(window) - 1)
        return self._write(kind, window[0], join(window), after, reason, confidence, sure, term_id, draft)

    def _write(
        self,
        kind: str,
        first: Token,
        before: str,
        after: str,
        reason: str,
        confidence: float,
        sure: bool,
        term_id: str,
        draft: Draft,
    ) -> bool:
        cue_id = self.track.cues[first.cue].id
        place = f"{kind}@{cue_id}:{first.start}"
        count = self._seen[place] = self._seen.get(place, 0) + 1
        repair_id = place if count == 1 else f"{place}.{count}"
        made = repair_id not in self.refused and (sure or repair_id in self.accepted)
        self.repairs.append(
            Repair(repair_id, kind, "", before, after, reason, round(confidence, 2), made, term_id, cue_id)
        )
        if made:
            draft.apply()
        return made


def replay(tokens: list[Token], track: Track, repairs: Iterable[Repair]) -> None:
    """Apply the log to the plain reading of its track, in place.

    Raises StageError when a repair does not fit: the log belongs to another transcript or version.
    """
    at_place = {(track.cues[token.cue].id, token.start): at for at, token in enumerate(tokens)}
    for repair in repairs:
        if not repair.applied or repair.kind not in STRUCTURE | FOLDING:
            continue
        place, _, _count = repair.id.partition("@")[2].partition(".")
        cue_id, _, offset = place.rpartition(":")
        start = at_place.get((cue_id, int(offset)))
        if start is None:
            raise StageError(f"repair {repair.id} has no place in this track", where=cue_id)
        window = _window(tokens, start, repair)
        draft = Draft.of(repair.kind, window)
        if repair.kind in FOLDING:
            draft.texts = [repair.after] + [""] * (len(window) - 1)
        else:
            _read(draft, repair)
        draft.apply()


def _window(tokens: list[Token], start: int, repair: Repair) -> list[Token]:
    write = join if repair.kind in FOLDING else render
    window: list[Token] = []
    for token in tokens[start:]:
        if not token.text and not token.omitted:
            continue
        window.append(token)
        text = write(window)
        if text == repair.before:
            return window
        if len(text) > len(repair.before):
            break
    raise StageError(f"repair {repair.id} does not fit: expected {repair.before!r}, the track reads {write(window)!r}")


def _read(draft: Draft, repair: Repair) -> None:
    """Set the draft to what `repair.after` says, word by word."""
    at = 0
    speaker = draft.window[0].speaker
    last_ends = draft.ends[-1]
    draft.ends = [False] * len(draft.window)
    for item in _ITEM.findall(repair.after):
        if item == "¶":
            draft.ends[at - 1] = True
        elif item.startswith("⟨"):
            draft.ends[at - 1] = True
            speaker = item[1:-1]
        elif at < len(draft.window):
            draft.omitted[at] = item.startswith("⟦")
            draft.texts[at] = "" if draft.omitted[at] else item
            draft.speakers[at] = speaker
            at += 1
    if at != len(draft.window):
        raise StageError(f"repair {repair.id} does not fit: {len(draft.window)} words become {at}")
    draft.ends[-1] = last_ends
