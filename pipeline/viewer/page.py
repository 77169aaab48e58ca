"""What an episode's page shows, language by language, before any template: plain data from one Episode."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.model import Bilingual, Claim, Cue, Episode, Lang, Sentence, Summary, Track
from pipeline.summary.heading import episode_title
from pipeline.timecode import short_clock
from pipeline.viewer.marks import Part, marked, pattern
from pipeline.viewer.readings import readings

VIDEO = (".mp4", ".m4v", ".webm", ".mov", ".ogv")
MAX_MENTIONS = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence on the page; `en`/`ja` are its parts, empty where there is no text."""

    id: str
    start_ms: int
    end_ms: int
    en: Sequence[Part]
    ja: Sequence[Part]
    unsure: bool = False  # the translation still breaks a rule

    @property
    def clock(self) -> str:
        return short_clock(self.start_ms)


@dataclass(frozen=True, slots=True)
class Turn:
    """Sentences of one speaker in a row; `voice` numbers the speakers, -1 for nobody."""

    name: Bilingual
    voice: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a summary and where it comes from."""

    text: str
    sentence_id: str
    clock: str


@dataclass(frozen=True, slots=True)
class Side:
    """One language's words about a chapter."""

    claims: tuple[Told, ...] = ()
    quote: Told | None = None
    quote_speaker: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter on the page: title, both summaries, its part of the transcript."""

    id: str
    title: Bilingual
    start_ms: int
    en: Side
    ja: Side
    turns: tuple[Turn, ...]

    @property
    def clock(self) -> str:
        return short_clock(self.start_ms)


@dataclass(frozen=True, slots=True)
class Thing:
    """A person or term with what is said of it in both languages and where it comes up."""

    name: Bilingual
    type: str
    note: Bilingual
    mentions: tuple[tuple[str, str], ...]  # sentence id, clock
    more: int


@dataclass(frozen=True, slots=True)
class Media:
    """The recording a page may play."""

    url: str
    video: bool
    origin: str  # what the content policy must admit


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the episode template needs."""

    id: str
    title: Bilingual
    channel: str
    published: str
    source: Lang
    target: Lang
    duration_ms: int
    overview: tuple[tuple[Told, ...], tuple[Told, ...]]  # English, Japanese
    sections: tuple[Section, ...]
    things: tuple[Thing, ...]
    tags: tuple[str, ...]
    media: Media | None

    @property
    def unsure(self) -> bool:
        """True when a translation shown still breaks a rule."""
        return any(row.unsure for section in self.sections for turn in section.turns for row in turn.rows)

    @property
    def duration(self) -> str:
        return short_clock(self.duration_ms)


def media_of(url: str) -> Media | None:
    """The recording behind a URL: http(s), or a path beside the page; anything else is not played.

    >>> media_of("https://example.org/talk.mp3?x=1").origin, media_of("talk.mp4").video, media_of("javascript:alert(1)")
    ('https://example.org', True, None)
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if not url or re.search(r"[\s\"'<>\\;,]", url):
        return None
    video = parts.path.lower().endswith(VIDEO)
    if parts.scheme in ("http", "https") and parts.netloc and "@" not in parts.netloc:
        return Media(url, video, f"{parts.scheme}://{parts.netloc}")
    if not parts.scheme and not parts.netloc and not url.startswith(("/", "\\")) and ".." not in parts.path.split("/"):
        return Media(url, video, "")
    return None


def name_of(episode: Episode, label: str) -> Bilingual:
    """Who a speaker's label is; nobody for an empty label."""
    speaker = episode.meta.speaker(label)
    if speaker:
        return Bilingual(speaker.name.en or speaker.name.ja or label, speaker.name.ja or speaker.name.en or label)
    numbered = re.fullmatch(r"(?i)speaker\s*(\d+)", label)
    return Bilingual(label, f"話者{numbered.group(1)}" if numbered else label)


def duration_of(episode: Episode) -> int:
    """Milliseconds to the end of the last thing said."""
    ends = [sentence.span.end_ms for sentence in episode.sentences]
    ends += [cue.span.end_ms for track in (episode.track, episode.target) if track for cue in track.cues]
    return max(ends, default=0)


def page_of(episode: Episode) -> Page:
    """The page of an episode at any stage of the flow; later parts are simply missing from earlier ones."""
    by_lang = {summary.lang: summary for summary in episode.summaries}
    english, japanese = by_lang.get(Lang.EN), by_lang.get(Lang.JA)
    times = {sentence.id: short_clock(sentence.span.start_ms) for sentence in episode.sentences}
    things = _things(english, japanese, times)
    rows = _rows(episode, things)
    return Page(
        id=episode.id,
        title=episode_title(episode),
        channel=episode.meta.channel or episode.meta.show,
        published=published_of(episode),
        source=episode.pair.source,
        target=episode.pair.target,
        duration_ms=duration_of(episode),
        overview=(_overview(english, times), _overview(japanese, times)),
        sections=_sections(episode, rows, by_lang, times),
        things=things,
        tags=(english or japanese or Summary(Lang.EN, ())).hashtags,
        media=media_of(episode.meta.media_url),
    )


def published_of(episode: Episode) -> str:
    """The publication date as `YYYY-MM-DD`, empty when the episode gives none that can be read."""
    found = re.match(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?=\Z|T)", episode.meta.published.strip())
    return found.group() if found else ""


def _overview(summary: Summary | None, times: dict[str, str]) -> tuple[Told, ...]:
    return _told(summary.overview, times) if summary else ()


def _told(claims: Sequence[Claim], times: dict[str, str]) -> tuple[Told, ...]:
    return tuple(
        Told(claim.text, claim.sentence_ids[0], times.get(claim.sentence_ids[0], "")) for claim in claims
    )


def _things(english: Summary | None, japanese: Summary | None, times: dict[str, str]) -> tuple[Thing, ...]:
    things = []
    left, right = (english.entities if english else ()), (japanese.entities if japanese else ())
    if len(left) != len(right):
        left = right = left or right  # a document of one language only
    for one, other in zip(left, right, strict=True):
        known = [(sentence_id, times[sentence_id]) for sentence_id in one.sentence_ids if sentence_id in times]
        things.append(
            Thing(
                Bilingual(one.name, other.name), one.type.value, Bilingual(one.note, other.note),
                tuple(known[:MAX_MENTIONS]), max(0, len(known) - MAX_MENTIONS),
            )
        )
    return tuple(things)


def _rows(episode: Episode, things: Sequence[Thing]) -> list[tuple[Sentence, Row]]:
    names = {
        lang: pattern(((at, thing.name[lang]) for at, thing in enumerate(things)), lang) for lang in (Lang.EN, Lang.JA)
    }
    chosen = {item.sentence_id: item for item in episode.translations}
    rows = []
    for sentence in sorted(episode.sentences, key=lambda item: item.span.start_ms):
        other = chosen.get(sentence.id)
        texts = {sentence.lang: sentence.text, sentence.lang.other: other.text if other else ""}
        rows.append(
            (
                sentence,
                Row(
                    sentence.id, sentence.span.start_ms, sentence.span.end_ms,
                    marked(texts[Lang.EN], names[Lang.EN]), marked(texts[Lang.JA], names[Lang.JA]),
                    bool(other and other.guards),
                ),
            )
        )
    return rows


def _sections(
    episode: Episode, rows: Sequence[tuple[Sentence, Row]], summaries: dict[Lang, Summary], times: dict[str, str]
) -> tuple[Section, ...]:
    labels = list(dict.fromkeys(sentence.speaker for sentence, _ in rows if sentence.speaker))
    chapter_of = {one: chapter.id for chapter in episode.chapters for one in chapter.sentence_ids}
    parts: dict[str, list[tuple[Sentence, Row]]] = {chapter.id: [] for chapter in episode.chapters}
    current = episode.chapters[0].id if episode.chapters else ""
    parts.setdefault(current, [])
    for sentence, row in rows:
        current = chapter_of.get(sentence.id, current)
        parts[current].append((sentence, row))
    if not episode.chapters:
        return (Section("", Bilingual("", ""), 0, Side(), Side(), _turns(episode, parts[""], labels)),) if rows else ()
    return tuple(
        Section(
            chapter.id, chapter.title, chapter.span.start_ms, _side(summaries.get(Lang.EN), chapter.id, times),
            _side(summaries.get(Lang.JA), chapter.id, times), _turns(episode, parts[chapter.id], labels),
        )
        for chapter in episode.chapters
    )


def _side(summary: Summary | None, chapter_id: str, times: dict[str, str]) -> Side:
    text = next((item for item in summary.chapters if item.chapter_id == chapter_id), None) if summary else None
    if text is None:
        return Side()
    quote = _told((text.quote,), times)[0] if text.quote else None
    return Side(_told(text.claims, times), quote, text.quote_speaker)


def _turns(episode: Episode, rows: Sequence[tuple[Sentence, Row]], labels: Sequence[str]) -> tuple[Turn, ...]:
    turns: list[tuple[str, list[Row]]] = []
    for sentence, row in rows:
        if not turns or turns[-1][0] != sentence.speaker:
            turns.append((sentence.speaker, []))
        turns[-1][1].append(row)
    return tuple(
        Turn(name_of(episode, label), labels.index(label) if label else -1, tuple(said)) for label, said in turns
    )


def captions_script(episode: Episode) -> str:
    """`cues.js`: the cues of both tracks for the player, as one call with plain data.

    A script and not JSON, because a page opened from a disk may load scripts but not fetch.
    """
    tracks = {episode.pair.source: episode.track, episode.pair.target: episode.target}
    data = {str(lang): _cues(tracks.get(lang)) for lang in (Lang.EN, Lang.JA)}
    return f"nijimaku.cues({_json(data)});\n"


def _cues(track: Track | None) -> list[list[object]]:
    def shown(cue: Cue) -> list[object]:
        return [cue.span.start_ms, cue.span.end_ms, cue.text]

    return [shown(cue) for cue in track.cues] if track else []


def readings_script(episode: Episode) -> str:
    """`readings.js`: furigana of every Japanese sentence by id, flat `[start, end, reading, ...]`.

    Offsets count UTF-16 units, as the page's own text does.
    """
    chosen = {item.sentence_id: item.text for item in episode.translations}
    data: dict[str, list[object]] = {}
    for sentence in episode.sentences:
        text = sentence.text if sentence.lang is Lang.JA else chosen.get(sentence.id, "")
        flat: list[object] = []
        for start, end, reading in readings(text):
            flat.extend((_units(text[:start]), _units(text[:end]), reading))
        if flat:
            data[sentence.id] = flat
    return f"nijimaku.readings({_json(data)});\n"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _json(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
