"""Decisions about sentences: no sequence of moves leaves the table or loses what an editor wrote."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pipeline.model import Edit, EditKind
from pipeline.review import workflow
from pipeline.review.workflow import (
    MOVES,
    Act,
    Move,
    ReviewError,
    Stale,
    State,
    Subject,
    conflicts,
    decide,
    revision,
    standing,
    state_of,
    text_of,
    undo,
)
from pipeline.store import desk, episodes
from tests.review import helpers

SUBJECT = Subject("s1-1", "Welcome.", "ようこそ。")
WHEN = "2026-11-24T00:00:00+00:00"


def at(state: State) -> Edit | None:
    if state is State.NEW:
        return None
    return Edit(EditKind.TRANSLATION, "s1-1", "Welcome.", "いらっしゃい。", str(state), "aiko", WHEN)


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("state", list(State))
def test_a_move_is_made_when_the_table_has_it_and_refused_otherwise(act: Act, state: State) -> None:
    move = Move(act, "aiko", WHEN, "歓迎します。")
    if state not in MOVES[act]:
        with pytest.raises(ReviewError, match="allowed"):
            decide(SUBJECT, at(state), move)
        return
    edit = decide(SUBJECT, at(state), move)
    after = standing([edit]).get("s1-1")
    assert state_of(after) is MOVES[act][state]
    if act is Act.EDIT:
        assert text_of(SUBJECT, after) == "歓迎します。"
    elif act is not Act.CLEAR:
        assert text_of(SUBJECT, after) == text_of(SUBJECT, at(state))


def test_a_flag_on_an_untouched_sentence_decides_nothing_about_its_words() -> None:
    edit = decide(SUBJECT, None, Move(Act.FLAG, "aiko", WHEN))
    assert (edit.after, edit.state) == ("", "flagged")


def test_a_stale_move_is_refused_with_what_stands_now() -> None:
    seen = revision(SUBJECT, None)
    now = decide(SUBJECT, None, Move(Act.EDIT, "kenji", WHEN, "どうぞ。", seen))
    with pytest.raises(Stale) as caught:
        decide(SUBJECT, now, Move(Act.EDIT, "aiko", WHEN, "歓迎。", seen))
    assert (caught.value.text, caught.value.standing) == ("どうぞ。", now)


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "あ" * 5000])
def test_texts_that_say_nothing_or_too_much_are_refused(text: str) -> None:
    with pytest.raises(ReviewError):
        decide(SUBJECT, None, Move(Act.EDIT, "aiko", WHEN, text))


def test_undo_walks_back_and_then_stops() -> None:
    past: list[Edit] = []
    for text in ("一", "二", "三"):
        past.append(decide(SUBJECT, standing(past).get("s1-1"), Move(Act.EDIT, "a", WHEN, text)))
    for wanted in ("二", "一", "ようこそ。"):
        past.append(undo(past, "s1-1", who="a", when=WHEN))
        assert text_of(SUBJECT, standing(past).get("s1-1")) == wanted
    with pytest.raises(ReviewError, match="nothing to undo"):
        undo(past, "s1-1", who="a", when=WHEN)
    past.append(decide(SUBJECT, None, Move(Act.EDIT, "a", WHEN, "四")))
    assert text_of(SUBJECT, standing(past).get("s1-1")) == "四"


def test_conflicts_are_listed_for_what_changed_and_what_is_gone() -> None:
    edits = {
        "s1-1": Edit(EditKind.TRANSLATION, "s1-1", "Hello.", "やあ。"),
        "s9-1": Edit(EditKind.TRANSLATION, "s9-1", "Gone.", "ない。"),
    }
    assert [(kind, edit.anchor) for kind, edit in conflicts([SUBJECT], edits)] == [
        ("changed", "s1-1"),
        ("gone", "s9-1"),
    ]


TEXTS = st.text(st.sampled_from("推論 重み\n\tab、。\x07"), max_size=8)


class Reviewing(RuleBasedStateMachine):
    """Several editors, any order of moves, torn writes: what is on disk is what was confirmed, last one last."""

    @initialize()
    def start(self) -> None:
        self.place = tempfile.TemporaryDirectory()
        helpers.publish(Path(self.place.name), helpers.episode("talk", helpers.LINES[:3]))
        self.folder = Path(self.place.name) / "talk"
        self.subjects = desk.subjects(episodes.load(self.folder))
        self.model: dict[str, list[tuple[State, str]]] = {key: [] for key in self.subjects}
        self.confirmed: list[Edit] = []

    def teardown(self) -> None:
        if hasattr(self, "place"):
            self.place.cleanup()

    def now(self, key: str) -> tuple[State, str]:
        return self.model[key][-1] if self.model[key] else (State.NEW, "")

    @rule(
        key=st.sampled_from(["s1-1", "s2-1", "s3-1"]), act=st.sampled_from(list(Act)), text=TEXTS,
        who=st.sampled_from(["愛子", "Kenji"]), stale=st.booleans(),
    )  # fmt: skip
    def decide(self, key: str, act: Act, text: str, who: str, stale: bool) -> None:
        subject = self.subjects[key]
        edit = standing(self.confirmed).get(key)
        expected = "0" * 16 if stale else revision(subject, edit)
        state, kept = self.now(key)
        try:
            (made,) = desk.make(self.folder, [(subject, Move(act, who, WHEN, text, expected))])
        except ReviewError as error:
            empty = act is Act.EDIT and not workflow.clean(text)
            assert stale == isinstance(error, Stale)
            assert stale or state not in MOVES[act] or empty
            return
        assert not stale and state in MOVES[act]
        words = {Act.EDIT: workflow.clean(text), Act.FLAG: kept, Act.CLEAR: ""}.get(act, kept or subject.machine)
        self.model[key].append((MOVES[act][state], words))
        self.confirmed.append(made)

    @rule(key=st.sampled_from(["s1-1", "s2-1", "s3-1"]))
    def undo(self, key: str) -> None:
        if not self.model[key]:
            with pytest.raises(ReviewError):
                desk.take_back(self.folder, key, who="愛子", when=WHEN)
            return
        self.model[key].pop()
        self.confirmed.append(desk.take_back(self.folder, key, who="愛子", when=WHEN))

    @rule(cut=st.integers(1, 60))
    def torn_write(self, cut: int) -> None:
        """The machine stopped in the middle of a line that nobody was told about."""
        line = json.dumps(
            {"kind": "translation", "anchor": "s1-1", "before": "x", "after": "失われる"}, ensure_ascii=False
        )
        with episodes.edits_path(self.folder.parent, "talk").open("ab") as file:
            file.write(line.encode()[:cut])

    @invariant()
    def the_disk_holds_what_was_confirmed(self) -> None:
        if not hasattr(self, "model"):
            return
        found = desk.history(self.folder.parent, "talk")
        assert list(found) == self.confirmed
        now = standing(found)
        for key, subject in self.subjects.items():
            state, kept = self.now(key)
            assert state_of(now.get(key)) is state
            assert text_of(subject, now.get(key)) == (kept or subject.machine)
        assert {edit.anchor: edit for edit in episodes.load_edits(self.folder.parent, "talk")} == now


Reviewing.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestReviewing = Reviewing.TestCase
