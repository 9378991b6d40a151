"""What a turn has beside its messages: other texts of its reply, and a receipt for each request that left."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar, get_args

from edge.events import Face, Receipt
from edge.journal.database import Database
from edge.transcript import By

__all__ = [
    "add_faces",
    "add_receipts",
    "counts",
    "faces",
    "faces_of",
    "put_faces",
    "read_receipt",
    "receipts",
    "receipts_of",
    "take_face",
]

Kept = TypeVar("Kept")

_KINDS = ("provisional", "short")

_TURNS = """
    SELECT id FROM turn WHERE conversation = (SELECT id FROM conversation WHERE uid = :conversation)
    AND state <> 'open' AND replaced_by IS NULL ORDER BY id DESC LIMIT :limit
"""
"""The same turns as `edge.journal.reading.turns` reads."""

FACES = f"SELECT * FROM face WHERE turn IN ({_TURNS})"  # noqa: S608 - our own names
RECEIPTS = f"SELECT * FROM receipt WHERE turn IN ({_TURNS})"  # noqa: S608 - our own names

_ADD_RECEIPT = """
    INSERT INTO receipt (turn, endpoint, model, bytes, sha256, sent, masked)
    SELECT :turn, :endpoint, :model, :bytes, :sha256, :sent, :masked
    WHERE NOT EXISTS (SELECT 1 FROM receipt WHERE turn = :turn AND sha256 = :sha256 AND sent = :sent)
"""


def add_faces(db: Database, turn_id: int, faces: Iterable[Face]) -> None:
    """Keep further texts of a turn's reply, in this order, within the caller's transaction.

    turn_id  the row of the turn
    """
    for face in faces:
        row = {"kind": face.kind, "text": face.text, "by": face.by, "model": face.model, "complete": face.complete}
        db.insert("face", {"turn": turn_id, **row})


def put_faces(db: Database, turn_id: int, faces: Iterable[Face]) -> None:
    """Keep these texts in the place of those that were kept while the turn was under way.

    An earlier reply is kept with the turn that it belongs to (`edge.journal.replaced`), and not again.
    """
    db.execute("DELETE FROM face WHERE turn = :turn", {"turn": turn_id})
    add_faces(db, turn_id, (face for face in faces if face.kind != "earlier"))


def take_face(db: Database, turn_id: int) -> Face | None:
    """The last face of a turn, which is then none any more; None if it has none."""
    row = db.execute("SELECT * FROM face WHERE turn = :turn ORDER BY id DESC LIMIT 1", {"turn": turn_id}).fetchone()
    if row is None:
        return None
    db.execute("DELETE FROM face WHERE id = :id", {"id": row["id"]})
    return read_face(row)


def add_receipts(db: Database, turn_id: int, receipts: Iterable[Receipt]) -> None:
    """Keep further receipts of a turn, in this order, within the caller's transaction.

    One that is kept already, the same body at the same moment, is not kept again.

    turn_id  the row of the turn
    """
    for receipt in receipts:
        row = {
            "turn": turn_id,
            "endpoint": receipt.endpoint,
            "model": receipt.model,
            "bytes": receipt.bytes,
            "sha256": receipt.sha256,
            "sent": _sortable(receipt.when),
            "masked": json.dumps(receipt.masked, ensure_ascii=False),
        }
        db.execute(_ADD_RECEIPT, row)


def faces(db: Database, conversation: str, limit: int) -> dict[int, tuple[Face, ...]]:
    """The faces of the last `limit` turns that have ended, by the row of their turn; turns without one are left out."""
    return _by_turn((row["turn"], read_face(row)) for row in _in_order(db, FACES, conversation, limit))


def receipts(db: Database, conversation: str, limit: int) -> dict[int, tuple[Receipt, ...]]:
    """The receipts of the last `limit` turns that have ended, in the same form."""
    return _by_turn((row["turn"], read_receipt(row)) for row in _in_order(db, RECEIPTS, conversation, limit))


def faces_of(db: Database, turns: list[int]) -> dict[int, tuple[Face, ...]]:
    """The faces of these rows of `turn`, by the row; turns without one are left out."""
    return _by_turn((row["turn"], read_face(row)) for row in _of_turns(db, "face", turns))


def receipts_of(db: Database, turns: list[int]) -> dict[int, tuple[Receipt, ...]]:
    """The receipts of these rows of `turn`, in the same form."""
    return _by_turn((row["turn"], read_receipt(row)) for row in _of_turns(db, "receipt", turns))


def _of_turns(db: Database, table: str, turns: list[int]) -> list[sqlite3.Row]:
    sql = f"SELECT * FROM {table} WHERE turn IN (SELECT value FROM json_each(:turns)) ORDER BY id"  # noqa: S608 - our own names
    return db.execute(sql, {"turns": json.dumps(turns)}).fetchall()


def read_face(row: sqlite3.Row) -> Face | None:
    """The face in a row; None for a row that a damaged file made unreadable."""
    kind, by = row["kind"], row["by"]
    if kind not in _KINDS or by not in get_args(By) or not _texts(row["text"], row["model"]):
        return None
    return Face(kind, row["text"], by, row["model"], bool(row["complete"]))


def read_receipt(row: sqlite3.Row) -> Receipt | None:
    """The receipt in a row; None for a row that a damaged file made unreadable."""
    named = (row["endpoint"], row["model"], row["sha256"], row["sent"], row["masked"])
    if not _texts(*named) or not isinstance(row["bytes"], int):
        return None
    endpoint, model, sha256, sent, masked = named
    return Receipt(endpoint, model, row["bytes"], sha256, sent, counts(masked))


def _in_order(db: Database, sql: str, conversation: str, limit: int) -> list[sqlite3.Row]:
    # Sorted here: they are few, and SQLite would read the whole table to have them in the order of their ids.
    found = db.execute(sql, {"conversation": conversation, "limit": max(0, limit)}).fetchall()
    return sorted(found, key=lambda row: row["id"])


def _by_turn(found: Iterable[tuple[int, Kept | None]]) -> dict[int, tuple[Kept, ...]]:
    by_turn: dict[int, tuple[Kept, ...]] = {}
    for turn, one in found:
        if one is not None:
            by_turn[turn] = (*by_turn.get(turn, ()), one)
    return by_turn


def _texts(*values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def counts(text: str) -> dict[str, int]:
    """How many of each kind were masked, from a JSON column; what a damaged file made unreadable is left out."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {kind: n for kind, n in found.items() if type(n) is int} if isinstance(found, dict) else {}


def _sortable(when: str) -> str:
    """A moment as the journal writes all of them, so that they compare as texts; as it is, where it is no moment."""
    try:
        return datetime.fromisoformat(when).astimezone(UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        return when
