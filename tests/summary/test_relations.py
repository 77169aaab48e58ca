"""Statements about glossary terms told in Japanese by rule, and the lines made of names only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summary.narrate import also_line
from pipeline.summary.relations import Named, frame

TERMS = {
    "Big tech": "ビッグテック", "big tech": "ビッグテック", "open source": "オープンソース", "Meta": "Meta",
    "Llama": "Llama", "regulation": "規制", "barrier to entry": "参入障壁", "capital expenditure": "設備投資",
    "GPUs": "GPU", "Google": "Google", "models": "モデル", "Mistral": "Mistral",
}


def said(text: str) -> str:
    found = []
    for name, japanese in TERMS.items():
        at = text.find(name)
        if at >= 0:
            found.append(Named(at, at + len(name), japanese))
    return frame(text, sorted(found, key=lambda term: term.start))[1]


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("Big tech often welcomes certain kinds of regulation.", "ビッグテックはしばしばある種の規制を歓迎します。"),
        ("It is the battle between open source and big tech.", "オープンソースとビッグテックの争いが語られます。"),
        (
            "The barrier to entry is a capital expenditure of tens of billions of dollars.",
            "参入障壁は数百億ドルの設備投資です。",
        ),
        (
            "See how the open source company Mistral released their first models.",
            "Mistralが自社初のモデルを公開しました。",
        ),
        ("And Meta and Google use GPUs.", "MetaとGoogleはGPUを使っています。"),
        ("Regulators say regulation, while sounding good, often creates a massive barrier to entry.",
         "規制はしばしば巨大な参入障壁を生みます。"),
    ],
)
def test_a_plain_statement_is_told(english: str, japanese: str) -> None:
    assert said(english) == japanese


@pytest.mark.parametrize(
    "english",
    [
        "Big tech doesn't welcome regulation.",
        "Big tech never welcomes regulation.",
        "If big tech welcomes regulation, we all lose.",
        "Does big tech welcome regulation?",
        "Big tech might welcome regulation.",
        "The models from Google and Meta use GPUs of Mistral.",  # the models do, not Meta
        "Big tech welcomes the people who hate regulation.",
        "Nobody in big tech uses open source.",
        "Big tech and regulation.",
        "Big tech releases big tech.",
        "Only big tech.",
        "The second Meta releases a new Llama, they hack on it.",  # when that happens, not that it does
    ],
)
def test_what_is_denied_supposed_or_unclear_is_not_told(english: str) -> None:
    assert said(english) == ""


@given(st.text("Bigtech uses\ue000\ue005 regulation.,?", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    terms = [Named(0, len(text) // 2, "甲"), Named(len(text) // 2, len(text), "乙")] if len(text) > 1 else []
    assert isinstance(frame(text, terms)[1], str)


def test_a_name_that_holds_an_and_is_not_joined_by_another() -> None:
    assert also_line(["ダビデとゴリアテ", "堀"], []) == "ほかに、ダビデとゴリアテ、堀も話題に上ります。"
