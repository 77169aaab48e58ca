"""Episodes on disk: ids, metadata, documents, and human decisions that are never lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.model import Bilingual, Edit, EditKind, Episode, Rendering, Source
from pipeline.store import episodes


@given(st.text(max_size=60))
def test_ids_are_plain_folder_names(name: str) -> None:
    found = episodes.id_of(name)
    assert found
    assert not set(found) & set("/\\.\0 ")


def test_a_generic_file_name_takes_the_folder_name(tmp_path: Path) -> None:
    (tmp_path / "bakery-01").mkdir()
    path = tmp_path / "bakery-01" / "source.en.vtt"
    path.write_bytes(b"WEBVTT\n")
    (path.parent / "episode.toml").write_text('title_en = "Bread"\ntitle_ja = "パン"\n', encoding="utf-8")
    episode = episodes.new(path, max_bytes=100)
    assert (episode.id, episode.meta.title) == ("bakery-01", Bilingual("Bread", "パン"))


def test_publish_and_load(tmp_path: Path) -> None:
    episode = Episode("talk", Source.of("talk.vtt", b"x"), renderings=(Rendering("ja.vtt", "text/vtt", "WEBVTT\n"),))
    folder = episodes.publish(tmp_path, episode, {"gate": {}})
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["episode.json", "ja.vtt", "provenance.json", "report.json"]
    assert episodes.load(folder).id == "talk"
    assert episodes.load(folder / "episode.json").source == episode.source


def test_metadata_faults_are_listed_with_suggestions(tmp_path: Path) -> None:
    path = tmp_path / "episode.toml"
    path.write_text('titel_en = "x"\nchannel = 3\n[[speakers]]\nlable = "Speaker 1"\n')
    with pytest.raises(StoreError) as caught:
        episodes.load_meta(path)
    for part in ('did you mean "title_en"', "channel: expected a text", 'did you mean "label"'):
        assert part in str(caught.value)


def test_speakers_have_names_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "episode.toml"
    path.write_text('[[speakers]]\nlabel = "Speaker 2"\nname_en = "Ann"\nrole = "host"\n', encoding="utf-8")
    speaker = episodes.load_meta(path).speaker("Speaker 2")
    assert speaker is not None
    assert (speaker.name, speaker.role) == (Bilingual("Ann", "Ann"), "host")
    assert episodes.load_meta(path).speaker("Speaker 9") is None


def edit(anchor: str, after: str, state: str = "locked") -> Edit:
    return Edit(EditKind.TRANSLATION, anchor, "Right.", after, state)


def test_the_last_decision_about_a_sentence_stands(tmp_path: Path) -> None:
    episodes.append_edits(tmp_path, "talk", (edit("s1-1", "はい。"), edit("s2-1", "いいえ。")))
    episodes.append_edits(tmp_path, "talk", (edit("s1-1", "そうです。"), edit("s2-1", "", "withdrawn")))
    assert episodes.load_edits(tmp_path, "talk") == (edit("s1-1", "そうです。"),)


def test_a_torn_last_line_is_dropped_and_does_not_swallow_the_next(tmp_path: Path) -> None:
    episodes.append_edits(tmp_path, "talk", (edit("s1-1", "はい。"),))
    path = episodes.edits_path(tmp_path, "talk")
    with path.open("ab") as file:
        file.write(b'{"kind": "translation", "anch')
    assert episodes.load_edits(tmp_path, "talk") == (edit("s1-1", "はい。"),)
    episodes.append_edits(tmp_path, "talk", (edit("s2-1", "ええ。"),))
    assert episodes.load_edits(tmp_path, "talk") == (edit("s1-1", "はい。"), edit("s2-1", "ええ。"))


def test_a_damaged_line_in_the_middle_is_named(tmp_path: Path) -> None:
    path = episodes.edits_path(tmp_path, "talk")
    path.write_text('{"kind": "nonsense"}\n\n')
    with pytest.raises(StoreError, match=r"talk.edits.jsonl:1: damaged edit"):
        episodes.load_edits(tmp_path, "talk")


def test_a_last_line_that_an_editor_left_without_newline_is_kept(tmp_path: Path) -> None:
    episodes.append_edits(tmp_path, "talk", (edit("s1-1", "はい。"),))
    path = episodes.edits_path(tmp_path, "talk")
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    episodes.append_edits(tmp_path, "talk", (edit("s2-1", "ええ。"),))
    assert episodes.load_edits(tmp_path, "talk") == (edit("s1-1", "はい。"), edit("s2-1", "ええ。"))
