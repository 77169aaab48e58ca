"""Stage 1: bytes to a Track. Decode, sniff, read, tidy; what was odd becomes a finding with line and cue."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline import formats
from pipeline.config import IngestSettings
from pipeline.errors import ConfigError, FormatError
from pipeline.formats.text import looks_double_encoded
from pipeline.model import Cue, Edit, EditKind, Episode, Finding, Lang, Pair, Severity, Source, Span, Track, Where
from pipeline.timecode import clock
from pipeline.timing import shift


def run(episode: Episode, *, pair: Pair, settings: IngestSettings, edits: tuple[Edit, ...] = ()) -> Episode:
    """The episode with its track in `pair.source`, its source's format and encoding known.

    Moves in time that an editor made (`nijimaku shift` and its like) are made again, in their order. Raises FormatError
    when the bytes are no subtitle file, hold no text, or are larger than the settings allow.
    """
    source = episode.source
    if len(source.data) > settings.max_bytes:
        size = f"{len(source.data):,} bytes, more than max_bytes {settings.max_bytes:,}"
        raise FormatError(
            f"the file has {size}", where=source.name, hint="raise ingest.max_bytes for a real transcript of this size"
        )
    text, encoding = formats.decode(source.data)
    entry = formats.sniff(text, source.name)
    if entry.read is None:
        raise FormatError(f"{entry.title} is only written, not read", where=source.name)
    track, findings = entry.read(text, name=source.name, lang=pair.source)
    if len(track.cues) > settings.max_cues:
        size = f"{len(track.cues):,} cues, more than max_cues {settings.max_cues:,}"
        raise FormatError(
            f"the file has {size}", where=source.name, hint="raise ingest.max_cues for a real transcript of this size"
        )
    if not any(cue.text.strip() for cue in track.cues):
        raise FormatError(
            "no cue with any text in this file", where=source.name, hint="check that the export was complete"
        )
    if settings.check_language:
        _check_sense(track, pair, source.name)
    track, trimmed = trim_overlaps(track, name=source.name, max_overlap_ms=settings.max_overlap_ms)
    odd = (*_encoding_findings(text, encoding, source.name), *findings, *trimmed)
    known = Source(name=source.name, sha256=source.sha256, format=entry.name, encoding=encoding, data=source.data)
    return _moved(replace(episode, source=known, pair=pair, track=track).with_findings(odd), edits)


_KANA = re.compile(r"[\u3041-\u30ff\uff66-\uff9f]")
_EAST = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_LEAST_LETTERS = 200  # below that a file says too little about itself
_MOSTLY = 0.9
MAX_SPOKEN_CPS = 150  # nobody speaks a fifth of that


def _check_sense(track: Track, pair: Pair, name: str) -> None:
    """Raise FormatError for a track in the other language, and for one that cannot have been said in its time."""
    letters = [char for cue in track.cues for char in cue.text if char.isalpha()]
    if len(letters) < _LEAST_LETTERS:
        return
    east = sum(bool(_EAST.match(char)) for char in letters) / len(letters)
    if pair.source is Lang.EN and east >= _MOSTLY and not any(map(_KANA.match, letters)):
        raise FormatError("this transcript is in Chinese characters without any kana, not in English", where=name)
    heard = Lang.JA if east >= _MOSTLY else Lang.EN if east <= 1 - _MOSTLY else pair.source
    if heard is not pair.source:
        raise FormatError(
            f"this transcript is in {heard.english_name}, to be read as {pair.source.english_name}",
            where=name,
            hint=f'--set source="{heard}" --set target="{heard.other}" translates it the other way; '
            "--set ingest.check_language=false reads it all the same",
        )
    said_ms = sum(cue.span.duration_ms for cue in track.cues)
    if len(letters) * 1000 > MAX_SPOKEN_CPS * said_ms:
        raise FormatError(
            f"{len(letters):,} letters in {said_ms / 1000:.1f} s of cues: no transcript, or its times are wrong",
            where=name,
            hint="check the file; --set ingest.check_language=false reads it all the same",
        )


def _moved(episode: Episode, edits: tuple[Edit, ...]) -> Episode:
    for edit in edits:
        if edit.kind is not EditKind.TIMING:
            continue
        where = Where(file=episode.source.name)
        try:
            episode = shift.move(episode, edit.after)
        except ConfigError as error:
            message = f"a move of the whole episode is no longer possible ({edit.after}): {error}"
            odd = Finding("edit-conflict", Severity.WARNING, where, message, "look at its times, and move it again")
            episode = episode.with_findings([odd])
            continue
        if edit.before and edit.before != episode.source.sha256:
            message = f"the transcript changed since the episode was moved ({edit.after}); it was moved all the same"
            odd = Finding("edit-conflict", Severity.WARNING, where, message, "look at its times")
            episode = episode.with_findings([odd])
    return episode


def _encoding_findings(text: str, encoding: str, name: str) -> tuple[Finding, ...]:
    where = Where(file=name)
    found: list[Finding] = []
    if encoding in formats.GUESSED:
        message = f"the file is not plain UTF-8; read as {encoding}, judging by its letters"
        found.append(
            Finding("encoding-guessed", Severity.WARNING, where, message, "save the transcript as UTF-8 to be sure")
        )
    if looks_double_encoded(text):
        message = "the text was encoded twice (UTF-8 taken for Latin-1) and is not readable"
        found.append(
            Finding("encoding-doubled", Severity.ERROR, where, message, "export the transcript again as UTF-8")
        )
    return tuple(found)


def trim_overlaps(track: Track, *, name: str = "", max_overlap_ms: int) -> tuple[Track, tuple[Finding, ...]]:
    """Cues of one speaker that overlap a little are cut to touch; two speakers at once and long overlaps are kept.

    Idempotent; every overlap is a finding with line and cue, whether trimmed or kept.
    """
    findings: list[Finding] = []
    cues: list[Cue] = []
    for cue in track.cues:
        last = cues[-1] if cues else None
        if last and last.span.overlaps(cue.span):
            overlap_ms = min(last.span.end_ms, cue.span.end_ms) - cue.span.start_ms
            where = Where(file=name, line=cue.line, cue=cue.number)
            place = (
                f"cue {cue.number} starts at {clock(cue.span.start_ms)}, {overlap_ms} ms before cue {last.number} ends"
            )
            same = last.voice == cue.voice
            fits = last.span.start_ms < cue.span.start_ms and last.span.end_ms <= cue.span.end_ms
            if same and fits and overlap_ms <= max_overlap_ms:
                cues[-1] = replace(last, span=Span(last.span.start_ms, cue.span.start_ms))
                findings.append(
                    Finding("overlap-trimmed", Severity.INFO, where, f"{place}; the earlier one now ends there")
                )
            else:
                why = "two speakers" if not same else "too long to trim" if fits else "one stands inside the other"
                findings.append(Finding("overlap-kept", Severity.INFO, where, f"{place}; kept: {why}"))
        cues.append(cue)
    return replace(track, cues=tuple(cues)), tuple(findings)
