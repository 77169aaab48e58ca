"""What an editor wrote into a summary: it wins, and it survives re-runs.

Anchors of `Edit(kind=SUMMARY)`; `<lang>` is en or ja, a chapter's id is `ch-<id of its first sentence>`:

- `overview:<lang>`                        the overview paragraph
- `chapter:<id>:title:<lang>`              a chapter's title
- `chapter:<id>:text:<lang>`               a chapter's paragraph
- `chapter:<id>:quote:<lang>`              its quote ("" removes it)
- `boundaries`                             ids of the sentences where chapters begin, separated by spaces
- `hashtags`                               the tags, separated by spaces

An edit of a chapter pins its beginning, so a re-run that would cut elsewhere keeps the chapter it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Chapter, Edit, EditKind, Finding, Lang, Severity, Summary, Where

_CHAPTER = re.compile(r"chapter:ch-(?P<sentence>[^:]+):(?P<part>title|text|quote):(?P<lang>en|ja)")
_OTHER = re.compile(r"overview:(?:en|ja)|boundaries|hashtags")


@dataclass(frozen=True, slots=True)
class Written:
    """The editor's texts by anchor; a later edit of the same anchor replaces an earlier one."""

    edits: tuple[Edit, ...]

    def text(self, anchor: str) -> str | None:
        """What the editor wrote there, None when nothing was written."""
        return next((edit.after for edit in self.edits if edit.anchor == anchor), None)

    @property
    def pinned(self) -> tuple[str, ...]:
        """Ids of sentences where a chapter must begin because an edit belongs to it."""
        found = (_CHAPTER.fullmatch(edit.anchor) for edit in self.edits)
        return tuple(dict.fromkeys(match["sentence"] for match in found if match))

    @property
    def boundaries(self) -> tuple[str, ...]:
        """Ids of the sentences where the editor lets chapters begin; empty when left to us."""
        return tuple((self.text("boundaries") or "").split())

    def conflicts(self, sentence_ids: Collection[str]) -> tuple[Finding, ...]:
        """Edits that could not be used: unknown anchors, sentences that are gone."""
        found = []
        for edit in self.edits:
            chapter = _CHAPTER.fullmatch(edit.anchor)
            if not chapter and not _OTHER.fullmatch(edit.anchor):
                found.append(_conflict(edit, "", "no such place in a summary"))
            named = (chapter["sentence"],) if chapter else self.boundaries if edit.anchor == "boundaries" else ()
            for sentence_id in named:
                if sentence_id not in sentence_ids:
                    found.append(_conflict(edit, sentence_id, f"sentence {sentence_id} is gone"))
        return tuple(found)


    def stale(self, ours: Mapping[str, str]) -> tuple[Finding, ...]:
        """Edits made about a text of ours that reads differently today; they still win."""
        found = []
        for edit in self.edits:
            today = ours.get(edit.anchor)
            if edit.before and today is not None and today.split() != edit.before.split():
                chapter = _CHAPTER.fullmatch(edit.anchor)
                found.append(
                    Finding(
                        "summary-edit-stale", Severity.INFO, Where(sentence_id=chapter["sentence"] if chapter else ""),
                        f"{edit.anchor} was edited when our text read otherwise; the edit is kept",
                        hint=f"today it would read: {today[:200]}",
                    )
                )
        return tuple(found)


def texts_by_anchor(chapters: Sequence[Chapter], summaries: Sequence[Summary]) -> dict[str, str]:
    """What a summary says at each anchor an editor may write to."""
    texts = {"boundaries": " ".join(chapter.sentence_ids[0] for chapter in chapters)}
    for summary in summaries:
        gap = " " if summary.lang is Lang.EN else ""
        texts["hashtags"] = " ".join(summary.hashtags)
        texts[f"overview:{summary.lang}"] = gap.join(claim.text for claim in summary.overview)
        for chapter, text in zip(chapters, summary.chapters, strict=True):
            place = f"chapter:{chapter.id}"
            texts[f"{place}:title:{summary.lang}"] = chapter.title[summary.lang]
            texts[f"{place}:text:{summary.lang}"] = gap.join(claim.text for claim in text.claims)
            texts[f"{place}:quote:{summary.lang}"] = text.quote.text if text.quote else ""
    return texts


def _conflict(edit: Edit, sentence_id: str, why: str) -> Finding:
    return Finding(
        "summary-edit-conflict", Severity.WARNING, Where(sentence_id=sentence_id),
        f"the edit of {edit.anchor} could not be used: {why}",
        hint="open the summary and decide again; the text is kept",
    )


def read(edits: Iterable[Edit]) -> Written:
    """The summary edits among all edits, the latest of each anchor."""
    latest: dict[str, Edit] = {}
    for edit in edits:
        if edit.kind is EditKind.SUMMARY:
            latest[edit.anchor] = edit
    return Written(tuple(latest.values()))
