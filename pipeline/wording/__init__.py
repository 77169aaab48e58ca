"""Craft: what engines need around them: numbers, an easier source, a tidier target, one register."""
