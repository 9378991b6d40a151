"""The tables of the store. A change here raises `VERSION`; what was written before is brought up to it at opening."""

from __future__ import annotations

import sqlite3

__all__ = ["APPLICATION_ID", "VERSION", "update"]

APPLICATION_ID = 0x45444753
"""`EDGS`, in the header of the file."""

_CHANGES = {
    1: (
        """
        CREATE TABLE alert (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            due REAL,
            made REAL NOT NULL,
            seconds REAL NOT NULL,
            boot TEXT NOT NULL,
            due_ticks REAL NOT NULL,
            language TEXT NOT NULL,
            conversation TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE item (
            id INTEGER PRIMARY KEY,
            list TEXT NOT NULL,
            text TEXT NOT NULL,
            conversation TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE note (
            id INTEGER PRIMARY KEY,
            text TEXT NOT NULL,
            made REAL NOT NULL,
            conversation TEXT NOT NULL
        )
        """,
        "CREATE TABLE chore (name TEXT PRIMARY KEY) -- what the next opening has to do if it was not done before",
    ),
}
"""What each version changes of the one before it; a new file goes the same way."""

VERSION = max(_CHANGES)


def update(connection: sqlite3.Connection, version: int) -> None:
    """Bring the tables from this version (0 is an empty file) to the newest, within the caller's transaction."""
    for later in range(version + 1, VERSION + 1):
        for statement in _CHANGES[later]:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
