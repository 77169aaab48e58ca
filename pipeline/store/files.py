"""Files on disk: capped reads, names that stay inside, and a folder published whole or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from pipeline.errors import StoreError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def read_bytes(path: Path, *, max_bytes: int) -> bytes:
    """The whole file. Raises StoreError when it is missing, unreadable or larger than `max_bytes`."""
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise StoreError(
            f"cannot be read: {error.strerror}", where=str(path), hint="check the path and its rights"
        ) from None
    if len(data) > max_bytes:
        raise StoreError(
            f"larger than {max_bytes:,} bytes",
            where=str(path),
            hint="raise ingest.max_bytes if the file is really that long",
        )
    return data


def safe_name(name: str) -> PurePosixPath:
    """A relative path that cannot leave its folder. Raises StoreError otherwise.

    >>> str(safe_name("hls/en/0001.vtt"))
    'hls/en/0001.vtt'
    """
    path = PurePosixPath(name)
    bad = (
        not path.parts
        or path.is_absolute()
        or any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in path.parts)
    )
    if bad:
        raise StoreError(f"unsafe file name {name!r}")
    return path


@contextlib.contextmanager
def lock(
    path: Path, *, what: str, wait_s: float = 0.0, shared: bool = False, tidy: bool = False
) -> Iterator[int]:
    """Hold `path` as an advisory lock file for the block; the kernel frees it when the process dies.

    Gives the open file's descriptor. Raises StoreError when another process still holds it after `wait_s`;
    several processes may hold it `shared`. A `tidy` lock file is gone afterwards: it is removed while it is still held,
    and who waited for the removed one sees that and takes the new one; all users of a path must be tidy, or none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait_s
    while True:
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        with _held(opened, path, what, until - time.monotonic(), shared) as handle:
            if tidy and not _stands(handle, path):
                continue  # its last owner removed it while we waited
            try:
                yield handle
            finally:
                if tidy:
                    with contextlib.suppress(OSError):
                        path.unlink()
            return


def _stands(handle: int, path: Path) -> bool:
    """True when the open file is the one under that path."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def lock_folder(folder: Path, *, what: str) -> Iterator[int]:
    """Hold an existing folder itself for the block, so that no lock file lies among files that are published."""
    with _held(os.open(folder, os.O_RDONLY | os.O_CLOEXEC), folder, what, 0.0, False) as handle:
        yield handle


@contextlib.contextmanager
def _held(handle: int, path: Path, what: str, wait_s: float, shared: bool) -> Iterator[int]:
    until = time.monotonic() + wait_s
    try:
        while True:
            try:
                fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    raise
                if time.monotonic() >= until:
                    raise StoreError(
                        f"another process is writing {what}", where=str(path), hint="wait for it, or stop it"
                    ) from None
            time.sleep(0.05)
        yield handle
    finally:
        os.close(handle)


def write_atomic(path: Path, data: bytes) -> None:
    """`path` holds `data` afterwards, or what it held before when anything fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        _write_synced(beside, data)
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise StoreError(
            f"cannot be written: {error.strerror}", where=str(path), hint="check space and rights"
        ) from None


def publish_folder(
    folder: Path, files: Mapping[str, bytes], *, keep: tuple[str, ...] = (), wait_s: float = 0.0, locked: bool = False,
    durable: bool = True,
) -> None:
    """`folder` holds exactly `files` (plus the existing entries named in `keep`), or stays as it was.

    The files are written to a folder beside, read back and compared; then the two folders change places in one
    kernel operation, so that a kill at any moment leaves one whole set. Raises StoreError. `locked` says that the
    caller holds a lock over all of it; not `durable`, that the caller syncs once for many folders.
    """
    names = {safe_name(name): data for name, data in files.items()}
    parent = folder.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        path = parent / f".{folder.name}.lock"
        with contextlib.nullcontext() if locked else lock(path, what=str(folder), wait_s=wait_s, tidy=True):
            recover_folder(folder)
            beside = parent / f".{folder.name}.new"
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir()
            try:
                _fill(beside, names, durable)
                _carry_over(folder, beside, keep)
                _swap(beside, folder, durable)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise StoreError(
            f"cannot be written: {error.strerror}; what was there before is untouched",
            where=str(folder),
            hint="check space and rights",
        ) from None


def recover_folder(folder: Path) -> None:
    """Put the old set back when a publication without kernel exchange died between its two renames."""
    old = folder.parent / f".{folder.name}.old"
    if old.exists():
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(folder)


def sweep(parent: Path) -> None:
    """Remove what killed publications left in `parent`; folders that somebody writes now are left alone."""
    for beside in [*parent.glob(".*.new"), *parent.glob(".*.old")]:
        name = beside.name[1:-4]
        with contextlib.suppress(StoreError, OSError), lock(parent / f".{name}.lock", what=name, tidy=True):
            recover_folder(parent / name)
            if beside.suffix == ".new":
                shutil.rmtree(beside, ignore_errors=True)


def _fill(beside: Path, names: Mapping[PurePosixPath, bytes], durable: bool) -> None:
    for name, data in names.items():
        path = beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if durable:
            _write_synced(path, data)
        else:
            path.write_bytes(data)
        if path.read_bytes() != data:
            raise StoreError("what was written does not read back the same", where=str(path), hint="check the disk")
    for inner in [beside, *(path for path in beside.rglob("*") if path.is_dir())] if durable else ():
        _sync_folder(inner)


def _carry_over(folder: Path, beside: Path, keep: tuple[str, ...]) -> None:
    for name in keep:
        existing = folder / name
        if existing.is_file() and not (beside / name).exists():
            shutil.copy2(existing, beside / name)


def _swap(beside: Path, folder: Path, durable: bool) -> None:
    if not folder.exists():
        beside.rename(folder)
    elif not _exchange(beside, folder):
        old = folder.parent / f".{folder.name}.old"
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
        beside.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    if durable:
        _sync_folder(folder.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step where kernel and file system can; False where they cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # not Linux, or an old C library
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code))


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
