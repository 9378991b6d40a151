"""One comparison at a time: two would slow each other down, and both would measure that."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from edge.errors import JournalError, UsageError
from edge.paths import make_private

__all__ = ["alone"]


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of the folder of comparisons; the kernel lets go of it however its holder ends.

    Raises UsageError if another process has it, JournalError if there can be none.
    """
    path = folder / "lock"
    try:
        make_private(folder)
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise JournalError(f"{path} cannot be made ({error.strerror}): make the folder writable.") from None
    try:
        _lock(fd, path)
        yield
    finally:
        os.close(fd)


def _lock(fd: int, path: Path) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(
            "Another comparison is running in this home, and two would slow each other down: wait for its end, or stop"
            " it with Ctrl-C; what it found is kept."
        ) from None
    except OSError as error:
        raise JournalError(
            f"{path} cannot be locked ({error.strerror}): put EDGE_HOME on a disk of this machine."
        ) from None
