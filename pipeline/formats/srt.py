"""SubRip. pysubs2 reads and writes the file; our own layer keeps braces, numbers, unknown tags and line numbers."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.errors import FormatError
from pipeline.formats.blocks import RawCue, build, changed, dropped_findings, finding, only
from pipeline.formats.plain import arrow_times, scan
from pipeline.formats.record import Format, Read, Written
from pipeline.formats.text import drop_lines, lines_of, whole
from pipeline.model import Cue, Finding, Lang, Mark, MarkKind, Severity, Track
from pipeline.timecode import clock

KEEPS = frozenset({MarkKind.ITALIC, MarkKind.BOLD, MarkKind.UNDERLINE})
MAX_MS = 100 * 3_600_000 - 1
_TAG = re.compile(r"<\s*(?:(/)\s*)?([ibu])\s*>|</?\s*(?:font|s|span|br|strike)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LAYOUT = re.compile(r"\{\s*\\\s*an?\s*\d{1,2}\s*\}")
_LETTERS = {"i": MarkKind.ITALIC, "b": MarkKind.BOLD, "u": MarkKind.UNDERLINE}
_NAMES = {kind: letter for letter, kind in _LETTERS.items()}
_BACKSLASH, _BRACE = "\uf8f1", "\uf8f2"  # stand for \\ and { on their way through pysubs2, which reads ASS into them


def sniff(text: str) -> bool:
    """True when one of the first lines is a SubRip timing line."""
    if text.lstrip("\ufeff\n ").startswith(("WEBVTT", "<", "{")):
        return False
    return any(arrow_times(line) for line in lines_of(text[:20_000])) or any(
        arrow_times(line) for line in lines_of(text)
    )


def read(text: str, *, name: str = "", lang: Lang = Lang.EN) -> Read:
    """The track in a SubRip text. Raises FormatError when no timing line is found."""
    raws, findings = scan(lines_of(whole(text)), arrow_times, name=name)
    if not raws:
        raise FormatError(
            "not a SubRip file: no line with two times", where=name, hint="expected 00:00:01,000 --> 00:00:02,000"
        )
    raws = [_cue(raw, number, findings, name) for number, raw in enumerate(_through_pysubs2(raws, findings, name), 1)]
    track, more = build(raws, name=name, lang=lang)
    return track, (*findings, *more)


def _through_pysubs2(raws: Sequence[RawCue], findings: list[Finding], name: str) -> list[RawCue]:
    """The cues as pysubs2 reads them from the tidied file; where its text differs, the file's stands."""
    import pysubs2

    if max(max(raw.start_ms, raw.end_ms) for raw in raws) > MAX_MS:
        return list(raws)  # beyond what SubRip can name: pysubs2 would clamp it
    tidy = "\n".join(
        f"{at}\n{clock(raw.start_ms, mark=',')} --> {clock(raw.end_ms, mark=',')}\n{raw.text}\n"
        for at, raw in enumerate(raws, 1)
    )
    events = pysubs2.SSAFile.from_string(tidy, format_="srt", keep_html_tags=True).events
    if len(events) != len(raws):
        findings.append(
            finding(
                "readers-differ", Severity.INFO, f"pysubs2 finds {len(events)} cues, we find {len(raws)}", name=name
            )
        )
        return list(raws)
    return [_merged(raw, event) for raw, event in zip(raws, events, strict=True)]


def _merged(raw: RawCue, event: Any) -> RawCue:
    """The cue with the times pysubs2 read; the text stays the file's, which pysubs2 would rewrite as ASS."""
    if (event.start, event.end) == (raw.start_ms, raw.end_ms):
        return raw
    return replace(raw, start_ms=int(event.start), end_ms=int(event.end))


def _cue(raw: RawCue, number: int, findings: list[Finding], name: str) -> RawCue:
    if "<" not in raw.text and "{" not in raw.text:
        return raw
    text, marks, dropped = parse_tags(_LAYOUT.sub("", raw.text))
    layout = " ".join(re.sub(r"\s", "", found) for found in _LAYOUT.findall(raw.text))
    if dropped:
        message = f"tags SubRip players ignore are dropped: {', '.join(dropped)}"
        findings.append(finding("markup-odd", Severity.INFO, message[:120], name=name, line=raw.line, cue=number))
    settings = " ".join(part for part in (layout, raw.settings) if part)
    return replace(raw, text=text, marks=marks, settings=settings)


def parse_tags(raw: str) -> tuple[str, tuple[Mark, ...], tuple[str, ...]]:
    """`(text, marks, dropped tags)`: i, b and u become marks, font and its like go, everything else is text.

    >>> parse_tags("<i>Mind</i> the <to the left> 2<3")
    ('Mind the <to the left> 2<3', (Mark(start=0, end=4, kind=<MarkKind.ITALIC: 'italic'>, value=''),), ())
    """
    if "<" not in raw:
        return raw, (), ()
    out: list[str] = []
    size = at = 0
    opened: list[tuple[MarkKind, int, int]] = []
    marks: list[tuple[Mark, int]] = []  # each with its number among the opening tags: the outer one stays outside
    tags = 0
    dropped: list[str] = []
    for found in _TAG.finditer(raw):
        out.append(raw[at : found.start()])
        size += found.start() - at
        at = found.end()
        slash, letter = found.group(1), found.group(2)
        if letter is None:
            if re.fullmatch(r"<\s*br\s*/?>", found.group(), re.IGNORECASE):
                out.append("\n")
                size += 1
            elif re.fullmatch(r"</\s*s\s*>", found.group(), re.IGNORECASE) and not any(
                tag.lower() == "<s>" for tag in dropped
            ):
                out.append(found.group())  # no strike-through was open: it is text
                size += len(found.group())
            else:
                dropped.append(found.group())
            continue
        kind = _LETTERS[letter.lower()]
        if not slash:
            tags += 1
            opened.append((kind, size, tags))
            continue
        for back in range(len(opened) - 1, -1, -1):
            if opened[back][0] is kind:
                _, start, number = opened.pop(back)
                marks.append((Mark(start, size, kind), number))
                break
    out.append(raw[at:])
    size += len(raw) - at
    marks.extend((Mark(start, size, kind), number) for kind, start, number in opened)
    marks.sort(key=lambda item: (item[0].start, -item[0].end, item[1]))
    ordered = tuple(mark for mark, _ in marks if mark.start < mark.end)
    return "".join(out), ordered, tuple(dict.fromkeys(dropped))


# ------------------------------------------------------------------------------------------------------ writing


def write(track: Track) -> Written:
    """The track as a SubRip file, numbered from 1; text that would be taken for markup is changed with a finding."""
    import pysubs2

    findings: list[Finding] = []
    cues, dropped = only(track, KEEPS)
    subs = pysubs2.SSAFile()
    for at, cue in enumerate(cues):
        if cue.span.end_ms > MAX_MS:
            raise FormatError(
                f"cue {cue.id} ends after 99:59:59,999, the last time SubRip can name", hint="write WebVTT"
            )
        held = holds(cue)
        findings.extend(changed(cue, held, at, "SubRip"))
        payload = tagged(held.text, held.marks)
        subs.append(
            pysubs2.SSAEvent(
                start=cue.span.start_ms,
                end=cue.span.end_ms,
                text=payload.replace("\\", _BACKSLASH).replace("{", _BRACE).replace("\n", "\\N"),
            )
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = subs.to_string("srt", keep_ssa_tags=True)
    return text.replace(_BACKSLASH, "\\").replace(_BRACE, "{"), (*findings, *dropped_findings(dropped, "SubRip"))


def holds(cue: Cue) -> Cue:
    """The cue as a SubRip file can hold it: no blank ends or lines, nothing that reads as markup."""
    text, marks = drop_lines(cue.text, cue.marks, _blank, strip=True)
    kept = tuple(mark for mark in marks if mark.kind in KEEPS)
    safe = _safe(text)
    if safe == cue.text and kept == cue.marks:
        return cue
    return replace(cue, text=safe, marks=tuple(sorted(kept, key=lambda mark: (mark.start, -mark.end))))


def _safe(text: str) -> str:
    safe = text.replace(_BACKSLASH, "\ufffd").replace(_BRACE, "\ufffd")
    if "<" in safe:
        safe = _TAG.sub(lambda found: found.group().replace("<", "＜"), safe)
    if "{" in safe:
        safe = _LAYOUT.sub(lambda found: found.group().replace("{", "｛"), safe)
    if ">" not in safe and "→" not in safe:
        return safe
    lines = lines_of(safe.replace("-->", "--＞"))
    return "\n".join(line.replace(">", "＞").replace("→", "＞") if arrow_times(line) else line for line in lines)


def _blank(line: str) -> bool:
    return not line.strip()


def tagged(text: str, marks: Sequence[Mark]) -> str:
    """Text with `<i>`, `<b>`, `<u>` around its marks.

    >>> tagged("Mind the gap", (Mark(0, 4, MarkKind.ITALIC),))
    '<i>Mind</i> the gap'
    """
    edges: dict[int, tuple[list[str], list[str]]] = {}
    for mark in marks:
        if mark.start < mark.end:
            letter = _NAMES[mark.kind]
            edges.setdefault(mark.start, ([], []))[1].append(f"<{letter}>")
            edges.setdefault(mark.end, ([], []))[0].insert(0, f"</{letter}>")
    out: list[str] = []
    last = 0
    for edge in sorted(edges):
        out.append(text[last:edge])
        out.extend((*edges[edge][0], *edges[edge][1]))
        last = edge
    out.append(text[last:])
    return "".join(out)


FORMAT = Format(
    name="srt",
    suffixes=(".srt",),
    media_type="application/x-subrip",
    sniff=sniff,
    read=read,
    write=write,
    holds=holds,
    keeps=KEEPS,
    title="SubRip",
)
