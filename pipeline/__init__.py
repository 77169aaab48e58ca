"""Nijimaku: an English transcript in, checked English/Japanese subtitle tracks out, offline.

Start with `pipeline/flow.py`: it is the whole product in one table.

The rooms, innermost first (imports point inward only; `tests/test_layers.py` keeps it so):

- ground: `model timecode config codec registry errors`
- crafts: `formats lang engines glossary memory timing summary qa ...`
- verbs: `stages` (ingest, segment, translate, retime, write, summarise), in the order of `flow`
- doors: `store cli batch executors viewer editor`
"""

__version__ = "0.1.0"
