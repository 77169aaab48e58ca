"""Hypothesis strategies for the nouns: EN/JA text, cues, tracks, sentences, episodes."""

from __future__ import annotations

from hypothesis import strategies as st

from pipeline.model import (
    Cue,
    Episode,
    Glossary,
    Lang,
    Mark,
    MarkKind,
    Pair,
    Source,
    Span,
    Term,
    TermStatus,
    TermType,
    Track,
    TrackKind,
)

EN_WORDS = st.sampled_from(
    "the model of open source and weights inference right exactly GPT-4 we are building a compute moat 25,000 H100s "
    "in San Francisco. Right? Yes! Dr. Smith said so, maybe not e.g. Node.js costs 3.5 dollars".split()
)
JA_PARTS = st.sampled_from(
    "モデルは オープンソースの 推論が 速くなりました。 そうですね、 GPT-4を 使います 「計算資源」 という".split()
    + "話です。 2万5000個の GPU 本当に？ ええ！ ー 々 っ".split()
)


def en_texts(min_words: int = 1, max_words: int = 20) -> st.SearchStrategy[str]:
    """Words of English talk, single spaces."""
    return st.lists(EN_WORDS, min_size=min_words, max_size=max_words).map(" ".join)


def ja_texts(min_parts: int = 1, max_parts: int = 20) -> st.SearchStrategy[str]:
    """Japanese talk without spaces."""
    return st.lists(JA_PARTS, min_size=min_parts, max_size=max_parts).map("".join)


@st.composite
def tracks(
    draw: st.DrawFn,
    *,
    lang: Lang = Lang.EN,
    max_cues: int = 12,
    voices: tuple[str, ...] = ("", "Speaker 1", "Speaker 2"),
) -> Track:
    """Ordered, non-overlapping cues, each with at most one voice over its whole text."""
    texts = en_texts() if lang is Lang.EN else ja_texts()
    now = draw(st.integers(0, 5_000))
    cues = []
    for number in range(1, draw(st.integers(1, max_cues)) + 1):
        length, gap = draw(st.integers(1, 8_000)), draw(st.sampled_from((0, 40, 83, 500, 3_000)))
        text, voice = draw(texts), draw(st.sampled_from(voices))
        marks = (Mark(0, len(text), MarkKind.VOICE, voice),) if voice else ()
        cues.append(Cue(f"c{number}", Span(now, now + length), text, marks, number=number))
        now += length + gap
    return Track(lang, TrackKind.CAPTIONS, tuple(cues))


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """Terms with every field that a CSV row can hold."""
    word = draw(st.text("abcdefgh", min_size=2, max_size=8))
    return Term(
        id=word,
        source=word,
        target=draw(st.sampled_from(("計算資源", "推論", "OpenAI", "重み"))),
        type=draw(st.sampled_from(TermType)),
        status=draw(st.sampled_from(TermStatus)),
        forbidden=tuple(draw(st.lists(st.sampled_from(("体重", "重さ")), max_size=2, unique=True))),
        do_not_translate=draw(st.booleans()),
        note=draw(st.text(max_size=20)),
    )


def glossaries() -> st.SearchStrategy[Glossary]:
    """Glossaries with unique ids."""
    return st.lists(terms(), max_size=8, unique_by=lambda term: term.id).map(
        lambda found: Glossary("test", Pair(Lang.EN, Lang.JA), tuple(found), "rev")
    )


def fresh_episodes() -> st.SearchStrategy[Episode]:
    """Ingested episodes, nothing after."""
    return tracks().map(lambda track: Episode("talk", Source.of("talk.vtt", b"x"), track=track))
