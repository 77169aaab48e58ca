"""Finished episodes kept ready for review: read once, read again only when their files change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.config import Config
from pipeline.errors import StoreError
from pipeline.glossary.match import Matcher
from pipeline.model import Edit, Episode, Glossary, Lang, Pair
from pipeline.qa import limits_of
from pipeline.review import items as review
from pipeline.review.items import Item, Reason, View
from pipeline.review.workflow import standing
from pipeline.store import desk, episodes

KEPT_VIEWS = 8  # whole episodes held in memory; the rows of all of them always are


@dataclass(frozen=True, slots=True)
class Loaded:
    """One episode's rows and what they were read from."""

    stamp: tuple[int, int, int]
    rows: tuple[Item, ...]
    edits: Mapping[str, Edit]
    title: str


class Shelf:
    """Rows of all finished episodes under a folder. Safe to use from several threads."""

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
        self._elsewhere: dict[str, frozenset[str]] = {}
        self._queue: list[Item] | None = None
        self.unreadable: dict[str, str] = {}

    def refresh(self) -> None:
        """Look at the folder again: new, changed and removed episodes."""
        with self._lock:
            found = desk.finished(self.out)
            self._folders = {key: path for key, path in found.items() if not self._only or key == self._only}
            for gone in self._loaded.keys() - self._folders.keys():
                del self._loaded[gone]
                self._views.pop(gone, None)
                self._queue = None
            changed = False
            for episode_id in self._folders:
                changed |= self._load(episode_id)
            if changed:
                self._elsewhere = review.renderings_elsewhere(entry.rows for entry in self._loaded.values())
                self._mark_inconsistent()
                self._queue = None

    def use_glossary(self, glossary: Glossary) -> None:
        """Judge every sentence by these terms from now on."""
        with self._lock:
            if glossary.revision != self.glossary.revision:
                self.glossary = glossary
                self._matchers.clear()
                self._views.clear()
                self._loaded.clear()
                self._queue = None
        self.refresh()

    def _load(self, episode_id: str) -> bool:
        folder = self._folders[episode_id]
        try:
            stamp = desk.stamp(folder)
            known = self._loaded.get(episode_id)
            if known is not None and known.stamp == stamp:
                return False
            if known is None or known.stamp[:2] != stamp[:2]:
                self._views.pop(episode_id, None)
            view = self._view(episode_id)
            edits = standing(desk.history(folder.parent, episode_id))
        except (StoreError, OSError) as error:  # one damaged episode must not hide the others
            self.unreadable[episode_id] = str(error)
            return self._loaded.pop(episode_id, None) is not None
        self.unreadable.pop(episode_id, None)
        rows = review.items(view, edits)
        title = view.episode.meta.title.en or view.episode.meta.title.ja or episode_id
        self._loaded[episode_id] = Loaded(stamp, rows, edits, title)
        return True

    def _mark_inconsistent(self) -> None:
        """Add the reason that needs all episodes at once."""
        if not self._elsewhere:
            return
        for episode_id, entry in self._loaded.items():
            rows = tuple(self._marked(row) for row in entry.rows)
            self._loaded[episode_id] = replace(entry, rows=rows)

    def _marked(self, row: Item) -> Item:
        others = self._elsewhere.get(review.source_key(row.source), frozenset()) - {row.target}
        kept = tuple(reason for reason in row.reasons if reason.code != "inconsistent")
        if others and len(row.source.split()) >= 3:
            kept = (*kept, Reason("inconsistent", 12.0, " / ".join(sorted(others)[:3])))
        return replace(row, reasons=kept) if kept != row.reasons else row

    def _view(self, episode_id: str) -> View:
        view = self._views.get(episode_id)
        if view is None:
            episode = episodes.load(self._folders[episode_id])
            lang = episode.pair.source
            if lang not in self._matchers:
                terms = self.glossary.approved() if self.glossary.pair.source is lang else ()
                self._matchers[lang] = Matcher.of(terms, lang)
            view = View.of(episode, self.glossary, limits_of(self.config, episode.pair.target), self._matchers[lang])
            self._views[episode_id] = view
            while len(self._views) > KEPT_VIEWS:
                self._views.popitem(last=False)
        else:
            self._views.move_to_end(episode_id)
        return view

    def ids(self) -> tuple[tuple[str, str], ...]:
        """`(episode id, title)` of every episode that could be read."""
        with self._lock:
            return tuple((key, entry.title) for key, entry in self._loaded.items())

    def folder(self, episode_id: str) -> Path | None:
        """The folder of a known episode; None for any other name."""
        return self._folders.get(episode_id)

    def view(self, episode_id: str) -> View | None:
        """The whole episode, None when there is none of this name."""
        with self._lock:
            return self._view(episode_id) if episode_id in self._loaded else None

    def episode(self, episode_id: str) -> Episode | None:
        """The document."""
        view = self.view(episode_id)
        return view.episode if view else None

    def rows(self, episode_id: str = "") -> Iterator[Item]:
        """Rows of one episode or of all, in order of the transcript."""
        with self._lock:
            loaded = [self._loaded[episode_id]] if episode_id in self._loaded else list(self._loaded.values())
            if episode_id and episode_id not in self._loaded:
                loaded = []
        for entry in loaded:
            yield from entry.rows

    def queue(self, episode_id: str = "") -> list[Item]:
        """Rows worst first."""
        with self._lock:
            if self._queue is None:
                self._queue = review.worst_first(self.rows())
            queue = self._queue
        return [row for row in queue if row.episode_id == episode_id] if episode_id else queue

    def row(self, episode_id: str, sentence_id: str) -> Item | None:
        """One row."""
        with self._lock:
            entry = self._loaded.get(episode_id)
        return next((row for row in entry.rows if row.sentence_id == sentence_id), None) if entry else None

    def edits(self, episode_id: str) -> Mapping[str, Edit]:
        """What stands in an episode."""
        with self._lock:
            entry = self._loaded.get(episode_id)
        return entry.edits if entry else {}


def open_shelf(out: Path, glossary: Glossary | None, config: Config, *, only: str = "") -> Shelf:
    """The shelf of a folder, read."""
    empty = Glossary("", Pair(Lang(config.source), Lang(config.target)), (), "")
    shelf = Shelf(out, glossary or empty, config, only=only)
    shelf.refresh()
    return shelf
