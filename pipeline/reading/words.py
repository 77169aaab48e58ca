"""Misheard terms: a variant of an approved glossary term is read as the term, with a line in the log."""

from __future__ import annotations

from dataclasses import replace

from pipeline.glossary.match import Matcher, find_variants
from pipeline.model import Glossary, Lang, Repair, Sentence

_SURE = 0.95  # a variant without conditions
_BACKED = 0.9  # a variant with a context word nearby


def repair_words(
    sentences: tuple[Sentence, ...],
    glossary: Glossary,
    *,
    show: str = "",
    episode: str = "",
    refused: frozenset[str] = frozenset(),
) -> tuple[tuple[Sentence, ...], tuple[Repair, ...]]:
    """The sentences with variants of approved terms read as the terms, and one log line for each.

    Context words count in the sentence itself and the one on either side. A repair whose id is `refused` is logged
    as not applied. Target-language glossaries have no say over a source in another language.
    """
    lang = sentences[0].lang if sentences else Lang.EN
    if glossary.pair.source is not lang:
        return sentences, ()
    matcher = Matcher.of(glossary.approved(), lang)
    read: list[Sentence] = []
    log: list[Repair] = []
    for at, sentence in enumerate(sentences):
        around = " ".join(near.text for near in sentences[max(0, at - 1) : at + 2])
        parts: list[str] = []
        last = 0
        for hit in find_variants(
            sentence.text, matcher, near=around, show=show, episode=episode, speaker=sentence.speaker
        ):
            backed = hit.variant is not None and bool(hit.variant.contexts)
            repair_id = f"word@{sentence.id}:{hit.start}"
            if repair_id not in refused:
                parts += [sentence.text[last : hit.start], hit.term.source]
                last = hit.end
            log.append(
                Repair(
                    id=repair_id,
                    kind="word",
                    sentence_id=sentence.id,
                    before=hit.surface,
                    after=hit.term.source,
                    reason=f"misheard form of {hit.term.source}" + (", beside a word of its subject" if backed else ""),
                    confidence=_BACKED if backed else _SURE,
                    applied=repair_id not in refused,
                    term_id=hit.term.id,
                    cue_id=sentence.pieces[0].cue_id,
                )
            )
        if parts:
            sentence = replace(sentence, text="".join([*parts, sentence.text[last:]]))
        read.append(sentence)
    return tuple(read), tuple(log)
