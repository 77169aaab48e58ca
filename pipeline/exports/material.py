"""An episode ready to be written: what several exports need is made once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from pipeline import seams, tracks
from pipeline.bilingual import Shared, share, shown_source
from pipeline.config import LimitsByLang, WriteSettings
from pipeline.formats import tsv
from pipeline.formats.podcast import Turn
from pipeline.lang import LANGUAGES
from pipeline.model import Bilingual, Episode, Finding, Lang, Rendering, Track
from pipeline.reading.fixed import fixed_track
from pipeline.summary.heading import episode_title

Made = tuple[Rendering, tuple[Finding, ...]]
MAX_TURN_SENTENCES = 5


class Material:
    """The episode with its settings; everything derived is computed at its first use."""

    def __init__(self, episode: Episode, limits: LimitsByLang, settings: WriteSettings) -> None:
        self.episode = episode
        self.limits = limits
        self.settings = settings

    @property
    def top(self) -> Lang:
        """The language above."""
        return Lang(self.settings.top)

    @property
    def title(self) -> Bilingual:
        """The episode's title in both languages; what it is about, else its id, where there is none."""
        return episode_title(self.episode)

    @cached_property
    def shared(self) -> tuple[Shared, ...]:
        """Both languages in shared cues."""
        return share(self.episode, limits=self.limits, fix_source=self.settings.fix_source)

    @cached_property
    def single(self) -> dict[Lang, Track]:
        """The track of each language with real names in its voices."""
        source, target = self.episode.pair
        track = self.episode.source_track()
        if self.settings.fix_source:
            track = fixed_track(track, self.episode.sentences)
        return {
            source: tracks.named(track, self.episode.meta, source),
            target: tracks.inherited(
                tracks.identified(tracks.named(self.episode.target_track(), self.episode.meta, target)), self.episode
            ),
        }

    @cached_property
    def in_lines(self) -> dict[Lang, Track]:
        """The same, the target's cues in one line each: for what joins or cuts lines anew."""
        return self.single | {
            self.episode.pair.target: seams.one_line(self.single[self.episode.pair.target], self.episode)
        }

    @cached_property
    def both(self) -> Track:
        """Both languages in one cue, in spans."""
        return tracks.inherited(tracks.bilingual(self.shared, self.episode, top=self.top), self.episode)

    @cached_property
    def rows(self) -> tuple[tsv.Row, ...]:
        """The sentence table."""
        return tsv.rows(self.episode)

    def turns(self, lang: Lang) -> Sequence[Turn]:
        """What is said, by speaker's turn, in one language; long turns in parts of a few sentences."""
        cues = self.episode.source_track().by_id()
        translations = {item.sentence_id: item.text for item in self.episode.translations}
        found: list[Turn] = []
        parts: list[str] = []
        speaker, start_ms = "", 0
        joiner = LANGUAGES[lang].joiner

        def close() -> None:
            if parts:
                found.append(Turn(start_ms, tracks.name_of(speaker, self.episode.meta, lang), joiner.join(parts)))
            parts.clear()

        for sentence in self.episode.sentences:
            if lang is self.episode.pair.source:
                text = shown_source(sentence, cues, fix_source=self.settings.fix_source)
            else:
                text = translations.get(sentence.id, "")
            if not text.strip():
                continue
            if sentence.speaker != speaker or len(parts) >= MAX_TURN_SENTENCES or not parts:
                close()
                speaker, start_ms = sentence.speaker, sentence.span.start_ms
            parts.append(text.strip())
        close()
        return found
