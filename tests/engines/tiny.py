"""Small real packages with random weights, made on the spot: they load and decode like big ones, and mean nothing."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

UNKNOWN = "<unk>"
WORDS = "the model is open and a agent runs on your phone we talk about weights today but not now right 24".split()
KANA = [chr(code) for code in range(0x3042, 0x3060)] + ["。", "、", "AI", "モデル", "堀"]


def _fill(spec: Any, *, size: int, vocabulary: int, seed: int, spread: float = 0.4) -> None:
    random = np.random.default_rng(seed)

    def linear(node: Any, rows: int, columns: int, *, bias: bool = True) -> None:
        node.weight = random.standard_normal((rows, columns)).astype(np.float32) * spread
        if bias:
            node.bias = random.standard_normal(rows).astype(np.float32) * spread

    def norm(node: Any) -> None:
        node.gamma, node.beta = np.ones(size, np.float32), np.zeros(size, np.float32)

    for stack in filter(None, (getattr(spec, "encoder", None), spec.decoder)):
        embeddings = stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings
        linear(embeddings, vocabulary, size, bias=False)
        norm(stack.layer_norm)
        for layer in stack.layer:
            blocks = [layer.self_attention] + ([layer.attention] if hasattr(layer, "attention") else [])
            for block in blocks:
                widths = [3 * size, size] if len(block.linear) == 2 else [size, 2 * size, size]
                for node, rows in zip(block.linear, widths, strict=True):
                    linear(node, rows, size)
                norm(block.layer_norm)
            linear(layer.ffn.linear_0, 4 * size, size)
            linear(layer.ffn.linear_1, size, 4 * size)
            norm(layer.ffn.layer_norm)
    linear(spec.decoder.projection, vocabulary, size)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence the C++ trainer, which writes to file descriptor 2."""
    kept = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


def write_argos(
    path: Path,
    *,
    source: str = "en",
    target: str = "ja",
    layers: int = 1,
    size: int = 16,
    seed: int = 1,
    heads: int = 2,
    vocabulary_size: int = 0,
    lines: Sequence[str] = (),
    pieces: int = 90,
) -> Path:
    """A whole .argosmodel at `path`; its tokenizer learns `pieces` pieces from `lines`, by default from WORDS."""
    import sentencepiece
    from ctranslate2.specs import TransformerSpec

    model = io.BytesIO()
    told = lines or [" ".join(WORDS[at:] + WORDS[:at]) for at in range(len(WORDS))] + ["".join(KANA)] * 4
    with _quiet():
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(told),
            model_writer=model,
            vocab_size=pieces,
            hard_vocab_limit=False,
            minloglevel=2,
            character_coverage=1.0,
            num_threads=1,
        )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    known = [processor.id_to_piece(at) for at in range(processor.get_piece_size())]
    vocabulary = ["<blank>"] + known + [f"x{at}" for at in range(vocabulary_size - len(known) - 1)]
    spec = TransformerSpec.from_config(layers, heads)
    _fill(spec, size=size, vocabulary=len(vocabulary), seed=seed)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    folder = path.with_suffix(".ct2")
    folder.mkdir(parents=True)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    top = f"translate-{source}_{target}-tiny"
    table = {
        "package_version": "0.9",
        "argos_version": "1.9",
        "from_code": source,
        "from_name": source,
        "to_code": target,
        "to_name": target,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{top}/metadata.json", json.dumps(table))
        archive.writestr(f"{top}/sentencepiece.model", model.getvalue())
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{top}/model/{file.name}")
    return path


def write_causal(
    folder: Path, *, name: str = "tiny-en-ja", source: str = "en", target: str = "ja", seed: int = 2
) -> Path:
    """A whole package of our own kind in `folder`, its model in two parts."""
    from ctranslate2.specs import TransformerDecoderModelSpec
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    characters = sorted({*"".join(WORDS), *"".join(KANA), *"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:?!=-'\n▁/"})
    vocabulary = ["<unk>", "<bos>", "<eos>", *characters]
    tokenizer = Tokenizer(models.BPE({token: at for at, token in enumerate(vocabulary)}, [], unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="never")
    tokenizer.add_special_tokens(["<unk>", "<bos>", "<eos>"])
    spec = TransformerDecoderModelSpec.from_config(1, 2)
    _fill(spec, size=16, vocabulary=len(vocabulary), seed=seed)
    spec.register_vocabulary(vocabulary)
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<bos>", "<eos>", UNKNOWN
    folder.mkdir(parents=True)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    blob = (folder / "model.bin").read_bytes()
    (folder / "model.bin").unlink()
    half = len(blob) // 2
    (folder / "model.bin.part0").write_bytes(blob[:half])
    (folder / "model.bin.part1").write_bytes(blob[half:])
    table = {
        "schema": 1,
        "name": name,
        "version": "0.1",
        "kind": "causal",
        "from": source,
        "to": target,
        "licence": "none",
        "origin": "random weights",
        "abilities": ["hints", "nbest", "suppress"],
        "compute_type": "int8",
        "prompt": {
            "prefix_tokens": ["<bos>"],
            "hint": "{source}={target}",
            "hint_separator": "; ",
            "hint_end": "\n",
            "sentence_end": "\n",
            "max_hints": 3,
            "max_words": 8,
        },
        "decoding": {
            "end_token": "<eos>",
            "beam_size": 3,
            "max_length": 12,
            "repetition_penalty": 1.1,
            "length_penalty": 0.6,
        },
    }
    (folder / "package.json").write_text(json.dumps(table))
    seal(folder, blob)
    return folder


def seal(folder: Path, blob: bytes | None = None) -> None:
    """Write SHA256SUMS over what lies in the folder now."""
    names = sorted(file.name for file in folder.iterdir() if file.name not in ("SHA256SUMS", "package.json"))
    rows = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}" for name in names]
    if blob is not None:
        rows.append(f"{hashlib.sha256(blob).hexdigest()}  model.bin")
    (folder / "SHA256SUMS").write_text("\n".join(rows) + "\n")
