"""Tracks to show, made from an episode: real names for labels, both languages in one cue, labels in text for SubRip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from pipeline.bilingual import Shared, split
from pipeline.config import Limits
from pipeline.formats import ass, vtt
from pipeline.formats.podcast import flat
from pipeline.lang.breaks import break_lines
from pipeline.model import Cue, Episode, Lang, Mark, MarkKind, Meta, Span, Track, TrackKind

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


def identified(track: Track) -> Track:
    """The track with each cue's id as the identifier a file shows, so that an edited file finds its way back."""
    return replace(track, cues=tuple(cue if cue.name else replace(cue, name=cue.id) for cue in track.cues))


def inherited(track: Track, episode: Episode) -> Track:
    """The target track with what still makes sense of the source's looks: its styles and regions, and the settings of
    cues whose every source cue has the same ones (a line at the top because of a caption below, a region)."""
    source = episode.source_track()
    blocks = tuple(block for block in source.blocks if block.kind in ("style", "region"))
    if not blocks and not any(cue.settings for cue in source.cues):
        return track
    settings = {cue.id: vtt.settings_of(cue) for cue in source.cues}
    spoken = {sentence.id: sentence.pieces for sentence in episode.sentences}

    def looks(cue: Cue) -> str:
        found = {settings[piece.cue_id] for key in cue.sentence_ids for piece in spoken.get(key, ())}
        return found.pop() if len(found) == 1 else ""

    cues = (cue if cue.settings else replace(cue, settings=looks(cue)) for cue in track.cues)
    return replace(track, cues=tuple(cues), blocks=(*blocks, *track.blocks))


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


def positioned(shared: Iterable[Shared], episode: Episode, *, top: Lang) -> Track:
    """Two cues at a time: `top` at the upper edge of the picture, the other language at the lower."""
    cues: list[Cue] = []
    for one in shared:
        for lang in (top.other, top):  # players that know no positions stack later cues above earlier ones
            text = one.text(lang, episode.pair.source)
            if text.strip():
                settings = "line:1" if lang is top else ""
                cues.append(_spoken(one, text, lang, episode, key=f"{one.id}.{lang}", settings=settings))
    return Track(lang=episode.pair.target, kind=TrackKind.SUBTITLES, cues=_numbered(cues))


def one_language(shared: Iterable[Shared], episode: Episode, lang: Lang) -> Track:
    """One language of the shared cues, its voices named."""
    source = episode.pair.source
    cues = [
        _spoken(one, one.text(lang, source), lang, episode, key=f"{one.id}.{lang}", spans=False)
        for one in shared
        if one.text(lang, source).strip()
    ]
    return Track(lang=lang, kind=TrackKind.SUBTITLES, cues=_numbered(cues))


def _spoken(
    one: Shared, text: str, lang: Lang, episode: Episode, *, key: str, settings: str = "", spans: bool = True
) -> Cue:
    name = name_of(one.speaker, episode.meta, lang)
    marks = [Mark(0, len(text), MarkKind.VOICE, name)] if name else []
    if spans:
        marks += [Mark(0, len(text), MarkKind.LANG, lang.value), Mark(0, len(text), MarkKind.CLASS, lang.value)]
    return Cue(key, one.span, text, tuple(marks), settings=settings, name=key, sentence_ids=one.sentence_ids)


def _numbered(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    return tuple(replace(cue, number=at) for at, cue in enumerate(cues, 1))


def recut(track: Track, *, max_chars: int, max_lines: int) -> Track:
    """The track in lines of at most `max_chars` characters, `max_lines` a cue; longer cues are cut in time.

    Times of the parts are in proportion to their characters; a word longer than a line stays whole. Marks are dropped.
    """
    cells = max_chars if track.lang is Lang.JA else max_chars / 2
    limits = replace(Limits(), max_line_cells=cells, max_lines=1_000)  # width is hard here, height is cut in time
    page = replace(limits, max_lines=max_lines)
    cues: list[Cue] = []
    for cue in track.cues:
        lines = break_lines(flat(cue.text), lang=track.lang, limits=limits)
        if len(lines) > max_lines:  # even parts rather than a full one and a rest
            text, count = flat(cue.text), -(-len(lines) // max_lines)
            parts = split(text, [len(text) * at // count for at in range(1, count)], lang=track.lang, limits=page)
            pages = [break_lines(part, lang=track.lang, limits=limits) for part in parts]
        else:
            pages = [lines]
        if any(len(one) > max_lines for one in pages):
            pages = [lines[at : at + max_lines] for at in range(0, len(lines), max_lines)]
        groups = ["\n".join(one) for one in pages] or [""]
        total = sum(map(len, groups)) or 1
        edges = [cue.span.start_ms]
        for group in groups:
            edges.append(edges[-1] + cue.span.duration_ms * len(group) // total)
        edges[-1] = cue.span.end_ms
        if any(right <= left for left, right in pairwise(edges)):  # too short to cut in time
            groups, edges = ["\n".join(lines)], [cue.span.start_ms, cue.span.end_ms]
        for at, (group, (left, right)) in enumerate(zip(groups, pairwise(edges), strict=True), 1):
            cues.append(Cue(f"{cue.id}/{at}", Span(left, right), group, sentence_ids=cue.sentence_ids))
    cues.sort(key=lambda cue: cue.span.start_ms)
    return Track(track.lang, track.kind, _numbered(cues))
