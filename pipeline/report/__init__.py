"""`report.html`: how readable an episode's cues are, before and after, with pictures; one file that needs nothing."""

from pipeline.report.figures import Figures, gather
from pipeline.report.page import page

__all__ = ["Figures", "gather", "page"]
