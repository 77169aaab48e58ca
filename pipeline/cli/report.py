"""`nijimaku report`: the timing report of a finished episode as a page and as data."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.run import config_options, load_config
from pipeline.errors import ConfigError


@click.command()
@click.argument("folder", metavar="EPISODE", type=click.Path(path_type=Path))
@click.option("--out", metavar="FILE", help="Where the page goes; else report.html in the episode's folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON; write no page.")
@config_options
def report(folder: Path, out: str | None, as_json: bool, config_path: str | None, sets: tuple[str, ...]) -> int:
    """Draw reading speed before and after, the histogram, breaks and findings of a finished EPISODE (its folder).

    \b
    Examples:
      nijimaku report out/talk                  writes out/talk/report.html
      nijimaku report out/talk --json
    """
    from pipeline.report import gather, page
    from pipeline.store import episodes as store
    from pipeline.store import glossaries
    from pipeline.store.files import write_atomic

    config = load_config(config_path, sets)
    episode = store.load(folder)
    if episode.track is None or episode.target is None:
        raise ConfigError(f"episode {episode.id} has no target track yet", hint="finish it with nijimaku run")
    glossary = glossaries.load(tuple(Path(name) for name in config.glossaries), episode.pair)
    figures = gather(episode, glossary, config)
    if as_json:
        click.echo(json.dumps(figures.as_data(), ensure_ascii=False, indent=1))
        return 0
    root = folder.parent if folder.name == "episode.json" else folder
    path = Path(out) if out else root / "report.html"
    write_atomic(path, page(episode, figures).encode("utf-8"))
    own = figures.ours.conformity
    click.echo(
        f"{path}: {own.cues} cues, {own.target_share:.0%} at {figures.limits.target_cps:g} cells a second or slower, "
        f"{own.hard_share:.0%} at {figures.limits.hard_cps:g}, 95th percentile {own.p95_cps:g}"
    )
    return 0
