"""The `nijimaku` command: a table of lazily loaded commands, and the one place that turns errors into exit codes."""

from __future__ import annotations

import gc
import sys
from typing import Any, NoReturn

import click

from pipeline import __version__
from pipeline.errors import PipelineError
from pipeline.registry import load_object, suggestion

# name -> (where it lives, the line that `--help` shows). A command's module is imported when it is called, not before.
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("pipeline.cli.run:run", "One transcript in, checked two-language tracks out."),
    "export": ("pipeline.cli.export:export", "A finished episode in other formats: TTML, HLS, podcast, TMX, ..."),
    "import": ("pipeline.cli.export:import_", "Take an edited track or table back; changed sentences are locked."),
    "site": ("pipeline.cli.site:site", "Viewing pages in two languages: site build, site serve."),
    "batch": ("pipeline.cli.batch:batch", "Many episodes: only what changed, resumable, in parallel."),
    "status": ("pipeline.cli.status:status", "Where a batch stands: made, failed, running, damaged."),
    "feed": ("pipeline.cli.feed:feed", "RSS: a show's feed to a batch manifest, finished episodes to a feed."),
    "doctor": ("pipeline.cli.doctor:doctor", "What this machine has and lacks: versions, models, fonts, memory, ..."),
    "glossary": ("pipeline.cli.glossary:glossary", "Terms: list, propose, approve, merge, lint, suggest, impact."),
    "report": ("pipeline.cli.report:report", "A page with pictures: reading speed, breaks, findings."),
    "lint": ("pipeline.cli.lint:lint", "Judge subtitle files, ours or not; mend what is safe."),
    "shift": ("pipeline.cli.retiming:shift", "Move a finished episode, or a subtitle file, earlier or later."),
    "stretch": ("pipeline.cli.retiming:stretch", "Undo the drift of a finished episode or a subtitle file."),
    "insert": ("pipeline.cli.retiming:insert", "Make room for a break in an episode or a file, or take one out."),
    "inspect": ("pipeline.cli.inspect:inspect", "Cues beside the sentences read from them, repairs marked."),
    "review": ("pipeline.cli.review:review", "Sentences that need an editor, worst first; edit, approve, lock, undo."),
    "editor": ("pipeline.cli.editor:editor", "The review desk in the browser; extra `editor`."),
    "models": ("pipeline.cli.models:models", "Translation packages: list, install, verify, remove."),
    "memory": ("pipeline.cli.memory:memory", "Translation memory: TMX in and out, learn from finished episodes."),
    "evaluate": ("pipeline.cli.evaluate:evaluate", "Measure models on a reference: chrF, BLEU, terms, guards."),
    "stages": ("pipeline.cli.run:stages", "The order of the flow, with what each stage reads and adds."),
    "config": ("pipeline.cli.run:config_reference", "Every configuration key with its default."),
}

EXIT_CODES = "Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 quality gate closed (--strict)."


class LazyGroup(click.Group):
    """Commands by name from COMMANDS; listing them imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; an unknown name is refused with a suggestion."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            ctx.fail(f"no command {cmd_name!r}: {suggestion(cmd_name, COMMANDS)}")
        command: click.Command = load_object(entry[0])
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="nijimaku")
@click.option("--traceback", is_flag=True, help="Show where in the code an error came from.")
def cli(traceback: bool) -> None:
    """Nijimaku (二字幕): bilingual English/Japanese subtitles for podcasts, offline.

    \b
    Examples:
      nijimaku run talk.vtt --out out          tracks, report and summaries in out/talk/
      nijimaku run talk.vtt --set limits.ja.max_lines=1
      nijimaku run talk.vtt --out out --from retime
    """


def main() -> NoReturn:
    """Entry point of the console script; never returns."""
    if sys.argv[1:2] == ["run"]:
        gc.disable()  # the process ends with its one episode; looking for cycles among many small values finds none
    sys.exit(run_command(sys.argv[1:]))


def run_command(args: list[str]) -> int:
    """Run one command line; its exit code. Errors are printed to standard error as one message."""
    try:
        outcome: Any = cli.main(args=args, prog_name="nijimaku", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        click.echo("stopped; what was there before is untouched", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except PipelineError as error:
        if "--traceback" in args:
            raise
        click.echo(f"error: {error}", err=True)
        for note in getattr(error, "__notes__", ()):
            click.echo(f"       in {note}", err=True)
        return error.exit_code
    except BrokenPipeError:  # `nijimaku ... | head` is not an error
        sys.stderr.close()
        return 0
    return outcome if isinstance(outcome, int) else 0
