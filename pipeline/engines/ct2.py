"""What both kinds of engines on CTranslate2 share: settings, signature, clauses, batches, answers in order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.config import TranslateSettings
from pipeline.engines import Ability, Hint, OnDone
from pipeline.engines.batching import Answers, Crew, Prompt, clauses, decode, joined
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Lang, Pair


class Ct2Engine(ABC):
    """Engine over one package; nothing heavy happens before the first translation."""

    max_words: int  # longer sentences are cut at a clause
    reads: Lang  # how the source is cut: with blanks between words, or without
    writes: Lang  # how parts of an answer are joined

    def __init__(
        self,
        settings: TranslateSettings | None,
        *,
        compute_type: str,
        beam_size: int,
        batch_tokens: int,
        most_workers: int,
    ) -> None:
        how = settings or TranslateSettings()
        self.compute_type = how.compute_type or compute_type
        self.crew = Crew.of(how.threads, most=most_workers)
        self.beam_size = how.beam_size or beam_size
        self.batch_tokens = max((how.batch_tokens or batch_tokens) // self.crew.workers, 1)  # in each worker

    @property
    @abstractmethod
    def identity(self) -> str:
        """Name, version and content hash of the package."""

    @property
    @abstractmethod
    def pair(self) -> Pair:
        """The direction of the package. Raises EngineError when it is none between our two languages."""

    @property
    @abstractmethod
    def abilities(self) -> frozenset[Ability]:
        """What the package can do."""

    @property
    def signature(self) -> str:
        """The package's identity and what else decides the answers."""
        return f"{self.identity} {self.compute_type} beam {self.beam_size}"

    def translate(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None = None,
        k: int = 1,
        *,
        suppress: Sequence[Sequence[str]] | None = None,
        on_done: OnDone | None = None,
    ) -> list[Answers]:
        """See Engine."""
        sentences: list[list[Prompt]] = []
        for at, text in enumerate(texts):
            wanted = hints[at] if hints else ()
            banned = tuple(sorted(set(suppress[at]))) if suppress else ()
            clean = " ".join(text.split())
            parts = clauses(clean, self.reads, self.max_words) if clean else ()
            sentences.append([Prompt(self._tokens(part, wanted), banned) for part in parts])
        if any(sentences):
            _ = self._model  # loaded here, before several threads ask for it
        answers = decode(
            sentences,
            lambda prompts, banned: self._decode(prompts, banned, k),
            max_tokens=self.batch_tokens,
            workers=self.crew.workers,
            on_done=on_done,
        )
        return [joined(parts, k, self.writes) if parts else (Hypothesis("", 0.0),) for parts in answers]

    @property
    @abstractmethod
    def _model(self) -> Any:
        """The loaded Translator or Generator; loads at first use."""

    @abstractmethod
    def _tokens(self, text: str, hints: Sequence[Hint]) -> tuple[str, ...]:
        """What the decoder reads for one clause and the hints that stand in it."""

    @abstractmethod
    def _decode(self, prompts: list[list[str]], banned: tuple[str, ...], k: int) -> list[Answers]:
        """Answers for prompts of one length, none of which may hold a banned string."""

    def _load(self, kind: Any, name: str, files: Mapping[str, bytes], *, where: str, hint: str) -> Any:
        """A CTranslate2 object of these files. Raises EngineError."""
        try:
            return kind(
                name,
                files=dict(files),
                compute_type=self.compute_type,
                intra_threads=self.crew.intra,
                inter_threads=self.crew.workers,
            )
        except (RuntimeError, ValueError) as error:
            if "compute type" in str(error):
                hint = "give another --compute-type"
            raise EngineError(f"cannot load the package: {error}", where=where, hint=hint) from None
