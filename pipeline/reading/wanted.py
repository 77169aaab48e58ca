"""An editor's cuts in the words of a track: where a sentence must end, where it must not."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import Edit, EditKind, Track
from pipeline.reading.tokens import Token

PREFIX = "cut@"


def apply_cuts(read: list[Token], track: Track, edits: Iterable[Edit]) -> None:
    """Mark the tokens as the editor's `cut@<cue id>:<offset>` edits say; a join never goes over a change of speaker or
    a silence, and a place that is gone is left alone."""
    wanted = {
        edit.anchor.removeprefix(PREFIX): edit.after == "split"
        for edit in edits
        if edit.kind is EditKind.REPAIR and edit.anchor.startswith(PREFIX) and edit.after in ("split", "join")
    }
    if not wanted:
        return
    for at, token in enumerate(read):
        ends = wanted.get(f"{track.cues[token.cue].id}:{token.end}")
        if ends is None:
            continue
        after = read[at + 1] if at + 1 < len(read) else None
        joinable = after is not None and after.speaker == token.speaker and not token.wall
        token.ends = ends or not joinable
