"""A local embedding model instead of TF-IDF: static word-piece vectors, averaged; no download, no heavy package.

The folder holds `tokenizer.json` (Hugging Face tokenizers) and `model.safetensors` with one matrix `embeddings` of
float16 or float32, the layout that Model2Vec writes. Such models are small (some MB) and multilingual ones exist.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import ConfigError
from pipeline.summary.vectors import Embed, Matrix, normalised

MAX_BYTES = 2_000_000_000
_KINDS: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


@lru_cache(maxsize=2)
def load(folder: str) -> Embed:
    """The embedding of a folder: texts to rows of length 1. Raises ConfigError when it is no such model."""
    path = Path(folder)
    table = _matrix(path / "model.safetensors")
    tokenizer = _tokenizer(path / "tokenizer.json")

    def embed(texts: Sequence[str]) -> Matrix:
        rows = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
        for at, coded in enumerate(tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            ids = [one for one in coded.ids if one < len(table)]
            if ids:
                rows[at] = table[ids].mean(axis=0)
        return normalised(rows)

    return embed


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except Exception as error:  # the package raises bare Exception
        raise _fault(path, f"no tokenizer: {error}") from None


def _matrix(path: Path) -> Matrix:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _fault(path, "too large")
        data = path.read_bytes()
    except OSError as error:
        raise _fault(path, str(error)) from None
    try:
        (size,) = struct.unpack_from("<Q", data)
        entry = json.loads(data[8 : 8 + size])["embeddings"]
        start, end = entry["data_offsets"]
        rows, columns = entry["shape"]
        flat = np.frombuffer(data[8 + size + start : 8 + size + end], dtype=_KINDS[entry["dtype"]])
        table: Matrix = flat.reshape(rows, columns).astype(np.float32)
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise _fault(path, f"no matrix of embeddings: {error}") from None
    return table


def _fault(path: Path, why: str) -> ConfigError:
    return ConfigError(
        why, where=str(path), hint="summarise.embedding names a folder with tokenizer.json and model.safetensors"
    )
