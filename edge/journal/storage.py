"""Where the journal is at the moment: in its file, or, when that fails, in a new file or in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, TypeVar

from edge.errors import JournalError
from edge.journal import failing, rescue
from edge.journal.database import FAILURES, Damaged, Database, Newer

__all__ = ["Luggage", "Storage"]

Result = TypeVar("Result")

_IN_MEMORY = (
    "what is said now is kept in memory only and is lost when the program ends; put this right and start it again."
)


class Luggage(Protocol):
    """What has to come along when the file is left."""

    def conversations(self) -> Iterable[str]:
        """Uids of the conversations of which to take what can still be read."""
        ...

    def pack(self, db: Database) -> None:
        """Add to the new database what is known without the old one, and is not in it."""
        ...


class Storage:
    """Runs reads and writes on the database, one at a time, and replaces the database when its file fails.

    Each replacement adds one sentence to `notices`. A damaged file is renamed and kept; one that a newer version wrote
    is left as it is.
    """

    def __init__(self, path: Path, luggage: Luggage, *, in_memory: str | None = None) -> None:
        """With `in_memory`, a sentence that says why, the file is never touched."""
        self.path = path
        self.lock = threading.RLock()
        self.notices: list[str] = [] if in_memory is None else [in_memory]
        self._in_memory = in_memory is not None
        self._luggage = luggage
        self._closed = False
        self.db = self._connect()

    @property
    def memory_only(self) -> bool:
        """Whether what is written now is lost when the process ends."""
        return self.db.path is None

    def close(self) -> None:
        """Let go of the file. Reads and writes raise JournalError from now on; closing again does nothing."""
        with self.lock:
            self._closed = True
            self.db.close()

    def read(self, work: Callable[[Database], Result]) -> Result:
        """What `work` reads. If the file fails under it, it is run once more on what took the place of the file."""
        return self._run(lambda: work(self.db))

    def write(self, work: Callable[[Database], Result], *, durable: bool = True) -> Result:
        """The same in a transaction; see `Database.transaction` for `durable`."""

        def transaction() -> Result:
            with self.db.transaction(durable=durable):
                return work(self.db)

        return self._run(transaction)

    def _run(self, work: Callable[[], Result]) -> Result:
        with self.lock:
            self.check_open()
            try:
                return work()
            except (Damaged, *FAILURES) as error:
                kind = "mistake" if self.memory_only else failing.kind(error, self.db)
                if kind == "mistake":
                    raise
                self._leave(error, new_file=kind == "damaged")
            return work()

    def check_open(self) -> None:
        """Raise JournalError if it was closed."""
        if self._closed:
            raise JournalError("The journal is closed: start the program again.")

    def look_after_file(self) -> None:
        """Notice when the file was removed: SQLite would go on to write into what no name leads to."""
        with self.lock:
            self.check_open()
            if not self.db.is_in_place():
                self.notices.append(
                    f"The journal {self.path} was removed while it was in use, and a new one was begun."
                )
                self._leave(None, new_file=True)

    def begin_anew(self, remove: Callable[[], None]) -> None:
        """Close the database, `remove` the file, and begin an empty one, in memory if removing raised OSError."""
        self.db.close()
        try:
            remove()
        except OSError:
            self.db = Database.in_memory()
            raise
        self.db = self._connect()

    def _leave(self, error: Exception | None, *, new_file: bool) -> None:
        """Go on in a new file or in memory, and take along what can be taken."""
        rescued = rescue.read(self.db, self._luggage.conversations())
        self.db.close()
        if new_file:
            self.db = self._connect(error)
            try:
                self._unpack(rescued)
            except FAILURES as second:
                self.db.close()
                error = second
            else:
                return
        assert error is not None  # without one there is a new file, and what that raised is one
        self.db = self._without_file(error)
        self._unpack(rescued)

    def _unpack(self, rescued: rescue.Rescued) -> None:
        with self.db.transaction():
            rescue.write(self.db, rescued)
            self._luggage.pack(self.db)

    def _connect(self, damage: Exception | None = None) -> Database:
        """The journal in its file, or in memory if that cannot be had. With `damage`, the file goes aside first."""
        if self._in_memory:
            return Database.in_memory()
        aside: Path | None = None
        while True:
            try:
                if damage is not None:
                    aside = rescue.set_aside(self.path)
                database = Database.in_file(self.path)
            except Newer:
                self.notices.append(
                    f"The journal {self.path} was written by a newer version of this program and is left as it is: what"
                    " is said now is kept in memory only and is lost when the program ends; update the program."
                )
                return Database.in_memory()
            except (Damaged, OSError, *FAILURES) as error:
                if damage is not None or failing.kind(error) != "damaged":
                    return self._without_file(error, aside)
                damage = error
            else:
                if aside is not None and damage is not None:
                    self.notices.append(
                        f"The journal {self.path} could not be read ({failing.reason(damage)}): it is kept as"
                        f" {aside.name}, and a new one was begun."
                    )
                return database

    def _without_file(self, error: Exception, aside: Path | None = None) -> Database:
        kept = f"; what was there is kept as {aside.name}" if aside else ""
        self.notices.append(f"The journal {self.path} cannot be used ({failing.reason(error)}{kept}): {_IN_MEMORY}")
        return Database.in_memory()
