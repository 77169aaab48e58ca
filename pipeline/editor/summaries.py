"""The summary's part of what requests do: every text of an episode's summary, and decisions about one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.editor.plain import BadRequest, text_in
from pipeline.editor.work import Desk
from pipeline.model import Edit, EditKind, Episode
from pipeline.review.search import differences
from pipeline.review.summaries import Place, give_back, write
from pipeline.review.workflow import who_of
from pipeline.store import desk as disk

MAX_TEXT = 6_000
MAX_HISTORY = 20


def summary(desk: Desk, episode: str) -> dict[str, Any]:
    """The texts of a summary by chapter, as they hold now."""
    desk.shelf.refresh()
    view, folder = desk.known(episode)
    past = [edit for edit in disk.history(folder.parent, episode) if edit.kind is EditKind.SUMMARY]
    found = {place.anchor: place_data(place, past) for place in disk.summary(folder, view.episode)}
    positions = {row.id: at for at, row in enumerate(view.episode.sentences)}
    chapters = [
        {
            "id": chapter.id, "start_ms": chapter.span.start_ms, "end_ms": chapter.span.end_ms,
            "first": positions[chapter.sentence_ids[0]], "count": len(chapter.sentence_ids),
            "places": [data for anchor, data in found.items() if anchor.startswith(f"chapter:{chapter.id}:")],
        }
        for chapter in view.episode.chapters
    ]  # fmt: skip
    top = [found[anchor] for anchor in ("overview:en", "overview:ja", "hashtags") if anchor in found]
    gone = [data for data in found.values() if data["gone"]]
    return {"episode": episode, "top": top, "chapters": chapters, "gone": gone}


def place_data(place: Place, past: list[Edit]) -> dict[str, Any]:
    """A place as the page shows it."""
    about = [edit for edit in past if edit.anchor == place.anchor]
    return {
        "anchor": place.anchor, "text": place.text, "machine": place.machine, "revision": place.revision,
        "edited": place.edit is not None, "who": who_of(place.edit) if place.edit else "", "pending": place.pending,
        "gone": place.gone, "diff": [list(part) for part in differences(place.machine, place.text)],
        "history": [
            {"who": who_of(edit), "when": edit.when, "state": edit.state, "text": edit.after}
            for edit in reversed(about)
        ][:MAX_HISTORY],
    }  # fmt: skip


def change(desk: Desk, data: Mapping[str, Any], who: str) -> dict[str, Any]:
    """One decision about one text, made about the revision given: write, undo or give back."""
    episode, anchor = text_in(data, "episode"), text_in(data, "anchor")
    act, expected = text_in(data, "act"), text_in(data, "revision")
    if not expected:
        raise BadRequest("a decision names the revision it is about")
    desk.shelf.refresh()
    view, folder = desk.known(episode)
    whole: Episode = view.episode
    when = desk.now()
    if act == "edit":
        text = text_in(data, "text", MAX_TEXT)
        ids = [row.id for row in whole.sentences]
        disk.write_summary(
            folder, whole, anchor,
            lambda place: write(place, text, who=who, when=when, expected=expected, sentences=ids),
        )  # fmt: skip
    elif act == "clear":
        disk.write_summary(folder, whole, anchor, lambda place: give_back(place, who=who, when=when, expected=expected))
    elif act == "undo":
        disk.undo_summary(folder, whole, anchor, who=who, when=when, expected=expected)
    else:
        raise BadRequest("edit, undo or clear")
    past = [edit for edit in disk.history(folder.parent, episode) if edit.kind is EditKind.SUMMARY]
    now = next((place for place in disk.summary(folder, whole) if place.anchor == anchor), None)
    return {"place": place_data(now, past) if now else None}
