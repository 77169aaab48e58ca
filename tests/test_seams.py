"""Line ends of a target track: what the style has within a line stands there again, and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import exports, seams
from pipeline.config import Config, LimitsByLang, RetimeSettings
from pipeline.lang import style
from pipeline.model import Cue, Episode, Glossary, Hypothesis, Lang, Mark, MarkKind, Pair, Span, Track, TrackKind
from pipeline.stages import retime
from tests.stages.test_retime import episode

EMPTY = Glossary(name="none", pair=Pair(Lang.EN, Lang.JA), terms=(), revision="0")
SAID = (
    "おはようございます、つまり朝です。",
    "父は予想して、おばあちゃんは待ちました。",
    "ロボット工学を研究し、人工知能の未来を考え、皆さんと毎週ここで話します。",
    "はい。本当ですか？ そうです。",
    "とても興味深いAnthropicのモデルを3つ使います。",
    "はい。",
)


def retimed(said: list[str], how: str = "subtitle-ja", mark_space: str = "full") -> Episode:
    rows = [(at * 2_500, at * 2_500 + 2_400, "A", text) for at, text in enumerate(said)]
    wanted = RetimeSettings(style=how, mark_space=mark_space)
    return retime.run(episode(rows), glossary=EMPTY, limits=LimitsByLang(), settings=wanted)


def by_hand(*lines: str, text: str, others: tuple[str, ...] = ()) -> Episode:
    whole = episode([(0, 2_400, "A", text)])
    shown = "\n".join(lines)
    marks = (Mark(0, len(shown), MarkKind.VOICE, "A"),)
    cue = Cue("s1-1.1", Span(0, 2_400), shown, marks, number=1, sentence_ids=("s1-1",))
    spare = replace(whole.translations[0], alternatives=tuple(Hypothesis(other, -1.0) for other in others))
    return replace(whole, translations=(spare,), target=Track(Lang.JA, TrackKind.SUBTITLES, (cue,)))


@pytest.mark.parametrize(
    ("lines", "text", "joined"),
    [
        (
            ("おはようございます", "つまり朝です"),
            "おはようございます、つまり朝です。",
            "おはようございます つまり朝です",
        ),
        (("はい", "そうです"), "はい。そうです。", "はい\u3000そうです"),
        (("人工知能の", "未来です"), "人工知能の未来です。", "人工知能の未来です"),
        (("とても大きな", "Anthropicです"), "とても大きなAnthropicです。", "とても大きなAnthropicです"),
        (("Hugging", "Faceです"), "Hugging Faceです。", "Hugging Faceです"),
        (("本当？", "はい"), "本当？はい。", "本当？\u3000はい"),
        (("はい、", "そうです。"), "はい、そうです。", "はい、そうです。"),  # a style that shows the marks
        (("知らない", "文です"), "別の文。", "知らない文です"),  # a cue that shows something else
    ],
)
def test_a_line_end_gets_what_stands_within_a_line(lines: tuple[str, ...], text: str, joined: str) -> None:
    made = by_hand(*lines, text=text)
    (cue,) = seams.one_line(made.target_track(), made).cues
    assert cue.text == joined
    assert [(mark.start, mark.end) for mark in cue.marks] == [(0, len(joined))]


def test_a_sentence_shown_in_other_words_is_known_by_them() -> None:
    made = by_hand("はい つまり", "朝です", text="はい、つまりとても早い朝です。", others=("はい、つまり、朝です。",))
    assert seams.one_line(made.target_track(), made).cues[0].text == "はい つまり 朝です"


@pytest.mark.parametrize("mark_space", ["full", "half", "none"])
@pytest.mark.parametrize("how", ["subtitle-ja", "transcript-ja", "neutral"])
@given(said=st.lists(st.sampled_from(SAID), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_the_cues_of_a_sentence_in_one_line_are_its_styled_text(how: str, mark_space: str, said: list[str]) -> None:
    made = retimed(said, how, mark_space)
    track = seams.one_line(made.target_track(), made)
    styled = [_no_mark_space(style.apply(text, how, mark_space).text) for text in said]
    for cue in track.cues:
        assert "\n" not in cue.text
        if len(cue.sentence_ids) == 1:
            assert any(_no_mark_space(cue.text) in text for text in styled), cue.text


def _no_mark_space(text: str) -> str:
    """The text without the blank after ？, which a line end alone cannot tell."""
    return re.sub("(?<=？)[ \u3000]", "", text)


@pytest.mark.parametrize("name", ["ja.podcast.srt", "transcript.ja.json"])
def test_podcast_files_do_not_run_clauses_together(name: str) -> None:
    made = by_hand("おはようございます", "つまり朝です", text="おはようございます、つまり朝です。")
    chosen = exports.chosen(["srt-podcast", "podcast"])
    found, _ = exports.make(made, chosen, limits=Config().limits, settings=Config().write)
    text = next(item.text for item in found if item.name == name)
    assert "おはようございます つまり朝です" in text
    if name.endswith("json"):
        assert [row["body"] for row in json.loads(text)["segments"]] == ["おはようございます つまり朝です"]
