"""The nouns. Frozen values of tuples; a change is `dataclasses.replace`. Times are whole milliseconds.

Offsets are half-open and count Unicode code points of plain text: no format's markup is kept in `text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple


class Lang(StrEnum):
    """The two languages, by their BCP 47 tags."""

    EN = "en"
    JA = "ja"

    @property
    def other(self) -> Lang:
        """The other language of the house."""
        return Lang.JA if self is Lang.EN else Lang.EN

    @property
    def english_name(self) -> str:
        """Its name in English."""
        return {Lang.EN: "English", Lang.JA: "Japanese"}[self]


class Pair(NamedTuple):
    """Direction of translation."""

    source: Lang
    target: Lang

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"

    @classmethod
    def parse(cls, text: str) -> Pair:
        """The pair written as `en-ja`.

        >>> Pair.parse("en-ja")
        Pair(source=<Lang.EN: 'en'>, target=<Lang.JA: 'ja'>)
        """
        source, _, target = text.partition("-")
        return cls(Lang(source), Lang(target))


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


# ---------------------------------------------------------------------------------------------- time and text


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of media time, half-open: `0 <= start_ms < end_ms`."""

    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        _require(0 <= self.start_ms < self.end_ms, f"not a span: {self.start_ms} to {self.end_ms} ms")

    @property
    def duration_ms(self) -> int:
        """Length in milliseconds, at least 1."""
        return self.end_ms - self.start_ms

    def overlaps(self, other: Span) -> bool:
        """True when the two share any instant (touching ends do not overlap)."""
        return self.start_ms < other.end_ms and other.start_ms < self.end_ms


class MarkKind(StrEnum):
    """What a mark says about its stretch of text."""

    VOICE = "voice"  # value: the speaker's label
    ITALIC = "italic"
    BOLD = "bold"
    UNDERLINE = "underline"
    RUBY = "ruby"  # value: the reading (furigana) over the base text
    LANG = "lang"  # value: a BCP 47 tag
    CLASS = "class"  # value: class names joined by "."
    TIME = "time"  # start == end: the instant, value: whole ms as decimal text


@dataclass(frozen=True, slots=True)
class Mark:
    """A property of `text[start:end]`; marks of one cue stand in order of start, outer before inner."""

    start: int
    end: int
    kind: MarkKind
    value: str = ""

    def __post_init__(self) -> None:
        _require(0 <= self.start <= self.end, f"not a mark: {self.start} to {self.end}")


@dataclass(frozen=True, slots=True)
class Cue:
    """One timed text. `id` is unique in its track; `number` counts from 1 in source order.

    `name` is the identifier the file gave (may be empty or repeated), `line` the file's line of the timing
    (0 when unknown), `settings` what stood after the times: opaque, read only by its own format.
    `sentence_ids` links a target cue to the sentences it shows, in order.
    """

    id: str
    span: Span
    text: str
    marks: tuple[Mark, ...] = ()
    settings: str = ""
    name: str = ""
    number: int = 0
    line: int = 0
    sentence_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require(bool(self.id), "a cue needs an id")
        size = len(self.text)
        for mark in self.marks:
            _require(mark.end <= size, f"cue {self.id}: mark ends at {mark.end}, text at {size}")

    @property
    def voice(self) -> str:
        """Label of the first voice, empty when there is none."""
        return next((mark.value for mark in self.marks if mark.kind is MarkKind.VOICE), "")

    def voices(self) -> tuple[tuple[int, int, str], ...]:
        """`(start, end, label)` runs that cover the whole text in order; label is empty where nobody is named."""
        runs: list[tuple[int, int, str]] = []
        labels = [""] * len(self.text)
        for mark in self.marks:
            if mark.kind is MarkKind.VOICE:
                labels[mark.start : mark.end] = [mark.value] * (mark.end - mark.start)
        for at, label in enumerate(labels):
            if runs and runs[-1][2] == label:
                runs[-1] = (runs[-1][0], at + 1, label)
            else:
                runs.append((at, at + 1, label))
        return tuple(runs)


@dataclass(frozen=True, slots=True)
class Block:
    """Something of a file that is no cue: `kind` is note, style, region or header; it stands before cue `before`
    (an index into the track's cues in source order; equal to their count when it comes last)."""

    kind: str
    text: str
    before: int = 0


class TrackKind(StrEnum):
    """What a track is for (the WebVTT `kind` words)."""

    SUBTITLES = "subtitles"
    CAPTIONS = "captions"
    CHAPTERS = "chapters"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Track:
    """Cues of one language, ordered by start; ids unique. Cues may overlap only in a source track."""

    lang: Lang
    kind: TrackKind
    cues: tuple[Cue, ...]
    blocks: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        last_ms = 0
        for cue in self.cues:
            _require(cue.id not in seen, f"cue id {cue.id!r} stands twice")
            seen.add(cue.id)
            _require(cue.span.start_ms >= last_ms, f"cue {cue.id} starts before the one in front of it")
            last_ms = cue.span.start_ms

    def by_id(self) -> dict[str, Cue]:
        """Cue of each id."""
        return {cue.id: cue for cue in self.cues}


# -------------------------------------------------------------------------------------------------- sentences


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `[start, end)` of the plain text of one cue."""

    cue_id: str
    start: int
    end: int

    def __post_init__(self) -> None:
        _require(0 <= self.start < self.end, f"empty piece of cue {self.cue_id}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of one speaker.

    `text` is the reading to translate (repaired); `pieces` say which source characters it came from, in order.
    `span` is speech time: the first to the last character, known or interpolated.
    `id` is `s<number of the first cue>-<k>`, k counting the sentences that begin in that cue: a change elsewhere
    in the episode does not renumber it.
    """

    id: str
    lang: Lang
    text: str
    pieces: tuple[Piece, ...]
    span: Span
    speaker: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.pieces), f"sentence {self.id} has no piece")


@dataclass(frozen=True, slots=True)
class Repair:
    """A change between what the transcript said and what we read, in replayable form.

    `kind` is word, number, hand-over, boundary or speaker; `start`/`end` are offsets in `before`'s sentence text
    where that makes sense. `applied` is False for a proposal that an editor still has to take.
    """

    id: str
    kind: str
    sentence_id: str
    before: str
    after: str
    reason: str
    confidence: float
    applied: bool = True
    term_id: str = ""
    cue_id: str = ""


# ---------------------------------------------------------------------------------------------------- glossary


class TermStatus(StrEnum):
    """Where a term stands; only approved ones steer translation."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    DEPRECATED = "deprecated"


class TermType(StrEnum):
    """What a term names (the words the site's entity lists use)."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    SOFTWARE = "Software"
    CONCEPT = "Concept"
    PRODUCT = "Product"
    PLACE = "Place"


@dataclass(frozen=True, slots=True)
class Variant:
    """How a recogniser may mishear a term. It counts only beside one of `contexts` when any are given."""

    text: str
    contexts: tuple[str, ...] = ()
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One entry drives everything: repair, translation, first mention, line breaks, entities, reports."""

    id: str
    source: str
    target: str
    type: TermType
    status: TermStatus = TermStatus.PROPOSED
    variants: tuple[Variant, ...] = ()
    forbidden: tuple[str, ...] = ()  # target renderings that must not appear
    accepted: tuple[str, ...] = ()  # other target renderings that count as right
    do_not_translate: bool = False
    case_sensitive: bool = False
    scope: str = ""  # "", "show:<name>", "episode:<id>" or "speaker:<label>"
    first_mention: str = ""  # e.g. 推論（inference）
    reading: str = ""
    definition_en: str = ""
    definition_ja: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.source), "a term needs its source text")


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms of one direction; `revision` is a hash of the content."""

    name: str
    pair: Pair
    terms: tuple[Term, ...]
    revision: str

    def approved(self) -> tuple[Term, ...]:
        """The terms that steer translation, in file order."""
        return tuple(term for term in self.terms if term.status is TermStatus.APPROVED)


# ------------------------------------------------------------------------------------------------- translation


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One candidate of an engine; a higher score is better, comparable within one sentence only."""

    text: str
    score: float


class Origin(StrEnum):
    """Where a translation came from, strongest first."""

    EDITOR = "editor"
    MEMORY = "memory"
    PHRASE = "phrase"
    ENGINE = "engine"
    COPY = "copy"


class Rung(StrEnum):
    """How a term got into its sentence: the ladder, in the order tried."""

    HINT = "hint"
    PLAIN = "plain"
    NBEST = "n-best"
    REPLACED = "replaced"
    SURROGATE = "surrogate"
    SUPPRESSED = "suppressed"
    FIXED = "fixed"  # a phrase, memory hit or editor already holds it
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class TermUse:
    """One occurrence of a term in a sentence's text and what became of it."""

    term_id: str
    start: int
    end: int
    rung: Rung
    rendering: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """The neutral target text of one sentence (no style profile applied).

    `alternatives` are other hypotheses that passed the guards, best first; `guards` names the rules the chosen
    text still breaks, empty when clean.
    """

    sentence_id: str
    text: str
    origin: Origin
    score: float = 0.0
    terms: tuple[TermUse, ...] = ()
    alternatives: tuple[Hypothesis, ...] = ()
    guards: tuple[str, ...] = ()


# ----------------------------------------------------------------------------------------- chapters, summaries


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages."""

    en: str
    ja: str

    def __getitem__(self, lang: Lang) -> str:
        return self.en if lang is Lang.EN else self.ja


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a summary and the sentences of the episode it rests on (never empty)."""

    text: str
    sentence_ids: tuple[str, ...]

    def __post_init__(self) -> None:
        _require(bool(self.sentence_ids), "a claim must point at sentences")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the episode; same ids and times in both languages."""

    id: str
    span: Span
    title: Bilingual
    sentence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChapterText:
    """What one language's summary says of one chapter."""

    chapter_id: str
    claims: tuple[Claim, ...]
    quote: Claim | None = None
    quote_speaker: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, product or idea the episode speaks of, with the sentences that mention it."""

    name: str
    type: TermType
    note: str
    sentence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The episode told in one language."""

    lang: Lang
    overview: tuple[Claim, ...]
    chapters: tuple[ChapterText, ...] = ()
    entities: tuple[Entity, ...] = ()
    hashtags: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------ findings, document


class Severity(StrEnum):
    """How much a finding matters: only errors close the quality gate."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Where:
    """A place a person can go to; zero and empty mean not applicable. `cue` counts from 1 in source order."""

    file: str = ""
    line: int = 0
    cue: int = 0
    sentence_id: str = ""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.line:
            parts.append(f"line {self.line}" if not self.file else f"{parts.pop()}:{self.line}")
        if self.cue:
            parts.append(f"cue {self.cue}")
        if self.sentence_id:
            parts.append(self.sentence_id)
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person should know. `code` is stable; `stage` is stamped by the flow."""

    code: str
    severity: Severity
    where: Where
    message: str
    hint: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A label in the transcript and who that is."""

    label: str
    name: Bilingual
    role: str = ""  # host, guest, narrator or empty


@dataclass(frozen=True, slots=True)
class Meta:
    """What `episode.toml` says about an episode; everything may be empty."""

    title: Bilingual = Bilingual("", "")
    channel: str = ""
    show: str = ""
    published: str = ""  # ISO 8601 date as written
    media_url: str = ""
    speakers: tuple[Speaker, ...] = ()

    def speaker(self, label: str) -> Speaker | None:
        """The speaker behind a transcript label, if the episode names one."""
        return next((speaker for speaker in self.speakers if speaker.label == label), None)


@dataclass(frozen=True, slots=True)
class Source:
    """The file an episode came from; `data` is in memory only, the codec keeps name and hash."""

    name: str
    sha256: str
    format: str = ""
    encoding: str = ""
    data: bytes = field(default=b"", repr=False, compare=False)

    @classmethod
    def of(cls, name: str, data: bytes) -> Source:
        """The source of these bytes."""
        return cls(name=name, sha256=hashlib.sha256(data).hexdigest(), data=data)


@dataclass(frozen=True, slots=True)
class Rendering:
    """A file that does not exist yet; `name` is a relative path with `/`."""

    name: str
    media_type: str
    text: str


class EditKind(StrEnum):
    """What an editor decided."""

    TRANSLATION = "translation"  # anchor: sentence id; after: the target text
    REPAIR = "repair"  # anchor: repair id; after: "refuse" or "accept"
    SUMMARY = "summary"  # anchor: e.g. "chapter:ch3:title:ja"; after: the text
    TIMING = "timing"  # anchor: a name of its own; before: the source's hash; after: a move, e.g. "shift 1500"


@dataclass(frozen=True, slots=True)
class Edit:
    """A human decision that outranks every stage and survives re-runs.

    `before` holds what the decision was made about (the source sentence, the repair's before-text): when that
    changed, the edit is kept and listed as a conflict.
    """

    kind: EditKind
    anchor: str
    before: str
    after: str
    state: str = "locked"  # approved, flagged or locked
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """The document. Every prefix of the flow is a valid Episode; later fields start empty."""

    id: str
    source: Source
    meta: Meta = Meta()
    pair: Pair = Pair(Lang.EN, Lang.JA)
    track: Track | None = None
    sentences: tuple[Sentence, ...] = ()
    repairs: tuple[Repair, ...] = ()
    translations: tuple[Translation, ...] = ()
    target: Track | None = None
    chapters: tuple[Chapter, ...] = ()
    summaries: tuple[Summary, ...] = ()
    renderings: tuple[Rendering, ...] = ()
    findings: tuple[Finding, ...] = ()
    signature: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.id), "an episode needs an id")

    def with_findings(self, findings: Iterable[Finding]) -> Episode:
        """The same episode knowing these findings too."""
        more = tuple(findings)
        return replace(self, findings=self.findings + more) if more else self

    def source_track(self) -> Track:
        """The track, for stages after ingest."""
        if self.track is None:
            raise ValueError(f"episode {self.id} has not been ingested")
        return self.track

    def target_track(self) -> Track:
        """The target track, for stages after retime."""
        if self.target is None:
            raise ValueError(f"episode {self.id} has not been re-timed")
        return self.target
