"""Who the labels are: guesses at host, guest and names, always proposed, never assumed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline.model import Lang, Meta, Repair, Sentence

_HOST = re.compile(
    r"\b(?:welcome (?:back|to|everyone)|my guest|our guest|with me (?:is|today)|joining (?:me|us)|"
    r"today we(?:'re| are)?|"
    r"thank(?:s| you) for (?:listening|joining|coming)|let's start|tell us|before we go|this episode|our listeners)\b",
    re.IGNORECASE,
)
_GUEST = re.compile(
    r"\bthank(?:s| you) (?:so much )?for having me\b|\b(?:great|good|happy|glad) to be (?:here|on)\b", re.IGNORECASE
)
_HOST_JA = re.compile(r"ようこそ|ゲスト(?:は|に)|お迎え|今回は|お聴き|番組")
_GUEST_JA = re.compile(r"お招き|呼んでいただ|よろしくお願いします")
_NAME = re.compile(
    r"\b(?:I'm|I am|my name is|this is)(?: your host,?)? ((?:[A-Z][a-z'’-]+ ){1,2}[A-Z][a-z'’-]+)(?=[,.!]| and\b)"
)


def guess(sentences: Sequence[Sentence], meta: Meta) -> tuple[Repair, ...]:
    """Proposals of a role or a name for labels that `episode.toml` says nothing about."""
    points: dict[str, float] = defaultdict(float)
    asked: dict[str, int] = defaultdict(int)
    said: dict[str, int] = defaultdict(int)
    first: dict[str, Sentence] = {}
    names: dict[str, tuple[str, Sentence]] = {}
    for sentence in sentences:
        label = sentence.speaker
        if not label:
            continue
        japanese = sentence.lang is Lang.JA
        first.setdefault(label, sentence)
        said[label] += 1
        asked[label] += sentence.text.endswith(("?", "？", "か。"))
        points[label] += 2.0 * bool((_HOST_JA if japanese else _HOST).search(sentence.text))
        points[label] -= 4.0 * bool((_GUEST_JA if japanese else _GUEST).search(sentence.text))
        if label not in names and (found := _NAME.search(sentence.text)):
            names[label] = (found[1], sentence)
    talkers = [label for label in said if said[label] >= 0.1 * len(sentences)]
    proposals: list[Repair] = []
    if len(talkers) > 1:
        total = {label: points[label] + 20 * asked[label] / said[label] for label in talkers}
        ranked = sorted(talkers, key=lambda label: (-total[label], label))
        lead = total[ranked[0]] - total[ranked[1]]
        for at, label in enumerate(ranked):
            known = meta.speaker(label)
            if lead < 1.5 or (known and known.role):
                continue
            role = "host" if at == 0 else "guest"
            why = "asks and welcomes more than the others" if at == 0 else "answers more than it asks"
            proposals.append(_proposal(first[label], label, role, why, min(0.9, 0.5 + lead / 20)))
    for label, (name, sentence) in names.items():
        known = meta.speaker(label)
        if not (known and known.name[sentence.lang]):
            proposals.append(_proposal(sentence, label, name, "introduces themselves by this name", 0.8))
    return tuple(proposals)


def _proposal(sentence: Sentence, label: str, after: str, reason: str, confidence: float) -> Repair:
    return Repair(
        id=f"speaker@{label}:{'role' if after in ('host', 'guest') else 'name'}",
        kind="speaker",
        sentence_id=sentence.id,
        before=label,
        after=after,
        reason=reason,
        confidence=round(confidence, 2),
        applied=False,
        cue_id=sentence.pieces[0].cue_id,
    )
