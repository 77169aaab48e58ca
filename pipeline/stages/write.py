"""Stage 5: the tracks as files in memory. Every one is read back and compared before it leaves this module."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline import formats, tracks
from pipeline.bilingual import Shared, share
from pipeline.config import LimitsByLang, WriteSettings
from pipeline.errors import FormatError
from pipeline.formats import ass, check, tsv
from pipeline.formats.record import Format
from pipeline.model import Episode, Finding, Lang, Rendering, Severity, Track, Where


def run(episode: Episode, *, limits: LimitsByLang, settings: WriteSettings) -> Episode:
    """The episode with a rendering of every track in every chosen format, and `sentences.tsv`.

    Files are named by language: `en.vtt ja.vtt bilingual.vtt`. Raises FormatError when a file does not read back as
    what it was made from.
    """
    shared = share(episode, limits=limits, fix_source=settings.fix_source)
    renderings: list[Rendering] = []
    findings: list[Finding] = list(_unshown(episode))
    for name in settings.formats:
        entry = formats.named(name)
        if entry.write is None:
            raise FormatError(f"{entry.title} is only read, not written", hint="choose vtt, srt or ass")
        for rendering, more in _tracks(entry, episode, shared, settings):
            renderings.append(rendering)
            findings.extend(replace(found, message=f"{rendering.name}: {found.message}") for found in more)
    renderings.append(_table(episode))
    return replace(episode, renderings=tuple(renderings)).with_findings(findings)


def _unshown(episode: Episode) -> Iterable[Finding]:
    """Sentences that no target cue shows: their source words are missing from bilingual tracks."""
    shown = {sentence_id for cue in episode.target_track().cues for sentence_id in cue.sentence_ids}
    numbers = {cue.id: cue.number for cue in episode.source_track().cues}
    for sentence in episode.sentences:
        if sentence.id not in shown:
            where = Where(cue=numbers.get(sentence.pieces[0].cue_id, 0), sentence_id=sentence.id)
            yield Finding("sentence-not-shown", Severity.WARNING, where, "no target cue shows this sentence")


def _tracks(
    entry: Format, episode: Episode, shared: tuple[Shared, ...], settings: WriteSettings
) -> Iterable[tuple[Rendering, tuple[Finding, ...]]]:
    source, target = episode.pair
    if entry is ass.FORMAT:
        track = tracks.bilingual_ass(shared, episode, bottom=Lang(settings.top).other)
        styles = ass.bilingual_styles(Lang(settings.top).other)
        yield _written(entry, "bilingual", track, styles=styles, title=_title(episode), wrap=2)
        return
    labelled = tracks.with_labels if entry.name == "srt" else tracks.unchanged
    header = {"header": f"\nKind: subtitles\nLanguage: {target}"} if entry.name == "vtt" else {}
    yield _written(entry, source.value, labelled(tracks.named(episode.source_track(), episode.meta, source)))
    yield _written(entry, target.value, labelled(tracks.named(episode.target_track(), episode.meta, target)), **header)
    both = tracks.bilingual(shared, episode, top=Lang(settings.top), labels=entry.name == "srt")
    extra = {"header": "\nKind: subtitles", "styles": tracks.STYLES} if entry.name == "vtt" else {}
    yield _written(entry, "bilingual", both, **extra)


def _written(entry: Format, stem: str, track: Track, **options: object) -> tuple[Rendering, tuple[Finding, ...]]:
    name = stem + entry.suffixes[0]
    assert entry.write is not None  # noqa: S101  (checked by run)
    text, findings = entry.write(track, **options)
    check.read_back(entry, text, track, name=name)
    return Rendering(name, entry.media_type, text), findings


def _title(episode: Episode) -> str:
    return episode.meta.title.en or episode.meta.title.ja or episode.id


def _table(episode: Episode) -> Rendering:
    rows = tsv.rows(episode)
    text = tsv.write(rows)
    if tsv.read(text) != rows:
        raise FormatError("reading back gives other rows", where="sentences.tsv")
    return Rendering("sentences.tsv", "text/tab-separated-values", text)
