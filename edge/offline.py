"""The offline mode that the user chose: a file in the home, which outlives every process and which nothing can damage.

As long as the file is there, no turn may let anything leave the device. What cannot be looked at counts as there.
"""

from __future__ import annotations

import os
from pathlib import Path

from edge.errors import JournalError
from edge.paths import make_private

__all__ = ["NOTHING_IS_ASKED", "OfflineMode"]

NOTHING_IS_ASKED = "Offline mode is on, and nothing is asked: say 'go online' to the assistant first."
"""The sentence for who would try an endpoint."""

_CONTENTS = b"While this file is here, nothing leaves the device. Say 'go online' to the assistant, or remove it.\n"


class OfflineMode:
    """The switch of one home. All calls may come from any thread."""

    def __init__(self, file: Path, *, in_memory: bool = False) -> None:
        """With `in_memory` the file is read and never written: this process may not change the home."""
        self._file = file
        self._in_memory = in_memory
        self._here: bool | None = None
        """What was chosen in this process and could not be written; None where the file says it."""

    @property
    def on(self) -> bool:
        """Whether nothing may leave the device."""
        if self._here is not None:
            return self._here
        try:
            self._file.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True
        return True

    def switch(self, on: bool) -> None:
        """Switch it, for this and every later process.

        Raises JournalError if it cannot be written. Off is then on for this process all the same, and on stays on.
        """
        if self._in_memory:
            self._here = on
            return
        try:
            _write(self._file) if on else _remove(self._file)
        except OSError as error:
            why = error.strerror or str(error)
            if on:
                self._here = True
                raise JournalError(
                    f"nothing leaves this device until the program ends, but {self._file} cannot be written ({why}), so"
                    " say it again after the next start."
                ) from None
            raise JournalError(f"{self._file} cannot be removed ({why}): remove it by hand.") from None
        self._here = None


def _write(file: Path) -> None:
    make_private(file.parent)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        os.write(descriptor, _CONTENTS)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _sync(file.parent)


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    _sync(file.parent)


def _sync(folder: Path) -> None:
    """Have the entry itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
