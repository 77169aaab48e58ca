"""Every written file, read by readers nobody here wrote and compared with the document."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipeline import exports
from pipeline.model import Track
from tests.players import matrix, readers, talk
from tests.players.readers import Seen, differences

pytestmark = pytest.mark.browser
PARTS = ("vtt_files", "srt_files", "ass_file", "ttml_files", "hls_files", "others")


@pytest.mark.parametrize("part", PARTS)
def test_every_reader_agrees_with_the_document(bench: matrix.Bench, part: str) -> None:
    results = bench.results[part]
    assert results
    assert [(item.file, item.reader, item.faults) for item in results if item.faults] == []


def test_every_export_has_a_reader(bench: matrix.Bench) -> None:
    unread = {"sentences.tsv", "transcript.en.txt", "transcript.ja.txt", "bilingual.plain.vtt"}
    covered = {item.file for item in bench.cells}
    files = {
        "/".join(name.split("/")[:2]) + "/" if name.startswith("hls/") and name.count("/") > 1 else name
        for name in bench.texts
    }
    assert files - covered == unread


def test_the_comparison_sees_what_it_should(bench: matrix.Bench) -> None:
    track = bench.vtt["bilingual.vtt"]
    seen = [readers.of_cue(cue) for cue in track.cues]
    assert differences(seen, track) == []
    for change in ({"text": "x"}, {"start_ms": 1}, {"voices": ("Nobody",)}, {"langs": ("fr",)}, {"name": "x"}):
        tampered: list[Seen] = [replace(seen[0], **change), *seen[1:]]  # type: ignore[arg-type]
        assert differences(tampered, track), change
    assert differences(seen[1:], track) == [f"{len(seen) - 1} cues instead of {len(seen)}"]


def test_chromium_sees_both_languages_with_their_classes_and_voices(bench: matrix.Bench) -> None:
    first = readers.chromium_track(bench.driver, f"{bench.url}/bilingual.vtt")[0]
    assert (first["langs"], first["classes"]) == (["en", "ja"], ["en", "ja"])
    assert first["voices"] == ["Narrator", "ナレーター"]


def test_chromium_knows_which_of_two_cues_stands_above(bench: matrix.Bench) -> None:
    two = readers.chromium_track(bench.driver, f"{bench.url}/bilingual.positioned.vtt")[:2]
    assert [(item["langs"], item["line"]) for item in two] == [(["ja"], "auto"), (["en"], "1")]


HOSTILE = "a --> b <script>alert(1)</script> {\\p1} & &lt; \u202e </v><lang fr>"


def test_hostile_text_is_text_for_chromium(bench: matrix.Bench) -> None:
    from pipeline.formats import vtt

    cue = bench.vtt["ja.vtt"].cues[0]
    track = Track(bench.vtt["ja.vtt"].lang, bench.vtt["ja.vtt"].kind, (replace(cue, text=HOSTILE, marks=()),))
    (bench.folder / "hostile.vtt").write_text(vtt.write(track)[0], encoding="utf-8")
    seen = readers.chromium(bench.driver, f"{bench.url}/hostile.vtt")
    assert differences(seen, track) == []


def test_the_docs_matrix_is_the_one_made_now(bench: matrix.Bench) -> None:
    text = matrix.DOCS.read_text(encoding="utf-8")
    inside = text.partition(matrix.BEGIN)[2].partition(matrix.END)[0]
    rows = [
        tuple(part.strip() for part in line.split("|")[1:3]) for line in inside.splitlines() if line.startswith("| `")
    ]
    now = [(f"`{item.file}`", item.reader) for item in bench.cells]
    assert [(file, _unversioned(reader)) for file, reader in rows] == [
        (file, _unversioned(reader)) for file, reader in now
    ]


def _unversioned(reader: str) -> str:
    return re.sub(r" \d.*", "", reader)


def test_all_formats_come_from_the_documented_list() -> None:
    text = matrix.DOCS.read_text(encoding="utf-8")
    assert [name for name in exports.EXPORTS if f"`{name}`" not in text] == []
    assert talk.CONFIG.write.formats == ("vtt", "srt", "ass")
