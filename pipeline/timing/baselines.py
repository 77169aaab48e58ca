"""The two plain methods our timing is measured against, on the same translation.

`source_times` shows each source cue's share of the translation during that cue, as translators who work cue by cue do.
`proportional` cuts each sentence into as many equal cues as its width needs and gives each its share of the speech.
Both break lines with our own breaker, so that only timing and cutting differ.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from pipeline.config import Limits
from pipeline.lang import width
from pipeline.lang.boundaries import Strength
from pipeline.lang.breaks import break_lines
from pipeline.model import Cue, Lang, Span, Track, TrackKind
from pipeline.timing.texts import Shown


def source_times(track: Track, shown: Sequence[Shown], lang: Lang, limits: Limits) -> Track:
    """The translation at the source cues' own times, cut at the phrase boundary nearest to each cue's share."""
    texts: dict[str, list[str]] = {}
    for one in shown:
        pieces = one.sentence.pieces
        total = sum(piece.end - piece.start for piece in pieces)
        done = 0
        shares = []
        for piece in pieces[:-1]:
            done += piece.end - piece.start
            shares.append(done / total)
        for piece, text in zip(pieces, split_at(one, shares, lang), strict=True):
            if text:
                texts.setdefault(piece.cue_id, []).append(text)
    cues = [
        replace(cue, text=_broken("\u3000".join(texts[cue.id]), lang, limits), marks=(), settings="")
        for cue in track.cues
        if cue.id in texts
    ]
    return Track(lang, TrackKind.SUBTITLES, tuple(cues))


def proportional(shown: Sequence[Shown], lang: Lang, limits: Limits) -> Track:
    """Every sentence in equal cues that share its speech by width; nothing is lengthened, joined or moved."""
    room = limits.max_line_cells * limits.max_lines
    cues: list[Cue] = []
    last_ms = 0
    for one in shown:
        count = max(1, -int(-one.cells // (room * 0.85)))
        parts = [part for part in split_at(one, [k / count for k in range(1, count)], lang) if part]
        total = sum(width.cells(part, lang) for part in parts) or 1.0
        span = one.sentence.span
        done = 0.0
        for number, part in enumerate(parts, start=1):
            start_ms = max(last_ms, round(span.start_ms + span.duration_ms * done / total))
            done += width.cells(part, lang)
            end_ms = max(start_ms + 1, round(span.start_ms + span.duration_ms * done / total))
            cues.append(Cue(f"{one.sentence.id}.{number}", Span(start_ms, end_ms), _broken(part, lang, limits)))
            last_ms = end_ms
    return Track(lang, TrackKind.SUBTITLES, tuple(cues))


def split_at(one: Shown, shares: Sequence[float], lang: Lang) -> list[str]:
    """The shown text cut at the phrase boundaries nearest to some shares of its width; parts may be empty."""
    sums = width.offsets(one.text, lang)
    places = [at for at in range(1, len(one.text)) if one.levels[at] >= Strength.WEAK]
    cuts = [0]
    for share in shares:
        wanted = sums[-1] * share
        later = [at for at in places if at >= cuts[-1]]
        cuts.append(min(later, key=lambda at: abs(sums[at] - wanted), default=cuts[-1]))
    cuts.append(len(one.text))
    return [one.text[a:b].strip() for a, b in itertools.pairwise(cuts)]


def _broken(text: str, lang: Lang, limits: Limits) -> str:
    return "\n".join(break_lines(text, lang=lang, limits=limits))
