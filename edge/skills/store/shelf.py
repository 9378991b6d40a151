"""Records in memory, written through to a file, so that a file that fails takes nothing along."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from edge.errors import JournalError
from edge.journal import erasing, failing, rescue
from edge.journal.database import FAILURES, Damaged, Newer
from edge.skills.store.file import File, read_only
from edge.skills.store.records import Record, table_of

__all__ = ["ERRORS", "Shelf"]

ERRORS = (Damaged, OSError, *FAILURES)
"""What can go wrong with the file."""

R = TypeVar("R", bound=Record)


class Shelf:
    """The records of one home and the file that they are written to.

    Whatever happens to the file, the records go on in memory, and `notices` gets one sentence. Not safe for threads
    but with `lock` held.
    """

    def __init__(self, path: Path, *, in_memory: str | None) -> None:
        """Open the file in `path`, made if it is not there. Never raises for what is wrong with it.

        With `in_memory`, a sentence that says why, the file is never touched.
        """
        self.path = path
        self.lock = threading.RLock()
        self.notices: list[str] = []
        self._records: dict[tuple[str, int], Record] = {}
        self._last_id = 0
        self._file: File | None = None
        self._untouchable = in_memory is not None
        self._unread = False  # the file may hold records that are not known here
        self._closed = False
        if in_memory is not None:
            self.notices.append(in_memory)
        else:
            self._open()

    @property
    def memory_only(self) -> bool:
        """Whether what is kept now is lost when the process ends."""
        return self._file is None

    def check_open(self) -> None:
        """Raise JournalError if it was closed."""
        if self._closed:
            raise JournalError("The store is closed: start the program again.")

    def close(self) -> None:
        """Let go of the file; closing again does nothing."""
        self._closed = True
        if self._file is not None:
            self._file.close()

    # -- records -------------------------------------------------------------------------------------------------------

    def all(self, kind: type[R]) -> list[R]:
        """The records of a kind, in the order in which they were made."""
        return sorted((one for one in self._records.values() if isinstance(one, kind)), key=lambda one: one.id)

    def has(self, record: Record) -> bool:
        """Whether there still is one of this kind and id."""
        return _key(record) in self._records

    def of(self, conversation: str) -> list[Record]:
        """Those that were made in a conversation."""
        return [record for record in self._records.values() if record.conversation == conversation]

    def next_id(self) -> int:
        """An id that no record has."""
        self._last_id += 1
        return self._last_id

    def change(self, put: Sequence[Record], drop: Sequence[Record] = ()) -> None:
        """Change what is known, and then the file. Raises JournalError once closed."""
        self.check_open()
        self._note(put, drop)
        if self._file is None:
            return
        try:
            if not self._file.is_in_place():
                self._file.close()
                self._file = File(self.path)
                self.notices.append(f"The store {self.path} was removed while it was in use, and a new one was begun.")
                put, drop = list(self._records.values()), ()
            self._file.apply(put, drop)
        except ERRORS as error:
            match failing.kind(error):
                case "damaged":
                    self._begin_anew(error)
                case "unavailable":
                    self._without_file(error)
                case _:
                    raise

    def _note(self, put: Iterable[Record], drop: Iterable[Record]) -> None:
        self._records.update({_key(record): record for record in put})
        for record in drop:
            self._records.pop(_key(record), None)

    # -- leaving no trace ----------------------------------------------------------------------------------------------

    def erase(self, put: Sequence[Record], drop: Sequence[Record]) -> None:
        """The same change so that the file holds nothing of what it took out. Raises one of ERRORS."""
        self._note(put, drop)
        if self._file is None:
            if self.path.exists():
                self._rewrite(rescue.files(self.path))
        elif put or drop:
            self._file.apply(put, drop, leave_no_trace=True)

    def erase_all(self) -> None:
        """Remove the file and those set aside, and begin an empty one. Raises one of ERRORS."""
        self._records.clear()
        self._unread = False
        files = [*rescue.files(self.path), *rescue.files_set_aside(self.path)]
        if self._file is not None or any(file.exists() for file in files):
            self._rewrite(files)

    def _rewrite(self, files: Sequence[Path]) -> None:
        """Remove these files and begin one that holds what is known."""
        if self._untouchable:
            raise OSError("another process may own it")
        if self._unread:
            raise OSError("what is in it cannot be read")  # rewriting it would take the rest along
        if self._file is not None:
            self._file.close()
        self._file = None  # what is known goes on in memory if this fails
        erasing.shred(files)
        fresh = File(self.path)
        fresh.apply(list(self._records.values()), ())
        self._file = fresh

    # -- a file that fails ---------------------------------------------------------------------------------------------

    def _open(self) -> None:
        try:
            self._file = File(self.path)
            self._take(self._file.records())
        except Newer:
            self._unread = True
            self.notices.append(
                f"The store {self.path} was written by a newer version of this program and is left as it is: timers,"
                " lists and notes are kept in memory only; update the program."
            )
        except ERRORS as error:
            readable = read_only(self.path)
            self._take(readable or ())
            self._unread = readable is None and self.path.exists()
            if failing.kind(error) == "damaged":
                self._begin_anew(error)
            else:
                self._without_file(error)

    def _take(self, records: Iterable[Record]) -> None:
        self._records = {_key(record): record for record in records}
        self._last_id = max((record.id for record in self._records.values()), default=0)

    def _begin_anew(self, damage: Exception) -> None:
        """Set a damaged file aside and write what is known into a new one."""
        aside: Path | None = None
        try:
            if self._file is not None:
                self._file.close()
            self._file = None
            aside = rescue.set_aside(self.path)
            fresh = File(self.path)
            fresh.apply(list(self._records.values()), ())
            self._file, self._unread = fresh, False
        except ERRORS as error:
            self._without_file(error, aside)
        else:
            count = len(self._records)
            saved = (
                "an empty one was begun" if not count else f"a new one was begun with the {count} that could be saved"
            )
            self.notices.append(
                f"The store {self.path} could not be read ({failing.reason(damage)}): it is kept as {aside.name}, and"
                f" {saved}."
            )

    def _without_file(self, error: Exception, aside: Path | None = None) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None
        kept = f"; what was there is kept as {aside.name}" if aside else ""
        self.notices.append(
            f"The store {self.path} cannot be written ({failing.reason(error)}{kept}): timers, lists and notes are"
            " kept in memory only and are lost when the program ends; put this right and start it again."
        )


def _key(record: Record) -> tuple[str, int]:
    return table_of(record), record.id
