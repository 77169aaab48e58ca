"""Claims whose place in the talk says what they are: an idea, a reason given for a question, an answer, a principle."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.summary.claim import Frame, Retold
from pipeline.summary.plain import plain_sentences
from pipeline.summary.spoken import opening_words
from pipeline.summary.transfer import Named, asking_in_japanese, idea_in_japanese, inside_in_japanese, thing_in_japanese

NamesIn = Callable[[str], Sequence[Named]]  # the known names of a text

WHY_REACH, ANSWER_REACH = 2, 8  # sentences over which a question is answered by "because ..." and by "it is ..."
_PROPOSES = re.compile(
    r"^(?:so )?(?:the idea is(?: this)?|the trick is|the plan is)?[,: ]*what if (?:you|we) (?P<what>.+?)[.?]$",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"^(?:(?:well|no|yes|right|simply|precisely|exactly),? )*because (?P<what>[^,.?!]+)[.?!]$", re.IGNORECASE
)
_IT_IS = re.compile(
    r"^(?:i (?:think|believe|guess|suspect|would say)|i'd say) it(?:'s| is)(?: really| just| going to be)?"
    r" (?P<what>(?:a|an|the) [^,.]+)\.$",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"^(?:(?:well|so|now|and|but),? )*(?:it's |it is )?(?:the|this)"
    r" (?P<kind>principle|idea|belief|hope|fear|problem|risk|danger) (?:is )?that (?P<what>.+)$",
    re.IGNORECASE,
)
_KINDS = {
    "principle": "原則が語られます",
    "idea": "考えが語られます",
    "belief": "信念が語られます",
    "hope": "期待が語られます",
    "fear": "懸念が語られます",
    "problem": "問題が指摘されます",
    "risk": "リスクが指摘されます",
    "danger": "危険が指摘されます",
}


def framed(text: str, names_in: NamesIn, *, why: bool, asked: bool) -> Retold | None:
    """The claim of a sentence by its frame, none where it has none or the rules cannot say it.

    `why`: a question for the reason stands just before; `asked`: a question that is told itself stands shortly before.
    """
    if found := _PROPOSES.match(opening_words(text) + "."):
        idea = idea_in_japanese(found["what"], names_in(found["what"]))
        return Retold(f"An idea comes up: {found['what']}.", f"{idea}という案が出ます。", Frame.IDEA) if idea else None
    if (found := _BECAUSE.match(text)) and why:
        reason = inside_in_japanese(found["what"] + ".", names_in(found["what"]))
        reason = re.sub("が高価だ$", "には費用がかかる", reason)
        return Retold(f"Because {found['what']}.", f"{reason}からです。", Frame.REASON) if reason else None
    if (found := _IT_IS.match(text)) and asked:
        thing = thing_in_japanese(found["what"], names_in(found["what"]))
        return Retold(f"The answer: {found['what']}.", f"答えは{thing}です。", Frame.ANSWER) if thing else None
    if found := _HELD.match(text):
        for said in plain_sentences(_large(found["what"])):
            held = inside_in_japanese(said, names_in(said))
            if held:
                kind = found["kind"].lower()
                return Retold(f"The {kind}: {_small(said)}", f"{held}という{_KINDS[kind]}。", Frame.HELD)
    return None


def argued(claim: Retold, who: str, names_in: NamesIn) -> Retold | None:
    """What a side is said to argue, as its claim; none where the rules cannot say it so.

    `who` is the side in English ("the open source side").
    """
    side = thing_in_japanese(who, names_in(who))
    held = inside_in_japanese(claim.en, names_in(claim.en)) if side else ""
    if not held:
        return None
    argues = f"{_large(who)} argues: {_small(claim.en)}"
    return Retold(argues, f"{side}は、{held}と主張しています。", Frame.ARGUED)


def _small(text: str) -> str:
    """A sentence behind a colon; an acronym keeps its letters."""
    return text if text.split()[0].isupper() else text[:1].lower() + text[1:]


def _large(text: str) -> str:
    """Words at the start of a sentence."""
    return text[:1].upper() + text[1:]


_ASKED_WITHIN = re.compile(
    r"\b(?:figure out|find out|know|ask|see|question is|tell)\b[, ]+(?:well, )?"
    r"(?P<asked>(?:who|what|how|why|which)\b[^,.]+),",
    re.IGNORECASE,
)


def answering(claim: Retold, text: str, names_in: NamesIn) -> Retold | None:
    """ "The answer depends ..." with the question the same sentence has just asked; none where it asks none.

    >>> claim = Retold("The answer depends on it.", "答えはそれで決まります。")
    >>> answering(claim, "We ask who wins, and the answer depends on it.", lambda _: ())
    Retold(en='Who wins: the answer depends on it.', ja='誰が勝つかは、それで決まります。')
    """
    answers = claim.en.startswith("The answer ") and claim.ja.startswith("答えは")
    found = _ASKED_WITHIN.search(text) if answers else None
    if not found:
        return None
    asked = re.sub(r"'s ", " is ", found["asked"]).replace(" actually", "").replace(" really", "")
    told = asking_in_japanese(asked, names_in(asked))
    if not told:
        return None
    return Retold(f"{_large(asked)}: {_small(claim.en)}", f"{told}は、{claim.ja.removeprefix('答えは')}", Frame.ASKED)
