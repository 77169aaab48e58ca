"""Chapters and summaries: extractive, deterministic, the same ids and times in both languages.

words -> vectors -> chapters -> titles, ranking -> compress, quotes, entities -> markdown. Nothing here reads a file;
`pipeline/stages/summarise.py` puts the parts together.
"""
