"""What an English sentence says about glossary terms, told in Japanese by rule.

A translation engine may get a sentence wrong; "big tech welcomes regulation" can be told without one: both terms have
an approved Japanese name and the table below has the verb. Only plain statements are taken: nothing denied, asked,
supposed or wished. What stands between subject, verb and object must be words that change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FIRST = 0xE000  # terms become single letters of the private area while a sentence is matched
_T = "[\ue000-\uefff]"
_DET = (
    r"(?:(?:the|a|an|its|their|our|his|her|this|these|those|both|all|many|most|some|certain kinds of|kinds of"
    r"|lots of) )?"
)
_ADJ = (
    r"(?:(?:big|huge|massive|new|first|powerful|own|smart|small|great|large|incredible|entire|whole|public|existing|even"
    r"|bigger|really|very|vast|best|high quality|closed|cheap|expensive|company|startup|flagship|kind of|sort of"
    r"|form of) ){0,3}"
)
_HEAD = r"(?: (?:company|companies|community|camp|world|projects?|tools?))?"
_MONEY = r"(?: of (?:(?:tens|hundreds) of )?(?:millions|billions|trillions) of dollars)?"
_NP = rf"{_DET}{_ADJ}(?:{_T} (?:company|startup) )?{_T}(?: {_T})*{_HEAD}{_MONEY}"
_LIST = rf"(?:{_NP})(?:, (?:and |or )?(?:{_NP}))*(?:,? (?:and|or) (?:{_NP}))?"
_ADV = (
    r"(?:(?:often|also|still|really|simply|basically|actually|always|usually|quietly|heavily|now|then|just|even"
    r"|consistently|ultimately|completely|eventually|essentially|largely|of course|do|does|did|generally|mostly"
    r"|typically|already) )*"
)
_BEFORE = (
    r"(?:^|[,;:] |\b(?:and|but|so|because|since|that|when|while|where|then|now|see|sees|how|you have|think|believe"
    r"|says?) )(?P<s>{list})(?:,? (?:which|who))? "
)
_AFTER = (
    r"(?=$|[.,;:!]| (?:of|for|in|on|at|to|with|that|which|who|because|and|but|when|while|than|from|by|as|before|after"
    r"|every|right|so|internally|like|such|into|across|without)\b)"
)
_HEDGES = re.compile(
    r"\b(?:if|unless|whether|imagine|suppose|would|could|might|may|should|not|never|no|nobody|without|instead|wish|hope"
    r"|want|less|fewer)\b|n't\b|\?",
    re.IGNORECASE,
)
_HEADS_JA = {
    "company": "企業", "companies": "企業", "community": "コミュニティ", "camp": "陣営", "world": "の世界",
    "project": "プロジェクト", "projects": "プロジェクト", "tool": "ツール", "tools": "ツール",
}
# Words that change something, as they stand before a Japanese noun; the others of _ADJ and _ADV are left out.
_ADJ_JA = {
    "big": "大きな", "huge": "巨大な", "massive": "巨大な", "vast": "膨大な", "large": "大きな", "bigger": "より大きな",
    "new": "新しい", "first": "最初の", "powerful": "強力な", "smart": "賢い", "small": "小さな", "best": "最高の",
    "great": "素晴らしい", "cheap": "安価な", "expensive": "高価な", "certain kinds of": "ある種の", "some": "一部の",
    "many": "多くの", "most": "大半の", "own": "自前の", "public": "公開された", "existing": "既存の",
    "high quality": "高品質な", "closed": "クローズドな", "flagship": "最上位の", "incredible": "並外れた",
}
_ADV_JA = {
    "often": "しばしば", "usually": "たいてい", "typically": "たいてい", "always": "常に", "still": "今も",
    "already": "すでに", "quietly": "ひそかに", "ultimately": "最終的に", "eventually": "いずれ", "mostly": "主に",
    "largely": "おおむね", "generally": "一般に",
}
_MONEY_JA = {
    "millions": "数百万ドルの", "tens of millions": "数千万ドルの", "hundreds of millions": "数億ドルの",
    "billions": "数十億ドルの", "tens of billions": "数百億ドルの", "hundreds of billions": "数千億ドルの",
    "trillions": "数兆ドルの",
    "tens of trillions": "数十兆ドルの", "hundreds of trillions": "数百兆ドルの",
}
# (English verb, Japanese sentence); {s} and {o} are lists of terms.
_VERBS = (
    (r"(?:is|are) the (?:force|company|team|lab|people) behind", "{s}は{o}を手がけています。"),
    (r"(?:am|is|are)(?: an?| the)?", "{s}は{o}です。"),
    (r"(?:uses?|using|has been using|have been using|is using|are using)", "{s}は{o}を使っています。"),
    (r"(?:has|have|owns?|holds?)", "{s}には{o}があります。"),
    (r"(?:has|have) access to", "{s}は{o}を利用できます。"),
    (r"(?:released|launched|published|open sourced)", "{s}が{o}を公開しました。"),
    (r"(?:releases?|launches|publishes)", "{s}が{o}を公開します。"),
    (r"(?:beats?|outperforms?|outruns?)", "{s}は{o}を上回ります。"),
    (r"(?:creates?|causes?|produces?|leads? to|ends? up creating)", "{s}は{o}を生みます。"),
    (r"(?:offers?|provides?|brings?)", "{s}は{o}をもたらします。"),
    (r"(?:rel(?:y|ies)|depends?)(?: heavily)? on", "{s}は{o}に頼っています。"),
    (r"runs? on", "{s}は{o}で動きます。"),
    (r"(?:is|are|was|were) (?:of course )?(?:heavily )*(?:backed|funded) by", "{s}は{o}の支援を受けています。"),
    (r"(?:needs?|requires?)", "{s}には{o}が必要です。"),
    (r"built", "{s}は{o}を作りました。"),
    (r"builds?", "{s}は{o}を作ります。"),
    (r"trains?", "{s}は{o}を学習させます。"),
    (r"sells?", "{s}は{o}を売っています。"),
    (r"(?:gives? away|is giving away|are giving away)", "{s}は{o}を無償で提供しています。"),
    (r"welcomes?", "{s}は{o}を歓迎します。"),
    (r"protects?", "{s}は{o}を守ります。"),
    (r"replaces?", "{s}は{o}に取って代わります。"),
    (r"improves?", "{s}は{o}を良くします。"),
    (r"(?:controls?|dominates?)", "{s}は{o}を支配しています。"),
    (r"supports?", "{s}は{o}を支えます。"),
    (r"(?:generates?|writes?)", "{s}は{o}を生成します。"),
    (r"(?:include|includes|contains?)", "{s}には{o}が含まれます。"),
    (r"(?:is|are) different from", "{s}は{o}とは異なります。"),
    (r"(?:is|are) (?:similar to|like)", "{s}は{o}に似ています。"),
    (r"(?:is|are) better than", "{s}は{o}より優れています。"),
    (r"(?:is|are) cheaper than", "{s}は{o}より安価です。"),
)
_S = _BEFORE.replace("{list}", _LIST)
# One pattern for all verbs: one each would repeat the long lists of terms, and take half a second to compile.
_ANY_VERB = "|".join(f"(?:{verb})" for verb, _ in _VERBS)
_FRAME = re.compile(rf"{_S}{_ADV}(?P<v>{_ANY_VERB}) {_ADV}(?P<o>{_LIST}){_AFTER}", re.IGNORECASE)
_SAID_OF = tuple((re.compile(verb, re.IGNORECASE), japanese) for verb, japanese in _VERBS)
_BETWEEN = tuple(
    (re.compile(rf"\b(?:{nouns}) between (?P<s>{_NP}) and (?P<o>{_NP}){_AFTER}", re.IGNORECASE), japanese)
    for nouns, japanese in (
        ("battle|war|fight|rivalry|conflict|competition|race", "{s}と{o}の争いが語られます。"),
        ("gap|difference|distinction", "{s}と{o}の差が話題になります。"),
    )
)
_ASIDE = re.compile(r", (?:while|although|though|of course|you know|by the way)\b[^,]*,")


@dataclass(frozen=True, slots=True)
class Named:
    """A term in a sentence: where it stands (offsets) and its Japanese name."""

    start: int
    end: int
    japanese: str


def frame(text: str, terms: Sequence[Named]) -> tuple[str, str]:
    """What the sentence says of its terms, in short, in English and in Japanese; both empty when no frame fits.

    >>> names = [Named(9, 15, "OpenAI"), Named(46, 55, "Microsoft")]
    >>> frame("You have OpenAI, which is of course backed by Microsoft.", names)
    ('OpenAI is backed by Microsoft.', 'OpenAIはMicrosoftの支援を受けています。')
    >>> frame("Big tech doesn't welcome regulation.", [Named(0, 8, "ビッグテック"), Named(25, 35, "規制")])
    ('', '')
    """
    if len(terms) < 2:
        return "", ""
    marked = re.sub(_T, "?", text)
    for at, term in sorted(enumerate(terms), key=lambda item: -item[1].start):
        marked = marked[: term.start] + chr(_FIRST + at) + marked[term.end :]
    marked = _ASIDE.sub("", marked)
    for found in _FRAME.finditer(marked):
        japanese = next(line for verb, line in _SAID_OF if verb.fullmatch(found["v"]))
        if line := _line(marked, found, japanese, terms):
            said = f"{found['s']} {found['v']} {found['o']}."
            return _spoken(said, text, terms), line
    for pattern, japanese in _BETWEEN:
        for found in pattern.finditer(marked):
            if line := _line(marked, found, japanese, terms):
                return _spoken(f"The talk is about the {found.group()}.", text, terms), line
    return "", ""


def _spoken(said: str, text: str, terms: Sequence[Named]) -> str:
    """The English of a frame, its terms as they stand in the sentence."""

    def name(found: re.Match[str]) -> str:
        term = terms[ord(found.group()) - _FIRST]
        return text[term.start : term.end]

    whole = re.sub(_T, name, said)
    whole = re.sub(r"\b(?:of course|heavily|really) |\b(\w+) (?=\1\b)", "", whole)
    return whole[:1].upper() + whole[1:]


def _line(marked: str, found: re.Match[str], japanese: str, terms: Sequence[Named]) -> str:
    clause = max(marked.rfind(mark, 0, found.start()) for mark in ".;!?")
    if _HEDGES.search(marked[clause + 1 : found.end()]) or marked.rstrip().endswith("?"):
        return ""
    if re.search(r"\b(?:from|of|with|like|as|by|than)\b[^.;]*$", marked[clause + 1 : found.start()]):
        return ""  # the subject is another, of which these are a part
    subject, other = _names(found["s"], terms), _names(found["o"], terms)
    if not subject or not other or set(subject) & set(other):
        return ""
    around = marked[found.end("s") : found.start("o")].lower()
    manner = next((way for word, way in _ADV_JA.items() if re.search(rf"\b{word}\b", around)), "")
    if manner and "{s}は{o}" in japanese:
        japanese = japanese.replace("{s}は", "{s}は" + manner)
    return japanese.format(s=_and(subject), o=_and(other))


def _terms(part: str, terms: Sequence[Named]) -> list[Named]:
    return [terms[ord(char) - _FIRST] for char in part if re.match(_T, char)]


def _names(part: str, terms: Sequence[Named]) -> list[str]:
    """The members of a list of terms in Japanese."""
    names = []
    for member in re.split(r",? (?:and|or) |, ", part):
        found = _terms(member, terms)
        if not found:
            continue
        if len(found) > 1 and re.search(rf"{_T} (?:company|startup) {_T}", member):
            found = found[-1:]  # the open source company Mistral
        head = member.rsplit(" ", 1)[-1].lower()
        money = re.search(r" of ((?:\w+ of )?(?:millions|billions|trillions)) of dollars", member.lower())
        before = re.split(_T, member, maxsplit=1)[0].lower()
        kinds = "".join(way for word, way in _ADJ_JA.items() if re.search(rf"\b{word}\b", before))
        if re.search(r"\b(?:its|their|his|her) (?:very )?first\b", before):
            kinds = kinds.replace("最初の", "自社初の")  # not the first of all
        name = "".join(term.japanese for term in found) + ("" if money else _HEADS_JA.get(head, ""))
        names.append((_MONEY_JA[money.group(1)] if money else "") + kinds + name)
    return names


def _and(names: Sequence[str]) -> str:
    return "、".join([*names[:-2], "と".join(names[-2:])])
