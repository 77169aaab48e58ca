"""Tracks to show, made from an episode: real names for labels, both languages in one cue, labels in text for SubRip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.bilingual import Shared
from pipeline.formats import ass
from pipeline.model import Cue, Episode, Lang, Mark, MarkKind, Meta, Track, TrackKind

STYLES = (
    "::cue(.en) {\n  font-size: 80%;\n}",
    '::cue(.ja) {\n  font-family: "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", Meiryo, sans-serif;\n}',
)
_SPOKEN = frozenset({MarkKind.VOICE, MarkKind.LANG, MarkKind.CLASS, MarkKind.TIME})
_COLON = {Lang.EN: ": ", Lang.JA: "："}


def unchanged(track: Track) -> Track:
    """The track itself."""
    return track


def name_of(label: str, meta: Meta, lang: Lang) -> str:
    """The speaker's real name in a language when the episode gives it, else the transcript's label."""
    speaker = meta.speaker(label)
    return (speaker.name[lang] or speaker.name[lang.other] if speaker else "") or label


def named(track: Track, meta: Meta, lang: Lang) -> Track:
    """The track with real names in its voices."""
    if not meta.speakers:
        return track

    def renamed(mark: Mark) -> Mark:
        return replace(mark, value=name_of(mark.value, meta, lang)) if mark.kind is MarkKind.VOICE else mark

    return replace(track, cues=tuple(replace(cue, marks=tuple(map(renamed, cue.marks))) for cue in track.cues))


def with_labels(track: Track) -> Track:
    """Voices as `Name: ` in the text where the speaker changes, for formats without voices."""
    cues = []
    last = ""
    for cue in track.cues:
        shown, last = _labelled(cue, last, track.lang)
        cues.append(replace(shown, marks=tuple(mark for mark in shown.marks if mark.kind not in _SPOKEN)))
    return replace(track, cues=tuple(cues))


def _labelled(cue: Cue, last: str, lang: Lang) -> tuple[Cue, str]:
    inserts: list[tuple[int, int, str]] = []  # text[left:right] gives way to the label
    for start, _, label in cue.voices():
        if label and label != last:
            left = len(cue.text[:start].rstrip(" "))
            fresh = left == 0 or cue.text[left - 1] == "\n"
            inserts.append((left, start, ("" if fresh else "\n") + label + _COLON[lang]))
            last = label
    if not inserts:
        return cue, last
    out: list[str] = []
    at = 0
    for left, right, label in inserts:
        out.extend((cue.text[at:left], label))
        at = right
    out.append(cue.text[at:])

    def moved(offset: int, *, is_end: bool) -> int:
        now = offset
        for left, right, label in inserts:
            if right < offset or (right == offset and not is_end):
                now += len(label) - (right - left)
            elif left < offset <= right and is_end:
                now -= offset - left
        return now

    marks = tuple(
        replace(mark, start=moved(mark.start, is_end=False), end=moved(mark.end, is_end=True))
        for mark in cue.marks
        if mark.start < mark.end and mark.kind not in _SPOKEN
    )
    return replace(cue, text="".join(out), marks=marks), last


def bilingual(shared: Iterable[Shared], episode: Episode, *, top: Lang, labels: bool = False) -> Track:
    """One cue with both languages, each in its own lang span, class and voice; `labels` puts names into the text."""
    source = episode.pair.source
    cues: list[Cue] = []
    last = ""
    for at, one in enumerate(shared, 1):
        parts: list[str] = []
        marks: list[Mark] = []
        size = 0
        for lang in (top, top.other):
            text = one.text(lang, source)
            if not text.strip():
                continue
            name = name_of(one.speaker, episode.meta, lang)
            if labels and one.speaker and one.speaker != last:
                text = name + _COLON[lang] + text
            if parts:
                size += 1
            end = size + len(text)
            if labels:
                parts.append(text)
                size = end
                continue
            if name:
                marks.append(Mark(size, end, MarkKind.VOICE, name))
            marks.append(Mark(size, end, MarkKind.LANG, lang.value))
            marks.append(Mark(size, end, MarkKind.CLASS, lang.value))
            parts.append(text)
            size = end
        last = one.speaker or last
        cues.append(
            Cue(one.id, one.span, "\n".join(parts), tuple(marks), number=at, name=one.id, sentence_ids=one.sentence_ids)
        )
    return Track(lang=episode.pair.target, kind=TrackKind.SUBTITLES, cues=tuple(cues))


def bilingual_ass(shared: Iterable[Shared], episode: Episode, *, bottom: Lang) -> Track:
    """Two cues at a time, one in each named style; the upper one stands clear of the lower one's lines."""
    source = episode.pair.source
    cues: list[Cue] = []
    for one in shared:
        lower = Cue(f"{one.id}/{bottom}", one.span, one.text(bottom, source))
        for lang in (bottom, bottom.other):
            text = one.text(lang, source)
            if not text.strip():
                continue
            margin = "" if lang is bottom else f" MarginV={ass.margin_above(lower, bottom)}"
            name = name_of(one.speaker, episode.meta, lang)
            marks = (Mark(0, len(text), MarkKind.VOICE, name),) if name else ()
            cues.append(
                Cue(
                    f"{one.id}/{lang}",
                    one.span,
                    text,
                    marks,
                    settings=f"Style={lang.value.upper()}{margin}",
                    number=len(cues) + 1,
                )
            )
    return Track(lang=episode.pair.target, kind=TrackKind.SUBTITLES, cues=tuple(cues))
