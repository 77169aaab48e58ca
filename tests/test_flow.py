"""The order is checked, stages keep their contract, one bad episode never stops the rest."""

from dataclasses import replace

import pytest

from pipeline import flow
from pipeline.config import Config
from pipeline.engines.scripted import ScriptedEngine
from pipeline.errors import ConfigError, FormatError, StageError
from pipeline.flow import Done, Failed, Step
from pipeline.memory import NoMemory
from pipeline.model import Cue, Episode, Finding, Glossary, Lang, Pair, Severity, Source, Span, Track, TrackKind, Where

TRACK = Track(Lang.EN, TrackKind.CAPTIONS, (Cue("c1", Span(0, 9), "Hi."),))


def episode(name: str = "talk") -> Episode:
    return Episode(name, Source.of(f"{name}.vtt", b"x"))


def ingest(value: Episode) -> Episode:
    if value.id == "bad":
        raise FormatError("no cue", where="bad.vtt:1", hint="look at it")
    finding = Finding("cue-overlap", Severity.INFO, Where(cue=1), "overlaps")
    return replace(value, track=TRACK).with_findings([finding])


STEPS = (
    Step("ingest", ingest, ("source",), ("track",)),
    Step("retime", lambda value: replace(value, target=value.track), ("track",), ("target",)),
)


def test_findings_are_stamped_with_their_stage() -> None:
    assert flow.run(STEPS, episode()).findings[0].stage == "ingest"


def test_a_wrong_order_is_refused_when_building() -> None:
    with pytest.raises(StageError, match="stage retime reads track"):
        flow.check(reversed(STEPS))


def test_an_undeclared_change_is_caught() -> None:
    sly = Step("sly", lambda value: replace(value, signature="mine"), (), ("track",))
    with pytest.raises(StageError, match="sly changed signature"):
        flow.run((sly,), episode())


def test_dropping_findings_is_caught() -> None:
    forgetful = Step("forgetful", lambda value: replace(value, findings=()), (), ("target",))
    with pytest.raises(StageError, match="dropped findings"):
        flow.run((*STEPS, forgetful), episode())


def test_an_error_names_stage_and_episode() -> None:
    with pytest.raises(FormatError) as caught:
        flow.run(STEPS, episode("bad"))
    assert caught.value.__notes__ == ["stage ingest, episode bad"]


def test_stream_goes_on_after_a_failure_and_keeps_the_last_good_document() -> None:
    def broken(value: Episode) -> Episode:
        raise ZeroDivisionError(value.id)

    steps = (STEPS[0], Step("write", broken, ("track",), ("renderings",)))
    outcomes = [*flow.stream((STEPS[0],), [episode("bad"), episode()]), *flow.stream(steps, [episode("talk2")])]
    assert [type(outcome) for outcome in outcomes] == [Failed, Done, Failed]
    last = outcomes[-1]
    assert isinstance(last, Failed)
    assert (last.stage, last.message, last.episode.track) == ("write", "ZeroDivisionError: talk2", TRACK)


def test_starting_later_clears_what_will_be_made_again() -> None:
    whole = replace(flow.run(STEPS, episode()), signature="old")
    late = Finding("cps-high", Severity.INFO, Where(), "fast", stage="retime")
    steps, cleared = flow.start_at(STEPS, "retime", replace(whole, findings=(*whole.findings, late)))
    assert [step.name for step in steps] == ["retime"]
    assert (cleared.track, cleared.target, cleared.signature) == (TRACK, None, "")
    assert [finding.stage for finding in cleared.findings] == ["ingest"]
    assert flow.run(steps, cleared) == replace(whole, signature="")


def test_starting_where_the_document_has_not_got() -> None:
    with pytest.raises(ConfigError, match="has no track yet"):
        flow.start_at(STEPS, "retime", episode())
    with pytest.raises(ConfigError, match='did you mean "retime"'):
        flow.start_at(STEPS, "retiem", episode())


def test_the_stages_are_named_in_the_order_they_are_built() -> None:
    pair = Pair(Lang.EN, Lang.JA)
    hands = flow.Capabilities(ScriptedEngine({}, pair), Glossary("", pair, (), ""), NoMemory())
    config = replace(Config(), write=replace(Config().write, formats=("podcast",)))
    assert tuple(step.name for step in flow.build(config, hands)) == flow.STAGES
