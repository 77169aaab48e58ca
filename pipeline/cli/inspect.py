"""`nijimaku inspect`: cues beside the sentences read from them, with every repair marked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import ConfigError
from pipeline.model import Cue, Episode, Repair, Sentence

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_STYLES = {"hand-over": "magenta", "boundary": "cyan", "word": "green", "number": "blue", "speaker": "yellow"}


@click.command()
@click.argument("folder", metavar="EPISODE", type=click.Path(path_type=Path))
@click.option("--cues", "cue_range", metavar="A-B", default="", help="Only cues A to B, counted from 1.")
@click.option("--repaired", is_flag=True, help="Only sentences with a repair or a proposal.")
@click.option("--json", "as_json", is_flag=True, help="Print the same rows as JSON lines.")
def inspect(folder: Path, cue_range: str, repaired: bool, as_json: bool) -> int:
    """Show how a finished EPISODE (its folder or episode.json) was read: cues, sentences, repairs.

    \b
    ✓ a repair that was applied    ? a proposal waiting for an editor    ✗ refused or not certain
    Examples:
      nijimaku inspect out/talk --cues 1-60
      nijimaku inspect out/talk --repaired
    """
    from pipeline.store import episodes as store

    episode = store.load(folder)
    if episode.track is None or not episode.sentences:
        raise ConfigError(f"episode {episode.id} has no sentences yet", hint="make them with nijimaku run")
    first, last = _range(cue_range, len(episode.track.cues))
    rows = [row for row in read_rows(episode, first, last) if not repaired or row[2]]
    if as_json:
        for cues, sentence, repairs in rows:
            click.echo(json.dumps(_data(cues, sentence, repairs), ensure_ascii=False))
        return 0
    from rich.console import Console

    console = Console()
    console.print(_table(rows))
    console.print(_summary(episode.repairs))
    return 0


Row = tuple[tuple[Cue, ...], Sentence, tuple[Repair, ...]]


def read_rows(episode: Episode, first: int, last: int) -> Iterator[Row]:
    """`(cues that begin with the sentence, sentence, its repairs)` in order; a cue stands beside one sentence only."""
    cues = episode.source_track().by_id()
    repairs: dict[str, list[Repair]] = {}
    for repair in episode.repairs:
        repairs.setdefault(repair.sentence_id, []).append(repair)
    shown: set[str] = set()
    for sentence in episode.sentences:
        numbers = [cues[piece.cue_id].number for piece in sentence.pieces]
        if max(numbers) < first or min(numbers) > last:
            continue
        fresh = tuple(cues[piece.cue_id] for piece in sentence.pieces if piece.cue_id not in shown)
        shown.update(cue.id for cue in fresh)
        unique = tuple(dict.fromkeys(fresh))
        yield unique, sentence, tuple(repairs.get(sentence.id, ()))


def _range(text: str, count: int) -> tuple[int, int]:
    if not text:
        return 1, count
    low, dash, high = text.partition("-")
    try:
        first = int(low)
        last = int(high) if high else (count if dash else first)
    except ValueError:
        raise ConfigError(f"--cues {text!r} is no range", hint="write it as 12-80") from None
    if not 1 <= first <= last:
        raise ConfigError(f"--cues {text!r} is no range of cues 1 to {count}", hint="write it as 12-80")
    return first, last


def _data(cues: Sequence[Cue], sentence: Sentence, repairs: Sequence[Repair]) -> dict[str, object]:
    from pipeline.codec import to_data

    return {
        "cues": [{"number": cue.number, "voice": cue.voice, "text": cue.text} for cue in cues],
        "sentence": to_data(sentence),
        "repairs": [to_data(repair) for repair in repairs],
    }


def _table(rows: Sequence[Row]) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, show_lines=False, expand=True, pad_edge=False)
    table.add_column("as delivered", ratio=5, overflow="fold")
    table.add_column("sentence", no_wrap=True, style="dim")
    table.add_column("as read", ratio=6, overflow="fold")
    for cues, sentence, repairs in rows:
        delivered = Text("\n").join([_delivered(cue) for cue in cues])
        reading = Text()
        if sentence.speaker:
            reading.append(f"{sentence.speaker}: ", style="bold")
        reading.append(_plain(sentence.text))
        for repair in repairs:
            reading.append("\n")
            reading.append_text(_repair(repair))
        table.add_row(delivered, sentence.id, reading)
    return table


def _plain(text: str) -> str:
    """The text without control characters: a transcript must not drive the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def _delivered(cue: Cue) -> Text:
    from rich.text import Text

    text = Text(f"{cue.number} ", style="")
    text.stylize("dim")
    if cue.voice:
        text.append(f"{_plain(cue.voice)}: ", style="bold dim")
    text.append(_plain(cue.text))
    return text


def _repair(repair: Repair) -> Text:
    from rich.text import Text

    sign = "✓" if repair.applied else "?"
    text = Text(f"  {sign} {repair.kind} ", style=_STYLES.get(repair.kind, ""))
    text.append(_plain(repair.before), style="strike" if repair.applied else "")
    text.append(" → ")
    text.append(_plain(repair.after), style="bold")
    text.append(f"  {repair.reason}, {repair.confidence:.0%}", style="dim")
    return text


def _summary(repairs: Sequence[Repair]) -> Text:
    from rich.text import Text

    text = Text()
    for kind, style in _STYLES.items():
        applied = sum(item.kind == kind and item.applied for item in repairs)
        proposed = sum(item.kind == kind and not item.applied for item in repairs)
        if applied or proposed:
            text.append(f"{kind} ", style=style)
            text.append(f"{applied} applied, {proposed} proposed   ")
    return text if text.plain else Text("no repairs")
