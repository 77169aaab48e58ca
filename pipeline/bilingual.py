"""Both languages in shared cues: the target cues give the times, each gets the source words spoken in it.

The words of a sentence are cut at the times its target cues begin: near there, at a good place to break, and so that
no cue gets more than it can show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.anchors import source_text, time_at
from pipeline.config import Limits, LimitsByLang
from pipeline.lang import LANGUAGES, width
from pipeline.lang.boundaries import Strength, strengths
from pipeline.lang.breaks import break_lines
from pipeline.model import Cue, Episode, Lang, Sentence, Span


@dataclass(frozen=True, slots=True)
class Shared:
    """What is on screen at once: the same time, speaker and sentences in both languages. Lines are joined by `\\n`."""

    id: str
    span: Span
    source: str
    target: str
    speaker: str
    sentence_ids: tuple[str, ...]

    def text(self, lang: Lang, source_lang: Lang) -> str:
        """The text in one of the two languages."""
        return self.source if lang is source_lang else self.target


def shown_source(sentence: Sentence, cues: Mapping[str, Cue], *, fix_source: bool) -> str:
    """The source words to show: the delivered ones, or the repaired reading."""
    return sentence.text if fix_source else source_text(sentence, cues)


def share(episode: Episode, *, limits: LimitsByLang, fix_source: bool = False) -> tuple[Shared, ...]:
    """One `Shared` a target cue, in the target's order.

    Every word of every shown sentence stands in exactly one of its cues; a sentence with fewer words than cues repeats
    its last word group rather than leave a cue with one language only.
    """
    source_lang = episode.pair.source
    own = limits.en if source_lang is Lang.EN else limits.ja
    cues = episode.source_track().by_id()
    target = episode.target_track().cues
    shown_in: dict[str, list[Cue]] = {}
    for cue in target:
        for sentence_id in cue.sentence_ids:
            shown_in.setdefault(sentence_id, []).append(cue)
    parts: dict[tuple[str, str], str] = {}
    speakers: dict[str, str] = {}
    for sentence in episode.sentences:
        speakers[sentence.id] = sentence.speaker
        own_cues = shown_in.get(sentence.id, [])
        if own_cues:
            text = shown_source(sentence, cues, fix_source=fix_source)
            starts = [cue.span.start_ms for cue in own_cues[1:]]
            pieces = split(text, _wanted(text, sentence, cues, starts), lang=source_lang, limits=own)
            for cue, part in zip(own_cues, pieces, strict=True):
                parts[cue.id, sentence.id] = part
    joiner = LANGUAGES[source_lang].joiner
    shared = []
    for cue in target:
        text = joiner.join(
            part for part in (parts.get((cue.id, sentence_id), "") for sentence_id in cue.sentence_ids) if part
        )
        lines = break_lines(text, lang=source_lang, limits=own)
        speaker = cue.voice or next((speakers.get(sentence_id, "") for sentence_id in cue.sentence_ids), "")
        shared.append(Shared(cue.id, cue.span, "\n".join(lines), cue.text, speaker, cue.sentence_ids))
    return tuple(shared)


def _wanted(text: str, sentence: Sentence, cues: Mapping[str, Cue], starts: Sequence[int]) -> list[int]:
    """Offsets in `text` of the words being spoken at these times, from the times of the sentence's pieces."""
    sizes = [piece.end - piece.start for piece in sentence.pieces]
    total = sum(sizes) or 1
    points: list[tuple[int, float]] = []
    done = 0
    for piece, size in zip(sentence.pieces, sizes, strict=True):
        cue = cues[piece.cue_id]
        points.append((time_at(cue, piece.start)[0], done / total))
        done += size
        points.append((time_at(cue, piece.end)[0], done / total))
    wanted = []
    for start_ms in starts:
        share_done = 0.0
        for (left_ms, left), (right_ms, right) in pairwise(points):
            if start_ms >= right_ms:
                share_done = max(share_done, right)
            elif left_ms <= start_ms:
                share_done = max(share_done, left + (right - left) * (start_ms - left_ms) / (right_ms - left_ms))
        wanted.append(round(share_done * len(text)))
    return wanted


_FILL = 0.88  # of the lines' room; breaking at words leaves the rest empty


def split(text: str, wanted: Sequence[int], *, lang: Lang, limits: Limits) -> list[str]:
    """`len(wanted) + 1` stretches of the text, cut at good places near the wanted offsets, none longer than a cue.

    >>> split("We looked at the results, and they were good.", [20], lang=Lang.EN, limits=Limits(max_line_cells=21))
    ['We looked at the results,', 'and they were good.']
    """
    count = len(wanted) + 1
    if count == 1:
        return [text]
    levels = strengths(text, lang)
    places = [at for at in range(1, len(text)) if levels[at] >= (Strength.WORD if lang is Lang.EN else Strength.INSIDE)]
    if len(places) < count - 1:
        places = [at for at in range(1, len(text)) if text[at - 1].isspace() and not text[at].isspace()]
    if len(places) < count - 1:
        stops = [0, *places, len(text)]
        pieces = [text[left:right].strip() for left, right in pairwise(stops)]
        return [pieces[at * len(pieces) // count] for at in range(count)]
    sums = width.offsets(text, lang)
    room = limits.max_line_cells * limits.max_lines * _FILL
    scale = 2.0 if lang is Lang.EN else 1.0  # half-width letters: offsets and costs count characters
    least = 6.0 if lang is Lang.EN else 3.0

    def chunk_cost(left: int, right: int) -> float:
        cells = sums[right] - sums[left]
        return 40.0 * max(0.0, cells - room) + 2.5 * max(0.0, least - cells)  # neither too long nor a lone word

    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, -1)}]
    for number in range(1, count):
        near = sorted(places, key=lambda at: abs(at - wanted[number - 1]))[:24]
        column: dict[int, tuple[float, int]] = {}
        for at in near:
            here = abs(at - wanted[number - 1]) / scale + 3.0 * (Strength.SENTENCE - levels[at])
            choices = [(cost + chunk_cost(left, at) + here, left) for left, (cost, _) in best[-1].items() if left < at]
            if choices:
                column[at] = min(choices)
        if not column:
            return _even(text, places, count)
        best.append(column)
    last = min((cost + chunk_cost(left, len(text)), left) for left, (cost, _) in best[-1].items())
    cuts = [len(text), last[1]]
    for column in reversed(best[1:]):
        cuts.append(column[cuts[-1]][1])
    cuts = cuts[::-1]
    return [text[left:right].strip() for left, right in pairwise(cuts)]


def _even(text: str, places: Sequence[int], count: int) -> list[str]:
    """Even shares, where the wanted offsets leave no order of cuts."""
    cuts = [0, *(places[at * len(places) // count] for at in range(1, count)), len(text)]
    return [text[left:right].strip() for left, right in pairwise(cuts)]
