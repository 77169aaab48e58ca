"""Judge a finished subtitle file, ours or not: what breaks which rule, where, and what would mend it."""

from pipeline.lint.check import Report, check
from pipeline.lint.fix import fix
from pipeline.lint.rules import RULES, Rule

__all__ = ["RULES", "Report", "Rule", "check", "fix"]
