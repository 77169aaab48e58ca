"""A clause cut shorter: from its end, from its front, and of piled-up adjectives, without a change of what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.summary import grammar
from pipeline.summary.grammar import FRONTS, bare, main_at, verb_at

_BOUND = re.compile(
    r"\b(?:no|not|never|nobody|nothing|none|every|everything|everyone|all|any|most|only|few|cannot|just|whether"
    r"|than)\b|n't\b",
    re.IGNORECASE,
)
_DROPPED_FRONT = re.compile(
    r"^(?:(?:if|when) you look at|looking at|by \w+ing|within|no matter|despite|because of)\b", re.IGNORECASE
)
_TAILS = (
    re.compile(r" (?:more|better) than (?:any|all|anything|anyone)\b.*$", re.IGNORECASE),
    re.compile(r",? (?:which|where|who|whose)\b.*$", re.IGNORECASE),
    re.compile(r",? (?:because|since|so that|precisely because|given that)\b.*$", re.IGNORECASE),
    re.compile(
        r"(?<=\w) that (?:could|can|might|may|would|will|has|have|had|is|are|was|were|one day|sees?|needs?|runs?"
        r"|costs?)\b.*$",
        re.IGNORECASE,
    ),
    re.compile(r",? (?:in order )?to (?P<to>\w+).*$", re.IGNORECASE),
    re.compile(r" (?:like (?=(?:the|a|an|your|our|their|my|[A-Z]|\w+s\b|\w+ing\b))|such as\b|including\b).*$"),
    re.compile(
        r", (?:especially|particularly|maybe|perhaps|as well as|along with|not to mention|that)\b.*$", re.IGNORECASE
    ),
    re.compile(
        r" (?:for (?:the foreseeable future|now|years|decades)|right now|at (?:this|the) (?:point|moment)|in the"
        r" world|over time|these days"
        r"|in (?:real time|practice|theory|general|the end|some (?:ways?|sense)|a (?:way|sense))|on (?:paper|top"
        r" of (?:it|that))"
        r"|as a result|by the way|all the time)(?=[.,]?$)",
        re.IGNORECASE,
    ),
    re.compile(r",? before [^,]*$", re.IGNORECASE),
    re.compile(r",? (?:constantly |always )?(?:telling|showing|giving|asking|letting) (?:them|it|us|you)\b.*$"),
    re.compile(r", not (?:just|only|merely|simply)\b[^,]*$", re.IGNORECASE),
)
_COMPLEMENT = re.compile(
    r"\b(?:sure|mean|means|meant|say|says|said|think|thinks|believe|believes|know|knows|show|shows|ensure|ensures"
    r"|so|is|was|argue"
    r"|argues|claim|claims|find|found|see|sees|suggest|suggests|hope|fact|idea|principle|fear|argue|forget|tell"
    r"|tells|prove|proves)$",
    re.IGNORECASE,
)
_TO_NEEDED = re.compile(
    r"\b(?:want|wants|wanted|need|needs|needed|have|has|had|try|tries|trying|tried|able|going|gonna|likely|about"
    r"|ought|used|seem"
    r"|seems|tend|tends|start|starts|started|begin|begins|began|continue|continues|like|likes|get|gets|got|up|due"
    r"|next|close|back|down"
    r"|access|come|comes|leads?|know|how|what|where|way|ways|easy|hard|possible|impossible|ability|right"
    r"|according|belongs?|compared"
    r"|moves?|moved|it|them|you|us|people|anyone|someone|enough|too|supposed|allowed|forced|required|expected"
    r"|designed|is|are|was|be"
    r"|incentive|reason|chance|power|fails?|refuses?|decides?|helps?|chooses?|learns?|money|dollars|goes|go|went"
    r"|said|says|thanks"
    r"|ready|free|happy|afraid|willing|time|first|only|plan|plans|attempt|effort|not|instead|order|choice|barrier"
    r"|key|answer|response"
    r"|happens|happened|happen|applies|apply|related|equal|similar|entry|open|attention)$",
    re.IGNORECASE,
)
_CONTROLS = re.compile(
    r"\b(?:ask|tell|allow|enable|forc|teach|get|want|need|us|help|encourag|requir|persuad|let|mak|trust|take|cost"
    r"|expect)(?:e?s|e|ed|ing)?\b",
    re.IGNORECASE,
)


def shorter(clause: str) -> Iterator[str]:
    """The clause, then with one addition after the other cut from its end."""
    yield clause
    seen = {clause}
    todo = [clause]
    while todo and len(seen) < 8:
        text = todo.pop(0)
        for pattern in _TAILS:
            found = pattern.search(text)
            if not found or found.start() < 12:
                continue
            head = text[: found.start()]
            tail = found.group()
            if (
                re.match(r"(?:,? which|,? wh|that (?!could one|might one|may one))", tail.strip())
                and not tail.startswith(",")
                and _BOUND.search(head)
            ):
                continue
            if not tail.startswith(",") and re.match(r" (?:wh|that)", tail) and grammar.base_of(bare(head.split()[-1])):
                continue
            if tail.strip().startswith("that ") and _COMPLEMENT.search(head):
                continue
            if (
                re.match(r",? ?(?:in order )?to ", tail)
                and not tail.startswith(",")
                and (_TO_NEEDED.search(head) or _BOUND.search(head) or _CONTROLS.search(head))
            ):
                continue
            if "to" in found.groupdict() and grammar.base_of(bare(found["to"])) != bare(found["to"]):
                continue
            if re.search(r"\bso \w+$", head):
                continue
            short = head.rstrip(" ,;") + "."
            if short not in seen:
                seen.add(short)
                todo.append(short)
                yield short
        for comma in re.finditer(r", (?P<next>\w+)", text):
            head = text[: comma.start()]
            words = head.split()
            rest = text[comma.start("next") :].split()
            plural = re.fullmatch(r"[a-z]+[^s]s", comma["next"]) and not grammar.base_of(comma["next"])
            if (
                (_adds(comma["next"]) or (plural and verb_at(rest) < 0))
                and len(words) > 3
                and verb_at(words, main_at(words)) >= 0
                and not _mid_list(text, comma.start())
            ):
                short = head + "."
                if short not in seen:
                    seen.add(short)
                    todo.append(short)
                    yield short
                break


def without_front(clause: str) -> Iterator[str]:
    """The main clause alone, where what opens the sentence is no condition."""
    parts = clause.split(", ")
    at = 0
    while at < len(parts) - 1 and (_DROPPED_FRONT.match(parts[at]) or (at and bare(parts[at].split()[0]) in FRONTS)):
        at += 1
    rest = ", ".join(parts[at:])
    if at and verb_at(rest.split()) >= 0:
        whole = rest[:1].upper() + rest[1:]
        yield whole


def fewer(clause: str) -> str:
    """The clause with one adjective where three are piled up.

    >>> fewer("You will have tiny, highly efficient, highly personalized open models.")
    'You will have tiny open models.'
    """
    many = r"(?:(?:highly|very|more|most|extremely|super|ultra) )?\w+"
    return re.sub(rf"\b(\w+(?:ly)?), {many}, {many} (?=[a-z]+ [a-z]+)", r"\1 ", clause)


def _mid_list(text: str, at: int) -> bool:
    """True when the comma stands in a list that "and" or "or" closes: cut there, it would lose its last members."""
    return bool(re.match(r", (?:(?:[^,]+, )*)(?:[^,]*, )?(?:and|or) [^,]*\.$", text[at:]))


def _adds(word: str) -> bool:
    """True for a word with which an addition begins that may be cut."""
    low = word.lower()
    return (
        low in grammar.DETERMINERS - {"that"}
        or low in ("for", "like", "maybe", "from", "in", "on", "at", "with", "how")
        or (low.endswith("ing") and len(low) > 5)
    )
