"""Answers that open a sentence ("Exactly, it's a feature"): said by a table, so that an engine need not guess them.

Engines lose such an answer or take it for an adverb of what follows. The table is ours; the rest is left to the engine.
"Okay, so ..." is none of them: it leads on, and engines know how to say it.
"""

from __future__ import annotations

import re

from pipeline.model import Lang, Pair

OPENERS = {
    "absolutely": "そのとおりです。",
    "ah": "ああ、",
    "exactly": "そのとおりです。",
    "fair enough": "なるほど。",
    "good question": "いい質問ですね。",
    "got it": "なるほど。",
    "great": "いいですね。",
    "great question": "いい質問ですね。",
    "hmm": "うーん、",
    "huh": "へえ、",
    "i see": "なるほど。",
    "interesting": "面白いですね。",
    "no": "いいえ、",
    "oh": "ああ、",
    "oh wow": "すごいですね。",
    "precisely": "そのとおりです。",
    "right": "そうですね。",
    "sure": "ええ、",
    "thank you": "ありがとうございます。",
    "thanks": "ありがとうございます。",
    "that's right": "そのとおりです。",
    "totally": "そうですね。",
    "true": "確かに、",
    "wow": "すごいですね。",
    "yeah": "ええ、",
    "yep": "ええ、",
    "yes": "はい、",
}
_LEAST_WORDS = 3  # what is left must be a statement of its own
_MOST = 2
_WORDS = "|".join(sorted((re.escape(words).replace(r"\ ", ",? ") for words in OPENERS), key=len, reverse=True))
_OPENER = re.compile(rf"\A(?:oh,? (?!no\b))?({_WORDS}),\s+(?=[A-Za-z0-9])", re.IGNORECASE)


def opening(text: str, pair: Pair) -> tuple[str, str]:
    """`(Japanese of the answers the sentence opens with, the sentence without them)`; nothing is split off otherwise.

    >>> en_ja = Pair(Lang.EN, Lang.JA)
    >>> opening("Exactly, it's a feature, not a bug.", en_ja)
    ('そのとおりです。', "It's a feature, not a bug.")
    >>> opening("Yeah, exactly, they lose it.", en_ja)
    ('ええ、そのとおりです。', 'They lose it.')
    >>> opening("Right, left, and centre.", en_ja)
    ('', 'Right, left, and centre.')
    """
    if pair != Pair(Lang.EN, Lang.JA):
        return "", text
    said, rest = "", text
    for _ in range(_MOST):
        found = _OPENER.match(rest)
        if not found or not _stands_alone(rest[found.end() :]):
            break
        key = re.sub(r"[,\s]+", " ", found.group(1).lower())
        rest = rest[found.end() :]
        said += OPENERS[key]
    return said, rest[:1].upper() + rest[1:] if said else text


def _stands_alone(rest: str) -> bool:
    """True for words that can be a sentence: several, not a list with what was said, not the answer again."""
    words = rest.split()
    first_clause = rest.partition(",")[0].split()
    return len(words) >= _LEAST_WORDS and (len(first_clause) >= 2 or bool(_OPENER.match(rest)))
