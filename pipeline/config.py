"""One frozen configuration: defaults < `nijimaku.toml` < `--set section.key=value`.

Every knob has a default, its unit in its name, and a line saying what raising it does; `docs/config.md` is made
from this module. Unknown keys are refused with a suggestion and all faults of a file are listed together.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, get_args, get_origin, get_type_hints

from pipeline.errors import ConfigError
from pipeline.registry import suggestion


def knob(
    default: Any, doc: str, *, choices: tuple[str, ...] = (), minimum: float | None = None, neutral: bool = False
) -> Any:
    """A documented field: `doc` says what it does and what raising it changes; a `neutral` one changes no output."""
    return field(default=default, metadata={"doc": doc, "choices": choices, "minimum": minimum, "neutral": neutral})


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """Reading the source file."""

    max_bytes: int = knob(64_000_000, "Largest source file read. Raising it admits longer files.", minimum=1)
    max_cues: int = knob(200_000, "Most cues read from one file. Raising it admits longer files.", minimum=1)
    max_overlap_ms: int = knob(
        1_500,
        "Cues of one speaker that overlap by at most this are trimmed to touch; longer overlaps are kept and reported."
        " Raising it trims more.",
        minimum=0,
    )
    check_language: bool = knob(
        True, "Refuse a file that is plainly in the other language, or that nobody can have said in its time."
    )


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """Joining cues to sentences."""

    max_silence_ms: int = knob(
        2_000,
        "A sentence never runs over a silence longer than this. Raising it joins across longer pauses.",
        minimum=0,
    )
    repair: bool = knob(
        True, "Repair hand-overs, sentence ends, misheard terms and numbers; false keeps every word as delivered."
    )
    min_confidence: float = knob(
        0.68,
        "A repair is applied from this probability on; less certain ones are proposed. Raising it repairs less.",
        minimum=0,
    )
    max_sentence_chars: int = knob(
        600,
        "A run without any end mark is cut at the best place near this length. Raising it allows longer sentences.",
        minimum=40,
    )


@dataclass(frozen=True, slots=True)
class TranslateSettings:
    """Choosing the text of each sentence."""

    model: str = knob(
        "",
        "Package name or path; empty picks an installed package for the pair, else the bundled one. "
        "FIRST+SECOND translates through a language between them.",
    )
    hypotheses: int = knob(4, "Candidates decoded per sentence. Raising it finds better ones, more slowly.", minimum=1)
    beam_size: int = knob(
        0, "Beam width of decoding; 0 takes the package's own. Raising it searches more, more slowly.", minimum=0
    )
    plain_speakers: tuple[str, ...] = knob((), "Labels of speakers who talk plainly (だ・である); others are polite.")
    cache: str = knob("", "File of the decode cache; empty takes the user's cache folder, off uses none.", neutral=True)
    memory: str = knob(
        "", "File of the translation memory; empty takes the user's data folder, off uses none.", neutral=True
    )
    fuzzy_min: float = knob(
        0.92,
        "Least likeness at which a remembered sentence counts; 1 takes exact ones only. Raising it trusts fewer.",
        minimum=0.5,
    )
    compute_type: str = knob("", "CTranslate2 compute type; empty takes what the package declares (int8 for ours).")
    threads: int = knob(0, "Decoder threads; 0 takes all cores this process may use.", minimum=0, neutral=True)
    batch_tokens: int = knob(
        0,
        "Most tokens decoded together; 0 chooses from the package. Raising it is faster and takes more memory.",
        minimum=0,
        neutral=True,
    )


@dataclass(frozen=True, slots=True)
class RetimeSettings:
    """Cutting translations into timed cues."""

    profile: str = knob(
        "netflix",
        "Line profile of the Japanese cues: 13, 20 or 11 cells a line, unless limits.ja.max_line_cells says otherwise.",
        choices=("netflix", "web", "vertical"),
    )
    style: str = knob(
        "subtitle-ja",
        "Punctuation, digits and spaces of Japanese cues; sentences.tsv keeps the neutral text.",
        choices=("subtitle-ja", "transcript-ja", "neutral"),
    )
    mark_space: str = knob("full", "Space after ！ and ？ inside a subtitle-ja cue.", choices=("full", "half", "none"))
    kinsoku: str = knob(
        "strict",
        "Line-break strictness of JIS X 4051; normal lets small kana and ー begin a line, loose also 々, ・, hyphens.",
        choices=("loose", "normal", "strict"),
    )
    shorten: bool = knob(
        True, "Show a shorter hypothesis when a sentence is too fast to read and nothing is lost by it."
    )
    fast_cost: float = knob(
        3.0, "Cost of a cell a second above target_cps. Raising it evens reading speed more.", minimum=0
    )
    too_fast_cost: float = knob(9.0, "Further cost above hard_cps. Raising it avoids fast cues more.", minimum=0)
    drift_cost: float = knob(
        12.0, "Cost of a second between speech and text. Raising it follows speech more.", minimum=0
    )
    cue_cost: float = knob(20.0, "Cost of a further cue (flicker). Raising it makes fewer, fuller cues.", minimum=0)
    short_cost: float = knob(60.0, "Cost of a very short cue. Raising it joins short cues more.", minimum=0)
    orphan_cost: float = knob(40.0, "Cost of a cue of a few cells left over. Raising it avoids them more.", minimum=0)
    uneven_cost: float = knob(16.0, "Cost of cues of unequal length. Raising it evens them more.", minimum=0)
    break_cost: float = knob(
        1.0, "Weight of bad places to end a cue. Raising it keeps phrases and clauses whole more.", minimum=0
    )
    join_cost: float = knob(30.0, "Cost of two sentences in one cue. Raising it keeps sentences apart more.", minimum=0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one language's cues may look like; lengths in full-width cells (a half-width character counts 0.5)."""

    max_line_cells: float = knob(13.0, "Widest line. Raising it allows longer lines.", minimum=1)
    max_lines: int = knob(2, "Most lines in a cue. Raising it allows taller cues.", minimum=1)
    target_cps: float = knob(6.0, "Reading speed aimed at, cells a second. Raising it shows text faster.", minimum=0.1)
    hard_cps: float = knob(7.0, "Reading speed above which a cue is reported. Raising it reports fewer.", minimum=0.1)
    strict_cps: float = knob(4.0, "Strictest guide's reading speed, reported only.", minimum=0.1)
    min_ms: int = knob(833, "Shortest cue. Raising it lengthens short cues.", minimum=1)
    max_ms: int = knob(7_000, "Longest cue. Raising it lets cues stand longer.", minimum=1)
    gap_ms: int = knob(83, "Least gap between two cues that do not touch (2 frames at 24 fps).", minimum=0)
    max_late_ms: int = knob(500, "How far a cue may stay after its speech ends. Raising it slows reading.", minimum=0)


def _en_limits() -> Limits:
    return Limits(max_line_cells=21.0, target_cps=8.5, hard_cps=10.0, strict_cps=8.5)


@dataclass(frozen=True, slots=True)
class LimitsByLang:
    """Limits of each language."""

    en: Limits = field(
        default_factory=_en_limits, metadata={"doc": "English: 42 half-width characters x 2, 17/20 cps."}
    )
    ja: Limits = field(default_factory=Limits, metadata={"doc": "Japanese: 13 full-width characters x 2, 6/7 cps."})


PROFILE_CELLS = {"netflix": 13.0, "web": 20.0, "vertical": 11.0}


def in_profile(limits: LimitsByLang, settings: RetimeSettings) -> LimitsByLang:
    """The limits with the line width of the profile; a width set for Japanese wins over the profile's.

    >>> in_profile(LimitsByLang(), RetimeSettings(profile="web")).ja.max_line_cells
    20.0
    """
    if limits.ja.max_line_cells != Limits().max_line_cells:
        return limits
    return replace(limits, ja=replace(limits.ja, max_line_cells=PROFILE_CELLS[settings.profile]))


@dataclass(frozen=True, slots=True)
class WriteSettings:
    """Which tracks are written and how they look."""

    formats: tuple[str, ...] = knob(
        ("vtt", "srt", "ass"),
        "Formats written for every episode beside the sentence table, or `all`; `nijimaku export --list` names them.",
    )
    top: str = knob("en", "Language that stands above in bilingual tracks.", choices=("en", "ja"))
    vtt_style: bool = knob(
        True, "Put a STYLE block into bilingual WebVTT; players built on FFmpeg before 6 show nothing of such a file."
    )
    vertical: bool = knob(False, "Write Japanese TTML top to bottom, two-digit numbers upright.")
    base_url: str = knob("", "Where the files will stand on the web, for the links of the podcast feed.")
    hls_segment_s: int = knob(60, "Seconds in an HLS segment. Raising it makes fewer, larger files.", minimum=1)
    hls_mpegts: int = knob(900_000, "MPEG-TS time (90 kHz) of the programme's start, for X-TIMESTAMP-MAP.", minimum=0)
    fix_source: bool = knob(
        False, "Write the repaired source text, each word in a cue of who said it, instead of the delivered track."
    )


@dataclass(frozen=True, slots=True)
class SummariseSettings:
    """Chapters and summaries."""

    minutes_per_chapter: float = knob(
        2.5, "Typical chapter length of a half-hour episode. Raising it makes fewer, longer chapters.", minimum=0.5
    )
    embedding: str = knob(
        "",
        "Folder of a static embedding model (tokenizer.json, model.safetensors); empty compares sentences by TF-IDF.",
    )
    overview_sentences: int = knob(4, "Sentences in the overview. Raising it makes it longer.", minimum=1)


@dataclass(frozen=True, slots=True)
class QaSettings:
    """The quality gate (`--strict`)."""

    min_hard_cps_share: float = knob(
        0.25, "Least share of Japanese cues at or under hard_cps for the gate. Raising it is stricter.", minimum=0
    )
    max_missed_terms_share: float = knob(
        0.5,
        "Largest share of approved-term occurrences that may be missed for the gate. Raising it is laxer.",
        minimum=0,
    )


@dataclass(frozen=True, slots=True)
class Config:
    """All of it; each stage gets only its own section."""

    source: str = knob("en", "Language of the transcript.", choices=("en", "ja"))
    target: str = knob("ja", "Language translated into.", choices=("en", "ja"))
    glossaries: tuple[str, ...] = knob((), "Glossary files; empty takes the bundled one for the pair.")
    ingest: IngestSettings = field(default_factory=IngestSettings)
    segment: SegmentSettings = field(default_factory=SegmentSettings)
    translate: TranslateSettings = field(default_factory=TranslateSettings)
    retime: RetimeSettings = field(default_factory=RetimeSettings)
    limits: LimitsByLang = field(default_factory=LimitsByLang)
    write: WriteSettings = field(default_factory=WriteSettings)
    summarise: SummariseSettings = field(default_factory=SummariseSettings)
    qa: QaSettings = field(default_factory=QaSettings)

    def as_data(self) -> dict[str, Any]:
        """The configuration as plain tables, ready for JSON."""
        return _as_data(self)

    def fingerprint(self) -> str:
        """Short hash of every value that can change the output; equal configurations have equal fingerprints."""
        text = json.dumps(_as_data(self, neutral=False), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]




def _as_data(section: Any, *, neutral: bool = True) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for item in fields(section):
        value = getattr(section, item.name)
        if is_dataclass(value):
            table[item.name] = _as_data(value, neutral=neutral)
        elif neutral or not item.metadata.get("neutral"):
            table[item.name] = list(value) if isinstance(value, tuple) else value
    return table


def from_toml(text: str, *, name: str = "nijimaku.toml", overrides: Sequence[str] = ()) -> Config:
    """The configuration of a TOML text with `section.key=value` overrides on top.

    Raises ConfigError listing every fault at once.

    >>> from_toml("[limits.ja]\\nmax_lines = 3").limits.ja.max_lines
    3
    >>> from_toml("", overrides=["limits.ja.target_cps=5.5"]).limits.ja.target_cps
    5.5
    """
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=name, hint="check quotes and brackets there") from None
    faults: list[str] = []
    for override in overrides:
        _override(table, override, faults)
    config: Config = _build(Config(), table, "", faults)
    faults.extend(_cross_checks(config))
    if faults:
        raise ConfigError(
            "; ".join(faults),
            where=name if not overrides or name == "--set" else f"{name} and --set",
            hint="nijimaku config lists every key",
        )
    return config


def _override(table: dict[str, Any], override: str, faults: list[str]) -> None:
    path, equals, raw = override.partition("=")
    if not equals or not path.strip():
        faults.append(f"--set {override}: expected section.key=value")
        return
    try:
        value: Any = tomllib.loads(f"value = {raw.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        value = raw.strip()  # a bare word is a string: nobody should have to quote twice in a shell
    *parents, key = [part.strip() for part in path.split(".")]
    for parent in parents:
        inner = table.setdefault(parent, {})
        if not isinstance(inner, dict):
            faults.append(f"--set {override}: {parent} is not a section")
            return
        table = inner
    table[key] = value


def _build(section: Any, table: Mapping[str, Any], path: str, faults: list[str]) -> Any:
    hints = get_type_hints(type(section))
    known = {item.name: item for item in fields(section)}
    changes: dict[str, Any] = {}
    for key, value in table.items():
        where = f"{path}{key}"
        item = known.get(key)
        if item is None:
            faults.append(f"unknown key {where} ({suggestion(key, known)})")
        elif is_dataclass(hints[key]):
            if isinstance(value, dict):
                changes[key] = _build(getattr(section, key), value, f"{where}.", faults)
            else:
                faults.append(f"{where}: expected a section, got {value!r}")
        else:
            fault, good = _coerce(value, hints[key], item.metadata)
            if fault:
                faults.append(f"{where}: {fault}")
            else:
                changes[key] = good
    return replace(section, **changes)


def _coerce(value: Any, kind: Any, metadata: Mapping[str, Any]) -> tuple[str, Any]:
    choices = metadata.get("choices") or ()
    minimum = metadata.get("minimum")
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        if isinstance(value, str) and inner is str:
            value = [part.strip() for part in value.split(",") if part.strip()]
        if not isinstance(value, list) or not all(isinstance(part, inner) for part in value):
            return f"expected a list of {_kind_name(inner)}, got {value!r}", None
        return "", tuple(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        return f"expected {_kind_name(kind)}, got {value!r}", None
    if choices and value not in choices:
        return f"{value!r} is not one of {', '.join(choices)} ({suggestion(str(value), choices)})", None
    if minimum is not None and not value >= minimum:  # written so that NaN fails too
        return f"{value!r} is below the least value {minimum:g}", None
    if kind is float and value == float("inf"):
        return "must be finite", None
    return "", value


def _kind_name(kind: Any) -> str:
    return {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}.get(kind, str(kind))


def _cross_checks(config: Config) -> Iterator[str]:
    if config.source == config.target:
        yield f"source and target are both {config.source!r}"
    for name in ("en", "ja"):
        limits: Limits = getattr(config.limits, name)
        if limits.min_ms > limits.max_ms:
            yield f"limits.{name}: min_ms {limits.min_ms} is above max_ms {limits.max_ms}"
        if limits.target_cps > limits.hard_cps:
            yield f"limits.{name}: target_cps {limits.target_cps} is above hard_cps {limits.hard_cps}"


def reference(section: Any = None, path: str = "") -> Iterator[tuple[str, str, str, str]]:
    """`(key, type, default, what it does)` of every knob in order: the table of docs/config.md."""
    section = section if section is not None else Config()
    hints = get_type_hints(type(section))
    for item in fields(section):
        value = getattr(section, item.name)
        if is_dataclass(value):
            yield from reference(value, f"{path}{item.name}.")
        else:
            kind = hints[item.name]
            name = "list of text" if get_origin(kind) is tuple else kind.__name__
            default = json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
            choices = item.metadata.get("choices")
            doc = item.metadata["doc"] + (f" One of: {', '.join(choices)}." if choices else "")
            yield f"{path}{item.name}", name, default, doc
