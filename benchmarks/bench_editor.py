"""The desk under load: views of 100,000 sentences, concordance over 1,000 episodes, suggestions, glossary matching.

python benchmarks/bench_editor.py [desk] [concordance]                   best of n, on the machine it runs on
python benchmarks/bench_editor.py suggest TRANSCRIPT ANNOTATION.tsv      hit rate; the table is term<TAB>heard|heard
"""

from __future__ import annotations

import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.config import Config
from pipeline.editor.serve import open_desk
from pipeline.model import Lang, Pair, Piece, Sentence, Span
from pipeline.store import episodes, glossaries
from pipeline.store.concordance import Concordance
from tests.review import helpers

PAIR = Pair(Lang.EN, Lang.JA)
EN = "the model inference weights moat people think about memory tokens speed cost open source compilers Kyle".split()
JA = "モデル 推論 重み 堀 人々 考える 記憶 トークン 速度 費用 オープンソース コンパイラー カイル 話 です".split()


def talk(name: str, count: int, rng: random.Random) -> episodes.Episode:
    """An episode of `count` made-up sentences."""
    lines = [(" ".join(rng.choices(EN, k=9)) + ".", "".join(rng.choices(JA, k=8)) + "。") for _ in range(8)]
    base = helpers.episode(name, lines)
    cues = base.source_track().cues
    rows, texts = [], []
    for at in range(count):
        en, ja = " ".join(rng.choices(EN, k=9)) + ".", "".join(rng.choices(JA, k=8)) + "。"
        cue = cues[at % len(cues)]
        key = f"s{at + 1}-1"
        span = Span(at * 3000, at * 3000 + 2900)
        rows.append(Sentence(key, Lang.EN, en, (Piece(cue.id, 0, len(cue.text)),), span, "Speaker 1"))
        texts.append(replace(base.translations[at % len(lines)], sentence_id=key, text=ja, terms=()))
    return replace(base, sentences=tuple(rows), translations=tuple(texts))


def timed(work: Callable[[], object], times: int = 7) -> tuple[float, float]:
    """Best and median milliseconds."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return min(found), statistics.median(found)


def show(name: str, figures: tuple[float, float]) -> None:
    print(f"{name:58} best {figures[0]:8.1f} ms   median {figures[1]:8.1f} ms")


def desk(place: Path) -> None:
    """100,000 sentences in 20 episodes: the first view, every later one, a save."""
    rng = random.Random(1)
    out = place / "desk"
    for at in range(20):
        episodes.publish(out, talk(f"e{at:02}", 5_000, rng), {"gate": {"closed_by": []}})
    terms = place / "t.en-ja.csv"
    terms.write_text(glossaries.write(helpers.TERMS), encoding="utf-8")
    began = time.perf_counter()
    found = open_desk(out, terms, PAIR, Config(), now=lambda: "2026-11-24")
    print(f"{'opening 100,000 sentences':58} {time.perf_counter() - began:13.1f} s")
    found.queue({})
    show("queue, first page", timed(lambda: found.queue({"state": "open"})))
    show("queue, page 1,500 of one order", timed(lambda: found.queue({"order": "time", "offset": "90000"})))
    show("queue, one episode and one reason", timed(lambda: found.queue({"episode": "e07", "reason": "cps-high"})))
    show("queue, search for a word in both languages", timed(lambda: found.queue({"text": "推論"})))
    show("one sentence with terms, cues and history", timed(lambda: found.sentence("e03", "s2500-1")))
    show("live preview of the cues", timed(lambda: found.preview("e03", "s2500-1", "推論はとても速くなりました。")))
    row = found.row("e03", "s2500-1")

    def save() -> None:
        nonlocal row
        wish = {
            "episode": "e03",
            "sentence": "s2500-1",
            "act": "edit",
            "text": f"{rng.random()}。",
            "revision": row.revision,
        }
        found.move(wish, "bench")
        row = found.row("e03", "s2500-1")

    show("a save, durable, and the row as it stands after it", timed(save))
    show("the queue after that save", timed(lambda: found.queue({"state": "open"})))


def concordance(place: Path) -> None:
    """1,000 episodes of 100 sentences."""
    rng = random.Random(2)
    out = place / "thousand"
    for at in range(1_000):
        folder = out / f"e{at:04}"
        folder.mkdir(parents=True)
        (folder / "episode.json").write_text(_dumps(talk(folder.name, 100, rng)), encoding="utf-8")
    index = Concordance(out)
    began = time.perf_counter()
    index.refresh()
    print(f"{'indexing 1,000 episodes, once':58} {time.perf_counter() - began:13.1f} s")
    show("concordance: Japanese phrase", timed(lambda: index.search("推論重み")))
    show("concordance: English phrase", timed(lambda: index.search("open source compilers")))
    show("concordance: lemma", timed(lambda: index.search("考えた", lemma=True)))
    show("concordance: pattern with a literal", timed(lambda: index.search("推論.*速度です", regex=True)))
    show("concordance: nothing found", timed(lambda: index.search("鯨")))
    show("looking whether 1,000 episodes changed", timed(index.refresh))


def suggestions(transcript: Path, annotation: Path) -> None:
    """Hits in the first sixty: without a glossary, with the bundled one, with or without its mishearings."""
    from pipeline.glossary.everyday import frequency
    from pipeline.glossary.suggest import suggest
    from pipeline.model import Glossary
    from tests.glossary.hits import delivered, measure, wanted

    lines = delivered(transcript)
    bundled = glossaries.load((), PAIR)
    bare = replace(bundled, terms=tuple(replace(term, variants=()) for term in bundled.terms))
    for name, glossary in (
        ("no glossary", Glossary("", PAIR, (), "")),
        ("bundled, without its mishearings", bare),
        ("bundled", bundled),
    ):
        rows = wanted(annotation, glossary, lines)
        hits = measure(rows, suggest(lines, glossary, frequency=frequency, limit=60))
        print(
            f"{name:34} {len(hits.found):3} of {len(rows):3} in the first sixty, "
            f"{len(hits.grouped)} of {len([*hits.grouped, *hits.apart])} with their mishearings under them"
        )
        print(f"    missed: {', '.join(hits.missed)}")


def _dumps(episode: episodes.Episode) -> str:
    from pipeline import codec

    return codec.dumps(episode)


def main() -> None:
    cores = len(os.sched_getaffinity(0))
    print(f"Python {platform.python_version()}, {platform.machine()}, {cores} cores\n")
    if sys.argv[1:2] == ["suggest"]:
        suggestions(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    with tempfile.TemporaryDirectory() as place:
        for work in (desk, concordance):
            if len(sys.argv) < 2 or work.__name__ in sys.argv[1:]:
                work(Path(place))


if __name__ == "__main__":
    main()
