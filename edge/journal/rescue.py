"""What can be saved when the journal's file fails: the file, under another name, and what is being talked about."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from edge.journal.database import FAILURES, Database

__all__ = ["Rescued", "files", "files_set_aside", "read", "set_aside", "write"]

_BESIDE = ("", "-wal", "-shm", "-journal")
"""A database and what SQLite keeps beside it; under the new name they belong together again."""

_NEWEST_TURNS = "SELECT * FROM turn WHERE conversation = :key ORDER BY id DESC LIMIT 200"

_OF_MESSAGE = "SELECT * FROM attachment WHERE message = :key ORDER BY id"
_OF_TURN = {
    table: f"SELECT * FROM {table} WHERE turn = :key ORDER BY rowid"  # noqa: S608 - our own names
    for table in ("partial", "face", "receipt", "outbox")
}

Rescued = list[tuple[str, sqlite3.Row]]
"""Rows, each with the name of its table, in an order in which they can be written."""


def set_aside(path: Path) -> Path:
    """Rename the file, and what belongs to it, to the first free `….damaged-N`. Raises OSError."""
    number = 1
    while any(os.path.lexists(_named(path, number, beside)) for beside in _BESIDE):
        number += 1
    for file, beside in zip(files(path), _BESIDE, strict=True):
        with contextlib.suppress(FileNotFoundError):
            file.rename(_named(path, number, beside))
    return _named(path, number, "")


def _named(path: Path, number: int, beside: str) -> Path:
    return path.with_name(f"{path.name}.damaged-{number}{beside}")


def files(path: Path) -> list[Path]:
    """The file and what belongs to it, whether they are there or not."""
    return [path.with_name(path.name + beside) for beside in _BESIDE]


def files_set_aside(path: Path) -> list[Path]:
    """The files that `set_aside` made of `path`, in all their parts."""
    if not path.parent.is_dir():
        return []
    return [file for file in path.parent.iterdir() if file.name.startswith(f"{path.name}.damaged-")]


def read(db: Database, conversations: Iterable[str]) -> Rescued:
    """Of each conversation the last 200 turns, as far as they can be read; raises nothing for what cannot."""
    rescued: Rescued = []
    for uid in conversations:
        for conversation in _rows(db, "SELECT * FROM conversation WHERE uid = :key LIMIT 1", uid):
            rescued.append(("conversation", conversation))
            for turn in _rows(db, _NEWEST_TURNS, conversation["id"]):
                rescued.append(("turn", turn))
                for message in _rows(db, "SELECT * FROM message WHERE turn = :key ORDER BY id", turn["id"]):
                    rescued.append(("message", message))
                    rescued += _all(db, "attachment", _OF_MESSAGE, message["id"])
                for table, sql in _OF_TURN.items():
                    rescued += _all(db, table, sql, turn["id"])
    return rescued


def _all(db: Database, table: str, sql: str, key: int) -> Rescued:
    return [(table, row) for row in _rows(db, sql, key)]


def _rows(db: Database, sql: str, key: str | int) -> Iterator[sqlite3.Row]:
    with contextlib.suppress(*FAILURES):
        yield from db.execute(sql, {"key": key})


def write(db: Database, rescued: Rescued) -> None:
    """Put the rows into an empty journal, with the ids that they had. What damage made impossible is left out."""
    for table, row in rescued:
        with contextlib.suppress(sqlite3.IntegrityError):
            db.insert(table, dict(row))
