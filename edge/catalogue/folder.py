"""The models folder: one writer of its small files at a time, and each of them whole or as it was."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from edge.errors import DownloadError
from edge.paths import make_private

__all__ = ["check_space", "locked", "not_usable", "replace_text", "sync_folder"]


SPARE = 200_000_000
"""Bytes that stay free on the disk beside a file that is put there."""


@contextlib.contextmanager
def locked(models: Path) -> Iterator[None]:
    """Hold the folder (made if it is missing) against other processes that change its lists; waits for its turn.

    The lock is on the folder itself, so that no lock file lies about; the kernel lets go of it when its holder ends.
    Raises DownloadError if the folder cannot be made or opened.
    """
    try:
        make_private(models)
        fd = os.open(models, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise not_usable(models, error) from None
    try:
        with contextlib.suppress(OSError):  # a file system without locks: then two writers may meet, which is rare
            fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def replace_text(path: Path, text: str) -> None:
    """Write a small file beside its place and move it there when it is on the disk. Raises OSError."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, as far as the file system can."""
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def check_space(size: int, folder: Path) -> None:
    """Raise DownloadError if `size` bytes more do not fit on the disk of `folder` and leave something free."""
    free = shutil.disk_usage(folder).free
    if size + SPARE > free:
        raise DownloadError(
            f"There is no room for {size / 1e6:,.0f} MB in {folder}: {free / 1e6:,.0f} MB are free, and"
            f" {SPARE / 1e6:.0f} MB have to stay so; make room, or set EDGE_HOME to a folder on another disk."
        )


def not_usable(folder: Path, error: OSError) -> DownloadError:
    """The sentence for a folder that cannot be used."""
    return DownloadError(
        f"The folder of models {folder} cannot be used ({os.strerror(error.errno) if error.errno else error}):"
        " make it writable for this user, or set EDGE_HOME to another folder."
    )
