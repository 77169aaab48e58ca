"""`nijimaku feed`: RSS in (a manifest for `batch`) and out (Podcasting 2.0 tags)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import ConfigError, PipelineError

if TYPE_CHECKING:
    from pipeline.feeds import Feed
    from pipeline.model import Episode, Lang

MANIFEST = "manifest.csv"


@click.group()
def feed() -> None:
    """RSS feeds: `import` makes a batch manifest of one, `export` makes one of finished episodes."""


@feed.command("import")
@click.argument("source")
@click.option("--out", default="feed", show_default=True, metavar="DIR", help="manifest.csv goes here.")
@click.option("--lang", type=click.Choice(["en", "ja"]), default="en", show_default=True, help="Transcripts' language.")
@click.option("--fetch", is_flag=True, help="Fetch the transcripts the feed names into DIR/transcripts/.")
def import_(source: str, out: str, lang: str, fetch: bool) -> int:
    """Make a batch manifest of the feed SOURCE (a file or an http(s) address); only --fetch contacts anybody else.

    \b
    Examples:
      nijimaku feed import https://example.com/show.rss --fetch --out show
      nijimaku batch show/manifest.csv --out out
    """
    from pipeline import feeds
    from pipeline.model import Lang
    from pipeline.store.files import read_bytes, write_atomic
    from pipeline.store.places import is_url

    tag = Lang(lang)
    data = feeds.fetch(source) if is_url(source) else read_bytes(Path(source), max_bytes=feeds.MAX_FEED_BYTES)
    show = feeds.read(data, name=source)
    paths = _local(show, tag, Path() if is_url(source) else Path(source).parent)
    failed = _fetched(show, tag, Path(out) / "transcripts", paths) if fetch else 0
    write_atomic(Path(out) / MANIFEST, feeds.manifest(show, lang=tag, paths=paths).encode("utf-8"))
    with_text = sum(item.transcript(tag) is not None for item in show.items)
    click.echo(f"{len(show.items)} episodes, {with_text} with a transcript in {lang}, {failed} could not be fetched")
    click.echo(f"manifest   {Path(out) / MANIFEST}")
    return 1 if failed else 0


def _local(show: Feed, lang: Lang, folder: Path) -> dict[str, str]:
    """Transcripts that the feed names by a relative path, beside the feed."""
    from pipeline.store.places import is_url

    found = {}
    for item in show.items:
        entry = item.transcript(lang)
        if entry is not None and not is_url(entry.url):
            found[item.id] = str((folder / entry.url).absolute())
    return found


def _fetched(show: Feed, lang: Lang, folder: Path, paths: dict[str, str]) -> int:
    """Fetch what is named by address into `folder`, adding to `paths`; the number that could not be had."""
    from pipeline import feeds
    from pipeline.store.files import write_atomic

    failed = 0
    for item in show.items:
        entry = item.transcript(lang)
        if entry is None or item.id in paths:
            continue
        target = folder / f"{item.id}{feeds.suffix_of(entry)}"
        try:
            write_atomic(target, feeds.fetch(entry.url))
            paths[item.id] = str(target.absolute())
        except PipelineError as error:
            failed += 1
            click.echo(f"failed: {item.id}: {error}", err=True)
    return failed


@feed.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--base-url", required=True, metavar="URL", help="Where FOLDER will stand on the web.")
@click.option("--lang", type=click.Choice(["en", "ja"]), default="en", show_default=True, help="The feed's language.")
@click.option("--title", default="", help="The show's title; else the episodes' show or channel.")
@click.option("--link", default="", help="The show's page; else the base URL.")
@click.option("--out", default="-", metavar="FILE", help="Where to write; - is standard output.")
def export(folder: Path, base_url: str, lang: str, title: str, link: str, out: str) -> int:
    """Write an RSS feed with Podcasting 2.0 tags (both transcripts, chapters, persons) of a batch's FOLDER.

    \b
    Examples:
      nijimaku feed export out --base-url https://example.com/subs --lang ja --out show.ja.xml
    """
    from pipeline import feeds
    from pipeline.model import Lang
    from pipeline.store.files import write_atomic

    if not folder.is_dir():
        raise ConfigError("no such folder", where=str(folder))
    known = {"title": title}

    def noted() -> Iterator[tuple[Episode, list[str]]]:
        for episode, names in _finished(folder):
            known["title"] = known["title"] or episode.meta.show or episode.meta.channel
            yield episode, names

    entries = list(noted()) if not title else noted()
    text = feeds.write(
        entries, lang=Lang(lang), title=known["title"] or folder.name, link=link or base_url, base_url=base_url
    )
    if out == "-":
        click.echo(text, nl=False)
    else:
        write_atomic(Path(out), text.encode("utf-8"))
    return 0


def _finished(folder: Path) -> Iterator[tuple[Episode, list[str]]]:
    from pipeline.batch.status import records
    from pipeline.store.places import Local

    place = Local(folder)
    for record in records(place):
        yield place.episode(record.episode_id), [item.name for item in record.files]
