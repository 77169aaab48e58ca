"""Bringing texts back: an exported track edited elsewhere, or a translated track made elsewhere, as editors' decisions.

Round trip: imported cues are matched with the exported ones by id, else by time; what changed in them is carried over
to the sentence's own text, so that punctuation an export leaves out is not lost. Pairing: sentences of both languages
are aligned by time, and a Japanese sentence that spans several English ones is divided among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pipeline import seams
from pipeline.bilingual import split
from pipeline.config import LimitsByLang
from pipeline.formats.podcast import flat
from pipeline.formats.tsv import Row
from pipeline.lang import LANGUAGES
from pipeline.model import Cue, Edit, EditKind, Episode, Finding, Lang, MarkKind, Sentence, Severity, Track, Where
from pipeline.transplant import transplant

_SUFFIX = re.compile(r"[./](?:en|ja)\Z")
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f々〆]")
_STYLE = re.compile(r"(?:^|\s)Style=(\S+)")
_REGION = re.compile(r"(?:^|\s)region=region-(\S+)")
_SLACK_MS = 60


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changes: edits to record, and what a person should know. `matched` counts cues or rows used."""

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    matched: int


def from_rows(
    episode: Episode, rows: Iterable[Row | tuple[str, str, str]], *, who: str = "", when: str = ""
) -> Imported:
    """Edits of a sentence table: rows are known by their sentence id, else by their source text where only one
    sentence has it (a translation memory tool keeps no ids)."""
    texts = {item.sentence_id: item.text for item in episode.translations}
    sentences = {sentence.id: sentence for sentence in episode.sentences}
    by_text: dict[str, list[Sentence]] = {}
    for sentence in episode.sentences:
        by_text.setdefault(_bare(sentence.text), []).append(sentence)
    edits: list[Edit] = []
    findings: list[Finding] = []
    matched = 0
    for row in rows:
        key, en, ja = row if isinstance(row, tuple) else (row.id, row.en, row.ja)
        source, target = (en, ja) if episode.pair.target is Lang.JA else (ja, en)
        same = by_text.get(_bare(source), [])
        found = sentences.get(key) or (same[0] if len(same) == 1 else None)
        if found is None:
            findings.append(_finding("row-unknown", f"the episode has no sentence {key or source[:40]!r}; left out"))
            continue
        sentence, key = found, found.id
        matched += 1
        after = " ".join(target.split())
        if not after:
            findings.append(_finding("row-empty", "an empty translation is left out", sentence))
        elif after != " ".join(texts.get(key, "").split()):
            edits.append(_edit(sentence, after, who, when))
    return Imported(tuple(edits), tuple(findings), matched)


def from_track(episode: Episode, track: Track, *, labels: bool = False, who: str = "", when: str = "") -> Imported:
    """Edits of an exported target or bilingual track that came back; `labels`: speakers stand in its text (SubRip).

    Cues may have been split, joined, moved or removed; the episode keeps its own times.
    """
    target = episode.target_track()
    if labels:
        track = unlabelled(track, episode)
    groups = seams.groups(target.cues)
    known = {cue.id: cue for cue in target.cues}
    keys = [_match(cue, known, target.cues) for cue in track.cues]
    mixed = _mixed(track)
    ours = [
        _only_language(cue, target.lang, known[key].text if mixed and key else None)
        for cue, key in zip(track.cues, keys, strict=True)
    ]
    group_of = {cue.id: at for at, group in enumerate(groups) for cue in group}
    returned: dict[int, list[tuple[str, str]]] = {}
    findings: list[Finding] = []
    matched = 0
    for cue, key, text in zip(track.cues, keys, ours, strict=True):
        if not text.strip():
            continue
        if key is None:
            where = Where(line=cue.line, cue=cue.number)
            message = f"no cue of the episode stands at this time; left out: {text[:40]!r}"
            findings.append(Finding("cue-unknown", Severity.WARNING, where, message))
            continue
        matched += 1
        returned.setdefault(group_of[key], []).append((key, _line(text, target.lang)))
    texts = seams.candidates(episode)
    edits: list[Edit] = []
    for at, group in enumerate(groups):
        old = [_line(cue.text, target.lang) for cue in group]
        new = [text for _, text in returned.get(at, [])]
        if _bare("".join(old)) == _bare("".join(new)):
            continue
        if [key for key, _ in returned.get(at, [])] != [cue.id for cue in group]:  # cues split, joined or removed
            glue = "\n" if target.lang is Lang.JA else " "
            old, new = [glue.join(old)], [glue.join(new)]
        neutral, _ = seams.shown(group, texts, target.lang)
        changed, more = _carried(episode, group, neutral, old, new, who, when)
        edits.extend(changed)
        findings.extend(more)
    return Imported(tuple(edits), tuple(findings), matched)


def unlabelled(track: Track, episode: Episode) -> Track:
    """The track without the names of the episode's speakers where they open a line (`Name: `), marks dropped."""
    known = {mark.value for cue in episode.source_track().cues for mark in cue.marks if mark.kind is MarkKind.VOICE}
    for speaker in episode.meta.speakers:
        known |= {speaker.label, speaker.name.en, speaker.name.ja}
    names = "|".join(re.escape(name) for name in sorted(known - {""}, key=len, reverse=True))
    if not names:
        return track
    opening = re.compile(rf"^\s*(?:{names})\s*[:：]\s*", re.MULTILINE)
    return replace(track, cues=tuple(replace(cue, text=opening.sub("", cue.text), marks=()) for cue in track.cues))


def resembles(episode: Episode, track: Track) -> bool:
    """True when most cues of the track stand where the episode's own target cues stand: an export that came back."""
    target = episode.target_track().cues
    known = {cue.id: cue for cue in target}
    cues = [cue for cue in track.cues if cue.text.strip()]
    starts = {cue.span.start_ms // 100 for cue in target}
    near = starts | {start - 1 for start in starts} | {start + 1 for start in starts}
    hits = sum(_key(cue) in known or cue.span.start_ms // 100 in near for cue in cues)
    return bool(cues) and hits * 2 > len(cues)


def _key(cue: Cue) -> str:
    return _SUFFIX.sub("", cue.name)


def _match(cue: Cue, known: Mapping[str, Cue], target: Sequence[Cue]) -> str | None:
    """Id of the target cue that this imported one belongs to."""
    key = _key(cue)
    if key in known:
        return key
    best, most = None, 0
    for other in target:
        if other.span.start_ms > cue.span.end_ms + _SLACK_MS:
            break
        shared = min(cue.span.end_ms, other.span.end_ms) - max(cue.span.start_ms, other.span.start_ms)
        if shared > most:
            best, most = other.id, shared
    return best


def _mixed(track: Track) -> bool:
    """True when most cues hold lines of both languages without saying which is which."""
    both = sum(
        len({bool(_JAPANESE.search(line)) for line in cue.text.split("\n") if line.strip()}) == 2 for cue in track.cues
    )
    return both * 2 > len(track.cues)


def _only_language(cue: Cue, lang: Lang, was: str | None) -> str:
    """The text in `lang` of a cue, which may hold both languages.

    `was` is the cue's text as exported when lines of both languages may stand in it, else None.
    """
    spans = [mark for mark in cue.marks if mark.kind is MarkKind.LANG]
    if spans:
        return "\n".join(cue.text[mark.start : mark.end] for mark in spans if mark.value.split("-")[0] == lang)
    named = _STYLE.search(cue.settings) or _REGION.search(cue.settings)
    if named and named.group(1).lower() in set(Lang):
        return cue.text if named.group(1).lower() == lang else ""
    lines = cue.text.split("\n")
    if was is None or len(lines) < 2:
        return cue.text
    # the two blocks stand one above the other: ours is the one most like what was exported
    blocks = [block for at in range(1, len(lines)) for block in (lines[at:], lines[:at])]
    return "\n".join(
        max(blocks, key=lambda block: SequenceMatcher(None, "\n".join(block), was, autojunk=False).ratio())
    )


def _line(text: str, lang: Lang) -> str:
    """A cue's text to compare: in one line; in Japanese its lines, at whose ends a mark may stand unseen."""
    if lang is not Lang.JA:
        return flat(text)
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _bare(text: str) -> str:
    return "".join(text.split())


def _carried(
    episode: Episode,
    cues: Sequence[Cue],
    neutral: Mapping[str, str],
    old: Sequence[str],
    new: Sequence[str],
    who: str,
    when: str,
) -> tuple[list[Edit], list[Finding]]:
    """Edits for the sentences of one group: the change from `old` to `new` cues applied to their neutral texts."""
    sentences = {sentence.id: sentence for sentence in episode.sentences}
    if not "".join(new).strip():
        keys = dict.fromkeys(key for cue in cues for key in cue.sentence_ids if key in sentences)
        return [], [_finding("sentence-removed", "no text came back; kept as it was", sentences[key]) for key in keys]
    edits = []
    joiner = LANGUAGES[episode.pair.target].joiner
    parts = transplant(list(neutral.values()), joiner, old, new)
    for (key, before), after in zip(neutral.items(), parts, strict=True):
        if key in sentences and after.strip() and _bare(after) != _bare(before):
            edits.append(_edit(sentences[key], " ".join(after.split()), who, when))
    return edits, []


def _edit(sentence: Sentence, after: str, who: str, when: str) -> Edit:
    return Edit(
        EditKind.TRANSLATION, sentence.id, before=sentence.text, after=after, state="locked", who=who, when=when
    )


def _finding(code: str, message: str, sentence: Sentence | None = None) -> Finding:
    where = Where(sentence_id=sentence.id if sentence else "")
    return Finding(code, Severity.WARNING, where, message)


# ------------------------------------------------------------------------------------------------------ pairing

_BEADS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 0), (0, 1))
_SKIP_COST = 2.5  # seconds of disagreement that leaving a sentence alone is worth
_MERGE_COST = 0.4


def pair(
    episode: Episode, sentences: Sequence[Sentence], *, limits: LimitsByLang, who: str = "", when: str = ""
) -> Imported:
    """Edits that give the episode's sentences the texts of a translated track, already cut to its own sentences."""
    own, other = episode.sentences, sentences
    edits: list[Edit] = []
    findings: list[Finding] = []
    matched = 0
    lang = episode.pair.target
    box = limits.ja if lang is Lang.JA else limits.en
    for left, right in align(own, other):
        if not right:
            findings.extend(
                _finding("sentence-unpaired", "the imported track says nothing here", item) for item in left
            )
            continue
        text = LANGUAGES[lang].joiner.join(" ".join(item.text.split()) for item in right)
        if not left:
            findings.append(_finding("import-unpaired", f"no sentence of the episode for {text[:40]!r}"))
            continue
        matched += len(right)
        start_ms, end_ms = left[0].span.start_ms, max(item.span.end_ms for item in left)
        length_ms = max(1, end_ms - start_ms)
        wanted = [len(text) * (item.span.start_ms - start_ms) // length_ms for item in left[1:]]
        parts = split(text, wanted, lang=lang, limits=box)
        edits.extend(_edit(item, part, who, when) for item, part in zip(left, parts, strict=True) if part)
    return Imported(tuple(edits), tuple(findings), matched)


def align(
    own: Sequence[Sentence], other: Sequence[Sentence]
) -> list[tuple[tuple[Sentence, ...], tuple[Sentence, ...]]]:
    """Groups of sentences that say the same, in order, by the times at which they are said."""
    rows, columns = len(own), len(other)
    infinite = float("inf")
    band = max(60, abs(rows - columns) + 60)
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i in range(rows + 1):
        middle = i * columns // max(rows, 1)
        for j in range(max(0, middle - band), min(columns, middle + band) + 1):
            if (i, j) == (0, 0):
                continue
            found = (infinite, (0, 0))
            for a, b in _BEADS:
                before = best.get((i - a, j - b))
                if before is None:
                    continue
                cost = before[0] + _bead_cost(own[i - a : i], other[j - b : j])
                found = min(found, (cost, (a, b)))
            if found[0] < infinite:
                best[i, j] = found
    i, j = rows, columns
    beads = []
    while (i, j) != (0, 0):
        a, b = best[i, j][1]
        beads.append((tuple(own[i - a : i]), tuple(other[j - b : j])))
        i, j = i - a, j - b
    return beads[::-1]


def _bead_cost(left: Sequence[Sentence], right: Sequence[Sentence]) -> float:
    if not left or not right:
        return _SKIP_COST
    start = abs(left[0].span.start_ms - right[0].span.start_ms)
    end = abs(max(item.span.end_ms for item in left) - max(item.span.end_ms for item in right))
    return min(start + end, 60_000) / 1000 + _MERGE_COST * (len(left) + len(right) - 2)
