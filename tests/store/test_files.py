"""Folders are published whole or not at all, names stay inside, reads are capped."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.store import files


def whole_set(folder: Path) -> str:
    """The one generation all files of the folder belong to; fails when they differ or one is missing."""
    texts = {path.name: path.read_text() for path in folder.iterdir()}
    assert texts.keys() == {f"{number}.txt" for number in range(12)}
    generations = {text.split(":")[0] for text in texts.values()}
    assert len(generations) == 1, generations
    assert all(len(text) > 20_000 for text in texts.values())
    return generations.pop()


PUBLISHER = """
    import itertools, sys
    from pathlib import Path
    from pipeline.store.files import publish_folder
    for generation in itertools.count(int(sys.argv[2])):
        data = f"{generation}:".encode() + b"x" * 20_000
        publish_folder(Path(sys.argv[1]), {f"{number}.txt": data for number in range(12)})
        print(generation, flush=True)
"""


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM])
def test_a_kill_at_any_moment_leaves_one_whole_set(tmp_path: Path, stop: signal.Signals) -> None:
    folder = tmp_path / "talk"
    chance = random.Random(7)
    last = -1
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(PUBLISHER), str(folder), str(last + 1)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        confirmed = int(process.stdout.readline())  # at least one publication, then die somewhere in the next ones
        time.sleep(chance.uniform(0, 0.02))
        process.send_signal(stop)
        rest = process.communicate()[0].split()
        confirmed = int(rest[-1]) if rest else confirmed
        last = int(whole_set(folder))
        assert last in (confirmed, confirmed + 1)  # what was confirmed is there; the next may just have made it


def test_the_old_set_comes_back_after_a_death_between_two_renames(tmp_path: Path) -> None:
    folder = tmp_path / "talk"
    files.publish_folder(folder, {"a.txt": b"old"})
    folder.rename(tmp_path / ".talk.old")
    files.recover_folder(folder)
    assert (folder / "a.txt").read_bytes() == b"old"


def test_without_kernel_exchange_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_exchange", lambda one, other: False)
    for text in (b"1", b"2"):
        files.publish_folder(tmp_path / "talk", {"a.txt": text})
    assert (tmp_path / "talk" / "a.txt").read_bytes() == b"2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["talk"]


def test_old_files_go_kept_ones_stay(tmp_path: Path) -> None:
    folder = tmp_path / "talk"
    files.publish_folder(folder, {"old.srt": b"1", "mine.txt": b"2"})
    files.publish_folder(folder, {"hls/en/1.vtt": b"3"}, keep=("mine.txt",))
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*")) == ["hls/en/1.vtt", "mine.txt"]


def test_two_writers_one_is_refused_clearly(tmp_path: Path) -> None:
    with (
        files.lock(tmp_path / ".talk.lock", what="talk"),
        pytest.raises(StoreError, match=r"another process is writing .*wait for it"),
    ):
        files.publish_folder(tmp_path / "talk", {"a": b""})


def test_a_tidy_lock_keeps_others_out_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nap = time.sleep
    monkeypatch.setattr(time, "sleep", lambda _: nap(0.0002))
    path, counter, inside = tmp_path / ".talk.lock", tmp_path / "n", []
    counter.write_text("0")

    def count() -> None:
        for _ in range(40):
            with files.lock(path, what="talk", wait_s=60, tidy=True):
                inside.append(1)
                number = int(counter.read_text())
                nap(0.0001)
                assert len(inside) == 1
                counter.write_text(str(number + 1))
                inside.pop()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(count) for _ in range(4)]:
            done.result()
    assert counter.read_text() == "160"
    assert not path.exists()


def test_a_lock_that_somebody_holds_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / ".talk.lock"
    with files.lock(path, what="talk", tidy=True):
        with pytest.raises(StoreError, match="another process"), files.lock(path, what="talk", tidy=True):
            pass
        assert path.exists()
    assert not path.exists()


def test_a_full_disk_leaves_the_old_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "talk"
    files.publish_folder(folder, {"a.txt": b"old"})

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_write_synced", full)
    with pytest.raises(StoreError, match="No space left on device; what was there before is untouched"):
        files.publish_folder(folder, {"a.txt": b"new"})
    assert (folder / "a.txt").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["talk"]


@given(st.text(max_size=30))
def test_safe_names_never_leave_their_folder(name: str) -> None:
    try:
        path = files.safe_name(name)
    except StoreError:
        return
    base = Path("/base")
    assert Path(os.path.normpath(base / path)).is_relative_to(base)
    assert "\0" not in str(path)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "", ".", "a\\..\\b"])
def test_unsafe_names_are_refused(name: str) -> None:
    with pytest.raises(StoreError, match="unsafe"):
        files.safe_name(name)


def test_reads_are_capped_and_missing_files_named(tmp_path: Path) -> None:
    path = tmp_path / "big.vtt"
    path.write_bytes(b"12345")
    assert files.read_bytes(path, max_bytes=5) == b"12345"
    with pytest.raises(StoreError, match="larger than 4 bytes"):
        files.read_bytes(path, max_bytes=4)
    with pytest.raises(StoreError, match=r"none.vtt: cannot be read: No such file"):
        files.read_bytes(tmp_path / "none.vtt", max_bytes=4)
