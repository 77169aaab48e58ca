"""TTML as the IMSC 1.1 text profile has it, for Japanese and English.

Written: xml:lang, content profile, one region a language, ruby containers, sheared italics for Japanese, multiRowAlign,
speakers as agents, optionally vertical writing with upright two-digit numbers. Read: any TTML with clock, offset, frame
or tick times, nested times, `dur`, and spans for style.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.errors import FormatError
from pipeline.formats import xml
from pipeline.formats.blocks import RawCue, build, changed, dropped_findings, finding, only
from pipeline.formats.record import Format, Read, Written
from pipeline.formats.text import clean, drop_lines
from pipeline.formats.xml import Node, escape, quoted
from pipeline.model import Cue, Finding, Lang, Mark, MarkKind, Severity, Track
from pipeline.timecode import clock

KEEPS = frozenset({MarkKind.VOICE, MarkKind.ITALIC, MarkKind.BOLD, MarkKind.UNDERLINE, MarkKind.RUBY, MarkKind.LANG})
TT = "http://www.w3.org/ns/ttml"
TTP, TTS, TTM = f"{TT}#parameter", f"{TT}#styling", f"{TT}#metadata"
EBUTTS = "urn:ebu:tt:style"
PROFILE = "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
_CLOCK = re.compile(r"(\d{2,}):(\d\d):(\d\d)(?:\.(\d+)|:(\d{2,})(?:\.\d+)?)?\Z")
_OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|m|s|ms|f|t)\Z")
_TWO_DIGITS = re.compile(r"(?<![0-9A-Za-z.,])[0-9]{2}(?![0-9A-Za-z.,])")
_ID_BAD = re.compile(r"[^\w.-]")


def sniff(text: str) -> bool:
    """True for an XML text whose root is `tt`."""
    return bool(re.match(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:\w+:)?tt[\s>]", text[:8_000], re.DOTALL))


# ------------------------------------------------------------------------------------------------------ reading


@dataclass(frozen=True, slots=True)
class _Clock:
    """How the document counts time."""

    frame_rate: Fraction
    tick_rate: Fraction

    def ms(self, text: str) -> int | None:
        """Milliseconds of a time expression, None when it is none."""
        found = _CLOCK.match(text.strip())
        if found:
            hour, minute, second, fraction, frame = found.groups()
            whole = ((int(hour) * 60 + int(minute)) * 60 + int(second)) * 1000
            if fraction:
                return whole + (
                    int(fraction.ljust(3, "0")) if len(fraction) <= 3 else round(float(f"0.{fraction}") * 1000)
                )
            return whole + (round(int(frame) / self.frame_rate * 1000) if frame else 0)
        found = _OFFSET.match(text.strip())
        if not found:
            return None
        value = Fraction(found.group(1))
        units = {
            "h": Fraction(3_600_000),
            "m": Fraction(60_000),
            "s": Fraction(1_000),
            "ms": Fraction(1),
            "f": 1000 / self.frame_rate,
            "t": 1000 / self.tick_rate,
        }
        return round(value * units[found.group(2)])


def _clock_of(root: Node, name: str) -> _Clock:
    try:
        rate = Fraction(root.get("frameRate", TTP) or "30")
        multiplier = root.get("frameRateMultiplier", TTP).split()
        if len(multiplier) == 2:
            rate *= Fraction(int(multiplier[0]), int(multiplier[1]))
        tick = Fraction(root.get("tickRate", TTP) or (rate if root.get("frameRate", TTP) else 1))
        if rate <= 0 or tick <= 0:
            raise ValueError("not positive")
    except (ValueError, ZeroDivisionError) as error:
        raise FormatError(f"frame or tick rate cannot be read: {error}", where=f"{name}:{root.line}") from None
    return _Clock(rate, tick)


@dataclass(slots=True)
class _Reader:
    clock: _Clock
    name: str
    agents: dict[str, str]
    styles: dict[str, Node]
    cues: list[RawCue]
    findings: list[Finding]

    def times(self, node: Node, start_ms: int, end_ms: int | None) -> tuple[int, int | None]:
        """The node's own interval on the media clock, inside its container's."""
        begin, end, dur = (node.get(word) for word in ("begin", "end", "dur"))
        own_start = self._ms(begin, node) if begin else 0
        own_end: int | None = None
        if end:
            own_end = start_ms + self._ms(end, node)
        if dur:
            by_dur = start_ms + own_start + self._ms(dur, node)
            own_end = min(own_end, by_dur) if own_end is not None else by_dur
        if own_end is None:
            own_end = end_ms
        elif end_ms is not None:
            own_end = min(own_end, end_ms)
        return start_ms + own_start, own_end

    def _ms(self, text: str, node: Node) -> int:
        ms = self.clock.ms(text)
        if ms is None:
            raise FormatError(
                f"cannot read the time {text[:40]!r}",
                where=f"{self.name}:{node.line}",
                hint="write 00:00:01.000 or 1.0s",
            )
        return ms

    def walk(self, node: Node, start_ms: int, end_ms: int | None, preserve: bool, inherited: tuple[str, ...]) -> None:
        """Cues below a container."""
        at_ms = start_ms
        sequence = node.get("timeContainer") == "seq"
        for child in node.nodes():
            if child.tag not in ("div", "p", "body"):
                continue
            first, last = self.times(child, at_ms, end_ms)
            space = child.get("space", xml.XML)
            keep = preserve if not space else space == "preserve"
            agents = (child.get("agent", TTM) or " ".join(inherited)).split()
            if child.tag == "p":
                self.paragraph(child, first, last, keep, tuple(agents))
            else:
                self.walk(child, first, last, keep, tuple(agents))
            if sequence:
                at_ms = last if last is not None else first

    def paragraph(self, node: Node, start_ms: int, end_ms: int | None, preserve: bool, agents: tuple[str, ...]) -> None:
        if not node.get("begin") and any(child.get("begin") for child in node.nodes()):
            for child in node.nodes():  # the spans carry the times: each is a cue
                if child.get("begin"):
                    first, last = self.times(child, start_ms, end_ms)
                    self.cue(replace_children(node, [child]), first, last, preserve, agents)
            return
        self.cue(node, start_ms, end_ms, preserve, agents)

    def cue(self, node: Node, start_ms: int, end_ms: int | None, preserve: bool, agents: tuple[str, ...]) -> None:
        builder = _Text(self, preserve)
        builder.inside(node)
        text, marks = builder.done()
        if end_ms is None:
            end_ms = start_ms
        labels = [self.agents.get(agent, agent) for agent in agents]
        if labels and text and labels[0]:
            marks = (Mark(0, len(text), MarkKind.VOICE, labels[0]), *marks)
        identifier = node.get("id", xml.XML)
        settings = f"region={node.get('region')}" if node.get("region") else ""
        self.cues.append(RawCue(start_ms, end_ms, text, marks, settings=settings, name=identifier, line=node.line))

    def style(self, node: Node, word: str) -> str:
        """A styling property set on the element itself or through the styles it names."""
        own = node.get(word, TTS)
        if own:
            return own
        for key in node.get("style").split():
            named = self.styles.get(key)
            if named is not None and named is not node:
                value = named.get(word, TTS)
                if value:
                    return value
        return ""


def replace_children(node: Node, children: list[Node | str]) -> Node:
    """The same element with other children."""
    return Node(node.tag, node.ns, node.attributes, node.line, children)


class _Text:
    """Gathers the text and marks of one paragraph."""

    def __init__(self, reader: _Reader, preserve: bool) -> None:
        self.reader = reader
        self.preserve = preserve
        self.out: list[str] = []
        self.size = 0
        self.marks: list[Mark] = []

    def add(self, text: str) -> None:
        if not self.preserve:
            text = re.sub(r"[ \t\r\n]+", " ", text)
            if not self.out or self.out[-1].endswith((" ", "\n")):
                text = text.lstrip(" ")
        else:
            text = text.replace("\r\n", "\n").replace("\n", " ") if text.strip() else text.replace("\n", "")
        if text:
            self.out.append(clean(text))
            self.size += len(text)

    def inside(self, node: Node) -> None:
        base = self.size
        for child in node.children:
            if isinstance(child, str):
                self.add(child)
            elif child.tag == "br":
                if not self.preserve and self.out and self.out[-1].endswith(" "):
                    self.out[-1] = self.out[-1][:-1]
                    self.size -= 1
                self.out.append("\n")
                self.size += 1
            elif child.tag == "span":
                ruby = self.reader.style(child, "ruby")
                if ruby == "delimiter":
                    continue
                if ruby == "text":
                    self.marks.append(Mark(base, self.size, MarkKind.RUBY, clean(child.text()).strip()))
                    base = self.size
                    continue
                self.span(child)

    def span(self, node: Node) -> None:
        start = self.size
        at = len(self.marks)
        self.inside(node)
        style, end = self.reader.style, self.size
        found: list[Mark] = []
        agent = node.get("agent", TTM).split()
        if agent:
            found.append(Mark(start, end, MarkKind.VOICE, self.reader.agents.get(agent[0], agent[0])))
        if node.get("lang", xml.XML):
            found.append(Mark(start, end, MarkKind.LANG, node.get("lang", xml.XML)))
        shear = style(node, "shear")
        if style(node, "fontStyle") in ("italic", "oblique") or (shear and not re.match(r"0+(\.0+)?%", shear)):
            found.append(Mark(start, end, MarkKind.ITALIC))
        if style(node, "fontWeight") == "bold":
            found.append(Mark(start, end, MarkKind.BOLD))
        if "underline" in style(node, "textDecoration").split():
            found.append(Mark(start, end, MarkKind.UNDERLINE))
        if start < end:
            self.marks[at:at] = found

    def done(self) -> tuple[str, tuple[Mark, ...]]:
        text = "".join(self.out)
        if not self.preserve:
            text = text.rstrip(" ")
        size = len(text)
        marks = (replace(mark, start=min(mark.start, size), end=min(mark.end, size)) for mark in self.marks)
        kept = (mark for mark in marks if mark.start < mark.end or mark.kind is MarkKind.RUBY)
        return text, tuple(sorted(kept, key=lambda mark: (mark.start, -mark.end)))


def read(text: str, *, name: str = "", lang: Lang = Lang.EN) -> Read:
    """The cues of a TTML document in document order. Raises FormatError naming the line."""
    root = xml.parse(text.lstrip("\ufeff"), name=name)
    if root.tag != "tt":
        raise FormatError(f"not a TTML file: its root is <{root.tag[:40]}>", where=f"{name}:{root.line}")
    agents = {}
    head = next((node for node in root.nodes() if node.tag == "head"), Node("head", "", {}, 0))
    for agent in head.all("agent"):
        label = next((node.text() for node in agent.nodes() if node.tag == "name"), "")
        agents[agent.get("id", xml.XML)] = re.sub(r"\s+", " ", clean(label)).strip()
    styles = {node.get("id", xml.XML): node for node in head.all("style") if node.get("id", xml.XML)}
    reader = _Reader(_clock_of(root, name), name, agents, styles, [], [])
    body = next((node for node in root.nodes() if node.tag == "body"), None)
    if body is not None:
        first, last = reader.times(body, 0, None)
        space = body.get("space", xml.XML) or root.get("space", xml.XML)
        reader.walk(body, first, last, space == "preserve", tuple(body.get("agent", TTM).split()))
    if not reader.cues:
        raise FormatError("no timed paragraph in this TTML file", where=name)
    track, findings = build(reader.cues, name=name, lang=lang)
    declared = root.get("lang", xml.XML).lower().split("-")[0]
    if declared in set(Lang) and declared != lang:
        message = f"the file says its language is {declared!r}; it is read as {lang.value!r}"
        reader.findings.append(finding("language-differs", Severity.WARNING, message, name=name, line=root.line))
    return track, (*reader.findings, *findings)


# ------------------------------------------------------------------------------------------------------ writing


@dataclass(frozen=True, slots=True)
class Region:
    """Where a language stands: percent of the root container, and which edge its lines gather at."""

    lang: Lang
    origin: str
    extent: str
    align: str  # before or after
    size: str = "100%"


def regions_for(lang: Lang, *, vertical: bool = False) -> tuple[Region, ...]:
    """One region at the lower edge; for vertical Japanese one along the right edge."""
    if vertical and lang is Lang.JA:
        return (Region(lang, "10% 10%", "80% 80%", "before"),)
    return (Region(lang, "10% 70%", "80% 22%", "after", "100%" if lang is Lang.JA else "80%"),)


def regions_both(top: Lang) -> tuple[Region, ...]:
    """Two regions that never meet: one language at the upper edge, the other at the lower."""
    return (
        Region(top.other, "10% 70%", "80% 22%", "after", "100%" if top.other is Lang.JA else "80%"),
        Region(top, "10% 8%", "80% 22%", "before", "100%" if top is Lang.JA else "80%"),
    )


def write(track: Track, *, title: str = "", vertical: bool = False) -> Written:
    """The track as an IMSC 1.1 text document of its language."""
    return write_regions(
        [(region, track) for region in regions_for(track.lang, vertical=vertical)],
        title=title,
        vertical=vertical,
        lang=track.lang,
    )


def write_regions(
    parts: Sequence[tuple[Region, Track]], *, lang: Lang, title: str = "", vertical: bool = False
) -> Written:
    """Tracks as one document, each in its region and language; paragraphs in time order."""
    findings: list[Finding] = []
    rows: list[tuple[Region, Cue]] = []
    for region, track in parts:
        cues, dropped = only(track, KEEPS)
        findings.extend(dropped_findings(dropped, "TTML"))
        for at, cue in enumerate(cues):
            held = holds(cue)
            findings.extend(changed(cue, held, at, "TTML"))
            rows.append((region, held))
    rows.sort(key=lambda row: row[1].span.start_ms)
    labels = list(dict.fromkeys(mark.value for _, cue in rows for mark in cue.marks if mark.kind is MarkKind.VOICE))
    agents = {label: f"speaker{at}" for at, label in enumerate(labels, 1)}
    out = [*_head([region for region, _ in parts], agents, lang=lang, title=title, vertical=vertical)]
    seen: set[str] = set()
    many = len(parts) > 1
    for region, cue in rows:
        out.append(_paragraph(region, cue, agents, seen, language=region.lang if many else None, vertical=vertical))
    out.append("    </div>\n  </body>\n</tt>\n")
    return "\n".join(out), tuple(findings)


def _head(
    regions: Iterable[Region], agents: Mapping[str, str], *, lang: Lang, title: str, vertical: bool
) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<tt xmlns="{TT}" xmlns:ttp="{TTP}" xmlns:tts="{TTS}" xmlns:ttm="{TTM}" xmlns:ebutts="{EBUTTS}"'
    yield f'    xml:lang="{lang}" ttp:contentProfiles="{PROFILE}" ttp:timeBase="media" ttp:cellResolution="32 15">'
    yield "  <head>\n    <metadata>"
    yield f"      <ttm:title>{escape(clean(title) or 'Subtitles')}</ttm:title>"
    for label, key in agents.items():
        name = f'<ttm:name type="full">{escape(label)}</ttm:name>'
        yield f'      <ttm:agent xml:id="{key}" type="person">{name}</ttm:agent>'
    yield "    </metadata>\n    <styling>"
    shared = 'tts:fontFamily="proportionalSansSerif" tts:color="white" tts:textAlign="center"'
    yield f'      <style xml:id="base" {shared} tts:lineHeight="125%" tts:textOutline="black 5%"/>'
    for region in regions:
        ja = ' ebutts:multiRowAlign="start" tts:rubyReserve="outside"' if region.lang is Lang.JA else ""
        yield f'      <style xml:id="{region.lang}" style="base" tts:fontSize="{region.size}"{ja}/>'
    yield '      <style xml:id="italic-en" tts:fontStyle="italic"/>'
    yield '      <style xml:id="italic-ja" tts:shear="16.6667%"/>'
    yield '      <style xml:id="bold" tts:fontWeight="bold"/>'
    yield '      <style xml:id="underline" tts:textDecoration="underline"/>'
    yield "    </styling>\n    <layout>"
    for region in regions:
        mode = ' tts:writingMode="tbrl"' if vertical and region.lang is Lang.JA else ""
        place = f'tts:origin="{region.origin}" tts:extent="{region.extent}" tts:displayAlign="{region.align}"'
        yield f'      <region xml:id="region-{region.lang}" {place}{mode} tts:overflow="visible"/>'
    yield "    </layout>\n  </head>\n  <body>\n    <div>"


def _paragraph(
    region: Region, cue: Cue, agents: Mapping[str, str], seen: set[str], *, language: Lang | None, vertical: bool
) -> str:
    key = _ID_BAD.sub("_", cue.id)
    if not re.match(r"[^\W\d]|_", key):
        key = f"c{key}"
    while key in seen:
        key += "_"
    seen.add(key)
    whole = [mark for mark in cue.marks if mark.kind is MarkKind.VOICE and (mark.start, mark.end) == (0, len(cue.text))]
    agent = f' ttm:agent="{agents[whole[0].value]}"' if whole else ""
    marks = [mark for mark in cue.marks if not (whole and mark is whole[0])]
    lang = f' xml:lang="{language}"' if language else ""
    head = (
        f'      <p xml:id="{key}" begin="{clock(cue.span.start_ms)}" end="{clock(cue.span.end_ms)}"'
        f' region="region-{region.lang}" style="{region.lang}"{lang}{agent} xml:space="preserve">'
    )
    upright = vertical and region.lang is Lang.JA
    return head + _content(cue.text, marks, agents, region.lang, upright=upright) + "</p>"


def _content(text: str, marks: Sequence[Mark], agents: Mapping[str, str], lang: Lang, *, upright: bool) -> str:
    """Text with spans; marks that cross are split."""
    edges = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    out: list[str] = []
    stack: list[Mark] = []
    for at, edge in enumerate(edges):
        if any(mark.end <= edge for mark in stack):
            lowest = next(index for index, mark in enumerate(stack) if mark.end <= edge)
            crossing = [mark for mark in stack[lowest:] if mark.end > edge]
            out.extend(_close(mark) for mark in reversed(stack[lowest:]))
            del stack[lowest:]
            for mark in crossing:
                out.append(_open(mark, agents, lang))
                stack.append(mark)
        for mark in marks:
            if mark.start == edge:
                out.append(_open(mark, agents, lang))
                if mark.start == mark.end:
                    out.append(_close(mark))
                else:
                    stack.append(mark)
        if at + 1 < len(edges):
            out.append(_plain(text[edge : edges[at + 1]], upright=upright))
    return "".join(out)


def _plain(text: str, *, upright: bool) -> str:
    safe = escape(text)
    if upright:
        safe = _TWO_DIGITS.sub(lambda found: f'<span tts:textCombine="all">{found.group()}</span>', safe)
    return safe.replace("\n", "<br/>")


def _open(mark: Mark, agents: Mapping[str, str], lang: Lang) -> str:
    if mark.kind is MarkKind.RUBY:
        return '<span tts:ruby="container"><span tts:ruby="base">'
    if mark.kind is MarkKind.VOICE:
        return f'<span ttm:agent="{agents[mark.value]}">'
    if mark.kind is MarkKind.LANG:
        return f"<span xml:lang={quoted(mark.value)}>"
    named = {MarkKind.ITALIC: f"italic-{lang}", MarkKind.BOLD: "bold", MarkKind.UNDERLINE: "underline"}
    return f'<span style="{named[mark.kind]}">'


def _close(mark: Mark) -> str:
    if mark.kind is MarkKind.RUBY:
        return f'</span><span tts:ruby="text">{escape(mark.value)}</span></span>'
    return "</span>"


def holds(cue: Cue) -> Cue:
    """The cue as a TTML file can hold it: no control characters, names and readings in one line."""
    text, marks = drop_lines(cue.text.replace("\r", "\n").replace("\t", " "), cue.marks, lambda line: not line)
    kept = []
    for mark in marks:
        value = re.sub(r"\s+", " ", clean(mark.value)).strip()
        valued = value or mark.kind not in (MarkKind.VOICE, MarkKind.LANG)
        if mark.kind in KEEPS and valued and (mark.start < mark.end or mark.kind is MarkKind.RUBY):
            kept.append(mark if mark.value == value else replace(mark, value=value))
    ordered = tuple(sorted(kept, key=lambda mark: (mark.start, -mark.end)))
    return cue if (text, ordered) == (cue.text, cue.marks) else replace(cue, text=text, marks=ordered)


def track_of(track: Track, region: str) -> Track:
    """The cues a bilingual document shows in one region."""
    return replace(track, cues=tuple(cue for cue in track.cues if cue.settings == f"region={region}"))


FORMAT = Format(
    name="ttml",
    suffixes=(".ttml", ".dfxp", ".xml"),
    media_type="application/ttml+xml",
    sniff=sniff,
    read=read,
    write=write,
    holds=holds,
    keeps=KEEPS,
    title="TTML (IMSC 1.1)",
)
