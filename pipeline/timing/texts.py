"""The text each sentence shows: in its style, with what must stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.config import RetimeSettings
from pipeline.lang import LANGUAGES, style, width
from pipeline.model import Episode, Glossary, Lang, Sentence, Translation


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence with the styled text it shows, break levels, whole stretches, and what stands before the next one."""

    sentence: Sentence
    neutral: str
    text: str
    levels: bytes
    terms: tuple[tuple[int, int], ...]
    cells: float
    joiner: str
    strictness: str
    origins: tuple[int, ...]

    def neutral_offset(self, offset: int) -> int:
        """The offset in the neutral text of an offset in the shown one."""
        return self.origins[offset] if offset < len(self.origins) else len(self.neutral)


def prepare(episode: Episode, glossary: Glossary, settings: RetimeSettings) -> list[Shown]:
    """What to show, in order of speech; sentences without translation are left out."""
    lang = episode.pair.target
    by_id = {one.sentence_id: one for one in episode.translations}
    ordered = sorted(episode.sentences, key=lambda sentence: sentence.span.start_ms)  # ties keep their order
    chosen = [(sentence, " ".join(by_id[sentence.id].text.split())) for sentence in ordered if sentence.id in by_id]
    chosen = [(sentence, text) for sentence, text in chosen if text]
    names = renderings(glossary, by_id.values())
    spans = term_spans([text for _, text in chosen], names, lang)
    return [show(sentence, text, terms, lang, settings) for (sentence, text), terms in zip(chosen, spans, strict=True)]


def show(
    sentence: Sentence, text: str, terms: Sequence[tuple[int, int]], lang: Lang, settings: RetimeSettings
) -> Shown:
    """One sentence's text in its style; `terms` are stretches of the neutral text."""
    wanted = settings.style if lang is Lang.JA else "neutral"
    styled = style.apply(text, wanted, settings.mark_space)
    levels = styled.strengths(LANGUAGES[lang].strengths()(text))
    return Shown(
        sentence=sentence,
        neutral=text,
        text=styled.text,
        levels=levels,
        terms=tuple((styled.offset(start), styled.offset(end)) for start, end in terms),
        cells=width.cells(styled.text, lang),
        joiner=joiner(styled.text, lang),
        strictness=settings.kinsoku,
        origins=styled.origins,
    )


def joiner(text: str, lang: Lang) -> str:
    """What stands between this sentence and the next one in one cue: nothing after an end mark that is shown."""
    if lang is not Lang.JA:
        return " "
    return "" if text[-1:] in "。．" else "\u3000"


def renderings(glossary: Glossary, translations: Iterable[Translation]) -> set[str]:
    """The target texts of approved terms and of the terms used: each stays whole on a line."""
    found = {rendering for term in glossary.approved() for rendering in (term.target, *term.accepted)}
    found.update(use.rendering for one in translations for use in one.terms)
    return {rendering for rendering in found if len(rendering) > 1}


def term_spans(texts: Sequence[str], renderings: Iterable[str], lang: Lang) -> list[tuple[tuple[int, int], ...]]:
    """For each text the stretches that are one of the renderings; English ones at word boundaries, in any case.

    >>> term_spans(["機械学習とAI", "AI"], ["機械学習", "AI"], Lang.JA)
    [((0, 4), (5, 7)), ((0, 2),)]
    """
    # All texts are searched as one: a search costs per term, not per term and text.
    joined = "\n".join(texts)
    whole = joined.lower() if lang is Lang.EN and len(joined.lower()) == len(joined) else joined
    bounds: list[int] = [0]
    for text in texts:
        bounds.append(bounds[-1] + len(text) + 1)
    hits: list[tuple[int, int]] = []
    for rendering in renderings:
        wanted = rendering.lower() if lang is Lang.EN else rendering
        at = whole.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            if lang is Lang.JA or not (whole[at - 1 : at].isalnum() or whole[end : end + 1].isalnum()):
                hits.append((at, end))
            at = whole.find(wanted, at + 1)
    hits.sort()
    found: list[list[tuple[int, int]]] = [[] for _ in texts]
    number = 0
    for start, end in hits:
        while start >= bounds[number + 1]:
            number += 1
        found[number].append((start - bounds[number], end - bounds[number]))
    return [tuple(spans) for spans in found]
