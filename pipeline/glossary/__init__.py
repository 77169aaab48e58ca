"""Craft: terms of a glossary in text (`match`) and the way a new rendering gets into a sentence (`fit`)."""

from pipeline.glossary.match import Matcher, Occurrence, find_terms, find_variants, holds

__all__ = ["Matcher", "Occurrence", "find_terms", "find_variants", "holds"]
