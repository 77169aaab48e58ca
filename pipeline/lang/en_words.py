"""Small closed classes of English words: enough grammar to tell a sentence that cannot stop from one that can."""

from __future__ import annotations

from functools import lru_cache

from pipeline.lang.en import core

_CLASSES: dict[str, str] = {
    "article": "a an the",
    "determiner": "this these those my your his its our their every each some any another both either neither whose",
    "that": "that",
    "her": "her",
    "preposition": "of in on at for from with by about into onto over under between through during without within "
    "against "
    "among toward towards upon than via per across behind beyond near off out up down around like versus",
    "to": "to",
    "as": "as",
    "and": "and or nor",
    "but": "but yet",
    "so": "so",
    "subordinator": "because if while although though unless whereas whether since until once before after except",
    "when": "when where whenever wherever",
    "what": "what who which how why whom whatever whoever whichever",
    "subject": "i we they he she",
    "it": "it",
    "you": "you",
    "there": "there here",
    "object": "me us them him myself yourself himself herself itself ourselves themselves mine yours hers ours theirs",
    "clause": "it's that's there's here's i'm we're they're you're he's she's i've we've they've you've i'll "
    "we'll they'll "
    "you'll he'll she'll it'll that'll i'd we'd they'd you'd he'd she'd it'd that'd let's what's who's where's how's",
    "be": "is are was were am",
    "been": "be been being",
    "do": "do does did",
    "have": "have has had having",
    "modal": "can could will would shall should may might must gonna wanna gotta cannot",
    "negated": "don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't shouldn't haven't "
    "hasn't "
    "hadn't ain't mustn't needn't",
    "not": "not never",
    "answer": "yeah yes yep yup no nope exactly precisely absolutely definitely totally indeed correct sure agreed "
    "certainly true mm-hmm uh-huh mhm",
    "right": "right okay ok alright",
    "exclamation": "oh wow ah huh hey hello hi thanks bye hmm mm goodness gosh yay ooh ha",
    "filler": "uh um er erm",
    "opener": "well now actually basically honestly frankly look listen anyway meanwhile however therefore moreover "
    "furthermore instead besides finally first second next then also maybe perhaps obviously clearly",
    "adverb": "just even only still already almost really very quite too always often sometimes usually ever "
    "again away back "
    "together soon later today tomorrow yesterday tonight everywhere somewhere else enough simply",
    "quantity": "many much more most few less least several all no none half plenty lots",
    "number": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "billion "
    "trillion dozen",
    "verb": "go get make take think know see want need use look feel find give tell say work call try ask keep "
    "let begin "
    "seem help show play run move live believe bring happen write provide sit stand lose pay meet include "
    "continue learn "
    "change lead understand watch follow stop create speak read allow add spend grow open walk win offer remember "
    "consider "
    "buy wait serve send expect build stay fall cut reach remain suggest raise pass sell require report decide "
    "pull mean "
    "talk start turn become put come hear imagine guess love hope wonder",
    "verbs": "goes gets makes takes thinks knows sees wants needs uses looks feels finds gives tells says works "
    "calls tries "
    "asks keeps lets begins seems helps shows runs moves lives brings happens means becomes comes turns sounds",
    "past": "got made took thought knew saw went said came found gave told became left felt brought began kept "
    "held wrote "
    "stood heard meant met ran paid sat spoke led grew lost fell sent built understood drew broke spent rose "
    "drove bought "
    "wore chose used",
    "thing": "something anything nothing everything someone anyone everyone nobody somebody anybody everybody one ones",
}
CLASS_NAMES = (
    *sorted(_CLASSES),
    "digits", "ing", "ed", "ly", "noun", "adjective", "plural", "other", "name", "edge",
)  # fmt: skip
_OF_WORD = {word: CLASS_NAMES.index(name) for name, words in _CLASSES.items() for word in words.split()}
_ENDINGS = (
    ("ing", "ing"), ("ed", "ed"), ("ly", "ly"),
    ("tion", "noun"), ("sion", "noun"), ("ment", "noun"), ("ness", "noun"), ("ity", "noun"), ("ance", "noun"),
    ("ence", "noun"), ("ism", "noun"), ("ship", "noun"),
    ("able", "adjective"), ("ible", "adjective"), ("ful", "adjective"), ("ous", "adjective"), ("ive", "adjective"),
    ("less", "adjective"), ("ical", "adjective"), ("ary", "adjective"),
    ("ss", "other"), ("us", "other"), ("s", "plural"),
)  # fmt: skip


@lru_cache(maxsize=65_536)
def key(word: str) -> str:
    """The word as a table key: small letters, straight apostrophe, no punctuation around it.

    >>> key("“It’s,"), key("NVIDIA's"), key("...")
    ("it's", "nvidia's", '')
    """
    return core(word).lower().replace("’", "'")


@lru_cache(maxsize=65_536)
def class_of(word: str) -> str:
    """The class of a word: a closed class, else one guessed from its ending.

    >>> [class_of(word) for word in ["and,", "It's", "running", "GPU-4", "Google", "models."]]
    ['and', 'clause', 'ing', 'digits', 'other', 'plural']
    """
    return CLASS_NAMES[class_index(key(word))]


def class_index(word: str) -> int:
    """Index into `CLASS_NAMES` of a word given as its key."""
    found = _OF_WORD.get(word)
    if found is not None:
        return found
    if any(char.isdigit() for char in word):
        return CLASS_NAMES.index("digits")
    if len(word) > 4:
        for ending, name in _ENDINGS:
            if word.endswith(ending):
                return CLASS_NAMES.index(name)
    return CLASS_NAMES.index("other")


# A sentence does not stop on one of these unless somebody was cut off.
DANGLING = frozenset({"article", "determiner", "and", "but", "subordinator", "subject", "clause"})
# A sentence may stop on one of these, but rarely does.
LEANING = frozenset({"preposition", "to", "as", "be", "been", "have", "modal", "what", "when", "her", "negated"})
# Determiners that stand for a thing by themselves: a sentence may well stop on them.
DEMONSTRATIVES = frozenset(
    {"this", "these", "those", "each", "some", "any", "another", "both", "either", "neither", "his"}
)
# Answers that nobody adds to their own sentence as a tag.
PLAIN_ANSWERS = frozenset(
    "exactly precisely absolutely definitely totally indeed yes yeah yep no nope never mostly almost both of "
    "course correct "
    "agreed certainly wow oh".split()
)


def dangles(word: str) -> bool:
    """True when a sentence cannot stop on this word.

    >>> [word for word in ["and.", "the", "this.", "because", "model.", "they're"] if dangles(word)]
    ['and.', 'the', 'because', "they're"]
    """
    return class_of(word) in DANGLING and key(word) not in DEMONSTRATIVES


# Words that by themselves answer what the other speaker said.
ANSWERS = frozenset(
    "yeah yes yep exactly precisely absolutely definitely totally indeed correct sure right okay wow agreed true no "
    "certainly oh hmm mm-hmm uh-huh mhm huh".split()
)
# Words that alone are a reaction to what was just said.
REACTIONS = frozenset(
    "great nice perfect fair fine interesting fascinating incredible amazing wonderful brilliant beautiful lovely "
    "ouch whoa oops "
    "sorry congratulations welcome thanks please seriously really enormously obviously naturally completely "
    "entirely gladly".split()
)
