"""The few sentences a summary says in its own words: what an episode and a chapter are about.

They are made from names, glossary terms and the glossary's definitions only, so that they are right in both
languages however the translation turned out; like every claim they point at sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Bilingual, Lang

MAX_TOPICS = 3
MAX_NAMES = 4


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a chapter speaks of: how it is called, what it is (may be empty), where it is said.

    A `plain` one is an everyday word: it may head a chapter, but no episode is about it.
    """

    name: Bilingual
    note: Bilingual
    sentence_ids: tuple[str, ...]
    plain: bool = False


_CHAPTER_EN = (
    "The talk turns to these topics: {topics}.",
    "Topics here: {topics}.",
    "Next: {topics}.",
    "This part is about the following: {topics}.",
)
_CHAPTER_JA = (
    "話題は{topics}に移ります。",
    "ここでは{topics}が取り上げられます。",
    "続いて、{topics}について話します。",
    "この章の話題は{topics}です。",
)


def listed(topics: Sequence[Topic], lang: Lang, *, notes: bool = True) -> str:
    """The topics as one noun phrase; the first that has a definition carries it in brackets.

    >>> gpu = Topic(Bilingual("GPU", "GPU"), Bilingual("Chip for parallel sums.", "並列計算向けのチップ。"), ("s1-1",))
    >>> moat = Topic(Bilingual("moat", "堀"), Bilingual("", ""), ("s1-1",))
    >>> listed([gpu, moat], Lang.EN), listed([gpu, moat], Lang.JA)
    ('GPU (chip for parallel sums) and moat', 'GPU（並列計算向けのチップ）と堀')
    """
    parts = []
    for topic in topics:
        note = topic.note[lang].strip().rstrip(".。") if notes else ""
        note = _lowered(note) if lang is Lang.EN else note
        brackets = ("（{}）" if lang is Lang.JA else " ({})").format(note) if note else ""
        parts.append(topic.name[lang] + brackets)
    if lang is Lang.JA:
        return _listed_ja(parts) if len(parts) > 1 else "".join(parts)
    if len(parts) > 2:
        return ", ".join(parts[:-1]) + " and " + parts[-1]
    return " and ".join(parts)


def _lowered(note: str) -> str:
    """A definition inside a sentence."""
    first = note.split()[0] if note else ""
    if not note or first.isupper() or not note[1:2].islower() or first in _PROPER:
        return note
    return note[0].lower() + note[1:]


# Definitions that begin with a name keep its capital letter.
_PROPER = frozenset(
    "American Chinese French German British Japanese Canadian Google Google's Meta Meta's Apple Apple's Microsoft"
    " Microsoft's OpenAI OpenAI's Amazon Amazon's Anthropic Anthropic's NVIDIA NVIDIA's London".split()
)


def defined_line(topic: Topic, lang: Lang) -> str:
    """What a term is, in a sentence, from its definition.

    >>> note = Bilingual("Advantage over rivals.", "競合を寄せ付けない優位性。")
    >>> moat = Topic(Bilingual("moat", "堀"), note, ("s1-1",))
    >>> defined_line(moat, Lang.JA), defined_line(moat, Lang.EN)
    ('堀とは、競合を寄せ付けない優位性です。', 'The term "moat" comes up: advantage over rivals.')
    """
    if lang is Lang.JA:
        return f"{topic.name.ja}とは、{topic.note.ja.strip().rstrip('。')}です。"
    return f'The term "{topic.name.en}" comes up: {_lowered(topic.note.en.strip().rstrip("."))}.'


def asked_line(question: str, lang: Lang, *, advised: bool = False) -> str:
    """A question of the talk, told as a sentence; `advised` where the listener is told to ask it.

    >>> asked_line("規制はどう影響しますか。", Lang.JA), asked_line("Who wins?", Lang.EN)
    ('「規制はどう影響しますか」という問いが出ます。', 'A question comes up: "Who wins?"')
    """
    if lang is Lang.EN:
        return f'The advice is to ask: "{question}"' if advised else f'A question comes up: "{question}"'
    if advised:
        return f"「{question.rstrip('。')}」と問うよう勧められます。"
    return f"「{question.rstrip('。')}」という問いが出ます。"


def also_line(ideas: Sequence[str], names: Sequence[str]) -> str:
    """What else is spoken of and whose names fall, in Japanese; fewer than two of a kind are not worth a word.

    >>> also_line(["強化学習", "テレメトリ"], ["Google", "Meta", "Apple"])
    'ほかに、強化学習とテレメトリが話題に上り、Google、MetaとAppleの名前が挙がります。'
    >>> also_line([], ["Google", "Meta"]), also_line(["強化学習", "テレメトリ"], ["Google"]), also_line([], [])
    ('GoogleとMetaの名前も挙がります。', 'ほかに、強化学習とテレメトリも話題に上ります。', '')
    """
    said = _listed_ja(ideas) if len(ideas) > 1 else ""
    called = _listed_ja(names) if len(names) > 1 else ""
    if said and called:
        return f"ほかに、{said}が話題に上り、{called}の名前が挙がります。"
    if said:
        return f"ほかに、{said}も話題に上ります。"
    return f"{called}の名前も挙がります。" if called else ""


def _listed_ja(parts: Sequence[str]) -> str:
    if any("と" in part for part in parts):
        return "、".join(parts)
    return "、".join([*parts[:-2], "と".join(parts[-2:])])


def episode_topics(
    chapters: Sequence[Sequence[Topic]], themes: Sequence[Topic] = (), count: int = 4
) -> list[Topic]:
    """What an episode is about: its themes, then of the chapters' first topics the ones said most, in their order."""
    known = [theme.name.en.lower().rstrip("s") for theme in themes]
    firsts = [
        (len(topics[0].sentence_ids), -at, topics[0])
        for at, topics in enumerate(chapters)
        if topics and not topics[0].plain and not any(name in topics[0].name.en.lower() for name in known)
    ]
    best = sorted(firsts, key=lambda item: item[:2], reverse=True)[: count - len(themes)]
    return [*themes, *(topic for _, _, topic in sorted(best, key=lambda item: -item[1]))]


def course_line(chapters: Sequence[Sequence[Topic]], lang: Lang) -> tuple[str, tuple[Topic, ...]]:
    """The way of an episode through its topics in one sentence, and the topics named; empty for a short episode."""
    firsts = [topics[0] for topics in chapters if topics and not topics[0].plain]
    if len(firsts) < 4:
        return "", ()
    middle = len(firsts) // 2
    early, late, last = firsts[:middle][:4], firsts[middle:-1][:4], firsts[-1]
    parts = [listed(early, lang, notes=False), listed(late, lang, notes=False), listed([last], lang, notes=False)]
    text = _COURSE_EN if lang is Lang.EN else _COURSE_JA
    return text.format(*parts), (*early, *late, last)


_COURSE_EN = "The first half goes through {0}, the second half through {1}, and the talk ends with {2}."
_COURSE_JA = "前半では{0}を、後半では{1}を取り上げ、最後は{2}の話に進みます。"


def chapter_line(topics: Sequence[Topic], lang: Lang, *, at: int, last: int) -> str:
    """What a chapter is about, in one sentence; the wording depends on where the chapter stands."""
    phrase = listed(topics[:MAX_TOPICS], lang)
    if at == 0:
        return f"The episode opens with {phrase}." if lang is Lang.EN else f"冒頭では{phrase}が話題になります。"
    if at == last:
        return f"The last topic is {phrase}." if lang is Lang.EN else f"最後は{phrase}が話題になります。"
    return (_CHAPTER_EN if lang is Lang.EN else _CHAPTER_JA)[at % 4].format(topics=phrase)


def episode_line(topics: Sequence[Topic], lang: Lang, *, show: str, hosts: Sequence[str], guests: Sequence[str]) -> str:
    """Who talks about what, in one sentence."""
    phrase = listed(topics, lang, notes=False)
    if lang is Lang.EN:
        where = f"In this episode of {show}, " if show else "In this episode, "
        if hosts and guests:
            return f"{where}{' and '.join(hosts)} talks with {' and '.join(guests)} about {phrase}."
        if hosts or guests:
            people = [*hosts, *guests]
            return f"{where}{' and '.join(people)} {'talk' if len(people) > 1 else 'talks'} about {phrase}."
        return f"This episode of {show} is about {phrase}." if show else f"This episode is about {phrase}."
    where = f"「{show}」の今回は、" if show else "この回では、"
    if hosts and guests:
        return f"{where}{'と'.join(_san(hosts))}が{'と'.join(_san(guests))}に、{phrase}などについて話を聞きます。"
    if hosts or guests:
        return f"{where}{'と'.join(_san([*hosts, *guests]))}が、{phrase}などについて話します。"
    return f"{where}{phrase}などが話題になります。"


def _san(names: Sequence[str]) -> list[str]:
    return [f"{name}さん" for name in names]
