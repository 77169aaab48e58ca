"""What this machine has for the work and what it lacks, each with a hint; nothing is changed, nothing is contacted."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module, metadata
from pathlib import Path

from pipeline import __version__
from pipeline.batch import machine
from pipeline.errors import PipelineError
from pipeline.lang.plural import count

NEEDED = (
    "click", "webvtt-py", "pysubs2", "defusedxml", "argos-translate-lt", "ctranslate2", "tokenizers", "sentencepiece",
    "fugashi", "unidic-lite", "budoux", "rich", "numpy", "pyahocorasick",
)  # fmt: skip
OPTIONAL = (("distributed", "dask", "--executor dask"), ("fsspec", "fsspec", "s3://, gs:// and other addresses"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "firefox")
PLAYERS = ("mpv", "ffmpeg", "vlc")
LEAST_FREE_BYTES = 1_000_000_000
_UNWANTED = ("torch", "spacy", "stanza")


class Level(StrEnum):
    """How much a check matters: only `missing` makes the work impossible."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    topic: str
    level: Level
    found: str
    hint: str = ""


def examine() -> Iterator[Check]:
    """Every check in order."""
    for look in (_python, _packages, _extras, _dictionary, _models, _fonts, _programs, _machine, _disk, _locale):
        yield from look()


def _graded(topic: str, good: bool, found: str, hint: str, *, otherwise: Level = Level.NOTE) -> Check:
    """A check that is `otherwise` with a hint when it is not good."""
    return Check(topic, Level.OK if good else otherwise, found, "" if good else hint)


def _python() -> Iterator[Check]:
    told = f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    yield Check("nijimaku", Level.OK, __version__)
    yield _graded("python", sys.version_info >= (3, 11), told, "3.11 or later is needed", otherwise=Level.MISSING)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _packages() -> Iterator[Check]:
    for name in NEEDED:
        version = _version(name)
        told = version or "not installed"
        yield _graded(name, bool(version), told, "python -m pip install nijimaku", otherwise=Level.MISSING)
    heavy = [name for name in _UNWANTED if _version(name)]
    if heavy:
        yield Check("heavy packages", Level.NOTE, ", ".join(heavy), "not needed here; they only take space")


def _extras() -> Iterator[Check]:
    for name, extra, what in OPTIONAL:
        version = _version(name)
        yield _graded(
            name, bool(version), version or "not installed", f'for {what}: python -m pip install "nijimaku[{extra}]"'
        )


def _dictionary() -> Iterator[Check]:
    def reading() -> str:
        tagger = import_module("fugashi").Tagger()
        return "".join(word.surface + "/" for word in tagger("字幕を作る")).rstrip("/")

    yield _tried("Japanese dictionary", reading, "字幕/を/作る", "python -m pip install --force-reinstall unidic-lite")


def _tried(topic: str, act: Callable[[], str], expected: str, hint: str) -> Check:
    try:
        found = act()
    except Exception as error:  # a broken package may raise anything; here that is the finding
        return Check(topic, Level.MISSING, f"{type(error).__name__}: {error}", hint)
    return _graded(topic, found == expected, found, hint, otherwise=Level.MISSING)


def _models() -> Iterator[Check]:
    from pipeline.engines import packages

    try:
        found = packages.installed()
    except PipelineError as error:
        yield Check("models", Level.MISSING, str(error), "nijimaku models list")
        return
    usable: set[str] = set()
    for info in found:
        fault = info.fault or (_damage(info.path) if info.kind == "causal" else "")
        told = fault or f"{info.pair}, {info.size_bytes / 1e6:.0f} MB, {info.place}"
        yield _graded(f"model {info.name}", not fault, told, "reinstall it: nijimaku models install")
        if not fault:
            usable.add(info.pair)
    for pair, otherwise in (("en-ja", Level.MISSING), ("ja-en", Level.NOTE)):
        if pair not in usable:
            yield Check(f"model for {pair}", otherwise, "none", f"nijimaku models install {pair}")


def _damage(folder: Path) -> str:
    """What of a package of ours does not match its sums, empty when all of it does."""
    from pipeline.engines import causal

    package = causal.describe(folder)
    for name, wanted in package.sums.items():
        if name == "model.bin" and len(package.parts) > 1:
            continue  # it is the sum of the parts joined
        try:
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != wanted:
                    return f"{name} does not match its sum"
        except OSError as error:
            return f"{name}: {error.strerror}"
    return ""


def _fonts() -> Iterator[Check]:
    listing = shutil.which("fc-list")
    if listing is None:
        yield Check("Japanese fonts", Level.NOTE, "cannot tell without fc-list", "only for looking at tracks here")
        return
    try:
        answer = subprocess.run(  # noqa: S603 (a fixed command)
            [listing, ":lang=ja", "family"], capture_output=True, text=True, timeout=20, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Check("Japanese fonts", Level.NOTE, f"fc-list does not answer: {error}")
        return
    families = sorted({line.split(",")[0].strip() for line in answer.splitlines() if line.strip()})
    hint = "apt-get install fonts-noto-cjk; only for looking at tracks here"
    shown = ", ".join(families[:3]) + (f" and {len(families) - 3} more" if len(families) > 3 else "")
    yield _graded("Japanese fonts", bool(families), shown or "none", hint)


def _programs() -> Iterator[Check]:
    browser = next((name for name in BROWSERS if shutil.which(name)), "")
    yield _graded("browser", bool(browser), browser or "none", "for the viewing page")
    players = [name for name in PLAYERS if shutil.which(name)]
    yield _graded("players", bool(players), ", ".join(players) or "none", "for looking at tracks")


def _machine() -> Iterator[Check]:
    cores, free = machine.cores(), machine.available_bytes()
    model = _largest_model()
    crew = machine.crew(model_bytes=model, cores=cores, available_bytes=free)
    yield Check("cores", Level.OK, str(cores))
    low = 0 < free < machine.BASE_WORKER_BYTES + machine.MODEL_FACTOR * model
    told = f"{free / 1e9:.1f} GB free" if free else "unknown"
    yield _graded("memory", not low, told, "less than one worker takes; close something")
    threads = count(crew.threads, "decoder thread")
    each = " each" if crew.workers != 1 else ""
    plan = f"{count(crew.workers, 'worker')} with {threads}{each} (limited by {crew.limited_by})"
    yield Check("batch", Level.OK, plan)


def _largest_model() -> int:
    from pipeline.engines import packages

    try:
        return max((info.size_bytes for info in packages.installed()), default=0)
    except PipelineError:
        return 0


def _disk() -> Iterator[Check]:
    for topic, folder in (("space here", Path()), ("space for temporary files", Path(tempfile.gettempdir()))):
        try:
            free = shutil.disk_usage(folder).free
        except OSError as error:
            yield Check(topic, Level.NOTE, str(error))
            continue
        writable = os.access(folder, os.W_OK)
        told = f"{free / 1e9:.1f} GB free" + ("" if writable else ", not writable")
        yield _graded(topic, writable and free >= LEAST_FREE_BYTES, told, "an episode takes about 1 MB")


def _locale() -> Iterator[Check]:
    encoding = sys.stdout.encoding or "unknown"
    yield _graded("terminal", encoding.lower().replace("-", "") == "utf8", encoding, "export PYTHONUTF8=1")
