"""Hand-overs: at each change of speaker, whose are the last words before it and the first words after?

Recognisers find out who speaks a moment late or early and then close the turn with a full stop and open the next with a
capital, so "both Amazon and Google. / That's" arrives as "both Amazon and. / Google at". Every place near the change is
a candidate; each is scored as a weighted sum of the named features below, and the scores make one distribution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.lang import en
from pipeline.lang.en_words import ANSWERS, LEANING, PLAIN_ANSWERS, REACTIONS, class_of, dangles, key
from pipeline.model import Track
from pipeline.reading.ablation import LeftOut
from pipeline.reading.changes import Draft, Log
from pipeline.reading.clauses import asks, sentence_start
from pipeline.reading.evidence import Evidence, pause_ms
from pipeline.reading.gaps import common_words
from pipeline.reading.marks import lowered, raised, stopped, unstopped
from pipeline.reading.tokens import Token

_PROPOSED = 0.4  # probability from which a move is at least proposed
_PRIOR, _PRIOR_WEIGHT = 0.3, 20  # share of wrong hand-overs the weights were fitted with; changes it counts as
_CLEAN = 0.1  # share of wrong hand-overs up to which a transcript counts as better than usual
_UNLIKELY = -4.0  # log odds of an end below which nothing is over
_HOPELESS = -6.0  # log odds of an end below which a place without a mark is no candidate
REACH, NEAR = 6, 4  # words looked at on either side of a change

# Log odds for the place that has the feature, fitted by benchmarks/train_handover.py on dialogues damaged on purpose.
WEIGHTS: dict[str, float] = {
    "a sentence can end here": 0.38,
    "the turn stops in mid-phrase": 0.84,
    "the turn stops on a word that leans on the next": 0.10,
    "the next turn starts small": 1.00,
    "the next turn goes on with and, so or but": -0.03,
    "the turn asks": 2.27,
    "the turn asks, without the mark": 1.45,
    "a full stop stands here": 0.94,
    "a comma stands here": 1.93,
    "it is the first mark of the next turn": 0.67,
    "a short first sentence that is no answer": 0.62,
    "a name is called": -1.27,
    "the words lead up to a yes or no": -2.12,
    "a capital follows": 1.06,
    "the words answer": 0.66,
    "the next turn answers already": -1.20,
    "the words can only be an answer": 1.66,
    "nobody ends their own words so": 1.20,
    "an answer that goes on": 1.49,
    "the words say again what was said": 0.86,
    "an answer would be taken away": -2.07,
    "an echo would be taken away": -1.28,
    "a lone closing word is left over": 1.35,
    "the voices overlap": 0.90,
    "the speaker picks up the other's words": 0.70,
    "the last words are said again": 2.00,
    "a reply without its subject": 1.60,
    "a question is over": 1.22,
    "nothing asks for it": -1.60,
    "the words move back": -2.15,
    "the words move on": -2.42,
    "each word further": -0.64,
    "the whole turn is an answer": -3.00,
    "nobody's turn is such a word": 3.00,
    "a whole turn goes": -2.97,
}
_LEFT_OUT = LeftOut()
without = _LEFT_OUT.without

_CLOSING = frozenset(
    "then there too though it that them this him her me us either anyway again now here as well one".split()
)
_YES_NO = frozenset({"yes", "no", "yeah", "exactly", "right", "sure", "absolutely", "thank", "thanks"})
_REACTING = frozenset({"answer", "right", "exclamation", "filler"})
_BARE = frozenset("sounds looks seems feels makes depends turns".split())  # "Sounds fancy.", "Makes sense."
_CONTENT = frozenset({"other", "plural", "noun", "adjective", "ing", "ed", "ly"})
_SPEAKERS = frozenset({"subject", "it", "you", "there", "that", "determiner", "thing"})


def candidates(evidence: Evidence, at: int) -> list[int]:
    """Places the change in front of word `at` could really be: within reach, this turn and the next, one sentence.

    Farther than `NEAR` words, and where the boundary model knows better, only places at a mark or a capital count.
    """
    words = evidence.words
    low = at
    while low > 1 and at - low < REACH and words[low - 1].speaker == words[at - 1].speaker:
        if low < at and evidence.mark(low - 1) in ("stop", "question", "exclamation"):
            break
        if words[low - 1].wall:
            break
        low -= 1
    high = at
    while high < len(words) and high - at < REACH and words[high].speaker == words[at].speaker:
        high += 1
        if evidence.mark(high - 1) in ("stop", "question", "exclamation") or words[high - 1].wall:
            break
    return [
        place
        for place in range(low, high + 1)
        if place == at
        or evidence.mark(place - 1) != "none"
        or (place < len(words) and evidence.capital(place))
        or (abs(place - at) <= NEAR and _end_odds(evidence, place) > _HOPELESS)
    ]


def features(evidence: Evidence, at: int, place: int, close: float) -> dict[str, float]:
    """Named features of having the change in front of word `place` when the transcript has it in front of `at`.

    `close` is 1 where the cues of the two voices overlap, else 0.
    """
    words = evidence.words
    found = {"a sentence can end here": _end_odds(evidence, place)}
    if place < len(words) and evidence.keys[place] in _BARE:
        found["a reply without its subject"] = 1
    if _repeated(evidence, place):
        found["the last words are said again"] = 1
    if place == at:
        if evidence.mark(at - 1) in ("question", "exclamation") and not _exclaims(evidence, at):
            found["the turn asks"] = 1
        elif evidence.mark(at - 1) == "stop" and _asked(evidence, at, at):
            found["the turn asks, without the mark"] = 1
        return found | _echo(evidence, place)
    every = evidence.keys
    mark = evidence.mark(place - 1)
    span = range(min(at, place), max(at, place))
    if mark == "comma" and all(_name_like(evidence, index) for index in span):
        found["a name is called"] = 1
    last = evidence.classes[at - 1]
    if dangles(every[at - 1]) or last == "so":
        found["the turn stops in mid-phrase"] = 1
    elif last in LEANING:
        found["the turn stops on a word that leans on the next"] = 1
    if evidence.cased and en.starts_lower(words[at].text):
        found["the next turn starts small"] = 1
    if mark in ("stop", "question", "exclamation"):
        found["a full stop stands here"] = 1
    elif mark != "none":
        found["a comma stands here"] = 1
    if place > at and mark != "none" and all(evidence.mark(index) == "none" for index in range(at, place - 1)):
        found["it is the first mark of the next turn"] = 1
    if place < len(words) and evidence.capital(place):
        found["a capital follows"] = 1
    keys = every[span.start : span.stop]
    if (place < at or evidence.gap[place].end > evidence.gap[at].end) and _asked(evidence, min(at, place), place):
        found["a question is over"] = 1
    if place < at:
        found["the words move back"] = 1
        if _answers(keys) and every[place - 1] not in ANSWERS:
            found["the words answer"] = 1
            if evidence.classes[at] in _REACTING:
                found["the next turn answers already"] = 1
            if keys in (["exactly"], ["precisely"]):
                found["nobody ends their own words so"] = 1
            if len(keys) > 2 and class_of(keys[2]) in ("and", "but", "so"):
                found["an answer that goes on"] = 1
            if set(keys) <= PLAIN_ANSWERS or keys[0] not in ANSWERS:
                found["the words can only be an answer"] = 1
        if evidence.classes[at] in ("and", "but", "so", "subordinator"):
            found["the next turn goes on with and, so or but"] = 1
            if mark != "none" and _answers(keys):
                found["an answer that goes on"] = 1
        again = set(keys).intersection(every[max(0, place - 8) : place])
        if len(again) * 2 > len(set(keys)) and any(len(word) > 3 for word in again):
            found["the words say again what was said"] = 1
    else:
        found["the words move on"] = 1
        if _answers(keys):
            found["an answer would be taken away"] = 1
        elif not _content(keys).isdisjoint(every[max(0, at - 8) : at]):
            found["an echo would be taken away"] = 1
        elif mark == "stop" and len(keys) < 4 and "it is the first mark of the next turn" in found:
            found["a short first sentence that is no answer"] = (4 - len(keys)) / 2
        if mark == "comma" and place < len(words) and every[place] in _YES_NO:
            found["the words lead up to a yes or no"] = 1
        if len(keys) == 1 and keys[0] in _CLOSING and mark != "none":
            found["a lone closing word is left over"] = 1
    asked = {"the turn stops in mid-phrase", "the turn stops on a word that leans on the next", "the words answer",
             "the words say again what was said", "a short first sentence that is no answer"}  # fmt: skip
    if _end_odds(evidence, at) > -2.0 and not asked & found.keys():
        found["nothing asks for it"] = 1
    if close:
        found["the voices overlap"] = close
    found["each word further"] = len(keys) - 1
    if _whole(words, at, place):
        found["a whole turn goes"] = 1
        if len(keys) == 1 and keys[0] in _CLOSING and keys[0] not in ANSWERS:
            found["nobody's turn is such a word"] = 1
        if all(name in _REACTING for name in evidence.classes[span.start : span.stop]):
            found["the whole turn is an answer"] = 1
    return found | _echo(evidence, place)


def _repeated(evidence: Evidence, place: int) -> bool:
    """The words after `place` begin with the very last ones before it: "for everybody. / For everybody, and"."""
    keys = evidence.keys
    for size in range(1, 6):
        said = keys[place - size : place]
        if len(said) == size and said == keys[place : place + size] and (size > 1 or _content(said)):
            return True
    return False


def _exclaims(evidence: Evidence, at: int) -> bool:
    """The turn ends on a lone `Oh?` or `Wow!`: that is no question to the other speaker."""
    return evidence.classes[at - 1] == "exclamation" and (
        at < 2 or evidence.mark(at - 2) in ("stop", "question", "exclamation")
    )


def _asked(evidence: Evidence, at: int, place: int) -> bool:
    """The sentence that holds the last word before `at` asks and could be over in front of `place`."""
    if evidence.gap[place].end <= _UNLIKELY:
        return False
    return asks(evidence, sentence_start(evidence, at - 1), place)


def _name_like(evidence: Evidence, at: int) -> bool:
    return evidence.is_name(at) or evidence.keys[at] not in common_words()


def _answers(keys: list[str]) -> bool:
    """True when the words open with an answer (`exactly`, `mostly no`) or are a short one (`it is`, `they do`)."""
    if keys[0] in ANSWERS or keys == ["me", "too"] or (len(keys) < 5 and keys[-1] in REACTIONS):
        return True
    if len(keys) < 4 and (keys[-1] in ANSWERS or keys[-1] in ("never", "both", "neither")):
        return True
    if len(keys) > 2 and class_of(keys[2]) in ("and", "but", "so"):
        keys = keys[:2]  # "it is, and you ..."
    short = [word for word in keys if word not in ("really", "certainly", "absolutely")]
    return len(short) == 2 and class_of(short[0]) in _SPEAKERS and class_of(short[1]) in ("be", "do", "have", "modal")


def _content(keys: list[str]) -> set[str]:
    return {word for word in keys if len(word) > 3 and class_of(word) in _CONTENT}


def _end_odds(evidence: Evidence, place: int) -> float:
    """Log odds of a sentence end in front of word `place`, bounded.

    Where the next words take up the very last one ("the plumbing. / The plumbing of") the model takes the repetition
    for a slip of one speaker and says no: there it is not believed.
    """
    odds = max(-10.0, min(3.0, evidence.gap[place].end))
    last = evidence.keys[place - 1]
    if last in evidence.keys[place : place + 2] and _content([last]):
        return max(odds, 0.0)
    return odds


def _echo(evidence: Evidence, place: int) -> dict[str, float]:
    """The speaker after `place` picks up a word of the last few before it, within their first clause."""
    before = evidence.keys[max(0, place - 8) : place]
    for index in range(place, min(place + 6, len(evidence.words))):
        if evidence.keys[index] in before and _content([evidence.keys[index]]):
            return {"the speaker picks up the other's words": 1}
        mark = evidence.mark(index)
        if mark not in ("none", "comma") or (mark == "comma" and index > place + 2):
            break
    return {}


def _whole(words: list[Token], at: int, place: int) -> bool:
    if place < at:
        return place == 0 or words[place - 1].speaker != words[at - 1].speaker
    return place >= len(words) or words[place].speaker != words[at].speaker


def score(found: dict[str, float]) -> float:
    """Weighted sum of the features."""
    if not _LEFT_OUT:
        return sum([WEIGHTS[name] * value for name, value in found.items()])
    return sum(WEIGHTS[name] * value for name, value in found.items() if name not in _LEFT_OUT)


Weighed = dict[int, tuple[float, dict[str, float]]]


def weigh(evidence: Evidence, at: int, close: float) -> Weighed:
    """Score and features of every candidate place for the change in front of word `at`."""
    weighed: Weighed = {}
    for place in candidates(evidence, at):
        found = features(evidence, at, place, close)
        weighed[place] = score(found), found
    return weighed


def decide(weighed: Weighed, at: int, lean: float = 0.0) -> tuple[int, float, dict[str, float]]:
    """The best other place for the change in front of word `at`, how sure it is that the given place is wrong, and the
    features of the other place. A wrong place is no worse for being moved to a second-best one.

    `lean` is added to the log odds of being wrong: below 0 where this transcript's hand-overs are better than usual.
    """
    others = [place for place in weighed if place != at]
    if not others:
        return at, 0.0, {}
    scores = {place: value - (lean if place == at else 0.0) for place, (value, _) in weighed.items()}
    top = max(scores.values())
    shares = {place: math.exp(value - top) for place, value in scores.items()}
    total = sum(shares.values())
    best = max(others, key=lambda place: (scores[place], -abs(place - at), -place))
    if shares[best] < 0.25 * (total - shares[at]):
        return at, 0.0, {}  # nobody knows where
    return best, 1 - shares[at] / total, weighed[best][1]


def leaning(doubts: Sequence[float]) -> float:
    """Log odds to add for a transcript whose changes of speaker are wrong with these probabilities: 0 or below.

    The share of wrong ones is estimated from the transcript itself (expectation maximisation over the class prior,
    started at the share the weights were fitted with, which also counts as `_PRIOR_WEIGHT` changes seen).

    >>> leaning([0.01] * 60) < -1, leaning([0.9] * 30 + [0.1] * 30)
    (True, 0.0)
    """
    odds = [doubt / (1 - doubt) for doubt in doubts if doubt < 1]
    share = _PRIOR
    for _ in range(30):
        factor = share / (1 - share) * (1 - _PRIOR) / _PRIOR
        wrong = sum(value * factor / (1 + value * factor) for value in odds) + len(doubts) - len(odds)
        share = (wrong + _PRIOR * _PRIOR_WEIGHT) / (len(doubts) + _PRIOR_WEIGHT)
    if share > _CLEAN:
        return 0.0
    return max(-2.0, math.log(share / (1 - share) * (1 - _PRIOR) / _PRIOR))


def repair_handovers(evidence: Evidence, track: Track, log: Log, *, min_confidence: float) -> None:
    """Move words to the speaker who said them, in place; every move is in the log, the doubtful ones as proposals."""
    words = evidence.words
    changes: list[tuple[int, float, Weighed]] = []
    for at in range(1, len(words)):
        left, right = words[at - 1], words[at]
        if left.speaker != right.speaker and not left.wall and left.speaker and right.speaker:
            close = float(pause_ms(left, right, track) < 0)
            changes.append((at, close, weigh(evidence, at, close)))
    lean = leaning([decide(weighed, at)[1] for at, _, weighed in changes])
    touched = -1  # the last word an earlier move has changed
    for at, close, weighed in changes:
        if words[at - 1].speaker == words[at].speaker:
            continue  # an earlier move took the whole turn
        if at - touched <= 2 * REACH:
            weighed = weigh(evidence, at, close)
        place, doubt, found = decide(weighed, at, lean)
        if doubt < _PROPOSED:
            continue
        sure = doubt >= min_confidence
        if log.offer(move(evidence, at, place), reason=_reason(found), confidence=doubt, sure=sure):
            touched = max(at, place)


def _reason(found: dict[str, float]) -> str:
    named = sorted(found, key=lambda name: -WEIGHTS[name] * found[name])
    return "; ".join(name for name in named if WEIGHTS[name] * found[name] > 0.3)


def move(evidence: Evidence, at: int, place: int) -> Draft:
    """The change of speaker put in front of word `place` instead of `at`, marks and capitals put right."""
    words = evidence.words
    low, high = min(at, place) - 1, max(at, place)
    first, last = max(0, low), min(high + 1, len(words))
    draft = Draft.of("hand-over", words[first:last])
    speaker = words[at - 1].speaker if place > at else words[at].speaker
    for index in range(min(at, place), max(at, place)):
        draft.speakers[index - first] = speaker
    old_mark = words[at - 1].text[-1] if evidence.mark(at - 1) in ("question", "exclamation") else "."
    old, new = at - 1 - first, place - 1 - first
    draft.texts[old] = unstopped(draft.texts[old])
    if place < at and all(key(word.text) in ANSWERS for word in words[place:at]):
        draft.texts[old] += ","  # "Exactly, it is", as the answer would have been written
    draft.ends[old] = False
    if at - first < len(draft.texts) and not evidence.is_name(at):
        draft.texts[at - first] = lowered(draft.texts[at - first])
    if new >= 0:
        draft.texts[new] = stopped(draft.texts[new], old_mark if place > at else ".")
        draft.ends[new] = True
    if place - first < len(draft.texts):
        draft.texts[place - first] = raised(draft.texts[place - first])
    return draft
