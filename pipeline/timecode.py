"""Milliseconds and the clock strings of the formats; exact both ways."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\Z")


def clock(ms: int, *, mark: str = ".", hours: bool = True) -> str:
    """`HH:MM:SS.mmm` of whole milliseconds; `mark` stands before the milliseconds.

    >>> clock(3_725_004)
    '01:02:05.004'
    >>> clock(3_725_004, mark=",")
    '01:02:05,004'
    >>> clock(65_004, hours=False)
    '01:05.004'
    """
    seconds, milli = divmod(ms, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    head = f"{hour:02d}:" if hours or hour else ""
    return f"{head}{minute:02d}:{second:02d}{mark}{milli:03d}"


def parse_clock(text: str) -> int:
    """Whole milliseconds of `[H:]MM:SS.mmm` (comma allowed); fewer than three decimals are tenths, hundredths.

    >>> parse_clock("01:02:05.004"), parse_clock("02:05,4")
    (3725004, 125400)

    Raises ValueError when the text is no clock time.
    """
    found = _CLOCK.match(text.strip())
    if not found:
        raise ValueError(f"not a clock time: {text!r}")
    hour, minute, second, fraction = found.groups()
    return ((int(hour or 0) * 60 + int(minute)) * 60 + int(second)) * 1000 + int(fraction.ljust(3, "0"))


def short_clock(ms: int) -> str:
    """`MM:SS`, or `H:MM:SS` from one hour on: the form people read.

    >>> short_clock(81_900), short_clock(3_725_004)
    ('01:21', '1:02:05')
    """
    minutes, second = divmod(ms // 1000, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}" if hour else f"{minute:02d}:{second:02d}"


def frames(ms: int, *, fps: float) -> int:
    """Number of the frame on screen at `ms`.

    >>> frames(1000, fps=24)
    24
    """
    return int(ms * fps / 1000 + 1e-9)
