"""Chapter titles: what a chapter speaks of more than the rest of the episode does, named in both languages.

A title is a noun phrase that stands in the text, or two of them; never a cut sentence. The Japanese side is the
glossary's rendering, else the Japanese noun that goes with the English one from sentence to sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from pipeline.model import Bilingual, Glossary, Term, TermStatus, TermType
from pipeline.summary.claim import Retold
from pipeline.summary.entities import GENERAL, both
from pipeline.summary.introduced import brings_in
from pipeline.summary.narrate import MAX_TOPICS, Topic
from pipeline.summary.wordgroups import english_phrases, japanese_phrases, title_case, with_article
from pipeline.wording.faithful import usual_noun
from pipeline.wording.words import STOP, english, plain, stem

_VERBAL_JA = re.compile(r"(?:する|した|している|される|された|な)$")  # glossary terms that are no nouns
TERM_BOOST, VAGUE_BOOST = 1.6, 0.4  # a term names a chapter better than other words do, a place or "AI model" worse
NEW_BOOST = 2.5  # a term that a chapter brings in is what it is about
LEAST_SAID = 2  # sentences a second topic must be in beside a strong first one, unless the chapter brings it in
LONG = 20  # sentences of a chapter that needs no weak second topic
# Behind the first part of a chapter a term is brought in for the next one, behind the second even its mention is.
NEAR_END, AT_END = 0.85, 0.95
STRONG, SPREAD = 3, 0.3  # sentences a strong topic is in, and over what part of a long chapter
MAX_TITLE_EN, MAX_TITLE_JA = 46, 24


def glossary_phrases(glossary: Glossary) -> dict[str, Term]:
    """Terms of the glossary by the key of their English side; rejected and deprecated ones are left out."""
    table: dict[str, Term] = {}
    for term in glossary.terms:
        if term.status in (TermStatus.REJECTED, TermStatus.DEPRECATED):
            continue
        side = both(term, glossary).en
        table.setdefault(" ".join(stem(plain(word)) for word, _, _ in english(side)), term)
    return table


def _joined_terms(terms: Mapping[str, Term], glossary: Glossary) -> dict[str, str]:
    """Keys of the terms that hold a function word (barrier to entry) and are no phrase for that, by English side."""
    sides = {both(term, glossary).en: key for key, term in terms.items() if term.type is TermType.CONCEPT}
    return {
        side.lower(): key for side, key in sides.items() if any(plain(word) in STOP for word, _, _ in english(side))
    }


def _terms_with_joints(text: str, joined: Mapping[str, str]) -> list[tuple[str, str]]:
    low = text.lower()
    return [(key, side) for side, key in joined.items() if side in low and re.search(rf"\b{re.escape(side)}\b", low)]


@dataclass(frozen=True, slots=True)
class Talk:
    """One sentence in both languages, either side possibly empty."""

    id: str
    en: str
    ja: str


def _counted(found: Iterable[tuple[str, str]], forms: dict[str, Counter[str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for key, text in found:
        counts[key] += 1
        forms[key][text] += 1
    return counts


_ABOUT_EN, _ABOUT_JA = re.compile(r"The talk is about (?:the )?(.+)\.$"), re.compile("(.+)が語られます。$")


def heading(claim: Retold) -> Bilingual | None:
    """A question, or what the talk says it is about, as a title; none for other claims and where it is too long.

    >>> heading(Retold("Who wins?", "誰が勝つのか")), heading(Retold("Big tech wins.", "ビッグテックは勝ちます。"))
    (Bilingual(en='Who Wins?', ja='誰が勝つのか'), None)
    """
    about_en, about_ja = _ABOUT_EN.match(claim.en), _ABOUT_JA.match(claim.ja)
    if claim.en.endswith("?"):
        title = Bilingual(title_case(claim.en), claim.ja)
    elif about_en and about_ja and not claim.framed:
        title = Bilingual(title_case(about_en[1]), about_ja[1])
    else:
        return None
    return title if len(title.en) <= MAX_TITLE_EN and len(title.ja) <= MAX_TITLE_JA else None


@dataclass(frozen=True, slots=True)
class Named:
    """A chapter's title and the topics it was made from, most telling first."""

    title: Bilingual
    topics: tuple[Topic, ...]
    keys: tuple[str, ...]  # the topics' English names without article
    new: tuple[Topic, ...] = ()  # terms with a definition that the chapter brings in, in order
    weak: bool = False  # nothing is said often or brought in: the title is one mention among others


def choose(chapters: Sequence[Sequence[Talk]], glossary: Glossary, *, names: Iterable[str] = ()) -> list[Named]:
    """One title per chapter, in order, no two equal. Chapters without a usable phrase are numbered."""
    forms_en: dict[str, Counter[str]] = defaultdict(Counter)
    forms_ja: dict[str, Counter[str]] = defaultdict(Counter)
    terms = glossary_phrases(glossary)
    joined = _joined_terms(terms, glossary)
    en_in = [
        [_counted([*english_phrases(talk.en), *_terms_with_joints(talk.en, joined)], forms_en) for talk in chapter]
        for chapter in chapters
    ]
    ja_in = [[_counted(japanese_phrases(talk.ja), forms_ja) for talk in chapter] for chapter in chapters]
    by_key = {
        key: term for key, term in terms.items() if key in forms_en and _said(both(term, glossary).en, forms_en[key])
    }
    banned = {" ".join(stem(plain(part)) for part in name.split()) for name in names}
    banned |= {word for name in banned for word in name.split()}
    boost = {key: _boost(term, glossary) for key, term in by_key.items()}
    new_all = [_new(chapter, counts, by_key, forms_en) for chapter, counts in zip(chapters, en_in, strict=True)]
    ends = [NEAR_END * len(chapter) if len(chapter) >= LONG else len(chapter) for chapter in chapters]
    new_in = [{key: at for key, at in new.items() if at < end} for new, end in zip(new_all, ends, strict=True)]
    late = [
        {key for counts in chapter[last:] for key in counts} - {key for counts in chapter[:last] for key in counts}
        for chapter in en_in
        for last in [int(AT_END * len(chapter)) if len(chapter) >= LONG else len(chapter)]
    ]
    ranked_en = [
        [one for one in ranked if one[0] not in out]
        for ranked, out in zip(_ranked(en_in, boost, banned, new_in), late, strict=True)
    ]
    ranked_ja = _ranked(ja_in, {}, set())
    link = _Links(en_in, ja_in)
    whole = " ".join(talk.en for chapter in chapters for talk in chapter)
    low = whole.lower()
    used: set[str] = set()
    titles: list[Bilingual] = []
    topics: list[list[Topic]] = []

    def said_in(at: int, key: str) -> int:
        return sum(key in counts for counts in en_in[at])

    def strong(at: int, key: str) -> bool:
        if key in new_in[at]:
            return True
        places = [place for place, counts in enumerate(en_in[at]) if key in counts]
        spread = len(en_in[at]) < LONG or places[-1] - places[0] >= SPREAD * len(en_in[at]) if places else False
        return len(places) >= STRONG and spread

    def more(at: int, taken: Sequence[tuple[str, str, str]], wanted: int) -> list[tuple[str, str, str]]:
        found = list(taken)
        for key, _ in ranked_en[at]:
            if len(found) >= wanted:
                break
            if key in used or any(word in other.split() for other, _, _ in found for word in key.split()):
                continue
            weak = said_in(at, key) < LEAST_SAID and key not in new_in[at]
            if found and weak and (strong(at, found[0][0]) or len(chapters[at]) >= LONG):
                continue
            ja = _japanese_of(key, at, by_key, link, glossary, forms_ja)
            if ja and not _VERBAL_JA.search(ja) and not any(ja in other or other in ja for _, _, other in found):
                found.append((key, _best_form(key, forms_en, by_key, glossary), ja))
                used.add(key)
        return found

    def plainly(at: int) -> list[tuple[str, str, str]]:
        """One word of the chapter that the word list can name, where nothing else can."""
        for key, _ in ranked_en[at]:
            ja = usual_noun(key) if key not in used and " " not in key else ""
            if ja:
                used.add(key)
                return [(key, _best_form(key, forms_en, by_key, glossary), ja)]
        return []

    firsts = [more(at, (), 2) for at in range(len(chapters))]
    plain_at = {at for at, first in enumerate(firsts) if not first}
    firsts = [first or plainly(at) for at, first in enumerate(firsts)]
    for at, first in enumerate(firsts):
        pairs = _short([(en, ja) for _, en, ja in first])
        titles.append(_joined(pairs, at, ranked_en[at], ranked_ja[at], forms_en, forms_ja, used))
        topics.append([
            replace(_topic((en, ja), key, chapters[at], en_in[at], by_key, (whole, low)), plain=at in plain_at)
            for key, en, ja in more(at, first, MAX_TOPICS)
        ])

    def named(at: int, key: str) -> tuple[str, str]:
        ja = _japanese_of(key, at, by_key, link, glossary, forms_ja)
        return _best_form(key, forms_en, by_key, glossary), ja

    defined = [
        tuple(_topic(named(at, key), key, chapters[at], en_in[at], by_key, (whole, low)) for key in new)
        for at, new in enumerate(new_all)
    ]
    weak = [not any(strong(at, key) for key, _, _ in first) for at, first in enumerate(firsts)]
    return [
        Named(title, tuple(found), tuple(en for _, en, _ in first), tuple(new), frail)
        for title, found, first, new, frail in zip(_distinct(titles), topics, firsts, defined, weak, strict=True)
    ]


def _new(
    chapter: Sequence[Talk], counts: Sequence[Counter[str]], by_key: Mapping[str, Term],
    forms: Mapping[str, Counter[str]],
) -> dict[str, int]:
    """Concepts with a definition that a chapter brings in: by key, the index of the sentence that does."""
    found: dict[str, int] = {}
    for at, (talk, said) in enumerate(zip(chapter, counts, strict=True)):
        for key in said:
            term = by_key.get(key)
            if key in found or term is None or term.type is not TermType.CONCEPT or not term.definition_ja:
                continue
            if {term.source.lower(), term.target.lower()} & GENERAL:
                continue
            if any(brings_in(form, talk.en) for form in forms[key]):
                found[key] = at
    return found


def _boost(term: Term, glossary: Glossary) -> float:
    english_side = both(term, glossary).en
    return VAGUE_BOOST if term.type is TermType.PLACE or english_side.lower() in GENERAL else TERM_BOOST


def _short(pairs: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """One name instead of two where both would be too long for a heading."""
    en, ja = " and ".join(en for en, _ in pairs), "と".join(ja for _, ja in pairs)
    return pairs if len(en) <= MAX_TITLE_EN and len(ja) <= MAX_TITLE_JA else pairs[:1]


def _topic(
    pair: tuple[str, str], key: str, chapter: Sequence[Talk], said: Sequence[Counter[str]], by_key: Mapping[str, Term],
    whole: tuple[str, str],
) -> Topic:
    term = by_key.get(key)
    pair = (with_article(pair[0], *whole), pair[1])
    note = Bilingual(term.definition_en, term.definition_ja) if term else Bilingual("", "")
    ids = tuple(talk.id for talk, counts in zip(chapter, said, strict=True) if key in counts)
    return Topic(Bilingual(*pair), note, ids or (chapter[0].id,))


def _said(name: str, forms: Iterable[str]) -> bool:
    """True when a term was said; a name with capitals only counts in its own letters (Windows is not a window)."""
    return name.islower() or any(form.removesuffix("s") == name.removesuffix("s") for form in forms)


def _ranked(
    counts: Sequence[Sequence[Counter[str]]], boost: Mapping[str, float], banned: set[str],
    new: Sequence[Mapping[str, int]] = (),
) -> list[list[tuple[str, float]]]:
    totals = []
    for chapter in counts:
        total: Counter[str] = Counter()
        for one in chapter:
            total.update(one)
        totals.append(total)
    spread: Counter[str] = Counter()
    for total in totals:
        spread.update(total.keys())
    size = len(totals)
    ranked = []
    for at, total in enumerate(totals):
        brought = new[at] if new else {}
        scored = []
        for key, times in total.items():
            if key in banned or not key:
                continue
            words = max(1, len(key.split()) if key.isascii() else 1 + (len(key) > 4))
            rare = log((1 + size) / spread[key]) + 0.15
            scored.append((key, log(1 + times) * rare * (1 + 0.5 * min(2, words - 1)) * boost.get(key, 1.0)
                           * (NEW_BOOST if key in brought else 1.0)))
        ranked.append(sorted(scored, key=lambda item: (-item[1], item[0]))[:40])
    return ranked


class _Links:
    """Which Japanese nouns go with an English phrase from sentence to sentence."""

    def __init__(self, en: Sequence[Sequence[Counter[str]]], ja: Sequence[Sequence[Counter[str]]]) -> None:
        self._with: dict[str, Counter[str]] = defaultdict(Counter)
        self._en: Counter[str] = Counter()
        self._ja: Counter[str] = Counter()
        for chapter_en, chapter_ja in zip(en, ja, strict=True):
            for left, right in zip(chapter_en, chapter_ja, strict=True):
                self._en.update(left.keys())
                self._ja.update(right.keys())
                for key in left:
                    self._with[key].update(right.keys())

    def best(self, key: str) -> str:
        """The noun with the strongest tie (Dice), empty when nothing is certain enough."""
        seen = self._with[key]
        scored = [(2 * times / (self._en[key] + self._ja[ja]), ja) for ja, times in seen.items() if times >= 2]
        value, ja = max(scored, default=(0.0, ""))
        return ja if value >= 0.5 else ""


def _japanese_of(
    key: str, at: int, by_key: Mapping[str, Term], link: _Links, glossary: Glossary, forms: Mapping[str, Counter[str]]
) -> str:
    if key in by_key:
        return both(by_key[key], glossary).ja
    ja = link.best(key)
    return forms[ja].most_common(1)[0][0] if ja else ""


def _best_form(key: str, forms: Mapping[str, Counter[str]], by_key: Mapping[str, Term], glossary: Glossary) -> str:
    if key in by_key:
        return both(by_key[key], glossary).en
    return min(forms[key].items(), key=lambda item: (-item[1], item[0]))[0]


def _joined(
    pairs: Sequence[tuple[str, str]], at: int, ranked_en: Sequence[tuple[str, float]],
    ranked_ja: Sequence[tuple[str, float]], forms_en: Mapping[str, Counter[str]], forms_ja: Mapping[str, Counter[str]],
    used: set[str],
) -> Bilingual:
    en = [title_case(text) for text, _ in pairs]
    ja = [text for _, text in pairs]
    if not en:
        key = next((key for key, _ in ranked_en if key not in used), "")
        if key:
            used.add(key)
            en = [title_case(min(forms_en[key].items(), key=lambda item: (-item[1], item[0]))[0])]
    if not ja:
        key = next((key for key, _ in ranked_ja if key not in used), "")
        if key:
            used.add(key)
            ja = [min(forms_ja[key].items(), key=lambda item: (-item[1], item[0]))[0]]
    return Bilingual(" and ".join(en) or f"Part {at + 1}", "と".join(ja) or f"パート{at + 1}")


def _distinct(titles: Sequence[Bilingual]) -> list[Bilingual]:
    seen_en: Counter[str] = Counter()
    seen_ja: Counter[str] = Counter()
    result = []
    for title in titles:
        seen_en[title.en] += 1
        seen_ja[title.ja] += 1
        en = title.en if seen_en[title.en] == 1 else f"{title.en} ({seen_en[title.en]})"
        ja = title.ja if seen_ja[title.ja] == 1 else f"{title.ja}（{seen_ja[title.ja]}）"
        result.append(Bilingual(en, ja))
    return result
