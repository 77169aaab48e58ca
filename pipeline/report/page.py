"""The page itself: HTML with its style and pictures inside, every text escaped, each language marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from pipeline.model import Bilingual, Cue, Episode, Severity
from pipeline.report.charts import histogram, speed_over_time
from pipeline.report.figures import Figures, widest_line
from pipeline.summary.heading import episode_title
from pipeline.timecode import short_clock
from pipeline.timing.stats import cue_cps, meets

MAX_FINDINGS = 200
FASTEST = 20
_STYLE = """
:root{color-scheme:light}body{font:15px/1.6 system-ui,sans-serif;color:#1a202c;background:#fff;max-width:1140px;
margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2.2rem 0 .6rem}
p{max-width:75ch}table{border-collapse:collapse;width:100%}th,td{text-align:right;padding:.3rem .6rem;
border-bottom:1px solid #e2e8f0;vertical-align:top}th:first-child,td:first-child,td.t,th.t{text-align:left}
thead th{border-bottom:2px solid #1a202c;font-weight:600}tr.ours td{font-weight:600}svg{max-width:100%;height:auto}
.wide{overflow-x:auto}.muted{color:#4a5568}.error{color:#9b2c2c}.warning{color:#744210}
[lang=ja]{font-family:"Noto Sans JP","Hiragino Sans","Yu Gothic",sans-serif}
"""


def page(episode: Episode, figures: Figures) -> str:
    """The report of a re-timed episode as one HTML file."""
    titles = episode_title(episode)
    title = titles.en
    limits = figures.limits
    rows = [(f"Before: {one.name}", one.track, one.speeds) for one in figures.plain[:1]]
    rows.append(("After: ours", figures.ours.track, figures.ours.speeds))
    bars = [("ours", figures.ours.speeds), *((one.name, one.speeds) for one in figures.plain)]
    if figures.bound:
        bars.append(("best possible", figures.bound))
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}: timing report</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        _japanese_title(titles),
        _lead(figures),
        "<h2>Reading speed over time</h2>",
        '<p class="muted">Each bar is a cue, as wide as it stands and as high as it is fast, in full-width cells a '
        f"second. Blue reads at {limits.target_cps:g} or slower, amber up to {limits.hard_cps:g}, red faster. Lines: "
        f"{limits.strict_cps:g}, {limits.target_cps:g} and {limits.hard_cps:g}; bars end at 16.</p>",
        '<div class="wide">',
        speed_over_time(rows, target_cps=limits.target_cps, hard_cps=limits.hard_cps, strict_cps=limits.strict_cps),
        "</div>",
        "<h2>How many cues read at which speed</h2>",
        '<div class="wide">',
        histogram(bars, target_cps=limits.target_cps, hard_cps=limits.hard_cps),
        "</div>",
        "<h2>The same translation, timed four ways</h2>",
        _methods(figures),
        _notes(figures),
        "<h2>Line breaks</h2>",
        _breaks(figures),
        "<h2>Fastest cues</h2>",
        _fastest(episode, figures),
        "<h2>Findings</h2>",
        _findings(episode),
        "</body></html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _japanese_title(titles: Bilingual) -> str:
    return f'<p lang="ja">{escape(titles.ja)}</p>' if titles.ja != titles.en else ""


def _lead(figures: Figures) -> str:
    own = figures.ours.conformity
    if not own.cues:
        return "<p>There are no cues to report on.</p>"
    before = figures.plain[0].conformity
    limits = figures.limits
    text = (
        f"{own.cues} cues. {own.hard_share:.0%} of them read at {limits.hard_cps:g} cells a second or slower and "
        f"{own.target_share:.0%} at {limits.target_cps:g} or slower; shown cue by cue at the source's own times it "
        f"would be {before.hard_share:.0%} and {before.target_share:.0%}. "
        f"The 95th percentile is {own.p95_cps:g}"
    )
    if figures.bound:
        text += f", {figures.p95_over_bound():.2f} times what the best possible schedule reaches"
    return f"<p>{escape(text)}.</p>"


def _methods(figures: Figures) -> str:
    limits = figures.limits
    head = (
        "method", "cues", f"≤ {limits.strict_cps:g}", f"≤ {limits.target_cps:g}", f"≤ {limits.hard_cps:g}", "median",
        "95 %", "most", "overlaps", "too short", "too long", "wide lines", "kinsoku",
    )  # fmt: skip
    rows: list[tuple[str, Sequence[str]]] = []
    for series in (figures.ours, *figures.plain):
        own = series.conformity
        cells = (
            series.name, str(own.cues), f"{own.strict_share:.1%}", f"{own.target_share:.1%}", f"{own.hard_share:.1%}",
            f"{own.median_cps:.2f}", f"{own.p95_cps:.2f}", f"{own.max_cps:.2f}", str(own.overlaps),
            str(own.too_short), str(own.too_long), str(own.too_wide), str(own.kinsoku),
        )  # fmt: skip
        rows.append(("ours" if series is figures.ours else "", cells))
    if figures.bound:
        data = figures.as_data()["bound"]
        cells = (
            "best possible", "", "", f"{data['target_share']:.1%}", f"{data['hard_share']:.1%}",
            f"{data['median_cps']:.2f}", f"{data['p95_cps']:.2f}", f"{max(figures.bound):.2f}", "", "", "", "", "",
        )  # fmt: skip
        rows.append(("", cells))
    return _table(head, rows)


def _notes(figures: Figures) -> str:
    notes = [
        "Cue by cue shows each source cue's share of the translation at that cue's own times; proportional gives each "
        "sentence equal cues that share its speech. Both break lines with our breaker, so only timing differs.",
        "Best possible fills the sentence windows (speech and what lateness is allowed, never past another speaker's "
        "start) as evenly as water would: no schedule that keeps to them has a lower peak. Ours leaves them only "
        "where a speaker's turn is shorter than the shortest cue, and then begins early.",
        "Starts of cues: " + ", ".join(f"{count} {kind}" for kind, count in figures.times.items()) + ".",
    ]
    if figures.shortened:
        notes.append(f"{figures.shortened} sentences are shown in a shorter hypothesis; see text-shortened below.")
    if figures.edited:
        notes.append("The target track was edited after re-timing: no break figures and no bound are given.")
    return "".join(f'<p class="muted">{escape(note)}</p>' for note in notes)


def _breaks(figures: Figures) -> str:
    own = figures.breaks
    widest = widest_line(figures.ours.track)
    text = f"Widest line {widest:g} cells, limit {figures.limits.max_line_cells:g}; "
    text += f"{figures.ours.conformity.kinsoku} kinsoku violations."
    if own is not None:
        text = (
            f"{own.breaks} line and cue ends inside sentences: {own.phrase_share:.1%} on a phrase (bunsetsu) boundary "
            f"by grammar, {own.budoux_share:.1%} where BudouX sees one, {own.in_terms} inside a term that fits a line. "
        ) + text
    return f"<p>{escape(text)}</p>"


def _fastest(episode: Episode, figures: Figures) -> str:
    source = {sentence.id: sentence.text for sentence in episode.sentences}
    track = figures.ours.track
    ranked = sorted(track.cues, key=lambda cue: (-cue_cps(cue, track.lang), cue.span.start_ms))
    rows = []
    for cue in ranked[:FASTEST]:
        if not meets(cue_cps(cue, track.lang), figures.limits.hard_cps):
            rows.append(_fast_row(cue, source, cue_cps(cue, track.lang), str(track.lang), str(episode.pair.source)))
    if not rows:
        return "<p>None is above the hard limit.</p>"
    head = "<thead><tr><th>time</th><th>cells/s</th><th class=t>cue</th><th class=t>sentence</th></tr></thead>"
    return f"<table>{head}<tbody>{''.join(rows)}</tbody></table>"


def _fast_row(cue: Cue, source: dict[str, str], cps: float, lang: str, source_lang: str) -> str:
    said = " ".join(source.get(sentence_id, "") for sentence_id in cue.sentence_ids)
    shown = "<br>".join(escape(line) for line in cue.text.split("\n"))
    return (
        f"<tr><td>{short_clock(cue.span.start_ms)}</td><td>{cps:.1f}</td>"
        f'<td class=t lang="{lang}">{shown}</td><td class=t lang="{source_lang}">{escape(said)}</td></tr>'
    )


def _findings(episode: Episode) -> str:
    counts = Counter(finding.code for finding in episode.findings)
    if not counts:
        return "<p>None.</p>"
    summary = ", ".join(f"{count} {code}" for code, count in sorted(counts.items()))
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    listed = sorted(episode.findings, key=lambda finding: order[finding.severity])[:MAX_FINDINGS]
    rows = "".join(
        f"<tr><td class={finding.severity}>{finding.severity}</td><td class=t>{escape(finding.code)}</td>"
        f"<td class=t>{escape(str(finding.where))}</td><td class=t>{escape(finding.message)}</td></tr>"
        for finding in listed
    )
    more = len(episode.findings) - len(listed)
    rest = f'<p class="muted">{more} more in report.json.</p>' if more else ""
    head = "<thead><tr><th>severity</th><th class=t>code</th><th class=t>where</th><th class=t>what</th></tr></thead>"
    return f"<p>{escape(summary)}</p><table>{head}<tbody>{rows}</tbody></table>{rest}"


def _table(head: Iterable[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(
        f'<tr class="{kind}">' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for kind, cells in rows
    )
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
