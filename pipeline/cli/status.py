"""`nijimaku status`: where a batch stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.batch.status import Status

_LISTED = 20


@click.command()
@click.argument("folder", default="out")
@click.option("--verify", is_flag=True, help="Read every file and compare it with its record.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(folder: str, verify: bool, as_json: bool) -> int:
    """Say where the batch in FOLDER stands: made, failed (with stage and reason), running now, damaged (--verify).

    FOLDER is `out` unless given. Exits with 1 when something failed or is damaged.
    """
    from pipeline.batch import state
    from pipeline.batch import status as standing
    from pipeline.store.places import is_url, place

    if not is_url(folder) and not Path(folder).is_dir():
        raise ConfigError("no such folder", where=folder)
    now = standing.read(place(folder), state.folder_of(folder), verify=verify)
    if as_json:
        failed = [{key: row.get(key) for key in ("episode", "stage", "reason", "at")} for row in now.failed]
        data = {
            "made": now.made, "gate_closed": now.gated, "sentences": now.sentences, "failed": failed,
            "damaged": [{"episode": name, "reason": reason} for name, reason in now.damaged],
            "running": now.owner, "workers": now.workers,
        }  # fmt: skip
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        for line in _status_lines(now):
            click.echo(line)
    return 1 if now.failed or now.damaged else 0


def _status_lines(now: Status) -> Iterator[str]:
    yield f"made       {now.made:,} episodes, {now.sentences:,} sentences, {now.gated:,} with the gate closed"
    if now.owner is not None:
        pid, host, since = (now.owner.get(key, "?") for key in ("pid", "host", "since"))
        yield f"running    process {pid} on {host} since {since}"
        for name, told in now.workers.items():
            yield f"           {name}: {told.get('episode', '')}, {told.get('stage', '')}"
    else:
        yield "running    nothing"
    yield f"failed     {len(now.failed):,}"
    for row in now.failed[:_LISTED]:
        yield f"           {row['episode']}, {row.get('stage', '')}: {row.get('reason', '')}"
    if len(now.failed) > _LISTED:
        yield f"           and {len(now.failed) - _LISTED:,} more (--json lists all)"
    for name, reason in now.damaged[:_LISTED]:
        yield f"damaged    {name}: {reason}; the next batch makes it again"
