"""What was typed and not sent, kept on disk while it is typed, so that a crash loses none of it.

Each app writes files of its own, named for the conversation and its process: two apps on one home do not overwrite each
other, and who erases a conversation finds its drafts by name. The next start takes over the newest file whose process
has ended; the others are taken over when their conversations are opened.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

from edge.paths import make_private

__all__ = ["NEW", "PRIVATE", "Draft"]

PAUSE_S = 0.5
"""At most this much typing is lost in a crash; the disk is written no more often."""
NEW = "new"
"""The name of a conversation that has none yet."""
PRIVATE = "private"
"""The same for a private one."""


class Draft:
    """The drafts of this process, one for each conversation. `keep` returns at once; a thread writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = NEW
        self._texts: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._left: dict[str, Path] = {}
        """Files of earlier processes whose texts were taken over, until they are written under our name."""
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        self.restored: str | None = None
        """The conversation for which `restore` found a text; `NEW` or `PRIVATE` for one that was not begun."""
        self.failed: str | None = None
        """Why the last write failed, in the system's words; None when it did not."""

    def restore(self) -> str:
        """The newest text that an ended process has left, or an empty one; `restored` says for which conversation."""
        for path in sorted(_files(self._folder), key=_age):
            text = self._taken_over(path, self._open)
            if text:
                self.restored = _conversation(path)
                return text
        return ""

    def keep(self, text: str, conversation: str | None) -> None:
        """This is the draft of the conversation that is open now; an empty one leaves no file.

        Where the open one had another name before, this is the same draft: it has only now been begun, or erased.
        """
        name = conversation or NEW
        with self._changed:
            if name != self._open:
                self._move(self._open, name)
                self._open = name
            self._texts[name] = text
            self._begin_to_write()

    def switch(self, conversation: str) -> str:
        """Another conversation is open from now on; the draft of the one before it stays.

        Returns the newest text that an ended process has left for this one, or an empty one.
        """
        with self._changed:
            self._open = conversation
        found = [path for path in _files(self._folder) if _conversation(path) == conversation]
        return next((text for path in sorted(found, key=_age) if (text := self._taken_over(path, conversation))), "")

    def keep_aside(self, text: str, conversation: str) -> None:
        """This is the draft of a conversation that is not open. Nothing is done to that of the open one."""
        with self._changed:
            if conversation != self._open:
                self._texts[conversation] = text
                self._begin_to_write()

    def _move(self, before: str, now: str) -> None:
        self._texts[before] = ""
        if before in self._left:
            self._left[now] = self._left.pop(before)

    def _taken_over(self, path: Path, conversation: str) -> str:
        """The text of this file, if it is an ended process's; as the draft of that conversation it is written anew."""
        own = _pid(path) == os.getpid()  # in a container every run has the same number
        if _conversation(path) in self._texts if own else _alive(_pid(path)):
            return ""
        with contextlib.suppress(OSError, UnicodeDecodeError):
            text = path.read_text("utf-8")
            if text.strip():
                self._left[conversation] = path
                return text
        return ""

    def _begin_to_write(self) -> None:
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
                while not self._closing and self._texts == self._written:
                    self._changed.wait()
                if not self._closing:
                    self._changed.wait_for(lambda: self._closing, timeout=PAUSE_S)
                now = dict(self._texts)
                pending = not self._closing
            changed = [one for one, text in now.items() if text != self._written.get(one)]
            # What is new is written before what has gone elsewhere is removed: in between, a crash keeps both.
            for conversation in sorted(changed, key=lambda one: not now[one]):
                self._write(conversation, now[conversation])

    def _write(self, conversation: str, text: str) -> None:
        path = self._path(conversation)
        try:
            if text:
                make_private(self._folder)
                whole = path.with_suffix(".part")
                whole.touch(mode=0o600)
                whole.write_text(text, "utf-8")
                whole.replace(path)
            else:
                path.unlink(missing_ok=True)
            left = self._left.pop(conversation, None)
            if left is not None and left != path:
                left.unlink(missing_ok=True)
            self.failed = None
        except OSError as error:
            self.failed = error.strerror or str(error)
        self._written[conversation] = text

    def _path(self, conversation: str) -> Path:
        return self._folder / f"{conversation}.{os.getpid()}.txt"


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.glob("*.txt"))
    except OSError:
        return []


def _conversation(path: Path) -> str:
    return path.stem.rpartition(".")[0]


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
