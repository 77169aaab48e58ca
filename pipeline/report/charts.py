"""Two pictures as inline SVG: reading speed over time and its histogram. Numbers and text only, nothing to load."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipeline.model import Track
from pipeline.timecode import short_clock

CALM, BUSY, FAST = "#2b6cb0", "#b7791f", "#c53030"  # told apart by lightness too, not by hue alone
GREY, INK, PAPER = "#718096", "#1a202c", "#ffffff"
_TOP_CPS = 16.0


def speed_over_time(
    rows: Sequence[tuple[str, Track, Sequence[float]]], *, target_cps: float, hard_cps: float, strict_cps: float
) -> str:
    """One band a method, all on one time axis: every cue a bar as long as it stands, as high as it is fast."""
    width, band, left, right, foot = 1120, 190, 46, 8, 34
    end_ms = max((cue.span.end_ms for _, track, _ in rows for cue in track.cues), default=1)
    height = band * len(rows) + foot
    plot = width - left - right
    out = [_open(width, height, "Reading speed of every cue over time")]
    for row, (name, track, speeds) in enumerate(rows):
        top = 26 + row * band
        floor = (row + 1) * band - 12
        scale = (floor - top) / _TOP_CPS
        out.append(_text(left, top - 9, name, size=13, weight="bold"))
        for cps in (strict_cps, target_cps, hard_cps):
            y = floor - cps * scale
            dash = "" if cps == hard_cps else ' stroke-dasharray="4 4"'
            out.append(
                f'<line x1="{left}" y1="{y:.1f}" x2="{width - right}" y2="{y:.1f}" stroke="{GREY}"'
                f' stroke-width="0.7"{dash}/>'
            )
            out.append(_text(left - 6, y + 4, f"{cps:g}", anchor="end", size=11))
        for colour, low, high in (
            (CALM, -1.0, target_cps), (BUSY, target_cps, hard_cps), (FAST, hard_cps, 1e9),
        ):  # fmt: skip
            path = []
            for cue, speed in zip(track.cues, speeds, strict=True):
                if low < speed - 0.05 <= high:
                    x = left + plot * cue.span.start_ms / end_ms
                    across = max(0.6, plot * cue.span.duration_ms / end_ms - 0.25)
                    tall = min(speed, _TOP_CPS) * scale
                    path.append(f"M{x:.1f} {floor:.1f}v-{tall:.1f}h{across:.2f}v{tall:.1f}z")
            if path:
                out.append(f'<path d="{"".join(path)}" fill="{colour}" fill-opacity="0.85"/>')
        out.append(f'<line x1="{left}" y1="{floor}" x2="{width - right}" y2="{floor}" stroke="{INK}"/>')
    step_ms = _step_ms(end_ms)
    for at_ms in range(0, end_ms + 1, step_ms):
        x = left + plot * at_ms / end_ms
        out.append(_text(x, height - 14, short_clock(at_ms), anchor="middle", size=11))
    out.append("</svg>")
    return "".join(out)


def histogram(rows: Sequence[tuple[str, Sequence[float]]], *, target_cps: float, hard_cps: float) -> str:
    """Share of cues in each whole-number band of reading speed, the methods side by side."""
    width, height, left, foot, top = 1120, 300, 46, 44, 26
    bins = 16
    shares = [(name, _shares(speeds, bins)) for name, speeds in rows if speeds]
    highest = 1.15 * max((share for _, row in shares for share in row), default=0.1) or 0.1
    scale = (height - foot - top) / highest
    slot = (width - left - 10) / bins
    bar = slot * 0.84 / max(1, len(shares))
    colours = (CALM, "#a0aec0", "#d69e2e", "#4a5568")
    out = [_open(width, height, "How many cues read at which speed")]
    step = 0.05 if highest < 0.35 else 0.1
    line = step
    while line < highest:
        y = height - foot - line * scale
        out.append(f'<line x1="{left}" y1="{y:.1f}" x2="{width - 10}" y2="{y:.1f}" stroke="#e2e8f0"/>')
        out.append(_text(left - 6, y + 4, f"{line:.0%}", anchor="end", size=11))
        line += step
    for number, (_, row) in enumerate(shares):
        for at, share in enumerate(row):
            if share:
                x = left + at * slot + slot * 0.08 + number * bar
                tall = share * scale
                out.append(
                    f'<rect x="{x:.1f}" y="{height - foot - tall:.1f}" width="{bar:.1f}" height="{tall:.1f}"'
                    f' fill="{colours[number % len(colours)]}"/>'
                )
    for cps, word in ((target_cps, "target"), (hard_cps, "hard limit")):
        x = left + cps * slot
        out.append(
            f'<line x1="{x:.1f}" y1="{top - 8}" x2="{x:.1f}" y2="{height - foot}" stroke="{INK}"'
            ' stroke-dasharray="4 4"/>'
        )
        out.append(_text(x + 4, top + (0 if word == "target" else 14), f"{word} {cps:g}", size=11))
    for at in range(bins + 1):
        label = f"{at}" if at < bins else f"{at}+"
        out.append(_text(left + at * slot, height - foot + 16, label, anchor="middle", size=11))
    x = float(left)
    for number, (name, _) in enumerate(shares):
        colour = colours[number % len(colours)]
        out.append(f'<rect x="{x:.0f}" y="{height - 14}" width="12" height="12" fill="{colour}"/>')
        out.append(_text(x + 17, height - 4, name, size=12))
        x += 40 + 8 * len(name)
    out.append(f'<line x1="{left}" y1="{height - foot}" x2="{width - 10}" y2="{height - foot}" stroke="{INK}"/>')
    out.append("</svg>")
    return "".join(out)


def _shares(speeds: Sequence[float], bins: int) -> list[float]:
    counts = [0] * bins
    for speed in speeds:
        counts[min(bins - 1, int(max(0.0, speed - 0.05)))] += 1
    return [count / len(speeds) for count in counts]


def _step_ms(end_ms: int) -> int:
    """Distance of the time marks: at most a dozen of them.

    >>> _step_ms(45 * 60_000), _step_ms(50_000)
    (300000, 10000)
    """
    for step in (10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000):
        if end_ms <= step * 12:
            return step
    return max(1, end_ms // 12)


def _open(width: int, height: int, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{escape(title)}"><rect width="{width}" height="{height}" fill="{PAPER}"/>'
    )


def _text(x: float, y: float, text: str, *, size: int, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}"'
        f' fill="{INK}" font-family="sans-serif">{escape(text)}</text>'
    )
