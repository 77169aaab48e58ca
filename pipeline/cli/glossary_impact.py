"""`nijimaku glossary impact`: what a change of a term would do to finished episodes, before it is made."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from pipeline.cli.glossary_common import content_options, file_options, open_episodes, opened, pair_of, with_content
from pipeline.cli.run import load_config
from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.glossary.impact import Touched, touched
from pipeline.glossary.revision import revision
from pipeline.glossary.workflow import Action, Change, apply, difference, find, need, new_id
from pipeline.lang.plural import count
from pipeline.model import Edit, Episode, Glossary, Term, TermStatus, TermType
from pipeline.store import episodes, glossaries, glossary_log
from pipeline.timecode import short_clock


@dataclass(frozen=True, slots=True)
class Fresh:
    """A touched sentence under the new glossary: how it is read, its text, its number of cues."""

    source: str
    target: str
    cues: int


@click.command()
@file_options
@content_options
@click.option("--target", help="The rendering it would get.")
@click.option("--status", type=click.Choice([item.value for item in TermStatus]), help="The status it would get.")
@click.option("--against", metavar="FILE", help="Compare with this glossary file instead of changing one term.")
@click.option(
    "--episodes", "paths", multiple=True, type=click.Path(path_type=Path), help="Finished episodes; else out/."
)
@click.option("--decode", is_flag=True, help="Translate the touched sentences again and show them before and after.")
@click.option("--model", metavar="NAME_OR_PATH", help="Translation package for --decode.")
@click.argument("term", default="")
@click.argument("rendering", default="")
def impact(
    file: str | None, config_path: str | None, sets: tuple[str, ...], target: str | None, status: str | None,
    against: str | None, paths: tuple[Path, ...], decode: bool, model: str | None, term: str, rendering: str,
    **content: Any,
) -> int:  # fmt: skip
    """What a change of TERM would touch in finished episodes: sentences, cues, and with --decode the texts.

    \b
    Examples:
      nijimaku glossary impact moat --target 堀 --episodes out/
      nijimaku glossary impact "hearing aid" 補聴器 --episodes out/       a new term
      nijimaku glossary impact --against edited.en-ja.csv --decode
    """
    if model:
        sets = (*sets, f"translate.model={json.dumps(model)}")
    config = load_config(config_path, sets)
    _, before = opened(file, config_path, sets)
    after = _wanted(before, against, term, rendering, target, status, content)
    if decode:
        files = [Path(name) for name in config.glossaries] or ([Path(file)] if file else [])
        whole = _merged(glossaries.load(files, pair_of(config)), before, after)
    sentences = cues = pinned = 0
    for folder, episode in open_episodes(paths or (Path("out"),)):
        edits = episodes.load_edits(folder.parent, folder.name)
        rows = list(touched(episode, before, after, edits))
        fresh: dict[str, Fresh] = {}
        other = sum(row.cues for row in rows)
        if decode and rows:
            fresh, other = _decoded(episode, rows, whole, edits, config)
        clocks = {sentence.id: sentence.span.start_ms for sentence in episode.sentences}
        for row in rows:
            _show(episode.id, row, clocks[row.sentence_id], fresh.get(row.sentence_id))
        sentences += len(rows)
        cues += other
        pinned += sum(row.pinned for row in rows)
    told = count(sentences - pinned, "sentence")
    done = ("is" if sentences - pinned == 1 else "are") if decode else "would be"
    timed = "other than before" if decode else "timed again"
    stay = f"{pinned} stays" if pinned == 1 else f"{pinned} stay"
    click.echo(f"{told} {done} decoded again, {count(cues, 'cue')} {timed}, {stay} as edited")
    return 0


def _show(episode_id: str, row: Touched, start_ms: int, fresh: Fresh | None) -> None:
    note = "  (an editor's text stands)" if row.pinned else ""
    click.echo(f"{episode_id}/{row.sentence_id} {short_clock(start_ms)} {', '.join(row.term_ids)}{note}")
    click.echo(f"    {row.source}")
    if fresh and fresh.source != row.source:
        click.echo(f"  > {fresh.source}")
    click.echo(f"  - {row.target}")
    if fresh:
        click.echo(f"  + {fresh.target}  ({row.cues} → {fresh.cues} cues)")


def _wanted(
    before: Glossary, against: str | None, term: str, rendering: str, target: str | None, status: str | None,
    content: dict[str, Any],
) -> Glossary:  # fmt: skip
    """The glossary after the change that is being weighed; nothing is written."""
    if against:
        return glossary_log.open_file(Path(against), before.pair)
    if not term:
        raise ConfigError("name a TERM, or --against FILE")
    known = find(before, term) or next((row for row in before.terms if row.source.casefold() == term.casefold()), None)
    if known is None:
        if not rendering and not target:
            need(before, term)
        made = Term(new_id(term, (row.id for row in before.terms)), term, rendering or target or "", TermType.CONCEPT)
        made = with_content(made, content, adding=True)
        return apply(before, Change(Action.ADD, made.id, "", "", "", made))[0]
    wanted = with_content(known, {**content, "target": target or rendering or None}, adding=False)
    wanted = replace(wanted, status=TermStatus(status) if status else TermStatus.APPROVED)
    terms = tuple(wanted if row.id == known.id else row for row in before.terms)
    return replace(before, terms=terms, revision=revision(terms))


def _merged(every: Glossary, before: Glossary, after: Glossary) -> Glossary:
    """All glossaries of the configuration with the change in them: what a run would be given."""
    changed = {row.id: two for one, two in difference(before.terms, after.terms) if (row := one or two) is not None}
    kept = [changed.pop(term.id, None) if term.id in changed else term for term in every.terms]
    terms = tuple(term for term in (*kept, *changed.values()) if term is not None)
    return replace(every, terms=terms, revision=revision(terms))


def _decoded(
    episode: Episode, rows: list[Touched], after: Glossary, edits: tuple[Edit, ...], config: Config
) -> tuple[dict[str, Fresh], int]:
    """The touched sentences under the new glossary, by id, and how many cues of the episode are other than before.

    The track is read anew, so that a mishearing shows what it mends; only the touched sentences are decoded.
    """
    from pipeline import job
    from pipeline.stages import retime, segment, translate

    engine, _, memory = job.capabilities(config)
    ids = {row.sentence_id for row in rows}
    read = segment.run(episode, glossary=after, edits=edits, settings=config.segment)
    readings = {row.id: row for row in read.sentences if row.id in ids}
    sentences = tuple(readings.get(row.id, row) for row in episode.sentences)
    part = replace(
        episode, sentences=tuple(row for row in sentences if row.id in ids), translations=(), target=None, findings=()
    )
    part = translate.run(
        part, engine=engine, glossary=after, memory=memory, edits=edits, settings=config.translate, on_done=None
    )
    fresh = {item.sentence_id: item for item in part.translations}
    translations = tuple(fresh.get(item.sentence_id, item) for item in episode.translations)
    whole = replace(episode, sentences=sentences, translations=translations, target=None, findings=())
    timed = retime.run(whole, glossary=after, limits=config.limits, settings=config.retime).target_track()
    stood = {(cue.span, cue.text) for cue in episode.target_track().cues}
    other = sum((cue.span, cue.text) not in stood for cue in timed.cues)
    texts = {row.id: row.text for row in sentences}
    return {
        key: Fresh(texts[key], fresh[key].text, sum(key in cue.sentence_ids for cue in timed.cues)) for key in ids
    }, other
