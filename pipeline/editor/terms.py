"""The glossary's part of what requests do: look terms up, and make one move of their workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipeline.editor.plain import BadRequest, NotHere, choice, term_data, term_of, text_in
from pipeline.editor.work import Desk
from pipeline.glossary.workflow import Action, Change, find, new_id
from pipeline.model import Term
from pipeline.store import glossary_log

MAX_TERMS_SHOWN = 60


def terms(desk: Desk, wish: Mapping[str, str]) -> dict[str, Any]:
    """Terms that hold a text, of one status when asked."""
    glossary = desk.glossary()
    text, status = wish.get("text", "").casefold(), wish.get("status", "")
    rows = [
        term for term in glossary.terms
        if (not status or term.status == status)
        and (not text or any(text in part.casefold() for part in (term.source, term.target, *term.accepted)))
    ]  # fmt: skip
    rows.sort(key=lambda term: (not term.source.casefold().startswith(text), term.source.casefold()))
    return {
        "total": len(rows),
        "rows": [term_data(term) for term in rows[:MAX_TERMS_SHOWN]],
        "revision": glossary.revision,
        "writable": bool(desk.files()),
    }


def term(desk: Desk, term_id: str) -> dict[str, Any]:
    """One term with its history."""
    found = find(desk.glossary(), term_id)
    if found is None:
        raise NotHere(f"no term {term_id!r}")
    past = glossary_log.history(desk.home_of(term_id), term_id) if desk.files() else ()
    return {
        **term_data(found),
        "history": [
            {"who": entry.who, "when": entry.when, "action": entry.action, "why": entry.why} for entry in reversed(past)
        ][:20],
    }


def change_term(desk: Desk, data: Mapping[str, Any], who: str) -> dict[str, Any]:
    """One move of the glossary's workflow, made about the revision of the term given."""
    action = choice(Action, text_in(data, "action"))
    glossary = desk.glossary()
    given = data.get("term")
    term_id = text_in(data, "id")
    expected = text_in(data, "revision")
    wanted: Term | None = None
    if given is not None:
        wanted = term_of(given, term_id)
        if not term_id:
            term_id = new_id(wanted.source, (row.id for row in glossary.terms))
            expected = "absent"
    if not expected:
        raise BadRequest("a change names the revision it is about")
    change = Change(
        action, term_id, who, desk.now(), text_in(data, "why", 500), replace(wanted, id=term_id) if wanted else None,
        text_in(data, "into"), expected,
    )  # fmt: skip
    home = desk.home_of(change.term_id)
    if change.into and desk.home_of(change.into) != home:
        raise BadRequest(f"{change.term_id} and {change.into} stand in different files", hint="move one of them first")
    _, steps = glossary_log.save(home, [change], desk.pair)
    return {"terms": [term_data(row) for row in steps[0].after], "revision": desk.glossary().revision}


def suggestions(desk: Desk, episode: str) -> dict[str, Any]:
    """Terms worth adding after one episode, best first; a rejected term never comes back."""
    from pipeline.anchors import source_text
    from pipeline.codec import to_data
    from pipeline.glossary.candidates import Line
    from pipeline.glossary.everyday import frequency
    from pipeline.glossary.suggest import suggest

    desk.shelf.refresh()
    whole = desk.known(episode)[0].episode
    glossary = desk.glossary()
    if glossary.pair.source is not whole.pair.source:
        return {"rows": []}
    cues = whole.source_track().by_id()
    texts = {item.sentence_id: item.text for item in whole.translations}
    lines = [Line(whole.id, row.id, source_text(row, cues), texts.get(row.id, "")) for row in whole.sentences]
    found = suggest(lines, glossary, frequency=frequency, lang=glossary.pair.source)
    return {"rows": [{"heard": [], "contexts": [], "target": "", "term_id": "", **to_data(row)} for row in found]}
