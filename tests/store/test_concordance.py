"""Words in all episodes: both languages, inflections, patterns, and an index that keeps up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PipelineError
from pipeline.model import Lang
from pipeline.store.concordance import NAME, Concordance, match_query, spaced
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
