"""`nijimaku shift`, `stretch` and `insert`: finished episodes moved in time, all their files made anew."""

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
    from pipeline.model import Episode

_SECONDS = re.compile(r"([+-]?)(\d+(?:\.\d+)?)(ms|s|m|min)?\Z")


def duration_ms(text: str) -> int:
    """Whole milliseconds of a signed length: `1.5s`, `-250ms`, `2m`, `1:30`, `-00:00:01.200`; bare numbers are seconds.

    >>> duration_ms("1.5s"), duration_ms("-250ms"), duration_ms("2"), duration_ms("1:30"), duration_ms("-0:01.5")
    (1500, -250, 2000, 90000, -1500)
    """
    found = _SECONDS.match(text.strip())
    if found:
        sign, number, unit = found.groups()
        factor = {"ms": 1, "m": 60_000, "min": 60_000}.get(unit or "s", 1_000)
        value = round(float(number) * factor)
        return -value if sign == "-" else value
    from pipeline.timecode import parse_clock

    bare = text.strip().lstrip("+-")
    try:
        value = parse_clock(bare if "." in bare or "," in bare else f"{bare}.0")
    except ValueError:
        raise ConfigError(f"{text!r} is no length of time", hint="write 1.5s, -250ms, 2m or 1:30") from None
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
    """What the three commands share: the episode, the configuration, `--dry-run`."""
    function = click.option("--dry-run", is_flag=True, help="Say what would move; write nothing.")(function)
    function = config_options(function)
    return click.argument("folder", metavar="EPISODE", type=click.Path(path_type=Path))(function)


_NUMBERS = {"ignore_unknown_options": True}  # so that `-250ms` is a length, not an option


@click.command(context_settings=_NUMBERS)
@common
@click.argument("by", metavar="LENGTH")
def shift(folder: Path, by: str, dry_run: bool, config_path: str | None, sets: tuple[str, ...]) -> int:
    """Move a finished EPISODE (its folder) later by LENGTH; a negative one moves it earlier.

    \b
    Examples:
      nijimaku shift out/talk 1.5s
      nijimaku shift out/talk -250ms
    """
    return _change(folder, config_path, sets, f"shift {duration_ms(by)}", dry_run=dry_run)


@click.command()
@common
@click.option("--point", "points", multiple=True, metavar="IS=SHOULD", help="A time and where it belongs; repeat it.")
@click.option("--factor", type=float, help="Times multiplied, e.g. 1.001 for 24 to 23.976 frames a second.")
def stretch(
    folder: Path,
    points: tuple[str, ...],
    factor: float | None,
    dry_run: bool,
    config_path: str | None,
    sets: tuple[str, ...],
) -> int:
    """Undo the drift of a finished EPISODE: straight lines through points, or one factor.

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
    return _change(folder, config_path, sets, f"stretch {told}", dry_run=dry_run)


@click.command(context_settings=_NUMBERS)
@common
@click.option("--at", "at", required=True, metavar="TIME", help="Where the break begins, e.g. 12:30.")
@click.argument("length", metavar="LENGTH")
def insert(folder: Path, length: str, at: str, dry_run: bool, config_path: str | None, sets: tuple[str, ...]) -> int:
    """Make room for a break of LENGTH in a finished EPISODE; a negative LENGTH takes that stretch out.

    \b
    Examples:
      nijimaku insert out/talk --at 12:30 30s
      nijimaku insert out/talk --at 12:30 -30s
    """
    at_ms, length_ms = duration_ms(at), duration_ms(length)
    if at_ms < 0 or not length_ms:
        raise ConfigError("the break needs a place and a length", hint="nijimaku insert EPISODE --at 12:30 30s")
    return _change(folder, config_path, sets, f"insert {at_ms} {length_ms}", dry_run=dry_run)


def _change(folder: Path, config_path: str | None, sets: tuple[str, ...], move: str, *, dry_run: bool) -> int:
    """Load, move, render anew from `write` on, publish in place of the old files; later runs make the move again."""
    from pipeline.cli.glossary_common import now
    from pipeline.model import Edit, EditKind
    from pipeline.store import episodes as store
    from pipeline.timecode import clock
    from pipeline.timing import shift as moves

    config = load_config(config_path, sets)
    before = store.load(folder)
    if before.target is None:
        raise ConfigError(f"episode {before.id} has no target track yet", hint="finish it with nijimaku run")
    after = moves.move(before, move)
    cues = [
        (old, new)
        for one, other in ((before.track, after.track), (before.target, after.target))
        if one is not None and other is not None
        for old, new in zip(one.cues, other.cues, strict=True)
    ]
    count = sum(old.span != new.span for old, new in cues)
    if not dry_run:
        publish(folder, after, config)
        root = (folder.parent if folder.name == "episode.json" else folder).resolve()
        edit = Edit(EditKind.TIMING, uuid.uuid4().hex[:12], before.source.sha256, move, when=now())
        store.append_edits(root.parent, root.name, (edit,))
    verb = "would move" if dry_run else "moved"
    click.echo(f"{before.id}: {verb} {count} of {len(cues)} cues")
    changed = [pair for pair in cues if pair[0].span != pair[1].span]
    for old, new in changed[:1] + changed[-1:]:
        click.echo(f"  {clock(old.span.start_ms)} -> {clock(new.span.start_ms)}  {' '.join(new.text.split())[:50]}")
    return 0


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
