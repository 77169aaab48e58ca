"""Tables on a terminal and in a pipe: no name is ever cut, no bracket ever eaten."""

from __future__ import annotations

import os

import pytest

from pipeline.cli import run_command
from pipeline.cli.glossary_common import side_by_side
from pipeline.cli.tables import lines, show
from pipeline.model import Variant
from tests.review import helpers

NAME = "cost-of-goods-sold-and-everything-else-a-speaker-said"
TITLES = ("id", "source", "target", "type")
ROWS = [
    (NAME, "cost of goods sold [and the rest]", "売上原価とその他すべて", "Concept"),
    ("moat", "moat", "堀", "Concept"),
]


@pytest.mark.parametrize("width", [0, 20, 80, 200])
def test_every_row_is_one_line_with_every_cell_whole(width: int) -> None:
    found = lines(TITLES, ROWS, width=width)
    assert len(found) == 3 and found[1].split()[0] == NAME
    assert all(cell in line for row, line in zip(ROWS, found[1:], strict=True) for cell in row)


def test_a_row_stays_one_line_whatever_it_holds() -> None:
    assert lines(("id", "note"), [("a", "b\n\x1b[2Jc")]) == ["id  note", "a   b  [2Jc"]


def test_a_narrow_terminal_has_no_wide_gaps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((80, 24)))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    show(TITLES, ROWS)
    assert "moat  堀  Concept" in capsys.readouterr().out


def test_contexts_of_a_variant_are_seen_in_a_conflict(capsys: pytest.CaptureFixture[str]) -> None:
    mine, theirs = helpers.TERMS[1], helpers.TERMS[0]
    assert mine.variants == (Variant("waits", ("model",)),)
    side_by_side(mine, theirs, ("yours", "in the file"))
    assert "waits [model]" in capsys.readouterr().out


def test_packages_are_listed_whole_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    from pipeline.engines import packages

    assert run_command(["models", "list"]) == 0
    told = capsys.readouterr().out.splitlines()
    for info in packages.installed():
        (line,) = [line for line in told if line.startswith(f"{info.name} ") and info.version in line]
        assert info.licence in line and info.origin in line
