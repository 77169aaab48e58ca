"""Names to things, with a suggestion for a mistyped name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from importlib import import_module
from typing import Any


def suggestion(name: str, known: Iterable[str]) -> str:
    """`did you mean "vtt"?` for the nearest known name, else the list of them.

    >>> suggestion("vvt", ["vtt", "srt"])
    'did you mean "vtt"?'
    >>> suggestion("x", ["vtt", "srt"])
    'known: srt, vtt'
    """
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    return f'did you mean "{near[0]}"?' if near else "known: " + ", ".join(names)


def load_object(path: str) -> Any:
    """The object at `module:attribute`; imported now, not before."""
    module, _, attribute = path.partition(":")
    return getattr(import_module(module), attribute)
