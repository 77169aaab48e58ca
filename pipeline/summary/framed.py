"""Claims whose place in the talk says what they are: an idea, a reason given for a question, an answer, a principle."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.summary.claim import ANSWER, IDEA, PRINCIPLE, REASON, Retold
from pipeline.summary.plain import plain_sentences
from pipeline.summary.spoken import opening_words
from pipeline.summary.transfer import Named, idea_in_japanese, inside_in_japanese, thing_in_japanese

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
    r"^(?:it's |it is )?(?:the|this) (?P<kind>principle|idea|belief|hope|fear) (?:is )?that (?P<what>.+)$",
    re.IGNORECASE,
)
_KINDS = {"principle": "原則", "idea": "考え", "belief": "信念", "hope": "期待", "fear": "懸念"}


def framed(text: str, names_in: NamesIn, *, why: bool, asked: bool) -> Retold | None:
    """The claim of a sentence by its frame, none where it has none or the rules cannot say it.

    `why`: a question for the reason stands just before; `asked`: a question that is told itself stands shortly before.
    """
    if found := _PROPOSES.match(opening_words(text) + "."):
        idea = idea_in_japanese(found["what"], names_in(found["what"]))
        return Retold(f"{IDEA}: {found['what']}.", f"{idea}という案が出ます。") if idea else None
    if (found := _BECAUSE.match(text)) and why:
        reason = inside_in_japanese(found["what"] + ".", names_in(found["what"]))
        reason = re.sub("が高価だ$", "には費用がかかる", reason)
        return Retold(f"{REASON} {found['what']}.", f"{reason}からです。") if reason else None
    if (found := _IT_IS.match(text)) and asked:
        thing = thing_in_japanese(found["what"], names_in(found["what"]))
        return Retold(f"{ANSWER}: {found['what']}.", f"答えは{thing}です。") if thing else None
    if found := _HELD.match(text):
        whole = f"{found['what'][:1].upper()}{found['what'][1:]}"
        for said in plain_sentences(whole):
            held = inside_in_japanese(said, names_in(said))
            if held:
                kind = _KINDS[found["kind"].lower()]
                small = said if said.split()[0].isupper() else said[:1].lower() + said[1:]
                return Retold(f"{PRINCIPLE}: {small}", f"{held}という{kind}が語られます。")
    return None
