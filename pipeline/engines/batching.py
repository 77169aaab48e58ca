"""What every engine shares: long sentences cut at a clause, prompts decoded in batches, answers back in order.

A batch holds prompts of one length only. Decoders treat a prompt that is longer than its neighbours differently, so
in mixed batches a sentence's translation depends on the sentences beside it; in even ones it does not, and a cached
or re-decoded sentence comes out as it did before.
"""

from __future__ import annotations

import heapq
import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pipeline.engines import OnDone
from pipeline.model import Hypothesis, Lang

Answers = tuple[Hypothesis, ...]
_EN_BREAK = re.compile(
    r"(?<=[;:])\s+|(?<=,)\s+(?=(?:and|but|so|because|which|who|where|when|while|whereas|although|though|if|or|then|"
    r"you know|I mean|meaning)\b)|\s+(?=(?:because|although|whereas|so that|even though)\b)",
    re.IGNORECASE,
)
_EN_COMMA = re.compile(r"(?<=,)\s+")
_JA_BREAK = re.compile(r"(?<=[。！？；])|(?<=[がてでしはに]、)")
_LEAST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Prompt:
    """One decoder input and the target strings it must not produce."""

    tokens: tuple[str, ...]
    suppress: tuple[str, ...] = ()


def cores() -> int:
    """Number of processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Crew:
    """How the threads of an engine are used: `workers` batches at once, `intra` threads inside each."""

    workers: int
    intra: int

    @classmethod
    def of(cls, threads: int, *, most: int) -> Crew:
        """The crew of so many threads (0: all cores), with at most `most` workers. Answers do not depend on it.

        Threads inside one batch wait for each other at every layer; batches side by side do not wait at all, but each
        takes memory of its own.

        >>> Crew.of(1, most=4), Crew.of(2, most=4), Crew.of(16, most=4)
        (Crew(workers=1, intra=1), Crew(workers=2, intra=1), Crew(workers=4, intra=4))
        """
        there = threads or cores()
        workers = min(there, most)
        return cls(workers, there // workers)


def words(text: str, lang: Lang) -> int:
    """Length of a sentence in words; two Japanese characters count as one.

    >>> words("It is a test.", Lang.EN), words("これは試験です。", Lang.JA)
    (4, 4)
    """
    return len(text.split()) if lang is Lang.EN else len(text) // 2


def clauses(text: str, lang: Lang, max_words: int) -> tuple[str, ...]:
    """Parts of a sentence, none longer than `max_words` where a clause ends in time, else cut at a blank.

    Joined by a blank (English) or directly (Japanese) they are the sentence again.

    >>> clauses("It runs on your phone, and it never calls home, because the weights are there.", Lang.EN, 11)
    ('It runs on your phone, and it never calls home,', 'because the weights are there.')
    """
    if words(text, lang) <= max_words:
        return (text,)
    breaks = (_EN_BREAK, _EN_COMMA, re.compile(r"\s+")) if lang is Lang.EN else (_JA_BREAK, re.compile(r"(?<=、)"))
    for pattern in breaks:
        least = _LEAST_WORDS if pattern is not breaks[-1] else 1
        cuts = [found for found in pattern.finditer(text) if 0 < found.start() < len(text)]
        cuts = [cut for cut in cuts if min(words(text[: cut.start()], lang), words(text[cut.end() :], lang)) >= least]
        if cuts:
            middle = min(cuts, key=lambda cut: (abs(cut.start() - len(text) / 2), cut.start()))
            left, right = text[: middle.start()], text[middle.end() :]
            return (*clauses(left, lang, max_words), *clauses(right, lang, max_words))
    half = len(text) // 2  # Japanese without a single comma: anywhere is as good
    return (*clauses(text[:half], lang, max_words), *clauses(text[half:], lang, max_words))


def joined(parts: Sequence[Answers], k: int, lang: Lang) -> Answers:
    """The k best whole sentences made of one answer for each part, best first; their score is the parts' mean."""
    if len(parts) == 1:
        return parts[0][:k]
    glue = "" if lang is Lang.JA else " "
    whole: list[tuple[float, str]] = [(0.0, "")]
    for answers in parts:
        longer = {
            (score + answer.score, glue.join(filter(None, (text, answer.text))))
            for score, text in whole
            for answer in answers
        }
        whole = heapq.nsmallest(k, longer, key=lambda item: (-item[0], item[1]))
    return tuple(Hypothesis(text, score / len(parts)) for score, text in whole)


def batches(prompts: Sequence[Prompt], max_tokens: int) -> Iterator[list[int]]:
    """Indices of prompts to decode together: one length and one suppression each, longest first, capped in tokens."""
    order = sorted(range(len(prompts)), key=lambda at: (-len(prompts[at].tokens), prompts[at].suppress, at))
    batch: list[int] = []
    for at in order:
        size = len(prompts[at].tokens)
        first = prompts[batch[0]] if batch else prompts[at]
        if batch and (
            len(first.tokens) != size or first.suppress != prompts[at].suppress or (len(batch) + 1) * size > max_tokens
        ):
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def decode(
    sentences: Sequence[Sequence[Prompt]],
    decode_batch: Callable[[list[list[str]], tuple[str, ...]], list[Answers]],
    *,
    max_tokens: int,
    workers: int = 1,
    on_done: OnDone | None = None,
) -> list[list[Answers]]:
    """Answers for the prompts of each sentence, in their order; equal prompts are decoded once.

    `workers` batches are decoded at once, each of at most `max_tokens` tokens; what fails first is raised, and what had
    not begun by then is not done. `on_done` is called from the calling thread.
    """
    unique = list(dict.fromkeys(prompt for prompts in sentences for prompt in prompts))
    open_parts = [set(prompts) for prompts in sentences]
    waiting: dict[Prompt, list[int]] = {}
    for number, prompts in enumerate(sentences):
        for prompt in set(prompts):
            waiting.setdefault(prompt, []).append(number)
    answers: dict[Prompt, Answers] = {}
    cut = list(batches(unique, max_tokens))
    for batch, found in zip(cut, _each(decode_batch, unique, cut, workers), strict=True):
        finished = 0
        for at, answer in zip(batch, found, strict=True):
            answers[unique[at]] = answer
            for number in waiting[unique[at]]:
                open_parts[number].discard(unique[at])
                finished += not open_parts[number]
        if on_done and finished:
            on_done(finished)
    return [[answers[prompt] for prompt in prompts] for prompts in sentences]


def _each(
    decode_batch: Callable[[list[list[str]], tuple[str, ...]], list[Answers]],
    prompts: Sequence[Prompt],
    cut: Sequence[Sequence[int]],
    workers: int,
) -> Iterator[list[Answers]]:
    """Answers of each batch in order. The longest comes first, so that no worker is left with it at the end."""

    def one(batch: Sequence[int]) -> list[Answers]:
        return decode_batch([list(prompts[at].tokens) for at in batch], prompts[batch[0]].suppress)

    if workers < 2 or len(cut) < 2:
        yield from map(one, cut)
        return
    pool = ThreadPoolExecutor(workers, thread_name_prefix="decode")
    try:
        yield from pool.map(one, cut)
    finally:
        pool.shutdown(cancel_futures=True)
