"""What an episode claims, in short plain sentences that both languages tell: made by rule, so that no engine is needed.

A spoken English sentence becomes short plain ones (`plain`), and the first that the rules can say in Japanese without
leaving out a word (`transfer`) is the claim; where none can, a frame of two terms (`relations`) may do. A sentence
whose translation a person gave is left to that translation.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

import numpy as np

from pipeline.glossary.match import Matcher, Occurrence, find_terms
from pipeline.model import Episode, Glossary, Lang, Sentence, TermType
from pipeline.summary import names, ranking, relations
from pipeline.summary.antecedents import antecedents, thing_of
from pipeline.summary.claim import Frame, Retold
from pipeline.summary.framed import ANSWER_REACH, WHY_REACH, answering, argued, framed
from pipeline.summary.plain import plain_clauses
from pipeline.summary.pointing import settled, with_name
from pipeline.summary.spoken import in_plain_words, opening_words
from pipeline.summary.transfer import Named, asked_in_japanese, in_japanese
from pipeline.summary.vectors import Matrix, normalised
from pipeline.wording.words import topic_words

MAX_CLAIMS, MAX_OVERVIEW = 10, 15  # claims told of a chapter and in the overview
MAX_CLAUSES = 2  # clauses of one sentence that are told
COMPLETING = 2  # claims more than asked for that complete a denial
LEAST_OVERVIEW = 0.6  # the same for the overview
LEAST_WORDS = 5  # of a claim
LEAST_ASKED = 5  # words of a question told in the overview
ANSWERS, TOLD_ANSWERS = 20, 2  # sentences after it that may answer a question, and how many of them are told
LEAST_WORTH = 0.33  # of a claim in a chapter, with 1 for a central claim of full length
FEW, LEAST_OF_FEW = 3, 0.12  # claims up to which a chapter takes what is worth less, and how little that may be
SAID_BEFORE = 10  # sentences in which "those numbers" were named
NAMED_BEFORE = 8  # names said last, of which "these chips" may mean one
ARGUED = 6  # sentences of one speaker that go on with what "they argue"
LEAN = 6  # sentences over which a claim may lean on another one
ENOUGH_TO_QUOTE = 4  # claims a chapter must have more of to give one away to a quote
WHOLE = 0.9  # of the words of a sentence in a claim that says all of it
SAME = 0.6  # two claims that share this much say the same
CLOSING = 0.86  # from here on an episode draws its conclusions
_GROUPS = re.compile(
    r"(?:tech|side|camp|community|company|startup|lab|team|congress|incumbent|government|provider|hyperscaler)s?$",
    re.IGNORECASE,
)
_STATES = re.compile(
    r" (?:is|are|was|were) (?:(?:often|still|also|always|not|now) )*(?!\w+(?:ing|ed)\b|(?:built|founded|made"
    r"|known|held|driven|sold|run)\b)"
    r"| (?:has|have)(?= (?!\w+ed\b))|^There (?:is|are)\b"
)
_COMPARES = re.compile(
    r"\b(?:imagine|analogy|picture this|suppose|as if|it's like|think (?:of|about) it (?:as|like|this way))\b",
    re.IGNORECASE,
)
FIGURATIVE = 0.34  # share of a claim's words that may come from a comparison
RARE = 6  # sentences a word of a comparison may be said in
_ASIDES = re.compile(r"\b(?:possibly|actually|really|exactly|even|then) ", re.IGNORECASE)
# Words of sentences that carry an argument: what counts most, who wins, why, what for, what will be.
_WEIGHTY = re.compile(
    r"\b(?:most important|main|core|key|biggest|central|fundamental|wins?|winning|will|because|so that|trying to"
    r"|ensures?"
    r"|belongs?|must|for \w+|\w+er than|smarter|faster|cheaper|more \w+|as much as|depends?|better|best|only"
    r"|might|could|does not have to|by \w+ing|if|barrier|instead"
    r"|disappear|thriving|risk|offers?|beats?|cannot|protects?|controls?)\b",
    re.IGNORECASE,
)


TermsIn = Callable[[str, str], tuple[Occurrence, ...]]  # of a text and who says it


def claims(
    episode: Episode, glossary: Glossary, known: Collection[str] = (), asked: Collection[str] = ()
) -> dict[str, Retold]:
    """The claim of each sentence that makes one, by sentence id.

    `known` are ids that need none, `asked` those of the questions that are told (`questions`).
    """
    if episode.pair.source is not Lang.EN:
        return {}
    terms_in = _terms_in(episode, glossary)

    def actors_in(sentence: Sentence) -> list[str]:
        return [hit.surface for hit in terms_in(sentence.text, sentence.speaker) if _acts(hit)]

    stands_for = antecedents(episode.sentences, actors_in)
    found: dict[str, Retold] = {}
    images = figurative(episode.sentences)
    proper = names.proper(sentence.text for sentence in episode.sentences)
    before = ""  # the last plain clause of the same speaker's sentence before
    speaker = side = side_speaker = ""
    side_at = 0
    names_before: deque[str] = deque(maxlen=NAMED_BEFORE)
    said_before: deque[str] = deque(maxlen=SAID_BEFORE)
    asked_at = {at for at, sentence in enumerate(episode.sentences) if sentence.id in asked}
    for at, sentence in enumerate(episode.sentences):
        thing = thing_of(before, opening_words(sentence.text)) if sentence.speaker == speaker else ""
        hits = terms_in(sentence.text, sentence.speaker)
        spoken = settled(sentence.text, [(hit.start, hit.end) for hit in hits])
        clauses = plain_clauses(
            with_name(spoken, names_before, " ".join(said_before)), subject=stands_for.get(sentence.id, ""), thing=thing
        )
        before, speaker = clauses[-1][0] if clauses else "", sentence.speaker
        said_before.append(sentence.text)
        names_before.extend(hit.surface for hit in hits)
        if sentence.id in known:
            continue
        names_in = partial(_named_in, terms_in, sentence.speaker)
        near = framed(
            sentence.text,
            names_in,
            why=any(_WHY.search(one.text) for one in episode.sentences[max(0, at - WHY_REACH) : at]),
            asked=any(at - ANSWER_REACH <= one < at for one in asked_at),
        )
        if near:
            found[sentence.id] = near
            continue
        claim = _by_rule(sentence, clauses, terms_in, proper)
        if _ARGUES.match(opening_words(sentence.text)) and sentence.id in stands_for:
            side, side_at, side_speaker = stands_for[sentence.id], at, sentence.speaker
        elif claim and side and sentence.speaker == side_speaker and at - side_at <= ARGUED:
            claim = argued(claim, side, names_in) or claim
        words = topic_words(claim.en, Lang.EN) if claim else []
        if (
            claim
            and _says_enough(claim.en, terms_in(claim.en, sentence.speaker))
            and sum(word in images for word in words) <= FIGURATIVE * len(words)
        ):
            found[sentence.id] = claim
    return found


def _says_enough(said: str, terms: Sequence[Occurrence]) -> bool:
    """False for what tells a reader nothing alone: very short, or what something is or has without a name in it."""
    count = len(said.split())
    if count < LEAST_WORDS or not _of_general_interest(said, count, terms):
        return False
    found = _STATES.search(said)
    if not found or _WEIGHTY.search(said):
        return True
    enough = 3 if len(said.split()) > 5 and " was " not in said else 4
    if re.search(r"\w(?:est|most) \w", said) or len(set(topic_words(said, Lang.EN))) >= enough:
        return True
    rest = said[found.end() :]
    named = any(hit.start >= found.end() for hit in terms)
    return named or (found.group().strip() in ("has", "have") and len(topic_words(rest, Lang.EN)) >= 2)


_YOU = re.compile(r"^(?:(?:if|when|once|for|by|in|on|because) [^,]+, )?you\b", re.IGNORECASE)
_YOU_RULE = re.compile(
    r"^(?:If|When|By|Once) |\byou (?:can|cannot|could|must|should|have to|need|do not (?:have|need) to|will)\b",
    re.IGNORECASE,
)
_LISTENER = re.compile(
    r"\b(?:your?|our|we) (?:\w+ ){0,3}\w+\b.*\b(?:was|were|did|wanted)\b|^You (?:did|were|had|want(?:ed)?)\b"
)


def _of_general_interest(said: str, count: int, terms: Sequence[Occurrence]) -> bool:
    """False for what is said of a scene: what "you" do in it, what "the" such and such of it does.

    "You open the oven" and "The doctor sends a text" mean nothing to who was not there.
    """
    if re.search(r"^(?:your|my) |\b(?:his|her)\b", said, re.IGNORECASE):
        return False
    said = re.sub(r" (?:nearly )?as much as you (?:think|thought)(?: you did)?\b", "", said)
    if _YOU.match(said):
        return count > 6 and bool(_YOU_RULE.search(said)) and not _LISTENER.search(said) and bool(terms or count > 9)
    if re.match(r"The \w+ ", said) and not any(hit.start <= 4 for hit in terms):
        many = len(set(topic_words(said, Lang.EN)))
        weighty = bool(_WEIGHTY.search(said))
        return count > 5 and (bool(terms) or many > 3 or (weighty and many > (1 if count > 8 else 2)))
    if re.search(r"\bthere (?:is|are)\b", said, re.IGNORECASE):
        return count > 7 and len(set(topic_words(said, Lang.EN))) > 3
    return not (count < 7 and re.search(r"\b(?:is|are|was|were) (?:the|an?)? ?\w+\.$", said))


def figurative(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Stems that belong to a comparison: said where one is made ("imagine a baker ...") and hardly elsewhere.

    A claim made of them ("nobody buys the expensive razors") would be read as a fact by whoever reads it alone.
    """
    said = [set(topic_words(sentence.text, sentence.lang)) for sentence in sentences]
    often = Counter(word for words in said for word in words)
    found: set[str] = set()
    for at, sentence in enumerate(sentences):
        if told := _COMPARES.search(sentence.text):
            for words in said[at : at + (2 if told.group().lower() not in ("it's like", "as if") else 1)]:
                found |= words
    return frozenset(word for word in found if often[word] <= RARE)


_ARGUES = re.compile(r"^they (?:argue|claim|insist|believe|say|think) ", re.IGNORECASE)
_WHY = re.compile(r"\bwhy\b.*\?$", re.IGNORECASE)


def _named_in(terms_in: TermsIn, speaker: str, text: str) -> list[Named]:
    return _named(terms_in(text, speaker))


def _named(hits: Sequence[Occurrence]) -> list[Named]:
    return [Named(hit.start, hit.end, hit.term.target, _acts(hit)) for hit in hits]


def _by_rule(
    sentence: Sentence, clauses: Sequence[Sequence[str]], terms_in: TermsIn, known: Collection[str]
) -> Retold | None:
    english: list[str] = []
    told: list[str] = []
    for variants in clauses:
        for said in variants:
            text = in_plain_words(said, idioms_only=True)
            hits = terms_in(text, sentence.speaker)
            terms = _named(hits)
            japanese = in_japanese(text, [*terms, *names.named(text, known, terms)])
            if japanese and len(said.split()) >= LEAST_WORDS:
                if not any(alike(said, other) for other in english):
                    english.append(said)
                    told.append(japanese)
                break
    if told:
        claim = Retold(" ".join(english[:MAX_CLAUSES]), "".join(told[:MAX_CLAUSES]))
        return answering(claim, sentence.text, partial(_named_in, terms_in, sentence.speaker)) or claim
    hits = terms_in(sentence.text, sentence.speaker)
    english_frame, framed = relations.frame(
        sentence.text, [relations.Named(hit.start, hit.end, hit.term.target) for hit in hits]
    )
    return Retold(english_frame, framed) if framed else None


def questions(episode: Episode, glossary: Glossary) -> dict[str, Retold]:
    """The questions of an episode that can be told in both languages, by sentence id.

    English as it was asked, Japanese as it stands in 「...」という問い.
    """
    if episode.pair.source is not Lang.EN:
        return {}
    terms_in = _terms_in(episode, glossary)
    found = {}
    for sentence in episode.sentences:
        if not sentence.text.endswith("?"):
            continue
        asked = settled(_ASIDES.sub("", opening_words(sentence.text))) + "?"
        hits = terms_in(asked, sentence.speaker)
        plain = not re.search(r"\b(?:their|its|it|they|them|this|that)\b", asked, re.IGNORECASE)
        if not plain or (asked.lower().startswith("what") and not hits):
            continue
        japanese = asked_in_japanese(asked, _named(hits))
        if japanese:
            found[sentence.id] = Retold(asked, japanese)
    return found


def _terms_in(episode: Episode, glossary: Glossary) -> TermsIn:
    matcher = Matcher.of(glossary.approved(), Lang.EN)
    return lambda text, speaker: find_terms(text, matcher, show=episode.meta.show, episode=episode.id, speaker=speaker)


def _acts(hit: Occurrence) -> bool:
    """True for a person, a firm or a group of them."""
    return hit.term.type in (TermType.PERSON, TermType.ORGANIZATION) or bool(_GROUPS.search(hit.term.source))


def says_whole(text: str, retold: Retold) -> bool:
    """True when a claim leaves out no more of its sentence than what opens it: it may stand for it in a quote."""
    spoken = re.findall(r"[a-z0-9]+", opening_words(text).lower())
    told = re.findall(r"[a-z0-9]+", retold.en.lower())
    return bool(spoken) and len(told) >= WHOLE * len(spoken)


def quotable(retold: Mapping[int, Retold], texts: Sequence[str], chapters: Sequence[Sequence[int]]) -> frozenset[int]:
    """Claims that may be quoted instead of told: they say a whole sentence, and their chapter has others to tell."""
    return frozenset(
        at
        for told in chapters
        if len(told) > ENOUGH_TO_QUOTE
        for at in told
        if says_whole(texts[at], retold[at])
        and retold[at].ja.count("。") == 1
        and not retold[at].framed
        and not any(retold[other].leans and at < other <= at + LEAN for other in told)
    )


def worth(retold: Mapping[int, Retold], rows: Matrix, asked: Collection[int] = ()) -> dict[int, float]:
    """How much each claim is worth telling, by index of its sentence: central, weighty, an answer to a question."""
    central = ranking.centrality(rows)
    found = {}
    for at, claim in retold.items():
        words = claim.en.split()
        value = 0.25 + central[at]
        value *= 1 + 0.22 * min(3, len(_WEIGHTY.findall(claim.en)))
        value *= min(1.0, 0.35 + 0.075 * len(words))
        if re.match(r"(?:you|someone|somebody|everyone|everybody)\b", claim.en, re.IGNORECASE):
            value *= 0.6 if len(words) > 7 else 0.3
        if len(words) <= 6 and re.search(r"\b(?:is|are) (?:the|an?)\b", claim.en):
            value *= 0.6
        if re.match(r"For [^,]+, [^,]+ (?:is|are) (?:the|an?) \w+\.$", claim.en):  # one half of a contrast
            value *= 0.4
        if any(one < at <= one + ANSWERS for one in asked):
            value *= 1.25
        if at >= CLOSING * len(rows):
            value *= 1.4
        found[at] = value
    return found


def told_in(part: Sequence[int], retold: Mapping[int, Retold], value: Mapping[int, float], count: int) -> list[int]:
    """The claims worth most of a stretch, none that says what another says, in order."""
    chosen: list[int] = []
    for at in sorted((at for at in part if at in retold), key=lambda at: (-value[at], at)):
        few = 0 < len(chosen) < FEW
        if len(chosen) == count or value[at] < (LEAST_OF_FEW if few else LEAST_WORTH):
            break
        if not any(alike(retold[at].en, retold[other].en) for other in chosen):
            chosen.append(at)
    chosen.sort()
    return [at for at in chosen if not retold[at].leans or any(at - LEAN <= other < at for other in chosen)]


def question(asked: Mapping[int, Retold], rows: Matrix) -> int | None:
    """The question an overview tells: of those long enough to be understood the one most of the episode is about."""
    central = ranking.centrality(rows)
    whole = [at for at, one in asked.items() if len(one.en.split()) >= LEAST_ASKED]
    return max(whole, key=lambda at: (central[at], -at), default=None)


def overview(
    retold: Mapping[int, Retold],
    value: Mapping[int, float],
    rows: Matrix,
    count: int = MAX_OVERVIEW,
    question: int | None = None,
) -> list[int]:
    """The claims that tell the course of an episode: the best of each stretch, the closing part twice as dense, and
    what follows the `question`."""
    size = len(rows)
    edges = [round(size * at) for at in (0, 0.12, 0.28, 0.5, 0.7, CLOSING, 0.9, 0.94, 1.0)]
    chosen: list[int] = []

    worthy = {at for at in retold if value[at] >= LEAST_OVERVIEW and not retold[at].leans}

    def take(start: int, end: int, among: Collection[int]) -> None:
        for at in sorted(
            (at for at in among if start <= at < end and at not in chosen), key=lambda at: (-value[at], at)
        ):
            if not any(alike(retold[at].en, retold[other].en) or _near(rows, at, other) for other in chosen):
                chosen.append(at)
                return

    chosen += [at for at in retold if retold[at].frame is Frame.ANSWER][:1]
    if question is not None:
        for _ in range(TOLD_ANSWERS):
            take(question + 1, question + ANSWERS, retold)
    for start, end in zip(edges[::-1][1:], edges[::-1], strict=False):
        take(start, end, worthy)
    take(0, edges[1], [at for at in retold if not retold[at].leans])  # what is at issue is said at the start
    while len(chosen) < count:
        before = len(chosen)
        take(0, size, worthy)
        if len(chosen) == before:
            break
    denied = [at for at in chosen if " not " in retold[at].en]
    chosen += [
        at
        for at in retold
        if retold[at].completes and at not in chosen and any(at - LEAN <= one < at for one in denied)
    ]
    return sorted(chosen[: count + COMPLETING])


def _near(rows: Matrix, one: int, other: int) -> bool:
    pair = normalised(rows[[one, other]])
    return float(np.dot(pair[0], pair[1])) > SAME


def alike(one: str, other: str) -> bool:
    """True when two short sentences share most of their words.

    >>> alike("The gap is narrowing.", "The gap is narrowing slowly."), alike("Open source wins.", "Big tech wins.")
    (True, False)
    """
    left, right = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    changed = (left ^ right) & {"not", "no", "never"}
    return not changed and len(left & right) / max(1, min(len(left), len(right))) > 0.75
