"""From what a person names to episodes: folders, globs, manifests, ids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.batch.sources import Item, find, parse_manifest
from pipeline.errors import ConfigError, StoreError
from pipeline.model import Bilingual
from tests.batch.helpers import write_sources


def ids(items: tuple[Item, ...]) -> list[str]:
    return [item.episode_id for item in items]


def test_a_folder_is_searched_by_name_without_notes_and_outputs(tmp_path: Path) -> None:
    write_sources(tmp_path / "b", 2)
    (tmp_path / "a.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHi.\n")
    (tmp_path / "notes.txt").write_text("remember the milk")
    (tmp_path / "timed.txt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHi.\n")
    (tmp_path / ".hidden.vtt").write_text("WEBVTT\n")
    made = tmp_path / "out" / "talk"
    made.mkdir(parents=True)
    (made / "provenance.json").write_text("{}")
    (made / "ja.vtt").write_text("WEBVTT\n")
    assert ids(find([str(tmp_path)])) == ["a", "ep000", "ep001", "timed"]


def test_globs_and_files_name_each_file_once(tmp_path: Path) -> None:
    write_sources(tmp_path, 3)
    assert ids(find([str(tmp_path / "ep002.vtt"), str(tmp_path / "*.vtt"), str(tmp_path)])) == [
        "ep002",
        "ep000",
        "ep001",
    ]


def test_every_source_at_fault_is_listed(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError) as caught:
        find([str(tmp_path / "nope.vtt"), str(tmp_path / "*.vtt"), str(tmp_path / "empty")])
    for part in ("no such file", "nothing matches", "no transcript in this folder"):
        assert part in str(caught.value)


def test_files_of_one_name_take_their_folders_name(tmp_path: Path) -> None:
    for season in ("s1", "s2"):
        write_sources(tmp_path / season, 1)
    write_sources(tmp_path / "bakery", 1)
    (tmp_path / "bakery" / "source.en.vtt").write_text("WEBVTT\n")
    assert ids(find([str(tmp_path)])) == ["bakery-ep000", "bakery", "s1-ep000", "s2-ep000"]


def test_ids_some_file_system_would_take_for_one_are_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text("path,id\na.vtt,Talk\nb.vtt,talk\n")
    with pytest.raises(ConfigError, match=r"would both become episode 'talk'.*give them ids"):
        find([str(manifest)])


def test_a_csv_manifest_with_metadata(tmp_path: Path) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text(
        "\ufeffpath,id,title_en,title_ja,show,speakers\n"
        "a.vtt,one,Bread,パン,Small Hours,Speaker 1=Mara Lind|マーラ・リンド|host; Speaker 2=Tom\n"
        "b/c.vtt,,,,,\n",
        encoding="utf-8",
    )
    one, two = find([str(manifest)])
    assert (one.path, one.episode_id) == (str(tmp_path / "a.vtt"), "one")
    assert one.meta is not None
    assert (one.meta.title, one.meta.show) == (Bilingual("Bread", "パン"), "Small Hours")
    assert [speaker.name.ja for speaker in one.meta.speakers] == ["マーラ・リンド", "Tom"]
    assert (two.episode_id, two.meta) == ("c", None)


def test_a_json_manifest_and_a_json_transcript(tmp_path: Path) -> None:
    manifest = tmp_path / "m.json"
    manifest.write_text(json.dumps({"episodes": [{"path": "a.vtt", "title_en": "Bread"}]}))
    transcript = tmp_path / "t.json"
    transcript.write_text(json.dumps({"version": "1.0.0", "segments": []}))
    assert ids(find([str(manifest), str(transcript)])) == ["a", "t"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("path,titel_en\na.vtt,x\n", 'did you mean "title_en"'),
        ("id\nx\n", "needs the column path"),
        ("path,id\n,x\n", "line 2: path is empty"),
        ("path,id\na.vtt,../x\n", "no folder name"),
        ("path,id\na.vtt,x,y\n", "3 cells under 2 columns"),
        ("path,speakers\na.vtt,Mara\n", "expected label=English"),
        ("path\n\0.vtt\n", "path is empty"),
    ],
)
def test_faults_in_a_manifest_name_their_line(text: str, message: str) -> None:
    with pytest.raises(StoreError) as caught:
        parse_manifest(text, name="m.csv", folder=Path(), is_json=False)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "not a whole JSON document"),
        ('[{"path": 3}]', "entry 1: path is empty"),
        ('["a.vtt"]', "expected a table"),
        ('[{"path": "a", "titel_en": 1}]', "unknown key"),
        ('[{"path": "a", "title_en": 1}]', "expected a text"),
        ('[{"path": "a", "id": 7}]', "no folder name"),
        ('[{"path": "a", "speakers": [{"label": 1}]}]', "expected a text"),
    ],
)
def test_faults_in_a_json_manifest_name_their_entry(text: str, message: str) -> None:
    with pytest.raises(StoreError) as caught:
        parse_manifest(text, name="m.json", folder=Path(), is_json=True)
    assert message in str(caught.value)


def test_a_manifest_outranks_a_bare_path(tmp_path: Path) -> None:
    write_sources(tmp_path, 1)
    manifest = tmp_path / "m.csv"
    manifest.write_text("path,id\nep000.vtt,first\n")
    assert ids(find([str(tmp_path), str(manifest)])) == ["first"]


def test_urls_are_sources_too() -> None:
    import fsspec

    files = fsspec.filesystem("memory")
    files.pipe("/talks/b.vtt", b"WEBVTT\n")
    files.pipe("/talks/deep/a.srt", b"1\n")
    files.pipe("/talks/notes.md", b"no")
    assert [item.path for item in find(["memory://talks"])] == ["memory://talks/b.vtt", "memory://talks/deep/a.srt"]
    assert ids(find(["memory://talks/*.vtt"])) == ["b"]
