"""The store's file: how it is opened, read whole, and written."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from edge.journal.database import BUSY_SECONDS, FAILURES, Damaged, Newer
from edge.journal.text import storable
from edge.paths import make_private
from edge.skills.store import schema
from edge.skills.store.records import TABLES, Record, table_of

__all__ = ["File", "read_only"]

_SETTINGS = (
    "secure_delete = ON",  # what is deleted is overwritten with zeros
    "temp_store = MEMORY",  # nothing that was said gets into a temporary file elsewhere
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "fullfsync = ON",  # macOS: the drive's own cache as well
)


class File:
    """A connection to the file. Not safe for threads: `SkillStore` holds a lock."""

    def __init__(self, path: Path) -> None:
        """Open `path`, made if it is not there, for this user only (mode 0600).

        Raises Damaged, Newer, OSError, or one of `edge.journal.database.FAILURES`.
        """
        make_private(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        with contextlib.suppress(PermissionError):  # it belongs to somebody else, who decides
            path.chmod(0o600)  # SQLite gives the files beside it the same mode
        self._path = path
        self._identity = _identity(path)
        self._connection = _connect(path)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        _check(self._connection)
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A timer that the user was told of must not be gone after a power cut.
        self._connection.execute("PRAGMA synchronous = FULL")
        version = _version(self._connection)
        if version < schema.VERSION:
            with self._transaction():
                schema.update(self._connection, version)
        if self._connection.execute("SELECT 1 FROM chore WHERE name = 'scrub'").fetchone():
            self._scrub()

    def records(self) -> list[Record]:
        """Everything in it. Raises Damaged or one of FAILURES."""
        return _records(self._connection)

    def apply(self, put: Iterable[Record], drop: Iterable[Record], *, leave_no_trace: bool = False) -> None:
        """Write some records and take others out, all or nothing; behind it a power cut takes nothing of it.

        With `leave_no_trace` the file is written anew, so that it holds nothing of what was taken out; if the process
        ends over that, the next opening finishes it. Raises one of FAILURES.
        """
        with self._transaction():
            for record in drop:
                sql = f"DELETE FROM {table_of(record)} WHERE id = ?"  # noqa: S608 - our own names
                self._connection.execute(sql, (record.id,))
            for record in put:
                values = dataclasses.asdict(record)
                places = ", ".join(f":{name}" for name in values)
                kept = {name: storable(value) if isinstance(value, str) else value for name, value in values.items()}
                sql = f"INSERT OR REPLACE INTO {table_of(record)} VALUES ({places})"  # noqa: S608 - our own names
                self._connection.execute(sql, kept)
            if leave_no_trace:
                self._connection.execute("INSERT OR IGNORE INTO chore VALUES ('scrub')")
        if leave_no_trace:
            self._scrub()

    def _scrub(self) -> None:
        """Write the file anew and empty its log: rows that were deleted stay in the gaps of pages and in the log."""
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.execute("DELETE FROM chore WHERE name = 'scrub'")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def is_in_place(self) -> bool:
        """Whether the file that is open is still the one that stands under its name, as far as can be seen."""
        try:
            return _identity(self._path) == self._identity
        except FileNotFoundError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def read_only(path: Path) -> list[Record] | None:
    """What a file that cannot be written holds, as far as it can be read, or None; nothing is changed or raised."""
    # With `immutable` SQLite does without the files beside it, but does not see what is in its log only.
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        with contextlib.suppress(OSError, Damaged, Newer, *FAILURES), contextlib.ExitStack() as stack:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)
            stack.callback(connection.close)
            if _is_ours(connection):
                return _records(connection, whole=False)
    return None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection) -> None:
    """Raises Damaged for what is no whole store, and Newer for one of a later version of this program."""
    if not _is_ours(connection):
        return
    answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]  # it is small: some milliseconds
    if answer != "ok":
        raise Damaged(f"SQLite says '{str(answer).splitlines()[-1]}'")


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether it is a store, False if it is empty. Raises Damaged if it is something else, and Newer."""
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if application == schema.APPLICATION_ID:
        if _version(connection) > schema.VERSION:
            raise Newer
        return True
    if application or connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise Damaged("it holds something else")
    return False


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _records(connection: sqlite3.Connection, *, whole: bool = True) -> list[Record]:
    """The rows of all tables by id; unless `whole`, those that can be read. Raises Damaged or one of FAILURES."""
    found: list[Record] = []
    for table, kind in TABLES.items():
        names = [field.name for field in dataclasses.fields(kind)]
        with contextlib.ExitStack() as stack:
            if not whole:
                stack.enter_context(contextlib.suppress(Damaged, *FAILURES))
            sql = f"SELECT {', '.join(names)} FROM {table} ORDER BY id"  # noqa: S608 - our own names
            for row in connection.execute(sql):
                found.append(_record(kind, dict(zip(names, row, strict=True))))  # noqa: PERF401 - kept up to an error
    return found


_TYPES: dict[str, tuple[type[object], ...]] = {"int": (int,), "float": (float,), "float | None": (float, type(None))}


def _record(kind: type[Record], values: dict[str, object]) -> Record:
    for field in dataclasses.fields(kind):
        value = values[field.name]
        wanted: tuple[type[object], ...] = _TYPES.get(str(field.type), (str,))
        if not isinstance(value, wanted):  # SQLite keeps what it was given; we gave it nothing else
            raise Damaged(f"{field.name} is {type(value).__name__}")
    if values.get("kind") not in {None, "timer", "alarm", "reminder"}:
        raise Damaged("a kind is unknown")
    return kind(**values)  # type: ignore[arg-type] # each was looked at above


def _identity(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_dev, stat.st_ino
