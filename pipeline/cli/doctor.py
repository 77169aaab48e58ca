"""`nijimaku doctor`."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(as_json: bool) -> int:
    """Say what this machine has and lacks for the work, with hints. Exits with 1 when something needed is missing."""
    from pipeline import codec
    from pipeline.doctor import Level, examine

    checks = list(examine())
    if as_json:
        click.echo(json.dumps({"checks": [codec.to_data(check) for check in checks]}, ensure_ascii=False, indent=1))
    else:
        from pipeline.cli.tables import show

        show(("", "what", "found", "hint"), [(check.level, check.topic, check.found, check.hint) for check in checks])
    return 1 if any(check.level is Level.MISSING for check in checks) else 0
