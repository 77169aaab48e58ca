"""Judge a finished subtitle file, ours or not: what breaks which rule, where, and what would mend it."""

from pipeline.lint.check import Breach, Report, check
from pipeline.lint.declined import why_left
from pipeline.lint.fix import fix
from pipeline.lint.rules import RULES, Rule

__all__ = ["RULES", "Breach", "Report", "Rule", "check", "fix", "why_left"]
