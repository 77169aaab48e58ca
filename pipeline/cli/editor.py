"""`nijimaku editor`: the review desk in the browser."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.cli.glossary_common import chosen_file, now, pair_of, user
from pipeline.cli.run import config_options, load_config
from pipeline.errors import ConfigError
from pipeline.lang.plural import count
from pipeline.store import glossaries


@click.command()
@click.argument("out", type=click.Path(path_type=Path), default="out")
@click.option("--glossary", "glossary", metavar="FILE", help="Glossary CSV for new terms; else the configuration's.")
@click.option("--episode", "only", default="", metavar="ID", help="Only this episode.")
@click.option("--media", multiple=True, metavar="[ID=]FILE", help="Recording to play; may be repeated.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8642, show_default=True, help="Port; 0 takes a free one.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Another host name to answer to, e.g. a proxy's.")
@click.option("--who", default=user, show_default="you", help="Name offered at the door.")
@click.option("--password-file", type=click.Path(path_type=Path), help="Names and passwords of editors.")
@click.option("--add-user", metavar="NAME", help="Write NAME with a password into the password file, and stop.")
@config_options
def editor(
    out: Path, glossary: str | None, only: str, media: tuple[str, ...], host: str, port: int, names: tuple[str, ...],
    who: str, password_file: Path | None, add_user: str | None, config_path: str | None, sets: tuple[str, ...],
) -> int:  # fmt: skip
    """Edit finished episodes under OUT in the browser: queue, translations, glossary.

    Only this machine can reach it, through a link that works once. For others on the network give --host and a
    password file, and put a TLS proxy in front.

    \b
    Examples:
      nijimaku editor out/
      nijimaku editor out/ --episode talk --media talk.m4a
      nijimaku editor --password-file editors.txt --add-user aiko
    """
    if add_user:
        return _add_user(password_file, add_user)
    from pipeline.editor.serve import open_desk, serve

    config = load_config(config_path, sets)
    pair = pair_of(config)
    path = chosen_file(glossary, config)
    also = tuple(Path(name) for name in config.glossaries) or (() if glossary else tuple(glossaries.bundled(pair)))
    desk = open_desk(out, path, pair, config, now=now, only=only, media=media, also=also)
    rows = sum(1 for _ in desk.shelf.rows())
    more = f", read with {', '.join(one.name for one in desk.also)}" if desk.also else ""
    click.echo(f"{count(len(desk.shelf.ids()), 'episode')}, {count(rows, 'sentence')}; new terms go to {path}{more}")
    for name, why in desk.shelf.unreadable.items():
        click.echo(f"note: {name}: {why}", err=True)
    serve(desk, host=host, port=port, who=who, password_file=password_file, names=names, say=click.echo)
    return 0


def _add_user(path: Path | None, name: str) -> int:
    from pipeline.editor.access import clean_name, hash_password
    from pipeline.store.files import write_atomic

    if path is None:
        raise ConfigError("--add-user needs --password-file FILE")
    if clean_name(name) != name or ":" in name:
        raise ConfigError(f"{name!r} is no name", hint="letters, digits, blanks, . ' -; at most 40")
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < 10:
        raise ConfigError("the password is shorter than 10 characters")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if not line.startswith(f"{name}:")]
    umask = os.umask(0o077)
    try:
        write_atomic(path, ("\n".join([*kept, f"{name}:{hash_password(password)}"]) + "\n").encode())
    finally:
        os.umask(umask)
    click.echo(f"{name} stands in {path}")
    return 0
