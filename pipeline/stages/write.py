"""Stage 5: the tracks as files in memory. Every one is read back and compared before it leaves this module."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline import exports
from pipeline.config import LimitsByLang, WriteSettings
from pipeline.model import Episode, Finding, Severity, Where


def run(episode: Episode, *, limits: LimitsByLang, settings: WriteSettings) -> Episode:
    """The episode with a rendering of every track in every chosen format, and the sentence table.

    Files are named by language: `en.vtt ja.vtt bilingual.vtt`; what needs chapters is written after `summarise`.
    Raises FormatError when a file does not read back as what it was made from.
    """
    ready = [export for export in exports.chosen((*settings.formats, "tsv")) if not export.needs_chapters]
    renderings, findings = exports.make(episode, ready, limits=limits, settings=settings)
    return replace(episode, renderings=renderings).with_findings((*_unshown(episode), *findings))


def _unshown(episode: Episode) -> Iterable[Finding]:
    """Sentences that no target cue shows: their source words are missing from bilingual tracks."""
    shown = {sentence_id for cue in episode.target_track().cues for sentence_id in cue.sentence_ids}
    numbers = {cue.id: cue.number for cue in episode.source_track().cues}
    for sentence in episode.sentences:
        if sentence.id not in shown:
            where = Where(cue=numbers.get(sentence.pieces[0].cue_id, 0), sentence_id=sentence.id)
            yield Finding("sentence-not-shown", Severity.WARNING, where, "no target cue shows this sentence")
