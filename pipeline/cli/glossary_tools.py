"""`nijimaku glossary suggest | lint | impact | import | export | concordance`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pipeline.cli.glossary_common import (
    change_options,
    content_options,
    file_options,
    now,
    opened,
    save,
    with_content,
)
from pipeline.cli.run import config_options, load_config
from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.glossary.revision import revision
from pipeline.glossary.workflow import Action, Change, apply, changed_fields, find, need, new_id
from pipeline.model import Edit, Episode, Glossary, Lang, Severity, Term, TermStatus, TermType
from pipeline.store import desk, episodes, glossaries, glossary_log
from pipeline.store.files import read_bytes
from pipeline.timecode import short_clock


def open_episodes(paths: tuple[Path, ...]) -> Iterator[tuple[Path, Episode]]:
    """Folder and document of every finished episode under the paths."""
    seen: set[Path] = set()
    for path in paths:
        for folder in desk.finished(path.resolve()).values():
            if folder not in seen:
                seen.add(folder)
                yield folder, episodes.load(folder)


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
                changes.append(Change(Action.PROPOSE, term_id, "suggest", now(), f"said {row.count} times", made))
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
        click.echo(f"{path}: {len(found.terms)} terms, {len(problems)} problems")
    bad = [
        item for item in problems if item.severity is Severity.ERROR or (strict and item.severity is Severity.WARNING)
    ]
    return 1 if bad else 0


@click.command()
@file_options
@content_options
@click.option("--target", help="The rendering it would get.")
@click.option("--status", type=click.Choice([item.value for item in TermStatus]), help="The status it would get.")
@click.option("--against", metavar="FILE", help="Compare with this glossary file instead of changing one term.")
@click.option(
    "--episodes", "paths", multiple=True, type=click.Path(path_type=Path), help="Finished episodes; else out/."
)
@click.option("--decode", is_flag=True, help="Translate the touched sentences again and show them before and after.")
@click.option("--model", metavar="NAME_OR_PATH", help="Translation package for --decode.")
@click.argument("term", default="")
@click.argument("rendering", default="")
def impact(
    file: str | None, config_path: str | None, sets: tuple[str, ...], target: str | None, status: str | None,
    against: str | None, paths: tuple[Path, ...], decode: bool, model: str | None, term: str, rendering: str,
    **content: Any,
) -> int:  # fmt: skip
    """What a change of TERM would touch in finished episodes: sentences, cues, and with --decode the texts.

    \b
    Examples:
      nijimaku glossary impact moat --target 堀 --episodes out/
      nijimaku glossary impact "hearing aid" 補聴器 --episodes out/       a new term
      nijimaku glossary impact --against edited.en-ja.csv --decode
    """
    from pipeline.glossary.impact import touched

    if model:
        sets = (*sets, f"translate.model={json.dumps(model)}")
    config = load_config(config_path, sets)
    _, before = opened(file, config_path, sets)
    after = _wanted(before, against, term, rendering, target, status, content)
    sentences = cues = pinned = 0
    for folder, episode in open_episodes(paths or (Path("out"),)):
        edits = episodes.load_edits(folder.parent, folder.name)
        rows = list(touched(episode, before, after, edits))
        fresh = _decoded(episode, rows, after, edits, config) if decode and rows else {}
        clocks = {sentence.id: sentence.span.start_ms for sentence in episode.sentences}
        for row in rows:
            note = "  (an editor's text stands)" if row.pinned else ""
            click.echo(
                f"{episode.id}/{row.sentence_id} {short_clock(clocks[row.sentence_id])} {', '.join(row.term_ids)}{note}"
            )
            click.echo(f"    {row.source}\n  - {row.target}")
            if decode:
                text, count = fresh[row.sentence_id]
                click.echo(f"  + {text}  ({row.cues} → {count} cues)")
        sentences += len(rows)
        cues += sum(row.cues for row in rows)
        pinned += sum(row.pinned for row in rows)
    click.echo(f"{sentences} sentences would be decoded again, {cues} cues timed again, {pinned} stay as edited")
    return 0


def _wanted(
    before: Glossary, against: str | None, term: str, rendering: str, target: str | None, status: str | None,
    content: dict[str, Any],
) -> Glossary:  # fmt: skip
    """The glossary after the change that is being weighed; nothing is written."""
    if against:
        return glossary_log.open_file(Path(against), before.pair)
    if not term:
        raise ConfigError("name a TERM, or --against FILE")
    known = find(before, term) or next((row for row in before.terms if row.source.casefold() == term.casefold()), None)
    if known is None:
        if not rendering and not target:
            need(before, term)
        made = Term(new_id(term, (row.id for row in before.terms)), term, rendering or target or "", TermType.CONCEPT)
        made = with_content(made, content, adding=True)
        return apply(before, Change(Action.ADD, made.id, "", "", "", made))[0]
    wanted = with_content(known, {**content, "target": target or rendering or None}, adding=False)
    wanted = replace(wanted, status=TermStatus(status) if status else TermStatus.APPROVED)
    terms = tuple(wanted if row.id == known.id else row for row in before.terms)
    return replace(before, terms=terms, revision=revision(terms))


def _decoded(
    episode: Episode, rows: list[Any], after: Glossary, edits: tuple[Edit, ...], config: Config
) -> dict[str, tuple[str, int]]:
    """Sentence id -> its text and number of cues under the new glossary; only the touched sentences are decoded."""
    from pipeline import job
    from pipeline.stages import retime, translate

    engine, _, memory = job.capabilities(config)
    ids = {row.sentence_id for row in rows}
    part = replace(
        episode, sentences=tuple(row for row in episode.sentences if row.id in ids), translations=(), target=None,
        findings=(),
    )  # fmt: skip
    part = translate.run(
        part, engine=engine, glossary=after, memory=memory, edits=edits, settings=config.translate, on_done=None
    )
    fresh = {item.sentence_id: item for item in part.translations}
    whole = replace(
        episode, translations=tuple(fresh.get(item.sentence_id, item) for item in episode.translations), target=None,
        findings=(),
    )  # fmt: skip
    timed = retime.run(whole, glossary=after, limits=config.limits, settings=config.retime).target_track()
    counts = {key: sum(key in cue.sentence_ids for cue in timed.cues) for key in ids}
    return {key: (fresh[key].text, counts[key]) for key in ids}


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
    click.echo(f"{len(changes)} terms {word}, {same} are there already, {kept} left alone")
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
    click.echo(f"{len(rows)} sentences" + (" (there may be more: --limit)" if len(rows) == limit else ""))
    return 0
