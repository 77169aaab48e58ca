"""Clauses inside sentences, comparisons and lists told in Japanese by rule; and what must not be told."""

from __future__ import annotations

import pytest

from pipeline.summary.transfer import asked_in_japanese, idea_in_japanese
from tests.summary.test_transfer import said


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("Nobody knows what the model has learned.", "誰もモデルが何を学んだかを知りません。"),
        ("Google sees how users change the code.", "Googleは、ユーザーがコードをどのように変えるかを把握します。"),
        ("The answer depends on how you define success.", "答えは成功をどのように定義するかによって決まります。"),
        ("The question is who controls the data.", "問題は誰がデータを支配しているかです。"),
        ("Developers argue that you cannot regulate software.", "開発者はソフトウェアを規制できないと主張しています。"),
        ("Teachers are afraid that students will stop thinking.", "教師は学生が考えるのをやめることを恐れています。"),
        ("There is a fear that regulation will hurt the community.",
         "規制がコミュニティに害を与えるという恐れがあります。"),
        ("The law makes it illegal to share data.", "法律はデータを共有するのを違法にします。"),
        ("Regulators prevent one company from selling data.", "規制当局は1つの企業がデータを売るのを防ぎます。"),
        ("The biggest cost is not the hardware but the people.", "最大のコストはハードウェアではなく人々です。"),
        ("The bottleneck is electricity, not chips.", "ボトルネックはチップではなく電力です。"),
        ("Small models will not be as smart as big models.", "小さなモデルは大きなモデルほど賢くないでしょう。"),
        ("Open models are good enough for most tasks.", "オープンモデルはほとんどの作業には十分です。"),
        ("The more data you have, the better the model becomes.", "データが多いほど、モデルは良くなります。"),
        ("Even the best model is useless.", "最高のモデルでも役に立ちません。"),
        ("Translation is easy for machines and hard for people.", "翻訳は機械にとって簡単で、人々にとって難しいです。"),
        ("The price fell by 90 percent in ten years.", "価格は10年で90%下がりました。"),
        ("The market is owned by two or three companies.", "市場は2、3社によって所有されています。"),
        ("You do not need the data nearly as much as you thought.", "データは思ったほど必要ありません。"),
        ("Volunteers are cleaning data and checking the quality of the examples.",
         "ボランティアはデータを整えて、例の質を確認しています。"),
        ("The technology is so dangerous that it has to be regulated.",
         "技術は非常に危険なため、規制されなければなりません。"),
        ("Open source is not only surviving but growing.",
         "オープンソースは生き残っているだけでなく、成長しています。"),
        ("The core reason they can compete is speed.", "競争できる核心的な理由は速度です。"),
        ("Small models will not be as smart as big models or as cheap as local models.",
         "小さなモデルは大きなモデルほど賢くなく、ローカルのモデルほど安価ではないでしょう。"),
        ("The company replaced workers with robots.", "企業は労働者をロボットに置き換えました。"),
        ("Today's question is simple.", "今日の質問は単純です。"),
        ("Engineers found a way to recycle old batteries.", "エンジニアは古い電池を再利用する方法を見いだしました。"),
        ("Nobody needs the product.", "誰も製品を必要としません。"),
        ("The price of energy falls.", "エネルギーの価格は下がります。"),
        ("The company was founded in 1998 by two engineers.",
         "企業は1998年に2人のエンジニアによって設立されました。"),
        ("Coal is cheaper than oil in many countries.", "石炭は多くの国で石油より安価です。"),
        ("Journalists check whether a photo is real.", "記者は写真が本当かどうかを確かめます。"),
        ("Nobody has to count the votes.", "誰も投票を数える必要はありません。"),
        ("Google sells data.", "Googleはデータを売っています。"),
        ("If you sell the data, you lose trust.", "データを売ると、信頼を失います。"),
        ("The cost can be millions of dollars.", "コストは数百万ドルになることがあります。"),
    ],
)
def test_a_clause_inside_another_keeps_its_place(english: str, japanese: str) -> None:
    assert said(english) == japanese


@pytest.mark.parametrize(
    "english",
    [
        "If you grew up in retail, you know the price.",  # what was so is no condition
        "The project was going to be the best cloud.",  # whether it came so is not said
        "The people use emails and Google.",  # two kinds of thing: misheard
        "The building data sets are a project.",
        "The price increased by 10 percent while it was easy.",
        "You can make it.",
        "Small models are as smart as big models or as cheap as local models.",  # which of the two is not said
        "The company is hiring.",
    ],
)
def test_what_has_two_readings_is_not_told(english: str) -> None:
    assert said(english) == ""


def test_questions_and_ideas() -> None:
    asked = asked_in_japanese("Where is technology being used?")
    assert asked == "技術はどこで使われているのか"
    assert asked_in_japanese("What kind of world do we want machines to help us build?") == (
        "私たちは機械にどのような世界を築く手助けをしてほしいのか"
    )
    assert idea_in_japanese("use a small model to write new data") == "小さなモデルを使って新しいデータを書く"
    assert idea_in_japanese("frumiously use it") == ""
