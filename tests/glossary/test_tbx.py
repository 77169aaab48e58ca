"""Glossaries in other formats come back as they went, hostile files are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import GlossaryError
from pipeline.formats import xml
from pipeline.glossary import exchange, tbx
from pipeline.model import Glossary, Lang, Pair, Term, TermStatus, TermType, Variant
from pipeline.store import glossaries

PAIR = Pair(Lang.EN, Lang.JA)
WORD = (
    st.text(st.sampled_from("abcXYZ 推論堀ーガ<&>\"'é"), min_size=1, max_size=10)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
WORDS = st.lists(WORD, max_size=3, unique=True).map(tuple)


@st.composite
def terms(draw: st.DrawFn) -> tuple[Term, ...]:
    found = []
    for at in range(draw(st.integers(1, 5))):
        target, *others = draw(st.lists(WORD, min_size=1, max_size=6, unique=True))
        cut = draw(st.integers(0, len(others)))
        found.append(
            Term(
                f"t{at}", draw(WORD), target, draw(st.sampled_from(TermType)), draw(st.sampled_from(TermStatus)),
                variants=tuple(Variant(text, draw(WORDS), draw(st.booleans())) for text in draw(WORDS)),
                accepted=tuple(others[:cut]), forbidden=tuple(others[cut:]), do_not_translate=draw(st.booleans()),
                case_sensitive=draw(st.booleans()), scope=draw(st.sampled_from(["", "show:A", "speaker:Speaker 1"])),
                first_mention=draw(st.just("") | WORD), reading=draw(st.just("") | WORD),
                definition_en=draw(st.just("") | WORD), definition_ja=draw(st.just("") | WORD),
                note=draw(st.just("") | WORD),
            )
        )  # fmt: skip
    return tuple(found)


@given(terms(), st.sampled_from(sorted(exchange.EXCHANGES)))
@settings(max_examples=150, deadline=None)
def test_what_a_format_keeps_comes_back(rows: tuple[Term, ...], name: str) -> None:
    row = exchange.EXCHANGES[name]
    back = row.read(row.write(Glossary("t.en-ja.csv", PAIR, rows, "r")), "t", PAIR)
    if name == "weblate":
        rows = tuple(term for term in rows if term.status in (TermStatus.APPROVED, TermStatus.PROPOSED))
    if name == "omegat":
        rows = tuple(term for term in rows if term.status is TermStatus.APPROVED)
    assert len(back) == len(rows)
    for old, new in zip(rows, back, strict=True):
        kept = row.keeps - ({"note"} if name == "omegat" and not old.note else set())
        assert {field: getattr(old, field) for field in kept} == {field: getattr(new, field) for field in kept}


@pytest.mark.parametrize("name", ["tbx", "tbx2", "tmx"])
def test_the_bundled_glossary_survives_whole(name: str) -> None:
    found = glossaries.load((), PAIR)
    row = exchange.EXCHANGES[name]
    assert row.read(row.write(found), name, PAIR) == found.terms


FOREIGN = """<?xml version="1.0"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="c1"><descrip type="subjectField">machine learning</descrip><note>watch out</note>
<langSec xml:lang="en-US"><termSec><term>large language model</term></termSec>
<termSec><term>LLM</term></termSec></langSec>
<langSec xml:lang="ja"><descripGrp><descrip type="definition">大きな模型</descrip></descripGrp>
<termSec><term>大規模模型</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
<termSec><term>LLM</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termSec>
<termSec><term>大規模言語モデル</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
</langSec></conceptEntry>
<conceptEntry id="c2"><langSec xml:lang="en"><termSec><term>alone</term></termSec></langSec></conceptEntry>
</body></text></tbx>"""


def test_a_file_of_another_program_gives_proposals() -> None:
    one, two = tbx.read(FOREIGN, name="f.tbx", pair=PAIR)
    assert (one.id, one.source, one.target) == ("c1", "large language model", "大規模言語モデル")
    assert (one.accepted, one.forbidden, one.status) == (("LLM",), ("大規模模型",), TermStatus.PROPOSED)
    assert (one.note, one.definition_ja) == ("watch out", "大きな模型")
    assert (two.source, two.target) == ("LLM", "大規模言語モデル")


def test_a_second_edition_file_with_term_groups_is_read() -> None:
    old = (
        FOREIGN.replace("conceptEntry", "termEntry").replace("langSec", "langSet").replace("termSec", "tig")
        .replace('<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">', "<martif>")
        .replace("</tbx>", "</martif>")
    )  # fmt: skip
    assert [term.source for term in tbx.read(old, name="f", pair=PAIR)] == ["large language model", "LLM"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE tbx [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    + "]><tbx>&j;</tbx>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tbx><text>&x;</text></tbx>'


@pytest.mark.parametrize("text", [BOMB, XXE, "<html></html>", "", "<tbx>", "<tbx/>", "\0", "<tbx>" * 1000])
@pytest.mark.parametrize("name", ["tbx", "tmx"])
def test_hostile_and_foreign_files_are_refused(name: str, text: str) -> None:
    if name == "tmx" and text == "<tbx/>":
        text = "<tbx></tbx>"
    with pytest.raises(GlossaryError):
        exchange.EXCHANGES[name].read(text, "bad", PAIR)


def test_a_damaged_private_note_is_an_error_with_its_line() -> None:
    good = tbx.write(Glossary("t", PAIR, (Term("a", "a", "x", TermType.CONCEPT),), ""))
    with pytest.raises(GlossaryError, match=r"bad\.tbx:\d+: .*damaged"):
        tbx.read(good.replace("x-nijimaku {", "x-nijimaku [{"), name="bad.tbx", pair=PAIR)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_terms_or_a_glossary_error(text: str) -> None:
    for row in exchange.EXCHANGES.values():
        try:
            row.read(text, "x", PAIR)
        except GlossaryError:
            continue


def test_written_files_have_no_raw_markup(tmp_path: Path) -> None:
    rows = (Term("a", "<b>&", '"x"<script>', TermType.CONCEPT, note="]]>"),)
    for name in ("tbx", "tbx2", "tmx"):
        text = exchange.EXCHANGES[name].write(replace(Glossary("<t>", PAIR, rows, ""), name="<t>"))
        assert "<script>" not in text
        assert xml.parse(text).tag in ("tbx", "martif", "tmx")
