"""Argos packages: any folder or archive, and none of the harm an archive can do."""

from __future__ import annotations

import json
import os
import socket
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline.engines import argos
from pipeline.engines.argos import ArgosEngine, describe
from pipeline.errors import EngineError


def unpacked(path: Path, target: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(target)
    return next(target.iterdir())


def repacked(path: Path, target: Path, **changes: bytes | None) -> Path:
    """The archive with files replaced (bytes) or left out (None), by their name inside the top folder."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            name = info.filename.partition("/")[2]
            data = changes.get(name, old.read(info))
            if data is not None:
                new.writestr(info.filename, data)
    return target


def test_archive_and_folder_say_the_same(argos_path: Path, tmp_path: Path) -> None:
    packed, folder = ArgosEngine(describe(argos_path)), ArgosEngine(describe(unpacked(argos_path, tmp_path)))
    assert packed.signature == folder.signature
    assert packed.translate(["we talk about weights"], k=2) == folder.translate(["we talk about weights"], k=2)


def test_no_network_no_home_no_splitter(argos_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    before = dict(os.environ)
    ArgosEngine(describe(argos_path)).translate(["we talk about weights"])
    assert list(tmp_path.iterdir()) == []
    assert dict(os.environ) == before
    assert "argostranslate.sbd" not in sys.modules
    assert "argostranslate.translate" not in sys.modules


def test_hints_only_when_the_metadata_says_how(argos_path: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(argos_path) as archive:
        table = json.loads(archive.read("translate-en_ja-tiny/metadata.json"))
    table["nijimaku"] = {"term_hints": "append", "open": "[", "close": "]"}
    path = repacked(argos_path, tmp_path / "hints.argosmodel", **{"metadata.json": json.dumps(table).encode()})
    plain, hinting = ArgosEngine(describe(argos_path)), ArgosEngine(describe(path))
    assert "hints" not in plain.abilities
    assert "hints" in hinting.abilities
    assert hinting._hinted("the model runs", [("model", "モデル")]) == "the model [モデル] runs"
    wanted = [[("model", "モデル")]]
    assert hinting.translate(["the model"], wanted) != hinting.translate(["the model"])
    assert plain.translate(["the model"], wanted) == plain.translate(["the model"])


@pytest.mark.parametrize("name", ["model/model.bin", "metadata.json", "sentencepiece.model"])
def test_an_archive_without_a_file_it_needs(argos_path: Path, tmp_path: Path, name: str) -> None:
    path = repacked(argos_path, tmp_path / "less.argosmodel", **{name: None})
    with pytest.raises(EngineError) as caught:
        ArgosEngine(describe(path)).translate(["right"])
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", ["model/model.bin", "metadata.json", "sentencepiece.model"])
def test_an_archive_with_a_broken_file(argos_path: Path, tmp_path: Path, name: str) -> None:
    path = repacked(argos_path, tmp_path / "bad.argosmodel", **{name: b"broken"})
    with pytest.raises(EngineError) as caught:
        ArgosEngine(describe(path)).translate(["right"])
    assert str(path) in str(caught.value)


def test_a_truncated_archive(argos_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.argosmodel"
    path.write_bytes(argos_path.read_bytes()[:-4000])
    with pytest.raises(EngineError, match=r"cut\.argosmodel"):
        describe(path)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "top/../../evil", "C:/evil", "top\\..\\..\\evil"])
def test_an_archive_that_leaves_its_folder(tmp_path: Path, name: str) -> None:
    path = tmp_path / "slip.argosmodel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("top/metadata.json", "{}")
        archive.writestr(name, "x")
    with pytest.raises(EngineError, match="outside itself"):
        describe(path)


def test_an_archive_with_a_link(tmp_path: Path) -> None:
    path = tmp_path / "link.argosmodel"
    link = zipfile.ZipInfo("top/model")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc")
    with pytest.raises(EngineError, match="link"):
        describe(path)


def test_an_archive_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.argosmodel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("top/metadata.json", b" " * 12_000_000)
    with pytest.raises(EngineError, match="more tightly"):
        describe(path)
    monkeypatch.setattr(argos, "MAX_UNPACKED_BYTES", 1_000)
    monkeypatch.setattr(argos, "MAX_RATIO", 1_000_000)
    with pytest.raises(EngineError, match="more than a package may"):
        describe(path)


def test_a_package_that_does_not_translate(argos_path: Path, tmp_path: Path) -> None:
    path = repacked(argos_path, tmp_path / "sbd.argosmodel", **{"metadata.json": b'{"type": "sbd"}'})
    with pytest.raises(EngineError, match="sbd"):
        describe(path)
