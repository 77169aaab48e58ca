"""The shelf judges by new terms exactly as if it had been read with them; it reads no more than it must."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.glossary.revision import revision
from pipeline.model import Glossary, Term, TermStatus, TermType, Variant
from pipeline.review.workflow import Act, Move
from pipeline.store import desk, shelf
from pipeline.store.shelf import open_shelf
from tests.review import helpers


def glossary(*terms: Term) -> Glossary:
    return Glossary("t.en-ja.csv", helpers.PAIR, terms, revision(terms))


INFERENCE, WEIGHTS, MOAT = helpers.TERMS
CHANGES = {
    "another rendering": (replace(INFERENCE, target="推測", forbidden=()), WEIGHTS, MOAT),
    "another forbidden word": (INFERENCE, replace(WEIGHTS, forbidden=("荷物",)), MOAT),
    "approved": (INFERENCE, WEIGHTS, replace(MOAT, status=TermStatus.APPROVED)),
    "gone": (INFERENCE, MOAT),
    "new": (*helpers.TERMS, Term("cost", "costs", "費用", TermType.CONCEPT, TermStatus.APPROVED)),
    "new mishearing": (INFERENCE, replace(WEIGHTS, variants=(Variant("fast"),)), MOAT),
    "none": (),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("kept", [0, 8], ids=["documents far", "documents at hand"])
def test_new_terms_judge_as_if_read_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kept: int
) -> None:
    monkeypatch.setattr(shelf, "KEPT_VIEWS", kept)
    out = tmp_path / "out"
    helpers.publish(
        out, helpers.episode("talk"), helpers.episode("other", [("It costs a lot.", "高い。"), ("So it is.", "はい。")])
    )
    subject = desk.subjects(helpers.episode())["s5-1"]
    desk.make(out / "talk", [(subject, Move(Act.EDIT, "a", "1", "お金がかかります。"))])
    found = open_shelf(out, helpers.GLOSSARY, Config())
    found.queue()
    changed = glossary(*CHANGES[name])
    found.use_glossary(changed)
    wanted = open_shelf(out, changed, Config())
    for _ in range(100):  # documents that are far are judged in the background
        if list(found.rows()) == list(wanted.rows()):
            break
        time.sleep(0.05)
    assert list(found.rows()) == list(wanted.rows())
    assert found.queue() == wanted.queue() and found.counts() == wanted.counts()
    row = found.row("talk", "s2-1")
    assert row is not None
    desk.make(out / "talk", [(row.subject, Move(Act.APPROVE, "a", "2"))])
    found.refresh()
    wanted.refresh()
    assert list(found.rows()) == list(wanted.rows()) and found.counts() == wanted.counts()
