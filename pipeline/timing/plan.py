"""What is shown and when it may be read: the part of re-timing that comes before anything is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.config import Limits, RetimeSettings
from pipeline.model import Episode, Finding, Glossary, Severity, Where
from pipeline.timing.schedule import Window, schedule, windows_of
from pipeline.timing.shorter import shorter
from pipeline.timing.texts import Shown, prepare, renderings, show, term_spans


@dataclass(frozen=True, slots=True)
class Plan:
    """Sentences in order of speech with the text each shows, their windows, and the time each is given."""

    shown: tuple[Shown, ...]
    windows: tuple[Window, ...]
    times: tuple[tuple[float, float], ...]
    findings: tuple[Finding, ...]


def plan(episode: Episode, glossary: Glossary, limits: Limits, settings: RetimeSettings) -> Plan:
    """The plan of an episode whose sentences are translated; shorter hypotheses are taken where reading is too fast."""
    shown = prepare(episode, glossary, settings)
    windows, times = _schedule(shown, limits)
    findings: list[Finding] = []
    if settings.shorten:
        shown, findings = _shorten(episode, glossary, shown, times, limits, settings)
        if findings:
            windows, times = _schedule(shown, limits)
    return Plan(tuple(shown), tuple(windows), tuple(times), tuple(findings))


def _schedule(shown: Sequence[Shown], limits: Limits) -> tuple[list[Window], list[tuple[float, float]]]:
    windows = windows_of([one.sentence for one in shown], [one.cells for one in shown])
    return windows, schedule(windows, target_cps=limits.target_cps, late_ms=limits.max_late_ms, min_ms=limits.min_ms)


def _shorten(
    episode: Episode,
    glossary: Glossary,
    shown: list[Shown],
    times: Sequence[tuple[float, float]],
    limits: Limits,
    settings: RetimeSettings,
) -> tuple[list[Shown], list[Finding]]:
    """Shorter hypotheses where a sentence is too fast in spite of all the time there is, and what was taken."""
    lang = episode.pair.target
    by_id = {one.sentence_id: one for one in episode.translations}
    names = renderings(glossary, by_id.values())
    found: list[Finding] = []
    for at, (one, (start, end)) in enumerate(zip(shown, times, strict=True)):
        room = limits.hard_cps * (end - start) / 1000
        if one.cells <= room:
            continue
        text = shorter(by_id[one.sentence.id], one.sentence.text, episode.pair, room)
        if text:
            text = " ".join(text.split())
            shown[at] = show(one.sentence, text, term_spans([text], names, lang)[0], lang, settings)
            where = Where(sentence_id=one.sentence.id)
            message = f"shown shorter, {one.cells:g} to {shown[at].cells:g} cells: {one.neutral} -> {text}"
            found.append(
                Finding("text-shortened", Severity.INFO, where, message, "lock the text in the editor to keep it")
            )
    return shown, found
