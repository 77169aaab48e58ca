"""Any Argos package (.argosmodel, encoder-decoder): its own tokenizer and metadata, our decoding.

argostranslate's package and tokenizer classes are used, never its translate module: that one loads sentence splitters
which may go to the network. A package may be a folder (installed) or the archive itself, which is read in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.config import TranslateSettings
from pipeline.engines import Ability, Hint
from pipeline.engines.batching import Answers
from pipeline.engines.ct2 import Ct2Engine
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Lang, Pair

MAX_WORDS = 80  # longer sentences are cut at a clause: nothing is lost to a model's position limit
MAX_FILES = 2_000
MAX_UNPACKED_BYTES = 2_000_000_000
MAX_RATIO = 200
_BATCH_TOKENS = 2048  # of all workers
_MAX_WORKERS = 4
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?")
_NO_BLANKS = frozenset({"ja", "zh", "zt"})  # written without blanks between words
_HINT = "fetch the package again: nijimaku models install"
RECORD = "nijimaku-install.json"  # beside the files of a package we installed, no part of it
_TOKENIZER_FILES = ("metadata.json", "sentencepiece.model", "bpe.model")


@dataclass(frozen=True, slots=True)
class ArgosPackage:
    """A package and what its metadata says; `path` is a folder or an .argosmodel file."""

    path: Path
    name: str
    version: str
    codes: tuple[str, str]  # from and to, as the package says; a half of a pivot may know neither of our languages
    size_bytes: int
    hints: Mapping[str, str]  # how the package wants term hints, empty when it takes none

    @property
    def pair(self) -> Pair:
        """The direction, when it is one between our two languages. Raises EngineError otherwise."""
        try:
            return Pair(Lang(self.codes[0]), Lang(self.codes[1]))
        except ValueError:
            told = "-".join(self.codes)
            hint = "it can be one half of a pivot: --model FIRST+SECOND"
            raise EngineError(f"the package translates {told}", where=str(self.path), hint=hint) from None

    def read(self, name: str) -> bytes:
        """Content of one file of the package, by its path inside. Raises EngineError when it is missing or damaged."""
        try:
            if self.path.is_dir():
                return (self.path / name).read_bytes()
            with zipfile.ZipFile(self.path) as archive:
                return archive.read(f"{top_folder(archive, self.path)}/{name}")
        except KeyError:
            raise EngineError(f"the package holds no {name}", where=str(self.path), hint=_HINT) from None
        # what zipfile is known to raise for archives that are cut, encrypted, packed in an odd way or simply made up
        except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, NotImplementedError) as error:
            raise EngineError(f"cannot read {name}: {error}", where=str(self.path), hint=_HINT) from None

    def files(self) -> list[str]:
        """Paths inside the package, sorted."""
        if self.path.is_dir():
            names = (file.relative_to(self.path).as_posix() for file in self.path.rglob("*") if file.is_file())
            return sorted(name for name in names if name != RECORD)
        with zipfile.ZipFile(self.path) as archive:
            top = top_folder(archive, self.path) + "/"
            return sorted(info.filename.removeprefix(top) for info in archive.infolist() if not info.is_dir())


def top_folder(archive: zipfile.ZipFile, path: Path) -> str:
    """Name of the one folder a package archive holds.

    Raises EngineError for an archive that leaves its folder, holds links, or would unpack to more than is sane.
    """
    infos = archive.infolist()
    tops: set[str] = set()
    unpacked = 0
    for info in infos:
        parts = PurePosixPath(info.filename.replace("\\", "/")).parts
        if not parts or parts[0] in ("/", "..") or ".." in parts or ":" in parts[0] or info.filename.startswith("/"):
            raise EngineError(f"the archive points outside itself: {info.filename!r}", where=str(path))
        if (info.external_attr >> 16) & 0o170000 == 0o120000:
            raise EngineError(f"the archive holds a link: {info.filename!r}", where=str(path))
        tops.add(parts[0])
        unpacked += info.file_size
        if info.file_size > 10_000_000 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise EngineError(f"{info.filename!r} is packed more tightly than any model", where=str(path))
    if len(infos) > MAX_FILES or unpacked > MAX_UNPACKED_BYTES:
        size = f"{len(infos)} files and {unpacked / 1e9:.1f} GB"
        raise EngineError(f"the archive unpacks to {size}, more than a package may", where=str(path))
    if len(tops) != 1:
        raise EngineError(f"not an Argos package: {len(tops)} folders at its top instead of one", where=str(path))
    return tops.pop()


def describe(path: Path) -> ArgosPackage:
    """The package at `path` (folder or archive), from its metadata. Raises EngineError when it is not one."""
    package = ArgosPackage(path, path.stem, "", ("", ""), 0, {})
    try:
        if not path.is_dir() and not zipfile.is_zipfile(path):
            raise EngineError("not an Argos package (a .argosmodel is a zip archive)", where=str(path), hint=_HINT)
        table = json.loads(package.read("metadata.json"))
        if table.get("type", "translate") != "translate":
            raise EngineError(f"a package of type {table['type']!r}, not a translation package", where=str(path))
        ours = table.get("nijimaku") or {}
        hints = ours if ours.get("term_hints") == "append" and ours.get("open") and ours.get("close") else {}
        if path.is_dir():
            size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        else:
            size = path.stat().st_size
        codes = (str(table["from_code"]), str(table["to_code"]))
        if not all(map(_CODE.fullmatch, codes)):
            raise ValueError(f"no language codes: {codes[0][:20]!r}, {codes[1][:20]!r}")
        return ArgosPackage(
            path=path,
            name=f"{table.get('type', 'translate')}-{codes[0]}_{codes[1]}",
            version=str(table.get("package_version", "")),
            codes=codes,
            size_bytes=size,
            hints={key: str(value) for key, value in hints.items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EngineError(f"metadata.json: {error}", where=str(path), hint=_HINT) from None
    except OSError as error:
        raise EngineError(f"cannot read the package: {error.strerror}", where=str(path), hint=_HINT) from None


@contextmanager
def _nowhere() -> Iterator[None]:
    """argostranslate makes its folders when it is imported: let it do so in a place that goes away."""
    homes = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    changed = (*homes, "ARGOS_PACKAGES_DIR", "ARGOS_DEBUG", "KMP_DUPLICATE_LIB_OK")
    before = {name: os.environ.get(name) for name in changed}
    with tempfile.TemporaryDirectory(prefix="nijimaku-") as folder:
        os.environ.update(dict.fromkeys(homes, folder), ARGOS_PACKAGES_DIR=f"{folder}/packages", ARGOS_DEBUG="0")
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def load_tokenizer(package: ArgosPackage) -> tuple[Any, str]:
    """`(tokenizer, target prefix)` of the package as argostranslate makes them; only small files touch the disk."""
    with _nowhere():
        from argostranslate.package import Package
    with tempfile.TemporaryDirectory(prefix="nijimaku-") as folder:
        names = [name for name in package.files() if name in _TOKENIZER_FILES]
        for name in names:
            (Path(folder) / name).write_bytes(package.read(name))
        try:
            theirs = Package(Path(folder))
            theirs.tokenizer.encode("a")  # it reads its model file now, while the file is there
        except (AttributeError, OSError, RuntimeError, ValueError) as error:
            raise EngineError(f"cannot load its tokenizer: {error}", where=str(package.path), hint=_HINT) from None
        return theirs.tokenizer, theirs.target_prefix


class ArgosEngine(Ct2Engine):
    """Engine over one Argos package."""

    max_words = MAX_WORDS

    def __init__(self, package: ArgosPackage, settings: TranslateSettings | None = None) -> None:
        super().__init__(
            settings, compute_type="default", beam_size=4, batch_tokens=_BATCH_TOKENS, most_workers=_MAX_WORKERS
        )
        self.package = package
        self.reads, self.writes = (Lang.JA if code in _NO_BLANKS else Lang.EN for code in package.codes)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over names and contents of all files of the package."""
        total = hashlib.sha256()
        for name in self.package.files():
            total.update(f"{name}\0{hashlib.sha256(self.package.read(name)).hexdigest()}\n".encode())
        return total.hexdigest()

    @property
    def identity(self) -> str:
        """Name, version and content hash of the package."""
        return f"{self.package.name} {self.package.version} {self.digest[:16]}"

    @property
    def pair(self) -> Pair:
        """The direction of the package."""
        return self.package.pair

    @property
    def abilities(self) -> frozenset[Ability]:
        """Several hypotheses and suppression always, hints when the metadata says how."""
        base = {Ability.NBEST, Ability.SUPPRESS}
        return frozenset(base | {Ability.HINTS} if self.package.hints else base)

    @cached_property
    def _tokenizer(self) -> tuple[Any, str]:
        return load_tokenizer(self.package)

    @cached_property
    def _model(self) -> Any:
        """The translator, its files read from the package into memory."""
        import ctranslate2

        files = {
            name.removeprefix("model/"): self.package.read(name)
            for name in self.package.files()
            if name.startswith("model/") and name.count("/") == 1
        }
        if "model.bin" not in files:
            raise EngineError("the package holds no model/model.bin", where=str(self.package.path), hint=_HINT)
        where = str(self.package.path)
        return self._load(ctranslate2.Translator, self.package.name, files, where=where, hint=_HINT)

    def _tokens(self, text: str, hints: Sequence[Hint]) -> tuple[str, ...]:
        return tuple(self._tokenizer[0].encode(self._hinted(text, hints)))

    def _hinted(self, text: str, hints: Sequence[Hint]) -> str:
        if not self.package.hints:
            return text
        opening, closing = self.package.hints["open"], self.package.hints["close"]
        for source, target in hints:
            text = text.replace(source, f"{source} {opening}{target}{closing}", 1)
        return text

    def _decode(self, prompts: list[list[str]], banned: tuple[str, ...], k: int) -> list[Answers]:
        tokenizer, prefix = self._tokenizer
        sequences = {tuple(tokenizer.encode(text)) for text in banned}
        sequences |= {pieces[1:] for pieces in sequences if pieces and pieces[0] == "▁"}
        try:
            results = self._model.translate_batch(
                prompts,
                target_prefix=[[prefix]] * len(prompts) if prefix else None,
                beam_size=max(self.beam_size, k),
                num_hypotheses=k,
                length_penalty=0.2,
                replace_unknowns=True,
                return_scores=True,
                max_input_length=0,
                max_decoding_length=3 * len(prompts[0]) + 30,  # prompts of a batch have one length
                suppress_sequences=sorted(map(list, filter(None, sequences))) or None,
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"decoding failed: {error}", where=self.package.name) from None
        return [
            tuple(
                Hypothesis(tokenizer.decode(pieces).strip().removeprefix(prefix).strip(), float(score))
                for pieces, score in zip(result.hypotheses, result.scores, strict=True)
            )
            for result in results
        ]
