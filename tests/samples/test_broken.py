"""Each broken sample really has the defect it is named for, and none is missing from the list."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

BROKEN = Path(__file__).parents[2] / "samples" / "broken"
BILINGUAL = re.compile(r"[\u3041-\u30ff].*\n[A-Z][a-z ',?.]+\n")
WHOLE = re.compile(r"^[\d:.,]+ --> [\d:]+[.,\d]*\d(?: .*)?\n", re.M)
TIMING = re.compile(r"^([\d:.,]+) --> ([\d:.,]+)", re.M)


def cases() -> list[dict[str, str]]:
    with (BROKEN / "cases.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


CASES = cases()
ENCODINGS = {case["file"]: case["encoding"] for case in CASES}


def text(name: str) -> str:
    return (BROKEN / name).read_bytes().decode(ENCODINGS[name])


def milliseconds(clock: str) -> int:
    *whole, seconds = clock.replace(",", ".").split(":")
    minutes = sum(int(part) * 60**power for power, part in enumerate(reversed(whole)))
    return minutes * 60_000 + round(float(seconds) * 1000)


def times(name: str) -> list[tuple[int, int]]:
    return [(milliseconds(start), milliseconds(end)) for start, end in TIMING.findall(text(name))]


def starts(name: str) -> list[int]:
    return [start for start, _ in times(name)]


DEFECTS: dict[str, Callable[[str], bool]] = {
    "arrow_in_text.vtt": lambda name: text(name).count("-->") == len(times(name)) + 1,
    "bilingual.srt": lambda name: (
        len(re.findall(r"[\u3041-\u30ff].*\n[A-Z][a-z ',?.]+\n", text(name))) == len(times(name))
    ),
    "cr_only.srt": lambda name: b"\r" in (BROKEN / name).read_bytes() and b"\n" not in (BROKEN / name).read_bytes(),
    "dots_and_short_times.srt": lambda name: "," not in text(name) and starts(name) == [1500, 4500],
    "end_before_start.srt": lambda name: [end < start for start, end in times(name)] == [False, True, False],
    "hostile_markup.vtt": lambda name: all(bad in text(name) for bad in ("<script>", "{\\p1}", "\u202e", "../")),
    "missing_blank_line.srt": lambda name: "\n2\n" in text(name) and "\n\n2\n" not in text(name),
    "missing_numbers.srt": lambda name: not re.search(r"^\d+$", text(name), re.M),
    "mojibake_shift_jis.srt": lambda name: "字幕" in text(name) and b"\r\n" in (BROKEN / name).read_bytes(),
    "no_cues.vtt": lambda name: text(name).startswith("WEBVTT\n"),
    "not_a_subtitle.txt": lambda name: "-->" not in text(name),
    "note_between_cues.vtt": lambda name: text(name).count("\n\nNOTE") == 3,
    "out_of_order.srt": lambda name: starts(name) != sorted(starts(name)),
    "overlap.vtt": lambda name: all(after < end for (_, end), (after, _) in itertools.pairwise(times(name))),
    "rolling_captions.vtt": lambda name: text(name).count("<c>") == 6 and text(name).count("the kiln is warm") == 2,
    "settings_style_region.vtt": lambda name: all(
        word in text(name) for word in ("STYLE", "REGION", "<ruby>", "line:")
    ),
    "several_voices_in_a_cue.vtt": lambda name: all(n > 1 for n in map(voices, text(name).split("\n\n")[1:])),
    "sounds_and_labels.srt": lambda name: all(mark in text(name) for mark in ("[Music]", "♪", "ANA:", "[Ben]")),
    "truncated_last_cue.vtt": lambda name: text(name).count("-->") == 2 and not text(name).endswith("\n"),
    "unclosed_voice.vtt": lambda name: text(name).count("<v") == 4 and "</" not in text(name),
    "utf16_bom.vtt": lambda name: (BROKEN / name).read_bytes()[:2] == b"\xff\xfe",
    "zero_length.vtt": lambda name: [end == start for start, end in times(name)] == [False, True, False],
}


def voices(block: str) -> int:
    return block.count("<v ") + len(re.findall(r"^- ", block, re.M))


def test_list_folder_and_checks_name_the_same_files() -> None:
    files = {path.name for path in BROKEN.iterdir()} - {"cases.tsv"}
    assert files == set(ENCODINGS) == set(DEFECTS)
    assert len(CASES) == len(ENCODINGS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_file_has_its_defect(case: dict[str, str]) -> None:
    assert case["defect"]
    assert DEFECTS[case["file"]](case["file"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_cue_count_is_the_number_of_whole_timing_lines(case: dict[str, str]) -> None:
    whole = re.findall(
        r"^[\d:.,]+ --> [\d:]+[.,\d]*\d(?: .*)?(?:\r\n?|\n)", text(case["file"]).replace("\r", "\n"), re.M
    )
    assert len(whole) == int(case["cues"])


def test_shift_jis_file_is_no_utf8() -> None:
    with pytest.raises(UnicodeDecodeError):
        (BROKEN / "mojibake_shift_jis.srt").read_bytes().decode("utf-8")
