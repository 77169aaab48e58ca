"""Glossary files."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import GlossaryError
from pipeline.model import Lang, Pair, Term, TermStatus, TermType, Variant
from pipeline.store import glossaries

EN_JA, JA_EN = Pair(Lang.EN, Lang.JA), Pair(Lang.JA, Lang.EN)
HEAD = "id,source,target,type,status,variants\n"


def read(text: str) -> tuple[Term, ...]:
    return glossaries.read(text.encode(), name="g.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_spreadsheet_encodings(encoding: str) -> None:
    (one,) = glossaries.read((HEAD + "moat,moat,堀,Concept,approved,\n").encode(encoding), name="g.csv")
    assert (one.target, one.type, one.status) == ("堀", TermType.CONCEPT, TermStatus.APPROVED)


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("id,source,target,colour\n", "g.csv:1", "colour"),
        ("id,source\n", "g.csv:1", "needs source and target"),
        (HEAD + "a,b,c,Conzept,approved,\n", "g.csv:2", "Concept"),
        (HEAD + "a,b,c,Concept,approved,x [y\n", "g.csv:2", "cannot read 'x [y'"),
        (HEAD + "a,,c,Concept,approved,\n", "g.csv:2", "source is empty"),
        (HEAD + "a,b,,Concept,approved,\n", "g.csv:2", "no target"),
        (HEAD + "a,b,c,Concept,approved,\na,d,e,Concept,approved,\n", "g.csv:3", "line 2 too"),
        (HEAD + "a,b,c,Concept,approved,\nz,b,e,Concept,approved,\n", "g.csv:3", "approved in line 2"),
        (HEAD + "a,b,c,Concept,approved,,,,,,,x\n", "g.csv:2", "needs quotes"),
        (HEAD + 'a,"b\n', "g.csv:2", "not valid CSV"),
        ('id,source,target\n1,"two\nlines",x\n2,,y\n', "g.csv:4", "source is empty"),
    ],
)
def test_faults_name_their_line(text: str, where: str, says: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        read(text)
    assert caught.value.where == where
    assert says in str(caught.value)


def test_all_faulty_lines_are_named_at_once() -> None:
    with pytest.raises(GlossaryError, match=r"2 more lines: 3, 4"):
        read(HEAD + "a,,c,,,\nb,,c,,,\nc,,c,,,\n")


def test_rejected_terms_may_stand_beside_the_approved_one() -> None:
    assert len(read(HEAD + "a,moat,堀,Concept,approved,\nb,moat,モート,Concept,rejected,\n")) == 2


def test_not_text_and_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GlossaryError, match="not a text file"):
        glossaries.read(b"\x81\xff\xfe\x00\x99", name="g.csv")
    monkeypatch.setattr(glossaries, "MAX_TERMS", 1)
    with pytest.raises(GlossaryError, match="more than 1 terms"):
        read(HEAD + "a,b,c,,,\nd,e,f,,,\n")
    monkeypatch.setattr(glossaries, "MAX_BYTES", 10)
    with pytest.raises(GlossaryError, match="larger"):
        read(HEAD)


WORD = st.text(alphabet="ab éあ漢'\"-,", min_size=1, max_size=8).map(str.strip).filter(bool)
VARIANT = st.builds(
    Variant,
    WORD,
    st.lists(WORD.map(lambda word: word.replace(",", "").strip()).filter(bool), max_size=2).map(tuple),
    st.booleans(),
)


@given(
    st.lists(
        st.builds(
            Term, WORD, WORD, WORD, st.sampled_from(TermType), st.sampled_from(TermStatus),
            variants=st.lists(VARIANT, max_size=2).map(tuple), forbidden=st.lists(WORD, max_size=2).map(tuple),
            do_not_translate=st.booleans(), note=st.text(alphabet="a,\"\n漢", max_size=6).map(str.strip),
        ),
        max_size=4, unique_by=(lambda one: one.id, lambda one: one.source),
    )
)  # fmt: skip
def test_round_trip(terms: list[Term]) -> None:
    assert list(glossaries.read(glossaries.write(terms).encode(), name="g")) == terms


def test_revision_follows_the_content_not_the_order() -> None:
    terms = list(glossaries.load([], EN_JA).terms)
    before = glossaries.revision(terms)
    random.Random(5).shuffle(terms)
    assert glossaries.revision(terms) == before
    assert glossaries.revision(terms[1:]) != before


def test_files_are_joined_and_later_ones_win(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(HEAD + "a,moat,溝,Concept,approved,\nb,open,開,Concept,approved,\n", encoding="utf-8")
    second.write_text(HEAD + "a,moat,堀,Concept,approved,\n", encoding="utf-8")
    assert [term.target for term in glossaries.load([first, second], EN_JA).terms] == ["堀", "開"]


def test_the_other_direction_is_the_same_file_turned_round(tmp_path: Path) -> None:
    file = tmp_path / "x.en-ja.csv"
    file.write_text(HEAD + "a,moat,堀,Concept,approved,mote\n", encoding="utf-8")
    (term,) = glossaries.load([file], JA_EN).terms
    assert (term.source, term.target, term.variants) == ("堀", "moat", ())
    assert len(glossaries.load([], JA_EN).terms) == len(glossaries.load([], EN_JA).terms)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="cannot read"):
        glossaries.load([tmp_path / "none.csv"], EN_JA)
