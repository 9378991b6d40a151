"""Forgetting one conversation, or everything, wherever the journal is and was."""

from __future__ import annotations

from edge.errors import JournalError
from edge.journal import erasing, failing, listing, rescue
from edge.journal.database import FAILURES, Damaged, Database, Newer
from edge.journal.storage import Storage

__all__ = ["finish", "forget_all", "forget_one"]

_ALL = 2**31


def forget_one(storage: Storage, uid: str) -> int:
    """Erase one conversation. Returns 1, or 0 if there is none of that uid. Raises JournalError."""
    erased = storage.write(lambda db: erasing.delete(db, uid))
    try:
        if not storage.memory_only:
            _scrub(storage.db)
        elif storage.path.exists():
            erased = _forget_in_file(storage, uid) or erased
    except (*FAILURES, OSError, Damaged, Newer, erasing.HeldError) as error:
        raise _left(storage, error) from error
    if rescue.files_set_aside(storage.path):
        storage.notices.append(
            f"Journals that were set aside as damaged may hold a copy of what was forgotten: they lie beside"
            f" {storage.path}, and go when everything is forgotten."
        )
    return int(erased)


def _forget_in_file(storage: Storage, uid: str) -> bool:
    """Erase it from the file that the journal does without."""
    file = Database.in_file(storage.path)
    try:
        with file.transaction():
            erased = erasing.delete(file, uid)
        _scrub(file)
    finally:
        file.close()
    return erased


def forget_all(storage: Storage) -> int:
    """Remove the journal's files, also those that were set aside as damaged. Returns how many conversations it had.

    The files go as a whole, because that works on a full disk too, and for files that cannot be read.
    Raises JournalError.
    """
    known = storage.read(_uids)
    if storage.memory_only:
        known |= _uids_in_file(storage)
    files = [*rescue.files(storage.path), *rescue.files_set_aside(storage.path)]
    try:
        storage.begin_anew(lambda: erasing.shred(files))
    except OSError as error:
        raise _left(storage, error) from error
    return len(known)


def finish(storage: Storage) -> None:
    """Do what an earlier process was asked to forget and was ended over."""
    try:
        _scrub(storage.db)
    except (*FAILURES, erasing.HeldError) as error:
        storage.notices.append(str(_left(storage, error)))


def _scrub(db: Database) -> None:
    if erasing.is_unfinished(db):
        erasing.scrub(db)


def _uids(db: Database) -> set[str]:
    return {conversation.uid for conversation in listing.conversations(db, _ALL)}


def _uids_in_file(storage: Storage) -> set[str]:
    """The conversations in the file that the journal does without; none if it cannot be read."""
    if not storage.path.is_file():
        return set()
    try:
        file = Database.in_file(storage.path)
    except (*FAILURES, OSError, Damaged, Newer):
        return set()
    try:
        return _uids(file)
    except FAILURES:
        return set()
    finally:
        file.close()


def _left(storage: Storage, error: Exception) -> JournalError:
    return JournalError(
        f"What was to be forgotten may still be in {storage.path} ({failing.reason(error)}): put this right and forget"
        " it again."
    )
