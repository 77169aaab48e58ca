"""The repaired source track."""

from __future__ import annotations

from pipeline.config import SegmentSettings
from pipeline.model import Edit, EditKind, Episode, Glossary, Lang, Pair, Source
from pipeline.reading.fixed import fixed_track
from pipeline.stages import segment
from tests.reading.helpers import track_of

NO_TERMS = Glossary("none", Pair(Lang.EN, Lang.JA), (), "0")
SCRIPT = """
S2 | It was founded by others, but now it is backed by both Amazon and.
S3 | Google. But that is a bit of a tangled web.
"""


def run(edits: tuple[Edit, ...] = (), knobs: SegmentSettings | None = None) -> Episode:
    episode = Episode(id="t", source=Source.of("t", b""), track=track_of(SCRIPT))
    return segment.run(episode, glossary=NO_TERMS, edits=edits, settings=knobs or SegmentSettings())


def test_moved_words_stand_in_a_cue_of_their_speaker() -> None:
    episode = run()
    fixed = fixed_track(track_of(SCRIPT), episode.sentences)
    assert [(cue.voice, cue.text) for cue in fixed.cues] == [
        ("Speaker 2", "It was founded by others, but now it is backed by both Amazon and Google."),
        ("Speaker 3", "But that is a bit of a tangled web."),
    ]
    assert fixed.cues[0].span.end_ms <= fixed.cues[1].span.start_ms


def test_without_repair_nothing_changes() -> None:
    track = track_of(SCRIPT)
    episode = run(knobs=SegmentSettings(repair=False))
    fixed = fixed_track(track, episode.sentences)
    assert [(cue.id, cue.text, cue.voice) for cue in fixed.cues] == [
        (cue.id, cue.text, cue.voice) for cue in track.cues
    ]


def test_a_refused_move_stays_where_it_was() -> None:
    moved = next(item for item in run().repairs if item.kind == "hand-over")
    episode = run((Edit(EditKind.REPAIR, moved.id, moved.before, "refuse"),))
    assert fixed_track(track_of(SCRIPT), episode.sentences).cues[1].text.startswith("Google.")
