"""English told in Japanese by rule: who does what, denied or not, possible or not; or nothing at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.summary.register import is_polite
from pipeline.summary.transfer import Named, asked_in_japanese, in_japanese
from pipeline.summary.transfer.forms import forms
from pipeline.summary.transfer.lexicon import lexicon

NAMES = {
    "big tech": ("ビッグテック", True), "open source": ("オープンソース", False), "Google": ("Google", True),
    "Meta": ("Meta", True), "moat": ("堀", False), "barrier to entry": ("参入障壁", False),
}


def said(text: str) -> str:
    found = [
        Named(at.start(), at.end(), japanese, actor)
        for name, (japanese, actor) in NAMES.items() for at in re.finditer(name, text, re.IGNORECASE)
    ]
    return in_japanese(text, found)


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("Open source offers stability and sovereignty.", "オープンソースは安定性と主権を提供します。"),
        ("Nobody could train the model.", "誰もモデルを学習させられませんでした。"),
        ("Companies could not train the model.", "企業はモデルを学習させられませんでした。"),
        ("The company may not sell the data.", "企業はデータを売らないかもしれません。"),
        ("You must not share the data.", "データを共有してはいけません。"),
        ("You do not have to share the data.", "データを共有する必要はありません。"),
        ("Developers should not trust the model.", "開発者はモデルを信頼するべきではありません。"),
        ("Code does not have to be expensive.", "コードは高価である必要はありません。"),
        ("Code should be cheap.", "コードは安価であるべきです。"),
        ("Code seems to be cheap and fast.", "コードは安価で速いようです。"),
        ("Developers must train the model.", "開発者はモデルを学習させなければなりません。"),
        ("Open source never beats big tech.", "オープンソースは決してビッグテックを上回りません。"),
        ("Big tech no longer controls the market.", "ビッグテックはもはや市場を支配していません。"),
        ("Big tech has no moat.", "ビッグテックには堀がないです。"),
        ("The data was released by Meta.", "データはMetaによって公開されました。"),
        ("Meta was not founded by Google.", "MetaはGoogleによって設立されませんでした。"),
        ("Meta is backed by Google.", "MetaはGoogleの支援を受けています。"),
        ("Meta has not released the data.", "Metaはデータを公開しませんでした。"),
        ("Data is more important than code.", "データはコードより重要です。"),
        ("The model is too expensive.", "モデルはあまりに高価です。"),
        ("Most models are not open.", "ほとんどのモデルはオープンではありません。"),
        ("The government forces companies to share data.", "政府は企業にデータを共有するよう強います。"),
        ("Companies that do not share their data lose money.", "データを共有しない企業は損をします。"),
        ("If Google wins the market, Meta will lose money.", "Googleが市場を制すると、Metaは損をするでしょう。"),
        ("By giving away its data, Meta protects its business.", "データを無償で配ることで、Metaは事業を守ります。"),
        ("Open source is going to win the market.", "オープンソースは市場を制するでしょう。"),
        ("The new rules might create a barrier to entry.", "新しい規則は参入障壁を生み出すかもしれません。"),
        ("Developers did not make money.", "開発者はお金を稼ぎませんでした。"),
        ("It is hard for small companies to train a model.", "小さな企業がモデルを学習させるのは難しいです。"),
        ("It takes two years to build a factory.", "工場を建てるには2年かかります。"),
        ("It was not easy to change the law.", "法律を改正するのは簡単ではありませんでした。"),
        ("Companies used to sell software in shops.", "企業はかつては店でソフトウェアを売っていました。"),
        ("Thirty engineers built three factories.", "30人のエンジニアは3か所の工場を建てました。"),
        ("Engineers worked for three years.", "エンジニアは3年働きました。"),
        ("One phone costs two thousand dollars.", "1台のスマートフォンは2000ドルかかります。"),
        ("One phone has eighty gigabytes of memory.", "1台のスマートフォンには80ギガバイトのメモリがあります。"),
        ("In 2005, Google bought the company for more than a billion dollars.",
         "2005年に、Googleは10億ドル以上で企業を買いました。"),
        ("A language model reads what people wrote.", "言語モデルは人々が書いたものを読みます。"),
        ("Google was the biggest company in Europe.", "Googleは欧州で最大の企業でした。"),
        ("Google makes more money than Meta.", "GoogleはMetaより多くのお金を稼ぎます。"),
        ("Two hundred and fifty companies use the software.", "250社はソフトウェアを使います。"),
        ("90 percent of the prompts were in English.", "プロンプトの90%は英語でした。"),
        ("Anybody can cancel the contract.", "誰でも契約を取り消せます。"),
        ("Meta makes sure that no one else can build the model.", "Metaはほかの誰もモデルを作れないようにします。"),
    ],
)
def test_what_is_told_keeps_who_does_what_and_how_sure_it_is(english: str, japanese: str) -> None:
    assert said(english) == japanese


@pytest.mark.parametrize(
    "english",
    [
        "Only big tech can train a model.",
        "Neither Google nor Meta owns the data.",
        "Google, not Meta, owns the data.",
        "Not every company uses open source.",
        "The model uses less energy.",
        "Hardly any company can train it.",
        "The company sells frumious data.",
        "The price increased by 10 percent.",
        "Meta uses the model that Google built.",
        "They sell the data.",
        "Unless big tech acts, Meta will lose money.",
        "All the experts is math.",
        "All the companies will never pay.",
        "The company moves next door.",
        "The cotton field is big.",
        "The customer pays rent on the plane.",
        "In 2016, Google buys the company.",
    ],
)
def test_what_the_rules_cannot_say_whole_is_not_told(english: str) -> None:
    assert said(english) == ""


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("Who wins?", "誰が勝つのか"),
        ("How can open source compete?", "オープンソースはどうすれば競争できるのか"),
        ("Why is the model expensive?", "なぜモデルは高価であるのか"),
        ("Do you sell data?", ""),
    ],
)
def test_a_question_is_told_plainly(english: str, japanese: str) -> None:
    at = english.lower().find("open source")
    terms = [Named(at, at + 11, "オープンソース")] if at >= 0 else []
    assert asked_in_japanese(english, terms) == japanese


WORDS = sorted(
    {word for key in (*lexicon().nouns, *lexicon().adjectives) for word in key.split()}
    | set(list(forms())[::5])
    | set("the a of to in on for with and or that who is are was not will must can if because so by do has".split())
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14), st.integers(0, 13))
def test_whatever_is_told_is_one_polite_japanese_sentence(words: list[str], comma: int) -> None:
    text = " ".join(word + "," * (at == comma) for at, word in enumerate(words)) + "."
    told = in_japanese(text)
    assert told == "" or (told.endswith("。") and told.count("。") == 1 and is_polite(told))
    assert told == in_japanese(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    terms = [Named(0, len(text) // 2, "甲"), Named(len(text) // 2, len(text), "乙")] if len(text) > 1 else []
    assert isinstance(in_japanese(text, terms), str)
    assert isinstance(asked_in_japanese(text, terms), str)


def test_every_verb_of_the_list_has_its_forms() -> None:
    known = {base for uses in forms().values() for base, _ in uses} | {"have"}
    assert not [verb for verb in (*lexicon().verbs, *lexicon().passives) if verb not in known]


def test_when_something_happened_is_no_thing_that_was_done_to() -> None:
    assert "最後の年" not in in_japanese("The price doubled last year.")
    assert in_japanese("The price doubled last year.") in ("", "価格は昨年2倍になりました。")
