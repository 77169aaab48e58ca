"""`nijimaku shift`, `stretch` and `insert`: finished episodes moved in time, all their files made anew; or one file."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.run import config_options, load_config
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Cue, Episode

_SECONDS = re.compile(r"([+-]?)(\d+(?:\.\d+)?)(ms|s|m|min|h)?\Z")


def duration_ms(text: str) -> int:
    """Whole milliseconds of a signed length: `1.5s`, `-250ms`, `2m`, `1h`, `1:30`, `-0:01.2`; bare numbers are seconds.

    >>> duration_ms("1.5s"), duration_ms("-250ms"), duration_ms("2"), duration_ms("1:30"), duration_ms("-0:01.5")
    (1500, -250, 2000, 90000, -1500)
    """
    found = _SECONDS.match(text.strip())
    if found:
        sign, number, unit = found.groups()
        factor = {"ms": 1, "m": 60_000, "min": 60_000, "h": 3_600_000}.get(unit or "s", 1_000)
        value = round(float(number) * factor)
        return -value if sign == "-" else value
    from pipeline.timecode import parse_clock

    bare = text.strip().lstrip("+-")
    try:
        value = parse_clock(bare if "." in bare or "," in bare else f"{bare}.0")
    except ValueError:
        raise ConfigError(f"{text!r} is no length of time", hint="write 1.5s, -250ms, 2m, 1h or 1:30") from None
    return -value if text.strip().startswith("-") else value


def point(text: str) -> tuple[int, int]:
    """`IS=SHOULD` as two times in ms.

    >>> point("10:00=10:01.5")
    (600000, 601500)
    """
    left, equals, right = text.partition("=")
    if not equals:
        raise ConfigError(f"{text!r} is no point", hint="write where it is and where it should be: 10:00=10:01.5")
    return duration_ms(left), duration_ms(right)


def common(function: Any) -> Any:
    """What the three commands share: what is moved, where it goes, the configuration, `--dry-run`."""
    function = click.option(
        "--out", type=click.Path(path_type=Path), metavar="FILE", help="For a subtitle file; else NAME.moved.SUFFIX."
    )(function)
    function = click.option("--dry-run", is_flag=True, help="Say what would move; write nothing.")(function)
    function = config_options(function)
    return click.argument("folder", metavar="EPISODE|FILE", type=click.Path(path_type=Path))(function)


class _Lengths(click.Command):
    """A command among whose arguments `-250ms` and `-1h` are lengths, not options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f" {arg}" if re.match(r"-[\d.]", arg) else arg for arg in args])


@click.command(cls=_Lengths)
@common
@click.argument("by", metavar="LENGTH")
def shift(
    folder: Path, by: str, dry_run: bool, out: Path | None, config_path: str | None, sets: tuple[str, ...]
) -> int:
    """Move a finished EPISODE (its folder) or a subtitle FILE later by LENGTH; a negative one moves it earlier.

    \b
    Examples:
      nijimaku shift out/talk 1.5s
      nijimaku shift out/talk -250ms
      nijimaku shift talk.srt 1.5s --out later.srt
    """
    return _change(folder, config_path, sets, f"shift {duration_ms(by)}", dry_run=dry_run, out=out)


@click.command()
@common
@click.option("--point", "points", multiple=True, metavar="IS=SHOULD", help="A time and where it belongs; repeat it.")
@click.option("--factor", type=float, help="Times multiplied, e.g. 1.001 for 24 to 23.976 frames a second.")
def stretch(
    folder: Path,
    points: tuple[str, ...],
    factor: float | None,
    dry_run: bool,
    out: Path | None,
    config_path: str | None,
    sets: tuple[str, ...],
) -> int:
    """Undo the drift of a finished EPISODE or a subtitle FILE: straight lines through points, or one factor.

    \b
    Examples:
      nijimaku stretch out/talk --point 0:10=0:10 --point 58:00=58:03.2
      nijimaku stretch out/talk --factor 1.001
    """
    if (factor is None) == (not points):
        raise ConfigError("give --point (once or more) or --factor", hint="see nijimaku stretch --help")
    if factor is not None and not 0.5 <= factor <= 2:
        raise ConfigError(f"factor {factor:g} is no drift", hint="a factor from 0.5 to 2")
    pairs = [point(text) for text in points] if factor is None else [(0, 0), (3_600_000, round(3_600_000 * factor))]
    told = " ".join(f"{left}={right}" for left, right in pairs)
    return _change(folder, config_path, sets, f"stretch {told}", dry_run=dry_run, out=out)


@click.command(cls=_Lengths)
@common
@click.option("--at", "at", required=True, metavar="TIME", help="Where the break begins, e.g. 12:30.")
@click.argument("length", metavar="LENGTH")
def insert(
    folder: Path,
    length: str,
    at: str,
    dry_run: bool,
    out: Path | None,
    config_path: str | None,
    sets: tuple[str, ...],
) -> int:
    """Make room for a break of LENGTH in a finished EPISODE or a FILE; a negative LENGTH takes that stretch out.

    \b
    Examples:
      nijimaku insert out/talk --at 12:30 30s
      nijimaku insert out/talk --at 12:30 -30s
    """
    at_ms, length_ms = duration_ms(at), duration_ms(length)
    if at_ms < 0 or not length_ms:
        raise ConfigError("the break needs a place and a length", hint="nijimaku insert EPISODE --at 12:30 30s")
    return _change(folder, config_path, sets, f"insert {at_ms} {length_ms}", dry_run=dry_run, out=out)


def _change(
    folder: Path, config_path: str | None, sets: tuple[str, ...], move: str, *, dry_run: bool, out: Path | None
) -> int:
    """Load, move, render anew from `write` on, publish in place of the old files; later runs make the move again."""
    from pipeline.cli.glossary_common import now
    from pipeline.model import Edit, EditKind
    from pipeline.store import episodes as store

    config = load_config(config_path, sets)
    if folder.is_file() and folder.name != "episode.json":
        return _change_file(folder, config, move, dry_run=dry_run, out=out)
    if out is not None:
        raise ConfigError("an episode is moved where it stands", hint="--out is for a single subtitle file")
    before = store.load(folder)
    if before.target is None:
        raise ConfigError(f"episode {before.id} has no target track yet", hint="finish it with nijimaku run")
    after, cues = _moved(before, move)
    if not dry_run:
        publish(folder, after, config)
        root = (folder.parent if folder.name == "episode.json" else folder).resolve()
        edit = Edit(EditKind.TIMING, uuid.uuid4().hex[:12], before.source.sha256, move, when=now())
        store.append_edits(root.parent, root.name, (edit,))
    _tell(before.id, cues, "would move" if dry_run else "moved")
    return 0


def _change_file(file: Path, config: Config, move: str, *, dry_run: bool, out: Path | None) -> int:
    """One subtitle file with other times, to `out` or beside: its text, layout and styles stand as they were."""
    from pipeline import formats
    from pipeline.errors import FormatError
    from pipeline.lint.check import language_of
    from pipeline.lint.patch import can_retime, patched
    from pipeline.model import Episode, Source
    from pipeline.store.files import read_bytes, write_atomic

    data = read_bytes(file, max_bytes=config.ingest.max_bytes)
    text, encoding = formats.decode(data)
    entry = formats.sniff(text, file.name)
    if entry.read is None or not can_retime(entry.name):
        raise FormatError(
            f"{entry.title} cannot be moved by itself",
            where=str(file),
            hint="move the episode's folder and export again, or convert the file to WebVTT or SRT",
        )
    goal = out or file.with_name(f"{file.stem}.moved{file.suffix}")
    if out is None and goal.exists() and not dry_run:
        raise ConfigError("this file is there already", where=str(goal), hint="remove it or give --out FILE")
    track, notes = entry.read(text, name=file.name, lang=language_of(text))
    after, cues = _moved(Episode(file.name, Source.of(file.name, data), track=track), move)
    moved = patched(text, track, after.source_track(), entry)
    if b"\r\n" in data:
        moved = moved.replace("\n", "\r\n")
    if encoding not in ("utf-8", "utf-8-sig"):
        click.echo(f"note: {file} was read as {encoding}, UTF-8 is written", err=True)
    for found in notes:
        click.echo(f"note: {found.message}", err=True)
    if not dry_run:
        write_atomic(goal, moved.encode("utf-8"))
    _tell(str(file), cues, f"would write {goal} and move" if dry_run else f"wrote {goal}, moved")
    return 0


def _moved(before: Episode, move: str) -> tuple[Episode, list[tuple[Cue, Cue]]]:
    """The episode after the move, and its cues before and after. Raises ConfigError for a break behind everything."""
    from pipeline.timecode import clock
    from pipeline.timing import shift as moves

    after = moves.move(before, move)
    cues: list[tuple[Cue, Cue]] = []
    for one, other in ((before.track, after.track), (before.target, after.target)):
        if one is not None and other is not None:
            later = other.by_id()
            cues += [(cue, later[cue.id]) for cue in one.cues]
    if move.startswith("insert ") and all(old.span == new.span for old, new in cues):
        last_ms = max((old.span.end_ms for old, _ in cues), default=0)
        raise ConfigError(
            f"nothing lies after {clock(int(move.split()[1]))}, so nothing would move",
            hint=f"the last cue ends at {clock(last_ms)}",
        )
    return after, cues


def _tell(name: str, cues: list[tuple[Cue, Cue]], verb: str) -> None:
    from pipeline.timecode import clock

    changed = [pair for pair in cues if pair[0].span != pair[1].span]
    click.echo(f"{name}: {verb} {len(changed)} of {len(cues)} cues")
    for old, new in changed[:1] + changed[1:][-1:]:
        click.echo(f"  {clock(old.span.start_ms)} -> {clock(new.span.start_ms)}  {' '.join(new.text.split())[:50]}")


def publish(folder: Path, episode: Episode, config: Config) -> None:
    """The episode's files made anew from the `write` stage on, published whole in place of the old ones."""
    from pipeline import flow, qa
    from pipeline.engines.scripted import ScriptedEngine
    from pipeline.memory import NoMemory
    from pipeline.store import episodes as store
    from pipeline.store import glossaries, places

    root = (folder.parent if folder.name == "episode.json" else folder).resolve()
    there = places.place(str(root.parent))
    pair = episode.pair
    config = replace(config, source=str(pair.source), target=str(pair.target))
    glossary = glossaries.load(tuple(Path(name) for name in config.glossaries), pair)
    silent = ScriptedEngine({}, pair)  # nothing is translated: no model is needed
    hands = flow.Capabilities(silent, glossary, NoMemory(), edits=there.edits(episode.id))
    signature = episode.signature
    steps, episode = flow.start_at(flow.build(config, hands), "write", episode)
    episode = replace(flow.run(steps, episode), signature=signature)
    episode = qa.with_findings(episode, config)
    there.publish(root.name, store.files_of(episode, qa.report(episode, config), None))
