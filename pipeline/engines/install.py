"""Packages in and out: install from a file or, when asked, from the Argos index; verify; remove.

Everything lands in a folder beside its place and is renamed into it; a record keeps the checksum of every file.
`fetch_index` and `fetch` are the only functions of the project that open a network connection.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.engines import argos, causal, packages
from pipeline.engines.packages import RECORD, PackageInfo
from pipeline.errors import EngineError

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
MAX_INDEX_BYTES = 20_000_000
MAX_DOWNLOAD_BYTES = 1_500_000_000
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Offer:
    """A package of the index."""

    pair_text: str
    version: str
    links: tuple[str, ...]


def install_file(path: Path, *, origin: str = "", pair: str = "") -> PackageInfo:
    """Install an .argosmodel file or a folder of our own kind; the installed package.

    Raises EngineError for a package that is damaged, hostile, for another pair than `pair`, or already there.
    """
    info = packages.describe(path)
    if pair and info.pair != pair:
        raise EngineError(f"the package translates {info.pair}, not {pair}", where=str(path))
    home = packages.own_folder()
    target = home / f"{info.name}-{info.version or '0'}"
    if target.exists():
        raise EngineError(
            f"{target.name} is installed already", where=str(target), hint=f"nijimaku models remove {target.name} first"
        )
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".install-", dir=home) as folder:
            fresh = Path(folder) / target.name
            fresh.mkdir()
            (_copy_causal if info.kind == "causal" else _unpack)(path, fresh)
            _check_loadable(fresh, info.kind)
            record = {
                "origin": origin or f"file {path.name}",
                "sha256": digest(path) if path.is_file() else "",
                "files": {name: digest(fresh / name) for name in _names(fresh)},
            }
            (fresh / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            fresh.rename(target)
    except OSError as error:
        raise EngineError(f"cannot install: {error.strerror or error}", where=str(target)) from None
    return packages.describe(target, place="installed")


def _copy_causal(path: Path, fresh: Path) -> None:
    package = causal.describe(path)
    for name in ("package.json", "SHA256SUMS", *package.sums):
        if (path / name).is_file():
            shutil.copyfile(path / name, fresh / name)
    for name in ("MODEL.md", "NOTICE", "GEMMA_TERMS.txt", "LICENSE"):
        if (path / name).is_file():
            shutil.copyfile(path / name, fresh / name)


def _unpack(path: Path, fresh: Path) -> None:
    """The archive's one folder without its name; sizes are counted while writing, whatever the headers say."""
    if path.is_dir():
        shutil.copytree(path, fresh, dirs_exist_ok=True, symlinks=False)
        return
    left = argos.MAX_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            argos.top_folder(archive, path)
            for info in archive.infolist():
                parts = PurePosixPath(info.filename).parts[1:]
                if info.is_dir() or not parts:
                    continue
                file = fresh.joinpath(*parts)
                file.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as source, file.open("xb") as out:
                    while block := source.read(_BLOCK):
                        left -= len(block)
                        if left < 0:
                            raise EngineError("unpacks to more than a package may", where=str(path))
                        out.write(block)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:  # as in argos.ArgosPackage.read
        raise EngineError(f"damaged archive: {error}", where=str(path)) from None


def _check_loadable(fresh: Path, kind: str) -> None:
    if kind == "causal":
        problems = list(_causal_faults(causal.describe(fresh)))
        if problems:
            raise EngineError(problems[0], where=str(fresh.name))
        return
    package = argos.describe(fresh)
    if "model/model.bin" not in package.files():
        raise EngineError("the package holds no model/model.bin", where=fresh.name)
    argos.load_tokenizer(package)


def _names(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def digest(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


def verify(info: PackageInfo) -> Iterator[str]:
    """What is wrong with a package's files, nothing when all is well."""
    if info.fault:
        yield info.fault
        return
    if info.kind == "causal":
        yield from _causal_faults(causal.describe(info.path))
    if not (info.path / RECORD).is_file():
        if info.kind != "causal":
            yield "no checksums were recorded for it: it was not installed by nijimaku"
        return
    try:
        recorded: dict[str, Any] = json.loads((info.path / RECORD).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"{RECORD} cannot be read: {error}"
        return
    there = set(_names(info.path)) - {RECORD}
    for name in sorted(recorded.keys() | there):
        if name not in there:
            yield f"{name} is missing"
        elif name not in recorded:
            yield f"{name} was not there when it was installed"
        elif digest(info.path / name) != recorded[name]:
            yield f"{name} has changed"


def _causal_faults(package: causal.CausalPackage) -> Iterator[str]:
    whole = hashlib.sha256()
    complete = True
    for name in package.parts:
        if (package.folder / name).is_file():
            whole.update((package.folder / name).read_bytes())
        else:
            complete = False
    for name, wanted in sorted(package.sums.items()):
        if name == "model.bin" and "model.bin" not in package.parts:
            if complete and whole.hexdigest() != wanted:
                yield "model.bin (its parts joined) does not match SHA256SUMS"
        elif not (package.folder / name).is_file():
            yield f"{name} is missing"
        elif digest(package.folder / name) != wanted:
            yield f"{name} does not match SHA256SUMS"


def remove(name: str) -> PackageInfo:
    """Remove a package that nijimaku installed; the others are not ours to remove."""
    found = [
        info for info in packages.installed() if name in (info.name, f"{info.name}-{info.version}", info.path.name)
    ]
    ours = [info for info in found if info.place == "installed"]
    if not ours:
        hint = "pip uninstall takes away distributions" if found else "nijimaku models list"
        raise EngineError(f"nijimaku did not install {name!r}", hint=hint)
    info = ours[0]
    grave = info.path.with_name(f".removed-{info.path.name}-{os.getpid()}")
    try:
        info.path.rename(grave)
        shutil.rmtree(grave)
    except OSError as error:
        raise EngineError(f"cannot remove: {error.strerror}", where=str(info.path)) from None
    return info


def fetch_index(url: str = INDEX) -> list[Offer]:
    """The Argos index, from the network (or a file:// address)."""
    try:
        with contextlib.closing(_opened(url)) as stream:
            rows = json.loads(stream.read(MAX_INDEX_BYTES + 1))
        return [
            Offer(f"{row['from_code']}-{row['to_code']}", str(row.get("package_version", "")), tuple(row["links"]))
            for row in rows
            if row.get("type", "translate") == "translate" and row.get("links")
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EngineError(f"cannot read the index: {error}", where=url, hint="install from a file instead") from None


def fetch(pair: str, *, index: str = INDEX, sha256: str = "") -> PackageInfo:
    """Download the newest package of the index for `pair` (`ja-en`) and install it.

    `sha256` is compared when given; the index itself publishes none. Raises EngineError.
    """
    offers = [offer for offer in fetch_index(index) if offer.pair_text == pair]
    if not offers:
        raise EngineError(f"the index has no package for {pair}", where=index)
    offer = max(offers, key=lambda offer: [int(part) if part.isdigit() else 0 for part in offer.version.split(".")])
    faults = []
    with tempfile.TemporaryDirectory(prefix="nijimaku-") as folder:
        file = Path(folder) / f"translate-{pair.replace('-', '_')}-{offer.version}.argosmodel"
        for link in offer.links:
            try:
                got = _download(link, file)
            except OSError as error:
                faults.append(f"{link}: {error}")
                continue
            if sha256 and got != sha256.lower():
                raise EngineError(f"checksum {got}, expected {sha256}", where=link)
            return install_file(file, origin=f"Argos index, {link}, sha256 {got}", pair=pair)
    raise EngineError("cannot download: " + "; ".join(faults), where=index, hint="install from a file instead")


def _opened(url: str) -> Any:
    if not url.startswith(("https://", "file://")):
        raise OSError(f"only https and file addresses are fetched, not {url}")
    request = urllib.request.Request(url, headers={"User-Agent": "nijimaku"})  # noqa: S310  (checked above)
    return urllib.request.urlopen(request, timeout=60)  # noqa: S310  (checked above)


def _download(url: str, file: Path) -> str:
    total, size = hashlib.sha256(), 0
    with contextlib.closing(_opened(url)) as stream, file.open("wb") as out:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > MAX_DOWNLOAD_BYTES:
                raise OSError(f"larger than {MAX_DOWNLOAD_BYTES // 1_000_000} MB")
            total.update(block)
            out.write(block)
    return total.hexdigest()
