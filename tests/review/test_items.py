"""Why a sentence needs a look, the order of the queue, find and replace, lessons, cuts."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.config import Config
from pipeline.glossary.match import Matcher
from pipeline.model import Edit, EditKind, Lang, Pair, Source
from pipeline.qa import limits_of
from pipeline.review import boundaries
from pipeline.review.items import Item, View, items, worst_first
from pipeline.review.learn import Lesson, lessons
from pipeline.review.search import Query, differences, find, replacements
from pipeline.review.workflow import Act, Move, ReviewError, State
from pipeline.stages import ingest, segment
from pipeline.store import desk
from pipeline.store.shelf import open_shelf
from tests.review import helpers


def rows(*edits: Edit) -> tuple[Item, ...]:
    view = View.of(helpers.episode(), helpers.GLOSSARY, limits_of(Config(), Lang.JA))
    return items(view, {edit.anchor: edit for edit in edits})


def codes(row: Item) -> list[str]:
    return [reason.code for reason in row.reasons]


def edit(anchor: str, before: str, after: str, state: str = "approved") -> Edit:
    return Edit(EditKind.TRANSLATION, anchor, before, after, state, "aiko", "2026-11-24")


def test_each_flaw_is_a_reason_and_clean_sentences_have_none() -> None:
    found = {row.sentence_id: codes(row) for row in rows()}
    assert found["s2-1"] == ["term-forbidden"]
    assert found["s3-1"] == ["term-missed"]
    assert "cps-high" in found["s5-1"]
    assert found["s6-1"] == ["guard:anata"]
    assert "asr-doubt" in found["s8-1"]
    assert found["s1-1"] == found["s4-1"] == []


def test_the_queue_is_worst_first_and_decided_sentences_come_last() -> None:
    done = edit("s2-1", "Today we talk about inference.", "今日は推論の話です。")
    order = [row.sentence_id for row in worst_first(rows())]
    assert order[:2] == ["s2-1", "s3-1"]
    after = worst_first(rows(done))
    assert after[0].sentence_id == "s3-1"
    assert after[-1].sentence_id == "s2-1" and after[-1].weight == 0.0


def test_a_text_written_since_the_run_is_judged_anew() -> None:
    (row,) = [
        row for row in rows(edit("s3-1", "The weights are open.", "重みは公開です。", "flagged")) if row.position == 2
    ]
    assert "term-missed" not in codes(row)
    (row,) = [row for row in rows(edit("s1-1", "Welcome to the show.", "長" * 60, "flagged")) if row.position == 0]
    assert "cps-high" in codes(row)


def test_a_decision_about_another_source_is_a_conflict_whatever_its_state() -> None:
    (row,) = [row for row in rows(edit("s1-1", "Goodbye.", "さようなら。", "locked")) if row.position == 0]
    assert codes(row)[0] == "conflict" and row.weight >= 100


def test_one_source_rendered_in_two_ways_is_inconsistent(tmp_path: Path) -> None:
    other = helpers.episode("other", [("Welcome to the show!", "ショーにようこそ。"), ("Hi.", "やあ。")])
    helpers.publish(tmp_path, helpers.episode("talk"), other)
    shelf = open_shelf(tmp_path, helpers.GLOSSARY, Config())
    assert {row.episode_id for row in shelf.rows() if "inconsistent" in codes(row)} == {"talk", "other"}
    row = shelf.row("other", "s1-1")
    assert row is not None
    desk.make(tmp_path / "other", [(row.subject, Move(Act.EDIT, "aiko", "2026", "番組へようこそ。"))])
    shelf.refresh()
    assert not [row for row in shelf.rows() if "inconsistent" in codes(row)]


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b"]), st.integers(1, 8), st.sampled_from(["edit", "flag", "undo"])),
        max_size=12,
    )
)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_shelf_kept_up_to_date_is_a_shelf_read_anew(steps: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        out = helpers.publish(Path(place), helpers.episode("a"), helpers.episode("b", helpers.LINES[::-1]))
        kept = open_shelf(out, helpers.GLOSSARY, Config())
        for name, number, act in steps:
            row = kept.row(name, f"s{number}-1")
            assert row is not None
            try:
                if act == "undo":
                    desk.take_back(out / name, row.sentence_id, who="a", when="2026")
                else:
                    desk.make(out / name, [(row.subject, Move(Act(act), "a", "2026", f"{number % 3}番です。"))])
            except ReviewError:
                continue
            kept.refresh()
            fresh = open_shelf(out, helpers.GLOSSARY, Config())
            assert list(kept.rows()) == list(fresh.rows())
            assert kept.queue() == fresh.queue()
            assert kept.counts() == fresh.counts()


def test_the_shelf_reads_only_what_changed(tmp_path: Path) -> None:
    helpers.publish(tmp_path, helpers.episode("a"), helpers.episode("b", [("It is fast.", "高速です。")]))
    shelf = open_shelf(tmp_path, helpers.GLOSSARY, Config())
    first = shelf.queue()
    shelf.refresh()
    assert shelf.queue() is first
    (tmp_path / "b" / "episode.json").write_text("{", encoding="utf-8")
    shelf.refresh()
    assert [name for name, _ in shelf.ids()] == ["a"] and "b" in shelf.unreadable
    helpers.publish(tmp_path, helpers.episode("b", [("It is slow.", "遅いです。")]))
    shelf.refresh()
    assert [row.target for row in shelf.rows("b")] == ["遅いです。"] and not shelf.unreadable
    assert shelf.row("nothing", "s1-1") is None and shelf.view("../a") is None


# ------------------------------------------------------------------------------------------------ find and replace


def test_find_looks_at_the_side_asked_for() -> None:
    assert [hit.item.sentence_id for hit in find(rows(), Query("inference"))] == ["s2-1"]
    assert list(find(rows(), Query("inference", "target"))) == []
    assert [hit.target for hit in find(rows(), Query("推.", "target", regex=True))] == [((3, 5),)]
    assert list(find(rows(), Query("INFERENCE", case=True))) == []


def test_replacements_are_shown_first_and_locked_sentences_left_alone() -> None:
    locked = edit("s2-1", "Today we talk about inference.", "推測です。", "locked")
    found = {item.item.sentence_id: item for item in replacements(rows(locked), Query("です", "target"), "でした")}
    assert found["s4-1"].after == "速いでした。" and not found["s4-1"].blocked
    assert found["s2-1"].blocked == "locked"
    (one,) = replacements(rows(), Query(r"(推)測", "target", regex=True), r"\1論")
    assert one.after == "今日は推論について話します。"


@pytest.mark.parametrize("pattern", ["(", "[", "*", "(?P<n>", "x" * 400, r"\1"])
def test_patterns_that_cannot_be_used_are_refused(pattern: str) -> None:
    with pytest.raises(ReviewError):
        list(replacements(rows(), Query(pattern, regex=True), "x"))


def test_a_replacement_that_names_no_group_is_refused() -> None:
    with pytest.raises(ReviewError):
        list(replacements(rows(), Query("推測", regex=True), r"\9"))


def test_a_pattern_that_never_ends_is_stopped() -> None:
    long = replace(rows()[0], target="a" * 4000 + "!")
    with pytest.raises(ReviewError, match="too long"):
        list(find([long], Query(r"(?:a|aa|a?)+(?:a|a)+(a+)+$x", "target", regex=True)))


def test_differences_rebuild_both_texts() -> None:
    parts = differences("推論が速いです", "推論はとても速い")
    assert "".join(text for kind, text in parts if kind != "new") == "推論が速いです"
    assert "".join(text for kind, text in parts if kind != "gone") == "推論はとても速い"


# --------------------------------------------------------------------------------------------------------- lessons


def test_an_edit_teaches_accepted_forbidden_and_new_renderings() -> None:
    matcher = Matcher.of(helpers.GLOSSARY.approved(), Lang.EN)
    taught = lessons("The weights are open.", "荷物は公開です。", "ウェイトは公開です。", helpers.GLOSSARY, matcher)
    assert Lesson("accepted", "weights", "ウェイト", "weights") in taught
    taught = lessons("The weights are open.", "荷物は公開です。", "重みは公開です。", helpers.GLOSSARY, matcher)
    assert taught == (Lesson("forbidden", "weights", "荷物", "weights"),)
    taught = lessons("Then Kyle came.", "彼が来ました。", "カイルが来ました。", helpers.GLOSSARY, matcher)
    assert Lesson("term", "Kyle", "カイル") in taught
    assert lessons("It is fast.", "速い。", "とても速い。", helpers.GLOSSARY, matcher) == ()


# ------------------------------------------------------------------------------------------------------------ cuts

VTT = """WEBVTT

00:00.000 --> 00:02.000
<v A>We went home and then we slept

00:02.000 --> 00:04.000
<v A>all day. Nobody. Cared at all.

00:04.000 --> 00:05.000
<v B>I did.
"""


def read(*edits: Edit) -> list[str]:
    config = Config()
    made = ingest.run(helpers.episode().__class__("x", Source.of("x.vtt", VTT.encode())), pair=Pair(Lang.EN, Lang.JA),
                      settings=config.ingest)  # fmt: skip
    plain = replace(config.segment, repair=True)
    empty = replace(helpers.GLOSSARY, terms=())
    return [row.text for row in segment.run(made, glossary=empty, edits=edits, settings=plain).sentences]


def test_an_editors_cuts_hold_in_the_next_run() -> None:
    config = Config()
    made = ingest.run(helpers.episode().__class__("x", Source.of("x.vtt", VTT.encode())), pair=Pair(Lang.EN, Lang.JA),
                      settings=config.ingest)  # fmt: skip
    empty = replace(helpers.GLOSSARY, terms=())
    first = segment.run(made, glossary=empty, edits=(), settings=config.segment)
    before = [row.text for row in first.sentences]
    cut = boundaries.split(first, 0, before[0].index(" then"))
    after = read(cut)
    assert after[0] == "We went home and" and len(after) == len(before) + 1
    whole = "".join("".join(after).split()).lower()
    assert whole == "".join("".join(before).split()).lower()  # no word lost
    joined = boundaries.join(first, 0)
    assert len(read(joined)) == len(before) - 1


def test_cuts_inside_a_word_or_over_speakers_are_refused() -> None:
    made = helpers.episode()
    for offset in (0, len(made.sentences[0].text), -3):
        with pytest.raises(ReviewError):
            boundaries.split(made, 0, offset)
    assert boundaries.split(made, 0, made.sentences[0].text.index("o the")).anchor == "cut@c1:7"  # the word's own start
    with pytest.raises(ReviewError, match="somebody else"):
        boundaries.join(made, 3)
    with pytest.raises(ReviewError, match="no next"):
        boundaries.join(made, len(made.sentences) - 1)


def test_states_are_the_four_of_the_desk() -> None:
    assert [str(state) for state in State] == ["new", "approved", "flagged", "locked"]
