"""The review desk on disk: finished episodes in a folder, their edits, and moves that are durable when confirmed.

Everybody who decides goes through `decide` under one lock an episode: look, compare, append. Readers take no lock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline.codec import from_data
from pipeline.errors import StoreError
from pipeline.model import Edit, EditKind, Episode
from pipeline.review.summaries import Place, place_of, places
from pipeline.review.workflow import Move, Stale, Subject, decide, standing, undo
from pipeline.store import episodes
from pipeline.store.files import lock, read_bytes
from pipeline.summary.edits import texts_by_anchor

WAIT_S = 5.0


def finished(out: Path) -> dict[str, Path]:
    """Episode id -> folder of every finished episode under OUT, in order of id. OUT may be one episode's folder."""
    if (out / "episode.json").is_file():
        return {out.name: out}
    try:
        folders = sorted(path for path in out.iterdir() if (path / "episode.json").is_file())
    except OSError as error:
        raise StoreError(f"cannot be read: {error.strerror}", where=str(out), hint="run an episode first") from None
    return {path.name: path for path in folders if not path.name.startswith(".")}


def stamp(folder: Path) -> tuple[int, int, int]:
    """Changes whenever an episode's document or its edits do."""
    document = (folder / "episode.json").stat()
    try:
        edits = episodes.edits_path(folder.parent, folder.name).stat()
    except FileNotFoundError:
        return document.st_mtime_ns, document.st_ino, 0
    return document.st_mtime_ns, document.st_ino, edits.st_mtime_ns ^ edits.st_size


def history(out: Path, episode_id: str) -> tuple[Edit, ...]:
    """Every edit of an episode in order, withdrawn ones and withdrawals too. A torn last line is left out."""
    path = episodes.edits_path(out, episode_id)
    if not path.is_file():
        return ()
    lines = read_bytes(path, max_bytes=episodes.MAX_DOCUMENT_BYTES).decode("utf-8", errors="replace").split("\n")
    found: list[Edit] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(from_data(Edit, json.loads(line), "edit"))
        except ValueError as error:
            if number == len(lines):
                break
            raise StoreError(
                f"damaged edit: {error}", where=f"{path}:{number}", hint="mend or remove that line"
            ) from None
    return tuple(found)


def subjects(episode: Episode) -> dict[str, Subject]:
    """What moves are made about, by sentence id."""
    texts = {translation.sentence_id: translation.text for translation in episode.translations}
    return {row.id: Subject(row.id, row.text, texts.get(row.id, "")) for row in episode.sentences}


def make(folder: Path, moves: Sequence[tuple[Subject, Move]]) -> tuple[Edit, ...]:
    """Make all moves or none; they are on disk when this returns.

    Raises ReviewError for a move outside the table and Stale for one that came too late; nothing is written then.
    """
    return _write(folder, lambda past: _decided(past, moves))


def _decided(past: Sequence[Edit], moves: Iterable[tuple[Subject, Move]]) -> list[Edit]:
    now = standing(past)
    made: list[Edit] = []
    for subject, move in moves:
        edit = decide(subject, now.get(subject.sentence_id), move)
        now |= standing([edit])
        if edit.state == "withdrawn":
            now.pop(edit.anchor, None)
        made.append(edit)
    return made


def take_back(
    folder: Path, anchor: str, *, who: str, when: str, expected: str = "", subject: Subject | None = None
) -> Edit:
    """Undo the last decision about a sentence. Raises ReviewError when there is none, Stale when it is another one."""

    def back(past: Sequence[Edit]) -> list[Edit]:
        if expected and subject is not None:
            from pipeline.review.workflow import revision, text_of

            now = standing(past).get(anchor)
            if revision(subject, now) != expected:
                raise Stale(f"{anchor} was changed meanwhile", standing=now, text=text_of(subject, now))
        return [undo(past, anchor, who=who, when=when)]

    return _write(folder, back)[0]


def summary(folder: Path, episode: Episode) -> tuple[Place, ...]:
    """The places of an episode's summary and what stands there."""
    return places(texts_by_anchor(episode.chapters, episode.summaries), history(folder.parent, folder.name))


def write_summary(folder: Path, episode: Episode, anchor: str, decide: Callable[[Place], Edit]) -> Edit:
    """Make one decision about a place of the summary, as it stands now; it is on disk when this returns."""
    texts = texts_by_anchor(episode.chapters, episode.summaries)
    return _write(folder, lambda past: [decide(place_of(places(texts, past), anchor))])[0]


def undo_summary(folder: Path, episode: Episode, anchor: str, *, who: str, when: str, expected: str = "") -> Edit:
    """Take back the last decision about a place. Raises ReviewError when there is none, Stale when it came too late."""
    texts = texts_by_anchor(episode.chapters, episode.summaries)

    def back(past: Sequence[Edit]) -> list[Edit]:
        place = place_of(places(texts, past), anchor)
        if expected and expected != place.revision:
            raise Stale(f"{anchor} was changed meanwhile", standing=place.edit, text=place.text)
        return [undo(past, anchor, who=who, when=when, kind=EditKind.SUMMARY)]

    return _write(folder, back)[0]


def record(folder: Path, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Append edits that need no comparison (decisions about repairs and boundaries)."""
    return _write(folder, lambda past: list(edits))


def _write(folder: Path, make_edits: Callable[[Sequence[Edit]], list[Edit]]) -> tuple[Edit, ...]:
    out, episode_id = folder.parent, folder.name
    with lock(out / f".{episode_id}.desk.lock", what=f"decisions about {episode_id}", wait_s=WAIT_S, tidy=True):
        made = tuple(make_edits(history(out, episode_id)))
        if made:
            episodes.append_edits(out, episode_id, made)
        return made
