"""The translation memory on disk."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cli.memory import memory as command
from pipeline.errors import StoreError
from pipeline.formats import tmx
from pipeline.memory import NoMemory, Unit, UnitMemory, units_of
from pipeline.model import Lang, Pair
from pipeline.store import memory

EN_JA, JA_EN = Pair(Lang.EN, Lang.JA), Pair(Lang.JA, Lang.EN)


def test_what_is_added_is_found(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    assert memory.add(path, units_of([("It  is open.", "開いています。"), ("Right.", "はい。")], EN_JA)) == 2
    found = memory.snapshot(str(path), 1.0)
    hit = found.lookup("It is\nopen.", EN_JA)
    assert hit and (hit.target, hit.similarity, hit.human) == ("開いています。", 1.0, True)
    assert found.lookup("It is open.", JA_EN) is None
    assert found.lookup("It is closed.", EN_JA) is None


def test_people_outrank_machines(tmp_path: Path) -> None:
    path = tmp_path / "m"
    memory.add(path, [Unit(EN_JA, "a", "machine", human=False)])
    assert memory.add(path, [Unit(EN_JA, "a", "person")]) == 1
    assert memory.add(path, [Unit(EN_JA, "a", "machine again", human=False)]) == 0
    assert memory.add(path, [Unit(EN_JA, "a", "second person")]) == 1
    assert [unit.target for unit in memory.read(path)] == ["second person"]


def test_forgetting(tmp_path: Path) -> None:
    path = tmp_path / "m"
    memory.add(path, [Unit(EN_JA, "a", "b")])
    assert memory.forget(path, EN_JA, "a")
    assert not memory.forget(path, EN_JA, "a")
    assert list(memory.read(path)) == []


def test_off_missing_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIJIMAKU_MEMORY", str(tmp_path / "none"))
    assert isinstance(memory.snapshot("off", 0.9), NoMemory)
    assert isinstance(memory.snapshot("", 0.9), NoMemory)
    with pytest.raises(StoreError, match="no translation memory"):
        memory.snapshot(str(tmp_path / "named"), 0.9)


@pytest.mark.parametrize("harm", ["garbage", "schema"])
def test_a_damaged_memory_is_an_error_with_its_place(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "m"
    if harm == "garbage":
        path.write_bytes(b"no database here" * 300)
    else:
        memory.add(path, [Unit(EN_JA, "a", "b")])
        with sqlite3.connect(path) as base:
            base.execute("PRAGMA user_version=7")
        base.close()
    with pytest.raises(StoreError) as caught:
        memory.snapshot(str(path), 0.9)
    assert caught.value.where == str(path)


def test_a_failed_add_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "m"
    memory.add(path, [Unit(EN_JA, "a", "b")])
    bad = Unit(EN_JA, "c", "d", human=object())  # type: ignore[arg-type]
    with pytest.raises((StoreError, TypeError)):
        memory.add(path, [Unit(EN_JA, "x", "y"), bad])
    assert [unit.source for unit in memory.read(path)] == ["a"]


def test_two_processes_on_one_memory(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pipeline.memory import Unit; from pipeline.model import Pair\n"
        "from pipeline.store import memory\n"
        "for at in range(25):\n"
        "    memory.add(Path(sys.argv[1]), [Unit(Pair.parse('en-ja'), f'{sys.argv[2]} {at}', 'x')])\n"
        "    list(memory.read(Path(sys.argv[1])))"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "m"), name]) for name in "ab"]
    assert [process.wait() for process in running] == [0, 0]
    assert len(list(memory.read(tmp_path / "m"))) == 50


@given(st.permutations([("It is open.", "甲"), ("It is closed.", "乙"), ("Right, it is open!", "丙"), ("Yes.", "丁")]))
@settings(max_examples=20)
def test_order_does_not_matter(pairs: list[tuple[str, str]]) -> None:
    one, other = UnitMemory(units_of(pairs, EN_JA), 0.6), UnitMemory(units_of(sorted(pairs), EN_JA), 0.6)
    assert one.signature == other.signature
    for text in ("It is open.", "It is open", "It was closed.", "Nothing like it at all."):
        assert one.lookup(text, EN_JA) == other.lookup(text, EN_JA)


def test_fuzzy_hits_say_whether_they_are_safe() -> None:
    found = UnitMemory(units_of([("It is open.", "開いています。")], EN_JA), 0.6)
    near = found.lookup("Well, it is open!", EN_JA)
    assert near and near.safe and 0.6 <= near.similarity < 1
    other = found.lookup("It is not open.", EN_JA)
    assert other and not other.safe
    assert UnitMemory(units_of([("It is open.", "x")], EN_JA), 1.0).lookup("It is open!", EN_JA) is None


def test_a_changed_unit_changes_the_signature() -> None:
    one = UnitMemory(units_of([("a", "b")], EN_JA))
    assert one.signature != UnitMemory(units_of([("a", "c")], EN_JA)).signature
    assert one.signature != UnitMemory(units_of([("a", "b")], EN_JA), 0.5).signature


TEXT = st.text(alphabet="ab <>&\"'違う。 é", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.dictionaries(TEXT, TEXT, max_size=5))
def test_tmx_round_trip(pairs: dict[str, str]) -> None:
    text = tmx.write_pairs(pairs.items(), source="en", target="ja", version="1")
    assert dict(tmx.read_pairs(text, source="en", target="ja")) == pairs


def test_tmx_of_another_tool() -> None:
    text = """<?xml version="1.0"?><tmx version="1.4"><header/><body>
      <tu><tuv lang="EN-US"><seg>It is <bpt i="1"/>open.</seg></tuv>
      <tuv xml:lang="ja-JP"><seg>開いています。</seg></tuv></tu>
      <tu><tuv xml:lang="en"><seg>Only one.</seg></tuv></tu></body></tmx>"""
    assert tmx.read_pairs(text, source="en", target="ja") == (("It is open.", "開いています。"),)


def test_commands(tmp_path: Path) -> None:
    source, place = tmp_path / "in.tmx", tmp_path / "m.sqlite"
    source.write_text(tmx.write_pairs([("Right.", "はい。")], source="en", target="ja", version="1"), encoding="utf-8")
    run, at = CliRunner(), ["--set", f"translate.memory={place}"]
    told = run.invoke(command, ["import", str(source), *at], catch_exceptions=False)
    assert "1 pairs for en-ja, 1 new or changed" in told.output
    run.invoke(command, ["export", str(tmp_path / "out.tmx"), *at], catch_exceptions=False)
    assert (tmp_path / "out.tmx").read_text(encoding="utf-8") == source.read_text(encoding="utf-8").replace(
        'creationtoolversion="1"', f'creationtoolversion="{__import__("pipeline").__version__}"'
    )
    assert "はい。" in run.invoke(command, ["find", "Right.", *at], catch_exceptions=False).output
