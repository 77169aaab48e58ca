"""`nijimaku run`, `stages` and `config`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import config as configuration
from pipeline.errors import ConfigError
from pipeline.lang.plural import count
from pipeline.model import Episode

if TYPE_CHECKING:
    from pipeline.engines import OnDone
    from pipeline.job import Result

CONFIG_NAME = "nijimaku.toml"
EXIT_GATE = 3


def load_config(path: str | None, sets: tuple[str, ...]) -> configuration.Config:
    """The configuration of `--config` (else ./nijimaku.toml when it is there) with `--set` on top."""
    file = Path(path) if path else Path(CONFIG_NAME)
    if not path and not file.is_file():
        return configuration.from_toml("", name="--set" if sets else CONFIG_NAME, overrides=sets)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(file)) from None
    return configuration.from_toml(text, name=str(file), overrides=sets)


def config_options(function: Any) -> Any:
    """The `--config` and `--set` options every command shares."""
    function = click.option(
        "--set", "sets", multiple=True, metavar="KEY=VALUE", help="Override one key, e.g. limits.ja.max_lines=1."
    )(function)
    return click.option(
        "--config", "config_path", metavar="FILE", help="Configuration; else ./nijimaku.toml when present."
    )(function)


COMPUTE_TYPES = ("default", "auto", "int8", "int8_float32", "int16", "float32", "bfloat16", "bfloat16_float32")
compute_type_option = click.option(
    "--compute-type", type=click.Choice(COMPUTE_TYPES), help="What CTranslate2 computes with; else the package's own."
)


@click.command(epilog="Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 quality gate closed (--strict).")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", default="out", show_default=True, metavar="DIR", help="Tracks go to DIR/<episode-id>/.")
@config_options
@click.option("--model", metavar="NAME_OR_PATH", help="Translation package: a name, a folder or an .argosmodel file.")
@compute_type_option
@click.option("--glossary", "glossaries", multiple=True, metavar="FILE", help="Glossary CSV; may be repeated.")
@click.option("--meta", "meta_path", metavar="FILE", help="episode.toml; else the one beside FILE when present.")
@click.option("--id", "episode_id", default="", metavar="ID", help="Episode id; else made from the file name.")
@click.option("--from", "start_at", default="", metavar="STAGE", help="Resume from the episode.json of an earlier run.")
@click.option("--no-repair", is_flag=True, help="Read every word as delivered: nothing is repaired.")
@click.option("--fix-source", is_flag=True, help="Write the repaired source track instead of the delivered one.")
@click.option("--strict", is_flag=True, help="Exit with 3 when the quality gate is closed.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
def run(
    file: Path,
    out: str,
    config_path: str | None,
    sets: tuple[str, ...],
    model: str | None,
    compute_type: str | None,
    glossaries: tuple[str, ...],
    meta_path: str | None,
    episode_id: str,
    start_at: str,
    no_repair: bool,
    fix_source: bool,
    strict: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Turn one transcript FILE (WebVTT, SRT, ...; told by content) into checked two-language tracks.

    \b
    Examples:
      nijimaku run talk.vtt --out out
      nijimaku run talk.vtt --out out --from retime --set limits.ja.target_cps=5
      nijimaku run talk.vtt --strict --json > result.json
    """
    from pipeline import job as jobs
    from pipeline.store.episodes import id_of

    if model:
        sets = (*sets, f"translate.model={json.dumps(model)}")
    if compute_type:
        sets = (*sets, f"translate.compute_type={compute_type}")
    if glossaries:
        sets = (*sets, f"glossaries={json.dumps(list(glossaries))}")
    if no_repair:
        sets = (*sets, "segment.repair=false")
    if fix_source:
        sets = (*sets, "write.fix_source=true")
    config = load_config(config_path, sets)
    if episode_id and id_of(episode_id) != episode_id:
        raise ConfigError(f"--id {episode_id!r} is no folder name", hint=f"try {id_of(episode_id)!r}")
    task = jobs.Job(
        path=str(file), out=out, config=config, episode_id=episode_id, meta_path=meta_path or "", start_at=start_at
    )
    with progress(quiet=quiet or as_json) as (on_stage, on_done):
        result = jobs.execute(task, on_stage=on_stage, on_done=on_done)
    if as_json:
        click.echo(json.dumps(summary_data(result), ensure_ascii=False, indent=1))
    elif not quiet:
        print_tables(result)
    for line in remarks(result):
        click.echo(f"warning: {line}", err=True)
    if strict and result.gate:
        click.echo("quality gate closed: " + "; ".join(result.gate), err=True)
        return EXIT_GATE
    return 0


def remarks(result: Result) -> Iterator[str]:
    """What a person should know beside the tables."""
    if result.note:
        yield result.note
    if result.replaced:
        yield (
            f"{result.folder} was made from another text before (sha256 {result.replaced[:12]}…) and is replaced; "
            "a different episode needs its own --id"
        )
    if stale := result.report["finding_counts"].get("warning:edit-conflict", 0):
        told = count(stale, "decision in conflict", "decisions in conflict")
        yield f"{told} with what the editors saw: nijimaku review conflicts {Path(result.folder).parent}"


@contextmanager
def progress(*, quiet: bool) -> Iterator[tuple[Any, OnDone | None]]:
    """Callbacks that draw stage and sentences on a terminal's standard error; nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None, None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task("opening", total=None)

        def on_stage(name: str, episode: Episode) -> None:
            total = len(episode.sentences) if name == "translate" else None
            bar.reset(shown, total=total, description=name)

        def on_done(count: int) -> None:
            bar.advance(shown, count)

        yield on_stage, on_done


def summary_data(result: Result) -> dict[str, Any]:
    """What `--json` prints: the report's figures, the seconds of this run, and where the files are."""
    return {
        "episode": result.episode_id,
        "folder": result.folder,
        "seconds": {name: round(value, 3) for name, value in result.seconds},
        "decoded": result.decoded,
        "note": result.note,
        "gate": {"open": not result.gate, "closed_by": list(result.gate)},
        **{key: value for key, value in result.report.items() if key not in ("findings", "gate", "episode", "terms")},
    }


def print_tables(result: Result) -> None:
    """The short tables a producer reads, and where to look next."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.qa import rows

    console = Console(highlight=False)
    table = Table(title=f"{result.episode_id}", show_header=False, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for label, value in rows(result.report):
        table.add_row(label, value)
    total = sum(value for _, value in result.seconds)
    parts = ", ".join(f"{name} {value:.1f}" for name, value in result.seconds if value >= 0.05)
    table.add_row("seconds", f"{total:.1f} ({parts})")
    console.print(table)
    console.print(f"report     {Path(result.folder) / 'report.json'}", soft_wrap=True)
    console.print(f"tracks     {Path(result.folder)}/", soft_wrap=True)


@click.command()
def stages() -> int:
    """Print the order of the flow: each stage, what it reads and what it adds."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.engines.scripted import ScriptedEngine
    from pipeline.flow import Capabilities, build
    from pipeline.memory import NoMemory
    from pipeline.model import Glossary, Lang, Pair

    pair = Pair(Lang.EN, Lang.JA)
    hands = Capabilities(ScriptedEngine({}, pair), Glossary("", pair, (), ""), NoMemory())
    table = Table("stage", "reads", "adds", box=None, pad_edge=False)
    for step in build(configuration.Config(), hands):
        table.add_row(step.name, ", ".join(step.reads), ", ".join(step.adds))
    Console(highlight=False).print(table)
    return 0


@click.command("config")
@click.option("--markdown", is_flag=True, help="Print docs/config.md.")
def config_reference(markdown: bool) -> int:
    """List every configuration key: type, default, what it does."""
    rows = list(configuration.reference())
    if markdown:
        click.echo(markdown_reference(rows), nl=False)
        return 0
    from rich.console import Console
    from rich.table import Table

    table = Table("key", "default", "what it does", box=None, pad_edge=False)
    for key, _, default, doc in rows:
        table.add_row(key, default, doc)
    Console(highlight=False).print(table)
    return 0


def markdown_reference(rows: list[tuple[str, str, str, str]]) -> str:
    """docs/config.md, made from the code."""
    lines = [
        "# Configuration reference",
        "",
        "Made from `pipeline/config.py` by `nijimaku config --markdown`; a test keeps the two equal.",
        "Keys stand in `nijimaku.toml` as sections (`[limits.ja]` then `max_lines = 1`) or on the command line as",
        "`--set limits.ja.max_lines=1`. Order: defaults, then the file, then `--set`.",
        "",
        "| key | type | default | what it does |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{key}` | {kind} | `{default}` | {doc.replace('|', chr(92) + '|')} |" for key, kind, default, doc in rows
    ]
    return "\n".join(lines) + "\n"
