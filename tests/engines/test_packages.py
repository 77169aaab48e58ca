"""Packages: which one is taken, and getting them in and out safely."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.models import models
from pipeline.engines import install, packages
from pipeline.engines.argos import ArgosEngine
from pipeline.errors import EngineError
from pipeline.model import Lang, Pair
from tests.engines import tiny

EN_JA, JA_EN = Pair(Lang.EN, Lang.JA), Pair(Lang.JA, Lang.EN)


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for installed packages."""
    monkeypatch.setenv("NIJIMAKU_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "argos"))
    return tmp_path / "models"


def test_the_bundled_package_is_the_default() -> None:
    info = packages.find("", EN_JA)
    assert (info.name, info.kind, info.place) == ("nijimaku-en-ja", "causal", "bundled")
    assert "Gemma" in info.licence
    assert info.size_bytes > 100_000_000


def test_a_pair_without_a_package_names_the_command() -> None:
    with pytest.raises(EngineError, match="nijimaku models install ja-en"):
        packages.resolve("", JA_EN)


def test_an_installed_package_comes_first(argos_path: Path) -> None:
    install.install_file(argos_path)
    assert packages.find("", EN_JA).place == "installed"
    assert packages.find("nijimaku-en-ja", EN_JA).place == "bundled"


def test_argos_own_folder_is_looked_at(argos_path: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(argos_path) as archive:
        archive.extractall(tmp_path / "argos")
    assert packages.find("", EN_JA).place == "argos"
    assert isinstance(packages.resolve("translate-en_ja", EN_JA), ArgosEngine)


@pytest.mark.parametrize("form", ["path", "folder", "name"])
def test_a_model_may_be_named_in_three_ways(argos_path: Path, causal_path: Path, form: str) -> None:
    install.install_file(argos_path)
    model = {"path": str(argos_path), "folder": str(causal_path), "name": "translate-en_ja-0.9"}[form]
    assert packages.resolve(model, EN_JA).pair == EN_JA


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("nijimaku-en-jaa", "did you mean"),
        ("/no/such/place", "no translation package"),
        ("tests", "no translation package"),
    ],
)
def test_what_is_not_there(model: str, says: str) -> None:
    with pytest.raises(EngineError, match=says):
        packages.resolve(model, EN_JA)


def test_a_package_for_another_pair(argos_path: Path) -> None:
    with pytest.raises(EngineError, match="translates en-ja, not ja-en"):
        packages.resolve(str(argos_path), JA_EN)
    with pytest.raises(EngineError, match="translates en-ja, not ja-en"):
        install.install_file(argos_path, pair=JA_EN)
    with pytest.raises(EngineError, match="translates en-ja, not ja-en"):
        packages.resolve("nijimaku-en-ja", JA_EN)


def test_both_directions(tmp_path: Path) -> None:
    back = tiny.write_argos(tmp_path / "back.argosmodel", source="ja", target="en")
    install.install_file(back)
    engine = packages.resolve("", JA_EN)
    assert (
        engine.translate(["あいう。"])[0][0].text
        == packages.resolve(str(back), JA_EN).translate(["あいう。"])[0][0].text
    )


def test_installed_is_what_was_given(argos_path: Path) -> None:
    info = install.install_file(argos_path)
    assert packages.resolve("", EN_JA).signature == packages.resolve(str(argos_path), EN_JA).signature
    assert list(install.verify(info)) == []
    record = json.loads((info.path / packages.RECORD).read_text())
    assert record["sha256"] == hashlib.sha256(argos_path.read_bytes()).hexdigest()
    assert info.origin == "file tiny.argosmodel"
    with pytest.raises(EngineError, match="installed already"):
        install.install_file(argos_path)


@pytest.mark.parametrize(
    ("change", "says"), [("cut", "model/model.bin has changed"), ("gone", "is missing"), ("more", "was not there")]
)
def test_verify_sees_every_change(argos_path: Path, change: str, says: str) -> None:
    info = install.install_file(argos_path)
    file = info.path / "model" / "model.bin"
    if change == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    elif change == "gone":
        file.unlink()
    else:
        (info.path / "extra").write_text("x")
    assert any(says in fault for fault in install.verify(info))


def test_verify_of_our_own_kind(causal_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy"
    shutil.copytree(causal_path, path)
    assert list(install.verify(packages.describe(path))) == []
    (path / "tokenizer.json").write_text("{}")
    assert list(install.verify(packages.describe(path))) == ["tokenizer.json does not match SHA256SUMS"]


@pytest.mark.parametrize("harm", ["truncated", "slip", "no model"])
def test_a_bad_archive_leaves_nothing_behind(argos_path: Path, tmp_path: Path, own: Path, harm: str) -> None:
    bad = tmp_path / "bad.argosmodel"
    if harm == "truncated":
        bad.write_bytes(argos_path.read_bytes()[:-3000])
    elif harm == "slip":
        shutil.copy(argos_path, bad)
        with zipfile.ZipFile(bad, "a") as archive:
            archive.writestr("../../evil", "x")
    else:
        with zipfile.ZipFile(bad, "w") as archive, zipfile.ZipFile(argos_path) as old:
            for info in old.infolist():
                if not info.filename.endswith("model.bin"):
                    archive.writestr(info.filename, old.read(info))
    with pytest.raises(EngineError):
        install.install_file(bad)
    assert not own.exists() or list(own.iterdir()) == []
    assert not (tmp_path / "evil").exists()


def test_an_archive_that_lies_about_its_size(argos_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.engines import argos

    monkeypatch.setattr(argos, "top_folder", lambda archive, path: "translate-en_ja-tiny")
    monkeypatch.setattr(argos, "MAX_UNPACKED_BYTES", 10_000)
    with pytest.raises(EngineError, match="more than a package may"):
        install.install_file(argos_path)
    assert list(own.iterdir()) == []


def test_remove_takes_ours_only(argos_path: Path, own: Path) -> None:
    install.install_file(argos_path)
    install.remove("translate-en_ja")
    assert list(own.iterdir()) == []
    with pytest.raises(EngineError, match="did not install"):
        install.remove("nijimaku-en-ja")


def index(tmp_path: Path, package: Path, *, link: str = "") -> str:
    rows = [
        {"from_code": "en", "to_code": "ja", "package_version": "1.10", "links": [link or package.as_uri()]},
        {"from_code": "en", "to_code": "ja", "package_version": "1.9", "links": ["file:///no/such/file"]},
        {"from_code": "de", "to_code": "en", "package_version": "1.0", "links": ["file:///no"]},
    ]
    file = tmp_path / "index.json"
    file.write_text(json.dumps(rows))
    return file.as_uri()


def test_fetching_takes_the_newest_of_the_index(argos_path: Path, tmp_path: Path) -> None:
    info = install.fetch("en-ja", index=index(tmp_path, argos_path))
    assert info.place == "installed"
    assert hashlib.sha256(argos_path.read_bytes()).hexdigest() in info.origin


def test_fetching_what_cannot_be_had(argos_path: Path, tmp_path: Path) -> None:
    here = index(tmp_path, argos_path)
    with pytest.raises(EngineError, match="no package for ja-en"):
        install.fetch("ja-en", index=here)
    with pytest.raises(EngineError, match="checksum"):
        install.fetch("en-ja", index=here, sha256="0" * 64)
    with pytest.raises(EngineError, match="only https"):
        install.fetch("en-ja", index=index(tmp_path, argos_path, link="http://example.com/x"))
    with pytest.raises(EngineError, match="cannot read the index"):
        install.fetch("en-ja", index=(tmp_path / "none").as_uri())


def test_commands(argos_path: Path, own: Path) -> None:
    run = CliRunner()
    assert (
        "installed translate-en_ja 0.9"
        in run.invoke(models, ["install", str(argos_path)], catch_exceptions=False).output
    )
    rows = json.loads(run.invoke(models, ["list", "--json"], catch_exceptions=False).output)
    assert [row["name"] for row in rows] == ["translate-en_ja", "nijimaku-en-ja"]
    told = run.invoke(models, ["verify", "translate-en_ja"], standalone_mode=False, catch_exceptions=False)
    assert (told.return_value, "every file matches" in told.output) == (0, True)
    (own / "translate-en_ja-0.9" / "metadata.json").write_text("{")
    assert run.invoke(models, ["verify"], standalone_mode=False, catch_exceptions=False).return_value == 1
    assert "damaged" in run.invoke(models, ["list"], catch_exceptions=False).output
    assert packages.find("", EN_JA).place == "bundled"
