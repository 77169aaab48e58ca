"""Words in all finished episodes: a SQLite full-text index beside them, kept up to date by episode.

Words of English are tokens; Japanese is indexed character by character, so that a phrase query finds any stretch of it
from one character on. Lemmas of both languages stand in columns of their own. The index is a cache: a damaged one is
made anew.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import StoreError
from pipeline.model import Episode, Lang
from pipeline.store import desk, episodes
from pipeline.store.patterns import Either, required
from pipeline.store.wal import use_wal

NAME = ".nijimaku-concordance.sqlite"
SCHEMA = 2
MAX_WORDS = 300  # as many different words may hold a piece of a pattern before it stops narrowing the search
NOWHERE = "-"  # the condition that no sentence meets
_CREATE = """
CREATE TABLE IF NOT EXISTS episode (
    id TEXT PRIMARY KEY, stamp TEXT NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS sentence (
    row INTEGER PRIMARY KEY, episode TEXT NOT NULL, id TEXT NOT NULL, start_ms INTEGER NOT NULL, speaker TEXT NOT NULL,
    en TEXT NOT NULL, ja TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS vocabulary (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    en, ja, en_lemma, ja_lemma, tokenize="unicode61 remove_diacritics 0"
);
"""
_ALL = "SELECT episode, id, start_ms, speaker, sentence.en, sentence.ja FROM sentence ORDER BY row"
_JOINED = (
    "SELECT episode, id, start_ms, speaker, sentence.en, sentence.ja "
    "FROM words JOIN sentence ON sentence.row = words.rowid "
)
_CJK = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d]")
_TOKEN = re.compile(
    r"[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d]|[^\W_\u3005\u3040-\u30ff\u3400-\u9fff]+"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence in both languages."""

    episode_id: str
    sentence_id: str
    start_ms: int
    speaker: str
    en: str
    ja: str


class Concordance:
    """The index of one folder of episodes."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = out / NAME

    def refresh(self) -> int:
        """Take in new and changed episodes, drop removed ones; how many were read."""
        folders = desk.finished(self.out)
        with self._open() as base:
            known = dict(base.execute("SELECT id, stamp FROM episode"))
            wanted = {key: "/".join(map(str, desk.stamp(folder)[:2])) for key, folder in folders.items()}
            changed = [key for key, stamp in wanted.items() if known.get(key) != stamp]
            for key in [*(key for key in known if key not in wanted), *(key for key in changed if key in known)]:
                self._drop(base, key)
            read = 0
            for key in changed:
                with contextlib.suppress(StoreError):  # a damaged episode is left out
                    self._take_in(base, episodes.load(folders[key]), key, wanted[key])
                    read += 1
            base.commit()
        return read

    def search(
        self, text: str, *, lang: Lang | None = None, lemma: bool = False, regex: bool = False, limit: int = 50
    ) -> list[Found]:
        """Sentences that hold the text, in order of episode and time.

        Plain text is found as whole English words (the last one may go on) or any stretch of Japanese; with `lemma` in
        every inflection; with `regex` the text is a pattern. Raises StoreError for a pattern that cannot be used.
        """
        with self._open() as base:
            if regex:
                return list(self._by_pattern(base, text, lang, limit))
            query = match_query(text, lang, lemma=lemma)
            if not query:
                return []
            rows = base.execute(
                _JOINED + "WHERE words MATCH ? ORDER BY words.rowid LIMIT ?",
                (query, limit),
            )
            return [Found(*row) for row in rows]

    def _by_pattern(self, base: sqlite3.Connection, text: str, lang: Lang | None, limit: int) -> Iterator[Found]:
        from pipeline.review.search import TIMEOUT_S, Query, compiled

        pattern = compiled(Query(text, regex=True))
        columns = "{en ja}" if lang is None else f"{{{lang}}}"
        needs = [self._narrowed(base, either, columns) for either in required(text)]
        query = " AND ".join(need for need in needs if need)
        if any(need == NOWHERE for need in needs):
            return
        rows = (
            base.execute(_JOINED + "WHERE words MATCH ? ORDER BY words.rowid", (query,))
            if query
            else base.execute(_ALL)
        )
        both = lang is None
        side = 4 if lang is Lang.EN else 5
        count = 0
        for row in rows:
            try:
                hit = pattern.search(row[side], timeout=TIMEOUT_S) or (
                    both and pattern.search(row[4], timeout=TIMEOUT_S)
                )
            except TimeoutError:
                raise StoreError("the pattern takes too long", hint="make it simpler") from None
            if hit:
                yield Found(*row)
                count += 1
                if count >= limit:
                    return

    def _narrowed(self, base: sqlite3.Connection, either: Either, columns: str) -> str:
        """The full-text condition that one of the pieces stands in a sentence; empty where the index cannot tell."""
        ways = [self._holding(base, piece, columns) for piece in either]
        if "" in ways:
            return ""
        ways = [way for way in ways if way != NOWHERE]
        return f"({' OR '.join(ways)})" if ways else NOWHERE

    def _holding(self, base: sqlite3.Connection, piece: str, columns: str) -> str:
        """The condition that a piece stands somewhere; its first and last word may be parts of longer ones."""
        low = piece.lower()
        hits = list(_TOKEN.finditer(low))
        if not hits:
            return ""
        last = hits[-1]
        prefix = "" if last.end() < len(low) or _CJK.match(last[0]) else " *"
        rest = [hit[0] for hit in hits[1:]]
        if hits[0].start() > 0 or _CJK.match(hits[0][0]):
            return f'{columns} : "{" ".join([hits[0][0], *rest])}"{prefix}'
        firsts = self._words(base, hits[0][0], ends=bool(rest) or not prefix)
        if firsts is None:
            return f'{columns} : "{" ".join(rest)}"{prefix}' if rest else ""
        ways = [f'"{" ".join([first, *rest])}"{prefix if rest else ""}' for first in firsts]
        return f"{columns} : ({' OR '.join(ways)})" if ways else NOWHERE

    def _words(self, base: sqlite3.Connection, part: str, *, ends: bool) -> list[str] | None:
        """The words that end in `part`, or hold it anywhere; None when they are too many to ask for."""
        like = f"%{part}" if ends else f"%{part}%"
        asked = base.execute("SELECT word FROM vocabulary WHERE word LIKE ? LIMIT ?", (like, MAX_WORDS + 1))
        words = [word for (word,) in asked]
        return words if len(words) <= MAX_WORDS else None

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        for last in (False, True):
            try:
                with closing(sqlite3.connect(self.path, timeout=20)) as base:
                    version = base.execute("PRAGMA user_version").fetchone()[0]
                    if version not in (0, SCHEMA):
                        raise sqlite3.DatabaseError("another version")
                    if version == 0:
                        use_wal(base)
                        base.executescript(_CREATE)
                        base.execute(f"PRAGMA user_version={SCHEMA}")
                    yield base
                    return
            except sqlite3.OperationalError as error:
                raise StoreError(f"the index cannot be used: {error}", where=str(self.path)) from None
            except sqlite3.DatabaseError as error:  # it is only a cache
                if last:
                    raise StoreError(f"the index cannot be used: {error}", where=str(self.path)) from None
                for end in ("", "-wal", "-shm"):
                    self.path.with_name(self.path.name + end).unlink(missing_ok=True)

    def _drop(self, base: sqlite3.Connection, key: str) -> None:
        low, high = base.execute("SELECT low, high FROM episode WHERE id = ?", (key,)).fetchone()
        base.execute("DELETE FROM words WHERE rowid BETWEEN ? AND ?", (low, high))
        base.execute("DELETE FROM sentence WHERE row BETWEEN ? AND ?", (low, high))
        base.execute("DELETE FROM episode WHERE id = ?", (key,))

    def _take_in(self, base: sqlite3.Connection, episode: Episode, key: str, stamp: str) -> None:
        low = base.execute("SELECT coalesce(max(high), 0) + 1 FROM episode").fetchone()[0]
        rows, words = [], []
        for at, (sentence, en, ja) in enumerate(_texts(episode), start=low):
            rows.append((at, key, sentence.id, sentence.span.start_ms, sentence.speaker, en, ja))
            words.append((at, spaced(en), spaced(ja), " ".join(lemmas(en, Lang.EN)), " ".join(lemmas(ja, Lang.JA))))
        base.executemany("INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        base.executemany("INSERT INTO words (rowid, en, ja, en_lemma, ja_lemma) VALUES (?, ?, ?, ?, ?)", words)
        said = {(word,) for _, en, ja, *_ in words for word in (*en.split(), *ja.split()) if not _CJK.match(word)}
        base.executemany("INSERT OR IGNORE INTO vocabulary VALUES (?)", sorted(said))
        base.execute("INSERT INTO episode VALUES (?, ?, ?, ?)", (key, stamp, low, low + max(len(rows) - 1, 0)))


def _texts(episode: Episode) -> Iterator[tuple[Any, str, str]]:
    targets = {translation.sentence_id: translation.text for translation in episode.translations}
    for sentence in episode.sentences:
        source, target = sentence.text, targets.get(sentence.id, "")
        yield (sentence, source, target) if episode.pair.source is Lang.EN else (sentence, target, source)


def spaced(text: str) -> str:
    """Text as it is indexed: Japanese characters one by one, words whole, lower case.

    >>> spaced("推論はGPT-4で")
    '推 論 は gpt 4 で'
    """
    return " ".join(hit.group().lower() for hit in _TOKEN.finditer(text))


def lemmas(text: str, lang: Lang) -> list[str]:
    """Dictionary forms of a text's words, as the index holds them; punctuation is left out.

    >>> lemmas("学びました", Lang.JA), lemmas("Two models trained", Lang.EN)
    (['学ぶ', 'ます', 'た'], ['two', 'model', 'train'])
    """
    if lang is Lang.EN:
        from pipeline.wording.words import stem

        return [stem(word) for word in re.findall(r"[a-z0-9']+", text.lower())]
    from pipeline.glossary.match import tagger

    found = []
    for word in tagger()(text):
        lemma = (word.feature.lemma or word.surface).partition("-")[0]
        if re.search(r"\w", lemma):
            found.append(re.sub(r"\W", "", lemma).lower())
    return found


def match_query(text: str, lang: Lang | None, *, lemma: bool = False) -> str:
    """The full-text query of what a person typed, empty when there is no word in it.

    >>> match_query("open source", Lang.EN), match_query("推論", None)
    ('{en} : "open source" *', '{ja} : "推 論"')
    """
    wanted = lang or (Lang.JA if _CJK.search(text) else None)
    if lemma:
        side = wanted or Lang.EN
        words = lemmas(text, side)
        return f'{{{side}_lemma}} : "{" ".join(words)}"' if words else ""
    words = spaced(text).split()
    if not words:
        return ""
    columns = "{en ja}" if wanted is None else f"{{{wanted}}}"
    phrase = f'"{" ".join(words)}"'
    return f"{columns} : {phrase}{'' if _CJK.search(words[-1]) else ' *'}"
