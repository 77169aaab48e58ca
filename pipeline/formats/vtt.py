"""WebVTT. webvtt-py reads the file; our own layer keeps what it does not model and says where in the file things stood.

The scanner follows the block rules of the WebVTT specification (section 6.1) and lets pass what published files get
wrong: a damaged or missing signature, times without hours, minutes or milliseconds, a comma before the milliseconds,
a blank line between a time and its text. Every such leniency is a finding with its line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import FormatError
from pipeline.formats import cuetext
from pipeline.formats.blocks import MAX_MS, RawCue, build, changed, dropped_findings, finding, lenient_ms, only
from pipeline.formats.record import Format, Read, Written
from pipeline.formats.text import clean, drop_lines, lines_of
from pipeline.model import Block, Cue, Finding, Lang, MarkKind, Severity, Track, TrackKind, Where
from pipeline.timecode import clock

KEEPS = frozenset(MarkKind)
_TIMES = re.compile(r"[ \t\f]*([\d:.,]+?)[ \t\f]*-->[ \t\f]*([\d:.,]+)(.*)\Z", re.DOTALL)
_STRICT = re.compile(
    r"[ \t\f]*(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}[ \t\f]*-->[ \t\f]*(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}(?!\d)"
)
_EXACT = re.compile(r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}\Z")
_BARRED = re.compile(r"\d{3,}:\d+(?:[.,]|\Z)|:\d{3,}|[.,]\d{4,}")  # minutes or seconds of three digits, four decimals
_SETTING = re.compile(r"(?:vertical|line|position|size|align|region):\S+\Z")
_KIND = re.compile(r"^kind:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_ARROW = "-->"
_WORD = re.compile(r"[^\W\d_]{2}")


def sniff(text: str) -> bool:
    """True for the WebVTT signature, also a slightly damaged one."""
    first = text.split("\n", 1)[0].strip().lstrip("\ufeff")
    word = first.split(" ")[0].split("\t")[0]
    return word == "WEBVTT" or (len(word) <= 10 and difflib.SequenceMatcher(None, word.upper(), "WEBVTT").ratio() > 0.8)


@dataclass(slots=True)
class _Scan:
    """What the scanner collects."""

    name: str
    cues: list[RawCue] = field(default_factory=list)  # text is still the raw payload
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    loose: list[int] = field(default_factory=list)  # lines whose times are not written as WebVTT wants them

    def report(self, code: str, message: str, line: int, severity: Severity = Severity.WARNING) -> None:
        self.findings.append(finding(code, severity, message, name=self.name, line=line))


def read(text: str, *, name: str = "", lang: Lang = Lang.EN, through_webvtt: bool = True) -> Read:
    """The track in a WebVTT text. Raises FormatError when there is neither signature nor any cue.

    `through_webvtt=False` leaves out the second reader, for the hundred small files of an HLS folder.
    """
    lines = lines_of(text.lstrip("\ufeff").replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n"))
    scan = _Scan(name)
    at = _header(lines, scan)
    _body(lines, at, scan)
    if scan.loose:
        message = (
            f"{len(scan.loose)} times are not written as WebVTT wants (00:00:00.000), the first here; read all the same"
        )
        scan.report("timing-lenient", message, scan.loose[0], Severity.INFO)
    if not scan.cues and not sniff(text):
        raise FormatError(
            "not a WebVTT file: no signature and no cue", where=name, hint="a WebVTT file starts with WEBVTT"
        )
    raws = [
        _cue(raw, number, scan) for number, raw in enumerate(_through_webvtt(scan) if through_webvtt else scan.cues, 1)
    ]
    track, findings = build(raws, name=name, lang=lang, kind=_track_kind(scan), blocks=scan.blocks)
    return track, (*scan.findings, *findings)


def _header(lines: Sequence[str], scan: _Scan) -> int:
    """Keep the header as a block and return the index of the first line after it."""
    first = lines[0]
    if not re.match(r"WEBVTT(?:[ \t]|\Z)", first):
        if not sniff(first):
            scan.report("signature-missing", "the file does not start with WEBVTT; read as WebVTT all the same", 1)
            return 0
        scan.report("signature-damaged", f"the first line is {first[:40]!r} instead of WEBVTT", 1)
        first = "WEBVTT" + first[len(first.split()[0]) :]
    at = 1
    while at < len(lines) and lines[at] and _ARROW not in lines[at]:
        at += 1
    rest = "\n".join([first[len("WEBVTT") :], *lines[1:at]])
    if rest:
        scan.blocks.append(Block("header", rest))
    return at


def _body(lines: Sequence[str], at: int, scan: _Scan) -> None:
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        end = _block_end(lines, at)
        _block(lines, at, end, scan)
        at = end


def _block_end(lines: Sequence[str], at: int) -> int:
    """Index after the block that starts at `at`: a blank line ends it, and so does an arrow where none may stand."""
    seen = False
    for end in range(at, len(lines)):
        if not lines[end]:
            return end
        if _ARROW in lines[end] and not (seen and _is_speech(lines[end])):
            if seen or end - at > 1:
                return end
            seen = True
    return len(lines)


def _is_speech(line: str) -> bool:
    """True when words stand on both sides of the arrow: text, whatever the rules say."""
    before, _, after = line.partition(_ARROW)
    return bool(_WORD.search(before) and _WORD.search(after))


def _block(lines: Sequence[str], at: int, end: int, scan: _Scan) -> None:
    where = next((index for index in range(at, min(at + 2, end)) if _ARROW in lines[index]), None)
    if where is not None:
        times = _times(lines[where])
        if times:
            if not _STRICT.match(lines[where]):
                scan.loose.append(where + 1)
            identifier = lines[at] if where > at else ""
            payload, shift = _misplaced_number(lines, where + 1, end, identifier)
            scan.cues.append(RawCue(times[0], times[1], payload, settings=times[2], name=identifier, line=where + 1))
            if _ARROW in payload:
                scan.report("arrow-in-text", "an arrow inside the text is no time; kept as text", where + 2)
            if shift:
                scan.report("blank-line-missing", "no blank line before the next cue's identifier", end)
            return
        text = " / ".join(lines[where + 1 : end])[:80]
        lost = f"left out: {text!r}" if text else "there is no text under it, the file may be cut off"
        message = f"cannot read the time {lines[where].strip()[:60]!r}; {lost}"
        scan.report("timing-unreadable", message, where + 1, Severity.ERROR)
        return
    head = lines[at]
    inner = "\n".join(lines[at + 1 : end])
    before = len(scan.cues)
    if re.match(r"NOTE(?:[ \t]|\Z)", head):
        scan.blocks.append(Block("note", "\n".join([head[5:], *lines[at + 1 : end]]), before))
    elif head.rstrip(" \t\f") in ("STYLE", "REGION"):
        if before:
            scan.report(
                "block-ignored", f"a {head.strip()} block after the first cue has no effect", at + 1, Severity.INFO
            )
        else:
            scan.blocks.append(Block(head.strip().lower(), inner))
    else:
        _orphan(lines, at, end, scan)


def _misplaced_number(lines: Sequence[str], start: int, end: int, identifier: str) -> tuple[str, bool]:
    """The payload, without a last line that is the next cue's number put there by a missing blank line."""
    payload = list(lines[start:end])
    starts_cue = end < len(lines) and _ARROW in lines[end]
    counts_on = payload and identifier.isdecimal() and payload[-1] == str(int(identifier) + 1)
    if starts_cue and counts_on and len(identifier) < 10:
        return "\n".join(payload[:-1]), True
    return "\n".join(payload), False


def _orphan(lines: Sequence[str], at: int, end: int, scan: _Scan) -> None:
    """Text without a time: taken for the text of an empty cue in front of it, else left out and reported."""
    text = "\n".join(lines[at:end])
    last = scan.cues[-1] if scan.cues else None
    if last and not last.text:
        scan.cues[-1] = replace(last, text=text)
        message = f"a blank line stands between the time and its text {text[:40]!r}; read as that cue's text"
        scan.findings.append(
            finding("text-after-blank", Severity.WARNING, message, name=scan.name, line=at + 1, cue=len(scan.cues))
        )
    else:
        scan.report("text-without-time", f"text without a time is left out: {text[:80]!r}", at + 1)


def _times(line: str) -> tuple[int, int, str] | None:
    """`(start_ms, end_ms, settings)` of a timing line, None when it cannot be one."""
    found = _TIMES.match(line)
    if not found:
        return None
    first, second, rest = found.groups()
    if (_BARRED.search(first) and not _EXACT.match(first)) or (_BARRED.search(second) and not _EXACT.match(second)):
        return None
    start_ms, end_ms = lenient_ms(first), lenient_ms(second)
    if start_ms is None or end_ms is None or max(start_ms, end_ms) > MAX_MS:
        return None
    return start_ms, end_ms, rest.replace("\f", " ").strip()


def _through_webvtt(scan: _Scan) -> list[RawCue]:
    """The cues as webvtt-py reads them; where it gives another payload or time than the file has, the file's stands."""
    import webvtt

    if not scan.cues:
        return []
    parts = ["WEBVTT\n"]
    for raw in scan.cues:
        identifier = f"{raw.name}\n" if raw.name else ""
        settings = f" {raw.settings}" if raw.settings else ""
        payload = raw.text.replace(_ARROW, "--&gt;")  # where we keep an arrow as text, webvtt-py would stop
        parts.append(f"{identifier}{clock(raw.start_ms)} --> {clock(raw.end_ms)}{settings}\n{payload}\n")
    captions = webvtt.from_string("\n".join(parts)).captions
    if len(captions) != len(scan.cues):
        scan.report(
            "readers-differ", f"webvtt-py finds {len(captions)} cues, we find {len(scan.cues)}; ours are kept", 0
        )
        return scan.cues
    return [_merged(raw, caption, scan) for raw, caption in zip(scan.cues, captions, strict=True)]


def _merged(raw: RawCue, caption: object, scan: _Scan) -> RawCue:
    start_ms, end_ms = (lenient_ms(str(getattr(caption, side))) for side in ("start", "end"))
    payload = str(getattr(caption, "raw_text"))  # noqa: B009  (webvtt-py has no types)
    if (start_ms, end_ms, payload) == (raw.start_ms, raw.end_ms, raw.text.replace(_ARROW, "--&gt;")):
        return raw
    scan.report(
        "readers-differ", f"webvtt-py reads this cue otherwise: {payload[:40]!r}; the file's text is kept", raw.line
    )
    return raw


def _cue(raw: RawCue, number: int, scan: _Scan) -> RawCue:
    text, marks, faults = cuetext.parse(raw.text)
    if text == raw.text and not marks and not faults:
        return raw
    for fault in faults:
        scan.findings.append(finding("markup-odd", Severity.INFO, fault, name=scan.name, line=raw.line, cue=number))
    return replace(raw, text=text, marks=marks)


def _track_kind(scan: _Scan) -> TrackKind:
    header = next((block.text for block in scan.blocks if block.kind == "header"), "")
    found = _KIND.search(header)
    word = found.group(1).lower() if found else ""
    return TrackKind(word) if word in set(TrackKind) else TrackKind.SUBTITLES


# ------------------------------------------------------------------------------------------------------ writing


def write(track: Track, *, header: str | None = None, styles: Iterable[str] = ()) -> Written:
    """The track as a WebVTT file: its own blocks kept, `styles` added as STYLE blocks, `header` replacing its header.

    Text that no WebVTT cue can hold (blank lines) is shortened with a finding; everything else is escaped.
    """
    findings: list[Finding] = []
    blocks = [replace(block, text=clean(block.text)) for block in track.blocks]
    head = header if header is not None else next((block.text for block in blocks if block.kind == "header"), "")
    out = [_signature(head)]
    front = [block for block in blocks if block.kind in ("region", "style")]
    front += [Block("style", style) for style in styles]
    front_first = {id(block) for block in front}
    for block in blocks:
        if block.kind == "note" and block.before == 0:
            out.append(_note(block.text))
    out.extend(_plain_block(block) for block in front if id(block) in front_first)
    notes: dict[int, list[str]] = {}
    for block in blocks:
        if block.kind == "note" and block.before > 0:
            notes.setdefault(block.before, []).append(_note(block.text))
    cues, dropped = only(track, KEEPS)
    for at, cue in enumerate(cues):
        out.extend(notes.pop(cue.number - 1 if cue.number else at, ()))
        out.append(_written_cue(cue, at, findings))
    for rest in sorted(notes):
        out.extend(notes[rest])
    return "\n".join(part for part in out if part), (*findings, *dropped_findings(dropped, "WebVTT"))


def _signature(head: str) -> str:
    lines = [line for at, line in enumerate(lines_of(clean(head))) if (line or not at) and _ARROW not in line]
    if lines and lines[0] and lines[0][0] not in " \t":
        lines[0] = f" {lines[0]}"
    return f"WEBVTT{chr(10).join(lines)}\n"


def _note(text: str) -> str:
    first, *rest = (line.replace(_ARROW, "->") for line in lines_of(text))
    return "\n".join([f"NOTE {first}".rstrip(), *(line for line in rest if line)]) + "\n"


def _plain_block(block: Block) -> str:
    lines = [line.replace(_ARROW, "") for line in lines_of(block.text) if line]
    return "\n".join([block.kind.upper(), *lines]) + "\n"


def settings_of(cue: Cue) -> str:
    """The cue's settings as far as they are WebVTT ones."""
    if not cue.settings:
        return ""
    return " ".join(part for part in cue.settings.split() if _SETTING.match(part) and _ARROW not in part)


def _written_cue(cue: Cue, at: int, findings: list[Finding]) -> str:
    text, marks = drop_lines(cue.text, cue.marks, _empty)
    if "\n\n" in cue.text or cue.text.startswith("\n") or cue.text.endswith("\n"):
        message = f"cue {cue.id}: blank lines in the text are dropped"
        findings.append(Finding("blank-line-dropped", Severity.INFO, Where(cue=at + 1), message))
    if text != cue.text:
        findings.extend(changed(cue, replace(cue, text=text, marks=()), at, "WebVTT"))
    identifier = _identifier(cue)
    settings = settings_of(cue)
    timing = f"{clock(cue.span.start_ms)} --> {clock(cue.span.end_ms)}" + (f" {settings}" if settings else "")
    payload = cuetext.serialise(text, marks)
    return "\n".join(part for part in (identifier, timing, payload) if part) + "\n"


def holds(cue: Cue) -> Cue:
    """The cue as a WebVTT file can hold it: no empty lines, no control characters."""
    text, marks = drop_lines(cue.text, cue.marks, _empty)
    changes = {"text": text, "marks": cuetext.normal(marks), "settings": settings_of(cue), "name": _identifier(cue)}
    same = all(getattr(cue, key) == value for key, value in changes.items())
    return cue if same else replace(cue, **changes)  # type: ignore[arg-type]  # four fields of Cue with their own kinds


def _empty(line: str) -> bool:
    return not line


def _identifier(cue: Cue) -> str:
    return clean(cue.name).replace("\n", " ").replace(_ARROW, "->")


FORMAT = Format(
    name="vtt",
    suffixes=(".vtt", ".webvtt"),
    media_type="text/vtt",
    sniff=sniff,
    read=read,
    write=write,
    holds=holds,
    keeps=KEEPS,
    title="WebVTT",
)
