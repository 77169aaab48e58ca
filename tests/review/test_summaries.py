"""An editor's texts in a summary: places, moves, revisions, undo, and that they survive a run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Edit, EditKind, Episode
from pipeline.review.summaries import Place, give_back, place_of, places, tags, write
from pipeline.review.workflow import WITHDRAWN, ReviewError, Stale, undo
from pipeline.summary.edits import texts_by_anchor
from tests.review import helpers


def told(*edits: Edit) -> Episode:
    """The small episode with its summary, made with these edits standing."""
    return helpers.summarised(edits=edits)


def at(anchor: str, episode: Episode, history: list[Edit]) -> Place:
    return place_of(places(texts_by_anchor(episode.chapters, episode.summaries), history), anchor)


def standing(history: list[Edit]) -> list[Edit]:
    """What a run is given: the last edit of each anchor, none where it was withdrawn."""
    last = {edit.anchor: edit for edit in history}
    return [edit for edit in last.values() if edit.state != WITHDRAWN]


TEXTS = {
    "overview:en": "A talk about inference.",
    "overview:ja": "推論の話。",
    "hashtags": "#Inference  重み",
    "chapter:ch-s1-1:title:en": "Mine",
    "chapter:ch-s1-1:title:ja": "私の見出し",
    "chapter:ch-s1-1:text:ja": "ここでは推論の話をする。",
    "chapter:ch-s1-1:quote:en": "",
}


@pytest.mark.parametrize("anchor", TEXTS)
def test_every_text_is_written_survives_a_run_and_can_be_taken_back(anchor: str) -> None:
    before = told()
    ours = at(anchor, before, []).text
    edit = write(at(anchor, before, []), TEXTS[anchor], who="愛子", when="1")
    assert edit.before == ours and edit.kind is EditKind.SUMMARY
    assert at(anchor, before, [edit]).pending == (edit.after.split() != ours.split())
    after = told(edit)
    here = at(anchor, after, [edit])
    assert (here.text, here.written, here.machine, here.pending) == (edit.after, edit.after, ours, False)
    back = give_back(here, who="愛子", when="2")
    assert at(anchor, after, [edit, back]).text == ours
    assert at(anchor, told(), [edit, back]).machine == ours
    again = undo([edit, back], anchor, who="愛子", when="3", kind=EditKind.SUMMARY)
    assert at(anchor, after, [edit, back, again]).text == edit.after


def test_an_edit_of_an_edit_is_still_made_about_our_text() -> None:
    before = told()
    one = write(at("overview:en", before, []), "First.", who="a", when="1")
    after = told(one)
    two = write(at("overview:en", after, [one]), "Second.", who="b", when="2")
    assert two.before == one.before == at("overview:en", before, []).text
    assert at("overview:en", told(*standing([one, two])), [one, two]).text == "Second."


def test_a_text_that_somebody_changed_meanwhile_is_not_written_over() -> None:
    episode = told()
    seen = at("overview:ja", episode, [])
    theirs = write(seen, "相手の訳。", who="Kenji", when="1", expected=seen.revision)
    now = at("overview:ja", episode, [theirs])
    with pytest.raises(Stale) as stale:
        write(now, "私の訳。", who="Aiko", when="2", expected=seen.revision)
    assert stale.value.text == "相手の訳。" and "Kenji" in stale.value.message
    with pytest.raises(Stale):
        give_back(now, who="Aiko", when="2", expected=seen.revision)


@pytest.mark.parametrize(
    ("anchor", "text"),
    [
        ("overview:en", " \n "),
        ("chapter:ch-s1-1:title:en", "x" * 121),
        ("hashtags", "# , 、"),
        ("boundaries", "s1-1 s99-9"),
        ("chapter:ch-s1-1:text:en", "y" * 5000),
    ],
)
def test_what_cannot_stand_there_is_refused(anchor: str, text: str) -> None:
    with pytest.raises(ReviewError):
        write(at(anchor, told(), []), text, who="a", when="1", sentences=["s1-1"])


def test_boundaries_are_written_as_sentences() -> None:
    episode = told()
    ids = [row.id for row in episode.sentences]
    edit = write(at("boundaries", episode, []), "s1-1 s5-1", who="a", when="1", sentences=ids)
    assert [chapter.sentence_ids[0] for chapter in told(edit).chapters] == ["s1-1", "s5-1"]


def test_a_text_of_a_chapter_that_is_gone_is_listed_and_can_be_given_back() -> None:
    episode = told()
    lost = Edit(EditKind.SUMMARY, "chapter:ch-s77-1:title:en", "Ours", "Mine", "approved", "a", "1")
    place = at(lost.anchor, episode, [lost])
    assert place.gone and place.text == "Mine"
    with pytest.raises(ReviewError):
        write(place, "More", who="a", when="2")
    back = give_back(place, who="a", when="2")
    with pytest.raises(ReviewError):
        at(lost.anchor, episode, [lost, back])


def test_sentences_and_summaries_do_not_mix() -> None:
    edit = Edit(EditKind.TRANSLATION, "overview:en", "x", "y", "approved", "a", "1")
    assert at("overview:en", told(), [edit]).edit is None
    with pytest.raises(ReviewError):
        undo([edit], "overview:en", who="a", when="2", kind=EditKind.SUMMARY)


def test_tags_are_written_as_a_run_writes_them() -> None:
    edit = write(at("hashtags", told(), []), "#Open-Source、GPT-4 #ai #AI", who="a", when="1")
    assert edit.after == "open-source gpt-4 ai"
    assert told(edit).summaries[0].hashtags == tuple(edit.after.split())
    assert tags(edit.after) == edit.after
    assert told(replace(edit, after="#Open-Source")).summaries[0].hashtags == (tags("#Open-Source"),)
