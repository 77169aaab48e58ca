"""Finished episodes kept ready for review: read once, read again only when their files change."""

from __future__ import annotations

import re
import threading
import time
from bisect import bisect_left, bisect_right, insort
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from pipeline.config import Config
from pipeline.errors import StoreError
from pipeline.glossary.match import Matcher
from pipeline.glossary.workflow import difference
from pipeline.model import Edit, Episode, Glossary, Lang, Pair, Term
from pipeline.qa import limits_of
from pipeline.review import items as review
from pipeline.review.items import Item, View
from pipeline.review.workflow import standing
from pipeline.store import desk, episodes
from pipeline.summary.heading import episode_title

MANY = 100  # rows changed at once
AT_ONCE = 1_000  # rows judged anew while others wait
KEPT_VIEWS = 8  # whole episodes held in memory; the rows of all of them always are


@dataclass(frozen=True, slots=True)
class Loaded:
    """One episode's rows and what they were read from; replaced, never changed."""

    stamp: tuple[int, int, int]
    rows: tuple[Item, ...]
    edits: Mapping[str, Edit]
    title: str
    places: Mapping[str, int]  # sentence id -> position
    counts: Counter[str]


class Shelf:
    """Rows of all finished episodes under a folder. Safe to use from several threads.

    A decision touches its own row, the rows that say the same, and their places in the queue; nothing else is made
    anew.
    """

    def __init__(self, out: Path, glossary: Glossary, config: Config, *, only: str = "") -> None:
        self.out = out
        self.config = config
        self.glossary = glossary
        self._only = only
        self._folders: dict[str, Path] = {}
        self._loaded: dict[str, Loaded] = {}
        self._views: OrderedDict[str, View] = OrderedDict()
        self._matchers: dict[Lang, Matcher] = {}
        self._lock = threading.RLock()
        self._same: dict[str, set[tuple[str, int]]] = defaultdict(set)  # compared source -> rows
        self._queue: list[Item] | None = None
        self._texts: dict[tuple[str, str], tuple[tuple[Item, ...], str, list[int]]] = {}
        self.unreadable: dict[str, str] = {}

    # ------------------------------------------------------------------------------------------------ reading in

    def refresh(self) -> None:
        """Look at the folder again: new, changed and removed episodes, new decisions."""
        with self._lock:
            found = desk.finished(self.out)
            self._folders = {key: path for key, path in found.items() if not self._only or key == self._only}
            for gone in self._loaded.keys() - self._folders.keys():
                self._forget(gone)
            touched: set[str] = set()
            for episode_id in self._folders:
                touched |= self._load(episode_id)
            self._compare(touched)

    def use_glossary(self, glossary: Glossary) -> None:
        """Judge every sentence by these terms from now on.

        Only sentences that could hold a changed term are judged anew: at once where the episode is at hand, else in
        the background, one episode after the other.
        """
        with self._lock:
            if glossary.revision == self.glossary.revision:
                return
            parts = _parts(difference(self.glossary.terms, glossary.terms))
            self.glossary = glossary
            self._matchers.clear()
            at_hand = {key: view.episode for key, view in self._views.items()}
            for key, episode in at_hand.items():
                self._views[key] = self._view_of(episode)
            touched: dict[str, set[int]] = defaultdict(set)
            for part in parts:
                for episode_id, position in self.holding(part):
                    touched[episode_id].add(position)
            order = sorted(touched, key=lambda key: key not in at_hand)
            parts_of = [
                (key, positions[low : low + AT_ONCE])
                for key in order for positions in [sorted(touched[key])]
                for low in range(0, len(positions), AT_ONCE)
            ]  # fmt: skip
            now = parts_of[: max(1, KEPT_VIEWS)] if sum(len(part) for _, part in parts_of) <= AT_ONCE else parts_of[:1]
            for episode_id, positions in now:
                self._judge(episode_id, positions)
        if rest := parts_of[len(now) :]:
            threading.Thread(target=self._judge_all, args=(rest,), daemon=True).start()

    def _judge_all(self, parts: Sequence[tuple[str, Sequence[int]]]) -> None:
        for episode_id, positions in parts:
            with self._lock:
                self._judge(episode_id, positions)
            time.sleep(0.01)  # those who wait for the lock come first

    def _judge(self, episode_id: str, positions: Sequence[int]) -> None:
        """Make some rows of an episode anew, by the terms that count now."""
        known = self._loaded.get(episode_id)
        if known is None:
            return
        try:
            places = [position for position in positions if position < len(known.rows)]
            self._compare(self._remake(episode_id, known, places, known.stamp, known.edits))
        except (StoreError, OSError):  # gone or damaged meanwhile: the next look at the folder says so
            return

    def _forget(self, episode_id: str) -> None:
        entry = self._loaded.pop(episode_id)
        self._views.pop(episode_id, None)
        for row in entry.rows:
            self._same[review.compared(row)].discard((episode_id, row.position))
        self._queue = None

    def _load(self, episode_id: str) -> set[str]:
        """Bring one episode up to date; the compared sources whose rows changed."""
        folder = self._folders[episode_id]
        try:
            stamp = desk.stamp(folder)
            known = self._loaded.get(episode_id)
            if known is not None and known.stamp == stamp:
                return set()
            edits = standing(desk.history(folder.parent, episode_id))
            if known is not None and known.stamp[:2] == stamp[:2]:
                return self._decided(episode_id, known, stamp, edits)
            self._views.pop(episode_id, None)
            view = self._view(episode_id)
        except (StoreError, OSError) as error:  # one damaged episode must not hide the others
            self.unreadable[episode_id] = str(error)
            if episode_id in self._loaded:
                self._forget(episode_id)
            return set()
        self.unreadable.pop(episode_id, None)
        if episode_id in self._loaded:
            self._forget(episode_id)
        rows = review.items(view, edits)
        title = episode_title(view.episode).en
        places = {row.sentence_id: row.position for row in rows}
        counts = Counter(name for row in rows for name in counted(row))
        self._loaded[episode_id] = Loaded(stamp, rows, edits, title, places, counts)
        self._queue = None
        touched = set()
        for row in rows:
            if same := review.compared(row):
                self._same[same].add((episode_id, row.position))
                touched.add(same)
        return touched

    def _decided(
        self, episode_id: str, known: Loaded, stamp: tuple[int, int, int], edits: Mapping[str, Edit]
    ) -> set[str]:
        """Only the edits changed: make the rows they are about anew."""
        anchors = {key for key in edits.keys() | known.edits.keys() if edits.get(key) != known.edits.get(key)}
        positions = sorted(known.places[key] for key in anchors if key in known.places)
        return self._remake(episode_id, known, positions, stamp, edits)

    def _remake(
        self, episode_id: str, known: Loaded, positions: Sequence[int], stamp: tuple[int, int, int],
        edits: Mapping[str, Edit],
    ) -> set[str]:  # fmt: skip
        """Rows at these positions, made anew; the compared sources whose rows changed."""
        view = self._view(episode_id)
        touched: set[str] = set()
        changed: dict[int, Item] = {}
        for position in positions:
            old = known.rows[position]
            new = review.item(view, position, edits.get(old.sentence_id))
            changed[position] = new
            for row, add in ((old, False), (new, True)):
                if same := review.compared(row):
                    touched.add(same)
                    (self._same[same].add if add else self._same[same].discard)((episode_id, position))
        self._put(episode_id, changed, stamp=stamp, edits=edits)
        return touched

    def _put(
        self, episode_id: str, changed: Mapping[int, Item], *, stamp: tuple[int, int, int] | None = None,
        edits: Mapping[str, Edit] | None = None,
    ) -> None:  # fmt: skip
        """Rows in the place of older ones, in the episode and in the queue."""
        known = self._loaded[episode_id]
        if len(changed) > MANY:
            self._queue = None  # sorted anew when it is looked at: cheaper than so many moves
        rows = list(known.rows)
        counts = Counter(known.counts)
        for position, new in changed.items():
            old = rows[position]
            rows[position] = new
            counts.subtract(counted(old))
            counts.update(counted(new))
            if self._queue is not None:
                queue = self._queue
                at = bisect_left(queue, review.queue_key(old), key=review.queue_key)
                if at < len(queue) and queue[at] is old:
                    self._queue = [*queue[:at], *queue[at + 1 :]]  # readers hold the old list
                    insort(self._queue, new, key=review.queue_key)
                else:
                    self._queue = None
        self._loaded[episode_id] = replace(
            known, rows=tuple(rows), counts=counts, stamp=stamp or known.stamp,
            edits=known.edits if edits is None else edits,
        )  # fmt: skip

    def _compare(self, touched: set[str]) -> None:
        """Bring the reason that needs all episodes up to date for these sources."""
        changed: dict[str, dict[int, Item]] = defaultdict(dict)
        for same in touched:
            members = self._same[same]
            rows = [self._loaded[episode_id].rows[position] for episode_id, position in members]
            texts = {row.target for row in rows}
            for row in rows:
                marked = review.with_others(row, texts if len(texts) > 1 else ())
                if marked is not row:
                    changed[row.episode_id][row.position] = marked
        if sum(map(len, changed.values())) > MANY:
            self._queue = None
        for episode_id, rows_changed in changed.items():
            self._put(episode_id, rows_changed)

    def _view(self, episode_id: str) -> View:
        view = self._views.get(episode_id)
        if view is None:
            episode = episodes.load(self._folders[episode_id])
            view = self._view_of(episode)
            self._views[episode_id] = view
            while len(self._views) > KEPT_VIEWS:
                self._views.popitem(last=False)
        else:
            self._views.move_to_end(episode_id)
        return view

    def _view_of(self, episode: Episode) -> View:
        lang = episode.pair.source
        if lang not in self._matchers:
            terms = self.glossary.approved() if self.glossary.pair.source is lang else ()
            self._matchers[lang] = Matcher.of(terms, lang)
        return View.of(episode, self.glossary, limits_of(self.config, episode.pair.target), self._matchers[lang])

    # --------------------------------------------------------------------------------------------------- looking

    def ids(self) -> tuple[tuple[str, str], ...]:
        """`(episode id, title)` of every episode that could be read."""
        with self._lock:
            return tuple((key, entry.title) for key, entry in sorted(self._loaded.items()))

    def folder(self, episode_id: str) -> Path | None:
        """The folder of a known episode; None for any other name."""
        return self._folders.get(episode_id)

    def view(self, episode_id: str) -> View | None:
        """The whole episode, None when there is none of this name."""
        with self._lock:
            return self._view(episode_id) if episode_id in self._loaded else None

    def rows(self, episode_id: str = "") -> Iterator[Item]:
        """Rows of one episode or of all, in order of the transcript."""
        with self._lock:
            wanted = [episode_id] if episode_id else sorted(self._loaded)
            loaded = [self._loaded[key].rows for key in wanted if key in self._loaded]
        for rows in loaded:
            yield from rows

    def page(self, episode_id: str, low: int, high: int) -> tuple[Item, ...]:
        """Rows of one episode by position."""
        with self._lock:
            entry = self._loaded.get(episode_id)
        return entry.rows[max(0, low) : high] if entry else ()

    def counts(self, episode_id: str = "") -> Counter[str]:
        """How many rows stand in each state, are open, and have each reason while open."""
        with self._lock:
            entries = [self._loaded[episode_id]] if episode_id in self._loaded else list(self._loaded.values())
        total: Counter[str] = Counter()
        for entry in entries:
            total.update(entry.counts)
        return +total

    def queue(self, episode_id: str = "") -> list[Item]:
        """Rows worst first."""
        with self._lock:
            if self._queue is None:
                self._queue = review.worst_first(row for entry in self._loaded.values() for row in entry.rows)
            queue = self._queue
        return [row for row in queue if row.episode_id == episode_id] if episode_id else queue

    def holding(self, text: str, side: str = "both", episode_id: str = "") -> set[tuple[str, int]]:
        """`(episode id, position)` of the rows that hold a plain text in any case, on one side or either.

        Each episode's texts stand in one string, so that 100,000 rows are one search of a few megabytes.
        """
        needle = text.lower().replace("\n", " ")
        found: set[tuple[str, int]] = set()
        if not needle:
            return found
        with self._lock:
            wanted = [episode_id] if episode_id else list(self._loaded)
            loaded = [(key, self._loaded[key]) for key in wanted if key in self._loaded]
        for key, entry in loaded:
            for name in ("source", "target") if side == "both" else (side,):
                whole, starts = self._text(key, entry, name)
                at = whole.find(needle)
                while at >= 0:
                    position = bisect_right(starts, at) - 1
                    found.add((key, position))
                    at = whole.find(needle, starts[position + 1]) if position + 1 < len(starts) else -1
        return found

    def _text(self, episode_id: str, entry: Loaded, side: str) -> tuple[str, list[int]]:
        """All texts of one side, a line each, and where each line begins."""
        known = self._texts.get((episode_id, side))
        if known is not None and known[0] is entry.rows:
            return known[1], known[2]
        lines = [getattr(row, side).lower().replace("\n", " ") for row in entry.rows]
        starts = [0, *accumulate(len(line) + 1 for line in lines)][:-1]
        whole = "\n".join(lines)
        self._texts[episode_id, side] = (entry.rows, whole, starts)
        return whole, starts

    def row(self, episode_id: str, sentence_id: str) -> Item | None:
        """One row."""
        with self._lock:
            entry = self._loaded.get(episode_id)
        if entry is None or sentence_id not in entry.places:
            return None
        return entry.rows[entry.places[sentence_id]]

    def edits(self, episode_id: str) -> Mapping[str, Edit]:
        """What stands in an episode."""
        with self._lock:
            entry = self._loaded.get(episode_id)
        return entry.edits if entry else {}


def _parts(changed: Iterable[tuple[Term | None, Term | None]]) -> set[str]:
    """Beginnings of words by which every sentence that holds a changed term is found, in any inflection."""
    parts: set[str] = set()
    for term in (one for pair in changed for one in pair if one is not None):
        for text in (term.source, *(variant.text for variant in term.variants)):
            first = re.split(r"[\s-]", text.strip())[0]
            parts.add(first[: max(2, len(first) - 3)] if first.isascii() else first)
        parts.update(word for word in (term.target, *term.forbidden) if word)
    return {part for part in parts if part}


def is_open(row: Item) -> bool:
    """True for a row that waits for a decision."""
    return row.weight > 0 and row.state not in review.DONE


def counted(row: Item) -> set[str]:
    """The names under which a row is counted."""
    names = {str(row.state)}
    if is_open(row):
        names |= {"open", *(reason.code for reason in row.reasons)}
    return names


def open_shelf(out: Path, glossary: Glossary | None, config: Config, *, only: str = "") -> Shelf:
    """The shelf of a folder, read."""
    empty = Glossary("", Pair(Lang(config.source), Lang(config.target)), (), "")
    shelf = Shelf(out, glossary or empty, config, only=only)
    shelf.refresh()
    return shelf
