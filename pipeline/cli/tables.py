"""Tables in which nothing is cut: what one command prints is what the next one takes."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

import click

GAP = "  "  # between two columns


def show(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under titles, one line each and nothing cut; columns stand in line where the terminal is wide enough.

    In a pipe or a file they always do.
    """
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    for line in lines(titles, rows, width=width):
        click.echo(line)


def lines(titles: Sequence[str], rows: Sequence[Sequence[str]], *, width: int = 0) -> list[str]:
    """The rows as lines with no blanks at the end.

    Where a line would be wider than `width` cells (0: no limit), only the first column is padded and an empty cell is
    a dash, so that most lines still fit.

    >>> lines(("id", "target", "type"), [("moat", "堀", "Concept"), ("weights", "重み", "")])
    ['id       target  type', 'moat     堀      Concept', 'weights  重み']
    >>> lines(("id", "target", "type"), [("moat", "堀", "Concept"), ("weights", "", "Concept")], width=20)
    ['id       target  type', 'moat     堀  Concept', 'weights  -  Concept']
    """
    from rich.cells import cell_len

    whole = [tuple(map(_plain, row)) for row in (titles, *rows)]
    widths = [max(cell_len(cell) for cell in column) for column in zip(*whole, strict=True)]
    if 0 < width < sum(widths) + len(GAP) * (len(widths) - 1):
        widths = [widths[0], *[0] * (len(widths) - 1)]
        whole = [(row[0], *(cell or "-" for cell in row[1:])) for row in whole]
    return [
        GAP.join(cell + " " * (room - cell_len(cell)) for cell, room in zip(row, widths, strict=True)).rstrip()
        for row in whole
    ]


def _plain(cell: str) -> str:
    """A cell without what would move the cursor."""
    return "".join(char if char.isprintable() else " " for char in cell)
