"""`nijimaku evaluate`: several models on one reference, side by side, with everything a run puts around them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from pipeline import guards, ladder
from pipeline.cli.run import compute_type_option, config_options, load_config
from pipeline.config import Config
from pipeline.errors import ConfigError, FormatError
from pipeline.model import (
    Episode,
    Glossary,
    Lang,
    Pair,
    Piece,
    Rung,
    Sentence,
    Source,
    Span,
    Translation,
)

MAX_BYTES = 64_000_000
_COLUMNS = {Lang.EN: ("en", "en_clean", "source"), Lang.JA: ("ja", "reference_ja", "target")}


@dataclass(frozen=True, slots=True)
class Measured:
    """What one model scored; intervals are 95 % by bootstrap over sentences."""

    model: str
    sentences: int
    chrf: float
    chrf_interval: float
    bleu: float
    bleu_interval: float
    chrf_signature: str
    bleu_signature: str
    occurrences: int
    held: int
    held_without: int
    chrf_terms: float
    chrf_terms_without: float
    guards: dict[str, int]


@click.command()
@click.argument("reference", type=click.Path(path_type=Path))
@click.option("--model", "models", multiple=True, metavar="NAME_OR_PATH", help="May be repeated; else the default.")
@compute_type_option
@click.option("--glossary", "glossaries", multiple=True, metavar="FILE", help="Glossary CSV; may be repeated.")
@click.option("--every", default=1, show_default=True, metavar="N", help="Take every Nth row only.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
@config_options
def evaluate(
    reference: Path,
    models: tuple[str, ...],
    compute_type: str | None,
    glossaries: tuple[str, ...],
    every: int,
    as_json: bool,
    config_path: str | None,
    sets: tuple[str, ...],
) -> None:
    """Measure models on REFERENCE, a TSV whose header names the columns en and ja (or en_clean and ja).

    chrF and BLEU against the reference with sacreBLEU's signatures; approved terms held with the glossary and, as a
    control, by the same sentences without it; guards that are still broken.
    """
    from pipeline.store import glossaries as store

    if compute_type:
        sets = (*sets, f"translate.compute_type={compute_type}")
    config = load_config(config_path, sets)
    pair = Pair(Lang(config.source), Lang(config.target))
    rows = read_rows(reference, pair)[:: max(every, 1)]
    if not rows:
        raise FormatError("no row holds both languages", where=str(reference))
    glossary = store.load(glossaries or config.glossaries, pair)
    results = [measure(model, rows, glossary, config, pair) for model in models or (config.translate.model,)]
    if as_json:
        keys = Measured.__dataclass_fields__
        click.echo(
            json.dumps([{key: getattr(one, key) for key in keys} for one in results], ensure_ascii=False, indent=1)
        )
    else:
        _print(results)


def read_rows(path: Path, pair: Pair) -> list[tuple[str, str]]:
    """`(source, reference)` of each row that has both. Raises FormatError."""
    from pipeline.formats import decode
    from pipeline.store.files import read_bytes

    text, _ = decode(read_bytes(path, max_bytes=MAX_BYTES))
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(rows, [])
    columns = []
    for lang in pair:
        known = [header.index(name) for name in _COLUMNS[lang] if name in header]
        if not known:
            names = " or ".join(_COLUMNS[lang])
            raise FormatError(f"the header names no column {names}", where=f"{path}:1")
        columns.append(known[0])
    found = []
    for row in rows:
        if len(row) > max(columns) and row[columns[0]].strip() and row[columns[1]].strip():
            found.append((" ".join(row[columns[0]].split()), row[columns[1]].strip()))
    return found


def episode_of(texts: Sequence[str], pair: Pair) -> Episode:
    """An episode whose sentences are these texts, one second each."""
    sentences = tuple(
        Sentence(f"s{at}-1", pair.source, text, (Piece(f"c{at}", 0, len(text)),), Span(at * 1000, at * 1000 + 1000))
        for at, text in enumerate(texts, start=1)
    )
    return replace(Episode("evaluate", Source("reference.tsv", ""), pair=pair), sentences=sentences)


def measure(model: str, rows: Sequence[tuple[str, str]], glossary: Glossary, config: Config, pair: Pair) -> Measured:
    """One model on these rows, through the whole translate stage."""
    from pipeline.engines import packages
    from pipeline.memory import NoMemory
    from pipeline.stages import translate
    from pipeline.store import cache

    settings = replace(config.translate, model=model)
    engine = cache.cached(packages.resolve(settings, pair), settings.cache)

    def run(texts: Sequence[str], terms: Glossary) -> tuple[Translation, ...]:
        episode = episode_of(texts, pair)
        done = translate.run(episode, engine=engine, glossary=terms, memory=NoMemory(), edits=(), settings=settings)
        return done.translations

    references = [target for _, target in rows]
    found = run([source for source, _ in rows], glossary)
    with_terms = [at for at, one in enumerate(found) if one.terms]
    bare = replace(glossary, terms=(), revision="none")
    control = run([rows[at][0] for at in with_terms], bare)
    approved = {term.id: term for term in glossary.approved()}
    held_without = sum(
        bool(ladder.rendering_in(without.text, approved[use.term_id]))
        for at, without in zip(with_terms, control, strict=True)
        for use in found[at].terms
    )
    uses = [use for one in found for use in one.terms]
    chrf, bleu = _metrics(pair)
    whole = chrf.corpus_score([one.text for one in found], [references], n_bootstrap=1000)
    words = bleu.corpus_score([one.text for one in found], [references], n_bootstrap=1000)
    touched = [[references[at] for at in with_terms]]
    return Measured(
        model=engine.signature,
        sentences=len(rows),
        chrf=whole.score,
        chrf_interval=whole._ci,
        bleu=words.score,
        bleu_interval=words._ci,
        chrf_signature=str(chrf.get_signature()),
        bleu_signature=str(bleu.get_signature()),
        occurrences=len(uses),
        held=sum(use.rung is not Rung.MISSED for use in uses),
        held_without=held_without,
        chrf_terms=chrf.corpus_score([found[at].text for at in with_terms], touched).score if with_terms else 0.0,
        chrf_terms_without=chrf.corpus_score([one.text for one in control], touched).score if with_terms else 0.0,
        guards=dict(Counter(name for one in found for name in one.guards)),
    )


def _metrics(pair: Pair) -> tuple[Any, Any]:
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF

        return CHRF(), BLEU(tokenize="ja-mecab" if pair.target is Lang.JA else "13a")
    except (ImportError, RuntimeError):
        raise ConfigError(
            "measuring needs sacreBLEU with its Japanese tokenizer", hint="pip install 'nijimaku[evaluate]'"
        ) from None


def _print(results: Sequence[Measured]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("", *(f"model {at}" for at in range(1, len(results) + 1)), box=None)

    def line(name: str, values: Sequence[str]) -> None:
        table.add_row(name, *values)

    def share(part: int, whole: int) -> str:
        return f"{part} of {whole} ({part / whole:.1%})" if whole else "none"

    line("sentences", [str(one.sentences) for one in results])
    line("chrF", [f"{one.chrf:.1f} ± {one.chrf_interval:.1f}" for one in results])
    line("BLEU", [f"{one.bleu:.1f} ± {one.bleu_interval:.1f}" for one in results])
    line("terms held", [share(one.held, one.occurrences) for one in results])
    line("  without the glossary", [share(one.held_without, one.occurrences) for one in results])
    line("chrF of sentences with terms", [f"{one.chrf_terms:.1f}" for one in results])
    line("  without the glossary", [f"{one.chrf_terms_without:.1f}" for one in results])
    for guard in guards.GUARDS:
        if any(guard.name in one.guards for one in results):
            line(f"guard {guard.name}", [str(one.guards.get(guard.name, 0)) for one in results])
    console = Console()
    for at, one in enumerate(results, start=1):
        console.print(f"model {at}: {one.model}")
    console.print(table)
    click.echo(f"chrF: {results[0].chrf_signature}\nBLEU: {results[0].bleu_signature}")
