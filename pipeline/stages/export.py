"""Stage 7, only when the configuration asks for it: files that need chapters."""

from __future__ import annotations

from dataclasses import replace

from pipeline import exports
from pipeline.config import LimitsByLang, WriteSettings
from pipeline.model import Episode


def wanted(settings: WriteSettings) -> tuple[exports.Export, ...]:
    """The chosen exports that wait for `summarise`. Raises ConfigError for an unknown name."""
    return tuple(export for export in exports.chosen(settings.formats) if export.needs_chapters)


def run(episode: Episode, *, limits: LimitsByLang, settings: WriteSettings) -> Episode:
    """The episode with the renderings of those exports; earlier ones of the same name are replaced."""
    made, findings = exports.make(episode, wanted(settings), limits=limits, settings=settings)
    names = {rendering.name for rendering in made}
    kept = tuple(rendering for rendering in episode.renderings if rendering.name not in names)
    return replace(episode, renderings=(*kept, *made)).with_findings(findings)
