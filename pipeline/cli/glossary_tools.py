"""`nijimaku glossary suggest | lint | import | export | concordance`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from pipeline.cli.glossary_common import (
    change_options,
    file_options,
    now,
    open_episodes,
    opened,
    save,
)
from pipeline.cli.run import config_options
from pipeline.glossary.workflow import Action, Change, apply, changed_fields, find, new_id
from pipeline.lang.plural import count
from pipeline.model import Glossary, Lang, Severity, Term, TermStatus, TermType
from pipeline.store import glossaries
from pipeline.store.files import read_bytes
from pipeline.timecode import short_clock


@click.command()
@file_options
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--limit", default=60, show_default=True, help="Most candidates.")
@click.option("--propose", "proposing", is_flag=True, help="Propose the new ones that have a rendering.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def suggest(
    file: str | None, config_path: str | None, sets: tuple[str, ...], paths: tuple[Path, ...], limit: int,
    proposing: bool, as_json: bool,
) -> int:  # fmt: skip
    """Terms an editor would add, from the finished episodes under PATHS: best first, with mishearings and contexts."""
    from pipeline.anchors import source_text
    from pipeline.glossary import suggest as finder
    from pipeline.glossary.candidates import Line
    from pipeline.glossary.everyday import frequency

    path, found = opened(file, config_path, sets)
    lines: list[Line] = []
    for _, episode in open_episodes(paths):
        if episode.pair.source is not found.pair.source:
            continue
        cues = episode.source_track().by_id()
        texts = {translation.sentence_id: translation.text for translation in episode.translations}
        lines += [Line(episode.id, row.id, source_text(row, cues), texts.get(row.id, "")) for row in episode.sentences]
    rows = finder.suggest(lines, found, frequency=frequency, limit=limit, lang=found.pair.source)
    if as_json:
        from pipeline.codec import to_data

        click.echo(json.dumps([to_data(row) for row in rows], ensure_ascii=False, indent=1))
        return 0
    for at, row in enumerate(rows, start=1):
        known = f"  (term {row.term_id})" if row.term_id else ""
        rendering = f" → {row.target}" if row.target else ""
        click.echo(f"{at:3} {row.score:5.1f}  {row.source}{rendering}  {'/'.join(row.kinds)}, {row.count}×{known}")
        if row.heard:
            click.echo("           heard as " + ", ".join(f"{item.text} ({item.count}×)" for item in row.heard))
        for context in row.contexts[:2]:
            click.echo(f"           {context}")
    if proposing:
        taken = [term.id for term in found.terms]
        changes = []
        for row in rows:
            if not row.term_id and row.target:
                term_id = new_id(row.source, taken)
                taken.append(term_id)
                made = Term(term_id, row.source, row.target, TermType.CONCEPT)
                why = f"said {count(row.count, 'time')}"
                changes.append(Change(Action.PROPOSE, term_id, "suggest", now(), why, made))
        save(path, changes, found.pair)
    return 0


@click.command()
@file_options
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def lint(file: str | None, config_path: str | None, sets: tuple[str, ...], strict: bool, as_json: bool) -> int:
    """Check the terms: duplicates, cycles, everyday variants, width, register, reach, readings. 1 on errors."""
    from pipeline.glossary import lint as rules
    from pipeline.glossary.everyday import is_everyday

    path, found = opened(file, config_path, sets)
    problems = rules.lint(found, everyday=is_everyday)
    if as_json:
        from pipeline.codec import to_data

        click.echo(json.dumps([to_data(item) for item in problems], ensure_ascii=False, indent=1))
    else:
        for item in problems:
            hint = f" ({item.hint})" if item.hint else ""
            click.echo(f"{item.severity:8} {item.term_id}: {item.code}: {item.message}{hint}")
        click.echo(f"{path}: {count(len(found.terms), 'term')}, {count(len(problems), 'problem')}")
    bad = [
        item for item in problems if item.severity is Severity.ERROR or (strict and item.severity is Severity.WARNING)
    ]
    return 1 if bad else 0


@click.command("import")
@change_options
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--format", "format_name", help="csv, tbx, tbx2, tmx, weblate or omegat; else from the file's name.")
@click.option("--approve", is_flag=True, help="Take terms in as approved where the file says nothing else.")
@click.option("--update", is_flag=True, help="Revise terms that are there already and say something else.")
@click.option("--dry-run", is_flag=True, help="Show what would change and change nothing.")
def import_terms(
    source: Path, format_name: str | None, approve: bool, update: bool, dry_run: bool, file: str | None,
    config_path: str | None, sets: tuple[str, ...], who: str, why: str,
) -> int:  # fmt: skip
    """Take the terms of the file SOURCE into the glossary: all or none, each with a line in the log."""
    from pipeline.glossary import exchange

    path, found = opened(file, config_path, sets)
    name = format_name or exchange.guess(source.name)
    data = read_bytes(source, max_bytes=glossaries.MAX_BYTES)
    if name == "csv":
        terms = glossaries.read(data, name=str(source))
    else:
        terms = exchange.named(name).read(glossaries.decode(data, name=str(source)), str(source), found.pair)
    changes: list[Change] = []
    kept = same = 0
    state = found
    for term in terms:
        known = find(state, term.id) or _same_source(state, term)
        if known is not None:
            fields = [item for item in changed_fields(known, replace(term, id=known.id)) if item != "status"]
            if not fields:
                same += 1
                continue
            if not update or known.status in (TermStatus.REJECTED, TermStatus.DEPRECATED):
                kept += 1
                click.echo(f"~ {known.id}: differs in {', '.join(fields)}; left alone")
                continue
            change = Change(Action.REVISE, known.id, who, now(), why or f"import of {source.name}", term)
        else:
            approved = term.status is TermStatus.APPROVED or (approve and term.status is TermStatus.PROPOSED)
            action = Action.ADD if approved else Action.PROPOSE
            change = Change(action, term.id, who, now(), why or f"import of {source.name}", term)
        made = [change]
        if known is None and term.status in (TermStatus.REJECTED, TermStatus.DEPRECATED):
            rejected = term.status is TermStatus.REJECTED
            first, last = (Action.PROPOSE, Action.REJECT) if rejected else (Action.ADD, Action.DEPRECATE)
            made = [replace(change, action=first), replace(change, action=last, term=None)]
        for one in made:
            state, _ = apply(state, one)
        changes += made
    if dry_run:
        for change in changes:
            click.echo(f"{change.action} {change.term_id}")
    else:
        save(path, changes, found.pair)
    word = "would change" if dry_run else "changed"
    is_ = "is" if same == 1 else "are"
    click.echo(f"{count(len(changes), 'term')} {word}, {same} {is_} there already, {kept} left alone")
    return 0


def _same_source(glossary: Glossary, term: Term) -> Term | None:
    """A living term that says the same source in the same scope; a rejected one may stand beside it."""
    living = (TermStatus.APPROVED, TermStatus.PROPOSED)
    if term.status not in living:
        return None
    same = (row for row in glossary.terms if row.source == term.source and row.scope == term.scope)
    return next((row for row in same if row.status in living), None)


@click.command("export")
@file_options
@click.option(
    "--format", "format_name", default="csv", show_default=True, help="csv, tbx, tbx2, tmx, weblate or omegat."
)
@click.option(
    "--status", multiple=True, type=click.Choice([item.value for item in TermStatus]), help="Only terms of this status."
)
@click.option("--list", "listing", is_flag=True, help="Say which fields each format keeps.")
def export_terms(
    file: str | None, config_path: str | None, sets: tuple[str, ...], format_name: str, status: tuple[str, ...],
    listing: bool,
) -> int:  # fmt: skip
    """Print the glossary in another format; what each one keeps is listed by --list."""
    from pipeline.glossary import exchange

    if listing:
        click.echo("csv       every field")
        for row in exchange.EXCHANGES.values():
            keeps = "every field" if row.keeps == exchange.EVERY else ", ".join(sorted(row.keeps))
            click.echo(f"{row.name:9} {keeps}   ({row.title})")
        return 0
    _, found = opened(file, config_path, sets)
    if status:
        found = replace(found, terms=tuple(term for term in found.terms if term.status in status))
    text = glossaries.write(found.terms) if format_name == "csv" else exchange.named(format_name).write(found)
    click.echo(text, nl=False)
    return 0


@click.command()
@config_options
@click.argument("text")
@click.option("--episodes", "out", default="out", type=click.Path(path_type=Path), show_default=True)
@click.option("--lang", type=click.Choice([item.value for item in Lang]), help="Only this language's side.")
@click.option("--lemma", is_flag=True, help="Find every inflection.")
@click.option("--regex", is_flag=True, help="TEXT is a regular expression.")
@click.option("--limit", default=50, show_default=True)
def concordance(
    config_path: str | None, sets: tuple[str, ...], text: str, out: Path, lang: str | None, lemma: bool, regex: bool,
    limit: int,
) -> int:  # fmt: skip
    """Find TEXT in all finished episodes, both languages side by side."""
    from pipeline.store.concordance import Concordance

    index = Concordance(out.resolve())
    index.refresh()
    rows = index.search(text, lang=Lang(lang) if lang else None, lemma=lemma, regex=regex, limit=limit)
    for row in rows:
        click.echo(f"{row.episode_id}/{row.sentence_id} {short_clock(row.start_ms)} {row.speaker}")
        click.echo(f"    {row.en}\n    {row.ja}")
    click.echo(count(len(rows), "sentence") + (" (there may be more: --limit)" if len(rows) == limit else ""))
    return 0
