"""Move a finished episode in time: by an offset, along a drift, around an advertisement break.

Each takes an episode and gives one whose cues, sentences and time marks moved together. Renderings, chapters and
summaries are made anew by the stages that own them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pipeline.errors import ConfigError
from pipeline.model import Cue, Episode, Mark, MarkKind, Sentence, Span, Track
from pipeline.timecode import clock

Move = Callable[[int], int]


def move(episode: Episode, told: str) -> Episode:
    """The episode after one move as an edit keeps it: `shift BY`, `insert AT LENGTH`, `stretch IS=SHOULD ...`, in ms.

    Raises ConfigError for a move that cannot be made, or is none.
    """
    name, _, rest = told.partition(" ")
    try:
        if name == "shift":
            return shift(episode, int(rest))
        if name == "insert":
            at_ms, length_ms = map(int, rest.split())
            return insert(episode, at_ms, length_ms)
        if name == "stretch":
            points = [tuple(map(int, pair.split("="))) for pair in rest.split()]
            return stretch(episode, [(left, right) for left, right in points])
    except ValueError:
        pass
    raise ConfigError(f"{told!r} is no move", hint="shift BY, insert AT LENGTH or stretch IS=SHOULD, in ms")


def shift(episode: Episode, by_ms: int) -> Episode:
    """Everything later by `by_ms` (earlier when negative). Raises ConfigError when something would begin before 0."""
    first_ms = first_start(episode)
    if first_ms + by_ms < 0:
        raise ConfigError(
            f"the first cue starts at {clock(first_ms)} and cannot move by {by_ms} ms",
            hint=f"shift by {-first_ms} ms at the most",
        )
    return moved(episode, lambda at_ms: at_ms + by_ms)


def stretch(episode: Episode, points: Sequence[tuple[int, int]]) -> Episode:
    """Times mapped along straight lines through `(is, should be)` points; one point alone is an offset.

    Beyond the outer points the nearest line goes on. Raises ConfigError for points that do not rise together.
    """
    return moved(episode, through(points))


def through(points: Sequence[tuple[int, int]]) -> Move:
    """The map through `(is, should be)` points, exact in whole milliseconds.

    >>> move = through([(0, 1000), (10_000, 12_000)])
    >>> move(0), move(5_000), move(20_000)
    (1000, 6500, 23000)
    """
    ordered = sorted(points)
    if not ordered:
        raise ConfigError("no point to stretch through", hint="give --point IS=SHOULD, or --factor")
    for (left, left_to), (right, right_to) in pairwise(ordered):
        if right <= left or right_to <= left_to:
            raise ConfigError(
                f"{clock(left)} and {clock(right)} would change their order", hint="both times of the points must rise"
            )
    if len(ordered) == 1:
        offset = ordered[0][1] - ordered[0][0]
        return lambda at_ms: max(0, at_ms + offset)

    def move(at_ms: int) -> int:
        index = 0
        while index + 2 < len(ordered) and at_ms >= ordered[index + 1][0]:
            index += 1
        (left, left_to), (right, right_to) = ordered[index], ordered[index + 1]
        return max(0, round(left_to + Fraction((right_to - left_to) * (at_ms - left), right - left)))

    return move


def insert(episode: Episode, at_ms: int, length_ms: int) -> Episode:
    """Room for `length_ms` at `at_ms`: what comes later moves; with a negative length that stretch is taken out.

    A cue that stands over `at_ms` keeps the side on which more of it lies, so nothing is shown during the break.
    Raises ConfigError when cues stand in the stretch that is to be taken out.
    """
    if length_ms < 0:
        gone = Span(at_ms, at_ms - length_ms)
        inside = [cue for track in tracks(episode) for cue in track.cues if _inside(cue.span, gone)]
        if inside:
            raise ConfigError(
                f"{len(inside)} cues stand between {clock(gone.start_ms)} and {clock(gone.end_ms)}, "
                f"the first is {' '.join(inside[0].text.split())[:40]!r}",
                hint="take out a stretch without speech",
            )
        return moved(episode, lambda t: t if t <= at_ms else max(at_ms, t + length_ms))

    def around(span: Span) -> Span:
        if span.end_ms <= at_ms:
            return span
        if span.start_ms >= at_ms:
            return Span(span.start_ms + length_ms, span.end_ms + length_ms)
        if at_ms - span.start_ms >= span.end_ms - at_ms:
            return Span(span.start_ms, at_ms)
        return Span(at_ms + length_ms, span.end_ms + length_ms)

    return moved(episode, lambda t: t if t < at_ms else t + length_ms, cue_span=around)


def _inside(span: Span, gone: Span) -> bool:
    return (
        gone.start_ms <= span.start_ms < gone.end_ms
        or gone.start_ms < span.end_ms <= gone.end_ms
        or (span.start_ms < gone.start_ms and span.end_ms > gone.end_ms)
    )


def tracks(episode: Episode) -> tuple[Track, ...]:
    """The tracks an episode has so far."""
    return tuple(track for track in (episode.track, episode.target) if track is not None)


def first_start(episode: Episode) -> int:
    """When the first cue of any track starts, 0 without cues."""
    return min((track.cues[0].span.start_ms for track in tracks(episode) if track.cues), default=0)


def moved(episode: Episode, move: Move, *, cue_span: Callable[[Span], Span] | None = None) -> Episode:
    """The episode with every time sent through `move`; cues as wholes through `cue_span` when given."""

    def span(old: Span) -> Span:
        start_ms = move(old.start_ms)
        return Span(start_ms, max(start_ms + 1, move(old.end_ms)))

    def cue(old: Cue) -> Cue:
        new = cue_span(old.span) if cue_span else span(old.span)
        marks = tuple(_mark(mark, move, new) for mark in old.marks)
        return replace(old, span=new, marks=marks)

    def track(old: Track | None) -> Track | None:
        if old is None:
            return None
        cues = (cue(one) for one in old.cues)
        return replace(old, cues=tuple(sorted(cues, key=lambda one: one.span.start_ms)))  # a long cue may move alone

    def sentence(old: Sentence) -> Sentence:
        return replace(old, span=span(old.span))

    return replace(
        episode,
        track=track(episode.track),
        target=track(episode.target),
        sentences=tuple(sentence(one) for one in episode.sentences),
    )


def _mark(mark: Mark, move: Move, span: Span) -> Mark:
    if mark.kind is not MarkKind.TIME:
        return mark
    at_ms = min(max(move(int(mark.value)), span.start_ms), span.end_ms)
    return replace(mark, value=str(at_ms))
