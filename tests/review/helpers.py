"""A small finished episode whose every flaw is known, and the folder it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pipeline.config import Config
from pipeline.glossary.revision import revision
from pipeline.model import (
    Bilingual,
    Cue,
    Edit,
    Episode,
    Glossary,
    Hypothesis,
    Lang,
    Meta,
    Origin,
    Pair,
    Piece,
    Repair,
    Rung,
    Sentence,
    Source,
    Span,
    Term,
    TermStatus,
    TermType,
    TermUse,
    Track,
    TrackKind,
    Translation,
    Variant,
)
from pipeline.stages import retime, summarise
from pipeline.store import episodes

PAIR = Pair(Lang.EN, Lang.JA)
TERMS = (
    Term("inference", "inference", "推論", TermType.CONCEPT, TermStatus.APPROVED, forbidden=("推測",),
         reading="すいろん"),
    Term("weights", "weights", "重み", TermType.CONCEPT, TermStatus.APPROVED, variants=(Variant("waits", ("model",)),),
         reading="おもみ"),
    Term("moat", "moat", "堀", TermType.CONCEPT, TermStatus.PROPOSED, reading="ほり"),
)  # fmt: skip
GLOSSARY = Glossary("t.en-ja.csv", PAIR, TERMS, revision(TERMS))

LINES = [
    ("Welcome to the show.", "番組へようこそ。"),
    ("Today we talk about inference.", "今日は推測について話します。"),  # forbidden rendering
    ("The weights are open.", "荷物は公開されています。"),  # term missed
    ("It is fast.", "速いです。"),
    (
        "It costs a lot.",
        "それは本当にとてもたくさんのお金がかかってしまうものなのでございますよ、皆さん。",
    ),  # too fast to read
    ("You said that Kyle builds a compiler.", "カイルはコンパイラーを作っています。"),  # a guard
    ("Nobody owns the moat.", "誰も堀を持っていません。"),
    ("That is all for now.", "以上です。"),
]


def episode(episode_id: str = "talk", lines: Iterable[tuple[str, str]] = LINES) -> Episode:
    """An episode with one cue a sentence, three seconds each, timed by the real stage."""
    cues, sentences, translations = [], [], []
    for at, (en, ja) in enumerate(lines):
        span = Span(at * 3000, at * 3000 + 2900)
        cues.append(Cue(f"c{at + 1}", span, en, number=at + 1))
        key = f"s{at + 1}-1"
        speaker = f"Speaker {1 + at // 4}"
        sentences.append(Sentence(key, Lang.EN, en, (Piece(f"c{at + 1}", 0, len(en)),), span, speaker))
        uses = tuple(
            TermUse(term.id, en.find(term.source), en.find(term.source) + len(term.source),
                    Rung.PLAIN if term.target in ja else Rung.MISSED, term.target if term.target in ja else "")
            for term in TERMS if term.source in en and term.status is TermStatus.APPROVED
        )  # fmt: skip
        guards = ("anata",) if en.startswith("You said") else ()
        others = (Hypothesis("今日は推論について話します。", -0.5),) if "inference" in en else ()
        translations.append(Translation(key, ja, Origin.ENGINE, -0.1 * at, uses, others, guards))
    made = Episode(
        episode_id,
        Source.of(f"{episode_id}.vtt", b"WEBVTT\n"),
        Meta(title=Bilingual(f"Talk {episode_id}", f"話 {episode_id}")),
        PAIR,
        Track(Lang.EN, TrackKind.CAPTIONS, tuple(cues)),
        tuple(sentences),
        (Repair("word@c8:0", "word", "s8-1", "That", "This", "sounds alike", 0.5, applied=False, cue_id="c8"),),
        tuple(translations),
    )
    config = Config()
    return retime.run(made, glossary=GLOSSARY, limits=config.limits, settings=config.retime)


def summarised(episode_id: str = "talk", edits: Iterable[Edit] = ()) -> Episode:
    """The small episode with chapters and summaries of both languages, as a run leaves them."""
    settings = Config().summarise
    return summarise.run(episode(episode_id), glossary=GLOSSARY, edits=tuple(edits), settings=settings)


def publish(out: Path, *made: Episode) -> Path:
    """The folder with these episodes (one of the sample when none is given)."""
    for one in made or (episode(),):
        episodes.publish(out, replace(one, renderings=()), {"gate": {"closed_by": []}})
    return out
