"""Episodes the viewer is tried on: an ordinary one, a hostile one, a long one."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import (
    Bilingual,
    Chapter,
    ChapterText,
    Claim,
    Cue,
    Entity,
    Episode,
    Lang,
    Mark,
    MarkKind,
    Meta,
    Origin,
    Pair,
    Piece,
    Sentence,
    Source,
    Span,
    Speaker,
    Summary,
    TermType,
    Track,
    TrackKind,
    Translation,
)

TALK = (
    ("Speaker 1", "Welcome to the show about small machines.", "小さな機械の番組へようこそ。"),
    ("Speaker 1", "Today we talk about quantization.", "今日は量子化について話します。"),
    ("Speaker 2", "Quantization stores a model with fewer bits.", "量子化はモデルを少ないビット数で保存する技術です。"),
    ("Speaker 2", "A GPU is not needed for that.", "そのためにＧＰＵは要りません。"),
    ("Speaker 1", "Let's turn to the bakery.", "パン屋の話に移りましょう。"),
    ("Speaker 2", "The bakery runs Llama under the counter.", "パン屋ではカウンターの下でLlamaが動いています。"),
    ("Speaker 1", "Thank you for coming.", "お越しいただきありがとうございました。"),
)
EACH_MS = 2_000
TITLE = Bilingual("Bits", "ビット")


def episode(
    talk: Sequence[tuple[str, str, str]] = TALK, *, episode_id: str = "talk", title: Bilingual = TITLE,
    media_url: str = "", published: str = "2026-05-29", channel: str = "Small Hours", tags: tuple[str, ...] = ("bits",),
    chapter_starts: Sequence[int] = (0, 4), guarded: frozenset[int] = frozenset(),
) -> Episode:
    """A finished episode: one sentence and one cue per line of the talk, every `EACH_MS`."""
    sentences, translations, cues, targets = [], [], [], []
    for at, (speaker, en, ja) in enumerate(talk):
        span = Span(at * EACH_MS, at * EACH_MS + EACH_MS - 100)
        name = f"s{at + 1}-1"
        sentences.append(Sentence(name, Lang.EN, en, (Piece(f"c{at + 1}", 0, len(en)),), span, speaker))
        guards = ("digits",) if at in guarded else ()
        if ja:
            translations.append(Translation(name, ja, Origin.ENGINE, guards=guards))
            targets.append(Cue(f"{name}.1", span, ja, number=len(targets) + 1, sentence_ids=(name,)))
        marks = (Mark(0, len(en), MarkKind.VOICE, speaker),) if speaker else ()
        cues.append(Cue(f"c{at + 1}", span, en, marks=marks, number=at + 1))
    starts = [start for start in chapter_starts if start < len(talk)]
    chapters = []
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(talk)], strict=True), 1):
        span = Span(start * EACH_MS, end * EACH_MS)
        ids = tuple(sentence.id for sentence in sentences[start:end])
        chapters.append(Chapter(f"ch-{ids[0]}", span, Bilingual(f"Part {number}", f"第{number}部"), ids))

    def summary(lang: Lang) -> Summary:
        side = 1 if lang is Lang.EN else 2
        texts = tuple(
            ChapterText(
                chapter.id, (Claim(talk[start][side], (chapter.sentence_ids[0],)),),
                Claim(talk[start][side], (chapter.sentence_ids[0],)), "Ann" if lang is Lang.EN else "アン",
            )
            for chapter, start in zip(chapters, starts, strict=True)
        )
        notes = ("Fewer bits for a model.", "少ないビットで表すこと。")
        names = {"quantization": ("quantization", "量子化"), "llama": ("Llama", "Llama")}
        entities = tuple(
            Entity(pair[side - 1], kind, notes[side - 1], (f"s{first}-1",))
            for (pair, kind, first) in (
                (names["quantization"], TermType.CONCEPT, min(2, len(talk))),
                (names["llama"], TermType.SOFTWARE, min(6, len(talk))),
            )
        )
        return Summary(lang, (Claim(talk[0][side] or "-", ("s1-1",)),), texts, entities, tags)

    return Episode(
        episode_id, Source.of("talk.vtt", b""), pair=Pair(Lang.EN, Lang.JA),
        meta=Meta(
            title, channel, channel, published, media_url,
            (
                Speaker("Speaker 1", Bilingual("Ann", "アン"), "host"),
                Speaker("Speaker 2", Bilingual("Bo", "ボー"), "guest"),
            ),
        ),
        track=Track(Lang.EN, TrackKind.CAPTIONS, tuple(cues)),
        sentences=tuple(sentences), translations=tuple(translations),
        target=Track(Lang.JA, TrackKind.SUBTITLES, tuple(targets)), chapters=tuple(chapters),
        summaries=(summary(Lang.EN), summary(Lang.JA)),
    )


EVIL = "<script>document.title='evil'</script><img src=x onerror=\"document.title='evil'\"> & \"'</p></script>\u2028"


def hostile() -> Episode:
    """An episode whose every text tries to be markup."""
    talk = ((EVIL, EVIL, EVIL + "量子化"), ("<b>", "Plain </span> text {{ 7*7 }}.", "{% raw %}<ruby>文字</ruby>"))
    return episode(
        talk, episode_id="hostile", title=Bilingual(EVIL, EVIL), media_url="javascript:alert(1)", channel=EVIL,
        published="<b>2026</b>", tags=("<i>", "a&b"), chapter_starts=(0,),
    )


def long_talk(sentences: int) -> Episode:
    """As many sentences as wanted, in chapters of 200."""
    talk = tuple(
        (
            f"Speaker {1 + at // 3 % 2}",
            f"Sentence number {at} says that the model moves its numbers past a very small window again and again.",
            f"文{at}では、モデルが数値を何度も小さな窓の前に運ぶことを説明しています。",
        )
        for at in range(sentences)
    )
    return episode(talk, episode_id="long", title=Bilingual("Long", "長い回"), chapter_starts=range(0, sentences, 200))
