"""Cut the translations into timed cues of the target language.

Order of work: sentences in time order with the text to show, windows and the most even schedule, cuts, whole
milliseconds. No two cues overlap, none of one speaker stands into another's sentence, every character is shown once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.config import Limits, LimitsByLang, RetimeSettings
from pipeline.lang import width
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
from pipeline.timing.cutting import Chunk, cut
from pipeline.timing.schedule import Job, water_fill

PROFILES: dict[str, float] = {"netflix": 13.0, "web": 20.0, "vertical": 11.0}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A sentence, the text to show for it and its place in the order."""

    sentence: Sentence
    text: str
    cells: float


def run(episode: Episode, *, glossary: Glossary, limits: LimitsByLang, settings: RetimeSettings) -> Episode:
    """The episode with its target track."""
    lang = episode.pair.target
    own = profile_limits(limits, lang, settings)
    texts = {translation.sentence_id: " ".join(translation.text.split()) for translation in episode.translations}
    ordered = sorted(episode.sentences, key=lambda sentence: sentence.span.start_ms)  # stable: ties keep their order
    shown = [
        _Shown(sentence, texts[sentence.id], width.cells(texts[sentence.id], lang))
        for sentence in ordered
        if texts.get(sentence.id)
    ]
    cues: list[Cue] = []
    for one, (start, end) in zip(shown, _schedule(shown, own), strict=True):
        terms = term_spans(one.text, glossary)
        chunks = cut(one.text, end - start, lang=lang, limits=own, unbreakable=terms)
        cues.extend(_timed(one, chunks, start, end))
    settled, findings = _settle(cues, own, {one.sentence.id: one.sentence for one in shown}, lang)
    target = Track(lang=lang, kind=TrackKind.SUBTITLES, cues=tuple(settled))
    return replace(episode, target=target).with_findings(findings)


def profile_limits(limits: LimitsByLang, lang: Lang, settings: RetimeSettings) -> Limits:
    """The limits of a language under the line profile; a width set in the configuration wins over the profile's."""
    own = limits.ja if lang is Lang.JA else limits.en
    if lang is Lang.JA and own.max_line_cells == Limits().max_line_cells:
        return replace(own, max_line_cells=PROFILES[settings.profile])
    return own


def term_spans(text: str, glossary: Glossary) -> list[tuple[int, int]]:
    """Stretches of target text that are glossary terms and must stay on one line."""
    spans: list[tuple[int, int]] = []
    for term in glossary.approved():
        for rendering in (term.target, *term.accepted):
            at = text.find(rendering) if rendering else -1
            while at >= 0:
                spans.append((at, at + len(rendering)))
                at = text.find(rendering, at + len(rendering))
    return spans


def _schedule(shown: Sequence[_Shown], limits: Limits) -> tuple[tuple[float, float], ...]:
    """Start and end of every sentence: late only where reading would be too fast."""
    late = [0] * len(shown)
    jobs = [_job(shown, at, late[at]) for at in range(len(shown))]
    for at, (start, end) in enumerate(water_fill(jobs)):
        if shown[at].cells * 1000 > limits.target_cps * (end - start):
            late[at] = limits.max_late_ms
    return water_fill([_job(shown, at, late[at]) for at in range(len(shown))])


def _job(shown: Sequence[_Shown], at: int, late_ms: int) -> Job:
    span = shown[at].sentence.span
    close_ms = span.end_ms + late_ms
    for other in shown[at + 1 : at + 8]:
        if other.sentence.speaker != shown[at].sentence.speaker:
            close_ms = max(span.end_ms, min(close_ms, other.sentence.span.start_ms))
            break
    return Job(span.start_ms, close_ms, shown[at].cells)


def _timed(one: _Shown, chunks: Sequence[Chunk], start: float, end: float) -> list[Cue]:
    """Cues of a sentence with times in proportion to their width; starts rise by at least 1 ms."""
    total = sum(chunk.cells for chunk in chunks) or 1.0
    cues: list[Cue] = []
    done = 0.0
    for number, chunk in enumerate(chunks, start=1):
        first = round(start + (end - start) * done / total)
        done += chunk.cells
        last = max(first + 1, round(start + (end - start) * done / total))
        text = "\n".join(chunk.lines)
        voice = one.sentence.speaker
        cues.append(
            Cue(
                id=f"{one.sentence.id}.{number}",
                span=Span(first, last),
                text=text,
                marks=(Mark(0, len(text), MarkKind.VOICE, voice),) if voice else (),
                sentence_ids=(one.sentence.id,),
            )
        )
    return cues


def _settle(
    cues: list[Cue], limits: Limits, sentences: dict[str, Sentence], lang: Lang
) -> tuple[list[Cue], list[Finding]]:
    """Whole milliseconds without overlap, short cues lengthened into free time, long ones ended early."""
    settled: list[Cue] = []
    findings: list[Finding] = []
    free_ms = 0
    for at, cue in enumerate(cues):
        start_ms = max(cue.span.start_ms, free_ms)
        next_ms = cues[at + 1].span.start_ms if at + 1 < len(cues) else cue.span.end_ms + limits.min_ms
        end_ms = max(cue.span.end_ms, start_ms + 1)
        if end_ms - start_ms < limits.min_ms:
            end_ms = max(end_ms, min(start_ms + limits.min_ms, next_ms))
        end_ms = min(end_ms, start_ms + limits.max_ms)
        if 0 < next_ms - end_ms < limits.gap_ms and next_ms - start_ms <= limits.max_ms:
            end_ms = next_ms
        free_ms = end_ms
        cue = replace(cue, span=Span(start_ms, end_ms), number=at + 1)
        settled.append(cue)
        findings.extend(_judge(cue, limits, lang))
    return settled, findings


def _judge(cue: Cue, limits: Limits, lang: Lang) -> list[Finding]:
    where = Where(cue=cue.number, sentence_id=cue.sentence_ids[0])
    lines = cue.text.split("\n")
    found: list[Finding] = []
    cps = sum(width.cells(line, lang) for line in lines) * 1000 / cue.span.duration_ms
    if cps > limits.hard_cps:
        found.append(
            Finding("cps-high", Severity.WARNING, where, f"{cps:.1f} cells a second, limit {limits.hard_cps:g}",
                    "shorten the translation")
        )
    if cue.span.duration_ms < limits.min_ms:
        found.append(
            Finding("cue-short", Severity.WARNING, where, f"stands {cue.span.duration_ms} ms, least {limits.min_ms}",
                    "the speech around it leaves no more time; join it with a neighbour")
        )
    widest = max(width.cells(line, lang) for line in lines)
    if widest > limits.max_line_cells:
        found.append(
            Finding("line-wide", Severity.ERROR, where, f"a line of {widest:g} cells, limit {limits.max_line_cells:g}",
                    "no line break is allowed inside it; reword it")
        )
    if len(lines) > limits.max_lines:
        found.append(
            Finding("lines-many", Severity.ERROR, where, f"{len(lines)} lines, limit {limits.max_lines}", "reword it")
        )
    return found
