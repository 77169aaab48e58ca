"""`nijimaku memory`: what was translated before and may be used again."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import __version__
from pipeline.cli.run import config_options, load_config
from pipeline.errors import StoreError
from pipeline.lang.plural import count
from pipeline.memory import units_of
from pipeline.model import EditKind, Lang, Pair


@click.group()
def memory() -> None:
    """Translation memory: exact sentences are used again, nearly equal ones when they mean the same.

    \b
    Examples:
      nijimaku memory import old-show.tmx
      nijimaku memory learn out/              takes the sentences editors wrote
      nijimaku memory export all.tmx
    """


def _place(config_path: str | None, sets: tuple[str, ...]) -> tuple[Path, Pair]:
    from pipeline.store import memory as store

    config = load_config(config_path, sets)
    if config.translate.memory == "off":
        raise StoreError("the configuration switches the memory off", hint="--set translate.memory=FILE")
    return store.chosen_path(config.translate.memory), Pair(Lang(config.source), Lang(config.target))


@memory.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@config_options
def import_(files: tuple[Path, ...], config_path: str | None, sets: tuple[str, ...]) -> None:
    """Take the sentence pairs of TMX files; they replace what is remembered for the same source text."""
    from pipeline.formats import decode, tmx
    from pipeline.store import memory as store
    from pipeline.store.files import read_bytes

    place, pair = _place(config_path, sets)
    for file in files:
        text, _ = decode(read_bytes(file, max_bytes=256_000_000))
        pairs = tmx.read_pairs(text, source=pair.source, target=pair.target, name=str(file))
        changed = store.add(place, units_of(pairs, pair, origin=f"file {file.name}"))
        click.echo(f"{file}: {len(pairs)} pairs for {pair}, {changed} new or changed")


@memory.command()
@click.argument("file", type=click.Path(path_type=Path))
@config_options
def export(file: Path, config_path: str | None, sets: tuple[str, ...]) -> None:
    """Write the memory of the configured pair as TMX 1.4b, then read it back and compare."""
    from pipeline.formats import tmx
    from pipeline.store import memory as store
    from pipeline.store.files import write_atomic

    place, pair = _place(config_path, sets)
    units = store.read(place) if place.exists() else ()
    pairs = tuple((unit.source, unit.target) for unit in units if unit.pair == pair)
    text = tmx.write_pairs(pairs, source=pair.source, target=pair.target, version=__version__)
    if tmx.read_pairs(text, source=pair.source, target=pair.target) != pairs:
        raise StoreError("the memory cannot be written as TMX without loss; nothing was written", where=str(file))
    write_atomic(file, text.encode())
    click.echo(f"{file}: {len(pairs)} pairs")


@memory.command()
@click.argument("out", type=click.Path(path_type=Path))
@config_options
def learn(out: Path, config_path: str | None, sets: tuple[str, ...]) -> None:
    """Take the sentences that editors wrote in the finished episodes under OUT."""
    from pipeline.store import episodes
    from pipeline.store import memory as store

    place, pair = _place(config_path, sets)
    total = changed = 0
    for document in sorted((*out.glob("episode.json"), *out.glob("*/episode.json"))):
        episode = episodes.load(document.parent)
        if episode.pair != pair:
            continue
        texts = {sentence.id: sentence.text for sentence in episode.sentences}
        edits = episodes.load_edits(document.parent.parent, episode.id)
        pairs = [
            (texts[edit.anchor], edit.after)
            for edit in edits
            if edit.kind is EditKind.TRANSLATION and edit.anchor in texts and edit.before in ("", texts[edit.anchor])
        ]
        total += len(pairs)
        changed += store.add(place, units_of(pairs, pair, origin=f"episode {episode.id}"))
    click.echo(f"{count(total, 'edited sentence')}, {changed} new or changed in {place}")


@memory.command()
@click.argument("text")
@config_options
def find(text: str, config_path: str | None, sets: tuple[str, ...]) -> None:
    """What the memory answers for a sentence."""
    from pipeline.store import memory as store

    config = load_config(config_path, sets)
    _, pair = _place(config_path, sets)
    hit = store.snapshot(config.translate.memory, config.translate.fuzzy_min).lookup(text, pair)
    if hit is None:
        click.echo("nothing")
    else:
        use = "used" if hit.similarity >= 1 or hit.safe else "shown to the editor only"
        click.echo(f"{hit.similarity:.2f} {'human' if hit.human else 'machine'}, {use}\n{hit.source}\n{hit.target}")
