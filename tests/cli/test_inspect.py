"""`nijimaku inspect`: what was read and what was changed, on a terminal and as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.inspect import inspect
from pipeline.config import SegmentSettings
from pipeline.errors import ConfigError
from pipeline.model import Episode, Glossary, Lang, Pair, Source, Term, TermStatus, TermType, Variant
from pipeline.stages import segment
from pipeline.store.episodes import publish
from tests.reading.helpers import track_of

TERMS = Glossary(
    "test",
    Pair(Lang.EN, Lang.JA),
    (Term("openai", "OpenAI", "OpenAI", TermType.ORGANIZATION, TermStatus.APPROVED, (Variant("open Ai", (), True),)),),
    "1",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    track = track_of("S1 | Then you have open Ai, of course.\nS2 | It is \x1b[31mred, and that\nS2 | is fine. It ends.")
    episode = Episode(id="talk", source=Source.of("talk.vtt", b"x"), track=track)
    episode = segment.run(episode, glossary=TERMS, edits=(), settings=SegmentSettings())
    return publish(tmp_path, episode, {})


def run(*args: str) -> str:
    result = CliRunner().invoke(inspect, args, catch_exceptions=False, standalone_mode=False)
    assert result.exit_code == 0
    return result.output


def test_cues_stand_beside_sentences_with_repairs(folder: Path) -> None:
    shown = run(str(folder))
    assert "✓ word open Ai, → OpenAI," in " ".join(shown.split())
    assert "word 1 applied, 0 proposed" in shown
    assert "s2-1" in shown


def test_a_transcript_cannot_drive_the_terminal(folder: Path) -> None:
    assert "\x1b[31m" not in run(str(folder))


def test_only_what_was_repaired_and_only_some_cues(folder: Path) -> None:
    assert "s2-1" not in run(str(folder), "--repaired")
    assert "s1-1" not in run(str(folder), "--cues", "2-3")


def test_as_data(folder: Path) -> None:
    rows = [json.loads(line) for line in run(str(folder), "--json").splitlines()]
    assert [row["sentence"]["id"] for row in rows] == ["s1-1", "s2-1", "s3-1"]
    assert rows[0]["repairs"][0]["term_id"] == "openai"
    assert [cue["number"] for row in rows for cue in row["cues"]] == [1, 2, 3]


@pytest.mark.parametrize("wrong", ["x", "5-2", "0-3", "1-y"])
def test_a_wrong_range_is_one_clear_error(folder: Path, wrong: str) -> None:
    with pytest.raises(ConfigError, match="is no range"):
        run(str(folder), "--cues", wrong)
