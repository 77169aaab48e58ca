"""The scanner SubRip and SBV share: a timing line opens a cue, its text runs to the next one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.formats.blocks import MAX_MS, RawCue, finding, lenient_ms
from pipeline.model import Finding, Severity

Times = tuple[int, int, str]
_ARROWS = re.compile(r"[ \t]*([\d:.,]*\d)[ \t]*(-+>|[–—]+>|→|=+>)[ \t]*(\d[\d:.,]*?)[.,]?(?:[ \t]+(.*)|[ \t]*)\Z")
_COMMA = re.compile(r"[ \t]*(\d+:\d+:\d+[.]\d+)[ \t]*,[ \t]*(\d+:\d+:\d+[.]\d+)[ \t]*\Z")


def _pair(first: str, second: str, rest: str) -> Times | None:
    start_ms, end_ms = lenient_ms(first), lenient_ms(second)
    if start_ms is None or end_ms is None or max(start_ms, end_ms) > MAX_MS:
        return None
    return start_ms, end_ms, rest


def arrow_times(line: str) -> Times | None:
    """`(start_ms, end_ms, rest)` of a SubRip timing line as people write them.

    >>> arrow_times("00:00:07,000 -> 00:00:08,5")
    (7000, 8500, '')
    """
    found = _ARROWS.match(line)
    if not found:
        return None
    first, arrow, second, rest = found.groups()
    if arrow != "-->" and not first.count(":") == second.count(":") == 2:
        return None  # `10:00 -> 11:00` is something a person may say
    return _pair(first, second, (rest or "").strip())


def comma_times(line: str) -> Times | None:
    """`(start_ms, end_ms, "")` of an SBV timing line.

    >>> comma_times("0:00:02.460,0:00:04.320")
    (2460, 4320, '')
    """
    found = _COMMA.match(line)
    return _pair(found.group(1), found.group(2), "") if found else None


def scan(
    lines: Sequence[str], times: Callable[[str], Times | None], *, name: str, numbered: bool = True
) -> tuple[list[RawCue], list[Finding]]:
    """Cues in file order, and what was odd. Text is raw, lines joined by `\\n`, blank lines at its ends gone.

    A number line belongs to the cue after it when a blank line stands before it or it counts on from the last one.
    """
    cues: list[RawCue] = []
    findings: list[Finding] = []
    body: list[str] = []
    for at, line in enumerate(lines):
        hit = times(line)
        if hit is None:
            if "-->" in line and re.search(r"\d:\d", line):
                findings.append(
                    finding(
                        "timing-unreadable",
                        Severity.WARNING,
                        f"cannot read the time {line.strip()[:60]!r}",
                        name=name,
                        line=at + 1,
                    )
                )
            body.append(line)
            continue
        number = _take_number(body, cues, findings, name, at) if numbered else ""
        _close(cues, body, findings, name, at)
        body = []
        start_ms, end_ms, rest = hit
        cues.append(RawCue(start_ms, end_ms, "", settings=rest, name=number, line=at + 1))
    _close(cues, body, findings, name, len(lines))
    return cues, findings


def _take_number(body: list[str], cues: list[RawCue], findings: list[Finding], name: str, at: int) -> str:
    """Remove and return the cue number at the end of `body`, empty when there is none."""
    end = len(body)
    while end and not body[end - 1].strip():
        end -= 1
    if not end:
        return ""
    digits = body[end - 1].strip()
    if not digits.isdecimal() or len(digits) > 9 or end < len(body) - 1:
        return ""
    first = all(not line.strip() for line in body[: end - 1])
    free = end == 1 or not body[end - 2].strip()
    if not free and not first:
        previous = cues[-1].name if cues else ""
        if not previous.isdecimal() or int(digits) != int(previous) + 1:
            return ""
        findings.append(
            finding("blank-line-missing", Severity.WARNING, f"no blank line before cue {digits}", name=name, line=at)
        )
    elif first and cues and end == 1 and not _counts_on(digits, cues):
        return ""  # the number is the text of the cue in front
    del body[end - 1 :]
    return digits


def _counts_on(digits: str, cues: list[RawCue]) -> bool:
    previous = cues[-1].name
    return previous.isdecimal() and int(digits) == int(previous) + 1


def _close(cues: list[RawCue], body: list[str], findings: list[Finding], name: str, at: int) -> None:
    """Give the text gathered so far to the last cue; text of a block that lost its time is left out and reported."""
    groups = _groups(body)
    if not groups:
        return
    first_line = at - len(body) + 1
    if not cues:
        text = " / ".join(line.strip() for group in groups for line in group)
        findings.append(
            finding(
                "text-without-time",
                Severity.WARNING,
                f"text before the first time is left out: {text[:80]!r}",
                name=name,
                line=first_line,
            )
        )
        return
    kept: list[list[str]] = []
    for group in groups:
        if kept and group[0].strip().isdecimal() and len(group) > 1 and _counts_on_loosely(group[0].strip(), cues):
            lost = " / ".join(group[1:])
            findings.append(
                finding(
                    "text-without-time",
                    Severity.WARNING,
                    f"text without a time is left out: {lost[:80]!r}",
                    name=name,
                    line=at,
                )
            )
            break
        kept.append(group)
    if len(kept) > 1:
        findings.append(
            finding(
                "blank-line-in-text",
                Severity.INFO,
                "blank lines inside the text are dropped",
                name=name,
                line=first_line,
                cue=len(cues),
            )
        )
    cues[-1] = replace(cues[-1], text="\n".join(line for group in kept for line in group))


def _counts_on_loosely(digits: str, cues: list[RawCue]) -> bool:
    previous = cues[-1].name
    return previous.isdecimal() and 0 < int(digits) - int(previous) <= 5


def _groups(body: Sequence[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in body:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]
