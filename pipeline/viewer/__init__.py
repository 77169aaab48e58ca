"""The static site: `episode.json` in, pages out. No server, no external request, readable without JavaScript.

page (what an episode's page shows) and catalogue (its card) -> templates -> build (only what changed) -> serve
(loopback).
"""
