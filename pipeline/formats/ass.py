"""ASS through pysubs2: named styles, speaker in the Name field, text no override can leak out of.

ASS has no escape for braces and backslashes that every renderer knows, so they are written as full-width ones.
Times are hundredths of a second; the writer says so when it had to round.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pipeline.errors import FormatError
from pipeline.formats.blocks import RawCue, build, changed, dropped_findings, finding, only
from pipeline.formats.record import Format, Read, Written
from pipeline.formats.text import clean, drop_lines, lines_of, whole
from pipeline.model import Block, Cue, Finding, Lang, Mark, MarkKind, Severity, Span, Track, Where

KEEPS = frozenset({MarkKind.ITALIC, MarkKind.BOLD, MarkKind.UNDERLINE, MarkKind.VOICE})
MAX_MS = 10 * 3_600_000 - 10
PLAY_RES = (1920, 1080)
FONT = "Noto Sans CJK JP"  # holds both scripts; renderers fall back by themselves when it is not installed
JA_SIZE, EN_SIZE, BOTTOM, GAP = 80, 52, 54, 8
_SWITCH = re.compile(r"\\([ibu])(\d*)(?![a-z])")
_LETTERS = {"i": MarkKind.ITALIC, "b": MarkKind.BOLD, "u": MarkKind.UNDERLINE}
_NAMES = {kind: letter for letter, kind in _LETTERS.items()}
_STYLE = re.compile(r"(?:^|\s)Style=(\S+)")
_MARGIN = re.compile(r"(?:^|\s)MarginV=(\d+)")
_LOOK_ALIKE = str.maketrans({"{": "｛", "}": "｝", "\\": "＼"})


def sniff(text: str) -> bool:
    """True for a script with an info or styles section."""
    head = text[:4000].lower()
    return "[script info]" in head or "[v4+ styles]" in head or "[v4 styles]" in head


def read(text: str, *, name: str = "", lang: Lang = Lang.EN) -> Read:
    """The dialogue of an ASS or SSA script; comments become notes. Raises FormatError when pysubs2 cannot read it."""
    import pysubs2

    tidy = whole(text)
    ssa = "[v4 styles]" in tidy.lower()
    findings: list[Finding] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pysubs2 warns of odd style fields; we do not use them
            subs = pysubs2.SSAFile.from_string(tidy, format_="ssa" if ssa else "ass")
    except (ValueError, IndexError, TypeError, KeyError, pysubs2.exceptions.Pysubs2Error) as error:
        raise FormatError(
            f"not a readable ASS file: {error}", where=name, hint="open it in Aegisub to see what is damaged"
        ) from None
    places = [at for at, line in enumerate(lines_of(tidy), 1) if line.strip().startswith(("Dialogue:", "Comment:"))]
    raws: list[RawCue] = []
    blocks: list[Block] = []
    for at, event in enumerate(subs.events):
        line = places[at] if at < len(places) else 0
        if event.type != "Dialogue":
            blocks.append(Block("note", event.text, len(raws)))
            continue
        raws.append(_raw(event, line, len(raws) + 1, findings, name))
    track, more = build(raws, name=name, lang=lang, blocks=blocks)
    return track, (*findings, *more)


def _raw(event: Any, line: int, number: int, findings: list[Finding], name: str) -> RawCue:
    text, marks, dropped = parse_overrides(event.text)
    if dropped:
        findings.append(
            finding(
                "markup-odd",
                Severity.INFO,
                f"override tags are dropped: {dropped[:80]}",
                name=name,
                line=line,
                cue=number,
            )
        )
    if event.name.strip() and text:
        marks = (Mark(0, len(text), MarkKind.VOICE, event.name.strip()), *marks)
    settings = "" if event.style == "Default" else "Style=" + event.style.replace(" ", "_")
    return RawCue(max(0, int(event.start)), max(0, int(event.end)), text, marks, settings=settings, line=line)


def parse_overrides(raw: str) -> tuple[str, tuple[Mark, ...], str]:
    """`(text, marks, dropped overrides)` of an event's text; drawings (`\\p1`) are no text and are dropped.

    >>> parse_overrides(r"{\\i1}Mind{\\i0} the\\Ngap")
    ('Mind the\\ngap', (Mark(start=0, end=4, kind=<MarkKind.ITALIC: 'italic'>, value=''),), '')
    """
    out: list[str] = []
    size = at = 0
    opened: dict[MarkKind, int] = {}
    marks: list[Mark] = []
    dropped: list[str] = []
    drawing = False
    while True:
        start = raw.find("{", at)
        end = raw.find("}", start) if start >= 0 else -1
        part = raw[at : start if end >= 0 else len(raw)]
        if drawing:
            dropped.append(part[:20])
        else:
            plain = part.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", "\u00a0")
            out.append(plain)
            size += len(plain)
        if end < 0:
            break
        at = end + 1
        body = raw[start + 1 : end]
        for letter, value in _SWITCH.findall(body):
            kind = _LETTERS[letter]
            if kind in opened:
                marks.append(Mark(opened.pop(kind), size, kind))
            if value not in ("", "0"):
                opened[kind] = size
        switch = re.search(r"\\p(\d+)", body)
        drawing = switch.group(1) != "0" if switch else drawing
        if _SWITCH.sub("", body).strip():
            dropped.append(f"{{{body}}}")
    marks.extend(Mark(start, size, kind) for kind, start in opened.items())
    ordered = sorted((mark for mark in marks if mark.start < mark.end), key=lambda mark: (mark.start, -mark.end))
    return "".join(out), tuple(ordered), "".join(dropped)


# ------------------------------------------------------------------------------------------------------ writing


def style(lang: Lang, *, primary: bool) -> Any:
    """The style of one language: Japanese large, English small; `primary` is the one at the bottom edge."""
    import pysubs2

    return pysubs2.SSAStyle(
        fontname=FONT,
        fontsize=JA_SIZE if lang is Lang.JA else EN_SIZE,
        primarycolor=pysubs2.Color(255, 255, 255) if primary else pysubs2.Color(235, 235, 215),
        outlinecolor=pysubs2.Color(0, 0, 0),
        backcolor=pysubs2.Color(0, 0, 0, 96),
        bold=False,
        borderstyle=1,
        outline=3.5 if lang is Lang.JA else 2.5,
        shadow=1,
        alignment=pysubs2.Alignment.BOTTOM_CENTER,
        marginl=80,
        marginr=80,
        marginv=BOTTOM,
        encoding=1,
    )


def write(track: Track, *, styles: Mapping[str, Any] | None = None, title: str = "", wrap: int = 0) -> Written:
    """The track as an ASS script. A cue's settings may name its style (`Style=JA`) and margin (`MarginV=240`).

    `wrap` is the WrapStyle: 0 lets the renderer balance long lines, 2 breaks only where the text does.
    """
    import pysubs2

    findings: list[Finding] = []
    subs = pysubs2.SSAFile()
    subs.info.clear()
    subs.info.update(
        {
            "Title": clean(title).replace("\n", " ") or "Subtitles",
            "WrapStyle": str(wrap),
            "ScaledBorderAndShadow": "yes",
            "Collisions": "Normal",
            "PlayResX": str(PLAY_RES[0]),
            "PlayResY": str(PLAY_RES[1]),
            "YCbCr Matrix": "None",
        }
    )
    subs.styles.clear()
    subs.styles.update({"Default": style(track.lang, primary=True)} if styles is None else dict(styles))
    cues, dropped = only(track, KEEPS)
    rounded = 0
    for at, cue in enumerate(cues):
        if cue.span.end_ms > MAX_MS:
            raise FormatError(f"cue {cue.id} ends after 9:59:59.99, the last time ASS can name", hint="write WebVTT")
        rounded += bool(cue.span.start_ms % 10 or cue.span.end_ms % 10)
        subs.append(_event(cue, at, subs.styles, findings))
    if rounded:
        findings.append(
            Finding("time-rounded", Severity.INFO, Where(), f"{rounded} cues rounded to hundredths of a second (ASS)")
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = subs.to_string("ass", header_notice="Written by Nijimaku")
    return text, (*findings, *dropped_findings(dropped, "ASS"))


def ticks(cue: Cue) -> tuple[int, int]:
    """Start and end as ASS shows them: rounded to 10 ms, at least 10 ms apart."""
    start_ms = (cue.span.start_ms + 5) // 10 * 10
    return start_ms, max(start_ms + 10, (cue.span.end_ms + 5) // 10 * 10)


def _event(cue: Cue, at: int, styles: Mapping[str, Any], findings: list[Finding]) -> Any:
    import pysubs2

    start_ms, end_ms = ticks(cue)
    named = _STYLE.search(cue.settings)
    margin = _MARGIN.search(cue.settings)
    name = named.group(1) if named and named.group(1) in styles else next(iter(styles))
    held = holds(cue)
    findings.extend(changed(cue, held, at, "ASS"))
    voices = [mark for mark in cue.marks if mark.kind is MarkKind.VOICE]
    if len(voices) > 1 or (
        voices and voices[0].end - voices[0].start < len(cue.text) and len({label for *_, label in cue.voices()}) > 1
    ):
        message = f"cue {cue.id}: ASS names one speaker a cue; the first voice is named for all of it"
        findings.append(Finding("mark-dropped", Severity.INFO, Where(cue=at + 1), message))
    return pysubs2.SSAEvent(
        start=start_ms,
        end=end_ms,
        style=name,
        name=_name(cue.voice),
        marginv=int(margin.group(1)) if margin else 0,
        text=_tagged(held.text, [mark for mark in held.marks if mark.kind is not MarkKind.VOICE]).replace("\n", "\\N"),
    )


def _name(label: str) -> str:
    return clean(label).replace(",", "，").replace("\n", " ").strip()


def holds(cue: Cue) -> Cue:
    """The cue as an ASS script can hold it: hundredths, one speaker, no braces, backslashes or blank ends."""
    text, marks = drop_lines(cue.text, cue.marks, lambda line: not line, strip=True)
    safe = text.translate(_LOOK_ALIKE)
    plain = sorted(
        (mark for mark in marks if mark.kind in _NAMES and mark.start < mark.end),
        key=lambda mark: (mark.start, -mark.end),
    )
    label = _name(cue.voice)
    voice = (Mark(0, len(safe), MarkKind.VOICE, label),) if label and safe else ()
    return replace(cue, span=Span(*ticks(cue)), text=safe, marks=(*voice, *plain))


def _tagged(text: str, marks: Iterable[Mark]) -> str:
    edges: dict[int, list[str]] = {}
    depth: dict[MarkKind, int] = {}
    points = sorted(
        (at, order, mark.kind)
        for mark in marks
        if mark.start < mark.end
        for at, order in ((mark.start, 1), (mark.end, 0))
    )
    for at, order, kind in sorted(points, key=lambda point: (point[0], -point[1])):
        depth[kind] = depth.get(kind, 0) + (1 if order else -1)
        if depth[kind] == (1 if order else 0):
            edges.setdefault(at, []).append(f"{{\\{_NAMES[kind]}{order}}}")
    out: list[str] = []
    last = 0
    for at in sorted(edges):
        out.extend((text[last:at], *edges[at]))
        last = at
    out.append(text[last:])
    return "".join(out)


def bilingual_styles(bottom: Lang) -> dict[str, Any]:
    """The two named styles, `JA` and `EN`."""
    return {lang.value.upper(): style(lang, primary=lang is bottom) for lang in (Lang.JA, Lang.EN)}


def margin_above(bottom: Cue, lang: Lang) -> int:
    """Distance from the lower edge that clears the bottom cue, which is in `lang`."""
    lines = bottom.text.count("\n") + 1
    return BOTTOM + lines * (JA_SIZE if lang is Lang.JA else EN_SIZE) + GAP


FORMAT = Format(
    name="ass",
    suffixes=(".ass", ".ssa"),
    media_type="text/x-ssa",
    sniff=sniff,
    read=read,
    write=write,
    holds=holds,
    keeps=KEEPS,
    tick_ms=10,
    title="Advanced SubStation Alpha",
)
