"""Packages of our own kind: prompts, verification, cutting."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.config import TranslateSettings
from pipeline.engines import causal
from pipeline.engines.causal import CausalEngine
from pipeline.errors import EngineError
from tests.engines import tiny


def engine(path: Path) -> CausalEngine:
    return CausalEngine(causal.describe(path))


def test_prompt_is_what_the_package_says(causal_path: Path) -> None:
    one = engine(causal_path)
    assert one.prompt("the  model\nis open") == "the model is open\n"
    hints = [("model", "モデル"), ("open", "公開"), ("weights", "重み"), ("agent", "代理")]
    assert one.prompt("the model", hints) == "model=モデル; open=公開; weights=重み\nthe model\n"


def test_a_hint_that_breaks_the_layout_is_left_out(causal_path: Path) -> None:
    assert engine(causal_path).prompt("a", [("a=b", "x"), ("c", "d;e"), ("f\ng", "h"), ("i", "j")]) == "i=j\na\n"


def test_control_words_in_a_sentence_are_letters(causal_path: Path) -> None:
    tokens = engine(causal_path)._tokens("right <eos> now", ())
    assert tokens[0] == "<bos>"
    assert "<eos>" not in tokens


def test_hints_change_the_answer_of_their_sentence_only(causal_path: Path) -> None:
    one = engine(causal_path)
    plain, other = one.translate(["the model", "we talk"])
    hinted, same = one.translate(["the model", "we talk"], [[("model", "モデル")], []])
    assert hinted != plain
    assert same == other


def test_long_sentences_are_cut_at_a_clause_and_joined(causal_path: Path) -> None:
    text = "a agent runs on your phone, and we talk about weights"
    one = engine(causal_path)
    first, second = one.translate(["a agent runs on your phone,", "and we talk about weights"], k=2)
    (whole,) = one.translate([text], k=2)
    assert whole[0].text == first[0].text + second[0].text
    assert whole[0].score == pytest.approx((first[0].score + second[0].score) / 2)


def test_nothing_is_loaded_to_describe(causal_path: Path, tmp_path: Path) -> None:
    light = tmp_path / "light"
    light.mkdir()
    for name in ("package.json", "SHA256SUMS"):
        shutil.copy(causal_path / name, light)
    assert engine(light).signature == engine(causal_path).signature


def damaged(source: Path, target: Path, name: str, change: str) -> Path:
    shutil.copytree(source, target)
    file = target / name
    if change == "missing":
        file.unlink()
    elif change == "cut":
        file.write_bytes(file.read_bytes()[:-7])
    else:
        file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:])
    return target


@pytest.mark.parametrize("change", ["missing", "cut", "flipped"])
@pytest.mark.parametrize("name", ["model.bin.part1", "tokenizer.json", "config.json"])
def test_a_damaged_file_is_named(causal_path: Path, tmp_path: Path, name: str, change: str) -> None:
    path = damaged(causal_path, tmp_path / "bad", name, change)
    with pytest.raises(EngineError) as caught:
        engine(path).translate(["the model"])
    assert name in caught.value.where


def test_joined_parts_are_verified_too(causal_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "swapped"
    shutil.copytree(causal_path, path)
    tiny.seal(path, b"something else")
    with pytest.raises(EngineError, match=r"model\.bin does not match"):
        engine(path).translate(["the model"])


def test_a_file_that_is_sealed_but_no_model_is_an_engine_error(causal_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "nonsense"
    shutil.copytree(causal_path, path)
    (path / "model.bin.part1").unlink()
    (path / "model.bin.part0").write_bytes(b"nonsense")
    tiny.seal(path)
    with pytest.raises(EngineError, match="cannot load"):
        engine(path).translate(["the model"])


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("schema", 2, "schema 2"),
        ("kind", "magic", "magic"),
        ("from", "xx", "xx"),
        ("prompt", None, "damaged"),
        ("abilities", ["fly"], "fly"),
    ],
)
def test_a_package_json_we_cannot_read(causal_path: Path, tmp_path: Path, key: str, value: object, says: str) -> None:
    path = tmp_path / "odd"
    shutil.copytree(causal_path, path)
    table = json.loads((path / "package.json").read_text())
    (path / "package.json").write_text(json.dumps({**table, key: value}))
    with pytest.raises(EngineError, match=says):
        causal.describe(path)


def test_sums_may_not_leave_the_folder(causal_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "escape"
    shutil.copytree(causal_path, path)
    (path / "SHA256SUMS").write_text("0" * 64 + "  ../outside\n")
    with pytest.raises(EngineError, match="names a path"):
        causal.describe(path)


def test_beam_and_compute_type_are_part_of_the_signature(causal_path: Path) -> None:
    package = causal.describe(causal_path)
    signatures = {
        CausalEngine(package, settings).signature
        for settings in (TranslateSettings(), TranslateSettings(beam_size=2), TranslateSettings(compute_type="float32"))
    }
    assert len(signatures) == 3
    assert CausalEngine(package, TranslateSettings(threads=1)).signature == CausalEngine(package).signature


def test_a_compute_type_this_machine_lacks_is_said(causal_path: Path) -> None:
    engine = causal.CausalEngine(causal.describe(causal_path), TranslateSettings(compute_type="int7"))
    with pytest.raises(EngineError, match=r"compute type.*--compute-type"):
        engine.translate(["the model is open"])
