"""The desk under load: views of 100,000 sentences, concordance over 1,000 episodes, suggestions, glossary matching.

python benchmarks/bench_editor.py [desk] [concordance]                   best of n, on the machine it runs on
python benchmarks/bench_editor.py suggest TRANSCRIPT ANNOTATION.tsv      hit rate; the table is term<TAB>heard|heard
"""

from __future__ import annotations

import csv
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
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.config import Config
from pipeline.editor import terms as term_desk
from pipeline.editor.serve import open_desk
from pipeline.model import Lang, Pair, Piece, Sentence, Span
from pipeline.store import episodes, glossaries
from pipeline.store.concordance import Concordance
from tests.review import helpers

PAIR = Pair(Lang.EN, Lang.JA)
ROOT = Path(__file__).resolve().parents[1]
KANA = ("ラ", "ビ", "ト", "ネ", "ク", "サ", "メ", "ル", "ヨ", "ガ")
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
    renderings = iter(range(1_000))

    def term() -> None:
        wish = term_desk.term(found, "weights")
        kept = {key: wish[key] for key in ("source", "type", "variants", "reading") if key in wish}
        change = {"action": "revise", "id": "weights", "revision": wish["revision"]}
        term_desk.change_term(found, {**change, "term": {**kept, "target": f"重み{next(renderings)}"}}, "bench")

    show("a term that is said everywhere, saved", timed(term))
    show("the queue while its sentences are judged anew", timed(lambda: found.queue({"state": "open"})))


LENGTH = 500  # sentences of an episode of 35 minutes
QUERIES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Japanese phrase, often said", "です", {}),
    ("Japanese phrase, said in one sentence of 360", "推論", {}),
    ("Japanese phrase that nobody says", "のです鯨", {}),
    ("English phrase, often said", "the model", {}),
    ("English phrase, rarely said", "open weights", {}),
    ("English words that nobody says", "the quixotic", {}),
    ("lemma, Japanese", "考える", {"lemma": True}),
    ("lemma, English", "compilers", {"lemma": True}),
    ("lemma, not there", "鯨を食べる", {"lemma": True}),
    ("pattern, Japanese", "推論.*です", {"regex": True}),
    ("pattern, choice of words", r"\b(ran|running) (on|in)\b", {"regex": True}),
    ("pattern, choice in Japanese", "(推論|学習)の(速度|結果)", {"regex": True}),
    ("pattern, inside an English word", "[a-z]+ization", {"regex": True}),
    ("pattern, name and number", r"GPT-?\d+", {"regex": True}),
    ("pattern, often found, no word in it", r"\d{3}", {"regex": True}),
    ("pattern, never found, has words", "quixotic (model|data)", {"regex": True}),
    ("pattern, never found, no word in it", r"[ァ-ヴー]{40}", {"regex": True}),
)


def sample_pairs() -> list[tuple[str, str]]:
    """English and Japanese of every sentence of the samples."""
    found = []
    for path in sorted((ROOT / "samples").glob("*/reference.ja.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [(row["en_clean"], row["ja"]) for row in csv.DictReader(file, delimiter="\t")]
    return found


def shuffled(name: str, count: int, pairs: list[tuple[str, str]], rng: random.Random) -> episodes.Episode:
    """An episode of sentences of the samples, each with a name that no other sentence of its episode has."""
    rows = []
    for en, ja in rng.choices(pairs, k=count):
        number = min(20_000, int(rng.paretovariate(0.7)))  # some names are in every episode, most in few
        words = en.split()
        words.insert(rng.randrange(len(words)), f"Zor{number}")
        rows.append((" ".join(words), f"{''.join(KANA[int(digit)] for digit in str(number))}、{ja}"))
    base = talk(name, count, rng)
    sentences = tuple(replace(row, text=en) for row, (en, _) in zip(base.sentences, rows, strict=True))
    texts = tuple(replace(item, text=ja) for item, (_, ja) in zip(base.translations, rows, strict=True))
    return replace(base, sentences=sentences, translations=texts)


def concordance(place: Path) -> None:
    """1,000 episodes of real length, in every way of asking."""
    rng = random.Random(2)
    out, pairs = place / "thousand", sample_pairs()
    for at in range(1_000):
        folder = out / f"e{at:04}"
        folder.mkdir(parents=True)
        (folder / "episode.json").write_text(_dumps(shuffled(folder.name, LENGTH, pairs, rng)), encoding="utf-8")
    index = Concordance(out)
    began = time.perf_counter()
    index.refresh()
    taken, size = time.perf_counter() - began, index.path.stat().st_size / 1e6
    print(f"{f'indexing 1,000 episodes of {LENGTH} sentences, once':58} {taken:13.1f} s, {size:.0f} MB")
    asked(index)


def asked(index: Concordance) -> None:
    """Every query of the table."""
    for name, text, how in QUERIES:
        hits = len(index.search(text, **how))
        show(f"{name}: {text} ({hits} shown)", timed(lambda text=text, how=how: index.search(text, **how), 5))  # type: ignore[misc]
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
