"""What the commands of the review desk share: the episodes, one sentence of them, and what viewers see of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.cli.glossary_common import pair_of
from pipeline.cli.run import config_options, load_config
from pipeline.errors import ConfigError, StoreError
from pipeline.model import Lang
from pipeline.review.items import Item
from pipeline.store import glossaries
from pipeline.store.shelf import Shelf, open_shelf

NEXT_RUN = "the tracks stay as they are: run the episode again from translate to see it in every file"


def common(function: Any) -> Any:
    """OUT and the configuration."""
    function = click.argument("out", type=click.Path(path_type=Path))(function)
    function = click.option(
        "--glossary", "glossary", metavar="FILE", help="Terms to judge by; else those of the configuration."
    )(function)
    return config_options(function)


def shelf_of(out: Path, glossary: str | None, config_path: str | None, sets: tuple[str, ...]) -> Shelf:
    """The episodes under OUT, or the one that OUT is."""
    config = load_config(config_path, sets)
    found = glossaries.load([glossary] if glossary else list(config.glossaries), pair_of(config))
    path = out.resolve()
    shelf = open_shelf(path, found, config)
    if not shelf.ids() and not shelf.unreadable:
        raise StoreError("no finished episode here", where=str(out), hint="nijimaku run FILE --out " + str(out))
    for name, why in shelf.unreadable.items():
        click.echo(f"note: {name}: {why}", err=True)
    return shelf


def need(shelf: Shelf, sentence: str) -> Item:
    """The row of `sentence`, or of `episode/sentence` where several episodes are open."""
    episode, _, name = sentence.rpartition("/")
    found = [row for row in shelf.rows(episode) if row.sentence_id == name]
    if not found:
        raise ConfigError(f"no sentence {sentence!r}", hint="nijimaku review list shows their names")
    if len(found) > 1:
        raise ConfigError(f"{sentence!r} stands in {len(found)} episodes", hint=f"write {found[0].episode_id}/{name}")
    return found[0]


def folder_of(shelf: Shelf, episode_id: str) -> Path:
    """The folder of an episode that is open."""
    folder = shelf.folder(episode_id)
    if folder is None:
        raise StoreError(f"no episode {episode_id!r}")
    return folder


def shown(shelf: Shelf, rows: Sequence[Item]) -> dict[tuple[str, str], str]:
    """What the target track shows where that is not a row's text: shortened, or decided since the last run.

    `(episode id, sentence id)` -> text; rows that viewers read as they stand are left out.
    """
    found: dict[tuple[str, str], str] = {}
    for row in sorted(rows, key=lambda row: row.episode_id):  # each episode is looked up once
        view = shelf.view(row.episode_id)
        cues = view.cues.get(row.sentence_id, ()) if view else ()
        if view and (text := otherwise(row.target, [cue.text for cue in cues], view.episode.pair.target)):
            found[row.episode_id, row.sentence_id] = text
    return found


def otherwise(text: str, cues: Sequence[str], lang: Lang) -> str:
    """The texts of a sentence's cues, a blank between two, unless they say `text`.

    Punctuation and the width of letters and figures make no difference.

    >>> otherwise("推論が、25個。", ["推論が\\n２５個"], Lang.JA)
    ''
    >>> otherwise("推論がとても速いです。", ["推論が\\n速い"], Lang.JA)
    '推論が速い'
    """
    whole = " ".join(cue.replace("\n", " " if lang is Lang.EN else "") for cue in cues)
    return "" if not whole or _letters(text) in _letters(whole) else whole


def _letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def row_data(row: Item, shown: str) -> dict[str, Any]:
    """One row as plain data; `shown` is empty where viewers read the target."""
    return {
        "episode": row.episode_id, "sentence": row.sentence_id, "start_ms": row.start_ms, "end_ms": row.end_ms,
        "speaker": row.speaker, "state": str(row.state), "weight": row.weight, "source": row.source,
        "target": row.target, "shown": shown, "revision": row.revision,
        "reasons": [{"code": item.code, "detail": item.detail} for item in row.reasons],
    }  # fmt: skip
