"""The lint: every rule has a file that breaks it, and mending never changes a word."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import formats
from pipeline.cli import run_command
from pipeline.config import LimitsByLang
from pipeline.errors import FormatError
from pipeline.lint import RULES, Breach, check, fix, why_left
from pipeline.model import Cue, Lang, Mark, MarkKind, Severity, Span, Track, TrackKind

LIMITS = LimitsByLang()


def vtt(*rows: tuple[str, str, str]) -> bytes:
    cues = "\n".join(f"{start} --> {end}\n{text}\n" for start, end, text in rows)
    return f"WEBVTT\n\n{cues}".encode()


def one(text: str, start: str = "00:00.000", end: str = "00:05.000") -> bytes:
    return vtt(("00:10.000", "00:14.000", "これは日本語の字幕です") if start > "00:20" else (start, end, text))


BROKEN: dict[str, bytes] = {
    "cps-hard": vtt(("00:00.000", "00:01.000", "これはとても速い")),
    "cps-target": vtt(("00:00.000", "00:01.000", "これは少し速い")),
    "cps-strict": vtt(("00:00.000", "00:01.000", "これは速い")),
    "line-wide": one("これはとても長い行なので読みにくい"),
    "lines-many": one("これは\n三行の\n字幕です"),
    "kinsoku": one("そうです\n。はい"),
    "break-in-word": one("それは新しいコンピュ\nーターです"),
    "line-particle": one("それは新しい字幕\nを作る人です"),
    "cue-short": vtt(("00:00.000", "00:00.500", "はい")),
    "cue-long": vtt(("00:00.000", "00:08.000", "はい")),
    "gap-small": vtt(("00:00.000", "00:01.000", "はい"), ("00:01.040", "00:02.000", "うん")),
    "cue-overlap": vtt(("00:00.000", "00:02.000", "はい"), ("00:01.500", "00:03.000", "うん")),
    "blank-ends": b"WEBVTT\n\n00:00.000 --> 00:05.000\n" + "そうです \nはい\n".encode(),
    "encoding": "WEBVTT\n\n00:00.000 --> 00:05.000\nこれは日本語の字幕ですね\n".encode("cp932"),
    "span-unclosed": one("<i>これは字幕"),
    "untranslated": vtt(("00:00.000", "00:02.000", "これは字幕です"), ("00:02.000", "00:06.000", "this was left")),
    "punctuation-ja": one("はい、そうです。"),
}


@pytest.mark.parametrize("code", BROKEN)
def test_each_rule_finds_its_breach(code: str) -> None:
    report = check(BROKEN[code], name="a.vtt", limits=LIMITS)
    found = [finding for finding in report.findings if finding.code == code]
    assert found
    assert found[0].severity is RULES[code].severity
    assert found[0].hint
    assert code == "encoding" or found[0].where.cue


@pytest.mark.parametrize(
    "code",
    [
        "line-wide",
        "kinsoku",
        "cue-short",
        "gap-small",
        "cue-overlap",
        "blank-ends",
        "encoding",
        "span-unclosed",
    ],
)
def test_what_is_fixable_is_gone_after_mending(code: str) -> None:
    report = check(BROKEN[code], name="a.vtt", limits=LIMITS)
    fixed = fix(report, limits=LIMITS)
    again = check(fixed.text.encode(), name="a.vtt", limits=LIMITS)
    assert code not in {finding.code for finding in again.findings}
    assert letters(again.track) == letters(report.track)


def letters(track: Track) -> list[str]:
    return ["".join(cue.text.split()) for cue in track.cues if cue.text.strip()]


def test_a_clean_file_is_clean() -> None:
    report = check(vtt(("00:00.000", "00:03.000", "これは字幕です")), name="a.vtt", limits=LIMITS)
    assert report.findings == ()
    assert (report.lang, report.bilingual, report.counts()) == (Lang.JA, False, {"error": 0, "warning": 0, "info": 0})


def test_an_unclosed_voice_over_the_whole_cue_is_legal() -> None:
    report = check(one("<v Speaker 1>これは字幕です"), name="a.vtt", limits=LIMITS)
    assert "span-unclosed" not in {finding.code for finding in report.findings}


def test_bilingual_cues_are_judged_line_by_line_in_their_own_language() -> None:
    text = "It's definitely not the fairy tale version\nみなさんが思い描くような"
    report = check(one(text), name="a.vtt", limits=LIMITS)
    assert report.bilingual
    assert not [finding for finding in report.findings if finding.severity is Severity.ERROR]


def test_two_languages_in_cues_of_their_own_do_not_count_as_overlaps() -> None:
    rows = [("00:00.000", "00:03.000", "これは字幕です"), ("00:00.000", "00:03.000", "This is a subtitle.")]
    report = check(vtt(*rows, *rows), name="a.vtt", limits=LIMITS)
    assert report.bilingual
    codes = [finding.code for finding in report.findings]
    assert "untranslated" not in codes
    assert codes.count("cue-overlap") == 2  # the second pair stands on the first: once a language


@pytest.mark.parametrize("name", [name for name, entry in formats.FORMATS.items() if entry.read and entry.write])
def test_every_format_we_write_is_judged_by_its_words(name: str) -> None:
    entry = formats.named(name)
    cues = tuple(Cue(f"c{n}", Span(n * 3000, n * 3000 + 2500), "これは字幕です", number=n) for n in range(1, 4))
    assert entry.write
    text = entry.write(Track(Lang.JA, TrackKind.SUBTITLES, cues))[0]
    report = check(text.encode(), name=f"a.{name}", limits=LIMITS)
    assert (report.format, report.lang, report.figures.cues) == (name, Lang.JA, 3)
    assert not [finding for finding in report.findings if finding.severity is not Severity.INFO]


def test_english_figures_are_in_characters() -> None:
    report = check(one("This line is far too long for any English subtitle guide."), name="a.vtt", limits=LIMITS)
    (finding,) = [finding for finding in report.findings if finding.code == "line-wide"]
    assert finding.message == "57 characters, limit 42: “This line is far too long for any English subtitle guide.”"


texts = st.lists(
    st.text(alphabet=st.sampled_from("あいのは、。「」っーAI 12\n"), min_size=1, max_size=40), min_size=1, max_size=5
)


@settings(max_examples=40)
@given(
    texts,
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 4000)), min_size=5, max_size=5),
    st.sampled_from(["vtt", "srt"]),
)
@example(["。11、。。。あ 11、。。。あ"], [(0, 1)] * 5, "vtt")  # its blank becomes a break, and is gone for the next go
def test_mending_any_file_keeps_its_words_and_is_done_in_one_go(
    rows: list[str], times: list[tuple[int, int]], name: str
) -> None:
    cues, at = [], 0
    for number, (text, (gap, length)) in enumerate(zip(rows, times, strict=False), start=1):
        at += gap
        clean = "\n".join(line for line in text.split("\n") if line.strip()) or "あ"
        cues.append(Cue(f"c{number}", Span(at, at + length), clean, number=number))
        at += length // 2
    entry = formats.named(name)
    assert entry.write
    data = entry.write(Track(Lang.JA, TrackKind.SUBTITLES, tuple(cues)))[0].encode()
    report = check(data, name=f"a.{name}", limits=LIMITS, lang=Lang.JA)
    fixed = fix(report, limits=LIMITS)
    again = check(fixed.text.encode(), name=f"a.{name}", limits=LIMITS, lang=Lang.JA)
    assert letters(again.track) == letters(report.track)
    assert fix(again, limits=LIMITS).text == fixed.text
    before, after = ({code: sum(f.code == code for f in r.findings) for code in RULES} for r in (report, again))
    assert all(after[code] <= before[code] for code in ("line-wide", "kinsoku", "cue-overlap", "gap-small"))


SAMPLES = Path(__file__).parents[2] / "samples" / "broken"


def mended(name: str) -> tuple[list[str], list[str]]:
    """The lines that `--fix` takes out of a sample and those it puts there."""
    data = (SAMPLES / name).read_bytes()
    old = data.decode().split("\n")
    new = fix(check(data, name=name, limits=LIMITS), limits=LIMITS).text.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(
    ("name", "gone", "there"),
    [
        ("rolling_captions.vtt", [], []),
        (
            "several_voices_in_a_cue.vtt",
            ["<v Speaker 1>It purrs.", "<v Speaker 2>It boils."],
            ["<v Speaker 1>It purrs.</v>", "<v Speaker 2>It boils.</v>"],
        ),
        ("overlap.vtt", ["00:00:01.000 --> 00:00:04.000"], ["00:00:01.000 --> 00:00:03.400"]),
        ("end_before_start.srt", ["00:00:06,500 --> 00:00:04,900"], ["00:00:04,900 --> 00:00:06,500"]),
        ("settings_style_region.vtt", [], []),
    ],
)
def test_mending_changes_only_the_lines_that_need_it(name: str, gone: list[str], there: list[str]) -> None:
    assert mended(name) == (gone, there)


def test_what_is_around_a_mended_cue_stands_letter_by_letter() -> None:
    text = (
        "WEBVTT Talk\nKind: captions\n\nSTYLE\n::cue { color: lime }\n\nNOTE mine\n\n00:00.000 --> 00:05.000 line:80%\n"
        "<c>a <00:00:01.000>b</c>  c \n\nx\n00:05.000 --> 00:06.000\n\n\n00:06.000 --> 00:09.000\n<i>d\n"
    )
    fixed = fix(check(text.encode(), name="a.vtt", limits=LIMITS), limits=LIMITS)
    assert fixed.text == text.replace("x\n00:05.000 --> 00:06.000\n\n", "").replace("<i>d", "<i>d</i>")
    assert (fixed.retimed, fixed.rebroken, fixed.respanned, fixed.removed) == (0, 0, 1, 1)


def test_cues_without_a_blank_line_between_them_are_not_mixed_up() -> None:
    empty, first = "00:00.000 --> 00:04.000\n", "00:04.000 --> 00:08.000\n<i>a"
    second = "\n\n1\n00:08.000 --> 00:12.000\n<i>b"
    rest = "\n2\n00:12.000 --> 00:16.000\nc\n"
    text = f"WEBVTT\n\n{empty}{first}{second}{rest}"
    fixed = fix(check(text.encode(), name="a.vtt", limits=LIMITS), limits=LIMITS)
    assert fixed.text == f"WEBVTT\n\n{first}</i>{second}</i>{rest}"


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        ((SAMPLES / "overlap.vtt").read_bytes(), "cue-overlap", "cue 2 would be left with 800 ms, least 833"),
        ((SAMPLES / "rolling_captions.vtt").read_bytes(), "cue-short", "rolling captions"),
        (vtt(("00:00", "00:09", "はい"), ("00:05", "00:12", "うん")), "cue-overlap", "may be meant"),
        (vtt(("00:00", "00:09", "はい"), ("00:08", "00:08.900", "うん")), "cue-overlap", "goes on after this one"),
        (vtt(("00:00", "00:00.500", "はい"), ("00:00.500", "00:02", "うん")), "cue-short", "no time is free"),
        (one("これは日本語の字幕でとても長い行なので二行には入らない"), "line-wide", "does not fit in 2 lines"),
        (one("<00:00:01.000>これはとても長い行なので<00:00:02.000>読みにくい"), "line-wide", "times of their own"),
    ],
)
def test_what_was_declined_says_why(data: bytes, code: str, reason: str) -> None:
    text = fix(check(data, name="a.vtt", limits=LIMITS), limits=LIMITS).text
    again = check(text.encode(), name="a.vtt", limits=LIMITS)
    left = [finding for finding in again.findings if finding.code == code]
    assert left
    assert reason in why_left(left[0], again, LIMITS)


def test_the_command_says_why_and_no_backup_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.vtt"
    for _ in range(2):
        file.write_bytes((SAMPLES / "overlap.vtt").read_bytes().replace(b"\n", b"\r\n"))
        assert run_command(["lint", "--fix", str(file)]) == 3
        assert "Not mended: cue 2 would be left with 800 ms, least 833. [" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.vtt", "a.vtt.bak", "a.vtt.bak.1"]
    assert b"03.400\r\n" in file.read_bytes()
    assert run_command(["lint", "--fix", "--json", str(file)]) == 3  # nothing more to mend: no further backup
    (found,) = json.loads(capsys.readouterr().out)["files"][0]["findings"]
    assert "800 ms" in found["left"]
    assert len(list(tmp_path.iterdir())) == 3


def test_what_would_lose_its_layout_is_not_mended() -> None:
    entry = formats.named("ass")
    assert entry.write
    cues = (Cue("c1", Span(0, 500), "はい", number=1), Cue("c2", Span(4000, 6000), "はい", number=2))
    text = entry.write(Track(Lang.JA, TrackKind.SUBTITLES, cues))[0]
    with pytest.raises(FormatError, match="would lose its styles"):
        fix(check(text.encode(), name="a.ass", limits=LIMITS), limits=LIMITS)


def test_captions_that_nobody_has_laid_out_are_no_error() -> None:
    long = "This caption is as wide as a recogniser made it, unbroken."
    rows = [("00:00.000", "00:05.000", long), ("00:05.000", "00:10.000", long)]
    delivered = check(vtt(*rows), name="en.vtt", limits=LIMITS)
    assert [(one.code, one.severity) for one in delivered.findings] == [("line-unbroken", Severity.WARNING)] * 2
    laid_out = check(vtt(*rows, ("00:10.000", "00:15.000", "Two\nlines.")), name="en.vtt", limits=LIMITS)
    assert [one.code for one in laid_out.findings] == ["line-wide"] * 2
    for_two_lines = check(vtt(*rows, ("00:10.000", "00:19.000", f"{long} {long}")), name="en.vtt", limits=LIMITS)
    assert "line-wide" in {one.code for one in for_two_lines.findings}
    wide = [(start, end, "これはとても長い行なので読みにくい") for start, end, _ in rows]
    japanese = check(vtt(*wide), name="ja.vtt", limits=LIMITS)
    assert "line-wide" in {one.code for one in japanese.findings}
    fixed = fix(delivered, limits=LIMITS)
    assert check(fixed.text.encode(), name="en.vtt", limits=LIMITS).findings == ()


@pytest.mark.parametrize(
    ("name", "head", "length_s"), [("chapters.ja.vtt", "", 5), ("a.vtt", "Kind: chapters\n", 5), ("a.vtt", "", 50)]
)
def test_chapters_are_judged_as_chapters(
    name: str, head: str, length_s: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    title = "とても長い章の題なので一行にはとても入りません"
    times = [f"00:{at * length_s // 60:02d}:{at * length_s % 60:02d}.000" for at in range(4)]
    cues = "".join(f"\n{start} --> {end}\n{title}\n" for start, end in pairwise(times))
    file = tmp_path / name
    file.write_text(f"WEBVTT\n{head}{cues}", encoding="utf-8")
    before = file.read_bytes()
    assert run_command(["lint", "--fail-on", "info", "--fix", str(file)]) == 0
    assert "3 chapters" in capsys.readouterr().out
    assert file.read_bytes() == before
    file.write_text(f"WEBVTT\n{head}{cues}".replace(f"--> {times[1]}", "--> 00:00:07.000", 1), encoding="utf-8")
    if "chapters" in name + head:  # else nothing says that these are chapters
        assert run_command(["lint", str(file)]) == 3


def test_each_line_of_a_bilingual_file_cites_the_rule_of_its_language() -> None:
    fast = "There are far too many characters here, every\nこれはとても速い字幕なので"
    rows = [("00:00.000", "00:02.000", fast), ("00:02.000", "00:04.000", fast)]
    report = check(vtt(*rows), name="a.vtt", limits=LIMITS)
    assert report.bilingual
    for finding in report.findings:
        assert isinstance(finding, Breach)
        assert ("English" in finding.rule) == ("characters" in finding.message), finding
    assert {"English" in one.rule for one in report.findings if isinstance(one, Breach)} == {True, False}


def test_a_file_without_a_cue_does_not_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.vtt"
    file.write_text("WEBVTT\n")
    assert run_command(["lint", str(file)]) == 3
    out = capsys.readouterr().out
    assert "error cues-none" in out
    assert "100%" not in out


def test_a_long_quotation_shows_that_it_was_cut() -> None:
    report = check(one("これは長い行です。" * 12), name="a.vtt", limits=LIMITS)
    (finding,) = [finding for finding in report.findings if finding.code == "line-wide"]
    assert finding.message.endswith("…”")


def test_marks_stay_on_their_characters() -> None:
    from pipeline.lint.fix import retext

    cue = Cue("c1", Span(0, 1), "字幕の\n仕事", (Mark(0, 6, MarkKind.VOICE, "A"), Mark(4, 6, MarkKind.ITALIC)))
    moved = retext(cue, "字幕の仕事")
    assert [moved.text[mark.start : mark.end] for mark in moved.marks] == ["字幕の仕事", "仕事"]


def test_a_format_without_writer_is_not_mended() -> None:
    sbv = b"0:00:00.000,0:00:02.000\nhello there\n\n0:00:02.000,0:00:04.000\nyes\n"
    report = check(sbv, name="a.sbv", limits=LIMITS)
    with pytest.raises(FormatError, match="cannot be written"):
        fix(report, limits=LIMITS)


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.vtt", tmp_path / "bad.vtt"
    good.write_bytes(vtt(("00:00.000", "00:03.000", "これは字幕です")))
    bad.write_bytes(BROKEN["kinsoku"])
    assert run_command(["lint", str(good)]) == 0
    assert run_command(["lint", str(good), str(bad)]) == 3
    out = capsys.readouterr().out
    assert f"{bad}:3: cue 1 error kinsoku: line 2 begins with 。" in out
    assert "JIS X 4051" in out
    assert run_command(["lint", "--fail-on", "never", "--json", str(bad)]) == 0
    data = json.loads(capsys.readouterr().out)
    (entry,) = [item for item in data["files"][0]["findings"] if item["code"] == "kinsoku"]
    assert (entry["line"], entry["cue"], entry["fixable"]) == (3, 1, True)
    assert run_command(["lint", "--fix", str(bad)]) == 0
    assert "mended times in 0, line breaks in 1, spans in 0 cues" in capsys.readouterr().out
    assert bad.with_name("bad.vtt.bak").read_bytes() == BROKEN["kinsoku"]
    assert run_command(["lint", str(bad)]) == 0


def test_the_profile_sets_the_width(tmp_path: Path) -> None:
    file = tmp_path / "a.vtt"
    file.write_bytes(one("これは十七文字の長い行になります"))
    assert run_command(["lint", str(file)]) == 3
    assert run_command(["lint", "--profile", "web", str(file)]) == 0


def test_what_is_no_subtitle_file_is_one_clear_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("just a letter", encoding="utf-8")
    assert run_command(["lint", str(file)]) == 1
    assert "not a subtitle file" in capsys.readouterr().err
