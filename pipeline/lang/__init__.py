"""Plug-in family 3: what we know about a language. One row a language; the crafts load when first used.

The limits of a language are data of the configuration (`config.LimitsByLang`), not of this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

from pipeline.model import Lang
from pipeline.registry import load_object


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its crafts, each by its import path and imported at its first use."""

    lang: Lang
    name: str
    endonym: str
    joiner: str  # what stands between two sentences of one cue
    sentences_path: str
    strengths_path: str

    def sentences(self) -> Any:
        """The module of sentence rules."""
        return import_module(self.sentences_path)

    def strengths(self) -> Callable[[str], bytes]:
        """How good each offset of a text is to break at (see `boundaries.Strength`)."""
        found: Callable[[str], bytes] = load_object(self.strengths_path)
        return found


LANGUAGES: Mapping[Lang, Language] = MappingProxyType(
    {
        Lang.EN: Language(Lang.EN, "English", "English", " ", "pipeline.lang.en", "pipeline.lang.en_breaks:strengths"),
        Lang.JA: Language(
            Lang.JA, "Japanese", "日本語", "", "pipeline.lang.ja_sentences", "pipeline.lang.ja:strengths"
        ),
    }
)
