"""`nijimaku glossary`: terms in files, changed only through the workflow, with who, when and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from pipeline.cli.glossary_common import (
    cell,
    change_options,
    chosen_file,
    content_options,
    file_options,
    now,
    opened,
    pair_of,
    save,
    with_content,
)
from pipeline.cli.run import load_config
from pipeline.cli.tables import show as show_table
from pipeline.errors import ConfigError
from pipeline.glossary.revision import term_revision
from pipeline.glossary.workflow import (
    Action,
    Change,
    allowed,
    changed_fields,
    difference,
    need,
    new_id,
)
from pipeline.lang.plural import count
from pipeline.model import Term, TermStatus, TermType
from pipeline.registry import load_object, suggestion
from pipeline.store import glossary_log as store

# what `nijimaku glossary` offers besides the commands below; imported when called
TOOLS: dict[str, tuple[str, str]] = {
    "suggest": ("pipeline.cli.glossary_tools:suggest", "Candidates from finished episodes, best first."),
    "lint": ("pipeline.cli.glossary_tools:lint", "What is wrong with the terms."),
    "impact": ("pipeline.cli.glossary_impact:impact", "What a change would touch in finished episodes."),
    "import": ("pipeline.cli.glossary_tools:import_terms", "Take terms from CSV, TBX, TMX or Weblate CSV."),
    "export": ("pipeline.cli.glossary_tools:export_terms", "Give terms as CSV, TBX, TMX or Weblate CSV."),
    "concordance": ("pipeline.cli.glossary_tools:concordance", "Find words in all finished episodes."),
}


class GlossaryGroup(click.Group):
    """The commands of this module plus TOOLS, which are imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of a term's life, then the tools."""
        return [*self.commands, *TOOLS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command; an unknown name is refused with a suggestion."""
        if cmd_name in self.commands:
            return self.commands[cmd_name]
        if cmd_name not in TOOLS:
            ctx.fail(f"no command {cmd_name!r}: {suggestion(cmd_name, self.list_commands(ctx))}")
        command: click.Command = load_object(TOOLS[cmd_name][0])
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, without importing the tools."""
        rows = [(name, command.get_short_help_str(90)) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*rows, *((name, line) for name, (_, line) in TOOLS.items())])


@click.group(cls=GlossaryGroup)
def glossary() -> None:
    """Curate the terms: list, propose, approve, merge, check, suggest.

    \b
    Examples:
      nijimaku glossary list --status proposed
      nijimaku glossary propose moat 堀 --type Concept --why "said in every episode"
      nijimaku glossary approve moat --why "house style"
      nijimaku glossary suggest out/
    """


# ------------------------------------------------------------------------------------------------------- reading


@glossary.command("list")
@file_options
@click.option("--status", type=click.Choice([item.value for item in TermStatus]), help="Only terms of this status.")
@click.option("--type", "kind", type=click.Choice([item.value for item in TermType]), help="Only terms of this type.")
@click.option("--scope", help="Only terms of this scope, e.g. show:Warm Cache.")
@click.option("--search", default="", help="Only terms that hold this text in any field.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_terms(
    file: str | None, config_path: str | None, sets: tuple[str, ...], status: str | None, kind: str | None,
    scope: str | None, search: str, as_json: bool,
) -> int:  # fmt: skip
    """List terms, in file order."""
    _, found = opened(file, config_path, sets)
    low = search.casefold()
    rows = [
        term for term in found.terms
        if (not status or term.status == status) and (not kind or term.type == kind)
        and (scope is None or term.scope == scope)
        and (not low or any(low in cell(term, item.name).casefold() for item in fields(Term)))
    ]  # fmt: skip
    if as_json:
        from pipeline.codec import to_data

        click.echo(json.dumps([to_data(term) for term in rows], ensure_ascii=False, indent=1))
        return 0
    show_table(
        ("id", "source", "target", "type", "status", "variants", "scope"),
        [
            (
                term.id, term.source, term.target, str(term.type), str(term.status),
                str(len(term.variants) or ""), term.scope,
            )
            for term in rows
        ],
    )  # fmt: skip
    click.echo(f"{len(rows)} of {count(len(found.terms), 'term')}, revision {found.revision}")
    return 0


@glossary.command()
@file_options
@click.argument("term")
def show(file: str | None, config_path: str | None, sets: tuple[str, ...], term: str) -> int:
    """Show one TERM (id or source text) with its history and the moves open to it."""
    path, found = opened(file, config_path, sets)
    row = need(found, term)
    for item in fields(Term):
        if text := cell(row, item.name):
            click.echo(f"{item.name:17} {text}")
    click.echo(f"{'moves':17} {', '.join(allowed(row.status))}")
    for entry in store.history(path, row.id):
        click.echo(entry_line(entry))
    return 0


@glossary.command()
@file_options
@click.argument("term", default="")
def log(file: str | None, config_path: str | None, sets: tuple[str, ...], term: str) -> int:
    """Print the change log, of one TERM when named."""
    path, _ = opened(file, config_path, sets)
    for entry in store.history(path, term):
        click.echo(entry_line(entry))
    return 0


def entry_line(entry: store.Entry) -> str:
    """One line of the log for people."""
    about = f" of {entry.of}" if entry.of else ""
    into = f" into {entry.into}" if entry.into else ""
    why = f": {entry.why}" if entry.why else ""
    by = f" by {entry.who}" if entry.who else ""
    return f"{entry.number:5} {entry.when} {entry.action}{about} {entry.term_id}{into}{by}{why}  [{entry.to_revision}]"


@glossary.command()
@file_options
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--since", metavar="REVISION", help="Compare the file with an earlier revision of its change log.")
def diff(
    file: str | None, config_path: str | None, sets: tuple[str, ...], old: str | None, new: str | None,
    since: str | None,
) -> int:  # fmt: skip
    """Compare two glossary files, or one with its own past; term by term, field by field."""
    config = load_config(config_path, sets)
    pair = pair_of(config)
    if since:
        path = chosen_file(file or old, config)
        before, after = store.at_revision(path, since, pair), store.open_file(path, pair)
    elif old and new:
        before, after = store.open_file(Path(old), pair), store.open_file(Path(new), pair)
    else:
        raise ConfigError("name two files, or --since REVISION", hint="nijimaku glossary log lists revisions")
    for one, two in difference(before.terms, after.terms):
        row = two or one
        if row is None:
            continue
        sign = "+" if one is None else "-" if two is None else "~"
        click.echo(f"{sign} {row.id}: {row.source} → {row.target}")
        if one and two:
            for name in changed_fields(one, two):
                click.echo(f"    {name}: {cell(one, name) or '(nothing)'} → {cell(two, name) or '(nothing)'}")
    return 0


# ------------------------------------------------------------------------------------------------------ changing


def _new(action: Action, source: str, target: str, common: dict[str, Any], content: dict[str, Any]) -> int:
    path, found = opened(common["file"], common["config_path"], common["sets"])
    term = Term(new_id(source, (row.id for row in found.terms)), source.strip(), target.strip(), TermType.CONCEPT)
    term = with_content(term, content, adding=True)
    save(path, [Change(action, term.id, common["who"], now(), common["why"], term)], found.pair)
    return 0


_COMMON = ("file", "config_path", "sets", "who", "why")


def _split(options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    common = {name: options.pop(name) for name in _COMMON}
    return common, options


@glossary.command()
@change_options
@content_options
@click.argument("source")
@click.argument("target")
def add(source: str, target: str, **options: Any) -> int:
    """Add an approved term: SOURCE is rendered as TARGET from the next run on."""
    return _new(Action.ADD, source, target, *_split(options))


@glossary.command()
@change_options
@content_options
@click.argument("source")
@click.argument("target", default="")
def propose(source: str, target: str, **options: Any) -> int:
    """Propose a term SOURCE → TARGET, or propose a rejected or deprecated one (its id) again."""
    common, content = _split(options)
    if not target:
        return _move(Action.PROPOSE, (source,), common)
    return _new(Action.PROPOSE, source, target, common, content)


@glossary.command()
@change_options
@content_options
@click.option("--target", help="The new rendering.")
@click.argument("term")
def revise(term: str, target: str | None, **options: Any) -> int:
    """Change what a TERM says; lists given are added to those it has."""
    common, content = _split(options)
    path, found = opened(common["file"], common["config_path"], common["sets"])
    row = need(found, term)
    wanted = with_content(row, {**content, "target": target}, adding=False)
    seen = term_revision(row)
    save(path, [Change(Action.REVISE, row.id, common["who"], now(), common["why"], wanted, "", seen)], found.pair)
    return 0


def _move(action: Action, names: Sequence[str], common: dict[str, Any]) -> int:
    path, found = opened(common["file"], common["config_path"], common["sets"])
    rows = [need(found, name) for name in names]
    who, why = common["who"], common["why"]
    save(path, [Change(action, row.id, who, now(), why, expected=term_revision(row)) for row in rows], found.pair)
    return 0


def _moving(action: Action, text: str) -> None:
    @glossary.command(str(action), help=text)
    @change_options
    @click.argument("terms", nargs=-1, required=True)
    def command(terms: tuple[str, ...], **options: Any) -> int:
        return _move(action, terms, options)


_moving(Action.APPROVE, "Approve proposed (or deprecated) TERMS: they steer translation from the next run on.")
_moving(Action.REJECT, "Reject proposed TERMS: they are kept, and never suggested again.")
_moving(Action.DEPRECATE, "Deprecate approved TERMS: they stop steering translation.")


@glossary.command()
@change_options
@click.argument("gone")
@click.argument("kept")
def merge(gone: str, kept: str, **options: Any) -> int:
    """Merge the term GONE into KEPT: its source and mishearings are read as KEPT from now on."""
    path, found = opened(options["file"], options["config_path"], options["sets"])
    one, two = need(found, gone), need(found, kept)
    seen = term_revision(one)
    save(path, [Change(Action.MERGE, one.id, options["who"], now(), options["why"], None, two.id, seen)], found.pair)
    return 0


@glossary.command()
@change_options
@click.option("--number", default=0, help="Line of the change log; else the last change.")
def undo(number: int, **options: Any) -> int:
    """Take back one change; refused when something was built upon it."""
    path, found = opened(options["file"], options["config_path"], options["sets"])
    _, entry = store.take_back(
        path, found.pair, who=options["who"], when=now(), why=options["why"], number=number
    )  # fmt: skip
    click.echo(f"undone: {entry_line(entry)}")
    return 0
