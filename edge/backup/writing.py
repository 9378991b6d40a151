"""Writing a backup. The home may be in use: databases are copied by SQLite, from a connection that only reads."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from edge import __version__
from edge.backup.contents import COPIES, DATABASES, FORMAT, MANIFEST, PREFIX, places
from edge.errors import JournalError, UsageError
from edge.journal.uid import new_uid
from edge.paths import Paths

__all__ = ["write"]

BUSY_S = 10.0
"""How long a database may be in use by a writer that lets nobody read."""


def write(paths: Paths, goal: Path | None, out: IO[bytes] | None = None, *, replace: bool = False) -> list[str]:
    """Write a backup of this home to the file `goal`, for this user only, or to the stream `out`.

    Returns the names of what it holds. Raises UsageError if there is a file of that name, unless `replace`, or the home
    holds nothing; JournalError if a database cannot be copied whole or the file cannot be written, and then the file is
    as it was before.
    """
    if goal is not None and not replace and os.path.lexists(goal):
        raise UsageError(f"There is a file {goal}: give another name, or --force to write over it.")
    try:
        # Where the backup is to be, and not in a folder that all users share.
        beside = goal.parent if goal is not None else paths.journal.parent
        with tempfile.TemporaryDirectory(prefix=COPIES, dir=beside) as folder:
            found = _collected(paths, Path(folder))
            if not found:
                raise UsageError(f"There is nothing to back up at {paths.journal.parent}.")
            if out is not None:
                _pack(found, out)
            elif goal is not None:
                with _whole(goal) as file:
                    _pack(found, file)
    except OSError as error:
        if isinstance(error, JournalError):
            raise
        raise JournalError(f"The backup could not be written: {error.strerror or error}.") from None
    return list(found)


def _collected(paths: Paths, folder: Path) -> dict[str, Path]:
    """Copies of databases, and the other files as they are."""
    found: dict[str, Path] = {}
    for name, path in places(paths).items():
        if name in DATABASES:
            if path.is_file():
                found[name] = folder / name
                _copy(path, found[name])
        elif path.is_file():
            found[name] = path
    return found


def _copy(path: Path, copy: Path) -> None:
    """A copy of a database, of one moment, without a log. Raises JournalError."""
    here = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with (
            contextlib.closing(sqlite3.connect(here, uri=True, timeout=BUSY_S, isolation_level=None)) as db,
            contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as made,
        ):
            copy.chmod(0o600)
            db.execute("BEGIN")
            db.execute("SELECT 1 FROM sqlite_schema")  # waits for a writer `BUSY_S`; `backup` would wait for ever
            db.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")
            answer = made.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise JournalError(f"{path} could not be copied ({error}): 'edge doctor' says more of it.") from None
    if answer != "ok":
        raise JournalError(
            f"{path} is damaged ('{answer}'), so that no backup was made: 'edge doctor' says more of it."
        )


def _pack(found: dict[str, Path], out: IO[bytes]) -> None:
    """The manifest stands first, so that the rest can be checked as it is read."""
    listed: dict[str, Any] = {}
    contents: dict[str, bytes] = {}
    for name, path in found.items():
        if name not in DATABASES:  # small, and perhaps being written anew: what is summed up is what is packed
            contents[name] = path.read_bytes()
        size, digest = _summed(contents[name]) if name in contents else _summed_file(path)
        listed[name] = {"bytes": size, "sha256": digest}
    made = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = {"format": FORMAT, "program": __version__, "made": made, "files": listed}
    with tarfile.open(fileobj=out, mode="w|gz", format=tarfile.GNU_FORMAT) as tar:
        _add(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
        for name, path in found.items():
            if name in contents:
                _add(tar, name, contents[name])
            else:
                with path.open("rb") as file:
                    tar.addfile(_member(name, listed[name]["bytes"]), file)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_member(name, len(content)), io.BytesIO(content))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(PREFIX + name)
    member.size, member.mode = size, 0o600
    return member


def _summed(content: bytes) -> tuple[int, str]:
    return len(content), hashlib.sha256(content).hexdigest()


def _summed_file(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest


@contextlib.contextmanager
def _whole(goal: Path) -> Iterator[IO[bytes]]:
    """A file that stands under its name once it is whole, and on the disk."""
    part = goal.with_name(f"{goal.name}.{new_uid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(goal)
    finally:
        part.unlink(missing_ok=True)
