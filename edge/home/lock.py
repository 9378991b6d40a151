"""The lock that makes one process the owner of a home.

It is `flock` on a file that stays for ever: the kernel lets go of it however its holder ends, and because nobody
removes the file, two processes can never hold locks on two files of the same name. What is written in the file is a
note for other processes and for people; only the lock decides.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from edge.errors import JournalError
from edge.paths import make_private

__all__ = ["Holder", "OwnerLock"]

_NOTE_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Holder:
    """What the holder of the lock wrote about itself."""

    pid: int
    since: str
    """ISO 8601 in UTC, by the wall clock."""
    socket: Path | None
    """Where it can be reached; None while it starts and once it stops."""


class OwnerLock:
    """The lock of one home. Not for several threads at once; two of them in one process exclude each other."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd: int | None = None
        self._since = ""

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._fd is not None

    def try_acquire(self) -> bool:
        """Take the lock if it is free; False when another process has it. Never waits.

        Raises JournalError if the file cannot be made, opened or locked: a read-only folder, no permission, a file
        system without locks.
        """
        if self._fd is not None:
            return True
        try:
            make_private(self._path.parent)
            # Close-on-exec: a child that outlives its parent must not keep the home locked.
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise self._cannot(error) from None
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        except OSError as error:
            os.close(fd)
            raise self._cannot(error) from None
        self._fd = fd
        self._since = datetime.now(UTC).isoformat(timespec="seconds")
        self.publish(None)
        return True

    def publish(self, socket: Path | None) -> None:
        """Write down who holds the lock and where it can be reached. Does nothing when the lock is not held."""
        if self._fd is None:
            return
        # JSON keeps any path whole, also one with a newline or with bytes that are no UTF-8.
        note = {"pid": os.getpid(), "since": self._since, "socket": None if socket is None else str(socket)}
        text = (json.dumps(note) + "\n").encode()
        try:
            os.pwrite(self._fd, text, 0)
            os.ftruncate(self._fd, len(text))
        except OSError:  # the disk is full: better no note than that of the last owner
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, 0)

    def release(self) -> None:
        """Let go. Calling it again does nothing; the file stays."""
        if self._fd is not None:
            self.publish(None)
            fd, self._fd = self._fd, None
            os.close(fd)

    def holder(self) -> Holder | None:
        """The note of whoever holds the lock, or held it last; None if there is none that can be read."""
        try:
            with self._path.open("rb") as file:
                note = json.loads(file.read(_NOTE_LIMIT))
            socket = note["socket"]
            return Holder(int(note["pid"]), str(note["since"]), None if socket is None else Path(socket))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def _cannot(self, error: OSError) -> JournalError:
        return JournalError(
            f"The folder {self._path.parent} cannot be used ({error.strerror or error}), so that this conversation is"
            " kept in memory only; make the folder writable for this user to keep conversations."
        )
