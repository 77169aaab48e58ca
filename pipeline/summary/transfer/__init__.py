"""Short English sentences told in Japanese by rule: words from a list, a little grammar, all or nothing.

A sentence with one unknown word, or a word in a place the rules do not know, is not told. What is told keeps denials,
modal verbs, quantities and who does what, because each of these is a rule of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.summary.transfer.sentences import Parser
from pipeline.summary.transfer.words import Named, tokens

__all__ = [
    "Named",
    "asked_in_japanese",
    "asking_in_japanese",
    "idea_in_japanese",
    "in_japanese",
    "inside_in_japanese",
    "thing_in_japanese",
]


def in_japanese(text: str, terms: Sequence[Named] = ()) -> str:
    """The sentence in Japanese (です・ます), empty where the rules cannot tell all of it.

    >>> in_japanese("Big tech will win the market.", [Named(0, 8, "ビッグテック", True)])
    'ビッグテックは市場を制するでしょう。'
    >>> in_japanese("The company does not have to sell its data.")
    '企業はデータを売る必要はありません。'
    >>> in_japanese("The frumious company sells data.")
    ''
    """
    return Parser(tokens(text, terms)).sentence()


def asked_in_japanese(text: str, terms: Sequence[Named] = ()) -> str:
    """A question in plain Japanese without a mark, empty where the rules cannot tell all of it.

    >>> asked_in_japanese("Who owns the data?"), asked_in_japanese("How can small companies compete?")
    ('誰がデータを握っているのか', '小さな企業はどうすれば競争できるのか')
    """
    return Parser(tokens(text.rstrip("? "), terms)).question()


def idea_in_japanese(text: str, terms: Sequence[Named] = ()) -> str:
    """What somebody may do ("use a model") in plain Japanese, empty where the rules cannot tell all of it.

    >>> idea_in_japanese("use a small model to write new data")
    '小さなモデルを使って新しいデータを書く'
    """
    return Parser(tokens(text, terms)).idea()


def inside_in_japanese(text: str, terms: Sequence[Named] = ()) -> str:
    """The sentence as it stands before "because" or "that" in plain Japanese, empty where the rules cannot tell it.

    >>> inside_in_japanese("The data is expensive.")
    'データが高価だ'
    """
    return Parser(tokens(text, terms)).inside()


def thing_in_japanese(text: str, terms: Sequence[Named] = ()) -> str:
    """A noun phrase in Japanese, empty where the rules cannot tell all of it.

    >>> thing_in_japanese("a small model")
    '小さなモデル'
    """
    return Parser(tokens(text, terms)).thing()


def asking_in_japanese(text: str, terms: Sequence[Named] = ()) -> str:
    """A question inside a sentence ("who wins") with its か, empty where the rules cannot tell all of it.

    >>> asking_in_japanese("who is winning")
    '誰が勝っているか'
    """
    parser = Parser(tokens(text, terms))
    return next((told for told, end in parser.asking(0) if end == len(parser.tokens)), "")
