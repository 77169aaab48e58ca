"""Start the editor: which addresses, which names, one link for the first browser."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipeline.config import Config
from pipeline.editor.access import Access, read_passwords
from pipeline.editor.app import make
from pipeline.editor.work import Desk, merged
from pipeline.errors import ConfigError, StoreError
from pipeline.glossary.sounds import extra
from pipeline.model import Pair
from pipeline.registry import suggestion
from pipeline.store import memory
from pipeline.store.desk import finished
from pipeline.store.shelf import Shelf, open_shelf

ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  (compared with; whoever asks to listen there needs passwords)
MANY = 20  # more names than this are not listed in an error


def is_loopback(host: str) -> bool:
    """True for addresses that only this machine can reach.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("::1")
    (True, True, False, True)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def media_of(paths: tuple[str, ...], shelf: Shelf) -> dict[str, Path]:
    """Episode id -> recording, from `ID=FILE` pairs, or one FILE where there is one episode."""
    found: dict[str, Path] = {}
    known = [episode_id for episode_id, _ in shelf.ids()]
    for text in paths:
        name, equals, file = text.partition("=")
        if not equals:
            name, file = (known[0] if len(known) == 1 else ""), text
        if name not in known:
            raise ConfigError(f"--media {text!r} names no episode", hint="write --media EPISODE=FILE")
        path = Path(file).resolve()
        if not path.is_file():
            raise StoreError("there is no such recording", where=file)
        found[name] = path
    return found


def open_desk(
    out: Path, glossary_path: Path | None, pair: Pair, config: Config, *, now: Callable[[], str], only: str = "",
    media: tuple[str, ...] = (), also: tuple[Path, ...] = (),
) -> Desk:  # fmt: skip
    """Everything read and ready. Raises StoreError when there is nothing to edit."""
    also = tuple(path for path in also if path != glossary_path)
    files = (*also, glossary_path) if glossary_path else also
    glossary = merged(files, pair) if files else None
    shelf = open_shelf(out.resolve(), glossary, config, only=only)
    if not shelf.ids():
        known = finished(out.resolve()) if only else {}
        if known and only not in known:
            near = suggestion(only, known) if len(known) <= MANY or get_close_matches(only, known) else ""
            raise StoreError(f"no finished episode {only!r}", where=str(out), hint=near or f"{len(known)} are there")
        why = next(iter(shelf.unreadable.values()), "no finished episode here")
        raise StoreError(why, where=str(out), hint="nijimaku run FILE --out " + str(out))
    remembered = None if config.translate.memory == "off" else memory.chosen_path(config.translate.memory)
    return Desk(shelf, glossary_path, pair, config, now, media_of(media, shelf), remembered, also)


def serve(
    desk: Desk, *, host: str, port: int, who: str, password_file: Path | None, names: tuple[str, ...] = (),
    say: Callable[[str], object] = print, ready: Callable[[Any], object] | None = None,
) -> None:  # fmt: skip
    """Answer until stopped. Raises ConfigError for an address others can reach without a password file."""
    waitress = extra("waitress")
    access = Access(passwords=read_passwords(password_file) if password_file else {})
    if not is_loopback(host):
        if not password_file:
            raise ConfigError(
                f"{host} can be reached by others", hint="give --password-file FILE, or stay on 127.0.0.1"
            )
        say("warning: others on the network can reach this editor; passwords travel unencrypted without a TLS proxy")
    hosts: set[str] = set()
    app = make(desk, access, hosts=frozenset(), who=who)
    try:
        server = waitress.create_server(
            app, host=host, port=port, threads=8, ident=None, channel_timeout=30, max_request_body_size=300_000,
            max_request_header_size=16_384, connection_limit=100, clear_untrusted_proxy_headers=True,
        )  # fmt: skip
    except OSError as error:
        raise ConfigError(f"cannot listen on {host}:{port}: {error.strerror}", hint="try --port 0") from None
    bound = server.effective_port
    for name in {host, "127.0.0.1", "localhost", "[::1]", *names} - ANYWHERE:
        shown = f"[{name}]" if ":" in name and not name.startswith("[") else name
        hosts.update({f"{shown}:{bound}".lower(), *([shown.lower()] if bound in (80, 443) or name in names else [])})
    app.config["NIJIMAKU_HOSTS"] = frozenset(hosts)
    if host in ANYWHERE:
        app.config["NIJIMAKU_ADDRESS_PORT"] = bound
        say(f"others reach it as http://ADDRESS:{bound}/ with an address of this machine, or by a --name you give")
    shown = "127.0.0.1" if host in ANYWHERE else host
    shown = f"[{shown}]" if ":" in shown else shown

    def offer() -> None:
        say(f"http://{shown}:{bound}/?token={access.new_link()}")

    access.on_link_used = offer
    if password_file:
        say(f"http://{shown}:{bound}/")
    else:
        say("open this link (it lets one browser in; a fresh one follows when it is used):")
        offer()
    if ready:
        ready(server)
    try:
        server.run()
    except KeyboardInterrupt:
        say("closed; every confirmed decision is on disk")
    finally:
        server.close()
