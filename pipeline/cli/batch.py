"""`nijimaku batch` and `status`: many episodes, and where they stand."""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.run import EXIT_GATE, compute_type_option, config_options, load_config
from pipeline.errors import ConfigError, PipelineError

if TYPE_CHECKING:
    from pipeline.batch.plan import Today, Verdict
    from pipeline.batch.run import OnOutcome, Outcome, Tally
    from pipeline.config import Config
    from pipeline.executors import Executor

EXECUTORS = ("processes", "serial", "dask")
REPORT = "batch-report"


@click.command(
    epilog="Exit codes: 0 all made or unchanged, 1 some failed or were not reached, 2 usage or configuration, "
    "3 a quality gate closed (--strict), 130 stopped."
)
@click.argument("sources", nargs=-1, required=True)
@click.option("--out", default="out", show_default=True, metavar="DIR", help="Tracks go to DIR/<episode-id>/.")
@config_options
@click.option("--model", metavar="NAME_OR_PATH", help="Translation package: a name, a folder or an .argosmodel file.")
@compute_type_option
@click.option("--glossary", "glossaries", multiple=True, metavar="FILE", help="Glossary CSV; may be repeated.")
@click.option("--executor", type=click.Choice(EXECUTORS), default="processes", show_default=True, help="Where to work.")
@click.option("--workers", type=click.IntRange(1, 1024), help="How many; else as cores, memory and the model allow.")
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler, tcp://host:8786; else a cluster on this machine.")
@click.option("--dry-run", is_flag=True, help="Say what would run and why; change nothing.")
@click.option("--retry-failed", is_flag=True, help="Also run what failed before on the same input.")
@click.option("--force", is_flag=True, help="Run everything, changed or not.")
@click.option("--strict", is_flag=True, help="Exit with 3 when a quality gate is closed.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines: the plan, each outcome, the summary.")
def batch(
    sources: tuple[str, ...],
    out: str,
    config_path: str | None,
    sets: tuple[str, ...],
    model: str | None,
    compute_type: str | None,
    glossaries: tuple[str, ...],
    executor: str,
    workers: int | None,
    scheduler: str | None,
    dry_run: bool,
    retry_failed: bool,
    force: bool,
    strict: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Make every episode that SOURCES name: files, folders, globs, or a CSV/JSON manifest (path,id,title_en,...).

    What is unchanged is not touched, what failed does not stop the rest, and a stopped batch resumes by the same
    command. The report over all episodes is DIR/batch-report.html.

    \b
    Examples:
      nijimaku batch transcripts/ --out out
      nijimaku batch 'season2/**/*.vtt' --out out --dry-run
      nijimaku batch manifest.csv --out out --executor dask --scheduler tcp://10.0.0.5:8786
    """
    from pipeline.batch import sources as finding
    from pipeline.batch import state
    from pipeline.store.files import sweep
    from pipeline.store.places import is_url

    if model:
        sets = (*sets, f"translate.model={json.dumps(model)}")
    if compute_type:
        sets = (*sets, f"translate.compute_type={compute_type}")
    if glossaries:
        sets = (*sets, f"glossaries={json.dumps(list(glossaries))}")
    if scheduler and executor != "dask":
        raise ConfigError("--scheduler is for --executor dask")
    config = load_config(config_path, sets)
    voice = _Voice(quiet=quiet, as_json=as_json)
    folder = state.folder_of(out)
    items = finding.find(sources)
    if dry_run:
        last = state.outcomes(folder)
        today = _today(out, config, folder)
        voice.dry(list(_plan(items, today, last, retry_failed=retry_failed, force=force)))
        return 0
    with _polite_end(), state.hold(folder):
        if not is_url(out):
            sweep(Path(out))
        last = state.outcomes(folder)
        today = _today(out, config, folder)
        state.keep_glossary(folder, today.glossary)
        verdicts = list(_plan(items, today, last, retry_failed=retry_failed, force=force))
        chosen, threads = _executor(executor, workers, scheduler or "", config, verdicts)
        voice.plan(verdicts, chosen)
        tally = _work(verdicts, chosen, voice, out=out, config=config, folder=folder, last=last, threads=threads)
        _write_report(out, folder, anew=tally.done + tally.failed > 0)
    voice.summary(tally, out)
    if tally.failed or tally.skipped or tally.open:
        return 1
    return EXIT_GATE if strict and tally.gated else 0


@contextmanager
def _polite_end() -> Iterator[None]:
    """SIGTERM ends the block the way Ctrl-C does: workers are ended, outcomes are recorded."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _plan(items: Any, today: Today, last: Any, **how: bool) -> Iterator[Verdict]:
    from pipeline.batch.plan import examine

    return examine(items, today, last, **how)


def _today(out: str, config: Config, folder: Path) -> Today:
    from pipeline import job
    from pipeline.batch import state
    from pipeline.batch.plan import Today
    from pipeline.store.places import place

    engine, glossary, memory = job.capabilities(config)
    return Today(
        place=place(out),
        config=config,
        engine=engine.signature,
        glossary=glossary,
        memory=memory,
        old_glossary=lambda revision: state.old_glossary(folder, revision),
    )


def _executor(
    name: str, wanted: int | None, scheduler: str, config: Config, verdicts: Sequence[Verdict]
) -> tuple[Executor, int]:
    """The executor asked for and the decoder threads each of its workers gets."""
    from pipeline import executors
    from pipeline.batch import machine
    from pipeline.batch.plan import Action

    if name == "serial":
        return executors.Serial(), machine.cores()
    crew = machine.crew(
        wanted=wanted or 0,
        model_bytes=_model_bytes(config),
        tasks=sum(verdict.action is Action.RUN for verdict in verdicts),
        cores=machine.cores(),
        available_bytes=machine.available_bytes(),
    )
    if name == "dask":
        return executors.Dask(crew.workers, scheduler), 0 if scheduler else crew.threads
    return executors.Processes(crew.workers), crew.threads


def _model_bytes(config: Config) -> int:
    from pipeline.engines import packages
    from pipeline.model import Lang, Pair

    try:
        return packages.find(config.translate.model, Pair(Lang(config.source), Lang(config.target))).size_bytes
    except PipelineError:  # an engine of the user's own: its size is not known
        return 0


def _work(
    verdicts: Sequence[Verdict],
    executor: Executor,
    voice: _Voice,
    *,
    out: str,
    config: Config,
    folder: Path,
    last: dict[str, dict[str, Any]],
    threads: int,
) -> Tally:
    from pipeline.batch.run import run

    counts = Counter[str]()
    try:
        with voice.watching(verdicts, folder) as heard:

            def on_outcome(place: int, outcome: Outcome) -> None:
                counts[outcome.state] += 1
                heard(place, outcome)

            return run(
                verdicts,
                executor,
                out=out,
                config=config,
                state_folder=folder,
                last=last,
                threads=threads,
                on_outcome=on_outcome,
            )
    except (KeyboardInterrupt, PipelineError) as error:
        left = len(verdicts) - sum(counts.values())
        why = "stopped" if isinstance(error, KeyboardInterrupt) else "ended early"
        click.echo(
            f"{why}: {counts['done']} made, {counts['failed']} failed, {left} not reached; the same command resumes",
            err=True,
        )
        raise


def _write_report(out: str, folder: Path, *, anew: bool) -> None:
    from pipeline.batch import aggregate, page, state, status
    from pipeline.store.places import is_url, place

    if not anew and (is_url(out) or (Path(out) / f"{REPORT}.json").is_file()):
        return
    there = place(out)
    data = aggregate.report(status.records(there), state.outcomes(folder))
    name = out if is_url(out) else Path(out).resolve().name
    there.write(f"{REPORT}.json", (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
    there.write(f"{REPORT}.html", page.render(data, name=name).encode("utf-8", "replace"))


# ------------------------------------------------------------------------------------------------------ telling


_ALIKE = 5  # failures of one kind told one by one: the cause is seldom a single episode's


class _Voice:
    """Tells people (tables, a progress display) or machines (JSON lines) what happens; or nobody."""

    def __init__(self, *, quiet: bool, as_json: bool) -> None:
        self.quiet = quiet
        self.as_json = as_json
        self._alike: Counter[tuple[str, str]] = Counter()

    def _failed(self, outcome: Outcome) -> str:
        """The line about a failure; empty when enough of its kind were told."""
        kind = (outcome.stage, outcome.reason.partition(": ")[2] or outcome.reason)  # without the file's name
        self._alike[kind] += 1
        if self._alike[kind] > _ALIKE:
            return ""
        last = "; more like it are only counted" if self._alike[kind] == _ALIKE else ""
        where = f" [{outcome.source}]" if outcome.source and outcome.source not in outcome.reason else ""
        return f"failed: {outcome.episode}, {outcome.stage}: {outcome.reason}{where}{last}"

    def _line(self, event: str, **values: Any) -> None:
        click.echo(json.dumps({"event": event, **values}, ensure_ascii=False))

    def dry(self, verdicts: Sequence[Verdict]) -> None:
        """The plan, one line an episode."""
        if self.as_json:
            for verdict in verdicts:
                self._line("would", **_verdict_data(verdict))
            return
        from rich.console import Console
        from rich.table import Table

        table = Table("episode", "what", "why", "sentences", box=None, padding=(0, 2, 0, 0))
        for verdict in verdicts:
            why = ", ".join(verdict.why) + (f" ({verdict.detail})" if verdict.detail else "")
            count = "all" if verdict.sentences < 0 else str(verdict.sentences)
            table.add_row(verdict.item.episode_id, str(verdict.action), why, count if verdict.action == "run" else "-")
        console = Console(highlight=False)
        console.print(table)
        console.print(_plan_line(verdicts))

    def plan(self, verdicts: Sequence[Verdict], executor: Executor) -> None:
        """What the plan came to."""
        counts = Counter(str(verdict.action) for verdict in verdicts)
        if self.as_json:
            why = Counter(str(reason) for verdict in verdicts for reason in verdict.why)
            self._line("plan", **dict(counts), why=dict(why), executor=executor.name, workers=executor.workers)
        elif not self.quiet:
            click.echo(f"{_plan_line(verdicts)}; {executor.name}, {executor.workers} at once", err=True)

    @contextmanager
    def watching(self, verdicts: Sequence[Verdict], folder: Path) -> Iterator[OnOutcome]:
        """A callback for outcomes, with a progress display around it on a terminal."""
        from pipeline.batch.run import journal_row

        def tell(place: int, outcome: Outcome) -> None:
            if self.as_json:
                if outcome.state != "kept":
                    self._line("outcome", place=place, **journal_row(outcome))
            elif outcome.state == "failed" and (line := self._failed(outcome)):
                click.echo(line, err=True)

        if self.quiet or self.as_json or not sys.stderr.isatty():
            yield tell
            return
        from pipeline.cli.display import display

        with display(len(verdicts), folder) as (advance, above):

            def show(place: int, outcome: Outcome) -> None:
                advance(outcome)
                if outcome.state == "failed" and (line := self._failed(outcome)):
                    above(line)

            yield show

    def summary(self, tally: Tally, out: str) -> None:
        """How the batch ended."""
        values = {
            "total": tally.total, "done": tally.done, "kept": tally.kept, "failed": tally.failed,
            "skipped": tally.skipped, "open": tally.open, "gate_closed": tally.gated, "faulty": tally.faulty,
            "sentences": tally.sentences, "decoded": tally.decoded, "peak_bytes": tally.peak_bytes,
        }  # fmt: skip
        if tally.journal_lines_lost:
            click.echo(f"warning: {tally.journal_lines_lost} outcomes could not be written to the journal", err=True)
        for (stage, reason), count in self._alike.items():
            if count > _ALIKE and not self.as_json:
                told = f"failed: {count - _ALIKE} more, {stage}: {reason} (nijimaku status {out} lists them)"
                click.echo(told, err=True)
        for note in sorted(tally.notes):
            click.echo(f"warning: {note}", err=True)
        if self.as_json:
            self._line("summary", **values)
        elif not self.quiet:
            parts = [f"{values[name]} {label}" for name, label in _SUMMARY if values[name]]
            click.echo(", ".join(parts) or "nothing to do")
            if tally.skipped:
                click.echo("skipped episodes failed before on the same input: --retry-failed runs them again")
            click.echo(f"report     {out.rstrip('/')}/{REPORT}.html")


_SUMMARY = (
    ("done", "made"),
    ("kept", "unchanged"),
    ("failed", "failed"),
    ("skipped", "skipped"),
    ("gate_closed", "with the gate closed"),
    ("faulty", "with errors in the report"),
)


def _plan_line(verdicts: Sequence[Verdict]) -> str:
    counts = Counter(str(verdict.action) for verdict in verdicts)
    parts = [f"{counts[name]} to {name}" for name in ("run", "keep", "skip") if counts[name]]
    touched = sum(verdict.sentences for verdict in verdicts if verdict.action == "run" and verdict.sentences > 0)
    more = f" ({touched} sentences touched by changes)" if touched else ""
    return f"{len(verdicts)} episodes: " + ", ".join(parts) + more


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    return {
        "episode": verdict.item.episode_id,
        "path": verdict.item.path,
        "action": str(verdict.action),
        "why": [str(reason) for reason in verdict.why],
        "detail": verdict.detail,
        "sentences": verdict.sentences,
    }
