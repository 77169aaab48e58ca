"""Titles, topics, entities, hashtags, documents."""

from __future__ import annotations

import json

from pipeline.model import Bilingual, Glossary, Lang, Meta, Pair, Speaker, Term, TermStatus, TermType
from pipeline.summary.card import card, dumps
from pipeline.summary.entities import Said, collect, entities_in, tags
from pipeline.summary.markdown import escape
from pipeline.summary.narrate import Topic, chapter_line, course_line, defined_line, episode_line
from pipeline.summary.titles import Talk, choose
from pipeline.summary.wordgroups import english_phrases, japanese_phrases, title_case
from tests.stages.test_summarise import episode as bakery
from tests.stages.test_summarise import told


def term(source: str, target: str, kind: TermType = TermType.CONCEPT, status: TermStatus = TermStatus.APPROVED) -> Term:
    return Term(source, source, target, kind, status, definition_en=f"{source}.", definition_ja=f"{target}。")


def glossary(*terms: Term) -> Glossary:
    return Glossary("test", Pair(Lang.EN, Lang.JA), terms, "r")


MOAT = term("compute moat", "計算資源の堀")


def test_a_title_is_a_term_named_in_both_languages() -> None:
    chapters = [
        [Talk("s1-1", "They call it the compute moat.", "計算資源の堀と呼ばれます。")] * 3,
        [Talk("s2-1", "The shaving cream business is old.", "シェービングクリーム事業は古いです。")] * 3,
    ]
    first, second = choose(chapters, glossary(MOAT))
    assert first.title == Bilingual("Compute Moat", "計算資源の堀")
    assert second.title.en.startswith("Shaving Cream")
    assert "シェービングクリーム" in second.title.ja
    assert first.topics[0].sentence_ids == ("s1-1", "s1-1", "s1-1")[: len(first.topics[0].sentence_ids)]


def test_titles_are_never_equal_and_never_missing() -> None:
    chapters = [[Talk("s1-1", "So?", "")], [Talk("s2-1", "So?", "")], [Talk("s3-1", "", "そう。")]]
    titles = [named.title for named in choose(chapters, glossary())]
    assert titles[0] == Bilingual("Part 1", "パート1")
    assert len({title.en for title in titles}) == len({title.ja for title in titles}) == 3


def test_a_term_the_talk_brings_in_heads_its_chapter_and_is_explained() -> None:
    entry = term("barrier to entry", "参入障壁")
    chapters = [
        [
            Talk("s1-1", "Chips, chips and chips.", "チップ、チップとチップ。"),
            Talk("s2-1", "Chips again.", "またチップ。"),
            Talk("s3-1", "It is what's called the barrier to entry.", "参入障壁と呼ばれるものです。"),
        ]
    ]
    first = choose(chapters, glossary(entry))[0]
    assert first.topics[0].name.ja == "参入障壁"
    assert [(topic.name.ja, topic.sentence_ids) for topic in first.new] == [("参入障壁", ("s3-1",))]
    assert defined_line(first.new[0], Lang.JA) == "参入障壁とは、参入障壁です。"


def test_a_strong_topic_is_not_joined_by_a_word_said_once() -> None:
    toll = term("toll", "通行料")
    chapters = [[Talk(f"s{at}-1", "The compute moat is wide.", "計算資源の堀は広いです。") for at in (1, 2, 3)]]
    chapters[0].append(Talk("s4-1", "There is a toll.", "通行料があります。"))
    assert choose(chapters, glossary(MOAT, toll))[0].title.ja == "計算資源の堀"
    assert "通行料" in choose([chapters[0][2:]], glossary(MOAT, toll))[0].title.ja


def test_a_refused_term_names_nothing() -> None:
    chapters = [[Talk("s1-1", "They call it the compute moat.", "計算資源の堀と呼ばれます。")]]
    refused = term("compute moat", "計算モート", status=TermStatus.REJECTED)
    assert "計算モート" not in choose(chapters, glossary(refused))[0].title.ja


def test_phrases_keep_acronyms_and_stop_at_verbs() -> None:
    assert "KV cache" in [text for _, text in english_phrases("We looked at the KV cache.")]
    assert [text for _, text in japanese_phrases("KVキャッシュを使います。")] == ["KVキャッシュ"]
    assert title_case("the bug of NVIDIA") == "The Bug of NVIDIA"


def test_entities_are_people_first_and_know_where_they_are_said() -> None:
    talk = [
        Said("s1-1", "Hello Ann, welcome.", "A"), Said("s2-1", "Llama runs on a GPU.", "B"),
        Said("s3-1", "We asked Zebbo about Llamas.", "B"), Said("s4-1", "And Zebbo answered.", "B"),
        Said("s5-1", "The model knows, and Zebbo says so.", "B"),
    ]
    meta = Meta(speakers=(Speaker("B", Bilingual("Ann Lee", "アン・リー"), "guest"),))
    terms = glossary(
        term("GPU", "GPU", TermType.PRODUCT), term("Llama", "Llama", TermType.SOFTWARE), term("model", "モデル"),
        term("moat", "堀"), term("GPUs", "GPU", TermType.PRODUCT),
    )
    rows = collect(talk, terms, meta)
    assert [(row.name.en, row.sentence_ids) for row in rows] == [
        ("Ann Lee", ("s1-1", "s2-1")),
        ("Zebbo", ("s3-1", "s4-1", "s5-1")),
        ("Llama", ("s2-1", "s3-1")),
        ("GPU", ("s2-1",)),
    ]
    assert rows[1].type is TermType.PERSON
    assert entities_in(rows, Lang.JA)[0].note == "今回のゲスト。"
    assert "ann" not in " ".join(tags(rows, 5)).lower()


def test_a_term_inside_a_longer_one_is_not_listed_beside_it() -> None:
    talk = [Said("s1-1", "The language model speaks of language models.", "")]
    rows = collect(talk, glossary(term("language model", "言語モデル"), term("language", "言語")), Meta())
    assert [row.name.en for row in rows] == ["language model"]


def test_a_japanese_term_inside_a_longer_katakana_word_is_not_said() -> None:
    terms = (term("バイト", "byte"), term("GPU", "GPU", TermType.PRODUCT))
    turned = Glossary("test", Pair(Lang.JA, Lang.EN), terms, "r")
    rows = collect([Said("s1-1", "14ギガバイトのGPUです。", ""), Said("s2-1", "1バイトです。", "")], turned, Meta())
    assert [(row.name.en, row.sentence_ids) for row in rows] == [("GPU", ("s1-1",)), ("byte", ("s2-1",))]


def test_lines_of_our_own() -> None:
    topic = Topic(Bilingual("the moat", "堀"), Bilingual("Advantage.", "優位性。"), ("s1-1",))
    assert chapter_line([topic], Lang.JA, at=0, last=3) == "冒頭では堀（優位性）が話題になります。"
    assert chapter_line([topic], Lang.EN, at=3, last=3) == "The last topic is the moat (advantage)."
    said = episode_line([topic], Lang.JA, show="Small Hours", hosts=["マラ"], guests=["トマス"])
    assert said == "「Small Hours」の今回は、マラさんがトマスさんに、堀などについて話を聞きます。"
    assert episode_line([topic], Lang.EN, show="", hosts=[], guests=["Tomas"]) == (
        "In this episode, Tomas talks about the moat."
    )
    assert course_line([[topic]], Lang.EN) == ("", ())
    text, named = course_line([[topic]] * 4, Lang.JA)
    assert text == "前半では堀と堀を、後半では堀を取り上げ、最後は堀の話に進みます。"
    assert len(named) == 4


def test_markdown_never_turns_into_more_than_text() -> None:
    assert escape("# a\n- b") == r"\# a - b"
    assert escape("- a") == r"\- a"
    assert escape("1. a") == r"\1. a"
    assert escape("2024年") == "2024年"


def test_the_card_says_the_same_as_the_summaries() -> None:
    done = told(bakery(), minutes=5)
    data = json.loads(dumps(done))
    assert data == card(done)
    assert data["title"] == {"en": "The Bakery", "ja": "パン屋"}
    assert [one["id"] for one in data["chapters"]] == [chapter.id for chapter in done.chapters]
    ids = {sentence.id for sentence in done.sentences}
    for chapter in data["chapters"]:
        for lang in ("en", "ja"):
            assert {one for claim in chapter[lang]["text"] for one in claim["sentence_ids"]} <= ids
    assert data["entities"][0]["ja"]["name"] == "トマス"
    assert data["entities"][0]["times_ms"][0] == 40_000
    assert data["overview"]["en"][0]["start_ms"] >= 0
    assert data["hashtags"] == list(done.summaries[0].hashtags)
