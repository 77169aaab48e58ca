"""What a user installs is whole, and pulls in nothing heavy."""

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

BANNED = {"torch", "spacy", "stanza", "tensorflow", "transformers"}


@pytest.fixture(scope="module")
def wheel_folder(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """A wheel built from a copy of the tree (without the model), installed into a folder of its own."""
    top = tmp_path_factory.mktemp("wheel")
    tree = top / "tree"
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("pipeline", "glossaries"):
        shutil.copytree(pytestconfig.rootpath / name, tree / name, ignore=ignore)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "setup.py", "MANIFEST.in"):
        if (pytestconfig.rootpath / name).is_file():
            shutil.copy(pytestconfig.rootpath / name, tree)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(top),
        str(tree),
    ]
    subprocess.run(command, check=True, capture_output=True)
    prefix = top / "installed"
    wheel = str(next(top.glob("*.whl")))
    options = ["--quiet", "--no-deps", "--ignore-installed", "--no-warn-script-location", "--prefix", str(prefix)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, wheel], check=True, capture_output=True)
    return next(prefix.glob("lib/python*/site-packages"))


def test_the_wheel_holds_every_module_and_data_file(wheel_folder: Path, pytestconfig: pytest.Config) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "pipeline"], cwd=pytestconfig.rootpath, capture_output=True, text=True, check=True
    ).stdout.split()
    missing = [name for name in listed if not (wheel_folder / name).is_file()]
    assert not missing


def test_the_installed_wheel_works_from_another_folder(wheel_folder: Path, tmp_path: Path) -> None:
    code = (
        "import pipeline; from pipeline.store import glossaries; from pipeline.model import Pair; "
        "print(pipeline.__file__); print(len(glossaries.load((), Pair.parse('en-ja')).terms))"
    )
    environment = {**os.environ, "PYTHONPATH": str(wheel_folder)}
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    assert Path(out[0]).is_relative_to(wheel_folder)
    assert int(out[1]) >= 150


def test_nothing_heavy_is_required_directly_or_indirectly() -> None:
    seen: set[str] = set()
    waiting = ["nijimaku"]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # needed only on other platforms
            continue
        waiting += [
            re.split(r"[\s;<>=!~\[(]", need)[0].lower().replace("_", "-") for need in needs if "extra ==" not in need
        ]
    assert {"ctranslate2", "argos-translate-lt", "fugashi"} <= seen
    assert not BANNED & seen
