"""What a change of the glossary would touch: sentences whose terms or reading differ under the two states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.glossary.match import Matcher, Occurrence, find_terms, find_variants
from pipeline.glossary.workflow import difference
from pipeline.model import Edit, EditKind, Episode, Glossary, Term, TermStatus


@dataclass(frozen=True, slots=True)
class Touched:
    """A sentence that a change would touch. `why` is term, repair or both; `pinned` when an editor's text stands."""

    sentence_id: str
    term_ids: tuple[str, ...]
    why: str
    source: str
    target: str
    cues: int
    pinned: bool


def touched(episode: Episode, before: Glossary, after: Glossary, edits: Iterable[Edit] = ()) -> Iterator[Touched]:
    """Sentences of a finished episode in which a term that differs occurs, or would be repaired differently, in order.

    `source` is the reading as it stands in the episode; mishearings are looked for in the delivered words too.
    """
    from pipeline.anchors import source_text

    if before.pair.source is not episode.pair.source:
        return
    changed = difference(before.terms, after.terms)
    old = Matcher.of([one for one, _ in changed if _living(one)], episode.pair.source)  # type: ignore[misc]
    new = Matcher.of([two for _, two in changed if _living(two)], episode.pair.source)  # type: ignore[misc]
    texts = {translation.sentence_id: translation.text for translation in episode.translations}
    pinned = {edit.anchor for edit in edits if edit.kind is EditKind.TRANSLATION and edit.after}
    cues = episode.source_track().by_id()
    shown: dict[str, int] = {}
    for cue in episode.target.cues if episode.target else ():
        for sentence_id in cue.sentence_ids:
            shown[sentence_id] = shown.get(sentence_id, 0) + 1
    for sentence in episode.sentences:
        scope = {"show": episode.meta.show, "episode": episode.id, "speaker": sentence.speaker}
        delivered = source_text(sentence, cues)
        uses = _ids(find_terms(sentence.text, old, **scope)) | _ids(find_terms(sentence.text, new, **scope))
        was = _repairs(find_variants(delivered, old, near=sentence.text, **scope))
        will = _repairs(find_variants(delivered, new, near=sentence.text, **scope))
        repairs = {term_id for term_id, _ in was ^ will}
        if uses or repairs:
            why = "both" if uses and repairs else "term" if uses else "repair"
            yield Touched(
                sentence.id, tuple(sorted(uses | repairs)), why, sentence.text, texts.get(sentence.id, ""),
                shown.get(sentence.id, 0), sentence.id in pinned,
            )  # fmt: skip


def _living(term: Term | None) -> bool:
    return term is not None and term.status is TermStatus.APPROVED


def _ids(hits: Iterable[Occurrence]) -> set[str]:
    return {hit.term.id for hit in hits}


def _repairs(hits: Iterable[Occurrence]) -> set[tuple[str, int]]:
    return {(hit.term.id, hit.start) for hit in hits}
