"""What of a cue is speech, and whose: labels, sounds, repeated caption lines and a second language told apart.

Nothing is thrown away: what is not speech keeps its place as hidden characters, a sound as a sentence of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.model import Cue, Lang, MarkKind, Track


@dataclass(frozen=True, slots=True)
class Run:
    """Characters `[start, end)` of a cue's text that are read in one way.

    `fresh` says that nothing before may be joined to it: a new voice without a name, or a sound.
    """

    start: int
    end: int
    speaker: str
    hidden: bool = False
    fresh: bool = False
    sound: bool = False


_NAME = r"(?:[A-Z][\w.'’-]*(?: [A-Z0-9][\w.'’-]*){0,3}|SPEAKER[_ ]?\d+|Speaker \d+)"
_COLON = re.compile(rf"[ \t]*(?:>>+ ?|- ?)?({_NAME})(?: ?\([^()\n]{{1,30}}\))?:(?=\s)")
_BRACKET = re.compile(r"[ \t]*(?:>>+ ?|- ?)?\[([^\[\]\n]{1,40})\](:?)(?=[ \t]*\S)")
_JAPANESE = re.compile(
    r"[ \t　]*(?:[-－―] ?)?(?:[（(]([^（）()\n]{1,12})[）)](?=\s*\S)|([^\s「」：:、。（）]{1,12})(?:[：:]\s*|(?=「)))"
)
_DASH = re.compile(r"[ \t]*(?:>>+|[-–—－―](?=[ \t]*[^\s\d-]))[ \t]*")
_TAG = re.compile(
    r"\[[^\[\]\n]{1,60}\]|\([^()\n]{1,60}\)|（[^（）\n]{1,30}）|【[^【】\n]{1,30}】|[♪♫♬]+(?:[^♪♫♬\n]{1,200}[♪♫♬]+)?"
)
_SOUNDS = frozenset(
    "music applause laughter laughs laughing cheering cheers silence noise inaudible crosstalk sighs coughs clapping "
    "whispering chuckles chuckling gasps pause blank_audio foreign beep ringing footsteps singing "
    "音楽 拍手 笑 笑い 笑い声 "
    "歓声".split()
)
_OTHER_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9d]")
_ROLLING_SHARE = 0.3


def runs(track: Track) -> list[list[Run]]:
    """The runs of each cue, in order and covering its whole text."""
    found = [[Run(start, end, speaker) for start, end, speaker in _voices(cue)] for cue in track.cues]
    found = _without_repeats(track, found)
    found = _one_language(track, found)
    return _labelled(track, found)


def _voices(cue: Cue) -> tuple[tuple[int, int, str], ...]:
    """`cue.voices()`, at once where one voice says it all."""
    if len(cue.marks) == 1:
        mark = cue.marks[0]
        if mark.kind is MarkKind.VOICE and mark.start == 0 and mark.end == len(cue.text):
            return ((0, mark.end, mark.value),)
    return cue.voices()


def _is_sound(inside: str) -> bool:
    words = re.findall(r"[\w_]+", inside.lower())
    return bool(words) and any(word in _SOUNDS for word in words)


# ------------------------------------------------------------------------------------------ repeated caption lines


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text without blanks, and where each of its characters stood."""
    places = [at for at, char in enumerate(text) if not char.isspace()]
    return "".join(text[at] for at in places), places


def _overlap(before: str, text: str) -> int:
    """Length of the start of `text` that only repeats the last lines of `before` (or all of it), 0 when none does."""
    lines = [line for line in before.split("\n") if line.strip()]
    opening = text.lstrip()[:1]
    if not any(line.lstrip()[0] == opening for line in lines):
        return 0
    squeezed, places = _squeezed(text)
    for first in range(len(lines)):
        tail = "".join("".join(lines[first:]).split())
        if not squeezed.startswith(tail):
            continue
        end = places[len(tail) - 1] + 1
        if first == 0 or not text[end:].strip() or "\n" in text[end : len(text) - len(text[end:].lstrip())]:
            return end
    return 0


def _without_repeats(track: Track, found: list[list[Run]]) -> list[list[Run]]:
    """Hide what rolling captions repeat from the cue before."""
    previous: Cue | None = None
    overlaps: dict[int, int] = {}
    chances = 0
    for index, cue in enumerate(track.cues):
        if not cue.text.strip():
            continue
        if previous is not None and cue.span.start_ms - previous.span.end_ms <= 1_000:
            chances += 1
            if end := _overlap(previous.text, cue.text):
                overlaps[index] = end
        previous = cue
    if len(overlaps) < max(2, _ROLLING_SHARE * chances):
        return found
    return [_hide(rows, 0, overlaps[index]) if index in overlaps else rows for index, rows in enumerate(found)]


def _hide(rows: list[Run], start: int, end: int) -> list[Run]:
    """The runs with characters `[start, end)` hidden."""
    result: list[Run] = []
    for run in rows:
        low, high = max(run.start, start), min(run.end, end)
        if low >= high:
            result.append(run)
            continue
        if run.start < low:
            result.append(replace(run, end=low))
        result.append(replace(run, start=low, end=high, hidden=True))
        if high < run.end:
            result.append(replace(run, start=high, fresh=False))
    return result


# ----------------------------------------------------------------------------------------------- a second language


def _one_language(track: Track, found: list[list[Run]]) -> list[list[Run]]:
    """Hide the lines of the other language where most cues hold both, and spans marked as another language."""
    stacked = both = 0
    for cue in track.cues:
        lines = [line for line in cue.text.split("\n") if line.strip()]
        if len(lines) > 1:
            stacked += 1
            both += len({bool(_OTHER_SCRIPT.search(line)) for line in lines}) == 2
    bilingual = both >= 2 and both >= 0.6 * stacked
    result = []
    for cue, rows in zip(track.cues, found, strict=True):
        for mark in cue.marks:
            if mark.kind is MarkKind.LANG and mark.value.split("-")[0].lower() not in ("", track.lang.value):
                rows = _hide(rows, mark.start, mark.end)
        if bilingual:
            for start, end in _lines(cue.text):
                if _foreign(cue.text[start:end], track.lang):
                    rows = _hide(rows, start, end)
        result.append(rows)
    return result


def _foreign(line: str, lang: Lang) -> bool:
    other = len(_OTHER_SCRIPT.findall(line))
    return other > 1 if lang is Lang.EN else not other and any(char.isalpha() for char in line)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


# ------------------------------------------------------------------------------------------------ labels and sounds


def _label_at(text: str, lang: Lang) -> tuple[str, int, str] | None:
    """`(label, length, kind)` of a speaker label at the start of a line."""
    if match := _BRACKET.match(text):
        if not _is_sound(match[1]):
            return match[1].strip(), match.end(), "bracket:" if match[2] else "bracket"
        return None
    if match := _COLON.match(text):
        return match[1], match.end(), "colon"
    if lang is Lang.JA and (match := _JAPANESE.match(text)):
        label = match[1] or match[2]
        if not _is_sound(label):
            return (
                label,
                match.end(),
                "round" if match[1] else "quote" if text[match.end() :].startswith("「") else "colon",
            )
    return None


def _known_labels(track: Track) -> frozenset[tuple[str, str]]:
    """Labels the track really uses: written again and again, in capitals, or with a number."""
    counts: Counter[tuple[str, str]] = Counter()
    for cue in track.cues:
        for start, end in _lines(cue.text):
            if found := _label_at(cue.text[start:end], track.lang):
                counts[found[0], found[2]] += 1
    japanese = (
        sum(count for (_, kind), count in counts.items() if kind in ("colon", "quote")) > 1 and track.lang is Lang.JA
    )
    known = set()
    for (label, kind), count in counts.items():
        shouted = kind == "colon" and len(label) > 1 and label.isupper()
        numbered = re.fullmatch(r"(?i)speaker[ _]?\d+", label) is not None
        bracketed = kind == "bracket" and label[:1].isupper() and (count > 1 or len(counts) > 1)
        if shouted or numbered or bracketed or kind == "bracket:" or count > 1 or kind == "round" or japanese:
            known.add((label, kind))
    return frozenset(known)


def _labelled(track: Track, found: list[list[Run]]) -> list[list[Run]]:
    """Hide labels and dashes, give the words after them their speaker, and set sounds apart."""
    known = _known_labels(track)
    voiced = any(mark.kind is MarkKind.VOICE for cue in track.cues for mark in cue.marks)
    dashed = sum(len(_DASH.findall("\n" + cue.text)) > 0 and bool(_DASH.match(cue.text)) for cue in track.cues) > 0
    speaker = ""
    result: list[list[Run]] = []
    for cue, rows in zip(track.cues, found, strict=True):
        if not (known or dashed or _TAG.search(cue.text)):
            result.append(rows)
            continue
        marked = rows
        for start, end in _lines(cue.text):
            line = cue.text[start:end]
            label = _label_at(line, track.lang)
            if label and (label[0], label[2]) in known:
                speaker = label[0]
                marked = _hide(marked, start, start + label[1])
                start += label[1]
            elif (match := _DASH.match(line)) and (track.lang is Lang.EN or match.group().strip() != "ー"):
                speaker = "" if known else speaker
                marked = _hide(marked, start, start + match.end())
                marked = _refresh(marked, start + match.end())
                start += match.end()
            if speaker and not voiced:
                marked = _speak(marked, start, speaker)
            marked = _sounds(marked, cue.text, start, end)
        result.append(marked)
    return result


def _split(rows: list[Run], at: int) -> list[Run]:
    result: list[Run] = []
    for run in rows:
        if run.start < at < run.end:
            result += [replace(run, end=at), replace(run, start=at, fresh=False)]
        else:
            result.append(run)
    return result


def _refresh(rows: list[Run], at: int) -> list[Run]:
    return [replace(run, fresh=True) if run.start == at else run for run in _split(rows, at)]


def _speak(rows: list[Run], at: int, speaker: str) -> list[Run]:
    return [replace(run, speaker=speaker) if run.start >= at else run for run in _split(rows, at)]


def _sounds(rows: list[Run], text: str, start: int, end: int) -> list[Run]:
    """Set sound tags apart: alone on the line they are a sentence of their own, inside speech they are hidden."""
    for match in _TAG.finditer(text, start, end):
        lyric = match.group()[0] in "♪♫♬"
        alone = not _TAG.sub("", text[start:end]).strip(" -–\t")
        described = alone and re.fullmatch(r"[(\[（【][a-z][a-z' -]{2,40}[)\]）】]", match.group())
        if not lyric and not described and not _is_sound(match.group()):
            continue
        if not alone and not lyric:
            rows = _hide(rows, match.start(), match.end())
            continue
        rows = _split(_split(rows, match.start()), match.end())
        rows = [
            replace(run, sound=True, fresh=True) if match.start() <= run.start < match.end() and not run.hidden else run
            for run in rows
        ]
        rows = _refresh(rows, match.end())
    return rows
