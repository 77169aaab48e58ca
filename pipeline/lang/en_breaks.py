"""Where an English line may end: after punctuation, before a conjunction or preposition; never between an article and
its noun, a first and a last name, an auxiliary and its verb (the rules of the English subtitle guides).
"""

from __future__ import annotations

import re
from functools import lru_cache

_NEVER, _INSIDE, _WORD, _WEAK, _BOUND, _PHRASE, _CLAUSE, _SENTENCE = range(8)
_GAP = re.compile(r"\s+|(?<=[—–])(?=\w)")
_BARE = re.compile(r"^\W+|\W+$")

ARTICLES = frozenset(
    "a an the this that these those my your his her its our their no every each some any another".split()
)
AUXILIARIES = frozenset(
    "am is are was were be been being have has had do does did will would shall should can could may might must"
    " cannot isn't aren't wasn't weren't haven't hasn't hadn't don't doesn't didn't won't wouldn't shouldn't can't"
    " couldn't mightn't mustn't i'm you're we're they're he's she's it's that's there's i've you've we've they've"
    " i'll you'll we'll they'll he'll she'll it'll i'd you'd we'd they'd he'd she'd gonna not to".split()
)
PREPOSITIONS = frozenset(
    "about above across after against along among around as at before behind below beneath beside between beyond by"
    " despite during except for from in inside into like near of off on onto out outside over past per since through"
    " throughout till to toward towards under until up upon via with within without than".split()
)
CONJUNCTIONS = frozenset(
    "and but or nor so yet because although though while whereas if unless when whenever where wherever which who whom"
    " whose that how why what whether".split()
)
# Words that lean on the next one: intensifiers, common adjectives and quantities. There is no English tagger here.
LEANING = frozenset(
    "very so too really quite pretty rather more most less least as such only even just almost nearly about many few"
    " several both all half own same other next last first second third new old big small large little long short good"
    " bad best better great real whole entire different certain main major open one two three four five six seven eight"
    " nine ten twenty thirty fifty hundred thousand million billion trillion".split()
)
_ADJECTIVE = re.compile(r"(?:ial|ical|onal|ural|ous|ful|ive|able|ible|tic|ary|less|ern)$")
SUBJECTS = frozenset("i you he she it we they who there".split())


@lru_cache(maxsize=16_384)
def strengths(text: str) -> bytes:
    """`boundaries.Strength` of every offset: only the starts of words are more than NEVER.

    >>> text = "We went home, and the dog slept."
    >>> {text[at:].split()[0]: level for at, level in enumerate(strengths(text)[:-1]) if level}
    {'We': 7, 'went': 2, 'home,': 4, 'and': 6, 'the': 2, 'dog': 1, 'slept.': 4}
    """
    size = len(text)
    levels = bytearray(size + 1)
    levels[0] = levels[size] = _SENTENCE
    cuts = [found.span() for found in _GAP.finditer(text) if found.start() and found.end() < size]
    edges = [0, *(end for _, end in cuts), size]
    starts = [start for start, _ in cuts]
    for index, at in enumerate(edges[1:-1]):
        before = text[edges[index] : starts[index]]
        after = text[at : edges[index + 2]].rstrip()
        levels[at] = _judge(before, after, first=index == 0)
    return bytes(levels)


def _judge(before: str, after: str, *, first: bool) -> int:
    """How good a line end between two words is; `first` says that `before` begins the text."""
    end = before.rstrip("\"'”’)]")[-1:]
    if end in ".!?…" and end:
        return _SENTENCE if after[:1].isupper() or after[:1] in "\"'“‘([-" else _CLAUSE
    if end in ",;:—–":
        return _CLAUSE
    left, right = _BARE.sub("", before).lower().replace("’", "'"), _BARE.sub("", after).lower().replace("’", "'")
    if left in ARTICLES or left in AUXILIARIES or left.endswith(("'s", "s'")):
        return _INSIDE
    if right in CONJUNCTIONS and left not in CONJUNCTIONS and left not in PREPOSITIONS:
        return _PHRASE
    if left in PREPOSITIONS or left in CONJUNCTIONS or left in SUBJECTS:
        return _WORD
    if before[:1].isupper() and after[:1].isupper() and not first and left != "i" and right != "i":
        return _INSIDE  # John|Smith, Google|DeepMind
    if before[:1].isdigit() or left in LEANING or (_ADJECTIVE.search(left) and right not in PREPOSITIONS):
        return _WORD  # 5|million, artificial|intelligence
    if right == "of":
        return _WEAK
    if right in PREPOSITIONS:
        return _PHRASE
    return _BOUND
