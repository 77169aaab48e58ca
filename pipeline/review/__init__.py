"""Craft: what an editor reviews and decides. Pure: items with reasons, a queue, moves, find and replace, lessons.

items (sentence, both texts, why it needs a look) -> queue (worst first) -> workflow (moves -> Edit) -> learn (what an
edit teaches glossary and memory).
"""
