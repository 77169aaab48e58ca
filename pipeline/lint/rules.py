"""The rules of `nijimaku lint`: what each is called, how much it matters, where it comes from, what mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.model import Lang, Severity

_NETFLIX_TIME = "Netflix, General Requirements: 5/6 s to 7 s, two frames between subtitles"
_NETFLIX_JA = "Netflix Japanese Timed Text Style Guide"
_NETFLIX_EN = "Netflix English Timed Text Style Guide, characters a second"
_HOUSE = "Nijimaku: 6 cells a second aimed at, 7 the most, since 4 cannot be reached in talk"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `fixable` says that `--fix` may mend a breach; `english` is its source where English has another."""

    code: str
    severity: Severity
    source: str
    remedy: str
    fixable: bool = False
    english: str = ""

    def source_for(self, lang: Lang) -> str:
        """Where the rule comes from, for a text of this language."""
        return (self.english or self.source) if lang is Lang.EN else self.source


def _table(*rules: Rule) -> Mapping[str, Rule]:
    return MappingProxyType({rule.code: rule for rule in rules})


RULES: Mapping[str, Rule] = _table(
    Rule(
        "cps-hard", Severity.WARNING, _HOUSE, "shorten the text or give the cue more time", english=f"{_NETFLIX_EN}: 20"
    ),
    Rule("cps-target", Severity.INFO, _HOUSE, "use the silence after the cue", english=f"{_NETFLIX_EN}: 17"),
    Rule(
        "cps-strict",
        Severity.INFO,
        f"{_NETFLIX_JA}: 4 cells a second",
        "nothing to do in talk",
        english=f"{_NETFLIX_EN}: 17",
    ),
    Rule(
        "line-wide",
        Severity.ERROR,
        f"{_NETFLIX_JA}: 13 full-width characters a line, half-width ones count half; wider profiles by choice",
        "break the line at a phrase boundary",
        fixable=True,
        english="Netflix English Timed Text Style Guide: 42 characters a line",
    ),
    Rule(
        "line-unbroken",
        Severity.WARNING,
        "Netflix English Timed Text Style Guide: 42 characters a line; captions as delivered have no line breaks yet",
        "break the line at a phrase boundary, or leave it to the player",
        fixable=True,
    ),
    Rule("lines-many", Severity.ERROR, "Netflix, General Requirements: two lines", "split the cue", fixable=True),
    Rule("kinsoku", Severity.ERROR, "JIS X 4051 / JLREQ line composition rules", "move the line break", fixable=True),
    Rule(
        "break-in-word",
        Severity.WARNING,
        "JIS X 4051 leaves it open; every Japanese subtitle guide forbids it",
        "move the line break to a phrase boundary",
    ),
    Rule(
        "line-particle",
        Severity.INFO,
        "Japanese subtitle practice: a particle stays with its word",
        "move the line break before the word it belongs to",
    ),
    Rule("cue-short", Severity.WARNING, _NETFLIX_TIME, "lengthen it into free time or join it", fixable=True),
    Rule("cue-long", Severity.WARNING, _NETFLIX_TIME, "split the cue"),
    Rule("gap-small", Severity.WARNING, _NETFLIX_TIME, "let the two cues touch", fixable=True),
    Rule("cue-overlap", Severity.ERROR, _NETFLIX_TIME, "end the first cue where the next begins", fixable=True),
    Rule("cues-none", Severity.ERROR, "a subtitle file without a cue shows nothing", "export the file again"),
    Rule("cue-empty", Severity.WARNING, "WebVTT: a cue without text shows nothing", "remove the cue", fixable=True),
    Rule("blank-ends", Severity.INFO, "a blank at the end of a line shifts centred text", "remove it", fixable=True),
    Rule(
        "encoding",
        Severity.WARNING,
        "WebVTT 4: files are UTF-8; players guess at others",
        "save the file as UTF-8",
        fixable=True,
    ),
    Rule("encoding-doubled", Severity.ERROR, "UTF-8 encoded twice cannot be read", "export the file again"),
    Rule(
        "span-unclosed",
        Severity.WARNING,
        "WebVTT 5.1: every span is closed, but for a voice that covers the whole cue",
        "close the span",
        fixable=True,
    ),
    Rule(
        "untranslated",
        Severity.WARNING,
        "a cue of this track is written in the other language",
        "translate it, or check the track's language",
    ),
    Rule("punctuation-ja", Severity.INFO, f"{_NETFLIX_JA}: no 、 and no 。", "a half-width space for 、, full for 。"),
)
