"""`nijimaku lint`: judge finished subtitle files, ours or not, and mend what is safe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.run import config_options, load_config

if TYPE_CHECKING:
    from pipeline.config import LimitsByLang
    from pipeline.lint import Report

EXIT_GATE = 3
_LEVELS = ("error", "warning", "info", "never")


@click.command(
    epilog="Exit codes: 0 nothing at or above --fail-on, 1 a file cannot be read, 2 usage or configuration, 3 findings."
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--profile", type=click.Choice(["netflix", "web", "vertical"]), help="Line width of Japanese cues.")
@click.option("--lang", type=click.Choice(["en", "ja"]), help="Language of the files; else told by their letters.")
@click.option(
    "--fail-on", type=click.Choice(_LEVELS), default="error", show_default=True, help="Exit with 3 from here."
)
@click.option("--all", "show_all", is_flag=True, help="List findings of severity info too.")
@click.option("--fix", "mend", is_flag=True, help="Mend in place what is safe (times, breaks, spans); keep NAME.bak.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: files, figures, findings with rule and fix.")
@config_options
def lint(
    files: tuple[Path, ...],
    profile: str | None,
    lang: str | None,
    fail_on: str,
    show_all: bool,
    mend: bool,
    as_json: bool,
    config_path: str | None,
    sets: tuple[str, ...],
) -> int:
    """Check VTT, SRT, ASS or TTML files: reading speed, width, lines, times, kinsoku, encoding, spans, leftovers.

    \b
    Examples:
      nijimaku lint out/talk/ja.vtt
      nijimaku lint --profile web --fail-on warning --json *.srt
      nijimaku lint --fix talk.ja.srt        the file as it was: talk.ja.srt.bak

    --fix says of what it left why.
    """
    from pipeline import lint as linting
    from pipeline.config import in_profile
    from pipeline.model import Lang
    from pipeline.store.files import read_bytes, write_atomic

    config = load_config(config_path, (*sets, f"retime.profile={profile}") if profile else sets)
    limits = in_profile(config.limits, config.retime)
    own = Lang(lang) if lang else None
    options: dict[str, Any] = {
        "limits": limits,
        "lang": own,
        "strictness": config.retime.kinsoku,
        "punctuation": config.retime.style == "subtitle-ja",
    }
    reports: list[Report] = []
    mended: list[dict[str, int]] = []
    for file in files:
        data = read_bytes(file, max_bytes=config.ingest.max_bytes)
        report = linting.check(data, name=str(file), **options)
        change = {"retimed": 0, "rebroken": 0, "respanned": 0, "removed": 0}
        if mend:
            fixed = linting.fix(report, limits=limits, strictness=config.retime.kinsoku)
            new = _encoded(fixed.text, data, report)
            if new != data:
                write_atomic(_backup(file), data)
                write_atomic(file, new)
                report = linting.check(new, name=str(file), **options)
            change = {name: getattr(fixed, name) for name in change}
        reports.append(report)
        mended.append(change)
    if as_json:
        click.echo(json.dumps(as_data(reports, mended, limits if mend else None), ensure_ascii=False, indent=1))
    else:
        for report, change in zip(reports, mended, strict=True):
            show(report, show_all=show_all, change=change if mend else None, limits=limits)
    levels = _LEVELS[: _LEVELS.index(fail_on) + 1] if fail_on != "never" else ()
    failed = any(report.counts().get(level) for report in reports for level in levels)
    return EXIT_GATE if failed else 0


def _encoded(text: str, data: bytes, report: Report) -> bytes:
    """The file's bytes with this text: the line ends and the byte order mark it had, in UTF-8."""
    if b"\r\n" in data and report.encoding in ("utf-8", "utf-8-sig"):
        text = text.replace("\n", "\r\n")
    new = text.encode("utf-8-sig" if report.encoding == "utf-8-sig" else "utf-8")
    return data if text == report.text and report.encoding in ("utf-8", "utf-8-sig") else new


def _backup(file: Path) -> Path:
    """The first of NAME.bak, NAME.bak.1, ... that is not there yet: no backup is ever written over."""
    names = (file.with_name(f"{file.name}.bak{f'.{at}' if at else ''}") for at in range(10_000))
    return next(name for name in names if not name.exists())


def as_data(reports: list[Report], mended: list[dict[str, int]], limits: LimitsByLang | None) -> dict[str, Any]:
    """What `--json` prints; with `limits`, also why a finding was not mended."""
    from pipeline.lint import RULES, why_left

    return {
        "files": [
            {
                "file": report.name,
                "format": report.format,
                "encoding": report.encoding,
                "lang": str(report.lang),
                "bilingual": report.bilingual,
                "chapters": report.chapters,
                "counts": report.counts(),
                "fixed": change,
                "figures": report.figures.as_data(),
                "findings": [
                    {
                        "code": one.code,
                        "severity": str(one.severity),
                        "line": one.where.line,
                        "cue": one.where.cue,
                        "message": one.message,
                        "rule": getattr(one, "rule", "") or "reading the file",
                        "fix": one.hint,
                        "fixable": one.code in RULES and RULES[one.code].fixable,
                        **({"left": why_left(one, report, limits)} if limits else {}),
                    }
                    for one in report.findings
                ],
            }
            for report, change in zip(reports, mended, strict=True)
        ]
    }


def show(report: Report, *, show_all: bool, change: dict[str, int] | None, limits: LimitsByLang) -> None:
    """Findings one a line, as compilers print them, and a summary of the file; after mending, why one is left."""
    from pipeline.lint import Breach, why_left

    for one in report.findings:
        if one.severity == "info" and not show_all:
            continue
        place = f"{one.where.file or report.name}:{one.where.line}" if one.where.line else report.name
        cue = f" cue {one.where.cue}" if one.where.cue else ""
        rule = f" [{one.rule}]" if isinstance(one, Breach) else ""
        left = why_left(one, report, limits) if change is not None else ""
        fix = f" Not mended: {left}." if left else f" Fix: {one.hint}." if one.hint else ""
        message = one.message.rstrip(".")
        click.echo(f"{place}:{cue} {one.severity} {one.code}: {message}.{fix}{rule}")
    counts = ", ".join(f"{count} {level}" for level, count in report.counts().items())
    click.echo(f"{report.name}: {report.format}, {report.encoding}, {_told(report)}; {counts}{_speeds(report)}")
    if change is not None:
        click.echo(
            f"{report.name}: mended times in {change['retimed']}, line breaks in {change['rebroken']}, "
            f"spans in {change['respanned']} cues; removed {change['removed']} empty cues"
        )


def _told(report: Report) -> str:
    if report.chapters:
        return f"{report.lang}, {len(report.track.cues)} chapters (judged without width and speed)"
    return f"{'bilingual' if report.bilingual else report.lang}, {report.figures.cues} cues"


def _speeds(report: Report) -> str:
    if report.chapters or not report.track.cues:
        return ""
    figures = report.figures
    scale, unit = (1, "cells") if report.lang == "ja" else (2, "characters")
    return (
        f"; at or under the three reading speeds {figures.strict_share:.0%} / {figures.target_share:.0%} / "
        f"{figures.hard_share:.0%}, 95th percentile {figures.p95_cps * scale:g} {unit} a second"
    )
