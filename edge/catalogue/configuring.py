"""Changing the list of configured endpoints: whole or as it was, and readable by this user only."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from edge.catalogue.configured import Configured
from edge.catalogue.folder import locked, sync_folder
from edge.errors import DownloadError, SettingsError, UsageError

__all__ = ["enter", "learn_context", "withdraw"]


def enter(path: Path, name: str, entry: Mapping[str, Any]) -> Configured:
    """Put an endpoint on the list; what a user wrote around it stays.

    Raises UsageError if there is one of that name or the entry cannot be used, SettingsError if the list cannot be
    written.
    """
    import tomlkit

    try:
        made = Configured.from_entry(name, entry)
        made.for_client()
    except (ValueError, TypeError) as error:
        raise UsageError(f"{str(error).rstrip('.')}.") from None
    with _open(path) as document:
        table = document.setdefault("endpoints", tomlkit.table(is_super_table=True))
        if name in table:
            raise UsageError(f"There is an endpoint '{name}' already: 'edge endpoints remove {name}' takes it away.")
        added = tomlkit.table()
        added.update(entry)
        table[name] = added
    return made


def withdraw(path: Path, name: str) -> None:
    """Take an endpoint off the list. Raises SettingsError if the list cannot be written."""
    with _open(path) as document:
        document.get("endpoints", {}).pop(name, None)


def learn_context(path: Path, name: str, context: int) -> None:
    """Write down how long the server says its context is. Raises SettingsError if the list cannot be written."""
    with _open(path) as document:
        table = document.get("endpoints", {})
        if name in table:
            table[name]["context"] = context


@contextlib.contextmanager
def _open(path: Path) -> Iterator[Any]:
    """The list as a document, which is written when the block ends without an error."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        with locked(path.parent):
            before = path.read_text("utf-8") if path.exists() else ""
            document = tomlkit.parse(before)
            yield document
            _replace(path, tomlkit.dumps(document))
    except (DownloadError, OSError, UnicodeDecodeError, TOMLKitError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise SettingsError(f"The list of endpoints {path} cannot be changed: {why.rstrip('.')}.") from None


def _replace(path: Path, text: str) -> None:
    """Write it beside its place and move it there when it is on the disk. Raises OSError."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    new.touch(0o600, exist_ok=False)
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync_folder(path.parent)
