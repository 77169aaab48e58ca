"""The translate stage: who decides a sentence, what is reported, what is decoded again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import TranslateSettings
from pipeline.engines import Ability, Hint, OnDone
from pipeline.memory import Memory, NoMemory, UnitMemory, units_of
from pipeline.model import (
    Bilingual,
    Edit,
    EditKind,
    Episode,
    Glossary,
    Hypothesis,
    Lang,
    Meta,
    Origin,
    Pair,
    Piece,
    Rung,
    Sentence,
    Source,
    Span,
    Speaker,
    Term,
    TermStatus,
    TermType,
)
from pipeline.stages import translate
from pipeline.store.cache import CachedEngine
from pipeline.store.glossaries import revision

PAIR = Pair(Lang.EN, Lang.JA)
MOAT = Term("moat", "moat", "堀", TermType.CONCEPT, TermStatus.APPROVED, forbidden=("溝",))
AGENT = Term("agent", "agent", "エージェント", TermType.CONCEPT, TermStatus.APPROVED)
DRAFT = Term("open", "open", "オープン", TermType.CONCEPT, TermStatus.PROPOSED)


class Talker:
    """Says the hinted renderings, or its name for them; counts what it decodes."""

    signature = "talker 1"
    pair = PAIR
    abilities = frozenset({Ability.HINTS, Ability.NBEST})

    def __init__(self, *, deaf: bool = False) -> None:
        self.deaf = deaf
        self.texts: list[str] = []

    def translate(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None = None,
        k: int = 1,
        *,
        suppress: Sequence[Sequence[str]] | None = None,
        on_done: OnDone | None = None,
    ) -> list[tuple[Hypothesis, ...]]:
        out = []
        for at, text in enumerate(texts):
            self.texts.append(text)
            said = "と".join(target for _, target in (hints[at] if hints else ())) if not self.deaf else ""
            out.append((Hypothesis(f"{said or '溝'}の話{len(text)}です。", -1.0),))
            if on_done:
                on_done(1)
        return out


def episode(*texts: str, speaker: str = "A", role: str = "") -> Episode:
    sentences = tuple(
        Sentence(
            f"s{at}-1",
            Lang.EN,
            text,
            (Piece(f"c{at}", 0, max(len(text), 1)),),
            Span(at * 1000, at * 1000 + 900),
            speaker,
        )
        for at, text in enumerate(texts, start=1)
    )
    meta = Meta(speakers=(Speaker("A", Bilingual("Ann", "アン"), role),))
    return replace(Episode("e", Source("x.vtt", ""), meta=meta), sentences=sentences)


def glossary(*terms: Term) -> Glossary:
    return Glossary("g", PAIR, terms, revision(terms))


def run(
    one: Episode,
    engine: object,
    *,
    terms: Sequence[Term] = (MOAT, AGENT, DRAFT),
    memory: Memory | None = None,
    edits: tuple[Edit, ...] = (),
    how: TranslateSettings | None = None,
    on_done: OnDone | None = None,
) -> Episode:
    return translate.run(
        one,
        engine=engine,  # type: ignore[arg-type]
        glossary=glossary(*terms),
        memory=memory or NoMemory(),
        edits=edits,
        settings=how or TranslateSettings(),
        on_done=on_done,
    )


def edit(anchor: str, before: str, after: str) -> Edit:
    return Edit(EditKind.TRANSLATION, anchor, before, after)


def test_one_translation_a_sentence_in_order_and_every_one_reported() -> None:
    seen: list[int] = []
    one = episode("It has a moat today.", "Right.", "…", "Another agent came along.")
    done = run(one, Talker(), on_done=seen.append)
    assert [item.sentence_id for item in done.translations] == ["s1-1", "s2-1", "s3-1", "s4-1"]
    assert [item.origin for item in done.translations] == [Origin.ENGINE, Origin.PHRASE, Origin.COPY, Origin.ENGINE]
    assert sum(seen) == 4
    assert done.findings == ()


def test_an_edit_outranks_everything_and_says_when_its_source_changed() -> None:
    one = episode("It has a moat today.", "Right.")
    edits = (
        edit("s1-1", "It has a mote.", "人の訳です。"),
        edit("s2-1", "Right.", "はい。"),
        edit("s9-1", "Gone.", "消えた。"),
    )
    memory = UnitMemory(units_of([("Right.", "記憶です。")], PAIR))
    done = run(one, Talker(), edits=edits, memory=memory)
    assert [item.text for item in done.translations] == ["人の訳です。", "はい。"]
    assert {item.origin for item in done.translations} == {Origin.EDITOR}
    conflicts = [
        (finding.where.sentence_id, finding.code) for finding in done.findings if finding.code == "edit-conflict"
    ]
    assert conflicts == [("s1-1", "edit-conflict"), ("s9-1", "edit-conflict")]
    assert any(finding.code == "term-missing" for finding in done.findings)


def test_a_memory_hit_must_agree_with_todays_terms() -> None:
    memory = UnitMemory(
        units_of([("It has a moat today.", "溝があります。"), ("An agent.", "エージェントです。")], PAIR)
    )
    done = run(episode("It has a moat today.", "An agent."), Talker(), memory=memory)
    assert [item.origin for item in done.translations] == [Origin.ENGINE, Origin.MEMORY]
    assert done.translations[1].terms[0].rung is Rung.FIXED


def test_a_nearly_equal_sentence_counts_only_when_it_means_the_same() -> None:
    memory = UnitMemory(units_of([("It works today.", "今日は動きます。")], PAIR), 0.5)
    done = run(episode("Well, it works today!", "It never works today."), Talker(), memory=memory)
    assert [item.origin for item in done.translations] == [Origin.MEMORY, Origin.ENGINE]


def test_a_phrase_follows_the_register() -> None:
    polite = run(episode("Exactly."), Talker()).translations[0]
    plain = run(episode("Exactly."), Talker(), how=TranslateSettings(plain_speakers=("A",))).translations[0]
    assert polite.origin is plain.origin is Origin.PHRASE
    assert polite.text != plain.text


def test_only_approved_terms_steer() -> None:
    done = run(episode("It is open like a moat."), Talker())
    assert [use.term_id for use in done.translations[0].terms] == ["moat"]


def test_a_missed_term_and_a_forbidden_rendering_are_findings() -> None:
    term = replace(MOAT, forbidden=("溝",), target="堀割")
    done = run(episode("It has a moat and a moat."), _Stubborn(), terms=[term])
    codes = [finding.code for finding in done.findings]
    assert codes.count("term-missing") == 1
    assert codes.count("term-forbidden") == 1
    assert [use.rung for use in done.translations[0].terms] == [Rung.MISSED, Rung.MISSED]


class _Stubborn(Talker):
    """Says 溝溝 whatever it is asked, so that replacing would still leave a wrong word."""

    def translate(self, texts: Sequence[str], *args: object, **how: object) -> list[tuple[Hypothesis, ...]]:  # type: ignore[override]
        return [(Hypothesis("海溝と溝川の溝です。" if "moat" in text else "海溝。", -1.0),) for text in texts]


def test_a_broken_guard_is_a_finding() -> None:
    class Numb(Talker):
        def translate(self, texts: Sequence[str], *args: object, **how: object) -> list[tuple[Hypothesis, ...]]:  # type: ignore[override]
            return [(Hypothesis("たくさん買いました。", -1.0),) for _ in texts]

    done = run(episode("We bought twenty five thousand chips."), Numb())
    assert done.translations[0].guards == ("number",)
    assert [finding.code for finding in done.findings] == ["guard"]


def test_same_input_same_episode() -> None:
    one = episode("It has a moat today.", "An agent and a moat came.")
    assert run(one, Talker()) == run(one, Talker())


def test_one_changed_term_decodes_only_what_it_touches(tmp_path: Path) -> None:
    one = episode("It has a moat today.", "An agent came along.", "Nothing of the kind here.")
    run(one, CachedEngine(Talker(), tmp_path / "c"))
    again = Talker()
    run(one, CachedEngine(again, tmp_path / "c"))
    assert again.texts == []
    changed = Talker()
    done = run(one, CachedEngine(changed, tmp_path / "c"), terms=[replace(MOAT, target="参入障壁"), AGENT])
    assert set(changed.texts) == {"It has a moat today."}
    assert "参入障壁" in done.translations[0].text


WORDS = st.lists(st.sampled_from("moat agent open the a 25 is not and Right.".split()), min_size=1, max_size=7).map(
    " ".join
)


@given(st.lists(WORDS, max_size=4), st.permutations([MOAT, AGENT, DRAFT]), st.booleans())
@settings(max_examples=30, deadline=None)
def test_cache_and_order_of_terms_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], terms: list[Term], deaf: bool
) -> None:
    one = episode(*texts)
    plain = run(one, Talker(deaf=deaf))
    engine = CachedEngine(Talker(deaf=deaf), tmp_path_factory.mktemp("c") / "c")
    assert run(one, engine, terms=terms) == plain
    assert run(one, engine, terms=terms) == plain


@pytest.mark.model
def test_the_bundled_package_holds_terms_and_register() -> None:
    from pipeline import guards
    from pipeline.engines import packages
    from pipeline.store import glossaries
    from pipeline.wording.register import Register, registers

    one = episode(
        "The compute moat is real.", "OpenAI trained a large language model.", "We bought twenty five thousand chips."
    )
    done = translate.run(
        one, engine=packages.resolve("nijimaku-en-ja", PAIR), glossary=glossaries.load([], PAIR), memory=NoMemory(),
        edits=(), settings=TranslateSettings(),
    )  # fmt: skip
    assert all(use.rung is not Rung.MISSED for item in done.translations for use in item.terms)
    assert not any(guards.hard(item.guards) for item in done.translations)
    assert all(Register.PLAIN not in registers(item.text) for item in done.translations)
