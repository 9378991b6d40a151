"""Putting a backup in the place of a home. What is in the file is checked before anything of the home is touched."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Self

from edge.backup import plan
from edge.backup.contents import DATABASES, FORMAT, MANIFEST, PREFIX, places
from edge.cleaning import clean
from edge.errors import EdgeError, OwnerRefusedError, UsageError
from edge.home.lock import OwnerLock
from edge.paths import Paths, make_private

__all__ = ["restore"]

_MANIFEST_LIMIT = 64 * 1024
_FILE_LIMIT = 2**20
"""Bytes of what is no database."""
_CHUNK = 2**20


def restore(paths: Paths, file: Path) -> list[Path]:
    """Put what this backup holds in the place of the home's; what the home had and the backup has not goes, too.

    Returns where what was here before is kept. Raises UsageError where the file is no backup, or not a whole one, or
    one of a later program; OwnerRefusedError while another process owns the home. Either way nothing has changed.
    """
    with _owned(paths):
        plan.finish(paths)  # of one before this, if that was interrupted
        try:
            _lay_ready(paths, file)
            plan.begin(paths)
        finally:
            if not plan.is_begun(paths):
                _clear(paths)
        return plan.finish(paths)


@contextlib.contextmanager
def _owned(paths: Paths) -> Iterator[None]:
    lock = OwnerLock(paths.lock)
    if not lock.try_acquire():
        holder = lock.holder()
        who = f"Another edge process (pid {holder.pid})" if holder else "Another edge process"
        raise OwnerRefusedError(f"{who} uses this home: stop it, and restore then.")
    try:
        yield
    finally:
        lock.release()


def _clear(paths: Paths) -> None:
    for path in places(paths).values():
        plan.ready(path).unlink(missing_ok=True)


def _lay_ready(paths: Paths, file: Path) -> None:
    """Every file of the backup, checked, beside the one whose place it is to take. Raises UsageError."""
    try:
        _clear(paths)
        with file.open("rb") as opened, tarfile.open(fileobj=opened, mode="r|gz", tarinfo=_Member) as tar:
            known, wanted = places(paths), None
            for member in tar:
                content = tar.extractfile(member)
                name = member.name.removeprefix(PREFIX)
                if content is None or not member.name.startswith(PREFIX):
                    raise _wrong(file, f"'{member.name[:80]}' is none of the files that a backup has")
                if wanted is None:
                    wanted = _manifest(file, name, member.size, content)
                    continue
                entry = wanted.pop(name, None)
                if entry is None or name not in known:
                    raise _wrong(file, f"'{name[:80]}' is none of the files that a backup has")
                _take(file, name, content, entry, plan.ready(known[name]))
            if wanted is None or wanted:
                raise _wrong(file, "it is not whole")
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise _wrong(file, f"it is damaged, or no archive: {error}") from None
    except OSError as error:
        if isinstance(error, EdgeError):
            raise
        raise UsageError(f"{file} could not be restored: {error.strerror or error}. Nothing was changed.") from None


class _Member(tarfile.TarInfo):
    """The header of a plain file. Any other is refused before tarfile reads what follows it, however long that is."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        member = super().frombuf(buf, encoding, errors)
        if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
            raise tarfile.ReadError(f"'{member.name[:80]}' is no plain file")
        return member


def _manifest(file: Path, name: str, size: int, content: IO[bytes]) -> dict[str, Any]:
    """What is to follow, by name."""
    try:
        manifest = json.loads(content.read(_MANIFEST_LIMIT)) if name == MANIFEST and size <= _MANIFEST_LIMIT else {}
        kind, files = manifest["format"], manifest["files"]
        listed = {name: (int(entry["bytes"]), str(entry["sha256"])) for name, entry in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise _wrong(file, "it does not begin with a list of what it holds") from None
    if not isinstance(kind, int) or kind > FORMAT:
        raise UsageError(f"A later version of this program wrote {file}: update the program first.")
    return dict(listed)


def _take(file: Path, name: str, content: IO[bytes], entry: tuple[int, str], goal: Path) -> None:
    size, expected = entry
    if name not in DATABASES and size > _FILE_LIMIT:
        raise _wrong(file, f"'{name}' is larger than such a file is")
    make_private(goal.parent)
    digest, left = hashlib.sha256(), size
    with os.fdopen(os.open(goal, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while chunk := content.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                break
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if left or digest.hexdigest() != expected:
        raise _wrong(file, f"'{name}' is damaged")
    if name in DATABASES:
        _check(file, name, goal)


def _check(file: Path, name: str, copy: Path) -> None:
    """Whether it is a database of ours that this program can read."""
    kind = DATABASES[name]
    try:
        with contextlib.closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            application = db.execute("PRAGMA application_id").fetchone()[0]
            version = db.execute("PRAGMA user_version").fetchone()[0]
            answer = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise _wrong(file, f"'{name}' is no database: {error}") from None
    if application != kind.application or answer != "ok":
        raise _wrong(file, f"'{name}' is not what it says, or damaged")
    if version > kind.version:
        raise UsageError(f"A later version of this program wrote {file}: update the program first.")


def _wrong(file: Path, why: str) -> UsageError:
    return UsageError(f"{file} is no backup that can be restored: {_line(why)}. Nothing was changed.")


def _line(text: str) -> str:
    """What an archive says, for a terminal."""
    return " ".join(clean(text).split())
