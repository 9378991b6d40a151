"""Forgetting, so that no file holds what was forgotten.

Deleting rows is not enough, even with `secure_delete`: pages that SQLite rebalanced keep old copies of rows in their
gaps, and the write-ahead log keeps every earlier version of a page. So the file is written anew from what is left
(VACUUM), and the log is emptied into it and cut to nothing. If the process ends on the way, a note in the database
makes the next opening finish it.

What no program can promise is that the blocks of a flash disk are overwritten: that is up to the disk.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from edge.journal.database import Database

__all__ = ["HeldError", "delete", "is_unfinished", "scrub", "shred"]

_CHUNK = 2**20


class HeldError(Exception):
    """Another program reads the file, and its log cannot be emptied meanwhile."""


def delete(db: Database, conversation: str) -> bool:
    """Delete a conversation, within the caller's transaction, and note that the file has to be scrubbed.

    Returns whether there was one.
    """
    deleted = db.execute("DELETE FROM conversation WHERE uid = :uid", {"uid": conversation}).rowcount > 0
    if deleted:
        db.execute("INSERT OR IGNORE INTO chore VALUES ('scrub')")
    return deleted


def is_unfinished(db: Database) -> bool:
    """Whether something was deleted and its traces may still be in the file."""
    return db.value("SELECT 1 FROM chore WHERE name = 'scrub'") is not None


def scrub(db: Database) -> None:
    """Leave no trace of deleted rows in the file and its log.

    Takes as long as writing the file once, and as much free disk and memory as it is large. Raises sqlite3.Error, and
    HeldError if another program is in the way.
    """
    db.execute("VACUUM")
    _empty_log(db)
    db.execute("DELETE FROM chore WHERE name = 'scrub'")
    _empty_log(db)


def _empty_log(db: Database) -> None:
    if db.value("PRAGMA wal_checkpoint(TRUNCATE)"):
        raise HeldError("another program reads it")


def shred(files: Iterable[Path]) -> None:
    """Remove files, and overwrite with zeros what they held, as far as the file system does that. Needs no free space.

    All names go first, so that no half-overwritten file is left if the process ends on the way. Raises OSError for a
    file that cannot be removed, and then has done nothing to it and those behind it.
    """
    with contextlib.ExitStack() as stack:
        held = []
        for file in files:
            with contextlib.suppress(FileNotFoundError):
                held.append(stack.enter_context(file.open("r+b", buffering=0)))
                file.unlink()
        for content in held:
            # One that writes every change to a new place may have none left. The name is gone all the same.
            with contextlib.suppress(OSError):
                left = os.fstat(content.fileno()).st_size
                while left > 0:
                    left -= content.write(bytes(min(left, _CHUNK))) or left
                os.fsync(content.fileno())
