"""A file on its way into the models folder: under a name of its own until it is whole, and in one process's hands.

It lies in `.incoming/` of the models folder, on the same disk as its goal, so that moving it there is one step. What
has arrived stays when its writer ends, however it ends, and the next one goes on from there. The lock is on the file
itself: the kernel lets go of it with its holder, and no lock file is left behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from edge.answerer import Cancel
from edge.catalogue.folder import sync_folder
from edge.errors import CancelledError
from edge.paths import make_private

__all__ = ["FOLDER", "Partial", "arrived", "discard"]

FOLDER = ".incoming"

_BLOCK = 1 << 20
_SYNC_EVERY = 64 << 20
"""Bytes after which what was written is brought to the disk: a slow card then has little left to do at the end, and a
power cut costs no more than this."""
_LOOK_AGAIN = 0.3
"""Seconds between two looks at a lock that another process holds; `flock` itself could not be cancelled."""


class Partial:
    """The partial file, open and locked. Make it with `taken`."""

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self._fd = fd
        self._digest = hashlib.sha256()
        self._unsynced = 0
        self.size = 0
        """Bytes that have arrived and were counted in the hash."""

    @classmethod
    @contextlib.contextmanager
    def taken(
        cls, goal: Path, models: Path, tag: str, cancel: Cancel, waiting: Callable[[], None]
    ) -> Iterator[Partial]:
        """The partial file of `goal`, made if there is none.

        goal     what it will be called, in the folder of the models
        models   that folder
        tag      names what is to arrive; another tag is another file, and nothing is mixed
        waiting  called while another process holds it, about three times a second

        Raises OSError, CancelledError.
        """
        path = models / FOLDER / f"{_key(goal, models)}.{tag}.part"
        fd = _locked(path, cancel, waiting)
        partial = cls(path, fd)
        try:
            yield partial
        finally:
            os.close(fd)
            with contextlib.suppress(OSError):
                path.parent.rmdir()  # only if nothing is on its way

    def resume(self, most: int, tell: Callable[[int], None], cancel: Cancel) -> None:
        """Count what is there from an earlier time, unless that is more than `most` bytes; then begin anew.

        tell  gets the bytes counted so far, once for each MiB

        Raises OSError, CancelledError.
        """
        if os.fstat(self._fd).st_size > most:
            self.begin_anew()
            return
        os.lseek(self._fd, 0, os.SEEK_SET)
        while block := os.read(self._fd, _BLOCK):
            if cancel.is_set():
                raise CancelledError("Stopped; what has arrived is kept.")
            self._digest.update(block)
            self.size += len(block)
            tell(self.size)

    def begin_anew(self) -> None:
        """Throw away what is there. Raises OSError."""
        os.ftruncate(self._fd, 0)
        os.lseek(self._fd, 0, os.SEEK_SET)
        self._digest, self._unsynced, self.size = hashlib.sha256(), 0, 0

    def write(self, piece: bytes) -> None:
        """Append. Raises OSError; what was written of the piece before that counts."""
        view = memoryview(piece)
        while view:
            written = os.write(self._fd, view)
            self._digest.update(view[:written])
            self.size += written
            self._unsynced += written
            view = view[written:]
        if self._unsynced >= _SYNC_EVERY:
            self.sync()

    def sync(self) -> None:
        """Have all of it on the disk. Raises OSError."""
        os.fsync(self._fd)
        self._unsynced = 0

    def sha256(self) -> str:
        """Of all that has arrived, as 64 hexadecimal digits."""
        return self._digest.hexdigest()

    def remove(self) -> None:
        """Take the file away. Raises OSError."""
        self.path.unlink(missing_ok=True)

    def finish(self, goal: Path) -> None:
        """Give the whole file its name; one that had the name is replaced in the same moment. Raises OSError."""
        self.sync()
        make_private(goal.parent)
        self.path.replace(goal)
        sync_folder(goal.parent)


def arrived(goal: Path, models: Path) -> int:
    """Bytes that lie here of `goal`, of a download that is not finished; 0 where there is none."""
    sizes = [0]
    with contextlib.suppress(OSError):
        for path in _partials(goal, models):
            with contextlib.suppress(OSError):
                sizes.append(path.stat(follow_symlinks=False).st_size)
    return max(sizes)


def discard(goal: Path, models: Path) -> int:
    """Remove what has arrived of `goal` and is in nobody's hands. Returns the bytes that were freed."""
    freed = 0
    for path in _partials(goal, models):
        with contextlib.suppress(OSError):
            fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                freed += os.fstat(fd).st_size
                path.unlink()
            finally:
                os.close(fd)
    with contextlib.suppress(OSError):
        (models / FOLDER).rmdir()
    return freed


def _partials(goal: Path, models: Path) -> Iterator[Path]:
    """What there is of it: one file for each version that was begun."""
    return iter(list((models / FOLDER).glob(f"{glob.escape(_key(goal, models))}.*.part")))


def _key(goal: Path, models: Path) -> str:
    """The goal's place in the folder of the models, as one name."""
    return "--".join(goal.relative_to(models).parts)


def _locked(path: Path, cancel: Cancel, waiting: Callable[[], None]) -> int:
    """Open and lock the file that `path` names. Raises OSError, CancelledError."""
    while True:
        make_private(path.parent)
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except FileNotFoundError:
            continue  # another process has just taken the empty folder away
        try:
            while not _try_lock(fd):
                waiting()
                if cancel.wait(_LOOK_AGAIN):
                    raise CancelledError("Stopped; another process goes on fetching.")
            if _same_file(fd, path):
                return fd
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)  # while we waited, it became the finished file, or was removed


def _try_lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _same_file(fd: int, path: Path) -> bool:
    try:
        there = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    mine = os.fstat(fd)
    return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
