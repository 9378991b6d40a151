"""Where an exported conversation goes: a file of its own, for this user only, in no other file's place."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from edge.cleaning import clean
from edge.errors import UsageError

__all__ = ["free_path", "write_new"]

_UNFIT = re.compile(r"[\s/\\:*?\"<>|.\x00-\x1f]+")
"""What some file system or shell does not take in a name."""
_NAME_BYTES = 120
"""Of a name, so that it can be written on every file system with its number and its ending."""


def free_path(folder: Path, title: str, ending: str) -> Path:
    """A path in `folder` that is not there yet, named for the title: `Reading-a-file.md`, `Reading-a-file-2.md`, …

    ending  with its dot
    """
    name = _UNFIT.sub("-", clean(title)).strip("-")
    name = name.encode("utf-8", "ignore")[:_NAME_BYTES].decode("utf-8", "ignore").strip("-") or "conversation"
    path, number = folder / f"{name}{ending}", 2
    while os.path.lexists(path):
        path, number = folder / f"{name}-{number}{ending}", number + 1
    return path


def write_new(path: Path, text: str) -> Path:
    """Write `text` into a new file that only this user can read (mode 0600). Returns its absolute path.

    Raises UsageError, and writes nothing, where there is something of that name already, or none can be written. What
    could be written in part only is removed again.
    """
    path = path.expanduser().absolute()
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise UsageError(f"There is {path} already: choose another name.") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be written ({_why(error)}): choose another place.") from None
    try:
        with os.fdopen(made, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise UsageError(f"{path} cannot be written ({_why(error)}): choose another place.") from None
    return path


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
