"""The ladder: which rung gives a term, what is refused, what never gets lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import guards, ladder
from pipeline.engines import Ability, Hint, OnDone
from pipeline.glossary.match import Matcher, find_terms
from pipeline.ladder import Decoder, Work
from pipeline.model import Hypothesis, Lang, Pair, Rung, Term, TermStatus, TermType

PAIR = Pair(Lang.EN, Lang.JA)
ALL = frozenset(Ability)
MOAT = Term("moat", "moat", "堀", TermType.CONCEPT, TermStatus.APPROVED, forbidden=("モート",), accepted=("参入障壁",))
LLAMA = Term("llama", "Llama", "Llama", TermType.SOFTWARE, TermStatus.APPROVED, case_sensitive=True)
TERMS = (MOAT, LLAMA)
Answer = Callable[[str, Sequence[Hint], Sequence[str]], Sequence[str]]


class Rules:
    """An engine that answers by a function of text, hints and suppression, and remembers what it was asked."""

    signature = "rules"
    pair = PAIR

    def __init__(self, answer: Answer, abilities: frozenset[Ability] = ALL) -> None:
        self.answer = answer
        self.abilities = abilities
        self.asked: list[tuple[str, tuple[Hint, ...], tuple[str, ...]]] = []

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
            given_hints = tuple(hints[at]) if hints else ()
            banned = tuple(suppress[at]) if suppress else ()
            self.asked.append((text, given_hints, banned))
            answers = self.answer(text, given_hints, banned)[:k]
            out.append(tuple(Hypothesis(one, -0.1 * place) for place, one in enumerate(answers, start=1)))
        return out


def climb(text: str, engine: Rules, terms: Sequence[Term] = TERMS) -> Work:
    work = Work(text, find_terms(text, Matcher.of(terms, Lang.EN)))
    ladder.climb([work], Decoder(engine, PAIR, 4))
    return work


def rungs(work: Work) -> list[tuple[str, Rung]]:
    return [(use.term_id, use.rung) for use in ladder.uses(work, work.best())]


def test_a_hint_comes_first_where_the_engine_takes_them() -> None:
    engine = Rules(lambda text, hints, banned: ["それは堀です。"] if hints else ["それは溝です。"])
    work = climb("It is a moat.", engine)
    assert work.best().text == "それは堀です。"
    assert rungs(work) == [("moat", Rung.HINT)]
    assert len(engine.asked) == 1


def test_without_hints_the_plain_decode_may_be_right() -> None:
    engine = Rules(lambda text, hints, banned: ["それは堀です。"], frozenset({Ability.NBEST}))
    assert rungs(climb("It is a moat.", engine)) == [("moat", Rung.PLAIN)]
    assert engine.asked == [("It is a moat.", (), ())]


def test_an_accepted_rendering_counts() -> None:
    engine = Rules(lambda text, hints, banned: ["それは参入障壁です。"], frozenset())
    assert rungs(climb("It is a moat.", engine)) == [("moat", Rung.PLAIN)]


def test_another_hypothesis() -> None:
    engine = Rules(lambda text, hints, banned: ["それは溝です。", "それは堀です。"], frozenset({Ability.NBEST}))
    assert rungs(climb("It is a moat.", engine)) == [("moat", Rung.NBEST)]


def test_a_known_wrong_rendering_is_replaced() -> None:
    engine = Rules(lambda text, hints, banned: ["それはモートです。"], frozenset())
    work = climb("It is a moat.", engine)
    assert work.best().text == "それは堀です。"
    assert rungs(work) == [("moat", Rung.REPLACED)]


def test_a_surrogate_is_restored() -> None:
    def answer(text: str, hints: Sequence[Hint], banned: Sequence[str]) -> list[str]:
        return ["それはQZXです。"] if "QZX" in text else ["それは溝です。"]

    work = climb("It is a moat.", Rules(answer, frozenset()))
    assert work.best().text == "それは堀です。"
    assert rungs(work) == [("moat", Rung.SURROGATE)]


@pytest.mark.parametrize("answer", ["それはです。", "QZXとQZXです。", "それはqzxです。"])
def test_a_surrogate_that_does_not_come_back_once_is_no_answer(answer: str) -> None:
    engine = Rules(lambda text, hints, banned: [answer if "QZX" in text else "それは溝です。"], frozenset())
    work = climb("It is a moat.", engine)
    assert work.best().text == "それは溝です。"
    assert rungs(work) == [("moat", Rung.MISSED)]


def test_a_wrong_rendering_is_forbidden() -> None:
    wrong = Term("moat", "moat", "堀", TermType.CONCEPT, TermStatus.APPROVED, forbidden=("溝",))

    def answer(text: str, hints: Sequence[Hint], banned: Sequence[str]) -> list[str]:
        return ["それは堀です。"] if "溝" in banned else ["それは溝です。"]

    work = climb("It is a moat.", Rules(answer, frozenset({Ability.SUPPRESS})), [wrong])
    assert rungs(work) == [("moat", Rung.SUPPRESSED)]


def test_a_forced_term_that_breaks_a_guard_is_refused() -> None:
    engine = Rules(
        lambda text, hints, banned: ["堀堀堀堀堀堀です。"] if hints else ["それは溝です。"], frozenset({Ability.HINTS})
    )
    work = climb("It is a moat.", engine)
    assert work.best().text == "それは溝です。"
    assert rungs(work) == [("moat", Rung.MISSED)]


def test_a_forced_term_in_a_text_as_bad_as_the_plain_one_is_taken() -> None:
    engine = Rules(
        lambda text, hints, banned: ["堀は9です。"] if hints else ["溝は9です。"], frozenset({Ability.HINTS})
    )
    work = climb("The moat has 7 walls.", engine)
    assert rungs(work) == [("moat", Rung.HINT)]


def test_only_declared_abilities_are_used() -> None:
    engine = Rules(lambda text, hints, banned: ["それは溝です。"], frozenset())
    climb("It is a moat.", engine)
    assert all(not hints and not banned for _, hints, banned in engine.asked)


def test_copied_english_is_forbidden_word_by_word() -> None:
    def answer(text: str, hints: Sequence[Hint], banned: Sequence[str]) -> list[str]:
        return ["品質と量の問題です。"] if "versus" in banned else ["品質versus量の問題です。"]

    work = climb("It is quality versus quantity.", Rules(answer))
    assert work.best().text == "品質と量の問題です。"
    assert work.best().broken == ()


def test_a_denial_nobody_said_is_forbidden() -> None:
    def answer(text: str, hints: Sequence[Hint], banned: Sequence[str]) -> list[str]:
        return ["オープンソースが勝ちます。"] if "ません" in banned else ["オープンソースは勝てません。"]

    assert climb("Open source is going to win.", Rules(answer)).best().text == "オープンソースが勝ちます。"


def test_one_wrong_number_is_put_right() -> None:
    engine = Rules(lambda text, hints, banned: ["2500個です。"])
    assert climb("There are twenty five thousand of them.", engine).best().text == "2万5000個です。"
    assert (
        climb("They made billions of them.", Rules(lambda *_: ["数百万個作りました。"])).best().text
        == "数十億個作りました。"
    )


def test_a_long_broken_sentence_is_decoded_clause_by_clause() -> None:
    text = "It runs on the phone you have in your pocket today, and it never calls home, because the weights are there."

    def answer(part: str, hints: Sequence[Hint], banned: Sequence[str]) -> list[str]:
        if len(part.split()) > 16:
            return ["動く動く動く動く。"]
        return ["今日の電話で動きます。"] if part.startswith("It runs") else ["家に連絡することは決してありません。"]

    work = climb(text, Rules(answer))
    assert "今日の電話で動きます。" in work.best().text
    assert not guards.hard(work.best().broken)


def test_each_clause_climbs_by_itself() -> None:
    text = "It runs on the phone you have in your pocket today, and it has a moat, because the weights are there."

    def answer(part: str, hints: Sequence[Hint], banned: Sequence[str]) -> list[str]:
        if len(part.split()) > 16:
            return ["動く動く動く動く。"]
        if "moat" in part:  # the clause knows the term only by its second hypothesis
            return ["重みがあるので溝です。", "重みがあるので堀です。"]
        return ["今日の電話で動きます。"]

    work = climb(text, Rules(answer, frozenset({Ability.NBEST})))
    assert work.best().text == "今日の電話で動きます。重みがあるので堀です。"
    assert not work.best().missing
    assert rungs(work) == [("moat", Rung.NBEST)]


def test_a_loop_is_forbidden() -> None:
    engine = Rules(lambda part, hints, banned: ["借りました。" if "ッチッチ" in banned else "借りッチッチッチッチッチ"])
    assert climb("She rented one.", engine).best().text == "借りました。"


def test_an_answer_that_opens_the_sentence_is_said_by_the_table() -> None:
    engine = Rules(lambda part, hints, banned: ["それは堀です。" if part == "It is a moat." else "間違いです。"])
    work = climb("Exactly, it is a moat.", engine)
    assert work.best().text == "そのとおりです。それは堀です。"
    assert {asked[0] for asked in engine.asked} == {"It is a moat."}
    plain = Work("Exactly, it is a moat.", (), ladder.Register.PLAIN)
    ladder.climb([plain], Decoder(engine, PAIR))
    assert plain.best().text == "そのとおりだ。それは堀だ。"


def test_plain_speech_stays_plain() -> None:
    work = Work("It is open.", (), ladder.Register.PLAIN)
    ladder.climb([work], Decoder(Rules(lambda *_: ["開いています。"]), PAIR))
    assert work.best().text == "開いている。"


ANSWERS = st.lists(
    st.sampled_from(
        ["堀です。", "モートです。", "溝とLlamaです。", "堀とLlamaです。", "です。", "堀堀堀堀堀です。", ""]
    ),
    min_size=1,
    max_size=4,
)


@given(ANSWERS, ANSWERS, st.sampled_from(sorted(ALL)), st.booleans())
@example(["堀堀堀堀堀です。", ""], ["堀堀堀堀堀です。"], Ability.HINTS, True)  # said with and without a hint
@settings(max_examples=60, deadline=None)
def test_no_text_is_lost_and_order_of_terms_does_not_matter(
    plain: list[str], hinted: list[str], ability: Ability, both: bool
) -> None:
    text = "The moat of Llama is a moat."
    abilities = ALL if both else frozenset({ability})

    def engine() -> Rules:
        return Rules(lambda _, hints, banned: hinted if hints else plain, abilities)

    first = climb(text, engine(), TERMS)
    second = climb(text, engine(), TERMS[::-1])
    assert first.best() == second.best()
    assert rungs(first) == rungs(second)
    if plain[0] or (both and any(plain)):
        assert first.best().text
    assert [(use.start, use.end) for use in ladder.uses(first, first.best())] == [(4, 8), (12, 17), (23, 27)]
    measured = first.plain()
    if measured and first.best().forced:
        assert guards.hard(first.best().broken) <= guards.hard(measured.broken)
