"""Cut the translations into timed cues of the target language.

Order of work: the text to show in its style, windows and the most even schedule, one optimisation per speaker's turn,
whole milliseconds under the hard rules, findings about what could not be met. Source cues do not count: a target cue is
linked to its sentences only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.config import Limits, LimitsByLang, RetimeSettings, in_profile
from pipeline.lang import width
from pipeline.lang.boundaries import strengths
from pipeline.lang.breaks import Layout
from pipeline.model import (
    Cue,
    Episode,
    Finding,
    Glossary,
    Lang,
    Mark,
    MarkKind,
    Sentence,
    Severity,
    Span,
    Track,
    TrackKind,
    Where,
)
from pipeline.timing.optimise import Costs, Part, Shot, cut_turn, stops_to_try
from pipeline.timing.plan import plan
from pipeline.timing.schedule import Window, closes
from pipeline.timing.settle import Slot, settle
from pipeline.timing.speech import Speech, speech
from pipeline.timing.texts import Shown


def run(episode: Episode, *, glossary: Glossary, limits: LimitsByLang, settings: RetimeSettings) -> Episode:
    """The episode with its target track; the translations keep their neutral text."""
    lang = episode.pair.target
    kept = in_profile(limits, settings)
    own = kept.ja if lang is Lang.JA else kept.en
    todo = plan(episode, glossary, own, settings)
    shown = todo.shown
    cues_by_id = episode.track.by_id() if episode.track else {}
    speeches = [speech(one.sentence, cues_by_id) for one in shown]
    costs = Costs.of(own, settings)
    latest = closes(todo.windows, own.max_late_ms)
    drafts: list[_Draft] = []
    for turn, (first, end) in enumerate(turns(todo.windows)):
        drafts.extend(_turn(shown, speeches, todo.times, latest, range(first, end), turn, own, costs, lang))
    settled = settle([draft.slot for draft in drafts], own)
    cues: list[Cue] = []
    counts: dict[str, int] = {}
    for draft, (start_ms, end_ms) in zip(drafts, settled, strict=True):
        first_id = draft.sentences[0].id
        counts[first_id] = counts.get(first_id, 0) + 1
        text = "\n".join(draft.shot.lines)
        voice = draft.sentences[0].speaker
        cues.append(
            Cue(
                id=f"{first_id}.{counts[first_id]}",
                span=Span(start_ms, end_ms),
                text=text,
                marks=(Mark(0, len(text), MarkKind.VOICE, voice),) if voice else (),
                number=len(cues) + 1,
                sentence_ids=tuple(sentence.id for sentence in draft.sentences),
            )
        )
    target = Track(lang=lang, kind=TrackKind.SUBTITLES, cues=tuple(cues))
    findings = [*todo.findings, *(finding for cue in cues for finding in judge(cue, own, lang))]
    return replace(episode, target=target).with_findings(findings)


def turns(windows: Sequence[Window]) -> Iterable[tuple[int, int]]:
    """Stretches `[first, end)` of neighbouring sentences of one speaker."""
    first = 0
    for at in range(1, len(windows) + 1):
        if at == len(windows) or windows[at].speaker != windows[first].speaker:
            yield first, at
            first = at


@dataclass(frozen=True, slots=True)
class _Draft:
    """A cue before its times are whole."""

    sentences: tuple[Sentence, ...]
    shot: Shot
    slot: Slot


def _turn(
    shown: Sequence[Shown],
    speeches: Sequence[Speech],
    times: Sequence[tuple[float, float]],
    latest: Sequence[int],
    numbers: range,
    turn: int,
    limits: Limits,
    costs: Costs,
    lang: Lang,
) -> list[_Draft]:
    """The cues of one speaker's turn."""
    text = ""
    levels: list[int] = []
    parts: list[Part] = []
    for at in numbers:
        one = shown[at]
        start = len(text)
        own = strengths(
            one.text,
            lang,
            levels=one.levels,
            unbreakable=one.terms,
            strictness=one.strictness,
            max_cells=limits.max_line_cells,
        )
        text += one.text
        levels = [*levels[:start], *own]
        if at + 1 < numbers.stop and one.joiner:
            text += one.joiner
            levels = [*levels[:-1], *[0] * len(one.joiner), own[-1]]
        parts.append(Part(start, len(text), speeches[at], *times[at]))
    sums = width.offsets(text, lang)
    edges = [part.start for part in parts[1:]]
    scarce = parts[-1].shown_end - parts[0].shown_start < 2.2 * limits.min_ms
    layout = Layout.of(text, lang, levels, stops_to_try(levels, sums, limits.max_line_cells, edges, scarce=scarce))
    drafts: list[_Draft] = []
    for shot in cut_turn(layout, parts, limits, costs):
        within = (part.start < shot.end and shot.start < part.end for part in parts)
        own_parts = [at for at, inside in zip(numbers, within, strict=True) if inside]
        slot = Slot(
            shot.start_ms,
            shot.end_ms,
            earliest_ms=max(0, shown[own_parts[0]].sentence.span.start_ms - limits.min_ms),
            latest_ms=latest[own_parts[-1]],
            turn=turn,
        )
        drafts.append(_Draft(tuple(shown[at].sentence for at in own_parts), shot, slot))
    return drafts


def judge(cue: Cue, limits: Limits, lang: Lang) -> list[Finding]:
    """What a cue could not meet; its reading speed is judged with the rest of the episode's quality."""
    where = Where(cue=cue.number, sentence_id=cue.sentence_ids[0])
    lines = cue.text.split("\n")
    widths = [width.cells(line, lang) for line in lines]
    found: list[Finding] = []

    def add(code: str, severity: Severity, message: str, hint: str) -> None:
        found.append(Finding(code, severity, where, message, hint))

    if cue.span.duration_ms < limits.min_ms:
        add(
            "cue-short",
            Severity.WARNING,
            f"stands {cue.span.duration_ms} ms, least {limits.min_ms}",
            "the speech around it leaves no more time; join it with a neighbour by hand",
        )
    if max(widths) > limits.max_line_cells:
        add(
            "line-wide",
            Severity.ERROR,
            f"a line of {max(widths):g} cells, limit {limits.max_line_cells:g}",
            "no line break is allowed inside it; reword it",
        )
    if len(lines) > limits.max_lines:
        add("lines-many", Severity.ERROR, f"{len(lines)} lines, limit {limits.max_lines}", "reword it")
    return found
