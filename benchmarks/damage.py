"""Dialogues damaged on purpose: hand-overs put in the wrong place the way recognisers do, with the true place known."""

from __future__ import annotations

import random
from pathlib import Path

from pipeline.lang import en
from pipeline.lang.en_words import key
from pipeline.reading.evidence import mark_of
from pipeline.reading.marks import lowered, raised, stopped
from pipeline.reading.tokens import Token

ANSWERS = (
    "Right.|Exactly.|Yeah.|Okay.|Precisely.|Absolutely.|Yes.|No.|Wow.|Of course.|It is.|Right,|Exactly,|Yeah,|"
    "Okay,|Okay, so|Well,|So|And|But|Yes,|No,|Oh,|That's right.|Precisely,|You know,|I mean,|Absolutely,|Because|"
    "It really is.|Not really.|Which means"
).split("|")
# How often the cues of two voices overlap at a right and at a wrong change: quick answers overlap too.
OVERLAP_RIGHT, OVERLAP_WRONG = 0.2, 0.55
SHIFTS = [1] * 12 + [2] * 5 + [3] * 2 + [4]

Turn = tuple[str, list[str]]


def turns_of(lines: list[str], rng: random.Random) -> list[Turn]:
    """Sentences cut into the turns of two speakers, with answers and echoes put in."""
    turns: list[Turn] = []
    at = speaker = 0
    while at < len(lines):
        count = rng.choice([1, 1, 1, 2, 2, 3, 4])
        text = [line for line in lines[at : at + count] if line.strip()]
        at += count
        if text and rng.random() < 0.4:
            opener = rng.choice(ANSWERS)
            text[0] = f"{opener} {text[0]}" if opener[-1] == "." else f"{opener} {lowered(text[0])}"
        if text and rng.random() < 0.12:
            text = [rng.choice(ANSWERS[:11])]
        elif text and turns and rng.random() < 0.12:
            said = [key(word) for word in turns[-1][1][-rng.choice([1, 2, 2, 3]) :]]
            text = [raised(" ".join(said)) + rng.choice([".", ".", ", yes.", "?", ","]), *text]
            if text[0].endswith(","):
                text[1] = lowered(text[1])
        if text:
            turns.append((f"Speaker {2 + speaker}", " ".join(text).split()))
            speaker = 1 - speaker
    return turns


def dialogue(path: Path) -> list[Turn]:
    """The turns of a file of `speaker<TAB>sentence` lines."""
    turns: list[Turn] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        speaker, _, text = line.partition("\t")
        if turns and turns[-1][0] == speaker:
            turns[-1][1].extend(text.split())
        elif text.strip():
            turns.append((speaker, text.split()))
    return turns


def damage(turns: list[Turn], rng: random.Random, share: float) -> tuple[list[Token], dict[int, tuple[int, float]]]:
    """Tokens of the damaged dialogue; for each change of speaker the true place and whether the voices overlap.

    The recogniser punctuated the talk as one text: at a true change it did not see, a comma, nothing or a full stop
    stands, and the words read on small. Where it put the change it set a full stop and a capital.
    """
    words: list[str] = []
    speakers: list[str] = []
    starts: list[int] = []
    for speaker, text in turns:
        starts.append(len(words))
        words += text
        speakers += [speaker] * len(text)
    truth: dict[int, tuple[int, float]] = {}
    for number, at in enumerate(starts[1:], 1):
        end = starts[number + 1] if number + 1 < len(starts) else len(words)
        if rng.random() >= share:
            truth[at] = (at, float(rng.random() < OVERLAP_RIGHT))
            if words[at - 1].endswith("?") and rng.random() < 0.3:
                words[at - 1] = words[at - 1][:-1] + "."
            continue
        shift = rng.choice(SHIFTS) * rng.choice([-1, 1])
        low, high = starts[number - 1] + 1, end - 1
        place = max(low, min(high, at + shift))
        inner = range(place, at) if place < at else range(at, place)
        if place == at or any(mark_of(words[i]) in ("stop", "question") for i in inner if i not in (at - 1, place - 1)):
            truth[at] = (at, float(rng.random() < OVERLAP_RIGHT))
            continue
        speaker = speakers[at] if place < at else speakers[at - 1]
        for i in inner:
            speakers[i] = speaker
        bare = words[at - 1].rstrip(".!,?")
        kind = rng.random()
        comma, none = (0.5, 0.62) if place < at else (0.4, 0.7)
        if kind < comma:
            words[at - 1], words[at] = bare + ",", lowered(words[at])
        elif kind < none:
            words[at - 1], words[at] = bare, lowered(words[at]) if rng.random() < 0.75 else words[at]
        if rng.random() < 0.85 or mark_of(words[place - 1]) == "comma":
            words[place - 1] = stopped(words[place - 1])
        words[place] = raised(words[place])
        truth[place] = (at, float(rng.random() < OVERLAP_WRONG))
    for at in range(1, len(words) - 1):  # recognisers splice sentences with commas
        if speakers[at - 1] == speakers[at] and mark_of(words[at - 1]) == "stop" and rng.random() < 0.08:
            words[at - 1], words[at] = words[at - 1][:-1] + ",", lowered(words[at])
    tokens = [Token(0, i, i + 1, word, word, who) for i, (word, who) in enumerate(zip(words, speakers, strict=True))]
    return tokens, truth


# How often recognisers do to the end of a sentence, to a comma, to an opener and to any other place what they do:
# the shares were set by reasoning, they are not counts of a transcript.
SPLICED, RUN_ON, LOST_STOP, LOST_BOTH = 0.10, 0.03, 0.02, 0.02
TORN_OPENER, CAPITAL_OPENER, FALSE_STOP_AT_COMMA, FALSE_STOP = 0.10, 0.06, 0.04, 0.006
_OPENERS = frozenset({"okay", "so", "well", "oh", "and", "but", "yes", "no", "right", "exactly", "yeah", "now"})


def spliced(turns: list[Turn], rng: random.Random) -> tuple[list[Token], set[int]]:
    """Tokens of a dialogue with its sentence ends damaged, and the words before which a sentence truly starts."""
    tokens: list[Token] = []
    true: set[int] = set()
    for speaker, said in turns:
        words = list(said)
        ends = [mark_of(word) in ("stop", "question", "exclamation") for word in words]
        for at in range(len(words) - 1):
            word, following, chance = words[at], words[at + 1], rng.random()
            bare = word.rstrip(".,?!")
            if ends[at]:
                true.add(len(tokens) + at + 1)
                if chance < SPLICED:
                    words[at], words[at + 1] = bare + ",", lowered(following)
                elif chance < SPLICED + RUN_ON:
                    words[at], words[at + 1] = bare, lowered(following)
                elif chance < SPLICED + RUN_ON + LOST_STOP:
                    words[at] = bare + ","
                elif chance < SPLICED + RUN_ON + LOST_STOP + LOST_BOTH:
                    words[at] = bare
                elif word.endswith("?") and chance < 0.4:
                    words[at] = bare + "."
            elif word.endswith(","):
                opens = key(word) in _OPENERS and (at == 0 or ends[at - 1])
                if opens and chance < TORN_OPENER:
                    words[at], words[at + 1] = bare + rng.choice([".", "?", "."]), raised(following)
                elif opens and chance < TORN_OPENER + CAPITAL_OPENER:
                    words[at + 1] = raised(following)
                elif chance < FALSE_STOP_AT_COMMA:
                    words[at], words[at + 1] = bare + ".", raised(following)
            elif chance < FALSE_STOP:
                words[at], words[at + 1] = bare + ".", raised(following)
        for at, word in enumerate(words):
            index = len(tokens)
            following = words[at + 1] if at + 1 < len(words) else ""
            ends_here = not following or en.ends_sentence(word, following)
            tokens.append(Token(0, index, index + 1, word, word, speaker, ends=ends_here))
        true.add(len(tokens))
    return tokens, true
