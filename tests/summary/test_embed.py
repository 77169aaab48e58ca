"""A static embedding model made on the spot cuts chapters that share no word."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from pipeline.errors import ConfigError
from pipeline.summary.chapters import divide
from pipeline.summary.embed import load
from tests.summary.test_chapters import talk

WORDS = {"[UNK]": 0, "dough": 1, "yeast": 2, "oven": 3, "chip": 4, "memory": 5, "cache": 6}
VECTORS = [[0, 0], [1, 0], [1, 0.1], [0.9, 0], [0, 1], [0.1, 1], [0, 0.9]]


def model(folder: Path, kind: str = "F16") -> Path:
    tokenizer = Tokenizer(WordLevel(WORDS, unk_token="[UNK]"))  # noqa: S106  (a token of a vocabulary)
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.array(VECTORS, dtype="<f2" if kind == "F16" else "<f4").tobytes()
    entry = {"embeddings": {"dtype": kind, "shape": [len(VECTORS), 2], "data_offsets": [0, len(table)]}}
    header = json.dumps(entry).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + table)
    return folder


@pytest.mark.parametrize("kind", ["F16", "F32"])
def test_sentences_without_a_common_word_are_near(tmp_path: Path, kind: str) -> None:
    rows = load(str(model(tmp_path, kind)))(["dough dough", "yeast", "chip", "nothing"])
    assert rows[0] @ rows[1] > 0.9 > 0.2 > rows[0] @ rows[2]
    assert not rows[3].any()


def test_chapters_follow_the_embedding(tmp_path: Path) -> None:
    texts = ["dough", "yeast", "oven", "dough", "chip", "memory", "cache", "chip", "memory", "cache"]
    assert divide(talk(texts), 2, rows=load(str(model(tmp_path)))(texts)) == [0, 4]


@pytest.mark.parametrize("damage", ["missing", "header", "tokenizer", "kind"])
def test_what_is_no_model_is_one_clear_error(tmp_path: Path, damage: str) -> None:
    model(tmp_path)
    matrix = tmp_path / "model.safetensors"
    if damage == "missing":
        matrix.unlink()
    elif damage == "header":
        matrix.write_bytes(b"\0" * 20)
    elif damage == "kind":
        matrix.write_bytes(matrix.read_bytes().replace(b"F16", b"I64"))
    else:
        (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ConfigError, match=r"tokenizer\.json and model\.safetensors"):
        load(str(tmp_path))
