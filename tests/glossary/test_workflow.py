"""The life of a term: the table of moves, conflicts, merging, undo, and the log that tells the whole story."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline.errors import GlossaryError
from pipeline.glossary.revision import revision, term_revision
from pipeline.glossary.workflow import (
    MOVES,
    Action,
    Change,
    Conflict,
    allowed,
    apply,
    difference,
    find,
    merge_terms,
    undo,
)
from pipeline.model import Glossary, Lang, Pair, Term, TermStatus, TermType, Variant
from pipeline.store import glossaries
from pipeline.store import glossary_log as store

PAIR = Pair(Lang.EN, Lang.JA)


def term(name: str, target: str = "訳", status: TermStatus = TermStatus.PROPOSED, **more: object) -> Term:
    return replace(Term(name, name, target, TermType.CONCEPT, status), **more)  # type: ignore[arg-type]


def glossary(*terms: Term) -> Glossary:
    return Glossary("t.en-ja.csv", PAIR, terms, revision(terms))


def change(action: Action, term_id: str, **more: object) -> Change:
    return replace(Change(action, term_id, "aiko", "2026-11-24T00:00:00+00:00", "why not"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.MERGE])
@pytest.mark.parametrize("status", [None, *TermStatus])
def test_a_move_is_made_when_the_table_has_it_and_refused_otherwise(action: Action, status: TermStatus | None) -> None:
    before = glossary(*([term("moat", status=status)] if status else []))
    wanted = change(action, "moat", term=term("moat", "堀"))
    if status in MOVES[action]:
        after, step = apply(before, wanted)
        row = find(after, "moat")
        assert row is not None and row.status is MOVES[action][status] and row.target == "堀"
        assert step.after == (row,)
        assert undo(after, step) == before
    else:
        with pytest.raises(GlossaryError, match="cannot be"):
            apply(before, wanted)


def test_a_stale_change_carries_both_rows_and_changes_nothing() -> None:
    old = term("moat", "堀", TermStatus.APPROVED)
    before = glossary(old)
    after, _ = apply(
        before, change(Action.REVISE, "moat", term=replace(old, target="お堀"), expected=term_revision(old))
    )
    mine = replace(old, target="参入障壁")
    with pytest.raises(Conflict) as caught:
        apply(after, change(Action.REVISE, "moat", term=mine, expected=term_revision(old)))
    assert caught.value.mine == mine
    assert caught.value.theirs == find(after, "moat")


def test_two_approved_renderings_of_one_source_are_refused() -> None:
    one = term("moat", "堀", TermStatus.APPROVED)
    two = replace(term("moat-2", "お堀"), source="moat")
    with pytest.raises(GlossaryError, match="already"):
        apply(glossary(one, two), change(Action.APPROVE, "moat-2"))


def test_merging_keeps_everything_the_two_knew() -> None:
    kept = term("gpu", "GPU", TermStatus.APPROVED, forbidden=("グラボ",), note="")
    gone = term(
        "graphics-card",
        "グラフィックカード",
        accepted=("グラボ", "画像処理装置"),
        variants=(Variant("graphic cart"),),
        note="n",
    )
    made = merge_terms(kept, gone)
    assert [variant.text for variant in made.variants] == ["graphic cart", "graphics-card"]
    assert made.accepted == ("グラフィックカード", "画像処理装置")  # what is forbidden is never accepted
    assert (made.target, made.note) == ("GPU", "n")
    after, step = apply(glossary(kept, gone), change(Action.MERGE, "graphics-card", into="gpu"))
    assert [row.id for row in after.terms] == ["gpu"]
    assert set(undo(after, step).terms) == {kept, gone}


@pytest.mark.parametrize(
    "bad",
    [
        term("a", "x|y", accepted=("p|q",)),
        term("a", "  x"),
        term("a", "x", note="null\0"),
        term("a", "x", variants=(Variant("[x"),)),
        term("a", "x", variants=(Variant("x", ("a,b",)),)),
        term("a", "x", scope="everywhere"),
        term("a", "x" * 2000),
    ],
)
def test_what_a_file_could_not_hold_is_refused(bad: Term) -> None:
    with pytest.raises(GlossaryError):
        apply(glossary(), change(Action.PROPOSE, "a", term=bad))


def test_the_table_names_only_open_moves() -> None:
    for status in (None, *TermStatus):
        assert allowed(status) == tuple(action for action in Action if status in MOVES[action])


# ------------------------------------------------------------------------------------------------------ properties

NAMES = st.sampled_from(["moat", "gpu", "token", "推論", "A/B test"])
WORDS = st.text(st.sampled_from("abc 堀推論ー・\"',;\n|[]!"), min_size=1, max_size=12)


class Curating(RuleBasedStateMachine):
    """Any sequence of changes, undos, hand edits and cut-off saves: the file reads, the log tells how it came about."""

    @initialize(data=st.data())
    def start(self, data: st.DataObject) -> None:
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "t.en-ja.csv"
        self.now = store.create(self.path, PAIR)
        self.first = self.now.revision
        self.outside = False

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(
        action=st.sampled_from(list(Action)), name=NAMES, into=NAMES, words=WORDS, stale=st.booleans(), data=st.data()
    )
    def decide(self, action: Action, name: str, into: str, words: str, stale: bool, data: st.DataObject) -> None:
        before = find(self.now, name)
        content = replace(before or term(name), target=words, note=words) if data.draw(st.booleans()) else None
        wanted = change(action, name, term=content, into=into, expected="0" * 16 if stale else "")
        try:
            self.now, (step,) = store.save(self.path, [wanted], PAIR)
        except GlossaryError:
            assert store.open_file(self.path, PAIR) == replace(self.now, name="t.en-ja.csv")
            return
        assert not stale
        status = before.status if before else None
        assert status in MOVES[action]
        if action is not Action.MERGE:
            row = find(self.now, name)
            assert row is not None and row.status is MOVES[action][status]
        assert step.change == wanted

    @rule()
    def take_back(self) -> None:
        try:
            self.now, _ = store.take_back(self.path, PAIR, who="aiko", when="2026-11-24T00:00:00+00:00")
        except GlossaryError:
            assert store.open_file(self.path, PAIR).terms == self.now.terms

    @rule()
    def cut_off_save(self) -> None:
        """The log was written ahead, then the machine stopped: the change did not happen, and the next save says so."""
        old = self.path.read_bytes()
        try:
            store.save(self.path, [change(Action.PROPOSE, "late", term=term("late"))], PAIR)
        except GlossaryError:
            return
        self.path.write_bytes(old)

    @precondition(lambda self: self.now.terms)
    @rule(word=st.sampled_from(["手", "書"]))
    def edit_by_hand(self, word: str) -> None:
        rows = tuple(replace(row, note=row.note + word) for row in self.now.terms)
        assume(all(len(row.note) < 60 for row in rows))
        self.path.write_text(glossaries.write(rows), encoding="utf-8")
        self.now = store.open_file(self.path, PAIR)
        self.outside = True

    @invariant()
    def file_and_log_agree(self) -> None:
        if not hasattr(self, "now"):
            return
        there = store.open_file(self.path, PAIR)
        assert there.terms == self.now.terms
        assert there.revision == revision(there.terms)
        entries = store.history(self.path)
        assert [entry.number for entry in entries] == sorted(entry.number for entry in entries)
        live = store.standing(entries)
        for one, two in pairwise(live):
            assert one.to_revision == two.from_revision  # no hole
        if live and not self.outside and live[-1].to_revision == there.revision:
            assert store.at_revision(self.path, self.first, PAIR).terms == ()


Curating.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestCurating = Curating.TestCase


def test_a_hand_edit_is_logged_and_its_bom_and_line_ends_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "t.en-ja.csv"
    path.write_bytes(b"\xef\xbb\xbf" + glossaries.write([term("moat", "堀")]).replace("\n", "\r\n").encode())
    store.save(path, [change(Action.APPROVE, "moat")], PAIR)
    path.write_bytes(path.read_bytes().replace("堀".encode(), "お堀".encode()))
    store.save(path, [change(Action.DEPRECATE, "moat")], PAIR)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") and b"\r\n" in path.read_bytes()
    assert [entry.action for entry in store.history(path)] == ["approve", "outside", "deprecate"]


def test_an_earlier_state_is_found_by_its_revision(tmp_path: Path) -> None:
    path = tmp_path / "t.en-ja.csv"
    store.create(path, PAIR)
    first, _ = store.save(path, [change(Action.PROPOSE, "moat", term=term("moat", "堀"))], PAIR)
    last, _ = store.save(path, [change(Action.REVISE, "moat", term=term("moat", "お堀"))], PAIR)
    past = store.at_revision(path, first.revision[:8], PAIR)
    assert [(old.target, new.target) for old, new in difference(past.terms, last.terms) if old and new] == [
        ("堀", "お堀")
    ]
    with pytest.raises(GlossaryError, match="reach back"):
        store.at_revision(path, "ffffffff", PAIR)


WRITER = """
import sys, time
from pathlib import Path
from pipeline.glossary.workflow import Action, Change
from pipeline.model import *
from pipeline.store import glossary_log as store
path, name = Path(sys.argv[1]), sys.argv[2]
pair = Pair(Lang.EN, Lang.JA)
for at in range(10_000):
    key = f"{name}-{at}"
    made = Term(key, key, "訳", TermType.CONCEPT)
    store.save(path, [Change(Action.PROPOSE, key, name, "2026-11-24", "", made)], pair)
    print(key, flush=True)
    time.sleep(0.05)  # leave the lock to the other one now and then
"""


def test_killed_writers_lose_no_confirmed_term_and_leave_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "t.en-ja.csv"
    store.create(path, PAIR)
    confirmed: list[str] = []
    for round_number in range(3):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(path), f"w{round_number}{at}"], stdout=subprocess.PIPE, text=True
            )
            for at in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            confirmed.append(writer.stdout.readline().strip())
        time.sleep(random.Random(round_number).uniform(0.02, 0.25))
        for writer in writers:
            os.kill(writer.pid, signal.SIGKILL)
            confirmed += [line for line in writer.communicate()[0].split("\n")[:-1] if line]
    found = {row.id for row in store.open_file(path, PAIR).terms}
    assert set(confirmed) <= found
    assert len(confirmed) >= 6
    store.save(path, [change(Action.PROPOSE, "after", term=term("after"))], PAIR)
    entries = store.standing(store.history(path))
    assert all(one.to_revision == two.from_revision for one, two in pairwise(entries))
    assert entries[-1].to_revision == store.open_file(path, PAIR).revision
