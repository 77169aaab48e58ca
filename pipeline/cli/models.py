"""`nijimaku models`: translation packages on this machine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from pipeline.errors import EngineError


@click.group()
def models() -> None:
    """Translation packages: list, install, verify, remove.

    \b
    Examples:
      nijimaku models list
      nijimaku models install translate-ja_en-1_1.argosmodel
      nijimaku models install ja-en          fetches it from the Argos index
      nijimaku run EP.vtt --model translate-en_de+translate-de_ja   pivots, only when asked like this
    """


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
def list_(as_json: bool) -> None:
    """Every package in the order of preference: pair, size, licence, origin, place."""
    from pipeline.engines import packages

    infos = packages.installed()
    if as_json:
        rows = [
            {
                "name": info.name, "version": info.version, "pair": info.pair,
                "kind": info.kind, "size_bytes": info.size_bytes, "licence": info.licence, "origin": info.origin,
                "place": info.place, "path": str(info.path), "fault": info.fault,
            }
            for info in infos
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    from pipeline.cli.tables import show

    show(
        ("name", "version", "pair", "kind", "size", "place", "licence", "origin"),
        [
            (info.name, "", "", "damaged", "", info.place, "", info.fault) if info.fault else
            (info.name, info.version, info.pair, info.kind, f"{info.size_bytes / 1e6:.0f} MB", info.place,
             info.licence, info.origin)
            for info in infos
        ],
    )  # fmt: skip


@models.command()
@click.argument("what", metavar="FILE|FOLDER|PAIR")
@click.option("--index", default="", metavar="URL", help="Another package index than that of Argos.")
@click.option("--sha256", default="", metavar="HEX", help="Refuse the file unless it has this checksum.")
def install(what: str, index: str, sha256: str) -> None:
    """Install a package from a file, or fetch the one for a pair (ja-en) from the Argos index."""
    from pipeline.engines import install as installing

    path = Path(what).expanduser()
    if path.exists():
        if sha256 and path.is_file() and installing.digest(path) != sha256.lower():
            raise EngineError(f"checksum {installing.digest(path)}, expected {sha256}", where=what)
        info = installing.install_file(path)
    else:
        if not re.fullmatch(r"[a-z]{2,3}-[a-z]{2,3}", what):
            raise EngineError(
                f"neither a file nor a pair: {what!r}", hint="give an .argosmodel file, or a pair such as ja-en"
            )
        info = installing.fetch(what, index=index or installing.INDEX, sha256=sha256)
    click.echo(f"installed {info.name} {info.version} ({info.pair}, {info.size_bytes / 1e6:.0f} MB) in {info.path}")


@models.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
def verify(names: tuple[str, ...]) -> int:
    """Compare packages with their recorded checksums; exit code 1 when one does not match."""
    from pipeline.engines import install as installing
    from pipeline.engines import packages
    from pipeline.registry import suggestion

    infos = packages.installed()
    known = {
        name: info for info in reversed(infos) for name in (info.name, f"{info.name}-{info.version}", info.path.name)
    }
    for name in names:
        if name not in known:
            raise EngineError(f"no translation package {name!r}", hint=suggestion(name, known))
    bad = 0
    for info in [known[name] for name in names] or infos:
        faults = list(installing.verify(info))
        bad += bool(faults)
        click.echo(f"{info.name} {info.version}: {'; '.join(faults) if faults else 'every file matches'}")
    return 1 if bad else 0


@models.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove a package that `nijimaku models install` put there."""
    from pipeline.engines import install as installing

    info = installing.remove(name)
    click.echo(f"removed {info.name} {info.version}")
