"""Re-timing: whatever the texts and times, cues are in order, never overlap and show every character once."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import LimitsByLang, RetimeSettings
from pipeline.lang import kinsoku, style
from pipeline.model import (
    Cue,
    Episode,
    Glossary,
    Hypothesis,
    Lang,
    Mark,
    MarkKind,
    Origin,
    Pair,
    Piece,
    Sentence,
    Source,
    Span,
    Track,
    TrackKind,
    Translation,
)
from pipeline.stages import retime

EMPTY = Glossary(name="none", pair=Pair(Lang.EN, Lang.JA), terms=(), revision="0")


EN_JA = Pair(Lang.EN, Lang.JA)
DEFAULT = RetimeSettings()


def episode(rows: list[tuple[int, int, str, str]], pair: Pair = EN_JA) -> Episode:
    """An episode of one cue and one sentence a row: start, end, speaker, translation."""
    rows = sorted(rows, key=lambda row: row[0])
    cues, sentences, translations = [], [], []
    for number, (start, end, speaker, text) in enumerate(rows, start=1):
        source = "word " * 5
        marks = (Mark(0, len(source), MarkKind.VOICE, speaker),)
        cues.append(Cue(f"c{number}", Span(start, end), source, marks, number=number))
        piece = Piece(f"c{number}", 0, len(source) - 1)
        sentences.append(Sentence(f"s{number}-1", pair.source, source.strip(), (piece,), Span(start, end), speaker))
        translations.append(Translation(f"s{number}-1", text, Origin.ENGINE))
    track = Track(pair.source, TrackKind.CAPTIONS, tuple(cues))
    return Episode(
        id="e",
        source=Source.of("e.vtt", b"WEBVTT"),
        pair=pair,
        track=track,
        sentences=tuple(sentences),
        translations=tuple(translations),
    )


def run(document: Episode, chosen: RetimeSettings = DEFAULT) -> Episode:
    return retime.run(document, glossary=EMPTY, limits=LimitsByLang(), settings=chosen)


def shown(text: str) -> str:
    return "".join(text.split())


texts = st.one_of(
    st.text(alphabet=st.sampled_from("あいのはがを日本語研究、。「」（）っャー々…—？！12 AIGPT-%円"), max_size=80),
    st.text(max_size=60),
)
rows = st.lists(
    st.tuples(st.integers(0, 60_000), st.integers(1, 9_000), st.sampled_from(["", "A", "B"]), texts).map(
        lambda row: (row[0], row[0] + row[1], row[2], row[3])
    ),
    max_size=8,
)


settings = st.builds(
    RetimeSettings,
    profile=st.sampled_from(["netflix", "web", "vertical"]),
    style=st.sampled_from(style.STYLES),
    mark_space=st.sampled_from(["full", "half", "none"]),
    kinsoku=st.sampled_from(kinsoku.STRICTNESS),
)


@given(rows, st.sampled_from([EN_JA, Pair(Lang.JA, Lang.EN)]), settings)
def test_any_texts_and_times(table: list[tuple[int, int, str, str]], pair: Pair, chosen: RetimeSettings) -> None:
    before = episode(table, pair)
    after = run(before, chosen)
    cues = after.target_track().cues
    for left, right in itertools.pairwise(cues):
        assert left.span.end_ms <= right.span.start_ms
        gap_ms = right.span.start_ms - left.span.end_ms
        assert gap_ms == 0 or gap_ms >= 83
    assert all(cue.span.duration_ms <= 7000 for cue in cues)
    assert [cue.sentence_ids[0] for cue in cues] == sorted((cue.sentence_ids[0] for cue in cues), key=number)
    wanted_style = chosen.style if pair.target is Lang.JA else "neutral"
    texts_shown = (" ".join(one.text.split()) for one in before.translations)
    wanted = [style.apply(text, wanted_style, chosen.mark_space).text for text in texts_shown]
    assert shown("".join(cue.text for cue in cues)) == shown("".join(wanted))
    assert run(after, chosen).target == after.target


def number(sentence_id: str) -> int:
    return int(sentence_id[1:].split("-")[0])


@given(rows, st.sampled_from(kinsoku.STRICTNESS))
def test_no_break_of_ours_breaches_kinsoku(table: list[tuple[int, int, str, str]], strictness: str) -> None:
    before = episode(table)
    texts = [shown(one.text) for one in before.translations]
    starts = {text[:1] for text in texts}
    ends = {text[-1:] for text in texts}
    cues = run(before, RetimeSettings(kinsoku=strictness, style="neutral")).target_track().cues
    for cue in cues:
        for fault in kinsoku.violations(cue.text.split("\n"), strictness):
            own_start = fault.rule == "line-start" and fault.char in starts  # the text itself begins so
            own_end = fault.rule == "line-end" and fault.char in ends
            assert own_start or own_end


@pytest.mark.parametrize("gap_ms", [0, 1, 40, 82])
def test_small_gaps_are_chained(gap_ms: int) -> None:
    table = [(0, 2000, "A", "こんにちは。"), (2000 + gap_ms, 4000, "A", "今日は良い天気です。")]
    cues = run(episode(table)).target_track().cues
    assert cues[0].span.end_ms == cues[1].span.start_ms


def test_a_cue_ends_where_another_speaker_begins() -> None:
    cues = (
        run(episode([(0, 2000, "A", "とても長い文章なので、読むのに時間が必要です。"), (2000, 4000, "B", "はい。")]))
        .target_track()
        .cues
    )
    assert max(cue.span.end_ms for cue in cues if cue.voice == "A") == 2000
    assert min(cue.span.start_ms for cue in cues if cue.voice == "B") == 2000


def test_silence_is_used_when_reading_would_be_too_fast() -> None:
    text = "とても長い文章なので時間が必要。"
    cues = run(episode([(0, 1500, "A", text), (4000, 6000, "A", "はい。")])).target_track().cues
    assert cues[0].span.start_ms == 0
    assert max(cue.span.end_ms for cue in cues if cue.sentence_ids == ("s1-1",)) == 2000


def test_voice_covers_the_whole_text() -> None:
    (cue,) = run(episode([(0, 2000, "Speaker 1", "はい、そうです。")])).target_track().cues
    assert cue.marks == (Mark(0, len(cue.text), MarkKind.VOICE, "Speaker 1"),)
    assert cue.id == "s1-1.1"


def test_sentences_without_translation_make_no_cue() -> None:
    document = episode([(0, 2000, "A", "はい。"), (2000, 3000, "A", "")])
    assert [cue.sentence_ids for cue in run(document).target_track().cues] == [("s1-1",)]
    assert run(replace(document, translations=())).target_track().cues == ()


sequences = st.lists(
    st.tuples(st.integers(0, 2_500), st.integers(50, 9_000), st.sampled_from(["A", "B"]), texts), min_size=1, max_size=7
)


@given(sequences)
def test_hard_rules_of_time(table: list[tuple[int, int, str, str]]) -> None:
    rows, at = [], 0
    for gap, length, speaker, text in table:
        at += gap
        rows.append((at, at + length, speaker, text))
        at += length
    before = episode(rows)
    after = run(before)
    by_id = {sentence.id: sentence for sentence in before.sentences}
    told = {one.sentence_id for one in before.translations if one.text.strip()}
    cues = after.target_track().cues
    reported = {finding.where.cue for finding in after.findings if finding.code == "cue-short"}
    for cue in cues:
        own = [by_id[sentence_id] for sentence_id in cue.sentence_ids]
        assert len({sentence.speaker for sentence in own}) == 1
        assert cue.voice == own[0].speaker
        spare_ms = 83 if cue.span.duration_ms < 833 + 83 else 0  # a shortest cue may close the gap after it
        assert cue.span.end_ms <= max(own[-1].span.end_ms + 500 + spare_ms, cue.span.start_ms + 1)
        assert cue.span.start_ms >= own[0].span.start_ms - 833
        assert cue.span.duration_ms >= 833 or cue.number in reported
        later = [one for one in before.sentences[before.sentences.index(own[-1]) + 1 :] if one.id in told]
        other = next((one.span.start_ms for one in later if one.speaker != own[0].speaker), None)
        if other is not None and cue.span.start_ms < other - 1:
            assert cue.span.end_ms <= other


def test_a_shorter_hypothesis_is_shown_when_time_is_short_and_said_so() -> None:
    document = episode([(0, 1_500, "A", "実際には、それはとても長くて読みきれない文章なのでしょうか。")])
    (one,) = document.translations
    another = Hypothesis("それは読みきれない文章です。", -0.5)  # shorter still, but says less
    spare = Hypothesis("実際にそれはとても長くて読みきれない文章ですか。", -1.0)
    document = replace(document, translations=(replace(one, alternatives=(another, spare)),))
    after = run(document)
    assert (
        shown("".join(cue.text for cue in after.target_track().cues))
        == "実際にそれはとても長くて読みきれない文章ですか"
    )
    assert [finding.code for finding in after.findings if finding.code == "text-shortened"] == ["text-shortened"]
    assert after.translations == document.translations
    plain = run(document, RetimeSettings(shorten=False))
    assert "実際には" in shown("".join(cue.text for cue in plain.target_track().cues))


def test_short_answers_of_one_speaker_share_a_cue() -> None:
    cues = run(episode([(0, 400, "A", "ええ。"), (400, 1_500, "A", "そうです。")])).target_track().cues
    assert [(cue.text, cue.sentence_ids) for cue in cues] == [("ええ　そうです", ("s1-1", "s2-1"))]


def test_a_text_of_five_thousand_characters_is_cut_all_the_same() -> None:
    text = "今日は本当に良い天気なので、公園まで歩いて行きました。" * 190
    cues = run(episode([(0, 60_000, "A", text)])).target_track().cues
    assert all(cue.text.count("\n") < 2 for cue in cues)
