"""`nijimaku review show`: one sentence with everything an editor looks at before deciding."""

from __future__ import annotations

import json
from typing import Any

import click

from pipeline.cli.review_common import common, folder_of, need, row_data, shelf_of, shown
from pipeline.glossary.match import holds
from pipeline.review.items import Item, View, occurrences
from pipeline.review.workflow import allowed, who_of
from pipeline.store import desk
from pipeline.store.shelf import Shelf
from pipeline.timecode import short_clock


@click.command()
@common
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("sentence")
def show(sentence: str, as_json: bool, **options: Any) -> int:
    """Show one SENTENCE: source, translation, other candidates, reasons, terms, what was decided and the moves open.

    \b
    Example:
      nijimaku review show out/talk s12-1
    """
    shelf = shelf_of(**options)
    row = need(shelf, sentence)
    data = details(shelf, row)
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return 0
    lines = [
        ("sentence", f"{row.episode_id}/{row.sentence_id}  {short_clock(row.start_ms)}  {row.speaker}"),
        ("state", f"{row.state}{f' by {row.who}' if row.who else ''}"),
        ("source", row.source),
        ("translation", row.target or "(none)"),
        ("shown", data["shown"]),
        ("machine", row.machine if row.machine != row.target else ""),
        *(("candidate", text) for text in data["candidates"]),
        ("weight", f"{row.weight:.0f}" if row.weight else ""),
        *(("reason", f"{item.code}{f': {item.detail}' if item.detail else ''}") for item in row.reasons),
        *(("term", _term_line(term)) for term in data["terms"]),
        *(("decided", f"{one['when']} {one['state']} by {one['who']}: {one['text']}") for one in data["edits"]),
        ("moves", ", ".join(data["moves"])),
    ]
    for name, text in lines:
        if text:
            click.echo(f"{name:12} {text}".rstrip())
    return 0


def details(shelf: Shelf, row: Item) -> dict[str, Any]:
    """Everything about a row as plain data; candidates best first, decisions oldest first."""
    view = shelf.view(row.episode_id)
    folder = folder_of(shelf, row.episode_id)
    translation = view.translations.get(row.sentence_id) if view else None
    candidates = [one.text for one in translation.alternatives] if translation else []
    return {
        **row_data(row, next(iter(shown(shelf, [row]).values()), "")),
        "machine": row.machine,
        "origin": row.origin,
        "candidates": [text for text in dict.fromkeys(candidates) if text not in (row.target, row.machine)],
        "terms": _terms(view, row) if view else [],
        "edits": [
            {"who": who_of(edit), "when": edit.when, "state": edit.state, "text": edit.after}
            for edit in desk.history(folder.parent, row.episode_id) if edit.anchor == row.sentence_id
        ],
        "moves": [str(act) for act in allowed(row.state)],
    }  # fmt: skip


def _terms(view: View, row: Item) -> list[dict[str, Any]]:
    """Approved terms in the source, each with whether the translation renders it."""
    found = {hit.term.id: hit.term for hit in occurrences(view, view.episode.sentences[row.position])}
    return [
        {
            "id": term.id, "source": term.source, "target": term.target, "accepted": list(term.accepted),
            "rendered": bool(holds(row.target, [term.target, *term.accepted, term.first_mention])),
            "forbidden_found": holds(row.target, term.forbidden),
        }
        for term in found.values()
    ]  # fmt: skip


def _term_line(term: dict[str, Any]) -> str:
    also = f" (also {', '.join(term['accepted'])})" if term["accepted"] else ""
    stands = f"; {term['forbidden_found']} stands there and must not" if term["forbidden_found"] else ""
    how = "rendered" if term["rendered"] else "missed"
    return f"{term['id']}: {term['source']} → {term['target']}{also}: {how}{stands}"
