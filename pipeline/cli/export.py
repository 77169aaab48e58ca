"""`nijimaku export` and `nijimaku import`."""

from __future__ import annotations

import getpass
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.run import config_options, load_config
from pipeline.errors import ConfigError
from pipeline.lang.plural import count

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.imports import Imported
    from pipeline.model import Episode

MAX_IMPORT_BYTES = 64_000_000
_TABLES = {".tsv": "tsv", ".csv": "csv", ".tmx": "tmx", ".html": "word", ".htm": "word"}


@click.command("export")
@click.argument("episode", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "names",
    multiple=True,
    metavar="NAME[,NAME]",
    help="What to write, `all` for everything; else write.formats, by default vtt,srt,ass.",
)
@click.option("--out", metavar="DIR", default="export", show_default=True, help="Files go to DIR/<episode-id>/.")
@click.option("--top", type=click.Choice(["en", "ja"]), help="Language above in bilingual tracks; by default en.")
@click.option("--fix-source", is_flag=True, help="Show the repaired source words instead of the delivered ones.")
@click.option("--vertical", is_flag=True, help="Japanese TTML from top to bottom.")
@click.option("--base-url", metavar="URL", help="Where the files will stand, for the podcast feed's links.")
@click.option("--list", "list_them", is_flag=True, help="List what can be written.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@config_options
def export(
    episode: Path | None,
    names: tuple[str, ...],
    out: str,
    top: str | None,
    fix_source: bool,
    vertical: bool,
    base_url: str | None,
    list_them: bool,
    quiet: bool,
    config_path: str | None,
    sets: tuple[str, ...],
) -> int:
    """Write a finished EPISODE (its folder or episode.json) in other formats; every file is read back first.

    \b
    Examples:
      nijimaku export out/talk --format ttml,hls
      nijimaku export out/talk --format all --top ja --out deliver
    """
    from pipeline import exports

    if list_them:
        for row in exports.EXPORTS.values():
            click.echo(f"{row.name:15} {row.title}")
        return 0
    if episode is None:
        raise click.UsageError("Missing argument 'EPISODE'.")
    from pipeline.store import episodes as store
    from pipeline.store.files import publish_folder, safe_name

    config = load_config(config_path, sets)
    changes = {"top": top, "base_url": base_url, "fix_source": fix_source or None, "vertical": vertical or None}
    given: dict[str, Any] = {key: value for key, value in changes.items() if value is not None}
    settings = replace(config.write, **given)
    wanted = [part.strip() for name in names for part in name.split(",") if part.strip()]
    chosen = exports.chosen(wanted or settings.formats)
    document = store.load(episode)
    if any(row.needs_chapters for row in chosen) and not document.chapters:
        raise ConfigError("this episode has no chapters yet", hint="run it to the end first: nijimaku run")
    if document.target is None:
        raise ConfigError("this episode has no target track yet", hint="run it to the end first: nijimaku run")
    renderings, findings = exports.make(document, chosen, limits=config.limits, settings=settings)
    files = {rendering.name: rendering.text.encode("utf-8") for rendering in renderings}
    folder = Path(out) / safe_name(document.id)
    tops = {PurePosixPath(name).parts[0] for name in files}
    kept = tuple(sorted(path.name for path in folder.iterdir() if path.name not in tops)) if folder.is_dir() else ()
    folder.parent.mkdir(parents=True, exist_ok=True)
    publish_folder(folder, files, keep=kept)
    if not quiet:
        for rendering in renderings:
            if not rendering.name.startswith("hls/") or rendering.name.endswith("m3u8"):
                click.echo(f"{folder / rendering.name}")
        for found in findings:
            click.echo(f"note: {found.message}", err=True)
    return 0


@click.command("import")
@click.argument("episode", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--pair", "as_pair", is_flag=True, help="FILE is a translation made elsewhere: align it by sentence.")
@click.option("--who", metavar="NAME", help="Whose decisions these are; else the user's name.")
@click.option("--dry-run", is_flag=True, help="Show what would change and record nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@config_options
def import_(
    episode: Path,
    file: Path,
    as_pair: bool,
    who: str | None,
    dry_run: bool,
    as_json: bool,
    config_path: str | None,
    sets: tuple[str, ...],
) -> int:
    """Take an edited FILE back into EPISODE: changed sentences are locked and survive every later run.

    FILE is an exported track (WebVTT, SubRip, ASS, TTML, JSON), a sentence table (TSV, CSV), a TMX or the side-by-side
    page, edited anywhere; or, with --pair, a translated track that was made elsewhere.

    \b
    Examples:
      nijimaku import out/talk edited/ja.srt
      nijimaku import out/talk fansub.ja.ass --pair
      nijimaku run talk.vtt --out out --from translate      show the result
    """
    from pipeline.store import episodes as store

    config = load_config(config_path, sets)
    document = store.load(episode)
    if document.target is None:
        raise ConfigError("this episode has no target track yet", hint="run it to the end first: nijimaku run")
    when = datetime.now(UTC).isoformat(timespec="seconds")
    found = _imported(document, file, as_pair, who or _user(), when, config)
    folder = episode.parent if episode.suffix == ".json" else episode
    if found.edits and not dry_run:
        store.append_edits(folder.resolve().parent, document.id, found.edits)
    if as_json:
        table = {
            "episode": document.id,
            "matched": found.matched,
            "recorded": 0 if dry_run else len(found.edits),
            "edits": [{"sentence": edit.anchor, "after": edit.after} for edit in found.edits],
            "findings": [
                {"code": item.code, "where": str(item.where), "message": item.message} for item in found.findings
            ],
        }
        click.echo(json.dumps(table, ensure_ascii=False, indent=1))
        return 0
    for edit in found.edits:
        click.echo(f"{edit.anchor}: {edit.after}")
    for item in found.findings:
        where = f"{item.where}: " if str(item.where) else ""
        click.echo(f"note: {where}{item.message}", err=True)
    done = "would be locked" if dry_run else "locked"
    matched = count(found.matched, "cue or row", "cues or rows")
    click.echo(f"{count(len(found.edits), 'sentence')} {done}; {matched} matched")
    if found.edits and not dry_run:
        click.echo("run the episode again from translate to see them in every file")
    return 0


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _imported(document: Episode, file: Path, as_pair: bool, who: str, when: str, config: Config) -> Imported:
    from pipeline import formats, imports
    from pipeline.formats import documents, tmx, tsv
    from pipeline.model import Episode, Glossary, Pair, Source
    from pipeline.stages import ingest, segment
    from pipeline.store.files import read_bytes

    data = read_bytes(file, max_bytes=MAX_IMPORT_BYTES)
    table = _TABLES.get(file.suffix.lower())
    if table:
        text, _ = formats.decode(data)
        if table == "tsv":
            return imports.from_rows(document, tsv.read(text, name=file.name), who=who, when=when)
        if table == "csv":
            return imports.from_rows(document, documents.read_csv(text, name=file.name), who=who, when=when)
        pairs = tmx.pairs(text, name=file.name) if table == "tmx" else documents.read_word(text)
        return imports.from_rows(document, pairs, who=who, when=when)
    pair = Pair(document.pair.target, document.pair.source)
    back = ingest.run(Episode(document.id, Source.of(file.name, data)), pair=pair, settings=config.ingest)
    if not as_pair:
        if not imports.resembles(document, back.source_track()):
            raise ConfigError(
                "this is no export of the episode: its cues stand elsewhere",
                where=file.name,
                hint="add --pair to align a translation made elsewhere",
            )
        labels = back.source.format == "srt"
        return imports.from_track(document, back.source_track(), labels=labels, who=who, when=when)
    bare = Glossary("", pair, (), "")
    back = replace(back, track=imports.unlabelled(back.source_track(), document))
    cut = segment.run(back, glossary=bare, edits=(), settings=config.segment)
    return imports.pair(document, cut.sentences, limits=config.limits, who=who, when=when)
