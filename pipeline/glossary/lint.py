"""What is wrong with a glossary: each rule a small function `(terms, knowledge) -> problems`, named by its code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.glossary.match import Matcher, find_terms, fold
from pipeline.lang.kinsoku import NOT_AT_END, NOT_AT_START
from pipeline.model import Glossary, Lang, Pair, Severity, Term, TermStatus, TermType

Everyday = Callable[[str], bool]  # is this English word, or phrase of two, one of ordinary talk?


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of one term; `other` names the second term where two are at odds."""

    code: str
    severity: Severity
    term_id: str
    message: str
    hint: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the rules need besides the terms."""

    pair: Pair
    everyday: Everyday


def lint(glossary: Glossary, *, everyday: Everyday) -> tuple[Problem, ...]:
    """Every problem of the terms in use, in order of term and rule."""
    terms = [term for term in glossary.terms if term.status in (TermStatus.APPROVED, TermStatus.PROPOSED)]
    knowledge = Knowledge(glossary.pair, everyday)
    place = {term.id: at for at, term in enumerate(glossary.terms)}
    found = [problem for rule in RULES for problem in rule(terms, knowledge)]
    return tuple(sorted(found, key=lambda problem: (place[problem.term_id], problem.code, problem.message)))


def duplicates(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """The same source twice in one scope, whatever case and hyphens."""
    seen: dict[tuple[str, str], Term] = {}
    for term in terms:
        first = seen.setdefault((fold(term.source), term.scope), term)
        if first is not term and not (first.case_sensitive and term.case_sensitive and first.source != term.source):
            yield Problem(
                "duplicate", Severity.ERROR if first.target != term.target else Severity.WARNING, term.id,
                f"{term.source!r} stands in {first.id!r} too, there as {first.target}", "merge the two", first.id,
            )  # fmt: skip


def scope_conflicts(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """A narrower scope that says something else than the wider one: allowed, worth knowing."""
    wide = {fold(term.source): term for term in terms if not term.scope}
    for term in terms:
        other = wide.get(fold(term.source))
        if term.scope and other is not None and other.target != term.target:
            yield Problem(
                "scope-conflict", Severity.INFO, term.id,
                f"{term.source!r} is {term.target} in {term.scope} and {other.target} elsewhere",
                "say why in the note, or drop one", other.id,
            )  # fmt: skip


def variant_cycles(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """A mishearing that is another term's source, and back again: each repair would undo the other."""
    sources: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        sources[fold(term.source)].append(term)
    reads = {
        term.id: {other.id for variant in term.variants if not variant.contexts
                  for other in sources.get(fold(variant.text), ()) if other.id != term.id}
        for term in terms
    }  # fmt: skip
    by_id = {term.id: term for term in terms}
    for term in terms:
        for other_id in sorted(reads[term.id]):
            if term.id in reads[other_id] and term.id < other_id:
                yield Problem(
                    "variant-cycle", Severity.ERROR, term.id,
                    f"{term.source!r} and {by_id[other_id].source!r} are mishearings of each other",
                    "drop one of the two variants or give it context words", other_id,
                )  # fmt: skip
            elif term.id not in reads[other_id]:
                yield Problem(
                    "variant-is-term", Severity.WARNING, term.id,
                    f"its variant {by_id[other_id].source!r} is a term of its own", "give the variant context words",
                    other_id,
                )  # fmt: skip


def shared_variants(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """One mishearing of two terms of one scope, told apart by nothing."""
    seen: dict[tuple[str, str], Term] = {}
    for term in terms:
        for variant in term.variants:
            if variant.contexts:
                continue
            first = seen.setdefault((fold(variant.text), term.scope), term)
            if first is not term:
                yield Problem(
                    "variant-shared", Severity.ERROR, term.id, f"{variant.text!r} is a variant of {first.id!r} too",
                    "give both context words", first.id,
                )  # fmt: skip


def everyday_variants(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """A variant that people say every day and that no context word guards."""
    if knowledge.pair.source is not Lang.EN:
        return
    for term in terms:
        for variant in term.variants:
            plain = re.fullmatch(r"[A-Za-z'’ -]+", variant.text) is not None  # `GPT 3` is no everyday word
            guarded = variant.contexts or (variant.case_sensitive and variant.text != variant.text.lower())
            if plain and not guarded and knowledge.everyday(variant.text):
                yield Problem(
                    "variant-everyday", Severity.WARNING, term.id,
                    f"{variant.text!r} is everyday talk and would always be read as {term.source!r}",
                    "give it context words: text [word, word]",
                )  # fmt: skip


def widths(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """Renderings with half-width katakana, full-width letters or half-width Japanese punctuation."""
    if knowledge.pair.target is not Lang.JA:
        return
    for term in terms:
        for name, text in (("target", term.target), *(("accepted", other) for other in term.accepted)):
            if bad := _bad_width(text):
                yield Problem(
                    "rendering-width", Severity.ERROR if name == "target" else Severity.WARNING, term.id,
                    f"{name} {text!r} holds {bad}", "full-width katakana, half-width letters and digits, 、。「」・",
                )  # fmt: skip


def _bad_width(text: str) -> str:
    if re.search(r"[\uff61-\uff9f]", text):
        return "half-width katakana"
    if re.search(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]", text):
        return "full-width letters or digits"
    if re.search(r"(?<=[\u3040-\u30ff\u4e00-\u9fff])[,;:!?]|[,;](?=[\u3040-\u30ff\u4e00-\u9fff])", text):
        return "half-width punctuation"
    return ""


def registers(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """A rendering that ends like a sentence or speaks to somebody: it could not stand inside a sentence."""
    if knowledge.pair.target is not Lang.JA:
        return
    for term in terms:
        if re.search(r"(です|ます|ません|でした|だ|である|ください)[。！？]?$|あなた|[。！？]$", term.target):
            yield Problem(
                "rendering-register", Severity.WARNING, term.id,
                f"target {term.target!r} is a phrase with its own register", "give a noun phrase",
            )  # fmt: skip


def edges(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """A rendering that begins or ends with a character that may not stand at a line's edge cannot be kept whole."""
    if knowledge.pair.target is not Lang.JA:
        return
    for term in terms:
        if term.target[0] in NOT_AT_START["strict"] or term.target[-1] in NOT_AT_END:
            yield Problem(
                "rendering-edge", Severity.WARNING, term.id,
                f"target {term.target!r} begins or ends with a character no line may begin or end with",
                "move the punctuation out of the term",
            )  # fmt: skip


def forbidden_clash(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """What is forbidden and wanted at once, here or in another term."""
    targets: dict[str, Term] = {}
    for term in terms:
        targets.setdefault(term.target, term)
    for term in terms:
        for text in term.forbidden:
            if text == term.target or text in term.accepted:
                yield Problem(
                    "forbidden-wanted", Severity.ERROR, term.id, f"{text!r} is forbidden and wanted", "drop one"
                )
            elif text in term.target:
                yield Problem(
                    "forbidden-inside", Severity.WARNING, term.id, f"forbidden {text!r} stands inside {term.target!r}",
                    "every right rendering would be reported",
                )  # fmt: skip


def unreachable(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """A term that never matches its own source: no letter in it, or a longer rule always takes its place."""
    for term in terms:
        matcher = Matcher.of([term], knowledge.pair.source)
        hits = find_terms(term.source, matcher, **_scope_of(term))
        if not any(char.isalnum() for char in term.source) or all(hit.surface != term.source for hit in hits):
            yield Problem(
                "unreachable", Severity.ERROR, term.id, f"{term.source!r} would not be found in its own text",
                "check blanks, punctuation and case",
            )  # fmt: skip


def _scope_of(term: Term) -> dict[str, str]:
    kind, _, name = term.scope.partition(":")
    return {kind: name} if kind else {}


def readings(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """A Japanese rendering without its reading, or with one that is not kana."""
    if knowledge.pair.target is not Lang.JA:
        return
    for term in terms:
        hard = re.search(r"[\u4e00-\u9fffA-Za-z0-9]", term.target)
        if hard and not term.reading:
            yield Problem(
                "reading-missing", Severity.INFO, term.id, f"{term.target!r} has no reading", "add it in hiragana"
            )
        elif term.reading and not re.fullmatch(r"[\u3041-\u309fー・ ]+", term.reading):
            yield Problem(
                "reading-kana", Severity.WARNING, term.id, f"reading {term.reading!r} is not hiragana", "write hiragana"
            )


def first_mentions(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """A first-mention form that does not hold the approved rendering."""
    for term in terms:
        if term.first_mention and term.target not in term.first_mention:
            yield Problem(
                "first-mention", Severity.WARNING, term.id,
                f"first mention {term.first_mention!r} does not hold {term.target!r}",
                f"write it as {term.target}（{term.source}）",
            )  # fmt: skip


def same_target(terms: Sequence[Term], knowledge: Knowledge) -> Iterator[Problem]:
    """Two names of different things rendered alike: the audience could not tell them apart."""
    named = {TermType.PERSON, TermType.ORGANIZATION, TermType.SOFTWARE, TermType.PRODUCT}
    seen: dict[tuple[str, str], Term] = {}
    for term in terms:
        if term.type not in named:
            continue
        first = seen.setdefault((term.target, term.scope), term)
        if first is not term and first.type is not term.type:
            yield Problem(
                "target-shared", Severity.INFO, term.id,
                f"{term.target!r} is also the rendering of {first.source!r}, a {first.type}", "", first.id,
            )  # fmt: skip


RULES: tuple[Callable[[Sequence[Term], Knowledge], Iterable[Problem]], ...] = (
    duplicates, scope_conflicts, variant_cycles, shared_variants, everyday_variants, widths, registers, edges,
    forbidden_clash, unreachable, readings, first_mentions, same_target,
)  # fmt: skip
