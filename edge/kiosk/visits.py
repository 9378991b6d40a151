"""Which conversations are visitors' and are to be forgotten: on disk until they are, whatever ends the program.

A process that shows a kiosk has a file of its own, which it holds locked while it lives. What an ended process has left
can be locked by the next one, which then forgets what stands in it. A line is written before the assistant gets the
first message of a conversation, so that no moment is left in which a kill would leave one that nobody knows of.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from edge.errors import JournalError
from edge.journal.uid import is_uid, new_uid
from edge.paths import make_private
from edge.turn import AssistantLike, Question

__all__ = ["Visits"]

_ASKED, _BEGUN = "asked", "begun"
"""What stands in a line before its name: that of a message that begins a conversation, or of the conversation."""
NEWEST = 50
"""Conversations among which one is looked for of which only its first message is known."""
_LIMIT = 2**20


class Visits:
    """The visits of this process. All calls may come from any thread; those that forget wait for the assistant."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open: dict[str, str] = {}
        """By name, what it is the name of."""
        self._file: int | None = None
        self._path: Path | None = None

    def asked(self, question: Question) -> None:
        """This question is about to be asked. Raises JournalError if it begins a conversation and cannot be noted."""
        if question.conversation in (None, "new"):
            self._note(_ASKED, question.uid)

    def begun(self, conversation: str, question: str) -> None:
        """The question of that name belongs to this conversation."""
        self._note(_BEGUN, conversation)
        with self._lock:
            self._open.pop(question, None)

    def forget(self, assistant: AssistantLike, *, again: bool = False) -> None:
        """Have everything erased that was said in visits so far.

        With `again` it stays noted, for something is still being written that has to be forgotten once more. Raises
        EdgeError when something may be left; it is tried again with the next call, or by the next process.
        """
        with self._lock:
            open_now = dict(self._open)
        for name, kind in open_now.items():
            _forget(assistant, kind, name)
            if not again:
                with self._lock:
                    self._open.pop(name, None)
        with self._lock:
            if not self._open and self._file is not None:
                with contextlib.suppress(OSError):  # what stands in it is forgotten already, and is so again
                    os.ftruncate(self._file, 0)

    def forget_left(self, assistant: AssistantLike) -> None:
        """Have everything erased that processes have left which ended before they could. Raises as `forget`."""
        for path in sorted(self._folder.glob("*.visit")):
            with _taken(path) as file:
                if file is None:
                    continue
                for line in _lines(file):
                    kind, _, name = line.partition(" ")
                    if kind in (_ASKED, _BEGUN) and is_uid(name):
                        _forget(assistant, kind, name)
                with contextlib.suppress(OSError):
                    path.unlink()

    def close(self) -> None:
        """Let go of the file, which goes too if all is forgotten; the next process forgets what was not."""
        with self._lock:
            if self._file is not None:
                if not self._open and self._path is not None:
                    with contextlib.suppress(OSError):
                        self._path.unlink()
                os.close(self._file)
                self._file = None

    def _note(self, kind: str, name: str) -> None:
        with self._lock:
            if name in self._open:
                return
            try:
                if self._file is None:
                    self._file = self._made()
                _append(self._file, f"{kind} {name}\n".encode())
            except OSError as error:
                raise JournalError(
                    f"Nothing can be written in {self._folder} ({error.strerror}), so that a visit could not be"
                    " forgotten after a power cut: make room, or make the folder writable."
                ) from None
            self._open[name] = kind

    def _made(self) -> int:
        make_private(self._folder)
        path = self._folder / f"{new_uid()}.visit"
        begun = path.with_suffix(".part")  # until it is locked, or another process would take it for one that is left
        file = os.open(begun, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        begun.rename(path)
        self._path = path
        return file


@contextlib.contextmanager
def _taken(path: Path) -> Iterator[int | None]:
    """The file, if no living process holds it."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # another process has just forgotten it
        yield None
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        yield None
    else:
        yield file
    finally:
        os.close(file)


def _append(file: int, line: bytes) -> None:
    """Write all of it, to the disk, or nothing: the next line must not follow upon half of one. Raises OSError."""
    before = os.fstat(file).st_size
    try:
        if os.write(file, line) < len(line):  # the disk was full in the middle
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(file, before)
        raise


def _lines(file: int) -> list[str]:
    return os.read(file, _LIMIT).decode("ascii", "replace").splitlines()


def _forget(assistant: AssistantLike, kind: str, name: str) -> None:
    conversation = name if kind == _BEGUN else _with_message(assistant, name)
    if conversation is not None:
        assistant.forget(conversation)


def _with_message(assistant: AssistantLike, uid: str) -> str | None:
    """The conversation that begins with this message; None if it never came to that."""
    for info in assistant.conversations(NEWEST):
        if any(message.uid == uid for message in assistant.messages(info.uid, 2)):
            return info.uid
    return None
