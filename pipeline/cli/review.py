"""`nijimaku review`: the queue of sentences that need an editor, worst first, and what an editor decides."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import click

from pipeline.cli.glossary_common import deciding, now
from pipeline.cli.review_common import NEXT_RUN, common, folder_of, need, row_data, shelf_of, shown
from pipeline.cli.review_show import show
from pipeline.cli.review_summary import summary
from pipeline.errors import ConfigError
from pipeline.lang.plural import count
from pipeline.review.items import Item
from pipeline.review.search import Query, differences, replacements
from pipeline.review.workflow import Act, Move, ReviewError, State, conflicts, decide, text_of
from pipeline.store import desk
from pipeline.store.files import read_bytes
from pipeline.store.shelf import Shelf
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
      nijimaku review show out/talk s12-1
      nijimaku review edit out/talk s12-1 "推論は速くなりました。"
      nijimaku review replace out/ モデル模型 モデル           shows; add --yes to do it
      nijimaku review export out/ > review.csv
    """


review.add_command(summary)
review.add_command(show)


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
    """The queue: worst first, each with its reasons.

    The number in front is the sum of what the reasons weigh: 100 for no text or a source that changed under a decision,
    60 flagged, 45 a forbidden rendering, 40 a term missed, 25 each guard it breaks, 18 or 10 a doubtful repair, 12 to
    40 too fast to read, 12 rendered otherwise elsewhere, 9 the engine was unsure. A decided sentence counts only where
    its source changed. `shown:` is what viewers see where the track has another text than the one to review.
    """
    shelf = shelf_of(out, glossary, config_path, sets)
    rows = [
        row for row in shelf.queue()
        if (not state or row.state == state) and (state or reason or row.weight)
        and (not reason or any(item.code.startswith(reason) for item in row.reasons))
    ]  # fmt: skip
    first = rows[:limit] if limit else rows
    tracks = shown(shelf, first)
    if as_json:
        data = [row_data(row, tracks.get((row.episode_id, row.sentence_id), "")) for row in first]
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return 0
    for row in first:
        where = f"{row.episode_id}/{row.sentence_id}"
        click.echo(f"{row.weight:5.0f}  {where}  {short_clock(row.start_ms)}  {row.speaker}  {row.state}")
        click.echo(f"       {row.source}\n       {row.target}")
        if other := tracks.get((row.episode_id, row.sentence_id)):
            click.echo(f"       shown: {other}")
        for item in row.reasons:
            click.echo(f"       - {item.code}{': ' + item.detail if item.detail else ''}")
    needing = count(len(rows), "sentence that needs a look", "sentences that need a look")
    click.echo(f"{len(first)} of {needing}, {sum(1 for _ in shelf.rows())} in all")
    return 0


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
        made = desk.make(folder_of(shelf, episode_id), moves)
        for one, row in zip(made, group, strict=True):
            text = text_of(row.subject, one if one.after else None)
            click.echo(f"{episode_id}/{one.anchor}: {one.state if one.state != 'withdrawn' else 'new'}: {text}")
            if act in (Act.APPROVE, Act.CLEAR):
                for other in shown(shelf, [dataclasses.replace(row, target=text)]).values():
                    click.echo(f"    shown: {other}")
    if act is not Act.FLAG:  # a flag says nothing about the words
        click.echo(NEXT_RUN)
    return 0


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
    made = desk.take_back(folder_of(shelf, row.episode_id), row.sentence_id, who=who, when=now())
    state = "new" if made.state == "withdrawn" else made.state
    click.echo(f"{row.episode_id}/{row.sentence_id}: {state}: {made.after or row.machine}")
    click.echo(NEXT_RUN)
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
    told = count(sum(len(group) for group in groups.values()), "sentence")
    if not yes:
        click.echo(f"{told} would change; add --yes to do it")
        return 0
    for episode_id, moves in groups.items():
        desk.make(folder_of(shelf, episode_id), moves)
    click.echo(f"{told} changed")
    if groups:
        click.echo(NEXT_RUN)
    return 0


@review.command("conflicts")
@common
def list_conflicts(**options: Any) -> int:
    """Decisions whose sentence is gone or reads differently now; they are kept, and wait for a look."""
    shelf = shelf_of(**options)
    total = 0
    for episode_id, _ in shelf.ids():
        subjects = [row.subject for row in shelf.rows(episode_id)]
        for kind, found in conflicts(subjects, shelf.edits(episode_id)):
            total += 1
            what = "the sentence is gone" if kind == "gone" else "the source changed"
            click.echo(f"{episode_id}/{found.anchor}: {what}; it was: {found.before}\n    {found.after}")
    click.echo(count(total, "conflict"))
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
    click.echo(f"{count(made, 'decision')} {'would be ' if dry_run else ''}recorded, {stale} not")
    if made and not dry_run:
        click.echo(NEXT_RUN)
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
    desk.make(folder_of(shelf, row.episode_id), [(row.subject, move) for move in moves])
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
