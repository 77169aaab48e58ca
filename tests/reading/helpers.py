"""Tracks written as text: `S2 | words` is a cue of Speaker 2, `(3.5)` on its own a silence of so many seconds."""

from __future__ import annotations

import re

from pipeline.model import Cue, Lang, Mark, MarkKind, Span, Track, TrackKind


def track_of(script: str, lang: Lang = Lang.EN) -> Track:
    cues: list[Cue] = []
    now_ms = 1_000
    for raw in script.strip().splitlines():
        line = raw.strip()
        if pause := re.fullmatch(r"\((\d+(?:\.\d+)?)\)", line):
            now_ms += round(float(pause[1]) * 1000)
            continue
        label, bar, text = line.partition(" | ")
        if not bar:
            label, text = "", line
        speaker = re.sub(r"^S(\d+)$", r"Speaker \1", label)
        marks = (Mark(0, len(text), MarkKind.VOICE, speaker),) if speaker else ()
        end_ms = now_ms + max(300, 60 * len(text))
        number = len(cues) + 1
        cues.append(Cue(f"c{number}", Span(now_ms, end_ms), text, marks, number=number))
        now_ms = end_ms + 40
    return Track(lang, TrackKind.CAPTIONS, tuple(cues))
