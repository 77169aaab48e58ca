"""Where episodes come from and go to: a folder of this machine, or with the extra `[fsspec]` a URL (s3://, gs://, ...).

Object stores cannot swap folders. There an episode is `OUT/<id>/r-<hash>/` and the small object `OUT/<id>/current.json`
that names it; a publication uploads the new set whole and then replaces that one object, so readers that follow it see
one whole set at any moment.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from pipeline import codec
from pipeline.errors import ConfigError, StoreError
from pipeline.model import Edit, Episode
from pipeline.store import episodes, provenance
from pipeline.store.files import publish_folder, read_bytes, safe_name, write_atomic
from pipeline.store.provenance import Provenance, digest

CURRENT = "current.json"


def is_url(path: str) -> bool:
    """True for `s3://bucket/a.vtt`, false for a path of this machine.

    >>> is_url("memory://talk.vtt"), is_url("talks/a.vtt"), is_url("C:/talks")
    (True, False, False)
    """
    return re.match(r"[a-z][a-z0-9+.-]+://", path) is not None


class Place(Protocol):
    """A folder of published episodes, wherever it is. Every method raises StoreError when the place fails."""

    def record(self, episode_id: str) -> Provenance | None:
        """The record of an episode, None when there is none."""
        ...

    def exists(self, episode_id: str) -> bool:
        """True when anything stands under that id."""
        ...

    def faults(self, record: Provenance) -> tuple[str, ...]:
        """What of an episode is not as it was published."""
        ...

    def episode(self, episode_id: str) -> Episode:
        """The document of an episode."""
        ...

    def edits(self, episode_id: str) -> tuple[Edit, ...]:
        """The standing decisions about an episode."""
        ...

    def publish(self, episode_id: str, files: Mapping[str, bytes]) -> str:
        """Put the files there, all or none; where they are now."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Put one file beside the episodes."""
        ...

    def ids(self) -> Iterator[str]:
        """The ids under which something stands, in order."""
        ...


def place(out: str) -> Place:
    """The place `--out` names."""
    return Remote(out) if is_url(out) else Local(Path(out))


class Local:
    """A folder of this machine."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def record(self, episode_id: str) -> Provenance | None:
        """See Place."""
        return provenance.load(self.out / episode_id)

    def exists(self, episode_id: str) -> bool:
        """See Place."""
        return (self.out / episode_id).exists()

    def faults(self, record: Provenance) -> tuple[str, ...]:
        """See Place: every byte is read."""
        return provenance.faults(self.out / record.episode_id, record)

    def episode(self, episode_id: str) -> Episode:
        """See Place."""
        return episodes.load(self.out / episode_id)

    def edits(self, episode_id: str) -> tuple[Edit, ...]:
        """See Place."""
        return episodes.load_edits(self.out, episode_id)

    def publish(self, episode_id: str, files: Mapping[str, bytes]) -> str:
        """See Place."""
        folder = self.out / episode_id
        publish_folder(folder, files, wait_s=episodes.PUBLISH_WAIT_S)
        return str(folder)

    def write(self, name: str, data: bytes) -> None:
        """See Place."""
        write_atomic(self.out / name, data)

    def ids(self) -> Iterator[str]:
        """See Place."""
        if self.out.is_dir():
            yield from sorted(path.name for path in self.out.iterdir() if path.is_dir() and path.name[0] != ".")


class Remote:
    """A URL that fsspec can open."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._files, self._root = _open(self.url)

    def record(self, episode_id: str) -> Provenance | None:
        """See Place."""
        current = self._current(episode_id)
        if current is None:
            return None
        data = self._read(f"{episode_id}/{current}/{provenance.NAME}")
        return provenance.loads(data.decode("utf-8", errors="replace"), name=f"{self.url}/{episode_id}")

    def exists(self, episode_id: str) -> bool:
        """See Place."""
        return bool(self._files.exists(self._at(episode_id)))

    def faults(self, record: Provenance) -> tuple[str, ...]:
        """See Place: lengths only, a store keeps its own sums of the rest."""
        current = self._current(record.episode_id)
        found = []
        for item in record.files:
            try:
                info = self._files.info(self._at(f"{record.episode_id}/{current}/{item.name}"))
                if int(info["size"]) != item.size_bytes:
                    found.append(f"{item.name} has another length")
            except OSError:
                found.append(f"{item.name} is missing")
        return tuple(found)

    def episode(self, episode_id: str) -> Episode:
        """See Place."""
        data = self._read(f"{episode_id}/{self._current(episode_id)}/episode.json")
        return codec.loads(data.decode("utf-8", errors="replace"), name=f"{self.url}/{episode_id}/episode.json")

    def edits(self, episode_id: str) -> tuple[Edit, ...]:
        """See Place."""
        name = f"{episode_id}.edits.jsonl"
        if not self._files.exists(self._at(name)):
            return ()
        return episodes.parse_edits(self._read(name), where=f"{self.url}/{name}")

    def publish(self, episode_id: str, files: Mapping[str, bytes]) -> str:
        """See Place: a new set beside the old one, then the one object that names it."""
        names = {str(safe_name(name)): data for name, data in files.items()}
        revision = "r-" + digest({name: provenance.sha256(data) for name, data in names.items()})
        base = f"{episode_id}/{revision}"
        with self._failing(base):
            for name, data in names.items():
                path = self._at(f"{base}/{name}")
                self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
                self._files.pipe_file(path, data)
                if int(self._files.info(path)["size"]) != len(data):
                    raise StoreError("what was written has another length", where=f"{self.url}/{base}/{name}")
            before = self._current(episode_id)
            told = json.dumps({"revision": revision, "before": before}) + "\n"
            self._files.pipe_file(self._at(f"{episode_id}/{CURRENT}"), told.encode())
            self._forget(episode_id, {revision, before})
        return f"{self.url}/{base}"

    def write(self, name: str, data: bytes) -> None:
        """See Place."""
        with self._failing(name):
            self._files.pipe_file(self._at(name), data)

    def ids(self) -> Iterator[str]:
        """See Place."""
        with self._failing(""):
            if not self._files.exists(self._root):
                return
            found = self._files.ls(self._root, detail=True)
        names = (entry["name"].rstrip("/").rpartition("/")[2] for entry in found if entry["type"] == "directory")
        yield from sorted(name for name in names if not name.startswith("."))

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _current(self, episode_id: str) -> str | None:
        try:
            table = json.loads(self._files.cat_file(self._at(f"{episode_id}/{CURRENT}")))
            revision = table["revision"]
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"damaged {CURRENT}: {error}", where=f"{self.url}/{episode_id}") from None
        except OSError as error:
            raise StoreError(f"cannot be read: {error}", where=f"{self.url}/{episode_id}") from None
        if not isinstance(revision, str) or not re.fullmatch(r"r-[0-9a-f]+", revision):
            raise StoreError(f"damaged {CURRENT}", where=f"{self.url}/{episode_id}")
        return revision

    def _forget(self, episode_id: str, kept: set[str | None]) -> None:
        """Remove sets older than the last two; a failure here costs space only."""
        with contextlib.suppress(OSError):
            for entry in self._files.ls(self._at(episode_id), detail=True):
                name = entry["name"].rstrip("/").rpartition("/")[2]
                if name.startswith("r-") and name not in kept:
                    self._files.rm(entry["name"], recursive=True)

    def _read(self, name: str) -> bytes:
        with self._failing(name):
            data: bytes = self._files.cat_file(self._at(name))
            return data

    @contextlib.contextmanager
    def _failing(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"the store failed: {error}", where=f"{self.url}/{name}", hint="check the address and the rights"
            ) from None


def _open(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it."""
    try:
        fsspec: Any = import_module("fsspec")
    except ImportError:
        raise ConfigError(f"{url} needs fsspec", hint='python -m pip install "nijimaku[fsspec]"') from None
    try:
        files, root = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise ConfigError(f"cannot open this kind of address: {error}", where=url) from None
    return files, str(root).rstrip("/")


def read_source(path: str, *, max_bytes: int) -> bytes:
    """A transcript's bytes from a path or URL. Raises StoreError when it is missing, unreadable or too large."""
    if not is_url(path):
        return read_bytes(Path(path), max_bytes=max_bytes)
    files, name = _open(path)
    try:
        with files.open(name, "rb") as file:
            data: bytes = file.read(max_bytes + 1)
    except OSError as error:
        raise StoreError(f"cannot be read: {error}", where=path, hint="check the address and the rights") from None
    if len(data) > max_bytes:
        raise StoreError(f"larger than {max_bytes:,} bytes", where=path, hint="raise ingest.max_bytes")
    return data


def listing(url: str, suffixes: frozenset[str]) -> list[str]:
    """The transcripts a URL names: one file, a folder's files, or a glob's. Raises StoreError."""
    files, name = _open(url)
    scheme = url.partition("://")[0]
    try:
        if any(char in name for char in "*?["):
            found = files.glob(name)
        elif files.isdir(name):
            found = [path for path in files.find(name) if Path(path).suffix.lower() in suffixes]
        else:
            return [url]
    except OSError as error:
        raise StoreError(f"cannot be listed: {error}", where=url) from None
    return [path if is_url(path) else f"{scheme}://{str(path).lstrip('/')}" for path in sorted(map(str, found))]
