"""Who and what the episode speaks of: its speakers, terms of the glossary that were said, names found in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Bilingual, Entity, Glossary, Lang, Meta, Term, TermStatus, TermType
from pipeline.wording.words import STOP, plain
from pipeline.wording.words import japanese as japanese_tokens

MAX_ENTITIES = 24
MAX_CONCEPTS = 9
MAX_FOUND = 6
# Too general to explain a particular episode.
GENERAL = frozenset(
    "ai model models training data research software technology company user internet computer system app answer"
    " question product token weight website".split()
) | {"ai model", "state of the art", "cutting edge", "bleeding edge"}
_GENERAL_JA = frozenset("学習 モデル AIモデル データ 最先端 AI 国家 質問 回答".split())
# Languages, days and months are capitalised without being names of anything.
_NOT_NAMES = frozenset(
    "english japanese chinese turkish french german spanish italian korean dutch russian american european"
    " british monday tuesday wednesday thursday friday saturday sunday january february march april may june july"
    " august september october november december internet god".split()
)
_ORDER = {
    TermType.PERSON: 0, TermType.ORGANIZATION: 1, TermType.PRODUCT: 2, TermType.SOFTWARE: 2, TermType.PLACE: 3,
    TermType.CONCEPT: 4,
}
_NAME = re.compile(
    r"(?:[A-Z][\w&'’.-]*\w|[A-Z])(?: (?:of |the |de |van |von )?(?:[A-Z][\w&'’-]*\w|[A-Z\d]+(?:\.\d+)?))*"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One entity in both languages; `speaks` is True for the voices of the episode."""

    name: Bilingual
    type: TermType
    note: Bilingual
    sentence_ids: tuple[str, ...]
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the talk in its own language."""

    id: str
    text: str
    speaker: str


def _pattern(term: Term, lang: Lang) -> re.Pattern[str]:
    body = re.escape(term.source).replace(r"\ ", r"[\s-]+")
    if lang is Lang.JA:  # a name ends where its kind of letter does: バイト is not said by ギガバイト
        first, last = _letters(term.source[0]), _letters(term.source[-1])
        return re.compile((f"(?<!{first})" if first else "") + body + (f"(?!{last})" if last else ""))
    ending = r"(?:'s|’s|s|es)?" if not term.case_sensitive or term.source[-1:].islower() else r"(?:'s|’s|s)?"
    exact = term.case_sensitive or not term.source.islower()  # Windows is not a window
    return re.compile(rf"(?<![\w]){body}{ending}(?![\w])", 0 if exact else re.IGNORECASE)


def _letters(char: str) -> str:
    """The class of letters a name must not run on in: katakana or Latin, none for the others."""
    return "[ァ-ヶー]" if "ァ" <= char <= "ヶ" or char == "ー" else "[A-Za-z0-9]" if char.isascii() else ""


def both(term: Term, glossary: Glossary) -> Bilingual:
    """A term in English and Japanese, whichever way its glossary goes."""
    if glossary.pair.source is Lang.EN:
        return Bilingual(term.source, term.target)
    return Bilingual(term.target, term.source)


def spoken_terms(talk: Sequence[Said], glossary: Glossary) -> list[tuple[Term, tuple[str, ...]]]:
    """`(term, ids of the sentences that say it)`, in the order of the glossary; refused terms are left out."""
    found = []
    lowered = [said.text.lower() for said in talk]
    whole = "\n".join(lowered)
    for term in glossary.terms:
        if term.status in (TermStatus.REJECTED, TermStatus.DEPRECATED):
            continue
        first = term.source.lower().split()[0] if term.source.split() else ""
        if not first or first not in whole:
            continue  # most terms of a large glossary are not in a given episode
        pattern = _pattern(term, glossary.pair.source)
        near = (said for said, low in zip(talk, lowered, strict=True) if first in low)
        ids = tuple(said.id for said in near if pattern.search(said.text))
        if ids:
            found.append((term, ids))
    return found


def collect(
    talk: Sequence[Said], glossary: Glossary, meta: Meta, *, topics: frozenset[str] = frozenset()
) -> list[Row]:
    """The people who speak, then people, organisations, products, places and ideas, each most mentioned first.

    Ideas among `topics` (English names in lower case) count threefold. Terms too general for their episode are left
    out, and so is a term that only stands inside a longer one.
    """
    rows = _speakers(talk, meta)
    terms = [
        (term, ids) for term, ids in spoken_terms(talk, glossary)
        if both(term, glossary).en.lower() not in GENERAL and term.source not in (meta.show, meta.channel)
        and _names_a_thing(term.target if glossary.pair.target is Lang.JA else term.source)
    ]
    order = {term.id: at for at, (term, _) in enumerate(terms)}
    names = [(row.name.en.lower(), set(row.sentence_ids)) for row in rows]


    def rank(item: tuple[Term, tuple[str, ...]]) -> tuple[int, int, int]:
        term, ids = item
        return _ORDER[term.type], -len(ids) * (3 if both(term, glossary).en.lower() in topics else 1), order[term.id]

    ranked = sorted(terms, key=rank)
    concepts = 0
    for term, ids in ranked:
        name = both(term, glossary)
        en, ja = name.en, name.ja
        low = en.lower()
        if any(low == other or low + "s" == other or low == other + "s" for other, _ in names):
            continue
        inside = (
            low in re.split(r"[\s-]", other) or (f" {low} " in f" {other} " and set(ids) <= where)
            for other, where in names
        )
        if any(inside):
            continue
        concepts += term.type is TermType.CONCEPT
        if term.type is TermType.CONCEPT and concepts > MAX_CONCEPTS:
            continue
        names.append((low, set(ids)))
        rows.append(Row(Bilingual(en, ja or en), term.type, Bilingual(term.definition_en, term.definition_ja), ids))
    rows[len(rows) :] = _found_names(talk, glossary, [name for name, _ in names], meta)
    people = [row for row in rows if row.type is TermType.PERSON]
    ideas = [row for row in rows if row.type is TermType.CONCEPT][:MAX_CONCEPTS]
    things = [row for row in rows if row.type not in (TermType.PERSON, TermType.CONCEPT)]
    room = max(0, MAX_ENTITIES - len(people) - len(ideas))
    if len(things) > room:  # what was said once goes first; the order by kind stays
        best = sorted(things, key=lambda row: -len(row.sentence_ids))[:room]
        things = [row for row in things if row in best]
    kept = sorted([*people, *things, *ideas], key=lambda row: (not row.speaks, _ORDER[row.type]))
    return kept[:MAX_ENTITIES]


def rows_of(talk: Sequence[Said], glossary: Glossary, meta: Meta) -> list[Row]:
    """Every term of the glossary that was said, in its order; too general ones, voices and the show are left out."""
    rows = []
    own = {meta.show, meta.channel, *(name for one in meta.speakers for name in (one.name.en, one.name.ja))}
    for term, ids in spoken_terms(talk, glossary):
        name = both(term, glossary)
        en, ja = name.en, name.ja
        if en.lower() not in GENERAL and not own & {en, ja} and _names_a_thing(ja):
            note = Bilingual(term.definition_en, term.definition_ja)
            rows.append(Row(Bilingual(en, ja or en), term.type, note, ids))
    return rows


def is_name(row: Row) -> bool:
    """True for a name of somebody or something, False for a common noun (a reactor is a product, but has no name).

    >>> is_name(Row(Bilingual("GPT-4", "GPT-4"), TermType.SOFTWARE, Bilingual("", ""), ()))
    True
    """
    kinds = (TermType.PERSON, TermType.ORGANIZATION)
    return row.type in kinds or (row.type is not TermType.CONCEPT and any(char.isupper() for char in row.name.en))


def _names_a_thing(japanese_name: str) -> bool:
    """False for a term that is no noun in Japanese (独自, 分散した): it cannot be a topic."""
    last = japanese_tokens(japanese_name)[-1:]
    return bool(last) and last[0][1] not in ("形状詞", "動詞", "助動詞", "形容詞")


def in_chapter(rows: Sequence[Row], sentence_ids: Collection[str], *, told: str) -> list[Row]:
    """The rows said in some sentences, with those ids only; most said there and least elsewhere first.

    Left out are places, what `told` names already, and what stands inside the name of another.
    """
    here = set(sentence_ids)
    found = []
    for row in rows:
        ids = tuple(one for one in row.sentence_ids if one in here)
        if ids and row.type is not TermType.PLACE and row.name.ja not in told and row.name.ja not in _GENERAL_JA:
            rank = (-len(ids) / len(row.sentence_ids) ** 0.5, ids[0] != row.sentence_ids[0])
            found.append((rank, replace(row, sentence_ids=ids)))
    ranked = [row for _, row in sorted(found, key=lambda item: item[0])]
    kept: list[Row] = []
    for row in ranked:
        longer = (other.name.ja for other in ranked if other.name.ja != row.name.ja)
        if not any(row.name.ja in name for name in longer) and all(row.name.ja != one.name.ja for one in kept):
            kept.append(row)
    return kept


def _speakers(talk: Sequence[Said], meta: Meta) -> list[Row]:
    rows = []
    for speaker in meta.speakers:
        own = [said.id for said in talk if said.speaker == speaker.label]
        if not own or speaker.role == "narrator":
            continue
        parts = [part for part in speaker.name.en.split() if len(part) > 2]
        named = [said.id for said in talk if any(re.search(rf"\b{re.escape(part)}\b", said.text) for part in parts)]
        ids = tuple(said.id for said in talk if said.id in {own[0], *named})
        rows.append(Row(speaker.name, TermType.PERSON, _role(speaker.role, meta), ids, speaks=True))
    return rows


def _role(role: str, meta: Meta) -> Bilingual:
    show = meta.show or meta.channel
    if role == "host":
        return Bilingual(f"Host of {show}." if show else "Host.", f"「{show}」のホスト。" if show else "ホスト。")
    if role == "guest":
        return Bilingual("Guest of this episode.", "今回のゲスト。")
    return Bilingual("Speaker in this episode.", "今回の話し手。")


def _found_names(talk: Sequence[Said], glossary: Glossary, known: Sequence[str], meta: Meta) -> list[Row]:
    """Capitalised names that the glossary does not know, said at least twice away from the start of a sentence."""
    if glossary.pair.source is not Lang.EN:
        return []
    glossed = {term.source.lower() for term in glossary.terms}
    shows = (meta.show.lower(), meta.channel.lower())
    own = {part for speaker in meta.speakers for part in speaker.name.en.lower().split()}
    times: Counter[str] = Counter()
    where: dict[str, list[str]] = {}
    for said in talk:
        for hit in _NAME.finditer(said.text):
            words = re.sub(r"['’]s$", "", hit.group()).split()
            while words and plain(words[0]) in STOP:
                words = words[1:]
            name = " ".join(words)
            low = name.lower()
            if low in glossed or low in own or low in known or low in _NOT_NAMES or plain(name) in STOP:
                continue
            if len(name) < 3 or name.isupper():
                continue
            if low in shows or any(f" {low} " in f" {other} " for other in (*known, *glossed)):
                continue
            where.setdefault(name, []).append(said.id)
            at = said.text.find(name, hit.start())
            times[name] += at > 0 and said.text[:at].rstrip()[-1:] not in ".?!:\"“"
    rows: list[Row] = []
    for name, count in sorted(times.items(), key=lambda item: (-item[1], item[0])):
        if count >= 2 and len(rows) < MAX_FOUND:
            kind = _guess(name, [said.text for said in talk])
            rows.append(Row(Bilingual(name, name), kind, Bilingual("", ""), tuple(dict.fromkeys(where[name]))))
    return rows


_ORGANIZATION = re.compile(
    r"\b(?:University|Institute|Labs?|Inc|Corp|Bakery|Foundation|Bank|Group|Company|Agency|Press)\b"
)
_PROGRAM = r"\b(?:compiler|tool|app|library|program|model|project|software)\b"



def _guess(name: str, texts: Sequence[str]) -> TermType:
    """What a name probably is, from how it is said."""
    quoted = re.escape(name)
    if _ORGANIZATION.search(name):
        return TermType.ORGANIZATION
    joined = " ".join(texts)
    if re.search(rf"\b{quoted} (?:says?|said|asks?|told|thinks|wrote|writes|answers)\b", joined):
        return TermType.PERSON
    if re.search(rf"{_PROGRAM}[^.?!]{{0,20}}\b{quoted}\b", joined):
        return TermType.SOFTWARE
    if re.search(rf"\b(?:in|to|from|near) {quoted}\b", joined):
        return TermType.PLACE
    return TermType.CONCEPT if " " not in name and not re.search(r"[a-z][A-Z]", name) else TermType.ORGANIZATION


def entities_in(rows: Sequence[Row], lang: Lang) -> tuple[Entity, ...]:
    """The same rows as one language's entities."""
    return tuple(Entity(row.name[lang], row.type, row.note[lang], row.sentence_ids) for row in rows)


def tags(rows: Sequence[Row], count: int) -> tuple[str, ...]:
    """Names worth a hashtag: what is said most among ideas and products, people who speak left out."""
    weight = {TermType.CONCEPT: 2.0, TermType.SOFTWARE: 1.0, TermType.PRODUCT: 0.9, TermType.ORGANIZATION: 0.6}
    scored = []
    for at, row in enumerate(rows):
        if row.type in weight and not row.speaks:
            value = len(row.sentence_ids) ** 0.5 * weight[row.type] * (1.3 if " " in row.name.en else 1.0)
            scored.append((-value, at, row.name.en))
    return tuple(name for _, _, name in sorted(scored)[:count])
