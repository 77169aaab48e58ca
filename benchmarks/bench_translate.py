"""Decoding: the stock way (argostranslate's own API, cue by cue), raw CTranslate2, and ours, in one run.

The package is made on the spot: a Transformer of an Argos package's size (6+6 layers, width 512, 32,000 pieces, int8)
with random weights decodes as fast as a trained one; its tokenizer learns pieces from the samples and the phrase table,
so that a word is about as many tokens as in a real package. Random weights never end a sentence, so each of the three
ways is told how long the answer is: 1.1 tokens a source token. So that this is fair to the raw calls, each of theirs
holds token lists of one length, 32 at most. The stock way is spared its sentence splitter, which would fetch a model
from the network.

    python benchmarks/bench_translate.py [TRANSCRIPT] [--every N] [--size 512 --layers 6] [--bundled]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.config import Config, TranslateSettings  # noqa: E402
from pipeline.engines import argos, causal, packages  # noqa: E402
from pipeline.engines.batching import Crew, clauses, cores  # noqa: E402
from pipeline.model import Lang, Pair  # noqa: E402
from tests.engines import tiny  # noqa: E402

BEAM = 4
Clocks = tuple[float, float]  # wall and processor seconds: on a busy machine the second one is the fairer
RATIO = 1.1
PIECES = 3_000


def clocks() -> Clocks:
    """Now, on both clocks."""
    return time.perf_counter(), time.process_time()


def since(began: Clocks) -> Clocks:
    """Seconds gone by on both clocks."""
    now = clocks()
    return now[0] - began[0], now[1] - began[1]


def texts_of(path: Path, every: int) -> tuple[list[str], list[str]]:
    """`(cues, sentences)` of a transcript."""
    from pipeline.stages import ingest, segment
    from pipeline.store import episodes, glossaries

    config, pair = Config(), Pair(Lang.EN, Lang.JA)
    episode = episodes.new(path, episode_id="", meta=None, max_bytes=config.ingest.max_bytes)
    episode = ingest.run(episode, pair=pair, settings=config.ingest)
    episode = segment.run(episode, glossary=glossaries.load([], pair), edits=(), settings=config.segment)
    count = len(episode.sentences) // every
    size = len(episode.source_track().cues) // every
    return (
        [cue.text.replace("\n", " ") for cue in episode.source_track().cues[:size]],
        [sentence.text for sentence in episode.sentences[:count]],
    )


def english() -> list[str]:
    """English a tokenizer can learn from: the samples' sentences and the phrase table."""
    from pipeline.phrases import bundled

    told = [text for path in sorted(ROOT.glob("samples/*/source.en.vtt")) for text in texts_of(path, 1)[1]]
    return [*told, *(text for text, _ in bundled(Pair(Lang.EN, Lang.JA)).rows)]


def bounded() -> None:
    """Every decode ends after 1.1 tokens a source token, whoever asks for it."""
    import ctranslate2

    plain = ctranslate2.Translator.translate_batch

    def decode(self: Any, source: Sequence[Sequence[str]], *args: Any, **how: Any) -> Any:
        length = max(int(RATIO * max(map(len, source))), 2)
        return plain(self, source, *args, **{**how, "max_decoding_length": length, "min_decoding_length": length})

    ctranslate2.Translator.translate_batch = decode


def stock(folder: str, cues: Sequence[str]) -> Clocks:
    """argostranslate's API, cue by cue."""
    import os

    with tempfile.TemporaryDirectory() as home:
        os.environ.update(XDG_DATA_HOME=home, XDG_CONFIG_HOME=home, XDG_CACHE_HOME=home, ARGOS_PACKAGES_DIR=f"{home}/p")
        os.environ["ARGOS_INTRA_THREADS"] = str(cores())
        from argostranslate import package, translate
    bounded()

    class Whole:
        """Stands for the sentence splitter: a cue is one sentence."""

        def split_sentences(self, text: str) -> list[str]:
            return [text]

    theirs = package.Package(Path(folder))
    way = translate.PackageTranslation(
        translate.Language("en", "English"), translate.Language("ja", "Japanese"), theirs
    )
    way.sentencizer = Whole()
    way.translate("warm up")
    began = clocks()
    for cue in cues:
        way.translate(cue)
    return since(began)


def raw(folder: str, sentences: Sequence[str]) -> Clocks:
    """`Translator.translate_batch` on ready token lists, 32 of one length at a time, all threads in one batch."""
    import ctranslate2

    bounded()
    tokenizer, _ = argos.load_tokenizer(argos.describe(Path(folder)))
    lists = [tokenizer.encode(text) for text in dict.fromkeys(sentences)]
    translator = ctranslate2.Translator(f"{folder}/model", intra_threads=cores(), inter_threads=1)
    translator.translate_batch([min(lists, key=len)])
    began = clocks()
    for batch in even(lists):
        translator.translate_batch(batch, beam_size=BEAM, length_penalty=0.2, replace_unknowns=True, return_scores=True)
    return since(began)


def even(lists: Sequence[Sequence[str]]) -> list[list[list[str]]]:
    """Token lists in batches of one length, longest first."""
    by_length: dict[int, list[list[str]]] = {}
    for tokens in sorted(lists, key=len, reverse=True):
        by_length.setdefault(len(tokens), []).append(list(tokens))
    return [group[at : at + 32] for group in by_length.values() for at in range(0, len(group), 32)]


def ours(folder: str, sentences: Sequence[str]) -> Clocks:
    """Our engine, one hypothesis as the others."""
    bounded()
    engine = argos.ArgosEngine(argos.describe(Path(folder)), TranslateSettings(beam_size=BEAM))
    engine.translate(["warm up"])
    began = clocks()
    engine.translate(sentences)
    return since(began)


def bundled(folder: str, sentences: Sequence[str]) -> Clocks:
    """Our engine with the bundled package, whose sentences end by themselves."""
    engine = packages.resolve("nijimaku-en-ja", Pair(Lang.EN, Lang.JA))
    engine.translate(["warm up"])
    began = clocks()
    engine.translate(sentences, k=BEAM)
    return since(began)


def bundled_raw(folder: str, sentences: Sequence[str]) -> Clocks:
    """`Generator.generate_batch` on the token lists our engine makes of them, in one call that cuts them itself."""
    import ctranslate2

    info = packages.find("nijimaku-en-ja", Pair(Lang.EN, Lang.JA))
    engine = causal.CausalEngine(causal.describe(info.path), TranslateSettings())
    max_words = int(engine.package.prompt["max_words"])
    parts = [part for text in dict.fromkeys(sentences) for part in clauses(text, Lang.EN, max_words)]
    lists = [list(engine._tokens(part, ())) for part in parts]
    engine.crew = Crew(1, cores())  # all threads in one batch
    generator: ctranslate2.Generator = engine._model
    generator.generate_batch([min(lists, key=len)], **engine.options(BEAM))
    began = clocks()
    generator.generate_batch(lists, max_batch_size=8, **engine.options(BEAM))
    return since(began)


def _inside(way: Callable[[str, Sequence[str]], Clocks], folder: str, texts: Sequence[str], pipe: Any) -> None:
    seconds = way(folder, texts)
    used = resource.getrusage(resource.RUSAGE_SELF)
    pipe.send((*seconds, used.ru_maxrss / 1024))


def alone(way: Callable[[str, Sequence[str]], Clocks], folder: str, texts: Sequence[str]) -> tuple[float, float, float]:
    """`(seconds, processor seconds, peak memory in MB)` of one way in a process of its own."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_inside, args=(way, folder, texts, theirs))
    process.start()
    found: tuple[float, float, float] = mine.recv()
    process.join()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("transcript", nargs="?", type=Path, default=ROOT / "samples/compiler-02/source.en.vtt")
    parser.add_argument("--every", type=int, default=4, metavar="N", help="take the first Nth part of the transcript")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--bundled", action="store_true", help="the bundled package too")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    cues, sentences = texts_of(given.transcript, max(given.every, 1))
    with tempfile.TemporaryDirectory(prefix="nijimaku-") as place:
        path = tiny.write_argos(
            Path(place) / "big.argosmodel", layers=given.layers, size=given.size, heads=8, vocabulary_size=32_000,
            lines=english(), pieces=PIECES,
        )  # fmt: skip
        with zipfile.ZipFile(path) as archive:
            archive.extractall(Path(place) / "unpacked")  # our own archive
        folder = str(next((Path(place) / "unpacked").iterdir()))
        tokenizer, _ = argos.load_tokenizer(argos.describe(Path(folder)))
        tokens_a_word = sum(len(tokenizer.encode(text)) for text in sentences) / sum(len(t.split()) for t in sentences)
        model_mb = (Path(folder) / "model/model.bin").stat().st_size / 1e6
        rows = {
            "stock argostranslate, cue by cue": alone(stock, folder, cues),
            "raw translate_batch, sentences": alone(raw, folder, sentences),
            "ours, sentences": alone(ours, folder, sentences),
        }
        if given.bundled:
            rows["raw generate_batch, bundled package"] = alone(bundled_raw, folder, sentences)
            rows["ours, bundled package"] = alone(bundled, folder, sentences)
    if given.json:
        print(json.dumps({"cues": len(cues), "sentences": len(sentences), "model_mb": model_mb, "rows": rows}))
        return
    print(f"{len(cues)} cues, {len(sentences)} sentences of {tokens_a_word:.2f} tokens a word, ", end="")
    print(f"model {model_mb:.0f} MB, {cores()} cores, beam {BEAM}")
    for name, (seconds, busy, peak) in rows.items():
        print(f"{name:52} {seconds:8.2f} s   processor {busy:8.2f} s   peak {peak:6.0f} MB")
    theirs, plain, mine = list(rows.values())[:3]
    print(f"stock / ours: {theirs[0] / mine[0]:.2f} by the wall clock, {theirs[1] / mine[1]:.2f} by the processor's")
    print(f"ours / raw:   {mine[0] / plain[0]:.2f} by the wall clock, {mine[1] / plain[1]:.2f} by the processor's")
    if given.bundled:
        plain, mine = list(rows.values())[3:]
        wall, busy = (mine[at] / plain[at] for at in (0, 1))
        print(f"the same, bundled: {wall:.2f} by the wall clock, {busy:.2f} by the processor's")


if __name__ == "__main__":
    main()
