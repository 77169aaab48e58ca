"""Sentences as an editor sees them, each with the reasons why it needs a look; the queue is worst first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.config import Limits
from pipeline.glossary.match import Matcher, Occurrence, find_terms, holds
from pipeline.lang.width import cells
from pipeline.model import Cue, Edit, Episode, Glossary, Origin, Repair, Rung, Sentence, Term, Translation
from pipeline.qa import speed_cps
from pipeline.review.workflow import State, Subject, revision, state_of, text_of, who_of
from pipeline.timing.stats import meets


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sentence needs a look: a stable code, how much it weighs, and the detail a person reads."""

    code: str
    weight: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence in the queue; `target` is the text that holds, `machine` what the flow made."""

    episode_id: str
    sentence_id: str
    position: int
    speaker: str
    start_ms: int
    end_ms: int
    source: str
    target: str
    machine: str
    state: State
    revision: str
    reasons: tuple[Reason, ...]
    origin: str
    who: str = ""
    weight: float = 0.0  # what the queue sorts by

    @property
    def subject(self) -> Subject:
        """What moves are made about."""
        return Subject(self.sentence_id, self.source, self.machine)


@dataclass(frozen=True, slots=True)
class View:
    """Everything known about one episode's sentences that reasons look at; made once an episode."""

    episode: Episode
    limits: Limits
    translations: Mapping[str, Translation]
    cues: Mapping[str, tuple[Cue, ...]]
    repairs: Mapping[str, tuple[Repair, ...]]
    terms: Mapping[str, Term]
    low_score: float
    matcher: Matcher

    @classmethod
    def of(cls, episode: Episode, glossary: Glossary, limits: Limits, matcher: Matcher | None = None) -> View:
        """The view of an episode; pass one `matcher` of the approved terms when looking at many episodes."""
        cues: dict[str, list[Cue]] = defaultdict(list)
        for cue in episode.target.cues if episode.target else ():
            for sentence_id in cue.sentence_ids:
                cues[sentence_id].append(cue)
        repairs: dict[str, list[Repair]] = defaultdict(list)
        for repair in episode.repairs:
            repairs[repair.sentence_id].append(repair)
        scores = sorted(item.score for item in episode.translations if item.origin is Origin.ENGINE and item.score)
        return cls(
            episode=episode,
            limits=limits,
            translations={item.sentence_id: item for item in episode.translations},
            cues={key: tuple(found) for key, found in cues.items()},
            repairs={key: tuple(found) for key, found in repairs.items()},
            terms={term.id: term for term in glossary.terms},
            low_score=scores[len(scores) // 10] if len(scores) >= 20 else float("-inf"),
            matcher=matcher or Matcher.of(glossary.approved(), episode.pair.source),
        )


def items(view: View, edits: Mapping[str, Edit]) -> tuple[Item, ...]:
    """All sentences of an episode, in order."""
    return tuple(item(view, at, edits.get(sentence.id)) for at, sentence in enumerate(view.episode.sentences))


def item(view: View, position: int, edit: Edit | None) -> Item:
    """One sentence with its reasons, from what stands now."""
    sentence = view.episode.sentences[position]
    translation = view.translations.get(sentence.id)
    subject = Subject(sentence.id, sentence.text, translation.text if translation else "")
    target = text_of(subject, edit)
    fresh = target != subject.machine  # written since the last run: the episode's own findings are about other words
    draft = Item(
        view.episode.id, sentence.id, position, sentence.speaker, sentence.span.start_ms, sentence.span.end_ms,
        sentence.text, target, subject.machine, state_of(edit), revision(subject, edit), (),
        str(Origin.EDITOR if edit and edit.after else translation.origin if translation else ""),
        who_of(edit) if edit else "",
    )  # fmt: skip
    reasons = [reason for rule in RULES for reason in rule(view, sentence, translation, target, fresh)]
    if edit is not None and edit.before and edit.before != sentence.text:
        reasons.append(Reason("conflict", 100.0, edit.before))
    if edit is not None and edit.state == State.FLAGGED:
        reasons.append(Reason("flagged", 60.0, edit.who))
    return with_reasons(draft, reasons)


def with_reasons(row: Item, reasons: Iterable[Reason]) -> Item:
    """The row with these reasons and the weight they give; a decided sentence only counts for a conflict."""
    kept = tuple(sorted(reasons, key=lambda reason: (-reason.weight, reason.code)))
    done = row.state in DONE
    weight = sum(reason.weight for reason in kept if not done or reason.code == "conflict")
    return replace(row, reasons=kept, weight=weight)


DONE = frozenset({State.APPROVED, State.LOCKED})

Rule = Callable[[View, Sentence, Translation | None, str, bool], Iterable[Reason]]


def empty(
    view: View, sentence: Sentence, translation: Translation | None, target: str, fresh: bool
) -> Iterable[Reason]:
    """No translation at all."""
    if not target.strip():
        yield Reason("empty", 100.0)


def terms(
    view: View, sentence: Sentence, translation: Translation | None, target: str, fresh: bool
) -> Iterable[Reason]:
    """Approved terms that are not rendered as approved, forbidden renderings that stand there."""
    if fresh or translation is None:
        used = [(hit.term, not holds(target, _renderings(hit.term))) for hit in occurrences(view, sentence)]
    else:
        uses = ((view.terms.get(use.term_id), use.rung is Rung.MISSED) for use in translation.terms)
        used = [(term, missed) for term, missed in uses if term is not None]
    seen: set[str] = set()
    for term, missed in used:
        if term.id in seen:
            continue
        seen.add(term.id)
        if bad := holds(target, term.forbidden):
            yield Reason("term-forbidden", 45.0, f"{bad} → {term.target}")
        elif missed:
            yield Reason("term-missed", 40.0, f"{term.source} → {term.target}")


def _renderings(term: Term) -> list[str]:
    first = term.first_mention
    return [term.target, *term.accepted, *([first] if first else [])]


def occurrences(view: View, sentence: Sentence) -> Sequence[Occurrence]:
    """Approved terms in a sentence, in its scope."""
    return find_terms(
        sentence.text, view.matcher, show=view.episode.meta.show, episode=view.episode.id, speaker=sentence.speaker
    )


def guards(
    view: View, sentence: Sentence, translation: Translation | None, target: str, fresh: bool
) -> Iterable[Reason]:
    """Rules that the chosen translation still breaks."""
    if translation is not None and not fresh:
        for name in translation.guards:
            yield Reason(f"guard:{name}", 25.0)


def speed(
    view: View, sentence: Sentence, translation: Translation | None, target: str, fresh: bool
) -> Iterable[Reason]:
    """Cues that read faster than the hard limit; of a fresh text, its own width over the time of its speech."""
    lang = view.episode.pair.target
    if fresh:
        fastest = cells(target, lang) * 1000 / (sentence.span.duration_ms + view.limits.max_late_ms)
    else:
        fastest = max((speed_cps(cue, lang) for cue in view.cues.get(sentence.id, ())), default=0.0)
    if not meets(fastest, view.limits.hard_cps):
        over = min(2.0, fastest / view.limits.hard_cps - 1.0)
        yield Reason("cps-high", 12.0 + 14.0 * over, f"{fastest:.1f} / {view.limits.hard_cps:g}")


def doubtful(
    view: View, sentence: Sentence, translation: Translation | None, target: str, fresh: bool
) -> Iterable[Reason]:
    """Repairs that were only proposed, or made without certainty: the transcript itself may be wrong here."""
    for repair in view.repairs.get(sentence.id, ()):
        if not repair.applied:
            yield Reason("asr-doubt", 18.0, f"{repair.before} → {repair.after}?")
        elif repair.confidence < 0.7:
            yield Reason("asr-doubt", 10.0, f"{repair.before} → {repair.after}")


def unsure(
    view: View, sentence: Sentence, translation: Translation | None, target: str, fresh: bool
) -> Iterable[Reason]:
    """The tenth of the machine's sentences that it was least sure of."""
    if (
        translation is not None
        and not fresh
        and translation.origin is Origin.ENGINE
        and translation.score < view.low_score
    ):
        yield Reason("low-score", 9.0, f"{translation.score:.2f}")


RULES: tuple[Rule, ...] = (empty, terms, guards, speed, doubtful, unsure)


def source_key(text: str) -> str:
    """Sources that differ only in case, blanks and end marks are one.

    >>> source_key("Well, exactly!") == source_key("well exactly")
    True
    """
    return "".join(char for char in text.lower() if char.isalnum())


def compared(row: Item) -> str:
    """The key under which a row is compared with others; empty for texts too short to be worth it."""
    return source_key(row.source) if row.target and row.source.count(" ") >= 2 else ""


def with_others(row: Item, others: Iterable[str]) -> Item:
    """The row with the reason that its source is rendered otherwise elsewhere, or without it."""
    different = sorted({text for text in others if text != row.target})
    kept = tuple(reason for reason in row.reasons if reason.code != "inconsistent")
    if different:
        kept = (*kept, Reason("inconsistent", 12.0, " / ".join(different[:3])))
    elif len(kept) == len(row.reasons):
        return row
    return with_reasons(row, kept)


def queue_key(row: Item) -> tuple[bool, float, str, int]:
    """Sorts the queue: heaviest first, decided sentences last, then in order of the episode."""
    return (row.state in DONE and not row.weight, -row.weight, row.episode_id, row.position)


def worst_first(rows: Iterable[Item]) -> list[Item]:
    """The queue."""
    return sorted(rows, key=queue_key)
