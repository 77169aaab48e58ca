"""summarise.run: never fails, the same ids and times in both languages, editors win."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import SummariseSettings
from pipeline.model import (
    Bilingual,
    Edit,
    EditKind,
    Episode,
    Glossary,
    Lang,
    Meta,
    Origin,
    Pair,
    Piece,
    Rendering,
    Rung,
    Sentence,
    Source,
    Span,
    Speaker,
    Term,
    TermStatus,
    TermType,
    TermUse,
    Translation,
)
from pipeline.stages import summarise

EN_JA = Pair(Lang.EN, Lang.JA)
TALK = (
    (
        "Speaker 1",
        "Welcome to the show about small machines and stubborn bakers.",
        "小さな機械と頑固なパン職人の番組へようこそ。",
    ),
    (
        "Speaker 1",
        "Today we ask how a language model plans the bread of tomorrow.",
        "今日は言語モデルが明日のパンをどう計画するのかを聞きます。",
    ),
    (
        "Speaker 2",
        "A language model reads three years of handwritten notebooks every night.",
        "言語モデルは毎晩、3年分の手書きのノートを読みます。",
    ),
    (
        "Speaker 2",
        "The notebooks hold the weather, the ferry timetable and the leftovers.",
        "ノートには天気とフェリーの時刻表と売れ残りが書いてあります。",
    ),
    (
        "Speaker 1",
        "Okay, let's talk about hallucination, because the model once invented a festival.",
        "では、ハルシネーションの話をしましょう。モデルがお祭りを発明したことがあるからです。",
    ),
    (
        "Speaker 2",
        "A hallucination is cheap to make and expensive to believe in a bakery.",
        "ハルシネーションは生むのは簡単ですが、パン屋で信じると高くつきます。",
    ),
    (
        "Speaker 2",
        "The rule is that every number must name the page of the notebook it rests on.",
        "すべての数字は根拠となるノートのページを示さなければならない、というのがルールです。",
    ),
    (
        "Speaker 1",
        "Thank you for listening to the bakery and its machine.",
        "パン屋とその機械の話を聞いていただき、ありがとうございました。",
    ),
)


def _term(name: str, target: str, kind: TermType = TermType.CONCEPT) -> Term:
    return Term(
        name.replace(" ", "-"), name, target, kind, TermStatus.APPROVED,
        definition_en=f"What {name} means.", definition_ja=f"{target}の説明。",
    )


GLOSSARY = Glossary(
    "test", EN_JA,
    (_term("language model", "言語モデル"), _term("hallucination", "ハルシネーション"), _term("GPU", "GPU")), "r1",
)
META = Meta(
    Bilingual("The Bakery", "パン屋"), show="Small Hours",
    speakers=(Speaker("Speaker 2", Bilingual("Tomas", "トマス"), "guest"),),
)


def episode(
    talk: tuple[tuple[str, str, str], ...] = TALK, *, pair: Pair = EN_JA, each_ms: int = 20_000,
    guarded: frozenset[int] = frozenset(), missing: frozenset[int] = frozenset(), meta: Meta = META,
) -> Episode:
    sentences, translations = [], []
    for at, (speaker, en, ja) in enumerate(talk):
        here, there = (en, ja) if pair.source is Lang.EN else (ja, en)
        name = f"s{at + 1}-1"
        span = Span(at * each_ms, (at + 1) * each_ms - 100)
        sentences.append(Sentence(name, pair.source, here, (Piece(f"c{at + 1}", 0, 1),), span, speaker))
        if at not in missing:
            guards = ("digits",) if at in guarded else ()
            translations.append(Translation(name, there, Origin.ENGINE, guards=guards))
    return Episode(
        "bakery", Source.of("x.vtt", b""), meta=meta, pair=pair, sentences=tuple(sentences),
        translations=tuple(translations),
    )


def told(source: Episode, *edits: Edit, minutes: float = 2.8) -> Episode:
    return summarise.run(
        source, glossary=GLOSSARY, edits=edits, settings=SummariseSettings(minutes_per_chapter=minutes)
    )


def text_of(done: Episode, name: str) -> str:
    return next(item.text for item in done.renderings if item.name == name)


def write_edit(anchor: str, after: str) -> Edit:
    return Edit(EditKind.SUMMARY, anchor, "", after)


def test_both_languages_share_chapters_and_claims() -> None:
    sure = episode()
    sure = replace(sure, translations=tuple(replace(item, origin=Origin.EDITOR) for item in sure.translations))
    done = told(sure, minutes=5)
    english, japanese = done.summaries
    assert (english.lang, japanese.lang) == (Lang.EN, Lang.JA)
    assert [item.chapter_id for item in english.chapters] == [item.chapter_id for item in japanese.chapters]
    for left, right in zip(english.chapters, japanese.chapters, strict=True):
        ids = [claim.sentence_ids for claim in left.claims]
        assert [claim.sentence_ids for claim in right.claims][-len(ids) :] == ids
    assert [claim.sentence_ids for claim in english.overview] == [claim.sentence_ids for claim in japanese.overview]


def test_an_engine_summary_says_by_rule_what_it_cannot_say_by_translation() -> None:
    talk = (
        ("A", "The language model uses the GPU.", "雨が降ります。"),  # not what was said: told by rule
        ("B", "What does the baker ask the language model at night?", "パン屋は夜、言語モデルに何を尋ねますか。"),
        ("A", "The bakery reads the weather and the notebooks every night.", "パン屋は毎晩、天気とノートを読みます。"),
        ("A", "They print it on paper for the oven crew of the bakery.", "紙に印刷します。"),  # who does?
    )
    source = episode(talk, meta=Meta())
    terms = {"language model": "language-model", "GPU": "GPU"}
    done = told(
        replace(
            source,
            translations=tuple(
                replace(
                    item, score=-0.2,
                    terms=tuple(
                        TermUse(term, at, at + len(name), Rung.MISSED)
                        for name, term in terms.items() if (at := sentence.text.find(name)) >= 0 and "雨" in item.text
                    ),
                )
                for item, sentence in zip(source.translations, source.sentences, strict=True)
            ),
        ),
        minutes=20,
    )
    japanese = done.summaries[1].chapters[0]
    lines = {claim.text: claim.sentence_ids for claim in japanese.claims}
    assert lines["言語モデルはGPUを使います。"] == ("s1-1",)
    assert lines["「パン屋は夜、言語モデルに何を尋ねますか」という問いが出ます。"] == ("s2-1",)
    said = " ".join(lines) + (japanese.quote.text if japanese.quote else "")
    assert "天気とノート" in said
    assert "雨" not in said and "印刷" not in said


def test_what_the_japanese_tells_the_english_tells_too() -> None:
    source = episode()
    sure = tuple(replace(item, score=-0.2) for item in source.translations)
    done = told(replace(source, translations=sure), minutes=5)
    english, japanese = done.summaries
    told_lines = 0
    texts = {item.sentence_id: item.text for item in source.translations}
    for left, right in zip(english.chapters, japanese.chapters, strict=True):
        in_english = {one for claim in left.claims for one in claim.sentence_ids}
        extracts = [claim.sentence_ids[0] for claim in right.claims if claim.text[:8] in texts[claim.sentence_ids[0]]]
        assert set(extracts) <= in_english
        told_lines += len(extracts)
    assert told_lines


CLAIMS = (
    ("A", "So, you know, the language model is cheaper than the GPU.", "雨が降ります。"),
    ("B", "And I think companies that use the language model will win the market.", "雪が降ります。"),
    ("A", "But the GPU does not have to be expensive.", "風が吹きます。"),
    ("B", "How can small companies compete?", "空が晴れます。"),
    ("A", "If companies share the language model, developers improve the software.", "星が見えます。"),
    ("B", "The government might regulate the language model.", "月が見えます。"),
    ("A", "Nobody controls the language model because the weights are open.", "海が見えます。"),
)


def test_claims_are_told_by_rule_in_both_languages_whatever_an_engine_said() -> None:
    done = told(episode(CLAIMS, meta=Meta()), minutes=20)
    english, japanese = done.summaries
    both = [
        {claim.sentence_ids[0]: claim.text for claim in (*summary.overview, *summary.chapters[0].claims)}
        for summary in (english, japanese)
    ]
    assert both[0]["s2-1"] == "Companies that use the language model will win the market."
    assert both[1]["s2-1"] == "言語モデルを使う企業は市場を制するでしょう。"
    assert both[1]["s5-1"] == "企業が言語モデルを共有すると、開発者はソフトウェアを改善します。"
    assert both[1]["s6-1"] == "政府は言語モデルを規制するかもしれません。"
    assert "「小さな企業はどうすれば競争できるのか」という問いが出ます。" in both[1].values()
    assert not any(word in text_of(done, "summary.ja.md") for word in ("降ります", "吹きます", "見えます"))


def test_a_translation_of_a_person_is_told_instead_of_the_rule() -> None:
    source = episode(CLAIMS, meta=Meta())
    mine = "言語モデルを使う会社が勝つのです。"
    kept = tuple(
        replace(item, text=mine, origin=Origin.EDITOR) if item.sentence_id == "s2-1" else item
        for item in source.translations
    )
    page = text_of(told(replace(source, translations=kept), minutes=20), "summary.ja.md")
    assert "市場を制するでしょう" not in page


def test_chapters_cover_every_sentence_once_in_order() -> None:
    done = told(episode(), minutes=1)
    assert [one for chapter in done.chapters for one in chapter.sentence_ids] == [item.id for item in done.sentences]
    assert len(done.chapters) > 1
    for before, after in zip(done.chapters, done.chapters[1:], strict=False):
        assert before.span.end_ms == after.span.start_ms


def test_a_chapter_begins_where_the_host_turns_to_something_new() -> None:
    done = told(episode(), minutes=5)
    assert "s5-1" in {chapter.sentence_ids[0] for chapter in done.chapters}


def test_markdown_has_the_listing_shape() -> None:
    done = told(episode())
    english, japanese = text_of(done, "summary.en.md"), text_of(done, "summary.ja.md")
    assert english.startswith("# The Bakery\n\n")
    assert "\n## [00:00] " in english
    assert "\n## Entities\n\n- **Tomas** (Person): Guest of this episode.\n" in english
    assert "- **language model** (Concept): What language model means." in english
    assert japanese.startswith("# パン屋\n\n")
    assert "- **言語モデル** (Concept): 言語モデルの説明。" in japanese
    assert english.rstrip().splitlines()[-1].startswith("#")


def test_a_guarded_translation_is_never_shown() -> None:
    guarded = frozenset({2, 5, 6})
    done = told(episode(guarded=guarded), minutes=1)
    for at in guarded:
        assert TALK[at][2] not in text_of(done, "summary.ja.md")


def test_a_summary_without_any_translation_still_names_its_chapters_in_both_languages() -> None:
    done = told(episode(missing=frozenset(range(len(TALK)))))
    assert all(chapter.title.en and chapter.title.ja for chapter in done.chapters)
    assert text_of(done, "chapters.ja.vtt").startswith("WEBVTT")


def test_japanese_source() -> None:
    done = told(episode(pair=Pair(Lang.JA, Lang.EN)), minutes=5)
    japanese = next(item for item in done.summaries if item.lang is Lang.JA)
    assert japanese.overview
    assert "では、ハルシネーションの話をしましょう" not in text_of(done, "summary.en.md")


def test_one_sentence() -> None:
    done = told(episode(TALK[:1]))
    assert len(done.chapters) == 1
    assert {item.name for item in done.renderings} == set(summarise.NAMES)


def test_no_sentence() -> None:
    done = told(replace(episode(), sentences=(), translations=()))
    assert done.chapters == ()
    assert text_of(done, "summary.en.md") == "# The Bakery\n"


def test_running_twice_gives_the_same_document() -> None:
    once = told(episode())
    assert told(once) == once


def test_renderings_of_other_stages_are_kept() -> None:
    track = Rendering("ja.vtt", "text/vtt", "WEBVTT\n")
    done = told(replace(episode(), renderings=(track,)))
    assert done.renderings[0] == track


def test_the_editor_wins_and_pins_the_chapter() -> None:
    done = told(
        episode(),
        write_edit("chapter:ch-s3-1:title:ja", "3年分のノート"),
        write_edit("chapter:ch-s3-1:text:ja", "ノートの話。"),
        write_edit("overview:en", "A baker asks a model."),
        write_edit("hashtags", "#bread #models"),
        minutes=5,
    )
    chapter = next(item for item in done.chapters if item.sentence_ids[0] == "s3-1")
    assert chapter.title.ja == "3年分のノート"
    assert "ノートの話。" in text_of(done, "summary.ja.md")
    assert "A baker asks a model." in text_of(done, "summary.en.md")
    assert done.summaries[0].hashtags == ("bread", "models")
    assert done.findings == ()


def test_the_editor_may_set_the_boundaries() -> None:
    done = told(episode(), write_edit("boundaries", "s1-1 s4-1 s7-1"))
    assert [chapter.sentence_ids[0] for chapter in done.chapters] == ["s1-1", "s4-1", "s7-1"]


def test_the_editor_may_take_a_quote_away() -> None:
    before = told(episode())
    quoted = next(item for item in before.summaries[0].chapters if item.quote)
    after = told(episode(), write_edit(f"{'chapter:' + quoted.chapter_id}:quote:en", ""))
    assert next(item for item in after.summaries[0].chapters if item.chapter_id == quoted.chapter_id).quote is None


def test_an_edit_without_a_place_is_a_finding() -> None:
    done = told(episode(), write_edit("chapter:ch-s99-1:title:en", "Gone"), write_edit("footer", "?"))
    assert [(item.code, item.where.sentence_id) for item in done.findings] == [
        ("summary-edit-conflict", "s99-1"), ("summary-edit-conflict", ""),
    ]


def test_an_edit_of_a_text_that_changed_wins_and_is_reported() -> None:
    ours = told(episode())
    anchor = f"chapter:{ours.chapters[0].id}:title:en"
    same = Edit(EditKind.SUMMARY, anchor, ours.chapters[0].title.en, "Mine")
    assert told(episode(), same).findings == ()
    done = told(episode(), replace(same, before="Something older"))
    assert done.chapters[0].title.en == "Mine"
    assert [item.code for item in done.findings] == ["summary-edit-stale"]
    assert ours.chapters[0].title.en in done.findings[0].hint


def test_hostile_text_stays_text() -> None:
    evil = "A <script>alert(1)</script> model *never* writes [links](javascript:alert) in the bakery --> today."
    done = told(episode((("<b>", evil, "モデルは<script>を書きません。"),) * 3, meta=Meta(Bilingual("# <img>", "*"))))
    english = text_of(done, "summary.en.md")
    assert "<script>" not in english.replace("\\<", "")
    assert english.startswith("# \\# \\<img\\>\n")


SENTENCES = st.lists(
    st.tuples(
        st.sampled_from(["", "Speaker 1", "Speaker 2"]),
        st.text("abc dTHE.?!,'-—<&\n", min_size=1, max_size=60),
        st.text("これは長いです。、？モデル A<", max_size=40),
    ),
    min_size=1, max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, st.booleans(), st.sampled_from([1, 700, 60_000]))
def test_no_text_breaks_it(rows: list[tuple[str, str, str]], turned: bool, each_ms: int) -> None:
    talk = tuple(row for row in rows if row[2 if turned else 1].strip())
    pair = Pair(Lang.JA, Lang.EN) if turned else EN_JA
    source = episode(talk, pair=pair, each_ms=each_ms + 100)
    done = told(source)
    assert [one for chapter in done.chapters for one in chapter.sentence_ids] == [item.id for item in done.sentences]
    ids = {item.id for item in done.sentences}
    for summary in done.summaries:
        for claim in (*summary.overview, *(claim for chapter in summary.chapters for claim in chapter.claims)):
            assert claim.text.strip()
            assert set(claim.sentence_ids) <= ids
