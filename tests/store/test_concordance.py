"""Words in all episodes: both languages, inflections, patterns, and an index that keeps up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PipelineError
from pipeline.model import Lang
from pipeline.review.search import Query, compiled
from pipeline.store.concordance import NAME, Concordance, match_query, spaced
from pipeline.store.patterns import required
from tests.review import helpers

TALK = [
    ("The models were trained on GPUs.", "モデルはGPUで学習しました。"),
    ("We run it at night.", "夜に走らせます。"),
    ("He ran home.", "彼は家へ走った。"),
    ("Open-source weights, of course.", "もちろん、オープンソースの重みです。"),
]


@pytest.fixture
def index(tmp_path: Path) -> Concordance:
    helpers.publish(tmp_path, helpers.episode("a", TALK), helpers.episode("b", [("It is fast.", "高速です。")]))
    made = Concordance(tmp_path)
    assert made.refresh() == 2
    return made


def ids(index: Concordance, text: str, **more: object) -> list[str]:
    return [f"{row.episode_id}/{row.sentence_id}" for row in index.search(text, **more)]  # type: ignore[arg-type]


def test_any_stretch_of_japanese_and_any_word_of_english_is_found(index: Concordance) -> None:
    assert ids(index, "学習") == ids(index, "習し") == ["a/s1-1"]
    assert ids(index, "重") == ["a/s4-1"]
    assert ids(index, "open source") == ids(index, "Open-Source w") == ["a/s4-1"]
    assert ids(index, "gpu") == ["a/s1-1"]
    assert ids(index, "GPU", lang=Lang.JA) == ["a/s1-1"]
    assert ids(index, "fast", lang=Lang.JA) == [] and ids(index, "pen") == []


def test_inflections_are_found_by_lemma(index: Concordance) -> None:
    assert ids(index, "model", lemma=True) == ["a/s1-1"]
    assert ids(index, "走る", lemma=True) == ["a/s2-1", "a/s3-1"]


def test_patterns_are_found_on_either_side(index: Concordance) -> None:
    assert ids(index, "走.た", regex=True) == ["a/s3-1"]
    assert ids(index, r"\b(ran|run)\b", regex=True) == ["a/s2-1", "a/s3-1"]
    with pytest.raises(PipelineError):
        index.search("(", regex=True)


def test_the_index_keeps_up_with_changed_and_removed_episodes(index: Concordance) -> None:
    assert index.refresh() == 0
    helpers.publish(index.out, helpers.episode("b", [("It is slow.", "低速です。")]))
    assert index.refresh() == 1
    assert ids(index, "高速") == [] and ids(index, "低速") == ["b/s1-1"]
    shutil.rmtree(index.out / "a")
    index.refresh()
    assert ids(index, "学習") == []


def test_a_damaged_index_is_made_anew_and_a_damaged_episode_left_out(index: Concordance) -> None:
    (index.out / NAME).write_bytes(b"no database" * 1000)
    (index.out / "b" / "episode.json").write_text("{", encoding="utf-8")
    index.refresh()
    assert ids(index, "学習") == ["a/s1-1"]


@given(text=st.text(max_size=30), lemma=st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_query_breaks_the_index(text: str, lemma: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.getbasetemp() / "shared-concordance"
    if not place.exists():
        helpers.publish(place, helpers.episode("a", TALK))
        Concordance(place).refresh()
    Concordance(place).search(text, lemma=lemma)


@given(text=st.sampled_from([row for pair in TALK for row in pair]), data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_stretch_of_japanese_finds_its_sentence(
    text: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.getbasetemp() / "shared-concordance"
    if not place.exists():
        helpers.publish(place, helpers.episode("a", TALK))
        Concordance(place).refresh()
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    if text.isascii() or not spaced(part) or part[:1].isascii() or part[-1:].isascii():
        return
    assert any(text in (row.en, row.ja) for row in Concordance(place).search(part)), match_query(part, None)


ATOMS = (
    "a",
    "an",
    "GPU",
    "推",
    "推論",
    "重み",
    " ",
    ".",
    "-",
    r"\b",
    r"\d",
    r"\w+",
    "[a-z]",
    "[推重]",
    r"\.",
    "ra|ru",
    "n",
)
PATTERNS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(st.sampled_from(("(", "(?:")), inner, inner).map(lambda parts: f"{parts[0]}{parts[1]}|{parts[2]})"),
        st.tuples(inner, st.sampled_from(("?", "*", "+", "{0,2}", "{2}", "+?"))).map(
            lambda parts: f"({parts[0]}){parts[1]}"
        ),
    ),
    max_leaves=6,
)
SIDES = st.text(alphabet="aAnrugGPU推論重み。、 .-5", min_size=1, max_size=12).filter(str.strip).map(str.strip)


@given(pattern=PATTERNS, lines=st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_the_index_never_hides_a_match(pattern: str, lines: list[tuple[str, str]], tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    place = tmp_path_factory.mktemp("patterns")
    index = Concordance(place)
    talk = helpers.episode("a", lines)
    with index._open() as base:
        index._take_in(base, talk, "a", "1")
        base.commit()
    found = {row.sentence_id for row in index.search(pattern, regex=True)}
    seen = compiled(Query(pattern, regex=True))
    targets = {item.sentence_id: item.text for item in talk.translations}
    wanted = {row.id for row in talk.sentences if seen.search(row.text) or seen.search(targets.get(row.id, ""))}
    assert found == wanted


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("推論.*速度", [("推論",), ("速度",)]),
        ("(open|closed) weights?", [("open weight", "closed weight")]),
        (r"GPT-?\d+", [("gpt",)]),
        (r"\bquanti[sz]ation\b", [("\0quanti",), ("ation\0",)]),
        ("colou?r", [("colo",), ("r",)]),
        ("(ab|c*)d", [("d",)]),
        (r"\b(ran|runs) (on|in)\b", [("\0ran on\0", "\0ran in\0", "\0runs on\0", "\0runs in\0")]),
        ("(ab)+c", [("ab",), ("c",)]),
        ("(a|b.)c", [("a", "b"), ("c",)]),
        ("(?<!x)y", []),
        ("(?i)y", []),
        ("(foo){e<=1}", []),
        (r"\x41bc", []),
        ("", []),
    ],
)
def test_what_a_pattern_needs(pattern: str, needs: list[tuple[str, ...]]) -> None:
    assert [tuple(piece.lower() for piece in either) for either in required(pattern)] == needs
