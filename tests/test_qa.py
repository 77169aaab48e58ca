"""Checks see what is wrong, figures count it, the gate says why it is closed."""

from dataclasses import replace

from hypothesis import given

from pipeline import qa
from pipeline.config import Config, Limits, from_toml
from pipeline.model import (
    Cue,
    Episode,
    Finding,
    Lang,
    Origin,
    Piece,
    Rung,
    Sentence,
    Severity,
    Source,
    Span,
    TermUse,
    Track,
    TrackKind,
    Translation,
    Where,
)
from pipeline.timing import stats
from tests.strategies import tracks


def episode() -> Episode:
    """One sentence over one cue, translated and shown, nothing wrong."""
    track = Track(Lang.EN, TrackKind.CAPTIONS, (Cue("c1", Span(0, 3000), "We train it.", number=1, line=3),))
    target = Track(
        Lang.JA, TrackKind.SUBTITLES, (Cue("s1-1.1", Span(0, 3000), "訓練します。", sentence_ids=("s1-1",)),)
    )
    return Episode(
        "talk",
        Source.of("talk.vtt", b"x"),
        track=track,
        sentences=(Sentence("s1-1", Lang.EN, "We train it.", (Piece("c1", 0, 12),), Span(0, 3000)),),
        translations=(Translation("s1-1", "訓練します。", Origin.ENGINE),),
        target=target,
    )


def codes(value: Episode) -> list[str]:
    return [finding.code for finding in qa.check(value, Config())]


def test_a_good_episode_has_no_finding_and_an_open_gate() -> None:
    assert codes(episode()) == []
    assert qa.report(episode(), Config())["gate"] == {"closed_by": []}


def test_lost_and_doubled_text_is_found_with_its_cue() -> None:
    whole = episode()
    short = replace(whole, sentences=(replace(whole.sentences[0], pieces=(Piece("c1", 0, 11),)),))
    twice = replace(whole, sentences=(replace(whole.sentences[0], pieces=(Piece("c1", 0, 12), Piece("c1", 3, 4))),))
    assert codes(short) == codes(twice) == ["text-unaccounted"]
    finding = next(qa.check(short, Config()))
    assert str(finding.where) == "talk.vtt:3, cue 1"


def test_missing_empty_and_unshown_translations() -> None:
    whole = episode()
    assert "translation-empty" in codes(replace(whole, translations=(Translation("s1-1", " ", Origin.ENGINE),)))
    assert "translation-missing" in codes(
        replace(whole, translations=(*whole.translations, Translation("s9-1", "余り。", Origin.ENGINE)))
    )
    hidden = Track(Lang.JA, TrackKind.SUBTITLES, ())
    assert codes(replace(whole, target=hidden)) == ["sentence-not-shown"]


def test_fast_overlapping_and_kinsoku_breaking_cues() -> None:
    cues = (
        Cue("s1-1.1", Span(0, 1000), "これは一秒では読めません\n。", sentence_ids=("s1-1",)),
        Cue("s1-1.2", Span(900, 3000), "はい", sentence_ids=("s1-1",)),
    )
    found = codes(replace(episode(), target=Track(Lang.JA, TrackKind.SUBTITLES, cues)))
    assert found == ["cps-high", "kinsoku", "cue-overlap"]


def test_a_cue_exactly_at_the_limit_is_at_the_limit() -> None:
    track = Track(Lang.JA, TrackKind.SUBTITLES, (Cue("a", Span(0, 1000), "六文字ですよ"),))
    figures = qa.conformity(track, Limits())
    assert (figures.at_target_cps, figures.at_strict_cps) == (1.0, 0.0)


@given(tracks(lang=Lang.JA))
def test_run_and_report_give_the_same_figures(track: Track) -> None:
    run, page = qa.conformity(track, Limits()), stats.measure(track, Limits())
    assert (run.at_strict_cps, run.at_target_cps, run.at_hard_cps, run.p50_cps, run.p95_cps) == (
        page.strict_share, page.target_share, page.hard_share, page.median_cps, page.p95_cps
    )  # fmt: skip


def test_a_speed_that_prints_as_the_limit_meets_it_everywhere() -> None:
    near = (Cue("s1-1.1", Span(0, 995), "七文字なのです", sentence_ids=("s1-1",)),)  # 7.04 a second
    track = Track(Lang.JA, TrackKind.SUBTITLES, near)
    assert codes(replace(episode(), target=track)) == []
    assert qa.conformity(track, Limits()).at_hard_cps == stats.measure(track, Limits()).hard_share == 1.0


def test_the_summary_tells_how_many_sentences_are_shown_shortened() -> None:
    told = Finding("text-shortened", Severity.INFO, Where(sentence_id="s1-1"), "shown shorter")
    printed = dict(qa.rows(qa.report(episode().with_findings([told]), Config())))
    assert printed["shortened"].startswith("1 of 1 sentences, ")
    assert "shortened" not in dict(qa.rows(qa.report(episode(), Config())))


@given(tracks(lang=Lang.JA))
def test_shares_are_ordered_shares(track: Track) -> None:
    figures = qa.conformity(track, Limits())
    assert 0 <= figures.at_strict_cps <= figures.at_target_cps <= figures.at_hard_cps <= 1
    assert figures.p50_cps <= figures.p95_cps


def test_term_uses_are_counted_by_rung_and_missed_ones_named() -> None:
    uses = (TermUse("gpu", 0, 2, Rung.HINT, "GPU"), TermUse("moat", 3, 5, Rung.MISSED))
    value = replace(episode(), translations=(replace(episode().translations[0], terms=uses),))
    data = qa.report(value, Config())
    assert data["term_uses"] == {"occurrences": 2, "rendered": 1, "missed": 1, "by_rung": {"hint": 1, "missed": 1}}
    assert data["terms"]["moat"]["missed_in"] == ["s1-1"]


def test_the_gate_names_each_reason() -> None:
    uses = (TermUse("moat", 3, 5, Rung.MISSED),)
    value = replace(episode(), translations=(replace(episode().translations[0], terms=uses),))
    fast = Track(
        Lang.JA, TrackKind.SUBTITLES, (Cue("s", Span(0, 900), "とても速く読む字幕です", sentence_ids=("s1-1",)),)
    )
    value = qa.with_findings(replace(value, target=fast), Config())
    reasons = qa.report(value, from_toml("[qa]\nmax_missed_terms_share = 0.1"))["gate"]["closed_by"]
    assert reasons == [
        "only 0% of ja cues at or under the hard reading speed",
        "1 of 1 term occurrences missed",
    ]


def test_checking_twice_does_not_double_findings() -> None:
    hidden = replace(episode(), target=Track(Lang.JA, TrackKind.SUBTITLES, ()))
    once = qa.with_findings(hidden, Config())
    assert qa.with_findings(once, Config()) == once
    assert [finding.stage for finding in once.findings] == ["qa"]


def test_the_terminal_rows_are_texts() -> None:
    rows = dict(qa.rows(qa.report(episode(), Config())))
    assert rows["sentences"] == "1 from 1 en, 1 ja cues, 1 speakers"
    assert rows["glossary"] == "no term occurs"
