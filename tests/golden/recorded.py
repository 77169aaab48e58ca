"""An engine that replays what the bundled package said when `regold --record` ran: goldens need no decoding.

Decoding can differ between processors, so goldens rest on this record and tests of the package assert properties.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pipeline.engines import Ability, Engine, Hint, OnDone
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Lang, Pair


class RecordedEngine:
    """Answers from `path`; with `live` given, unknown questions are asked there and kept."""

    def __init__(self, path: Path, live: Engine | None = None) -> None:
        self.path = path
        self.live = live
        self.answers: dict[str, list[list[object]]] = (
            json.loads(path.read_text(encoding="utf-8")) if path.is_file() and live is None else {}
        )

    pair = Pair(Lang.EN, Lang.JA)
    abilities = frozenset(Ability)
    signature = "recorded"

    def translate(
        self,
        texts: Sequence[str],
        hints: Sequence[Sequence[Hint]] | None = None,
        k: int = 1,
        *,
        suppress: Sequence[Sequence[str]] | None = None,
        on_done: OnDone | None = None,
    ) -> list[tuple[Hypothesis, ...]]:
        """See Engine."""
        questions = [
            json.dumps([text, hints[at] if hints else [], k, suppress[at] if suppress else []], ensure_ascii=False)
            for at, text in enumerate(texts)
        ]
        unknown = [at for at, question in enumerate(questions) if question not in self.answers]
        if unknown and self.live is None:
            raise EngineError(f"not recorded: {questions[unknown[0]]}", where=str(self.path), hint="make regold")
        if unknown and self.live is not None:
            fresh = self.live.translate(
                [texts[at] for at in unknown],
                [hints[at] for at in unknown] if hints else None,
                k,
                suppress=[suppress[at] for at in unknown] if suppress else None,
            )
            for at, found in zip(unknown, fresh, strict=True):
                self.answers[questions[at]] = [[item.text, item.score] for item in found]
        return [
            tuple(Hypothesis(str(text), float(str(score))) for text, score in self.answers[question])
            for question in questions
        ]

    def save(self) -> None:
        """Write the record, sorted, one question a line."""
        lines = ",\n".join(
            f"{json.dumps(question, ensure_ascii=False)}: {json.dumps(answer, ensure_ascii=False)}"
            for question, answer in sorted(self.answers.items())
        )
        self.path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
