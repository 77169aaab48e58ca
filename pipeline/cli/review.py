"""`nijimaku review`: the queue of sentences that need an editor, worst first, and what an editor decides."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import click

from pipeline.cli.glossary_common import deciding, now
from pipeline.cli.review_summary import summary
from pipeline.cli.run import config_options, load_config
from pipeline.errors import ConfigError, StoreError
from pipeline.review.items import Item
from pipeline.review.search import Query, differences, replacements
from pipeline.review.workflow import Act, Move, ReviewError, State, conflicts, decide, text_of
from pipeline.store import desk
from pipeline.store.files import read_bytes
from pipeline.store.shelf import Shelf, open_shelf
from pipeline.timecode import short_clock

CSV_COLUMNS = (
    "episode",
    "sentence",
    "time",
    "speaker",
    "state",
    "reasons",
    "source",
    "target",
    "new_target",
    "new_state",
    "revision",
)
MAX_CSV_BYTES = 64_000_000


@click.group()
def review() -> None:
    """Review finished episodes sentence by sentence, worst first. What you decide outranks every later run.

    \b
    Examples:
      nijimaku review list out/
      nijimaku review edit out/talk s12-1 "推論は速くなりました。"
      nijimaku review replace out/ モデル模型 モデル           shows; add --yes to do it
      nijimaku review export out/ > review.csv
    """


review.add_command(summary)


def common(function: Any) -> Any:
    """OUT and the configuration."""
    function = click.argument("out", type=click.Path(path_type=Path))(function)
    function = click.option(
        "--glossary", "glossary", metavar="FILE", help="Terms to judge by; else those of the configuration."
    )(function)
    return config_options(function)


def shelf_of(out: Path, glossary: str | None, config_path: str | None, sets: tuple[str, ...]) -> Shelf:
    """The episodes under OUT, or the one that OUT is."""
    from pipeline.cli.glossary_common import pair_of
    from pipeline.store import glossaries

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


@review.command("list")
@common
@click.option("--state", type=click.Choice([item.value for item in State]), help="Only sentences in this state.")
@click.option("--reason", default="", help="Only sentences with this reason, e.g. term-missed or guard.")
@click.option("--limit", default=40, show_default=True, help="Most sentences shown; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_queue(
    out: Path, glossary: str | None, config_path: str | None, sets: tuple[str, ...], state: str | None, reason: str,
    limit: int, as_json: bool,
) -> int:  # fmt: skip
    """The queue: worst first, each with its reasons."""
    shelf = shelf_of(out, glossary, config_path, sets)
    rows = [
        row for row in shelf.queue()
        if (not state or row.state == state) and (state or reason or row.weight)
        and (not reason or any(item.code.startswith(reason) for item in row.reasons))
    ]  # fmt: skip
    shown = rows[:limit] if limit else rows
    if as_json:
        click.echo(json.dumps([row_data(row) for row in shown], ensure_ascii=False, indent=1))
        return 0
    for row in shown:
        where = f"{row.episode_id}/{row.sentence_id}"
        click.echo(f"{row.weight:5.0f}  {where}  {short_clock(row.start_ms)}  {row.speaker}  {row.state}")
        click.echo(f"       {row.source}\n       {row.target}")
        for item in row.reasons:
            click.echo(f"       - {item.code}{': ' + item.detail if item.detail else ''}")
    click.echo(f"{len(shown)} of {len(rows)} sentences that need a look, {sum(1 for _ in shelf.rows())} in all")
    return 0


def row_data(row: Item) -> dict[str, Any]:
    """One row as plain data."""
    return {
        "episode": row.episode_id, "sentence": row.sentence_id, "start_ms": row.start_ms, "end_ms": row.end_ms,
        "speaker": row.speaker, "state": str(row.state), "weight": row.weight, "source": row.source,
        "target": row.target, "revision": row.revision,
        "reasons": [{"code": item.code, "detail": item.detail} for item in row.reasons],
    }  # fmt: skip


@review.command()
@common
@deciding
@click.argument("sentence")
@click.argument("text")
def edit(sentence: str, text: str, who: str, **options: Any) -> int:
    """Write TEXT as the translation of SENTENCE."""
    return _move(Act.EDIT, (sentence,), who, options, text=text)


def _move(act: Act, names: tuple[str, ...], who: str, options: dict[str, Any], *, text: str = "") -> int:
    shelf = shelf_of(**options)
    rows = [need(shelf, name) for name in names]
    by_episode: dict[str, list[Item]] = {}
    for row in rows:
        by_episode.setdefault(row.episode_id, []).append(row)
    for episode_id, group in by_episode.items():
        moves = [(row.subject, Move(act, who, now(), text, row.revision)) for row in group]
        made = desk.make(_folder(shelf, episode_id), moves)
        for one, row in zip(made, group, strict=True):
            shown = text_of(row.subject, one if one.after else None)
            click.echo(f"{episode_id}/{one.anchor}: {one.state if one.state != 'withdrawn' else 'new'}: {shown}")
    return 0


def _folder(shelf: Shelf, episode_id: str) -> Path:
    folder = shelf.folder(episode_id)
    if folder is None:
        raise StoreError(f"no episode {episode_id!r}")
    return folder


def _moving(act: Act, text: str) -> None:
    @review.command(str(act), help=text)
    @common
    @deciding
    @click.argument("sentences", nargs=-1, required=True)
    def command(sentences: tuple[str, ...], who: str, **options: Any) -> int:
        return _move(act, sentences, who, options)


_moving(Act.APPROVE, "Approve the texts of SENTENCES as they stand; later runs keep them.")
_moving(Act.FLAG, "Flag SENTENCES for another look; the text stays open.")
_moving(Act.LOCK, "Lock SENTENCES: nobody changes them until they are unlocked.")
_moving(Act.UNLOCK, "Unlock SENTENCES.")
_moving(Act.CLEAR, "Give SENTENCES back to the machine.")


@review.command()
@common
@deciding
@click.argument("sentence")
def undo(sentence: str, who: str, **options: Any) -> int:
    """Take back the last decision about SENTENCE; again for the one before."""
    shelf = shelf_of(**options)
    row = need(shelf, sentence)
    made = desk.take_back(_folder(shelf, row.episode_id), row.sentence_id, who=who, when=now())
    state = "new" if made.state == "withdrawn" else made.state
    click.echo(f"{row.episode_id}/{row.sentence_id}: {state}: {made.after or row.machine}")
    return 0


@review.command()
@common
@deciding
@click.argument("text")
@click.argument("by")
@click.option("--regex", is_flag=True, help="TEXT is a regular expression; BY may name groups as \\1.")
@click.option("--case", is_flag=True, help="Upper and lower case differ.")
@click.option("--yes", is_flag=True, help="Do it; without, only show what would change.")
def replace(text: str, by: str, regex: bool, case: bool, yes: bool, who: str, **options: Any) -> int:
    """Replace TEXT by BY in the translations, after a look at every place."""
    shelf = shelf_of(**options)
    proposals = list(replacements(shelf.rows(), Query(text, "target", regex, case), by))
    groups: dict[str, list[tuple[Any, Move]]] = {}
    for proposal in proposals:
        row = proposal.item
        marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
        shown = "".join(marks[kind].format(part) for kind, part in differences(row.target, proposal.after))
        note = f"  ({proposal.blocked}: left alone)" if proposal.blocked else ""
        click.echo(f"{row.episode_id}/{row.sentence_id}: {shown}{note}")
        if not proposal.blocked:
            move = Move(Act.EDIT, who, now(), proposal.after, row.revision)
            groups.setdefault(row.episode_id, []).append((row.subject, move))
    count = sum(len(group) for group in groups.values())
    if not yes:
        click.echo(f"{count} sentences would change; add --yes to do it")
        return 0
    for episode_id, moves in groups.items():
        desk.make(_folder(shelf, episode_id), moves)
    click.echo(f"{count} sentences changed")
    return 0


@review.command("conflicts")
@common
def list_conflicts(**options: Any) -> int:
    """Decisions whose sentence is gone or reads differently now; they are kept, and wait for a look."""
    shelf = shelf_of(**options)
    count = 0
    for episode_id, _ in shelf.ids():
        subjects = [row.subject for row in shelf.rows(episode_id)]
        for kind, found in conflicts(subjects, shelf.edits(episode_id)):
            count += 1
            what = "the sentence is gone" if kind == "gone" else "the source changed"
            click.echo(f"{episode_id}/{found.anchor}: {what}; it was: {found.before}\n    {found.after}")
    click.echo(f"{count} conflicts")
    return 0


@review.command("export")
@common
@click.option("--all", "every", is_flag=True, help="Sentences without any reason too.")
def export_csv(every: bool, **options: Any) -> int:
    """Print the queue as CSV: write in new_target and new_state, then `nijimaku review import`."""
    shelf = shelf_of(**options)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(CSV_COLUMNS)
    for row in shelf.queue():
        if every or row.weight:
            reasons = " ".join(item.code for item in row.reasons)
            cells = (
                row.episode_id, row.sentence_id, short_clock(row.start_ms), row.speaker, str(row.state), reasons,
                row.source, row.target, "", "", row.revision,
            )  # fmt: skip
            rows.writerow([_safe(cell) for cell in cells])
    click.echo(text.getvalue(), nl=False)
    return 0


def _safe(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t") else cell


@review.command("import")
@common
@deciding
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would be recorded and record nothing.")
def import_csv(file: Path, who: str, dry_run: bool, **options: Any) -> int:
    """Take an edited queue FILE back: new_target is written, new_state set; rows changed meanwhile are listed."""
    shelf = shelf_of(**options)
    made = stale = 0
    for line, cells in _rows_of(file):
        text, state = cells["new_target"].strip().removeprefix("'"), cells["new_state"].strip().lower()
        if not text and not state:
            continue
        row = need(shelf, f"{cells['episode']}/{cells['sentence']}")
        try:
            made += _recorded(shelf, row, text, state, who, cells["revision"], dry_run)
        except ReviewError as error:
            stale += 1
            click.echo(f"{file}:{line}: {error}", err=True)
            click.echo(f"    yours: {text or state}\n    now:   {row.target}", err=True)
    click.echo(f"{made} decisions {'would be ' if dry_run else ''}recorded, {stale} not")
    return 1 if stale else 0


def _recorded(shelf: Shelf, row: Item, text: str, state: str, who: str, revision: str, dry_run: bool) -> int:
    acts = {"approved": Act.APPROVE, "flagged": Act.FLAG, "locked": Act.LOCK, "new": Act.CLEAR, "": None}
    if state not in acts:
        raise ReviewError(f"{row.sentence_id}: no state {state!r}", hint="approved, flagged, locked or new")
    moves: list[Move] = []
    if text and text != row.target:
        moves.append(Move(Act.EDIT, who, now(), text, revision))
    act = acts[state]
    if act is not None and state != row.state and not (moves and act is Act.APPROVE):
        moves.append(Move(act, who, now(), expected="" if moves else revision))
    if not moves:
        return 0
    if dry_run:
        edit = shelf.edits(row.episode_id).get(row.sentence_id)
        for move in moves:
            edit = decide(row.subject, edit, move)
        return 1
    desk.make(_folder(shelf, row.episode_id), [(row.subject, move) for move in moves])
    return 1


def _rows_of(file: Path) -> list[tuple[int, dict[str, str]]]:
    from pipeline.store.glossaries import decode

    rows = csv.DictReader(io.StringIO(decode(read_bytes(file, max_bytes=MAX_CSV_BYTES), name=str(file)), newline=""))
    missing = [
        name
        for name in ("episode", "sentence", "new_target", "new_state", "revision")
        if name not in (rows.fieldnames or ())
    ]
    if missing:
        raise ConfigError(f"no column {missing[0]!r}", where=f"{file}:1", hint="start from nijimaku review export")
    return [(rows.line_num, {key: value or "" for key, value in row.items() if key}) for row in rows]
