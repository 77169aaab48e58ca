"""How good chapters and summaries are: `python benchmarks/bench_summary.py [SAMPLE...]`.

Measured on our own samples against the chapters and summaries people wrote for them (samples/*/chapters.tsv,
summary.en.md, summary.ja.md), with the editor's sentences and Japanese, so that only this stage is measured.
Baselines stand in the same table: cuts at equal times (as many as ours), and the first sentences of each stretch.

Boundaries are compared on sentences. Pk and WindowDiff: lower is better, k is half a mean human chapter. Boundary
similarity (Fournier 2013; near misses within 2 sentences count half): higher is better. Starts within 15 s: recall of
human chapter starts. ROUGE: F1 over content words (English stems, Japanese dictionary forms; function words would
reward any long text), coverage: the human summary's entities that ours names. All texts of a table are equally long.

The rules that find chapter openings were written while looking at these two samples: take the figures as a regression
guard more than as a promise.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from sample_episodes import load, rows_of, samples  # noqa: E402

from pipeline.config import Config  # noqa: E402
from pipeline.model import Episode, Lang, Pair  # noqa: E402
from pipeline.stages import summarise  # noqa: E402
from pipeline.store import glossaries  # noqa: E402
from pipeline.wording.faithful import japanese_words  # noqa: E402
from pipeline.wording.words import FUNCTION, english, plain, stem  # noqa: E402

NEAR = 2
CLOSE_MS = 15_000


def pk(ours: set[int], human: set[int], size: int, k: int) -> float:
    """Share of windows whose ends the two divisions disagree on (Beeferman 1999)."""
    def same(cuts: set[int], at: int) -> bool:
        return not any(at < cut <= at + k for cut in cuts)

    places = range(size - k)
    return sum(same(ours, at) != same(human, at) for at in places) / max(1, len(places))


def window_diff(ours: set[int], human: set[int], size: int, k: int) -> float:
    """Share of windows with a different number of cuts (Pevzner and Hearst 2002)."""
    places = range(size - k)
    count = [sum(at < cut <= at + k for cut in ours) != sum(at < cut <= at + k for cut in human) for at in places]
    return sum(count) / max(1, len(places))


def boundary_similarity(ours: set[int], human: set[int]) -> float:
    """1 - (additions and deletions + weighted near misses) / all boundaries, after Fournier (2013)."""
    left, right = set(ours - human), set(human - ours)
    exact = len(ours & human)
    near = 0.0
    moves = 0
    for cut in sorted(left):
        near_by = (other for other in right if abs(other - cut) <= NEAR)
        best = min(near_by, key=lambda other: abs(other - cut), default=None)
        if best is not None:
            right.remove(best)
            left.remove(cut)
            near += abs(best - cut) / (NEAR + 1)
            moves += 1
    total = exact + moves + len(left) + len(right)
    return 1 - (len(left) + len(right) + near) / total if total else 1.0


@dataclass(frozen=True)
class Human:
    """What a person wrote about a sample."""

    starts: tuple[int, ...]  # indices of sentences
    starts_ms: tuple[int, ...]
    text: dict[Lang, str]
    entities: dict[Lang, set[str]]


def human_of(folder: Path, episode: Episode) -> Human:
    """The references of a sample folder."""
    first_cues = {sentence.id: int(sentence.id[1:].split("-")[0]) for sentence in episode.sentences}
    starts, starts_ms = [], []
    for row in rows_of(folder / "chapters.tsv"):
        at_ms = int(row["start_ms"])
        near = min(range(len(episode.sentences)), key=lambda at: abs(episode.sentences[at].span.start_ms - at_ms))
        assert abs(first_cues[episode.sentences[near].id] - int(row["first_cue"])) <= 3
        starts.append(near)
        starts_ms.append(at_ms)
    text, entities = {}, {}
    for lang in Lang:
        document = (folder / f"summary.{lang}.md").read_text(encoding="utf-8")
        body, _, rest = document.partition("## Entities")
        text[lang] = prose(body)
        entities[lang] = set(re.findall(r"^- \*\*(.+?)\*\*", rest, re.MULTILINE))
    return Human(tuple(starts), tuple(starts_ms), text, entities)


def prose(document: str) -> str:
    """A summary's running text: titles, times and marks off."""
    lines = (line for line in document.splitlines() if not line.startswith("#"))
    return re.sub(r"[*>]", "", " ".join(lines)).replace("\\", "")


def words(text: str, lang: Lang) -> list[str]:
    """What ROUGE compares."""
    if lang is Lang.EN:
        return [stem(plain(word)) for word, _, _ in english(text) if plain(word) not in FUNCTION]
    return japanese_words(text)


def rouge(ours: Sequence[str], human: Sequence[str], n: int) -> float:
    """F1 of word n-grams."""
    def grams(of: Sequence[str]) -> Counter[tuple[str, ...]]:
        return Counter(tuple(of[at : at + n]) for at in range(len(of) - n + 1))

    one, other = grams(ours), grams(human)
    shared = sum((one & other).values())
    if not shared:
        return 0.0
    precision, recall = shared / sum(one.values()), shared / sum(other.values())
    return 2 * precision * recall / (precision + recall)


def rouge_l(ours: Sequence[str], human: Sequence[str]) -> float:
    """F1 of the longest common subsequence of words."""
    row = [0] * (len(human) + 1)
    for word in ours:
        before = 0
        for at, other in enumerate(human, 1):
            kept = row[at]
            row[at] = before + 1 if word == other else max(row[at], row[at - 1])
            before = kept
    shared = row[-1]
    return 2 * shared / (len(ours) + len(human)) if shared else 0.0


def equal_cuts(episode: Episode, count: int) -> list[int]:
    """Sentences at equal distances of time."""
    first, last = episode.sentences[0].span.start_ms, episode.sentences[-1].span.end_ms
    wanted = [first + (last - first) * at / count for at in range(count)]
    starts = [sentence.span.start_ms for sentence in episode.sentences]
    return sorted({min(range(len(starts)), key=lambda at: abs(starts[at] - ms)) for ms in wanted})


def measure(folder: Path) -> None:
    """The tables of one sample."""
    episode = load(folder)
    human = human_of(folder, episode)
    glossary = glossaries.load((), Pair(Lang.EN, Lang.JA))
    done = summarise.run(episode, glossary=glossary, edits=(), settings=Config().summarise)
    order = {sentence.id: at for at, sentence in enumerate(done.sentences)}
    ours = [order[chapter.sentence_ids[0]] for chapter in done.chapters]
    size = len(done.sentences)
    k = max(2, round(size / len(human.starts) / 2))
    print(f"\n{folder.name}: {size} sentences, {len(human.starts)} human chapters, {len(ours)} of ours")
    print(f"{'boundaries':28}{'Pk':>7}{'WinDiff':>9}{'B-sim':>7}{'within 15 s':>13}")
    equal = equal_cuts(done, len(ours))
    for name, cuts in (("ours", ours), ("equal cuts", equal), ("no cut", [0])):
        inner, real = set(cuts) - {0}, set(human.starts) - {0}
        times = [done.sentences[at].span.start_ms for at in cuts]
        close = sum(any(abs(ms - other) <= CLOSE_MS for other in times) for ms in human.starts_ms[1:])
        print(f"{name:28}{pk(inner, real, size, k):7.3f}{window_diff(inner, real, size, k):9.3f}"
              f"{boundary_similarity(inner, real):7.3f}{close:>7} of {len(human.starts_ms) - 1}")
    print(f"{'summary':28}{'ROUGE-1':>8}{'ROUGE-2':>9}{'ROUGE-L':>9}{'words':>7}{'coverage':>10}")
    texts = {translation.sentence_id: translation.text for translation in done.translations}
    for lang in (Lang.EN, Lang.JA):
        mine = next(summary for summary in done.summaries if summary.lang is lang)
        whole = next(item.text for item in done.renderings if item.name == f"summary.{lang}.md")
        document = whole.partition("## Entities")[0]
        budget = len(words(prose(document), lang))
        lead = lead_sentences(done, equal, budget, lang, texts)
        random_like = [sentence.text if lang is Lang.EN else texts[sentence.id] for sentence in done.sentences]
        named = {entity.name for entity in mine.entities}
        for name, text, entities in (
            (f"ours ({lang})", prose(document), named),
            (f"lead of equal cuts ({lang})", lead, set[str]()),
            (f"opening of the talk ({lang})", cut_to(random_like, budget, lang), set[str]()),
        ):
            got, want = words(text, lang), words(human.text[lang], lang)
            everything = f"{text} {' '.join(entities)}".lower()
            said = {one for one in human.entities[lang] if one.lower() in everything}
            print(f"{name:28}{rouge(got, want, 1):8.3f}{rouge(got, want, 2):9.3f}{rouge_l(got, want):9.3f}{len(got):7}"
                  f"{len(said):>6} of {len(human.entities[lang])}")


def lead_sentences(episode: Episode, starts: Sequence[int], budget: int, lang: Lang, texts: dict[str, str]) -> str:
    """The first sentences of each stretch, as many words in all as ours."""
    share = budget // max(1, len(starts))
    parts = []
    for start, end in pairwise([*starts, len(episode.sentences)]):
        said = [one.text if lang is Lang.EN else texts[one.id] for one in episode.sentences[start:end]]
        parts.append(cut_to(said, share, lang))
    return " ".join(parts)


def cut_to(said: Sequence[str], budget: int, lang: Lang) -> str:
    """Sentences from the first on while the words last."""
    taken, used = [], 0
    for text in said:
        used += len(words(text, lang))
        if taken and used > budget:
            break
        taken.append(text)
    return " ".join(taken)


if __name__ == "__main__":
    for chosen in [Path(name) for name in sys.argv[1:]] or samples():
        measure(chosen)
