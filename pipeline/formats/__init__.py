"""Plug-in family 1: formats turn text into a Track and back.

To add one: a module with a `FORMAT`, a row in `FORMATS`, a sample; the contract tests pick it up. Order is the order
of sniffing, most certain first. What has no `write` is only imported.
"""

from __future__ import annotations

from pathlib import PurePath

from pipeline.errors import ConfigError, FormatError
from pipeline.formats import ass, other, podcast, srt, ttml, vtt
from pipeline.formats.record import Format, Read, Reader, Writer, Written
from pipeline.formats.text import GUESSED, clean, decode
from pipeline.registry import suggestion

__all__ = ["FORMATS", "GUESSED", "Format", "Read", "Reader", "Writer", "Written", "clean", "decode", "named", "sniff"]

_ORDER = (ass.FORMAT, vtt.FORMAT, ttml.FORMAT, podcast.FORMAT, *other.FORMATS[:-1], srt.FORMAT, other.FORMATS[-1])
FORMATS: dict[str, Format] = {entry.name: entry for entry in _ORDER}


def named(name: str) -> Format:
    """The format of this name. Raises ConfigError with a suggestion."""
    try:
        return FORMATS[name]
    except KeyError:
        raise ConfigError(f"no format {name!r}", hint=suggestion(name, FORMATS)) from None


def _readable() -> str:
    return ", ".join(entry.title for entry in FORMATS.values() if entry.read)


def sniff(text: str, name: str = "") -> Format:
    """The format of a file by its content; the name decides only between a WebVTT and a SubRip file without signature.

    Raises FormatError for a text that is no subtitle file at all.
    """
    if not text.strip():
        raise FormatError(
            "the file is empty", where=name, hint=f"expected a subtitle file: {_readable()}"
        )
    for entry in FORMATS.values():
        if entry.read and entry.sniff(text):
            if entry is srt.FORMAT and PurePath(name).suffix.lower() in vtt.FORMAT.suffixes:
                return vtt.FORMAT
            return entry
    raise FormatError(
        "not a subtitle file: no cue times found",
        where=name,
        hint=f"expected {_readable()}; the content decides, not the file's suffix",
    )
