"""What an editor decides at the desk, the next run keeps; and it decodes only what the changed terms touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import job
from pipeline.config import Config
from pipeline.editor import terms
from pipeline.editor.serve import open_desk
from pipeline.glossary.impact import touched
from pipeline.model import EditKind, Lang, Origin, Pair
from pipeline.store import episodes, glossaries, glossary_log
from tests.batch import standin

PAIR = Pair(Lang.EN, Lang.JA)
SAMPLE = Path(__file__).parents[2] / "samples" / "bakery-01" / "source.en.vtt"


def test_ten_edits_and_two_terms_survive_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[str] = []
    plainly = standin.StandIn.translate

    def recorded(self: standin.StandIn, texts: Sequence[str], *args: Any, **more: Any) -> Any:
        decoded.extend(texts)
        return plainly(self, texts, *args, **more)

    monkeypatch.setattr(standin.StandIn, "translate", recorded)
    out, glossary = tmp_path / "out", tmp_path / "ai.en-ja.csv"
    glossary.write_text(glossaries.write(glossaries.load((), PAIR).terms), encoding="utf-8")
    plain = Config()
    translate = replace(
        plain.translate, model="tests.batch.standin:load_cached", cache=str(tmp_path / "cache.sqlite"), memory="off"
    )
    config = replace(plain, glossaries=(str(glossary),), translate=translate)
    task = job.Job(path=str(SAMPLE), out=str(out), config=config)
    first = job.execute(task)
    before = episodes.load(Path(first.folder))
    old_terms = glossary_log.open_file(glossary, PAIR)

    ticks = iter(range(1000))
    desk = open_desk(out, glossary, PAIR, config, now=lambda: f"2026-11-24T00:00:{next(ticks):03d}")
    rows = [row for row in desk.queue({"limit": "200"})["rows"] if len(row["source"]) > 15]
    wanted = {}
    for number, row in enumerate(rows[:10]):
        text = f"編集者が書いた{number}番目の訳です。"
        data = {"episode": before.id, "sentence": row["id"], "act": "edit", "text": text, "revision": row["revision"]}
        desk.move(data, "愛子")
        wanted[row["id"]] = text
    for term_id, target in (("llama", "ラマ"), ("inference", "推論処理")):
        term = terms.term(desk, term_id)
        kept = {key: term[key] for key in ("source", "type", "variants", "reading") if key in term}
        terms.change_term(
            desk,
            {"action": "revise", "id": term_id, "revision": term["revision"], "term": {**kept, "target": target}},
            "愛子",
        )
    new_terms = glossary_log.open_file(glossary, PAIR)
    edits = episodes.load_edits(out, before.id)
    rows_touched = {row.sentence_id for row in touched(before, old_terms, new_terms, edits)}
    assert rows_touched - wanted.keys(), "the sample speaks of these terms"

    decoded.clear()
    second = job.execute(task)
    after = episodes.load(Path(second.folder))
    found = {item.sentence_id: item for item in after.translations}
    assert {key: found[key].text for key in wanted} == wanted
    assert {found[key].origin for key in wanted} == {Origin.EDITOR}
    sources = [row.text.lower() for row in after.sentences if row.id in rows_touched - wanted.keys()]
    assert second.decoded > 0 and decoded
    assert [text for text in decoded if not any(text.strip(" ,.?!").lower() in source for source in sources)] == []
    old = {item.sentence_id: item.text for item in before.translations}
    same = [key for key in old if key not in wanted and key not in rows_touched]
    assert [found[key].text for key in same] == [old[key] for key in same]
    assert job.execute(task).decoded == 0
    assert {edit.kind for edit in episodes.load_edits(out, before.id)} == {EditKind.TRANSLATION}
