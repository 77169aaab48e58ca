"""The plan of a summary, before any language: which sentences are told, quoted and shown as the overview."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.model import Lang, Sentence
from pipeline.summary import quotes, ranking
from pipeline.summary.chapters import parts_of
from pipeline.summary.compress import compress
from pipeline.summary.trust import LEAST_TOLD, LEAST_TRUST
from pipeline.summary.vectors import Matrix

SENTENCES_PER_CLAIM = 6
UNSURE_CLAIMS = 3  # most lines told of a chapter by an engine's translations: fewer, and the best
RUN_ON = 2  # lines that go on from a told one and are told with it: only there may they lean on what was said
LEAST_UNSURE = 0.25  # the same for the lines of an engine, where doubt adds up
LEAST_OVERVIEW = 0.8  # trust of a line in the overview, which is read most and has the whole episode to choose from
LEAST_SCORE = 0.12  # below this a paragraph is better without the sentence
UNSURE_POWER = 1.2  # how much more it counts there that a line is sound than what it says
LEAST_GOES_ON = 8  # words of a line that is told for standing behind a told one
GOES_ON = 0.25  # least clearness of a line that is told for standing behind a told one
LEAST_ALONE = 0.5  # clearness of a quote without what was said before it
MIN_ASKED, MAX_ASKED = 11, 44  # characters of a Japanese question worth telling
MIN_ASKED_WORDS = 2  # and how many words with a topic it must have

_NAMES_ITS_SUBJECT = re.compile(r"[^でにとて]は|[^だす]が")
_POINTS = re.compile(
    r"^(?:それ(?!ぞれ)|これ(?!まで|から|ら)|彼ら?|彼女|そこ|ここ(?!数)|あれ|そのとおり|その通り)|私|僕|俺|我々|君[はがの]"
)
_ANYBODY = re.compile(
    r"^(?:(?:if|when|whenever|once|every time|as soon as|on \w+,?) )?(?:you|we|people|everyone)\b", re.IGNORECASE
)
_YOU_HAVE = re.compile(r"^(?:you|we)(?:'ve got| have)\b", re.IGNORECASE)  # "there is", and nobody's in Japanese
_THERE_IS_JA = re.compile(r"[がもは](?:あり|い)ます")
_EMPTY_SUBJECT = re.compile(r"^(?:it|that|this|there)(?:'s| is| are| was)\b", re.IGNORECASE)
_LOST_SUBJECT = re.compile(r"^(?:they|he|she|it)\b(?!'s\b| is\b)", re.IGNORECASE)
_WH = re.compile(r"\b(?:who|what|why|how|where|which|when)\b|[誰何]|なぜ|どう|どこ|いつ|どの|どんな", re.IGNORECASE)
_ME = re.compile(r"\bI(?:'\w+)?\b(?! (?:think|guess|mean|suppose|believe)\b)")
_ASKS = re.compile(r"か[。？]$|[?？]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as summaries see it; `trust` is 0 where a language has no text that may be shown."""

    sentence: Sentence
    en: str
    ja: str
    trust: float

    def __getitem__(self, lang: Lang) -> str:
        return self.en if lang is Lang.EN else self.ja


@dataclass(frozen=True, slots=True)
class Plan:
    """Indices into the lines: of the overview, and per chapter of the told lines, of the quote and of a question.

    A question is named only in a language that is told by an engine, where statements alone may not say enough.
    """

    overview: tuple[int, ...]
    told: tuple[tuple[int, ...], ...]
    quoted: tuple[int | None, ...]
    asked: tuple[int | None, ...]


def plan(
    lines: Sequence[Line], rows: Matrix, starts: Sequence[int], overview_sentences: int, *, lang: Lang,
    also: Sequence[Sequence[int]] = (), ruled: Sequence[Sequence[int]] = (), whole: Collection[int] = (),
) -> Plan:
    """The best lines of an episode cut at `starts`, to be told in `lang`.

    In the language of the talk every sentence may be told. In the other one a line counts as much as its translation
    can be trusted: where all can, both languages tell the same sentences. Quotes are the same in both. `also` are lines
    per chapter that are told anyway, so that what one language says the other says too; `ruled` those told by rule,
    beside which an engine's lines are needed less; `whole` those that a rule says whole in the other language, which
    are quoted rather than others.
    """
    central = ranking.centrality(rows)
    clear = _clear(lines, lang)
    foreign = bool(lines) and lang is not lines[0].sentence.lang
    told: list[tuple[int, ...]] = []
    quoted: list[int | None] = []
    asked: list[int | None] = []
    for part, (start, end) in enumerate(parts_of(starts, len(lines))):
        near = ranking.centrality(rows[start:end])
        unsure = foreign and any(line.trust < 1 for line in lines[start:end])
        scores = [score if score >= LEAST_SCORE else 0.0 for score in clear[start:end]]
        told_already = set(ruled[part] if ruled else also[part] if also else ()) - set(whole)
        quote = _quoted(lines[start:end], near, {at - start for at in whole}, {at - start for at in told_already})
        if quote is not None and sum(score > 0 for score in scores) > 1:
            scores[quote] = 0.0  # a line is told or quoted, not both
        elif not foreign or quote is None or not unsure:
            quote = None
        else:
            scores[quote] = 0.0
        count = min(5, max(2, round((end - start) / SENTENCES_PER_CLAIM)))
        given = [at - start for at in also[part]] if also else []
        if quote in given:
            quote = None  # told already
        if unsure:
            taken = ruled[part] if ruled else ()
            sound = [line.trust >= LEAST_TOLD for line in lines[start:end]]
            scores = [score if sound[at] and start + at not in taken else 0.0 for at, score in enumerate(scores)]
            count = max(0, min(count, UNSURE_CLAIMS) - len(taken))
            best = ranking.cover(scores, rows[start:end], count, power=UNSURE_POWER) if count else []
            chosen = _with_next(best, lines[start:end], quote)
        else:
            chosen = ranking.cover(scores, rows[start:end], max(count, len(given)), given=given)
        told.append(tuple(start + at for at in chosen))
        quoted.append(None if quote is None else start + quote)
        asked.append(_asked(lines, rows, start, end, near) if unsure and lang is Lang.JA else None)
    if foreign and any(line.trust < 1 for line in lines):
        overview_sentences = min(overview_sentences, UNSURE_CLAIMS)
        clear = [value if line.trust >= LEAST_OVERVIEW else 0.0 for value, line in zip(clear, lines, strict=True)]
    return Plan(_overview(lines, rows, central, clear, overview_sentences), tuple(told), tuple(quoted), tuple(asked))


def _quoted(
    lines: Sequence[Line], near: Sequence[float], whole: Collection[int], taken: Collection[int]
) -> int | None:
    """The line to quote; those in `taken` are told, `whole` are said whole in the other language too."""
    weighed = []
    for at, (line, value) in enumerate(zip(lines, near, strict=True)):
        trusted = 1.0 if at in whole else line.trust if line.trust >= LEAST_TRUST else 0.05
        weight = (0.4 + value) * trusted
        alone = ranking.clarity(compress(line.sentence.text, line.sentence.lang), line.sentence.lang)
        engine = line.trust < 1 and at not in whole
        if engine and quotes.leads_on(line.ja):
            alone = min(alone, 0.4)
        points = engine and _POINTS.search(line.ja)
        stands = alone >= LEAST_ALONE and not points and at not in taken
        weighed.append((line.sentence.text, weight * (0.3 + 0.7 * alone) if stands else 0.0))
    return quotes.best(weighed, lines[0].sentence.lang)


def _with_next(chosen: Sequence[int], lines: Sequence[Line], quote: int | None) -> list[int]:
    """The chosen lines and up to RUN_ON trusted ones that follow one of them directly, in order."""
    told = set(chosen)
    room = RUN_ON
    for at in range(1, len(lines)):
        if room and at not in told and at - 1 in told and at != quote and _goes_on(lines[at]):
            told.add(at)
            room -= 1
    return sorted(told)


def _goes_on(line: Line) -> bool:
    there = line[line.sentence.lang.other]
    spoken = compress(line.sentence.text, line.sentence.lang)
    plain = ranking.clarity(spoken, line.sentence.lang) >= GOES_ON and len(line.en.split()) >= LEAST_GOES_ON
    return plain and line.trust >= LEAST_TOLD and not _ASKS.search(there) and not _ME.search(line.en)


def _asked(
    lines: Sequence[Line], rows: Matrix, start: int, end: int, near: Sequence[float]
) -> int | None:
    """The question that says best what a stretch is about, where one stands on its own in Japanese."""
    best: tuple[float, int] | None = None
    for at in range(start, end):
        line = lines[at]
        text = compress(line.ja, Lang.JA)
        if line.trust < LEAST_TOLD or not _ASKS.search(text) or "。" in text[:-1]:
            continue
        if not _WH.search(line.sentence.text):  # what one may only say yes or no to tells little
            continue
        if not MIN_ASKED <= len(text) <= MAX_ASKED or _POINTS.search(text) or not _NAMES_ITS_SUBJECT.search(text):
            continue
        if np.count_nonzero(rows[at]) < MIN_ASKED_WORDS:
            continue
        value = (0.3 + near[at - start]) * line.trust
        if best is None or value > best[0]:
            best = (value, at)
    return best[1] if best else None


def _clear(lines: Sequence[Line], lang: Lang) -> list[float]:
    values = []
    before = ""
    mixed = any(line.trust < 1 for line in lines)
    for line in lines:
        text = compress(line.sentence.text, line.sentence.lang)
        value = ranking.clarity(text, line.sentence.lang, before=before)
        if lang is not line.sentence.lang:
            there = compress(line[lang], lang)
            subject = lang is Lang.JA and _names_subject(text, there)
            if subject and _EMPTY_SUBJECT.search(text):
                value = ranking.clarity(text, line.sentence.lang, before=before, leans=False)
            value = min(value, ranking.clarity(there, lang)) * line.trust if line.trust >= LEAST_TRUST else 0.0
            bare = lang is Lang.JA and (not subject or bool(_POINTS.search(there)))
            # nobody says "I" in a summary, and what "they" do has lost its doer where Japanese drops the word
            bare = bare or bool(_ME.search(line.en) or _LOST_SUBJECT.search(text))
            if mixed and (bare or value < LEAST_UNSURE):
                value = 0.0
        values.append(value)
        before = line.sentence.text
    return values


def _names_subject(spoken: str, japanese: str) -> bool:
    """True when a Japanese sentence says who or what it is about, or is about anybody, where Japanese needs no word.

    >>> _names_subject("You use it to teach.", "教えるために使います。"), _names_subject("They teach.", "教えます。")
    (True, False)
    """
    anybody = _ANYBODY.search(spoken) and not (_YOU_HAVE.search(spoken) and not _THERE_IS_JA.search(japanese))
    return bool(_NAMES_ITS_SUBJECT.search(japanese) or anybody)


def _overview(
    lines: Sequence[Line], rows: Matrix, central: Sequence[float], clear: Sequence[float], count: int
) -> tuple[int, ...]:
    """The best line of each of `count` stretches of the episode, so that the overview follows it to its end."""
    size = len(clear)
    edges = sorted({round(size * at / count) for at in range(count + 1)})
    pointing = [bool(_EMPTY_SUBJECT.search(compress(line.en, Lang.EN))) for line in lines]
    clear = [0.0 if points else one for points, one in zip(pointing, clear, strict=True)]
    chosen: list[int] = []
    for start, end in pairwise(edges):
        scores = [(0.2 + central[at]) * clear[at] for at in range(start, end)]
        chosen.extend(start + at for at in ranking.pick(scores, rows[start:end], 1))
    scores = [1.0 if at in chosen else 0.0 for at in range(size)]
    return tuple(ranking.pick(scores, rows, count, overlap=0.6))
