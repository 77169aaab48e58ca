"""Getting the approved terms into a sentence: rung by rung, every result judged, the first good one kept.

Rungs in the order tried: term hints (engines that declare them), the plain decode, another of its hypotheses,
replacement of a known wrong rendering, a surrogate that is restored after decoding, decoding with the wrong rendering
forbidden. A sentence that still fails is decoded clause by clause, each clause on the same rungs. A candidate with a
forced term is never taken when it breaks a guard that the plain one keeps; then the plain one stands and the term is
missed. Each rung decodes all sentences that need it in one call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline import guards
from pipeline.engines import Ability, Engine, Hint, OnDone
from pipeline.engines.batching import clauses, words
from pipeline.glossary import fit
from pipeline.glossary.match import Matcher, Occurrence, find_terms, holds
from pipeline.model import Hypothesis, Lang, Pair, Rung, Term, TermUse
from pipeline.wording import numbers, sizes
from pipeline.wording.ease import ease
from pipeline.wording.faithful import unaccounted
from pipeline.wording.openers import opening
from pipeline.wording.polish import polish
from pipeline.wording.register import Register, plain, polite

MAX_HINTS = 3
MISS_COST = 1.0  # what a missed term costs a candidate, in units of the decoder's score
UNSAID_COST = 0.75  # measured: docs/guards.md
CLAUSE_WORDS = (14, 9)  # lengths a sentence is cut to when it cannot be had whole, one after the other
_COPIED_LETTERS = 4
_LARGE = 10_000
_LOOP = re.compile(r"(.{1,30}?)\1{2,}")
_DENIALS = ("ません", "ない", "なかった")
_FREE = (Rung.PLAIN, Rung.NBEST)  # ways in which nothing is forced
_LISTED = Pair(Lang.EN, Lang.JA)  # the direction the word list knows
_SURROGATES = ("QZX", "VKJ", "XQW", "ZVX", "JQK")


@dataclass(frozen=True)
class Candidate:
    """One possible translation, judged. `forced` says for which terms it was made and how."""

    text: str
    score: float
    way: Rung
    broken: tuple[str, ...]
    missing: frozenset[str]
    forced: tuple[str, ...] = ()
    repaired: bool = False
    unsaid: float = 0.0  # how much of either side the other does not account for, 0 to 2

    @cached_property
    def value(self) -> float:
        """Higher is better; comparable within one sentence."""
        return self.score - self.price - MISS_COST * len(self.missing) - UNSAID_COST * self.unsaid

    @cached_property
    def price(self) -> float:
        """What its broken guards cost."""
        return guards.cost(self.broken)

    @cached_property
    def faults(self) -> frozenset[str]:
        """Its broken hard guards."""
        return guards.hard(self.broken)


@dataclass
class Work:
    """A sentence being translated and what was found for it so far."""

    text: str
    terms: tuple[Occurrence, ...]
    register: Register = Register.POLITE
    soft: Matcher | None = None  # everyday words worth a hint, never verified
    candidates: list[Candidate] = field(default_factory=list)
    eased: str = ""  # what the engine reads
    opening: str = ""  # what stands before its answer: the sentence opened with "Exactly," and the like

    @cached_property
    def unique(self) -> dict[str, Term]:
        """Terms of the sentence by id, in order of appearance."""
        return {hit.term.id: hit.term for hit in self.terms}

    @cached_property
    def renderings(self) -> tuple[str, ...]:
        """Everything that may stand for a term of the sentence."""
        return tuple(item for term in self.unique.values() for item in (term.target, *term.accepted))

    def hints(self, text: str) -> list[Hint]:
        """Hints for `text`, the sentence or a clause of it: terms, large numbers, then everyday words."""
        given = hints_for(self.terms, text)
        if self.soft and len(given) < MAX_HINTS:
            taken = {hit.surface.lower() for hit in self.terms}
            for hit in find_terms(text, self.soft):
                if not any(hit.surface.lower() in one or one in hit.surface.lower() for one in taken):
                    taken.add(hit.surface.lower())
                    given.append((hit.surface, hit.term.target))
        return given[:MAX_HINTS]

    def missing(self) -> list[Occurrence]:
        """First occurrences of the terms the best candidate lacks."""
        lacking = self.best().missing if self.candidates else frozenset(self.unique)
        first = {hit.term.id: hit for hit in reversed(self.terms)}
        return [first[key] for key in self.unique if key in lacking]

    def plain(self) -> Candidate | None:
        """The best candidate nothing was forced on, when one was decoded."""
        free = [item for item in self.candidates if item.way in _FREE and not item.repaired]
        return max(free, key=lambda item: item.value) if free else None

    def allowed(self) -> list[Candidate]:
        """Candidates no guard likes less than the plain one."""
        base = self.plain()
        if base is None:
            return self.candidates
        fit = [item for item in self.candidates if item.faults <= base.faults and item.price <= base.price]
        return fit or [base]

    def best(self) -> Candidate:
        """The candidate of the highest value among the allowed ones; of equals the earliest."""
        return max(self.allowed(), key=lambda item: item.value)

    def broken(self) -> bool:
        """True when the best candidate breaks a hard guard."""
        return bool(self.best().faults)


@dataclass(frozen=True, slots=True)
class Decoder:
    """The engine and how it is asked; `decoded` is told the texts of every call after the first."""

    engine: Engine
    pair: Pair
    k: int = 4

    def can(self, ability: Ability) -> bool:
        """What the engine declares."""
        return ability in self.engine.abilities

    def ask(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None = None,
        suppress: Sequence[Sequence[str]] | None = None,
        on_done: OnDone | None = None,
    ) -> list[tuple[Hypothesis, ...]]:
        """Answers of the engine, with nothing it did not declare."""
        return self.engine.translate(
            texts,
            hints if self.can(Ability.HINTS) else None,
            self.k if self.can(Ability.NBEST) else 1,
            suppress=suppress if self.can(Ability.SUPPRESS) else None,
            on_done=on_done,
        )


def hints_for(terms: Iterable[Occurrence], text: str, *, names_too: bool = False) -> list[Hint]:
    """Up to three hints: the source as it stands in `text` and its rendering, terms first, then large numbers.

    Names that stay as they are come by themselves; they are hinted only when `names_too`.
    """
    unique = {hit.term.id: hit for hit in reversed(list(terms))}
    wanted = [hit for hit in unique.values() if hit.surface in text]
    if not names_too:
        wanted = [hit for hit in wanted if hit.term.target != hit.surface]
    ordered = sorted(wanted, key=lambda hit: (hit.term.target == hit.surface, hit.start))
    return [*((hit.surface, hit.term.target) for hit in ordered), *_large_numbers(text)][:MAX_HINTS]


def _large_numbers(text: str) -> list[Hint]:
    """Hints for what engines get wrong most: uncounted sizes and counted ones from ten thousand on."""
    if re.search(r"[\u3041-\u30ff\u4e00-\u9fff]", text):  # the numbers of a Japanese source are read otherwise
        return []
    counted = [
        (item.surface, numbers.write_japanese(item.value))
        for item in numbers.english(text)
        if item.value >= _LARGE and not item.ordinal
    ]
    return [*((item.surface, sizes.write_japanese(item.power)) for item in sizes.english(text)), *counted]


def climb(works: Sequence[Work], decoder: Decoder, *, on_done: OnDone | None = None) -> None:
    """Fill the candidates of every sentence, rung after rung; a rung is tried only where the ones before failed."""
    for work in works:
        eased = ease(work.text) if decoder.pair.source is Lang.EN else work.text
        work.opening, work.eased = opening(eased, decoder.pair)
    hints = [work.hints(work.eased) if decoder.can(Ability.HINTS) else [] for work in works]
    answers = decoder.ask([work.eased for work in works], hints, on_done=on_done)
    for work, given, found in zip(works, hints, answers, strict=True):
        _take(work, decoder.pair, found, Rung.HINT if given else Rung.PLAIN, _ids(work, given))
    _up(_RUNGS, works, decoder)
    for longest in CLAUSE_WORDS:
        _by_clause([work for work in works if work.missing() or work.broken()], decoder, longest)
    _up((_forbidden,), works, decoder)


def _up(rungs: Sequence[Callable[[Sequence[Work], Decoder], None]], works: Sequence[Work], decoder: Decoder) -> None:
    """Each rung in turn, for those that still need one."""
    for rung in rungs:
        rung([work for work in works if work.missing() or work.broken()], decoder)


def uses(work: Work, chosen: Candidate) -> tuple[TermUse, ...]:
    """What became of every occurrence of a term in the sentence."""
    found = []
    for hit in work.terms:
        rendering = rendering_in(chosen.text, hit.term)
        rung = chosen.way if hit.term.id in chosen.forced else Rung.NBEST if chosen.way is Rung.NBEST else Rung.PLAIN
        found.append(TermUse(hit.term.id, hit.start, hit.end, rung if rendering else Rung.MISSED, rendering))
    return tuple(found)


def rendering_in(text: str, term: Term) -> str:
    """The approved or accepted rendering of `term` that stands in `text`, empty when none does."""
    return holds(text, (term.target, *term.accepted))


def finish(text: str, source: str, register: Register, pair: Pair) -> str:
    """An engine's text tidied and in the speaker's register."""
    if pair.target is not Lang.JA:
        return " ".join(text.split())
    tidy = polish(text, source=source)
    return polite(tidy) if register is Register.POLITE else plain(tidy)


def judge(
    work: Work, pair: Pair, text: str, score: float, way: Rung, forced: tuple[str, ...] = (), *, repaired: bool = False
) -> Candidate:
    """The candidate of this text: tidied, its guards and its missing terms looked up."""
    tidy = finish(text, work.text, work.register, pair)
    terms = work.unique
    broken = guards.broken(guards.Case(work.text, tidy, pair, work.renderings, work.register))
    missing = frozenset(key for key, term in terms.items() if not rendering_in(tidy, term))
    held = tuple(key for key in forced if key not in missing)
    unsaid = sum(unaccounted(work.text, tidy)) if pair == _LISTED else 0.0
    return Candidate(tidy, score, way, broken, missing, held, repaired, unsaid)


def _take(work: Work, pair: Pair, found: Sequence[Hypothesis], way: Rung, forced: tuple[str, ...] = ()) -> None:
    """Judge the hypotheses, and the repaired forms of those that lack a term or a number."""
    for at, item in enumerate(found):
        one = Rung.NBEST if way is Rung.PLAIN and at else way
        candidate = judge(work, pair, work.opening + item.text, item.score, one, forced)
        known = {(other.text, other.way in _FREE) for other in work.candidates}
        if (candidate.text, True) not in known and (candidate.text, one in _FREE) not in known:
            work.candidates.append(candidate)  # seen with a term forced, it is news once more when it comes by itself
            work.candidates.extend(_repairs(work, pair, candidate))


def _repairs(work: Work, pair: Pair, candidate: Candidate) -> list[Candidate]:
    """The candidate with known wrong renderings replaced and one wrong number set right, where that helps."""
    out: list[Candidate] = []
    text, replaced = candidate.text, list[str]()
    for key, term in work.unique.items():
        if key in candidate.missing:
            surface = next(hit.surface for hit in work.terms if hit.term.id == key)
            changed = fit.replace(text, (*term.forbidden, surface, term.source), term.target)
            if changed:
                text, replaced = changed, [*replaced, key]
    if replaced:
        out.append(judge(work, pair, text, candidate.score, Rung.REPLACED, tuple(replaced)))
    if pair.source is Lang.EN:
        for item in (candidate, *out):
            fixed = numbers.right_number(work.text, item.text) or sizes.right_size(work.text, item.text)
            if fixed:
                better = judge(work, pair, fixed, item.score - 0.1, item.way, item.forced, repaired=True)
                out.append(better)
                break
    return out


def _ids(work: Work, hints: Sequence[Hint]) -> tuple[str, ...]:
    given = {source for source, _ in hints}
    return tuple(dict.fromkeys(hit.term.id for hit in work.terms if hit.surface in given))


def _plain(works: Sequence[Work], decoder: Decoder) -> None:
    """The plain decode of sentences whose hinted one fails: the measure for everything forced."""
    todo = [work for work in works if work.plain() is None]
    for work, found in zip(todo, decoder.ask([work.eased for work in todo]), strict=True):
        _take(work, decoder.pair, found, Rung.PLAIN)


def _more_hints(works: Sequence[Work], decoder: Decoder) -> None:
    """Hints for what is still missing first, names included."""
    if not decoder.can(Ability.HINTS):
        return
    todo = [work for work in works if work.missing()]
    hints = [hints_for((*work.missing(), *work.terms), work.eased, names_too=True) for work in todo]
    for work, given, found in zip(todo, hints, decoder.ask([work.eased for work in todo], hints), strict=True):
        _take(work, decoder.pair, found, Rung.HINT, _ids(work, given))


def _surrogates(works: Sequence[Work], decoder: Decoder) -> None:
    """Decode with a stand-in for each missing term and put the rendering in its place: the rendering itself first,
    then capitals that engines carry over."""
    todo: list[tuple[Work, str, list[tuple[str, str, str]]]] = []
    for work in works:
        if not work.missing():
            continue
        for letters in (False, True):
            text, marks = work.eased, list[tuple[str, str, str]]()
            for mark, hit in zip(_SURROGATES, work.missing(), strict=False):
                stand_in = mark if letters else hit.term.target
                changed = re.sub(rf"(?<!\w){re.escape(hit.surface)}(?!\w)", stand_in, text, count=1)
                if changed != text:
                    text, marks = changed, [*marks, (hit.term.id, stand_in, hit.term.target)]
            if marks and text != work.eased:
                todo.append((work, text, marks))
    for (work, _, marks), found in zip(todo, decoder.ask([text for _, text, _ in todo]), strict=True):
        restored = []
        for item in found:
            text = item.text
            if all(text.count(stand_in) == 1 for _, stand_in, _ in marks):
                for _, stand_in, target in marks:
                    text = text.replace(stand_in, target)
                restored.append(Hypothesis(text, item.score))
        _take(work, decoder.pair, restored, Rung.SURROGATE, tuple(key for key, _, _ in marks))


def _forbidden(works: Sequence[Work], decoder: Decoder) -> None:
    """Decode with what is wrong in the best text forbidden: renderings, left-over English, denials, a loop."""
    if not decoder.can(Ability.SUPPRESS):
        return
    todo: list[tuple[Work, list[Hint], tuple[str, ...]]] = []
    for work in works:
        text = work.best().text
        wrong = [item for hit in work.missing() for item in (*hit.term.forbidden, hit.surface) if item in text]
        case = guards.Case(work.text, text, decoder.pair, work.renderings, work.register)
        left = guards.leftover_words(case) if decoder.pair.target is Lang.JA else ()
        if left:  # one word forbidden, the next one is copied: forbid them all
            left += tuple(word for word in case.source_words if len(word) >= _COPIED_LETTERS and word.islower())
        denials = _DENIALS if guards.negation_added(case) else ()
        loop = _LOOP.search(text) if guards.repetition(case) else None
        again = (loop[1] * 2,) if loop else ()  # once may be meant
        banned = tuple(dict.fromkeys((*wrong, *left, *denials, *again)))
        if banned:
            todo.append((work, work.hints(work.eased), banned))
    answers = decoder.ask([work.eased for work, _, _ in todo], [given for _, given, _ in todo], [b for _, _, b in todo])
    for (work, _, _), found in zip(todo, answers, strict=True):
        _take(work, decoder.pair, found, Rung.SUPPRESSED, tuple(work.unique))


_RUNGS = (_plain, _more_hints, _surrogates, _forbidden)


def _by_clause(works: Sequence[Work], decoder: Decoder, longest: int) -> None:
    """Sentences that still lack a term or break a hard guard, in clauses of at most `longest` words.

    Each clause climbs the rungs by itself; the sentence is made of the best of each.
    """
    lang, glue = decoder.pair.source, "" if decoder.pair.target is Lang.JA else " "
    todo = [(work, clauses(work.eased, lang, longest)) for work in works if words(work.eased, lang) > longest]
    parts = [[_part(work, text) for text in texts] for work, texts in todo]
    flat = [part for each in parts for part in each]
    hints = [part.hints(part.eased) if decoder.can(Ability.HINTS) else [] for part in flat]
    for part, given, found in zip(flat, hints, decoder.ask([part.eased for part in flat], hints), strict=True):
        _take(part, decoder.pair, found, Rung.HINT if given else Rung.PLAIN, _ids(part, given))
    _up(_RUNGS, flat, decoder)
    for (work, _), each in zip(todo, parts, strict=True):
        best = [part.best() for part in each]
        forced = {key: item.way for item in best for key in item.forced}
        way = max(forced.values(), key=list(Rung).index) if forced else Rung.NBEST
        score = sum(item.score for item in best) / len(best)
        _take(work, decoder.pair, [Hypothesis(glue.join(item.text for item in best), score)], way, tuple(forced))


def _part(work: Work, text: str) -> Work:
    """A clause of the sentence as a work of its own."""
    return Work(text, tuple(hit for hit in work.terms if hit.surface in text), work.register, work.soft, eased=text)


def alternatives(work: Work, best: Candidate) -> tuple[Candidate, ...]:
    """The other candidates that break no hard guard, best first."""
    ordered = sorted(work.candidates, key=lambda item: -item.value)
    others = {item.text: item for item in reversed(ordered) if item.text != best.text and not item.faults}
    return tuple(item for item in ordered if others.get(item.text) is item)
