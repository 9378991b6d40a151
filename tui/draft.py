"""What was typed and not sent, kept on disk while it is typed, so that a crash loses none of it.

Each app writes a file of its own, named for the conversation and its process: two apps on one home do not overwrite
each other, and who erases a conversation finds its drafts by name. The next start takes over the newest file whose
process has ended.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

from edge.paths import make_private

__all__ = ["Draft"]

PAUSE_S = 0.5
"""At most this much typing is lost in a crash; the disk is written no more often."""
NEW = "new"
"""The name of a conversation that has none yet."""


class Draft:
    """The draft of this process. `keep` returns at once; a thread writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._conversation = NEW
        self._text = ""
        self._written: tuple[str, str] = (NEW, "")
        self._left: Path | None = None
        """The file of an earlier process whose text was taken over, until it is written under our name."""
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        self.failed: str | None = None
        """Why the last write failed, in the system's words; None when it did not."""

    def restore(self) -> str:
        """The newest text that an ended process has left, or an empty one."""
        for path in sorted(_files(self._folder), key=_age):
            if _pid(path) == os.getpid() or not _alive(_pid(path)):  # in a container every run has the same number
                with contextlib.suppress(OSError, UnicodeDecodeError):
                    text = path.read_text("utf-8")
                    if text.strip():
                        self._left = path
                        return text
        return ""

    def keep(self, text: str, conversation: str | None) -> None:
        """This is the draft now; an empty one leaves no file."""
        with self._changed:
            self._text, self._conversation = text, conversation or NEW
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="tui-draft", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Write what is not written yet."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        pending = True
        while pending:
            with self._changed:
                while not self._closing and (self._conversation, self._text) == self._written:
                    self._changed.wait()
                if not self._closing:
                    self._changed.wait_for(lambda: self._closing, timeout=PAUSE_S)
                now = (self._conversation, self._text)
                pending = not self._closing
            if now != self._written:
                self._write(*now)

    def _write(self, conversation: str, text: str) -> None:
        path = self._path(conversation)
        before = self._path(self._written[0])
        try:
            if text:
                make_private(self._folder)
                whole = path.with_suffix(".part")
                whole.touch(mode=0o600)
                whole.write_text(text, "utf-8")
                whole.replace(path)
            else:
                path.unlink(missing_ok=True)
            if before != path:
                before.unlink(missing_ok=True)
            left, self._left = self._left, None
            if left is not None and left != path:
                left.unlink(missing_ok=True)
            self.failed = None
        except OSError as error:
            self.failed = error.strerror or str(error)
        self._written = (conversation, text)

    def _path(self, conversation: str) -> Path:
        return self._folder / f"{conversation}.{os.getpid()}.txt"


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.glob("*.txt"))
    except OSError:
        return []


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


def _pid(path: Path) -> int:
    _, _, pid = path.stem.rpartition(".")
    return int(pid) if pid.isascii() and pid.isdigit() else 0


def _alive(pid: int) -> bool:
    """Whether a process of that number runs. One of another user counts: its file is not ours to take."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
