"""Decoder-only packages such as the bundled default: a prompt in, the translation as its continuation.

The package says everything in `package.json`: how to prompt, how to decode, what it can do. Its `model.bin` may lie in
parts; they are joined in memory and never written again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.config import TranslateSettings
from pipeline.engines import Ability, Hint
from pipeline.engines.batching import Answers
from pipeline.engines.ct2 import Ct2Engine
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Lang, Pair

SCHEMA = 1
_BATCH_TOKENS = 144  # of all workers; beams times sentences times a large vocabulary take the memory
_MAX_WORKERS = 2  # for the same reason
_HINT = "reinstall the package: nijimaku models install"


@dataclass(frozen=True, slots=True)
class CausalPackage:
    """What `package.json` says, checked; `folder` is where the files lie."""

    folder: Path
    name: str
    version: str
    pair: Pair
    licence: str
    origin: str
    abilities: frozenset[Ability]
    compute_type: str
    prompt: Mapping[str, Any]
    decoding: Mapping[str, Any]
    sums: Mapping[str, str]
    digest: str  # of package.json and SHA256SUMS, which name the content of everything else

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the files that make up model.bin, in order."""
        parts = (name for name in self.sums if name.startswith("model.bin.part"))
        return tuple(sorted(parts, key=lambda name: int(name[14:]))) or ("model.bin",)

    @property
    def size_bytes(self) -> int:
        """Size of all files named in SHA256SUMS that exist."""
        files = (self.folder / name for name in self.sums)
        return sum(file.stat().st_size for file in files if file.is_file())


def describe(folder: Path) -> CausalPackage:
    """The package in `folder`, from its two small files. Raises EngineError when it is not one of ours."""
    try:
        raw, sums_raw = (folder / "package.json").read_bytes(), (folder / "SHA256SUMS").read_bytes()
        table = json.loads(raw)
        if table["schema"] != SCHEMA or table["kind"] != "causal":
            raise EngineError(
                f"package schema {table['schema']}, kind {table['kind']!r}: this version reads schema {SCHEMA}, causal",
                where=str(folder / "package.json"),
            )
        sums = {}
        for line in sums_raw.decode().splitlines():
            digest, name = line.split(maxsplit=1)
            name = name.lstrip("*")
            if "/" in name or "\\" in name or name.startswith("."):
                raise ValueError(f"SHA256SUMS names a path: {name!r}")
            sums[name] = digest.lower()
        return CausalPackage(
            folder=folder,
            name=str(table["name"]),
            version=str(table["version"]),
            pair=Pair(Lang(table["from"]), Lang(table["to"])),
            licence=str(table.get("licence", "")),
            origin=str(table.get("origin", "")),
            abilities=frozenset(Ability(ability) for ability in table.get("abilities", ())),
            compute_type=str(table.get("compute_type", "default")),
            prompt=dict(table["prompt"]),
            decoding=dict(table["decoding"]),
            sums=sums,
            digest=hashlib.sha256(raw + sums_raw).hexdigest(),
        )
    except OSError as error:
        raise EngineError(f"not a translation package: {error.strerror}", where=str(folder), hint=_HINT) from None
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError(f"damaged package: {type(error).__name__} {error}", where=str(folder), hint=_HINT) from None


class CausalEngine(Ct2Engine):
    """Engine over one package of ours."""

    def __init__(self, package: CausalPackage, settings: TranslateSettings | None = None) -> None:
        super().__init__(
            settings,
            compute_type=package.compute_type,
            beam_size=int(package.decoding.get("beam_size", 4)),
            batch_tokens=_BATCH_TOKENS,
            most_workers=_MAX_WORKERS,
        )
        self.package = package
        self.reads, self.writes = package.pair
        self.max_words = int(package.prompt["max_words"])

    @property
    def identity(self) -> str:
        """Name, version and content hash of the package."""
        return f"{self.package.name} {self.package.version} {self.package.digest[:16]}"

    @property
    def pair(self) -> Pair:
        """The direction of the package."""
        return self.package.pair

    @property
    def abilities(self) -> frozenset[Ability]:
        """As the package declares."""
        return self.package.abilities

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._verified("tokenizer.json").decode())
        tokenizer.encode_special_tokens = True  # a sentence that says "<eos>" says it in letters
        return tokenizer

    @cached_property
    def _model(self) -> Any:
        import ctranslate2

        files = {name: self._verified(name) for name in self.package.sums if name in ("config.json", "vocabulary.json")}
        blob = b"".join(self._verified(name) for name in self.package.parts)
        wanted = self.package.sums.get("model.bin")
        if wanted and hashlib.sha256(blob).hexdigest() != wanted:
            raise EngineError("model.bin does not match SHA256SUMS", where=str(self.package.folder), hint=_HINT)
        return self._load(
            ctranslate2.Generator,
            self.package.name,
            {**files, "model.bin": blob},
            where=str(self.package.folder),
            hint=_HINT,
        )

    def _verified(self, name: str) -> bytes:
        path = self.package.folder / name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise EngineError(f"the package is not whole: {error.strerror}", where=str(path), hint=_HINT) from None
        if hashlib.sha256(data).hexdigest() != self.package.sums.get(name):
            raise EngineError("does not match SHA256SUMS", where=str(path), hint=_HINT)
        return data

    def prompt(self, text: str, hints: Sequence[Hint] = ()) -> str:
        """The text the package reads for one sentence; hints that would break its layout are left out."""
        layout = self.package.prompt
        clean = " ".join(text.split())
        marks = (layout["hint_separator"].strip(), layout["hint_end"].strip(), "=", "\n")
        kept = [hint for hint in hints if not any(mark and mark in side for side in hint for mark in marks)]
        kept = kept[: int(layout["max_hints"])]
        lines = [layout["hint"].format(source=source, target=target) for source, target in kept]
        head = layout["hint_separator"].join(lines) + layout["hint_end"] if lines else ""
        return f"{head}{clean}{layout['sentence_end']}"

    def _tokens(self, text: str, hints: Sequence[Hint]) -> tuple[str, ...]:
        prompt = self.prompt(text, [hint for hint in hints if hint[0] in text])
        tokens = self._tokenizer.encode(prompt, add_special_tokens=False).tokens
        return (*self.package.prompt["prefix_tokens"], *tokens)

    def _decode(self, prompts: list[list[str]], banned: tuple[str, ...], k: int) -> list[Answers]:
        try:
            results = self._model.generate_batch(
                prompts, suppress_sequences=self._sequences(banned) or None, **self.options(k)
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"decoding failed: {error}", where=self.package.name) from None
        return [
            tuple(
                Hypothesis(self._tokenizer.decode(ids).strip(), float(score))
                for ids, score in zip(result.sequences_ids, result.scores, strict=True)
            )
            for result in results
        ]

    def options(self, k: int) -> dict[str, Any]:
        """What `generate_batch` is told for k hypotheses: the package's own decoding settings."""
        decoding = self.package.decoding
        return {
            "beam_size": max(self.beam_size, k),
            "num_hypotheses": k,
            "max_length": int(decoding["max_length"]),
            "end_token": decoding["end_token"],
            "repetition_penalty": float(decoding.get("repetition_penalty", 1.0)),
            "length_penalty": float(decoding.get("length_penalty", 1.0)),
            "include_prompt_in_result": False,
            "return_scores": True,
            "sampling_topk": 1,
        }

    def _sequences(self, banned: Sequence[str]) -> list[list[str]]:
        """Token sequences of the banned strings, at the start of a word and inside one."""
        encode = self._tokenizer.encode
        forms = [form for text in banned if (bare := text.strip()) for form in (bare, f" {bare}")]
        return [tokens for form in forms if (tokens := encode(form, add_special_tokens=False).tokens)]
