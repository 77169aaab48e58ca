"""The decode cache: never a different result, safe with others, harmless when it cannot work."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engines import Ability, Hint, OnDone
from pipeline.model import Hypothesis, Lang, Pair
from pipeline.store import cache
from pipeline.store.cache import CachedEngine


class Echo:
    """Answers with everything it was asked, so that any confusion of keys shows."""

    pair = Pair(Lang.EN, Lang.JA)
    abilities = frozenset(Ability)

    def __init__(self, signature: str = "echo 1") -> None:
        self.signature = signature
        self.texts: list[str] = []

    def translate(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None = None,
        k: int = 1,
        *,
        suppress: Sequence[Sequence[str]] | None = None,
        on_done: OnDone | None = None,
    ) -> list[tuple[Hypothesis, ...]]:
        self.texts += texts
        out = []
        for at, text in enumerate(texts):
            said = (self.signature, text, tuple(hints[at]) if hints else (), tuple(suppress[at]) if suppress else (), k)
            out.append(tuple(Hypothesis(f"{said} {one}", -one / 3) for one in range(k)))
            if on_done:
                on_done(1)
        return out


TEXTS = st.lists(st.sampled_from(["a", "b", "it's", "違う", ""]), max_size=6)
HINT = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"]))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_cache_never_changes_a_result(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("cache") / "c.sqlite"
    for _ in range(3):
        texts = data.draw(TEXTS)
        hints = data.draw(st.none() | st.lists(st.lists(HINT, max_size=2), min_size=len(texts), max_size=len(texts)))
        words = st.lists(st.sampled_from(["p", "q"]), max_size=1)
        suppress = data.draw(st.none() | st.lists(words, min_size=len(texts), max_size=len(texts)))
        k = data.draw(st.integers(1, 3))
        signature = data.draw(st.sampled_from(["echo 1", "echo 2"]))
        done: list[int] = []
        got = CachedEngine(Echo(signature), path).translate(texts, hints, k, suppress=suppress, on_done=done.append)
        assert got == Echo(signature).translate(texts, hints, k, suppress=suppress)
        assert sum(done) == len(texts)


def test_a_second_run_decodes_nothing(tmp_path: Path) -> None:
    first, second = Echo(), Echo()
    CachedEngine(first, tmp_path / "c").translate(["a", "b"], k=2)
    engine = CachedEngine(second, tmp_path / "c")
    assert engine.translate(["b", "a"], k=2) == Echo().translate(["b", "a"], k=2)
    assert (first.texts, second.texts, engine.decoded) == (["a", "b"], [], 0)
    assert engine.known(["a", "c"], k=2) == [True, False]


def test_a_changed_hint_decodes_its_sentence_only(tmp_path: Path) -> None:
    CachedEngine(Echo(), tmp_path / "c").translate(["a", "b"], [[("a", "x")], []])
    engine = Echo()
    CachedEngine(engine, tmp_path / "c").translate(["a", "b"], [[("a", "y")], []])
    assert engine.texts == ["a"]


@pytest.mark.parametrize("harm", ["garbage", "folder", "schema", "rows"])
def test_a_damaged_cache_costs_time_only(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "c"
    if harm == "garbage":
        path.write_bytes(b"not a database" * 400)
    elif harm == "folder":
        path.mkdir()
    else:
        CachedEngine(Echo(), path).translate(["a"])
        with sqlite3.connect(path) as base:
            base.execute("PRAGMA user_version=99" if harm == "schema" else "UPDATE decodes SET answer = '{'")
        base.close()
    engine = CachedEngine(Echo(), path)
    assert engine.translate(["a", "b"]) == Echo().translate(["a", "b"])
    assert "not used" in engine.fault


def test_a_full_disk_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = CachedEngine._connect

    def tiny(self: CachedEngine) -> sqlite3.Connection:
        base = connect(self)
        base.execute("PRAGMA max_page_count=4")
        return base

    monkeypatch.setattr(CachedEngine, "_connect", tiny)
    engine = CachedEngine(Echo(), tmp_path / "c")
    texts = [f"{at} " * 400 for at in range(60)]
    assert engine.translate(texts) == Echo().translate(texts)
    assert "full" in engine.fault
    assert engine.translate(texts[:2]) == Echo().translate(texts[:2])


def test_a_full_cache_forgets_half_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_BYTES", 60_000)
    engine = CachedEngine(Echo(), tmp_path / "c")
    texts = [f"{at} " * 100 for at in range(200)]
    for first in range(0, 200, 10):
        engine.translate(texts[first : first + 10])
    assert not engine.fault
    kept = sum(engine.known(texts))
    assert 20 < kept < 180
    assert engine.translate(texts) == Echo().translate(texts)


def test_a_read_only_place_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    engine = CachedEngine(Echo(), tmp_path / "file" / "c")
    assert engine.translate(["a"]) == Echo().translate(["a"])
    assert engine.fault


def test_many_at_once(tmp_path: Path) -> None:
    texts = [f"sentence {at}" for at in range(40)]

    def work(shift: int) -> list[tuple[Hypothesis, ...]]:
        mine = texts[shift:] + texts[:shift]
        engine = CachedEngine(Echo(), tmp_path / "c")
        out = engine.translate(mine)
        assert not engine.fault
        return out[len(texts) - shift :] + out[: len(texts) - shift]

    with ThreadPoolExecutor(4) as pool:
        assert all(result == Echo().translate(texts) for result in pool.map(work, range(0, 40, 5)))


def test_two_processes(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.store.test_cache import Echo\n"
        "from pipeline.store.cache import CachedEngine\n"
        "for at in range(30):\n"
        "    engine = CachedEngine(Echo(), Path(sys.argv[1]))\n"
        "    engine.translate([f's{at}', f's{at + 1}'])\n"
        "    assert not engine.fault"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "c")]) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert all(CachedEngine(Echo(), tmp_path / "c").known([f"s{at}" for at in range(31)]))


def test_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Echo()
    assert cache.cached(engine, "off") is engine
    monkeypatch.setenv("NIJIMAKU_CACHE", str(tmp_path / "there"))
    cache.cached(engine, "").translate(["a"])
    assert (tmp_path / "there").exists()
