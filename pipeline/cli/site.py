"""`nijimaku site build` and `nijimaku site serve`."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def site() -> None:
    """The two-language viewing pages: a folder that any web host, or no host at all, can show."""


@site.command()
@click.argument("episodes", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--out", default="site", show_default=True, metavar="DIR", help="Where the pages go.")
@click.option("--add", is_flag=True, help="Keep the episodes that are there already.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def build(episodes: tuple[Path, ...], out: str, add: bool, quiet: bool) -> None:
    """Pages of EPISODES (folders with episode.json, or folders of such folders) in DIR.

    Only what changed is made again; episodes that are not given any more leave the site, unless --add is used.
    """
    from pipeline.viewer.build import PAGES, summary_line
    from pipeline.viewer.build import build as make

    say = (lambda folder: None) if quiet else (lambda folder: click.echo(f"  {folder}"))
    built = make(list(episodes), Path(out), add=add, on_page=say)
    if not quiet:
        click.echo(f"{summary_line(built)}: open {built.out / next(iter(PAGES.values()))}")
        click.echo(f"or look at it with: nijimaku site serve {built.out}")


@site.command()
@click.argument("folder", default="site", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one.")
def serve(folder: Path, port: int) -> None:
    """Show a built site on this machine only (loopback), until Ctrl-C."""
    from pipeline.viewer.serve import make_server

    with make_server(folder, port) as server:
        click.echo(f"http://127.0.0.1:{server.server_address[1]}/  (Ctrl-C stops)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("stopped")
