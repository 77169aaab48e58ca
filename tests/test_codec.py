"""Documents go through JSON unchanged; damaged ones are refused with the place."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from pipeline import codec
from pipeline.errors import StoreError
from pipeline.model import Episode, Finding, Severity, Source, Where
from tests.strategies import fresh_episodes


@given(fresh_episodes())
def test_round_trip(episode: Episode) -> None:
    text = codec.dumps(episode)
    again = codec.loads(text)
    assert again == episode
    assert codec.dumps(again) == text


def test_findings_and_places_survive() -> None:
    finding = Finding("cps-high", Severity.WARNING, Where("a.vtt", 3, 1, "s1-1"), "too fast", "shorten", "qa")
    episode = Episode("x", Source.of("a.vtt", b"1"), findings=(finding,))
    assert codec.loads(codec.dumps(episode)).findings == (finding,)


def test_source_bytes_are_not_stored() -> None:
    assert "SECRET" not in codec.dumps(Episode("x", Source.of("a.vtt", b"SECRET")))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda table: table.update(schema=99), "schema 99"),
        (lambda table: table["episode"].pop("id"), "id"),
        (lambda table: table["episode"].update(track=3), "episode.track: expected a table"),
        (lambda table: table["episode"].update(surprise=1), "unknown field 'surprise'"),
        (lambda table: table["episode"].update(pair=["en", "xx"]), "episode.pair"),
        (lambda table: table["episode"].update(sentences=[{"id": 1}]), r"episode.sentences\[0\]"),
    ],
)
def test_damage_is_named(change, says) -> None:
    table = json.loads(codec.dumps(Episode("x", Source.of("a.vtt", b"1"))))
    change(table)
    with pytest.raises(StoreError, match=says):
        codec.loads(json.dumps(table), name="episode.json")


def test_a_cut_document_names_file_and_line() -> None:
    text = codec.dumps(Episode("x", Source.of("a.vtt", b"1")))
    with pytest.raises(StoreError, match=r"out/episode.json:\d+: not a whole JSON document"):
        codec.loads(text[: len(text) // 2], name="out/episode.json")


def test_deep_nesting_is_refused_not_a_crash() -> None:
    with pytest.raises(StoreError):
        codec.loads("[" * 100_000)


def test_default_fields_are_left_out() -> None:
    episode = replace(Episode("x", Source.of("a.vtt", b"1")), signature="s")
    assert set(json.loads(codec.dumps(episode))["episode"]) == {"id", "source", "signature"}
