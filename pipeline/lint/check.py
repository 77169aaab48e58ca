"""The checks: a file's text to findings, each with line, cue, rule and remedy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePath

from pipeline import formats
from pipeline.config import Limits, LimitsByLang
from pipeline.errors import FormatError
from pipeline.formats.text import looks_double_encoded
from pipeline.lang import ja, kinsoku, width
from pipeline.lint.rules import RULES
from pipeline.model import Cue, Finding, Lang, Severity, Track, TrackKind, Where
from pipeline.timecode import clock
from pipeline.timing.stats import SLACK_CPS, Conformity, measure

_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa]")
_WORDS = re.compile(r"[A-Za-z][A-Za-z'’]+")
_SHOWN = 60  # characters of a cue that a message quotes
CHAPTER_MS = 10_000  # a cue is shown for 7 s at the most: what is longer and tiles the time is a chapter
_TAG = re.compile(r"<(/?)(c|i|b|u|v|lang|ruby|rt|font)\b[^<>\n]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Breach(Finding):
    """A finding with the source of its rule: in a file of two languages each line has the rule of its own."""

    rule: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a file is and what is wrong with it; `bilingual` when its cues hold both languages.

    `text` is the file's own, decoded; `chapters` says that it was judged as chapters, not as subtitles.
    """

    name: str
    format: str
    encoding: str
    lang: Lang
    bilingual: bool
    track: Track
    figures: Conformity
    findings: tuple[Finding, ...]
    text: str = ""
    chapters: bool = False

    def counts(self) -> dict[str, int]:
        """How many findings of each severity."""
        found = Counter(str(finding.severity) for finding in self.findings)
        return {str(severity): found[str(severity)] for severity in reversed(Severity)}


def check(
    data: bytes,
    *,
    name: str,
    limits: LimitsByLang,
    lang: Lang | None = None,
    strictness: str = "strict",
    punctuation: bool = True,
) -> Report:
    """The report on a subtitle file's bytes; the language is told by its letters unless given.

    `punctuation` also reports 、 and 。 of Japanese cues. Chapters are judged as such: texts and overlap, no width and
    no speed, since nobody reads a chapter's title against the clock. Raises FormatError when it is no subtitle file.
    """
    text, encoding = formats.decode(data)
    entry = formats.sniff(text, name)
    if entry.read is None:
        raise FormatError(f"{entry.title} is only written, not read", where=name)
    own = lang or language_of(text)
    track, odd = entry.read(text, name=name, lang=own)
    shown = language_of("\n".join(cue.text for cue in track.cues))  # markup counts for nothing
    if lang is None and track.cues and shown is not own:
        own = shown
        track, odd = entry.read(text, name=name, lang=own)
    chapters = is_chapters(track, name)
    bilingual = is_bilingual(track) and not chapters
    found = [*_file(text, encoding, name), *odd]
    if not track.cues:
        found.append(breach("cues-none", Where(file=name), "no cue in it"))
    lines = text.split("\n")
    unbroken = not bilingual and own is Lang.EN and is_unbroken(track)
    for cue in track.cues:
        if not chapters or not cue.text.strip():
            found.extend(_cue(cue, own, bilingual, limits, strictness, punctuation, name, unbroken=unbroken))
        if entry.name in ("vtt", "srt"):
            found.extend(_spans(cue, lines, name))
    own_limits = limits.ja if own is Lang.JA else limits.en
    if bilingual:
        for one in Lang if is_mixed(track) else (own,):
            found.extend(_times(in_one_language(track, one), limits.ja if one is Lang.JA else limits.en, name))
    else:
        times = _times(track, own_limits, name)
        found.extend(item for item in times if not chapters or item.code == "cue-overlap")
    found.sort(key=lambda finding: (finding.where.line, finding.where.cue))
    judged = in_one_language(track, own) if bilingual else track
    figures = measure(judged, own_limits, strictness=strictness)
    return Report(name, entry.name, encoding, own, bilingual, track, figures, tuple(found), text, chapters)


def is_chapters(track: Track, name: str = "") -> bool:
    """True for chapters: by the file's own word, its name (`chapters.ja.vtt`), or long cues that tile the time."""
    if track.kind is TrackKind.CHAPTERS or re.match(r"chapters\b", PurePath(name).name, re.IGNORECASE):
        return True
    tiles = all(before.span.end_ms == after.span.start_ms for before, after in pairwise(track.cues))
    return len(track.cues) > 1 and tiles and all(cue.span.duration_ms >= CHAPTER_MS for cue in track.cues)


def is_unbroken(track: Track) -> bool:
    """True when no cue has a line break: captions as a recogniser delivers them, which nobody has laid out yet."""
    return len(track.cues) > 1 and not any("\n" in cue.text.strip() for cue in track.cues)


def is_rolling(track: Track) -> bool:
    """True for rolling captions: at least half of the cues begin with the line on which the one before ended."""
    pairs = [
        (before.text.strip().split("\n")[-1].strip(), after.text.strip().split("\n")[0].strip())
        for before, after in pairwise(track.cues)
    ]
    again = sum(last == first != "" for last, first in pairs)
    return again > 1 and again * 2 >= len(pairs)


def language_of(text: str) -> Lang:
    """The language most of a file's letters belong to.

    >>> language_of("1\\n00:01 --> 00:02\\nこんにちは、OpenAIです"), language_of("Hello there")
    (<Lang.JA: 'ja'>, <Lang.EN: 'en'>)
    """
    kana = len(_KANA.findall(text))
    return Lang.JA if kana and kana * 6 >= len(re.findall("[A-Za-z]", text)) else Lang.EN


def line_lang(line: str) -> Lang:
    """The language of one line by its letters."""
    return Lang.JA if _JAPANESE.search(line) else Lang.EN


def is_bilingual(track: Track) -> bool:
    """True when at least a third of the cues hold a line in each language, or each language has cues of its own."""
    both = sum(1 for cue in track.cues if len({line_lang(line) for line in cue.text.split("\n") if line.strip()}) > 1)
    return both * 3 >= max(1, len(track.cues)) or is_mixed(track)


def is_mixed(track: Track) -> bool:
    """True when each language has at least a quarter of the cues to itself, as in ASS files with two styles."""
    japanese = sum(bool(_JAPANESE.search(cue.text)) for cue in track.cues)
    return min(japanese, len(track.cues) - japanese) * 4 >= max(8, len(track.cues))


def in_one_language(track: Track, lang: Lang) -> Track:
    """The lines of a bilingual track that are in one language; cues without any are left out."""
    cues = []
    for cue in track.cues:
        lines = [line for line in cue.text.split("\n") if line.strip() and line_lang(line) is lang]
        if lines:
            cues.append(replace(cue, text="\n".join(lines), marks=()))
    return replace(track, lang=lang, cues=tuple(cues))


def breach(code: str, where: Where, message: str, lang: Lang = Lang.JA) -> Breach:
    """A breach of a rule of the table, in a text of this language."""
    rule = RULES[code]
    return Breach(code, rule.severity, where, message, rule.remedy, rule=rule.source_for(lang))


def quoted(text: str) -> str:
    """The words of a cue in one line between quotation marks, with an ellipsis where they are cut.

    >>> quoted(" a\\nb "), quoted("x" * 70)[-4:]
    ('“a b”', 'xx…”')
    """
    line = " ".join(text.split())
    return f"“{line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + '…'}”"


def _file(text: str, encoding: str, name: str) -> Iterator[Finding]:
    if encoding not in ("utf-8", "utf-8-sig"):
        yield breach("encoding", Where(file=name), f"read as {encoding}")
    if looks_double_encoded(text):
        yield breach("encoding-doubled", Where(file=name), "UTF-8 was taken for Latin-1 and encoded again")


def _cue(
    cue: Cue, lang: Lang, bilingual: bool, limits: LimitsByLang, strictness: str, punctuation: bool, name: str,
    *, unbroken: bool = False,
) -> Iterator[Finding]:
    where = Where(file=name, line=cue.line, cue=cue.number)
    if not cue.text.strip():
        yield breach("cue-empty", where, "no text")
        return
    lines = cue.text.split("\n")
    if any(line != line.strip() for line in lines):
        yield breach("blank-ends", where, "blanks at the ends of a line")
    if not bilingual:
        yield from _block(cue, lines, lang, limits, strictness, where, unbroken=unbroken)
        yield from _leftover(cue, lang, where)
    else:
        for one in Lang:
            own = [line for line in lines if line.strip() and line_lang(line) is one]
            if own:
                yield from _block(cue, own, one, limits, strictness, where)
    if punctuation and (lang is Lang.JA or bilingual) and re.search("[、。]", cue.text):
        yield breach("punctuation-ja", where, f"{len(re.findall('[、。]', cue.text))} of 、 and 。")


def _block(
    cue: Cue, lines: Sequence[str], lang: Lang, limits: LimitsByLang, strictness: str, where: Where,
    *, unbroken: bool = False,
) -> Iterator[Finding]:
    own: Limits = limits.ja if lang is Lang.JA else limits.en
    unit, scale = ("cells", 1) if lang is Lang.JA else ("characters", 2)  # English counts half-width characters
    widths = [width.cells(line.strip(), lang) for line in lines]
    for line, cells in zip(lines, widths, strict=True):
        if cells > own.max_line_cells:
            over = f"{cells * scale:g} {unit}, limit {own.max_line_cells * scale:g}"
            code = "line-unbroken" if unbroken and cells <= own.max_line_cells * own.max_lines else "line-wide"
            yield breach(code, where, f"{over}: {quoted(line)}", lang)
    if len(lines) > own.max_lines:
        yield breach("lines-many", where, f"{len(lines)} lines, limit {own.max_lines}", lang)
    if lang is Lang.JA:
        for broken in kinsoku.violations(lines, strictness):
            place = "ends" if broken.rule == "line-end" else "begins"
            yield breach("kinsoku", where, f"line {broken.line + 1} {place} with {broken.char} ({broken.rule})")
        yield from _parted(lines, where)
    cps = sum(widths) * 1000 / cue.span.duration_ms
    for code, limit in (
        ("cps-hard", own.hard_cps),
        ("cps-target", own.target_cps),
        ("cps-strict", own.strict_cps),
    ):
        if cps > limit + SLACK_CPS:
            yield breach(code, where, f"{cps * scale:.1f} {unit} a second, limit {limit * scale:g}", lang)
            break


def parted(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """`(rule, what)` for each Japanese line end inside a word or before a particle.

    A line end may stand for a comma that the style left out, so a particle must look like one from both sides; and
    for the same reason neither is ever mended without a person.

    >>> list(parted(["それはコンピュ", "ーターです"])), list(parted(["それ", "は本です"]))
    ([('break-in-word', 'コンピュ|ーター')], [('line-particle', 'それ|は')])
    """
    stripped = [line.strip() for line in lines if line.strip()]
    text, ends = "", []
    for line in stripped:
        ends.append(len(text))
        text += line
    for end in ends[1:]:
        openers = text.startswith(("でも", "だから", "ですから", "だが", "とはいえ", "というわけで", "ところが"), end)
        if openers or not (_JAPANESE.match(text[end]) and _JAPANESE.match(text[end - 1])):
            continue
        before = ""
        for token in ja.tokens(text):
            if token.start < end < token.end:
                yield "break-in-word", f"{text[token.start : end]}|{text[end : token.end]}"
            elif token.start == end and token.pos1 == "助詞" == ja.tokens(text[end:])[0].pos1 and before:
                yield "line-particle", f"{before}|{token.surface}"
            before = token.surface


def _parted(lines: Sequence[str], where: Where) -> Iterator[Finding]:
    for code, what in parted(lines):
        yield breach(code, where, what)


def _leftover(cue: Cue, lang: Lang, where: Where) -> Iterator[Finding]:
    text = cue.text.replace("\n", " ")
    if lang is Lang.JA and not _JAPANESE.search(text):
        words = _WORDS.findall(text)
        if len(words) >= 2 and any(word.islower() for word in words):
            yield breach("untranslated", where, f"no Japanese in it: {quoted(text)}")
    elif lang is Lang.JA:
        run = re.search(r"(?:\b[a-z]{2,}\b[ ,.]*){3,}", text)
        if run:
            yield breach("untranslated", where, f"English left in it: {quoted(run.group())}")
    elif _KANA.search(text):
        yield breach("untranslated", where, f"Japanese left in it: {quoted(text)}")


def _spans(cue: Cue, lines: Sequence[str], name: str) -> Iterator[Finding]:
    """Spans of the file's own text that are never closed, and closing tags of nothing."""
    if not 0 < cue.line < len(lines):
        return
    raw: list[str] = []
    for line in lines[cue.line :]:
        if not line.strip():
            break
        raw.append(line)
    text = "\n".join(raw)
    open_tags: list[str] = []
    for match in _TAG.finditer(text):
        tag = match[2].lower()
        if not match[1]:
            open_tags.append(tag)
        elif tag in open_tags:
            while open_tags and open_tags.pop() != tag:
                pass
        elif not (tag == "rt" or (tag == "ruby" and "rt" in open_tags)):
            message = f"</{tag}> closes nothing"
            yield breach("span-unclosed", Where(file=name, line=cue.line, cue=cue.number), message)
    whole_voice = text.lstrip().lower().startswith(("<v ", "<v.")) and open_tags[:1] == ["v"]
    left = [tag for tag in (open_tags[1:] if whole_voice else open_tags) if tag != "rt"]
    if left:
        message = f"<{left[0]}> is never closed"
        yield breach("span-unclosed", Where(file=name, line=cue.line, cue=cue.number), message)


def _times(track: Track, limits: Limits, name: str) -> Iterator[Finding]:
    for cue in track.cues:
        where = Where(file=name, line=cue.line, cue=cue.number)
        if cue.span.duration_ms < limits.min_ms:
            yield breach("cue-short", where, f"{cue.span.duration_ms} ms, least {limits.min_ms}")
        elif cue.span.duration_ms > limits.max_ms:
            yield breach("cue-long", where, f"{cue.span.duration_ms} ms, most {limits.max_ms}")
    for before, after in pairwise(track.cues):
        where = Where(file=name, line=after.line, cue=after.number)
        gap_ms = after.span.start_ms - before.span.end_ms
        if gap_ms < 0:
            yield breach(
                "cue-overlap",
                where,
                f"starts at {clock(after.span.start_ms)}, {-gap_ms} ms before cue {before.number} ends",
            )
        elif 0 < gap_ms < limits.gap_ms:
            yield breach("gap-small", where, f"{gap_ms} ms after cue {before.number}, least {limits.gap_ms} or none")
