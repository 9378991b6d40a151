"""The list of conversations: the one that was last talked in first, in pages, and what each is called."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from edge.errors import UsageError
from edge.journal.database import Database
from edge.journal.text import title
from edge.journal.uid import GUESTS
from edge.turn import ConversationInfo

__all__ = ["FIRST", "conversation", "conversations", "info", "places", "rename"]

FIRST = 2**63 - 1
"""Behind this place are all of them."""

_PLACED = f"""
    SELECT c.id, coalesce((SELECT max(t.id) FROM turn t WHERE t.conversation = c.id), 0) AS place FROM conversation c
    WHERE c.uid <> '{GUESTS}'
"""  # noqa: S608 - our own name
"""A conversation's place is the row of its newest turn. One without a turn, which only damage makes, comes last."""

_PAGE = f"SELECT id, place FROM ({_PLACED}) WHERE place < :before ORDER BY place DESC, id LIMIT :limit"  # noqa: S608 - our own names

_INFO = """
    SELECT c.uid, c.title, c.begun, c.private,
    (SELECT count(*) FROM turn t WHERE t.conversation = c.id AND t.replaced_by IS NULL) AS turns,
    (SELECT t.begun FROM turn t WHERE t.conversation = c.id ORDER BY t.id DESC LIMIT 1) AS last,
    (SELECT t.id FROM turn t WHERE t.conversation = c.id ORDER BY t.id DESC LIMIT 1) AS place
    FROM conversation c
"""
_BY_ID = f"{_INFO} WHERE c.id = :id"
_BY_UID = f"{_INFO} WHERE c.uid = :uid"

_FIRST_MESSAGE = """
    SELECT m.text FROM turn t CROSS JOIN message m ON m.turn = t.id
    WHERE t.conversation = :id AND t.replaced_by IS NULL AND m.role = 'user' ORDER BY t.id LIMIT 1
"""


def places(db: Database, before: int | None, limit: int) -> Iterator[tuple[int, int]]:
    """The rows of conversations and their places, the highest first; with `before` only lower ones."""
    page = {"before": FIRST if before is None else before, "limit": max(0, limit)}
    yield from (tuple(row) for row in db.execute(_PAGE, page).fetchall())


def conversations(db: Database, limit: int, before: int | None = None) -> list[ConversationInfo]:
    """The one with the newest turn first."""
    found = [info(db, row) for row, _ in places(db, before, limit)]
    return [one for one in found if one is not None]


def info(db: Database, row: int) -> ConversationInfo | None:
    """The conversation in this row; None where there is none."""
    return _info(db.execute(_BY_ID, {"id": row}).fetchone())


def conversation(db: Database, uid: str) -> ConversationInfo | None:
    """The conversation of that name; None where there is none."""
    if uid == GUESTS:
        return None
    return _info(db.execute(_BY_UID, {"uid": uid}).fetchone())


def _info(row: sqlite3.Row | None) -> ConversationInfo | None:
    if row is None:
        return None
    last = row["last"] or row["begun"]
    return ConversationInfo(
        row["uid"], row["title"], row["begun"], row["turns"], bool(row["private"]), last, row["place"] or 0
    )


def rename(db: Database, uid: str, wanted: str) -> str:
    """Give a conversation another title, on one line; an empty one is the beginning of its first message again.

    Returns it. Raises UsageError if there is no such conversation.
    """
    row: int | None = db.value("SELECT id FROM conversation WHERE uid = :uid", {"uid": uid})
    if row is None or uid == GUESTS:
        raise UsageError("This conversation is not there any more: it was deleted.")
    kept = title(wanted) or title(db.value(_FIRST_MESSAGE, {"id": row}) or "")
    db.update("conversation", row, {"title": kept})
    return kept
