"""What the glossary's commands share: which file, who and why, the fields of a term, saving with a conflict shown."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from pipeline.cli.run import config_options, load_config
from pipeline.config import Config
from pipeline.errors import ConfigError, GlossaryError
from pipeline.glossary.workflow import Change, Conflict, changed_fields
from pipeline.model import Episode, Glossary, Lang, Pair, Term, TermType
from pipeline.store import desk, episodes, glossaries
from pipeline.store import glossary_log as store


def now() -> str:
    """This moment as the change log writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def user() -> str:
    """The name that stands in the log when none is given."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"


def pair_of(config: Config) -> Pair:
    """The direction of a configuration."""
    return Pair(Lang(config.source), Lang(config.target))


def file_options(function: Any) -> Any:
    """`--file` beside the configuration's options."""
    function = click.option(
        "--file", "file", metavar="FILE", help="Glossary CSV; else the last one of the configuration, else the bundled."
    )(function)
    return config_options(function)


def change_options(function: Any) -> Any:
    """Who and why, for commands that change something."""
    function = click.option("--why", default="", help="Reason, for the change log.")(function)
    function = click.option("--who", default=user, show_default="you", help="Name, for the change log.")(function)
    return file_options(function)


def chosen_file(file: str | None, config: Config) -> Path:
    """The one glossary file a command works on."""
    if file:
        return Path(file)
    if config.glossaries:
        return Path(config.glossaries[-1])
    bundled = glossaries.bundled(pair_of(config))
    if not bundled:
        raise ConfigError(f"there is no glossary for {pair_of(config)}", hint="name one with --file")
    return bundled[0]  # the general one; the others are for shows


def opened(file: str | None, config_path: str | None, sets: tuple[str, ...]) -> tuple[Path, Glossary]:
    """The file and its terms."""
    config = load_config(config_path, sets)
    path = chosen_file(file, config)
    return path, store.open_file(path, pair_of(config))


def save(path: Path, changes: Sequence[Change], pair: Pair) -> Glossary:
    """Save and say what was done; a conflict is printed side by side before the error goes on."""
    try:
        after, steps = store.save(path, changes, pair)
    except Conflict as conflict:
        if conflict.theirs and conflict.mine:
            side_by_side(conflict.mine, conflict.theirs, ("yours", "in the file"))
        raise
    if len(steps) > 40:
        click.echo(f"{len(steps)} changes; nijimaku glossary log lists them")
        return after
    for step in steps:
        rows = ", ".join(f"{row.source} → {row.target} ({row.status})" for row in step.after)
        click.echo(f"{step.change.action} {step.change.term_id}: {rows}")
    return after


def side_by_side(old: Term | None, new: Term | None, titles: tuple[str, str]) -> None:
    """The fields in which two rows differ, as a table."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None)
    for title in ("field", *titles):
        table.add_column(title, overflow="fold")
    for name in changed_fields(old, new):
        table.add_row(name, *(Text(cell(row, name) if row else "") for row in (old, new)))  # [ ] mean nothing here
    Console(highlight=False).print(table)


def cell(term: Term, name: str) -> str:
    """One field as the CSV writes it."""
    value = getattr(term, name)
    if isinstance(value, tuple):
        return " | ".join(glossaries.variant_text(item) if name == "variants" else item for item in value)
    return ("yes" if value else "") if isinstance(value, bool) else str(value)


def deciding(function: Any) -> Any:
    """Who decides, for commands of the review desk."""
    return click.option("--who", default=user, show_default="you", help="Name that stands beside the decision.")(
        function
    )


def content_options(function: Any) -> Any:
    """Every field of a term."""
    for option in (
        click.option("--note"), click.option("--definition-ja"), click.option("--definition-en"),
        click.option("--reading", help="In hiragana."), click.option("--first-mention", help="e.g. 推論（inference）"),
        click.option("--scope", help="show:NAME, episode:ID or speaker:LABEL"),
        click.option("--case-sensitive/--any-case", default=None),
        click.option("--do-not-translate/--translate", default=None),
        click.option("--accepted", multiple=True, help="Another right rendering; may be repeated."),
        click.option("--forbidden", multiple=True, help="A wrong rendering; may be repeated."),
        click.option("--variant", "variants", multiple=True, help="Mishearing: 'text [context, context] !case'."),
        click.option("--type", type=click.Choice([item.value for item in TermType])),
    ):  # fmt: skip
        function = option(function)
    return function


def with_content(term: Term, given: dict[str, Any], *, adding: bool) -> Term:
    """The term with the options that were given; lists are added to what is there when revising."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value == ():
            continue
        if name == "variants":
            try:
                value = tuple(glossaries.parse_variant(text) for text in value)
            except ValueError as error:
                raise GlossaryError(str(error)) from None
        if name == "type":
            value = TermType(value)  # a str too, and strip() would make a plain one of it
        elif isinstance(value, str):
            value = value.strip()
        if isinstance(value, tuple) and not adding:
            value = tuple(dict.fromkeys((*getattr(term, name), *value)))
        values[name] = value
    return replace(term, **values)


def open_episodes(paths: tuple[Path, ...]) -> Iterator[tuple[Path, Episode]]:
    """Folder and document of every finished episode under the paths."""
    seen: set[Path] = set()
    for path in paths:
        for folder in desk.finished(path.resolve()).values():
            if folder not in seen:
                seen.add(folder)
                yield folder, episodes.load(folder)
