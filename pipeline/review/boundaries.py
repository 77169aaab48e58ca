"""An editor's cuts: split a sentence, join two. Kept as edits about places in the track, honoured by segment.

The anchor is `cut@<cue id>:<offset>`, the offset of the character after which a sentence ends in the cue's delivered
text; `after` is split or join.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from pipeline.model import Edit, EditKind, Episode, Sentence
from pipeline.review.workflow import ReviewError

PREFIX = "cut@"


def split(episode: Episode, position: int, offset: int, *, who: str = "", when: str = "") -> Edit:
    """The edit that ends a sentence before `offset` of its reading. Raises ReviewError where no word ends there."""
    sentence = episode.sentences[position]
    if not 0 < offset < len(sentence.text) or not sentence.text[:offset].strip() or not sentence.text[offset:].strip():
        raise ReviewError("a sentence is split between two of its words")
    cue_id, at = _place(episode, sentence, offset)
    return _edit(cue_id, at, "split", sentence.text, who, when)


def join(episode: Episode, position: int, *, who: str = "", when: str = "") -> Edit:
    """The edit that joins a sentence with the next one of the same speaker."""
    if position + 1 >= len(episode.sentences):
        raise ReviewError("there is no next sentence")
    one, two = episode.sentences[position : position + 2]
    if one.speaker != two.speaker:
        raise ReviewError("the next sentence is somebody else's", hint="sentences of two speakers are never joined")
    last = one.pieces[-1]
    return _edit(last.cue_id, last.end, "join", one.text, who, when)


def _edit(cue_id: str, at: int, after: str, before: str, who: str, when: str) -> Edit:
    return Edit(EditKind.REPAIR, f"{PREFIX}{cue_id}:{at}", before, after, "locked", who, when)


def _place(episode: Episode, sentence: Sentence, offset: int) -> tuple[str, int]:
    """The cue and the end of the last delivered word before an offset of the reading."""
    cues = episode.source_track().by_id()
    places = [(piece.cue_id, at) for piece in sentence.pieces for at in range(piece.start, piece.end)]
    delivered = "".join(cues[cue_id].text[at] for cue_id, at in places)
    wanted = len(sentence.text[:offset].rstrip())
    best = 0
    for left, right, size in SequenceMatcher(None, sentence.text, delivered, autojunk=False).get_matching_blocks():
        if left <= wanted and size:
            best = right + min(wanted - left, size)
    japanese = str(episode.pair.source) == "ja"
    while (
        not japanese
        and 0 < best < len(delivered)
        and not delivered[best].isspace()
        and places[best - 1][0] == places[best][0]
    ):
        best -= 1  # the start of the word the offset fell into
    while best and delivered[best - 1].isspace():
        best -= 1
    if not best or not delivered[best:].strip():
        raise ReviewError("a sentence is split between two of its words")
    cue_id, at = places[best - 1]
    return cue_id, at + 1
