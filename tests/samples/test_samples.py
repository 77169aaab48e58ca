"""Our own samples agree with themselves: the reading, the planted faults, the chapters and the summaries."""

from __future__ import annotations

import csv
import difflib
import itertools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
FOLDERS = sorted(path.parent for path in SAMPLES.glob("*/episode.toml"))
KINDS = {"term", "name", "number", "word", "split"}
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
CUE = re.compile(r"(\d+)\n(\S+) --> (\S+)\n<v ([^>]+)>(\S[^\n]*\S)\n")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the recogniser delivered it."""

    text: str
    cue: int
    voice: str


@dataclass(frozen=True, slots=True)
class Line:
    """One cue of the source."""

    start_ms: int
    end_ms: int
    voice: str
    text: str


def milliseconds(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + int(seconds.replace(".", ""))


def lines(folder: Path) -> list[Line]:
    text = (folder / "source.en.vtt").read_text(encoding="utf-8")
    found = CUE.findall(text)
    assert text == "WEBVTT\n\n" + "\n".join(f"{n}\n{a} --> {b}\n<v {v}>{t}\n" for n, a, b, v, t in found)
    assert [int(number) for number, *_ in found] == list(range(1, len(found) + 1))
    return [Line(milliseconds(start), milliseconds(end), voice, text) for _, start, end, voice, text in found]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


def words(folder: Path) -> list[Word]:
    return [Word(text, n, line.voice) for n, line in enumerate(lines(folder), 1) for text in line.text.split()]


def plain(text: str) -> str:
    return " ".join(text.replace(" / ", " ").split())


def speakers(folder: Path) -> dict[str, dict[str, str]]:
    rows = tomllib.loads((folder / "episode.toml").read_text(encoding="utf-8"))["speakers"]
    return {row["label"]: row for row in rows}


def fault_spans(folder: Path) -> list[tuple[int, int, str]]:
    """`(first, last + 1, kind)` in words of the source for each row of errors.tsv; a row not found fails."""
    source = words(folder)
    spans = []
    at_least = 0
    for row in table(folder / "errors.tsv"):
        wrong = plain(row["wrong"]).split()
        spots = [
            at
            for at in range(len(source) - len(wrong) + 1)
            if source[at].cue == int(row["cue"])
            and all(
                word.text == text or (k == len(wrong) - 1 and word.text.rstrip(".,?!") == text)
                for k, (word, text) in enumerate(zip(source[at:], wrong, strict=False))
            )
        ]
        assert spots, f"{folder.name}: {row['wrong']!r} does not stand in cue {row['cue']}"
        spot = next((at for at in spots if at >= at_least), spots[0])
        at_least = spot
        spans.append((spot, spot + len(wrong), row["kind"]))
    return spans


def test_there_are_two_episodes_one_of_them_long() -> None:
    assert len(FOLDERS) >= 2
    assert max(lines(folder)[-1].end_ms for folder in FOLDERS) >= 15 * 60_000


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
class TestEpisode:
    def test_times_ascend_and_every_cue_lasts(self, folder: Path) -> None:
        cues = lines(folder)
        assert all(cue.end_ms > cue.start_ms for cue in cues)
        assert all(after.start_ms > before.start_ms for before, after in itertools.pairwise(cues))
        assert all(after.start_ms - before.end_ms > -600 for before, after in itertools.pairwise(cues))

    def test_reference_covers_every_cue_in_order(self, folder: Path) -> None:
        spans = [(int(row["first_cue"]), int(row["last_cue"])) for row in table(folder / "reference.ja.tsv")]
        assert spans[0][0] == 1
        assert spans[-1][1] == len(lines(folder))
        assert all(first <= last for first, last in spans)
        assert all(after[0] - before[1] in (0, 1) for before, after in itertools.pairwise(spans))

    def test_speakers_are_the_ones_the_episode_names(self, folder: Path) -> None:
        known = speakers(folder)
        assert {cue.voice for cue in lines(folder)} == set(known)
        assert {row["speaker"] for row in table(folder / "reference.ja.tsv")} == set(known)
        for row in known.values():
            assert row["role"] in {"host", "guest", "narrator"}
            assert row["name_en"]
            assert JAPANESE.search(row["name_ja"])

    def test_japanese_is_japanese_and_keeps_the_house_style(self, folder: Path) -> None:
        for row in table(folder / "reference.ja.tsv"):
            ja = row["ja"]
            assert JAPANESE.search(ja), row
            assert ja == unicodedata.normalize("NFC", ja)
            assert ja[-1] in "。？！」", ja
            assert not re.search(r"[^\x00-\x7f] | [^\x00-\x7f]", ja), f"space between widths: {ja}"
            assert not re.search(r"[^\x00-\x7f][,.!?:;()]|[０-９Ａ-Ｚａ-ｚ]|[\uff61-\uff9f]", ja), f"width: {ja}"

    def test_clean_english_is_whole_sentences(self, folder: Path) -> None:
        for row in table(folder / "reference.ja.tsv"):
            en = row["en_clean"]
            assert en == plain(en)
            assert en[-1] in '.?!"', en
            assert not en[0].islower(), en

    def test_every_error_row_stands_where_it_says_and_is_right_in_the_reference(self, folder: Path) -> None:
        clean = plain(" ".join(row["en_clean"] for row in table(folder / "reference.ja.tsv")))
        assert len(fault_spans(folder)) == len(table(folder / "errors.tsv")) > 0
        for row in table(folder / "errors.tsv"):
            assert row["kind"] in KINDS
            assert row["wrong"] != row["right"]
            assert plain(row["right"]) in clean, row

    def test_slashes_of_a_right_reading_are_its_changes_of_speaker(self, folder: Path) -> None:
        reading = [
            (text, row["speaker"], int(row["first_cue"]))
            for row in table(folder / "reference.ja.tsv")
            for text in row["en_clean"].split()
        ]
        for row in table(folder / "errors.tsv"):
            if row["kind"] != "split":
                continue
            parts = [part.split() for part in row["right"].split(" / ")]
            right = [text for part in parts for text in part]
            breaks = [sum(map(len, parts[:k])) for k in range(1, len(parts))]
            found = [
                [k for k in range(1, len(right)) if reading[at + k][1] != reading[at + k - 1][1]]
                for at in range(len(reading) - len(right) + 1)
                if [text for text, *_ in reading[at : at + len(right)]] == right
                and abs(reading[at][2] - int(row["cue"])) <= 5
            ]
            assert breaks in found, row

    def test_every_difference_between_source_and_reading_is_a_listed_error(self, folder: Path) -> None:
        source = words(folder)
        reading = [
            (text, row["speaker"], int(row["first_cue"]), int(row["last_cue"]))
            for row in table(folder / "reference.ja.tsv")
            for text in row["en_clean"].split()
        ]
        listed = {at for first, last, _ in fault_spans(folder) for at in range(first, last)}
        handed = {at for first, last, kind in fault_spans(folder) if kind == "split" for at in range(first, last)}
        said, read = [word.text for word in source], [row[0] for row in reading]
        matcher = difflib.SequenceMatcher(a=said, b=read, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                for at, (text, speaker, first, last) in zip(range(i1, i2), reading[j1:j2], strict=True):
                    word = source[at]
                    assert first <= word.cue <= last, f"{text!r} is in cue {word.cue}, its row says {first}-{last}"
                    if word.voice != speaker:
                        assert at in handed, f"cue {word.cue}: {text!r} is {speaker}'s and not listed"
            else:
                at_fault = set(range(i1, i2)) or {i1 - 1, i1}
                assert at_fault & listed if i1 == i2 else at_fault <= listed, f"not listed: {' '.join(said[i1:i2])!r}"

    def test_readme_counts_are_true(self, folder: Path) -> None:
        readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
        seconds = lines(folder)[-1].end_ms // 1000
        tables = [len(table(folder / name)) for name in ("reference.ja.tsv", "errors.tsv", "chapters.tsv")]
        counts = " | ".join(map(str, [f"{seconds // 60}:{seconds % 60:02d}", len(lines(folder)), *tables]))
        assert re.search(rf"^\| `{folder.name}/` \| [^|]+ \| {re.escape(counts)} \|$", readme, re.M), counts

    def test_faults_come_about_as_often_as_in_a_real_transcript(self, folder: Path) -> None:
        rate = len(table(folder / "errors.tsv")) / len(lines(folder))
        assert 0.25 <= rate <= 0.5

    def test_chapters_start_with_their_cue(self, folder: Path) -> None:
        rows = table(folder / "chapters.tsv")
        cues = lines(folder)
        firsts = [int(row["first_cue"]) for row in rows]
        assert firsts[0] == 1
        assert firsts == sorted(set(firsts))
        for row in rows:
            assert int(row["start_ms"]) == cues[int(row["first_cue"]) - 1].start_ms
            assert row["title_en"]
            assert JAPANESE.search(row["title_ja"])

    @pytest.mark.parametrize("lang", ["en", "ja"])
    def test_summary_follows_the_chapters_and_quotes_the_reading(self, folder: Path, lang: str) -> None:
        text = (folder / f"summary.{lang}.md").read_text(encoding="utf-8")
        rows = table(folder / "chapters.tsv")
        reading = table(folder / "reference.ja.tsv")
        headings = re.findall(r"^## \[(\d\d):(\d\d)\] (.+)$", text, re.M)
        starts = [int(row["start_ms"]) // 1000 for row in rows]
        assert [int(m) * 60 + int(s) for m, s, _ in headings] == starts
        assert [title for *_, title in headings] == [row[f"title_{lang}"] for row in rows]
        ends = [int(row["first_cue"]) for row in rows[1:]] + [10**6]
        sections = re.split(r"^## ", text, flags=re.M)
        assert len(sections) == len(rows) + 2
        column, pattern, glue = {
            "en": ("en_clean", r'^> \*"(.+)"\*$', " "),
            "ja": ("ja", r"^> \*「(.+)」\*$", ""),
        }[lang]
        for row, end, section in zip(rows, ends, sections[1:-1], strict=True):
            said = glue.join(r[column] for r in reading if int(row["first_cue"]) <= int(r["last_cue"]) <= end)
            quotes = re.findall(pattern, section, re.M)
            assert len(quotes) == 1, section
            assert quotes[0] in said, f"not said in the chapter: {quotes[0]}"
        assert re.fullmatch(r"Entities\n\n(- \*\*.+\*\* \([A-Z][a-z]+\): .+\n)+\n(#[^\s#]+){3,}\n", sections[-1])
