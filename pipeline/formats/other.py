"""Formats only read: SBV, Spruce STC, start-time text, and what pysubs2 knows (MicroDVD, MPL2, TMPlayer, SAMI)."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.errors import FormatError
from pipeline.formats.ass import parse_overrides
from pipeline.formats.blocks import RawCue, build, finding, lenient_ms
from pipeline.formats.plain import comma_times, scan
from pipeline.formats.record import Format, Read, Reader
from pipeline.formats.srt import parse_tags
from pipeline.formats.text import lines_of, whole
from pipeline.model import Finding, Lang, Severity

_STC = re.compile(r"\*TC[ \t]+(\d{2}):(\d{2}):(\d{2})[;:](\d{2})\s*\Z")
_START = re.compile(r"[ \t]*((?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{1,3})[ \t]*\Z")
_LAST_MS = 3_000
_FPS = 30_000 / 1_001


def _first_line(text: str) -> str:
    return next((line for line in lines_of(text[:2_000].lstrip("\ufeff")) if line.strip()), "")


def sniff_sbv(text: str) -> bool:
    """True when the first line is an SBV pair of times."""
    return comma_times(_first_line(text)) is not None


def read_sbv(text: str, *, name: str = "", lang: Lang = Lang.EN) -> Read:
    """The track in an SBV (YouTube) text; `[br]` is a line end."""
    raws, findings = scan(lines_of(whole(text)), comma_times, name=name, numbered=False)
    if not raws:
        raise FormatError("not an SBV file: no line with two times", where=name)
    raws = [replace(raw, text=raw.text.replace("[br]", "\n")) for raw in raws]
    track, more = build(raws, name=name, lang=lang)
    return track, (*findings, *more)


def sniff_stc(text: str) -> bool:
    """True for a Spruce list with `*TC` lines."""
    return any(_STC.match(line) for line in lines_of(text[:4_000].lstrip("\ufeff")))


def read_stc(text: str, *, name: str = "", lang: Lang = Lang.EN) -> Read:
    """The track in a Spruce STC text: start times only, 29.97 frames a second; a cue ends where the next begins."""

    def start(line: str) -> int | None:
        found = _STC.match(line)
        if not found:
            return None
        hour, minute, second, frame = (int(part) for part in found.groups())
        return ((hour * 60 + minute) * 60 + second) * 1000 + round(frame * 1000 / _FPS)

    return _starts(text, start, name=name, lang=lang, what="Spruce STC")


def sniff_starts(text: str) -> bool:
    """True when the first line is a single clock time."""
    return bool(_START.match(_first_line(text)))


def read_starts(text: str, *, name: str = "", lang: Lang = Lang.EN) -> Read:
    """The track in a text of single start times, each followed by its lines."""

    def start(line: str) -> int | None:
        found = _START.match(line)
        return lenient_ms(found.group(1)) if found else None

    return _starts(text, start, name=name, lang=lang, what="text with start times")


def _starts(text: str, start: Callable[[str], int | None], *, name: str, lang: Lang, what: str) -> Read:
    findings: list[Finding] = []
    rows: list[tuple[int, int, list[str]]] = []
    for at, line in enumerate(lines_of(whole(text)), 1):
        ms = start(line)
        if ms is not None:
            rows.append((ms, at, []))
        elif rows and line.strip():
            rows[-1][2].append(line.strip())
        elif line.strip():
            findings.append(
                finding(
                    "text-without-time",
                    Severity.WARNING,
                    f"text before the first time is left out: {line[:60]!r}",
                    name=name,
                    line=at,
                )
            )
    if not rows:
        raise FormatError(f"not a {what}: no time found", where=name)
    message = f"{what} has start times only; each cue ends where the next begins, at most 7 s later"
    findings.append(finding("ends-assumed", Severity.WARNING, message, name=name, line=rows[0][1]))
    raws = []
    for index, (ms, at, lines) in enumerate(rows):
        later = rows[index + 1][0] if index + 1 < len(rows) else ms + _LAST_MS
        end_ms = min(later, ms + 7_000) if later > ms else ms + _LAST_MS
        raws.append(RawCue(ms, end_ms, "\n".join(lines), line=at))
    track, more = build(raws, name=name, lang=lang)
    return track, (*findings, *more)


def _by_pysubs2(fmt: str, title: str) -> Reader:
    def read(text: str, *, name: str = "", lang: Lang = Lang.EN) -> Read:
        import pysubs2

        findings: list[Finding] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                subs = pysubs2.SSAFile.from_string(whole(text), format_=fmt)
            except pysubs2.exceptions.UnknownFPSError:
                subs = pysubs2.SSAFile.from_string(whole(text), format_=fmt, fps=25.0)
                findings.append(
                    finding(
                        "frame-rate-assumed",
                        Severity.WARNING,
                        f"{title} without a frame rate: 25 assumed",
                        name=name,
                        line=1,
                    )
                )
            except (
                pysubs2.exceptions.Pysubs2Error,
                ValueError,
                IndexError,
                TypeError,
                KeyError,
                AssertionError,
            ) as error:
                raise FormatError(f"not a readable {title} file: {error}", where=name) from None
        plain = ((event.start, event.end, parse_overrides(event.text)[0]) for event in subs.events)
        raws = [_event(start_ms, end_ms, text) for start_ms, end_ms, text in plain if text.strip()]
        if not raws:
            raise FormatError(f"no cue in this {title} file", where=name)
        track, more = build(raws, name=name, lang=lang)
        return track, (*findings, *more)

    return read


def _event(start_ms: int, end_ms: int, text: str) -> RawCue:
    plain, marks, _ = parse_tags(text)
    return RawCue(max(0, start_ms), max(0, end_ms), plain, marks)


def _first_matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text: bool(compiled.match(_first_line(text).strip()))


FORMATS: Sequence[Format] = (
    Format("sbv", (".sbv",), "text/x-sbv", sniff_sbv, read_sbv, None, title="SBV (YouTube)"),
    Format("stc", (".stc",), "text/x-stc", sniff_stc, read_stc, None, title="Spruce STC"),
    Format(
        "microdvd",
        (".sub",),
        "text/x-microdvd",
        _first_matches(r"\{\d+\}\{\d*\}"),
        _by_pysubs2("microdvd", "MicroDVD"),
        None,
        title="MicroDVD",
    ),
    Format(
        "mpl2",
        (".mpl",),
        "text/x-mpl2",
        _first_matches(r"\[\d+\]\[\d*\]"),
        _by_pysubs2("mpl2", "MPL2"),
        None,
        title="MPL2",
    ),
    Format(
        "sami",
        (".smi", ".sami"),
        "text/x-sami",
        _first_matches(r"<sami"),
        _by_pysubs2("sami", "SAMI"),
        None,
        title="SAMI",
    ),
    Format(
        "tmp",
        (".tmp",),
        "text/x-tmplayer",
        _first_matches(r"\d{1,2}:\d{2}:\d{2}:\S"),
        _by_pysubs2("tmp", "TMPlayer"),
        None,
        title="TMPlayer",
    ),
    Format("starts", (".txt",), "text/plain", sniff_starts, read_starts, None, title="text with start times"),
)
