"""`nijimaku review summary show | edit | undo | clear`: what an editor writes into a summary."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from pipeline.cli.glossary_common import deciding, now
from pipeline.errors import ConfigError, StoreError
from pipeline.model import Edit, Episode
from pipeline.review.summaries import Place, give_back, write
from pipeline.store import desk, episodes

MAX_CHARS = 64_000


@click.group()
def summary() -> None:
    """Overview, chapter titles, paragraphs, quotes and hashtags of an episode; what you write outranks every later run.

    \b
    Examples:
      nijimaku review summary show out/talk
      nijimaku review summary edit out/talk chapter:ch-s12-1:title:ja "量子化の仕組み"
      nijimaku review summary edit out/talk overview:en - < overview.txt
      nijimaku review summary undo out/talk overview:en
    """


OUT = click.argument("out", type=click.Path(path_type=Path))


def opened(out: Path) -> tuple[Path, Episode]:
    """Folder and document of the one episode that OUT is or holds."""
    found = desk.finished(out.resolve())
    if not found:
        raise StoreError("no finished episode here", where=str(out), hint="nijimaku run FILE --out " + str(out))
    if len(found) > 1:
        raise ConfigError(f"{len(found)} episodes are here", hint=f"name one: {out / next(iter(found))}")
    folder = next(iter(found.values()))
    return folder, episodes.load(folder)


@summary.command()
@OUT
@click.option("--edited", is_flag=True, help="Only what an editor wrote.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with our own text and the revision of each place.")
def show(out: Path, edited: bool, as_json: bool) -> int:
    """Every place of the summary and the text that holds there."""
    folder, episode = opened(out)
    places = [place for place in desk.summary(folder, episode) if place.edit is not None or not edited]
    if as_json:
        click.echo(json.dumps([place_row(place) for place in places], ensure_ascii=False, indent=1))
        return 0
    for place in places:
        by = f"  (by {place.edit.who}{', from the next run on' if place.pending else ''})" if place.edit else ""
        gone = "  (its chapter is gone)" if place.gone else ""
        click.echo(f"{place.anchor}{by}{gone}\n    {place.text}")
    return 0


def place_row(place: Place) -> dict[str, Any]:
    """A place as plain data."""
    return {
        "anchor": place.anchor, "text": place.text, "machine": place.machine, "revision": place.revision,
        "who": place.edit.who if place.edit else "", "pending": place.pending, "gone": place.gone,
    }  # fmt: skip


def done(edit: Edit) -> int:
    """Say what stands there now."""
    state = "our own text again" if edit.state == "withdrawn" else "written"
    click.echo(f"{edit.anchor}: {state}: {edit.before if edit.state == 'withdrawn' else edit.after}")
    click.echo("it holds from the next run on")
    return 0


@summary.command()
@OUT
@deciding
@click.option("--revision", default="", help="Refuse when the place was changed since this revision (see --json).")
@click.argument("anchor")
@click.argument("text")
def edit(out: Path, anchor: str, text: str, who: str, revision: str) -> int:
    """Write TEXT at ANCHOR, `-` for standard input."""
    folder, episode = opened(out)
    if text == "-":
        text = sys.stdin.read(MAX_CHARS)
    ids = [row.id for row in episode.sentences]
    return done(
        desk.write_summary(
            folder, episode, anchor,
            lambda place: write(place, text, who=who, when=now(), expected=revision, sentences=ids),
        )
    )  # fmt: skip


@summary.command()
@OUT
@deciding
@click.argument("anchor")
def undo(out: Path, anchor: str, who: str) -> int:
    """Take back the last decision about ANCHOR; again for the one before."""
    folder, episode = opened(out)
    return done(desk.undo_summary(folder, episode, anchor, who=who, when=now()))


@summary.command()
@OUT
@deciding
@click.argument("anchor")
def clear(out: Path, anchor: str, who: str) -> int:
    """Give ANCHOR back: our own text stands there again."""
    folder, episode = opened(out)
    return done(
        desk.write_summary(folder, episode, anchor, lambda place: give_back(place, who=who, when=now()))
    )  # fmt: skip
