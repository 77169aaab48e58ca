"""Misheard terms: a variant of an approved glossary term is read as the term, with a line in the log."""

from __future__ import annotations

from pipeline.glossary.match import Matcher, find_variants
from pipeline.lang import ja_sentences
from pipeline.model import Glossary
from pipeline.reading.changes import Log
from pipeline.reading.marks import raised
from pipeline.reading.tokens import Token, group, join, offsets

_SURE = 0.95  # a variant without conditions
_BACKED = 0.9  # a variant with a context word nearby


def repair_words(tokens: list[Token], glossary: Glossary, log: Log, *, show: str = "", episode: str = "") -> None:
    """Read variants of approved terms as the terms, in place.

    Context words count in the sentence itself and the one on either side. A glossary of the other direction has no say.
    """
    lang = log.track.lang
    if glossary.pair.source is not lang:
        return
    matcher = Matcher.of(glossary.approved(), lang)
    runs = [[token for token in run if token.text] for run in group(tokens)]
    texts = [join(run) for run in runs]
    for at, (run, text) in enumerate(zip(runs, texts, strict=True)):
        if not run:
            continue
        around = " ".join(texts[max(0, at - 1) : at + 2])
        starts = offsets(run)
        for hit in find_variants(text, matcher, near=around, show=show, episode=episode, speaker=run[0].speaker):
            first = max(index for index, start in enumerate(starts) if start <= hit.start)
            last = max(index for index, start in enumerate(starts) if start < hit.end)
            window = run[first : last + 1]
            inside = text[starts[first] : starts[last] + len(run[last].text)]
            source = raised(hit.term.source) if hit.start == 0 and hit.surface[:1].isupper() else hit.term.source
            after = inside[: hit.start - starts[first]] + source + inside[hit.end - starts[first] :]
            backed = hit.variant is not None and bool(hit.variant.contexts)
            log.fold(
                "word",
                window,
                after,
                reason=f"misheard form of {hit.term.source}" + (", beside a word of its subject" if backed else ""),
                confidence=_BACKED if backed else _SURE,
                sure=True,
                term_id=hit.term.id,
            )


def drop_fillers(tokens: list[Token], log: Log) -> None:
    """Read Japanese without えーと and its like, in place."""
    for token in tokens:
        if token.text and ja_sentences.FILLERS.search(token.text):
            kept = ja_sentences.without_fillers(token.text)
            if kept != token.text:
                log.fold("word", [token], kept, reason="a filler", confidence=0.95, sure=True)
