"""What to make of an error of the journal's file: is the file damaged, can it not be had, or is it our own mistake?"""

from __future__ import annotations

import sqlite3
from typing import Literal

from edge.journal.database import FAILURES, Damaged, Database, Newer

__all__ = ["kind", "reason"]

_DAMAGED = {sqlite3.SQLITE_CORRUPT: "it is damaged", sqlite3.SQLITE_NOTADB: "it is no SQLite database"}

_UNAVAILABLE = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "access is not allowed",
    sqlite3.SQLITE_BUSY: "another program holds it",
    sqlite3.SQLITE_LOCKED: "another program holds it",
    sqlite3.SQLITE_PROTOCOL: "another program holds it",
    sqlite3.SQLITE_NOLFS: "the file system cannot hold files of its size",
}


def kind(error: Exception, db: Database | None = None) -> Literal["damaged", "unavailable", "mistake"]:
    """What `error` means for the file; `db`, if it is open, is looked through where that alone can tell."""
    if isinstance(error, (Damaged, UnicodeDecodeError)):
        return "damaged"
    if isinstance(error, OSError):
        return "unavailable"
    code = _code(error)
    if code in _DAMAGED:
        return "damaged"
    if code in _UNAVAILABLE:
        return "unavailable"
    return "damaged" if db is not None and _is_broken(db) else "mistake"


def reason(error: Exception) -> str:
    """The same as the end of a sentence."""
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    if isinstance(error, Newer):
        return "a newer version of this program wrote it"
    if isinstance(error, UnicodeDecodeError):
        return "it is damaged"
    known = {**_DAMAGED, **_UNAVAILABLE}
    return known.get(_code(error), str(error))


def _code(error: Exception) -> int:
    """SQLite's primary result code; the extended codes hold it in their last byte."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _is_broken(db: Database) -> bool:
    """Whether a broken index, say, is why a statement failed that should not have."""
    try:
        db.check()
    except (Damaged, *FAILURES):
        return True
    return False
