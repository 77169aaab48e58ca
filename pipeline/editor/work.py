"""What requests do, as plain data: no Flask, no HTML. Every change goes through a workflow with a revision check."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.config import Config, Limits, in_profile
from pipeline.editor.plain import BadRequest, NotHere, brief, choice, number, term_data, text_in
from pipeline.glossary.match import Matcher, find_terms, find_variants, holds
from pipeline.glossary.revision import revision
from pipeline.lang.width import cells
from pipeline.memory import Unit
from pipeline.model import Episode, Glossary, Lang, Pair, Translation
from pipeline.model import Origin as OriginOf
from pipeline.qa import limits_of, speed_cps
from pipeline.review import boundaries
from pipeline.review.items import Item, View
from pipeline.review.learn import lessons
from pipeline.review.search import Query, differences, matching, replacements
from pipeline.review.workflow import Act, Move, ReviewError, State, clean, conflicts, who_of
from pipeline.review.workflow import allowed as moves_open
from pipeline.store import desk, glossary_log, memory
from pipeline.store.concordance import Concordance
from pipeline.store.shelf import Shelf, is_open
from pipeline.timing.stats import meets

PAGE = 60
MAX_PAGE = 200
NEIGHBOURS = 2


def merged(files: Sequence[Path], pair: Pair) -> Glossary:
    """The terms of several files as a run reads them: a later file replaces terms of the same id."""
    found = [glossary_log.open_file(path, pair) for path in files]
    if len(found) == 1:
        return found[0]
    terms = tuple({term.id: term for one in found for term in one.terms}.values())
    return Glossary("+".join(one.name for one in found), found[-1].pair, terms, revision(terms))


@dataclass(slots=True)
class Desk:
    """The open desk: episodes, glossary files, media, and the clock that stamps decisions."""

    shelf: Shelf
    glossary_path: Path | None
    pair: Pair
    config: Config
    now: Callable[[], str]
    media: Mapping[str, Path]
    memory_path: Path | None = None
    also: tuple[Path, ...] = ()  # more glossary files; a term is changed in the file it stands in
    _stamp: tuple[tuple[int, int, int], ...] = ()
    _matcher: tuple[str, Matcher] | None = None

    def known(self, episode: str) -> tuple[View, Path]:
        """An episode's view and folder. Raises NotHere for any name that is not among those read."""
        view, folder = self.shelf.view(episode), self.shelf.folder(episode)
        if view is None or folder is None:
            raise NotHere(f"no episode {episode!r}")
        return view, folder

    def files(self) -> tuple[Path, ...]:
        """Every glossary file whose terms count here, the one that takes new terms last."""
        return (*self.also, self.glossary_path) if self.glossary_path else self.also

    def glossary(self) -> Glossary:
        """The terms as the files are now, read again only when one changed; judged by from then on."""
        if not self.files():
            return self.shelf.glossary
        told = [path.stat() for path in self.files()]
        stamp = tuple((one.st_ino, one.st_size, one.st_mtime_ns) for one in told)
        if stamp != self._stamp:
            self.shelf.use_glossary(merged(self.files(), self.pair))
            self._stamp = stamp
        return self.shelf.glossary

    def home_of(self, term_id: str) -> Path:
        """The file a term stands in, or the one that takes new terms. Raises BadRequest where none can be written."""
        for path in reversed(self.files()):
            if any(term.id == term_id for term in glossary_log.open_file(path, self.pair).terms):
                return path
        if self.glossary_path is None:
            raise BadRequest("this desk has no glossary file to write to", hint="start it with --glossary FILE")
        return self.glossary_path

    def _living(self, lang: Lang) -> Matcher:
        """All terms in use in one automaton, made once a revision."""
        glossary = self.glossary()
        if self._matcher is None or self._matcher[0] != glossary.revision:
            living = [term for term in glossary.terms if term.status in ("approved", "proposed")]
            self._matcher = (glossary.revision, Matcher.of(living, lang))
        return self._matcher[1]

    # ---------------------------------------------------------------------------------------------------- queue

    def queue(self, wish: Mapping[str, str]) -> dict[str, Any]:
        """A page of the queue. `wish` holds episode, state, reason, order, text, side, regex, offset, limit."""
        self.shelf.refresh()
        episode = wish.get("episode", "")
        if episode and self.shelf.folder(episode) is None:
            raise NotHere(f"no episode {episode!r}")
        by_time = wish.get("order") == "time"
        rows: list[Item] = list(self.shelf.rows(episode)) if by_time else self.shelf.queue(episode)
        state, reason, text = wish.get("state", ""), wish.get("reason", ""), wish.get("text", "")
        if state == "open":
            rows = [row for row in rows if is_open(row)]
        elif state:
            rows = [row for row in rows if row.state == state]
        if reason:
            rows = [row for row in rows if any(item.code == reason for item in row.reasons)]
        if text:
            query = Query(text, wish.get("side", "both"), wish.get("regex") == "1", wish.get("case") == "1")
            if not query.regex and query.side in ("both", "source", "target"):
                there = self.shelf.holding(text, query.side, episode)
                rows = [row for row in rows if (row.episode_id, row.position) in there]
            if query.regex or query.case:
                rows = matching(rows, query)
        counts = self.shelf.counts(episode)
        offset, limit = number(wish.get("offset"), 0, 10_000_000), number(wish.get("limit"), PAGE, MAX_PAGE)
        return {
            "total": len(rows),
            "offset": offset,
            "rows": [brief(row) for row in islice(rows, offset, offset + limit)],
            "counts": counts,
            "glossary": self.shelf.glossary.revision,
        }

    def pulse(self, episode: str, sentence: str) -> dict[str, Any]:
        """What another editor may have changed: the revision of one sentence and of the glossary."""
        self.shelf.refresh()
        row = self.shelf.row(episode, sentence)
        return {
            "revision": row.revision if row else "",
            "who": row.who if row else "",
            "glossary": self.glossary().revision,
        }

    # ------------------------------------------------------------------------------------------------- sentence

    def row(self, episode: str, sentence: str) -> Item:
        """One row, as it stands on disk now."""
        self.shelf.refresh()
        row = self.shelf.row(episode, sentence)
        if row is None:
            raise NotHere(f"no sentence {sentence!r} in {episode!r}")
        return row

    def sentence(self, episode: str, sentence: str) -> dict[str, Any]:
        """Everything beside one sentence: neighbours, alternatives, terms, cues, history."""
        row = self.row(episode, sentence)
        view, folder = self.known(episode)
        around = self.shelf.page(episode, row.position - NEIGHBOURS, row.position + NEIGHBOURS + 1)
        translation = view.translations.get(sentence)
        others = [item.text for item in translation.alternatives] if translation else []
        texts = dict.fromkeys(text for text in [row.machine, *others] if text and text != row.target)
        past = [edit for edit in desk.history(folder.parent, episode) if edit.anchor == sentence]
        return {
            **brief(row),
            "machine": row.machine,
            "origin": row.origin,
            "moves": [str(act) for act in moves_open(row.state)],
            "neighbours": [brief(other) for other in around if other.sentence_id != sentence],
            "alternatives": list(texts),
            "terms": self.terms_in(row, view.episode),
            "preview": self.preview(episode, sentence, row.target),
            "history": [
                {"who": who_of(edit), "when": edit.when, "state": edit.state, "text": edit.after}
                for edit in reversed(past)
            ][:20],
            "conflict": next((item.detail for item in row.reasons if item.code == "conflict"), ""),
            "media": episode in self.media,
        }

    def terms_in(self, row: Item, episode: Episode) -> list[dict[str, Any]]:
        """Terms of any living status in the source, in order, each with whether the target renders it."""
        glossary = self.glossary()
        if glossary.pair.source is not episode.pair.source:
            return []
        matcher = self._living(glossary.pair.source)
        scope = {"show": episode.meta.show, "episode": episode.id, "speaker": row.speaker}
        hits = [*find_terms(row.source, matcher, **scope), *find_variants(row.source, matcher, **scope)]
        return [
            {
                **term_data(hit.term),
                "start": hit.start,
                "end": hit.end,
                "rendered": holds(row.target, [hit.term.target, *hit.term.accepted, hit.term.first_mention]),
                "forbidden_found": holds(row.target, hit.term.forbidden),
                "heard": hit.surface if hit.variant else "",
            }
            for hit in sorted(hits, key=lambda hit: hit.start)
        ]

    def preview(self, episode: str, sentence: str, text: str) -> dict[str, Any]:
        """The cues a text would give, with their breaks and speeds, made by the re-timing stage itself."""
        from pipeline.stages import retime

        row = self.row(episode, sentence)
        whole = self.known(episode)[0].episode
        text = clean(text)
        low, high = max(0, row.position - 1), row.position + 2
        near = whole.sentences[low:high]
        known = {item.sentence_id: item for item in whole.translations}
        targets = {other.sentence_id: other.target for other in self.shelf.page(episode, low, high)}
        targets[sentence] = text
        translations = tuple(
            replace(
                known.get(item.id) or Translation(item.id, "", OriginOf.EDITOR), text=targets[item.id], alternatives=()
            )
            for item in near
        )
        part = replace(
            whole, sentences=near, translations=translations, target=None, chapters=(), summaries=(), findings=(),
            repairs=(),
        )  # fmt: skip
        timed = retime.run(part, glossary=self.shelf.glossary, limits=self.config.limits, settings=self.config.retime)
        lang = whole.pair.target
        limits = limits_of(replace(self.config, limits=in_profile(self.config.limits, self.config.retime)), lang)
        found = []
        for cue in timed.target_track().cues:
            if sentence in cue.sentence_ids:
                speed = speed_cps(cue, lang)
                found.append(
                    {
                        "start_ms": cue.span.start_ms,
                        "end_ms": cue.span.end_ms,
                        "lines": cue.text.split("\n"),
                        "cells": [cells(line, lang) for line in cue.text.split("\n")],
                        "cps": round(speed, 1),
                        "level": _level(speed, limits),
                        "over": _over(speed, limits, cue.span.duration_ms),
                        "shared": len(cue.sentence_ids) > 1,
                    }
                )
        return {
            "cues": found,
            "max_cells": limits.max_line_cells,
            "max_lines": limits.max_lines,
            "target_cps": limits.target_cps,
            "diff": [list(part) for part in differences(row.machine, text)],
        }

    def preview_of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """A preview as a request asks for it."""
        return self.preview(text_in(data, "episode"), text_in(data, "sentence"), text_in(data, "text", 10_000))

    def move(self, data: Mapping[str, Any], who: str) -> dict[str, Any]:
        """One decision about one sentence, made about the revision given; what it teaches comes along."""
        row = self.row(text_in(data, "episode"), text_in(data, "sentence"))
        act = choice(Act, text_in(data, "act"))
        expected = text_in(data, "revision")
        if not expected:
            raise BadRequest("a decision names the revision it is about")
        view, folder = self.known(row.episode_id)
        move = Move(act, who, self.now(), text_in(data, "text", 10_000), expected)
        made = desk.make(folder, [(row.subject, move)])
        learned: list[dict[str, str]] = []
        if act is Act.EDIT and view.episode.pair.target == "ja":
            found = lessons(row.source, row.target, made[0].after, self.shelf.glossary, view.matcher)
            learned = [
                {name: getattr(item, name) for name in ("kind", "source", "target", "term_id")} for item in found
            ]
        return {"row": brief(self.row(row.episode_id, row.sentence_id)), "lessons": learned}

    def undo(self, data: Mapping[str, Any], who: str) -> dict[str, Any]:
        """Take back the last decision about a sentence."""
        row = self.row(text_in(data, "episode"), text_in(data, "sentence"))
        desk.take_back(
            self.known(row.episode_id)[1], row.sentence_id, who=who, when=self.now(),
            expected=text_in(data, "revision"), subject=row.subject,
        )  # fmt: skip
        return {"row": brief(self.row(row.episode_id, row.sentence_id)), "lessons": []}

    def replace(self, data: Mapping[str, Any], who: str) -> dict[str, Any]:
        """Find and replace: a preview, or the replacements whose revisions come back as they were shown."""
        self.shelf.refresh()
        query = Query(text_in(data, "text"), "target", bool(data.get("regex")), bool(data.get("case")))
        if not query.text:
            raise BadRequest("nothing to look for")
        found = list(replacements(self.shelf.rows(text_in(data, "episode")), query, text_in(data, "by", 1000)))
        chosen = data.get("chosen")
        if not isinstance(chosen, dict):
            shown = [
                {
                    **brief(item.item),
                    "diff": [list(part) for part in differences(item.item.target, item.after)],
                    "blocked": item.blocked,
                }
                for item in found[:MAX_PAGE]
            ]
            return {"total": len(found), "rows": shown}
        groups: dict[str, list[Any]] = {}
        done = stale = 0
        for item in found:
            revision = chosen.get(f"{item.item.episode_id}/{item.item.sentence_id}")
            if revision is None or item.blocked:
                continue
            if revision != item.item.revision:
                stale += 1
                continue
            move = Move(Act.EDIT, who, self.now(), item.after, item.item.revision)
            groups.setdefault(item.item.episode_id, []).append((item.item.subject, move))
        for episode_id, moves in groups.items():
            done += len(desk.make(self.known(episode_id)[1], moves))
        return {"done": done, "stale": stale}

    def boundary(self, data: Mapping[str, Any], who: str) -> dict[str, Any]:
        """Split a sentence at an offset of its source, or join it with the next one; from the next run on."""
        row = self.row(text_in(data, "episode"), text_in(data, "sentence"))
        view, folder = self.known(row.episode_id)
        kind = text_in(data, "act")
        if kind == "join":
            edit = boundaries.join(view.episode, row.position, who=who, when=self.now())
        elif kind == "split":
            at = data.get("offset")
            if not isinstance(at, int) or isinstance(at, bool):
                raise BadRequest("where to split is a whole number")
            edit = boundaries.split(view.episode, row.position, at, who=who, when=self.now())
        else:
            raise BadRequest("split or join")
        desk.record(folder, [edit])
        return {"anchor": edit.anchor, "act": edit.after}

    def concordance(self, wish: Mapping[str, str]) -> dict[str, Any]:
        """Where a text stands in all finished episodes, both languages."""
        text = wish.get("text", "")
        lang = Lang(wish["lang"]) if wish.get("lang") in ("en", "ja") else None
        index = Concordance(self.shelf.out)
        index.refresh()
        found = index.search(text, lang=lang, lemma=wish.get("lemma") == "1", regex=wish.get("regex") == "1", limit=40)
        shown = [row for row in found if self.shelf.folder(row.episode_id) is not None]
        return {
            "rows": [
                {"episode": row.episode_id, "id": row.sentence_id, "start_ms": row.start_ms, "en": row.en, "ja": row.ja}
                for row in shown
            ]
        }

    def remember(self, data: Mapping[str, Any], who: str) -> dict[str, Any]:
        """Keep a decided sentence in the translation memory: other episodes that say the same get this text."""
        row = self.row(text_in(data, "episode"), text_in(data, "sentence"))
        if self.memory_path is None:
            raise BadRequest("this desk has no translation memory")
        if row.state not in (State.APPROVED, State.LOCKED):
            raise ReviewError("only an approved text is worth remembering", hint="approve it first")
        if text_in(data, "revision") != row.revision:
            raise ReviewError("the sentence was changed meanwhile", hint="look at it again")
        pair = self.known(row.episode_id)[0].episode.pair
        added = memory.add(self.memory_path, [Unit(pair, row.source, row.target, True, f"editor {who}")])
        return {"added": added}

    def conflicts(self) -> list[dict[str, str]]:
        """Decisions whose sentence is gone or reads differently."""
        self.shelf.refresh()
        found: list[dict[str, str]] = []
        for episode_id, _ in self.shelf.ids():
            if not self.shelf.edits(episode_id):
                continue
            subjects = [row.subject for row in self.shelf.rows(episode_id)]
            for kind, edit in conflicts(subjects, self.shelf.edits(episode_id)):
                found.append(
                    {
                        "episode": episode_id,
                        "sentence": edit.anchor,
                        "kind": kind,
                        "before": edit.before,
                        "text": edit.after,
                    }
                )
        return found


def _level(speed_cps: float, limits: Limits) -> str:
    """The colour of a cue's reading speed: good, warm (over the target) or bad (over the hard limit)."""
    if meets(speed_cps, limits.target_cps):
        return "good"
    return "warm" if meets(speed_cps, limits.hard_cps) else "bad"


def _over(speed_cps: float, limits: Limits, duration_ms: int) -> int:
    """Cells a cue has to lose to be read at the target speed; none where it meets it."""
    if meets(speed_cps, limits.target_cps):
        return 0
    return math.ceil((speed_cps - limits.target_cps) * duration_ms / 1000 - 1e-6)
