"""The aggregated report as one page: plots as inline SVG, the same figures as tables, no script, nothing external."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

MAX_TABLE_ROWS = 200
_BINS = 10

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6570;--line:#d4d9df;--bar:#2f6db5;--warn:#b4491f;--back:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#a3adb8;--line:#3a424b;--bar:#6ea8e8;--warn:#f0946b;
--back:#15181c}}
body{font:16px/1.5 system-ui,"Noto Sans CJK JP","Hiragino Sans",sans-serif;color:var(--ink);background:var(--back);
max-width:68rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid var(--line)}
.figures{display:flex;flex-wrap:wrap;gap:.5rem 2.5rem;margin:1rem 0}.figures div{min-width:7rem}
.figures b{display:block;font-size:1.4rem}.figures span,caption,figcaption{color:var(--soft);font-size:.9rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}caption{text-align:left}
th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
figure{margin:1rem 0}svg{width:100%;height:auto;max-width:46rem}svg text{fill:var(--ink);font-size:13px}
.bar{fill:var(--bar)}.warn{fill:var(--warn)}.axis{stroke:var(--line)}.bad{color:var(--warn);font-weight:600}
"""


def render(data: dict[str, Any], *, name: str) -> str:
    """The page as HTML text; every value that came from outside is escaped."""
    target = next((lang for lang in ("ja", "en") if lang in data["tracks"]), "")
    parts = [
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Batch {escape(name)}</title>',
        '<meta name="viewport" content="width=device-width">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
        f"<style>{_STYLE}</style></head><body><h1>Batch {escape(name)}</h1>",
        _figures(data, target),
        _failures(data["failed"]),
        _speeds(data["per_episode"], target),
        _terms(data["by_term"]),
        _inconsistencies(data["inconsistencies"]),
        _stages(data["stages"]),
        _findings(data["findings"]),
        _episodes(data["per_episode"], data["episodes"]),
        "</body></html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _figures(data: dict[str, Any], target: str) -> str:
    track = data["tracks"].get(target, {})
    pairs = [
        ("episodes", f"{data['episodes']:,}"),
        ("failed", f"{len(data['failed']):,}"),
        ("gate closed", f"{data['gate_closed']:,}"),
        ("hours of speech", f"{data['hours']:,.1f}"),
        ("sentences", f"{data['sentences']:,}"),
        (f"{target} cues at the hard speed limit", _percent(track.get("at_hard_cps"))),
        ("terms as approved", _percent(data["terms"]["hit_rate"])),
        ("rendered in several ways", f"{len(data['inconsistencies']):,}"),
    ]
    cells = "".join(f"<div><b>{value}</b><span>{escape(label)}</span></div>" for label, value in pairs)
    return f'<div class="figures">{cells}</div>'


def _table(caption: str, heads: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]]) -> str:
    """`heads` are (text, numeric); cells come escaped."""
    head = "".join(f'<th scope="col"{" class=n" if numeric else ""}>{escape(text)}</th>' for text, numeric in heads)
    opened = ["<td class=n>" if numeric else "<td>" for _, numeric in heads]
    body = "".join(
        "<tr>" + "".join(f"{tag}{cell}</td>" for tag, cell in zip(opened, row, strict=True)) + "</tr>\n" for row in rows
    )
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def bars(title: str, rows: Sequence[tuple[str, float, str]], *, warn: bool = False) -> str:
    """Horizontal bars: (label, value, what is written behind it), longest value full width."""
    if not rows:
        return ""
    height, left, wide, most = 22, 190, 420, max(value for _, value, _ in rows) or 1
    out = [f'<figure><svg viewBox="0 0 760 {height * len(rows) + 8}" role="img"><title>{escape(title)}</title>']
    for at, (label, value, told) in enumerate(rows):
        y, size = at * height + 4, max(1.0, wide * value / most)
        short = label if len(label) <= 26 else label[:25] + "…"
        out.append(
            f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{escape(short)}</text>'
            f'<rect class="{"warn" if warn else "bar"}" x="{left}" y="{y}" width="{size:.1f}" height="16" rx="2"/>'
            f'<text x="{left + size + 6:.1f}" y="{y + 14}">{escape(told)}</text>'
        )
    return "".join(out) + f"</svg><figcaption>{escape(title)}</figcaption></figure>"


def histogram(title: str, values: Sequence[float]) -> str:
    """Shares from 0 to 1 in ten columns."""
    if not values:
        return ""
    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, int(value * _BINS))] += 1
    most = max(counts)
    out = [f'<figure><svg viewBox="0 0 760 220" role="img"><title>{escape(title)}</title>']
    out.append('<line class="axis" x1="30" x2="740" y1="180" y2="180"/>')
    for at, count in enumerate(counts):
        x, size = 40 + at * 70, 150 * count / most
        out.append(f'<rect class="bar" x="{x}" y="{180 - size:.1f}" width="58" height="{size:.1f}" rx="2"/>')
        if count:
            out.append(f'<text x="{x + 29}" y="{174 - size:.1f}" text-anchor="middle">{count}</text>')
        out.append(f'<text x="{x + 29}" y="198" text-anchor="middle">{at * 10}–{at * 10 + 10}%</text>')
    return "".join(out) + f"</svg><figcaption>{escape(title)}</figcaption></figure>"


def _failures(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    cells = ((escape(row["episode"]), escape(row["stage"]), escape(row["reason"])) for row in rows[:MAX_TABLE_ROWS])
    count = "1 episode" if len(rows) == 1 else f"{len(rows):,} episodes"
    caption = f"{count} failed; the same command with --retry-failed makes another try"
    heads = (("episode", False), ("stage", False), ("reason", False))
    return "<h2>Failures</h2>" + _table(caption, heads, cells)


def _speeds(rows: list[dict[str, Any]], target: str) -> str:
    values = [row["at_hard_cps"] for row in rows if row["at_hard_cps"] is not None]
    title = f"Episodes by their share of {target} cues at or under the hard reading speed"
    return "<h2>Reading speed</h2>" + histogram(title, values) if values else ""


def _terms(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    missed = [row for row in rows if row["missed"]][:20]
    plot = bars(
        "Terms missed most often",
        [(row["term"], row["missed"], f"{row['missed']} of {row['used'] + row['missed']}") for row in missed],
        warn=True,
    )
    return "<h2>Glossary terms</h2>" + (plot or "<p>No approved term was missed.</p>")


def _inconsistencies(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    cells = []
    for row in rows[:MAX_TABLE_ROWS]:
        ways = "<br>".join(
            f'<span lang="ja">{escape(text)}</span>: {way["count"]} in {way["episodes"]} episodes '
            f"({escape(', '.join(way['first']))}{', …' if way['episodes'] > len(way['first']) else ''})"
            for text, way in row["ways"].items()
        )
        cells.append((escape(row["kind"]), escape(row["name"]), ways))
    heads = (("kind", False), ("name", False), ("renderings", False))
    return "<h2>Rendered in several ways</h2>" + _table(f"{len(rows)} terms or names", heads, cells)


def _stages(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    totals = [(row["stage"], row["total_s"], f"{row['total_s']:,.1f} s") for row in rows]
    plot = bars("Seconds in each stage, all episodes", totals)
    keys = ("total_s", "median_s", "p95_s", "max_s")
    cells = ((escape(row["stage"]), *(f"{row[key]:,.2f}" for key in keys), escape(row["slowest"])) for row in rows)
    heads = (
        ("stage", False), ("total s", True), ("median s", True), ("95th percentile s", True), ("longest s", True),
        ("slowest episode", False),
    )  # fmt: skip
    return "<h2>Time</h2>" + plot + _table("Seconds a stage", heads, cells)


def _findings(counts: dict[str, int]) -> str:
    rows = [(code, float(count), f"{count:,}") for code, count in list(counts.items())[:20]]
    return "<h2>Findings</h2>" + bars("Findings by kind", rows) if rows else ""


def _episodes(rows: list[dict[str, Any]], total: int) -> str:
    if not rows:
        return ""
    cells = []
    for row in rows[:MAX_TABLE_ROWS]:
        gate = f'<span class="bad">{escape("; ".join(row["closed_by"]))}</span>' if row["closed_by"] else "open"
        cells.append(
            (
                escape(row["episode"]), escape(row["title"]), f"{row['minutes']:.1f}", f"{row['sentences']:,}",
                _percent(row["at_hard_cps"]), f"{row['terms_missed']} / {row['terms']}", str(row["errors"]),
                str(row["warnings"]), gate,
            )
        )  # fmt: skip
    heads = (
        ("episode", False), ("title", False), ("minutes", True), ("sentences", True), ("cues in speed limit", True),
        ("terms missed", True), ("errors", True), ("warnings", True), ("gate", False),
    )  # fmt: skip
    caption = f"{len(cells)} of {total:,} episodes, the ones that need work first"
    return "<h2>Episodes</h2>" + _table(caption, heads, cells)
