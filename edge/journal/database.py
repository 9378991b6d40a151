"""One connection to the journal's file, or to a database in memory: how it is opened, checked and written."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from edge.journal import schema
from edge.journal.text import storable
from edge.paths import make_private

__all__ = ["FAILURES", "Damaged", "Database", "Newer"]

CHECKED_WHOLE = 2 * 2**20
"""Bytes up to which a file is checked from end to end when it is opened, with `PRAGMA integrity_check`.

It took 5 ms for 2 MB, 23 ms for 8 MB and 650 ms for 100 MB from the page cache (`quick_check`, which does not compare
indexes with tables: 2, 11 and 190 ms), and from an SD card it takes as long as reading the file. A larger file is
checked where it is used: header, size, tables, and what the newest turns need. Damage elsewhere shows when it is read,
and is dealt with then.
"""

BUSY_SECONDS = 2.0
"""How long another program may hold the file, before it counts as not to be had."""

FAILURES = (sqlite3.Error, UnicodeDecodeError)
"""What a statement can raise because of the file. The second comes from the sqlite3 module when it reports damage with
a name from the damaged file in it that is no UTF-8."""

_MAGIC = b"SQLite format 3\0"


class Damaged(Exception):
    """The file is no journal, or no longer a whole one. The text says what is wrong, as the end of a sentence."""


class Newer(Exception):
    """A later version of this program wrote the file."""


class Database:
    """A connection with the journal's tables in it. Not safe for threads: `Journal` holds a lock."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self.path = path
        self._connection = connection
        self._identity = _identity(path) if path else None
        connection.row_factory = sqlite3.Row
        connection.text_factory = _decode

    @classmethod
    def in_memory(cls) -> Database:
        """An empty journal in memory."""
        database = cls(_connect(":memory:"))
        with database.transaction():
            schema.create(database._connection)
        return database

    @classmethod
    def in_file(cls, path: Path) -> Database:
        """The journal in `path`, which is made if it is not there, for this user only (mode 0600).

        Raises Damaged, Newer, OSError, or sqlite3.Error. A file that raises Newer is not changed.
        """
        make_private(path.parent)
        _check_header(path)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        with contextlib.suppress(PermissionError):  # it belongs to somebody else, who decides
            path.chmod(0o600)  # SQLite gives the files beside it the same mode
        database = cls(_connect(path), path)
        try:
            database._prepare()
        except BaseException:
            database.close()
            raise
        return database

    def _prepare(self) -> None:
        version = int(self.value("PRAGMA user_version"))
        if version > schema.VERSION:
            raise Newer
        found = schema.objects(self._connection)
        if found and not schema.matches(found, version):
            raise Damaged("its tables are not those of a journal")
        # WAL: a killed process loses nothing that was committed. FULL: neither does a power cut, because each commit
        # waits until its pages are on the disk; with NORMAL, the last ones may be gone.
        self.execute("PRAGMA journal_mode = WAL")
        if not found:
            with self.transaction():
                schema.create(self._connection)
            return
        if self._size() <= CHECKED_WHOLE:
            self.check()
        if version < schema.VERSION:
            with self.transaction():
                schema.update(self._connection, version)

    def check(self) -> None:
        """Have SQLite look through the whole database. Raises Damaged."""
        answer = self.value("PRAGMA integrity_check(1)")
        if answer != "ok":
            raise Damaged(f"SQLite says '{str(answer).splitlines()[-1]}'")

    def _size(self) -> int:
        return int(self.value("PRAGMA page_count")) * int(self.value("PRAGMA page_size"))

    def is_in_place(self) -> bool:
        """Whether the file that is open is still the one that stands under its name, as far as can be seen."""
        try:
            return self.path is None or _identity(self.path) == self._identity
        except FileNotFoundError:
            return False
        except OSError:
            return True

    def execute(self, sql: str, values: Mapping[str, Any] | None = None) -> sqlite3.Cursor:
        """Run one statement with named values; text in them is made storable. Raises sqlite3.Error."""
        return self._connection.execute(
            sql, {name: storable(value) if isinstance(value, str) else value for name, value in (values or {}).items()}
        )

    def value(self, sql: str, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, or None if there is no row."""
        row = self.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Add a row. Returns its id."""
        columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
        cursor = self.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608 - our own names
        return cursor.lastrowid or 0

    def update(self, table: str, row: int, values: Mapping[str, Any]) -> None:
        """Change columns of the row with this id."""
        changes = ", ".join(f"{name} = :{name}" for name in values)
        self.execute(f"UPDATE {table} SET {changes} WHERE id = :id", {**values, "id": row})  # noqa: S608 - our own names

    @contextlib.contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """All of it or nothing. Behind it, what was written survives the end of the process, and if `durable` a power
        cut; without, the next durable one makes it so.
        """
        self.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Let go of the file. What SQLite cannot do on the way is left to the next opening."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()


def _connect(where: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(where, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for setting in (
        "secure_delete = ON",  # what is deleted is overwritten with zeros
        "temp_store = MEMORY",  # nothing that was said gets into a temporary file elsewhere
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "fullfsync = ON",  # macOS: the drive's own cache as well; other systems do that anyway
        f"journal_size_limit = {CHECKED_WHOLE}",
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _decode(raw: bytes) -> str:
    # A flipped bit in a text is no reason to lose the rest of the conversation.
    return raw.decode("utf-8", "replace")


def _identity(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_dev, stat.st_ino


def _check_header(path: Path) -> None:
    """Look at the first bytes of the file, before SQLite changes any.

    Raises Damaged, Newer or OSError. Where the numbers stand: https://www.sqlite.org/fileformat2.html#the_database_header
    """
    wal = path.with_name(path.name + "-wal")
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no file")
    size = path.stat().st_size if path.exists() else 0
    if size == 0:
        # SQLite would delete this log, and with it what could perhaps be saved.
        if wal.exists() and wal.stat().st_size:
            raise Damaged("its log is there and the file itself is not")
        return
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise Damaged("it is no SQLite database")
    version, application = int.from_bytes(header[60:64]), int.from_bytes(header[68:72])
    # Both are 0 as long as the first transaction of a new journal stands in its log only.
    if application == schema.APPLICATION_ID and version > schema.VERSION:
        raise Newer
    page = int.from_bytes(header[16:18])
    # Whole pages are written, but after a power cut the last one may be whole in the log only.
    if page > 1 and size % page and not wal.exists():
        raise Damaged("its end is missing")
    ours = application == schema.APPLICATION_ID and 1 <= version <= schema.VERSION
    if not ours and (version, application) != (0, 0):
        raise Damaged("it is no journal")
