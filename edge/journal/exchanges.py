"""A conversation turn by turn: when each was asked, what was said, and how it went."""

from __future__ import annotations

from edge.archive import Exchange
from edge.journal import beside, replaced
from edge.journal.database import Database
from edge.journal.reading import messages_of
from edge.journal.records import from_row
from edge.transcript import Message

__all__ = ["read"]

_TURNS = """
    SELECT t.*, c.uid AS conversation_uid, m.text
    FROM conversation c CROSS JOIN turn t ON t.conversation = c.id
    LEFT JOIN message m ON m.turn = t.id AND m.role = 'assistant'
    WHERE c.uid = :conversation AND t.replaced_by IS NULL AND t.id > :above AND t.id < :below
    ORDER BY t.id {order} LIMIT :limit
"""
_ID = "SELECT id FROM turn WHERE uid = :uid"
_NEVER = 2**62
"""More than any row's number."""


def read(
    db: Database, conversation: str, limit: int, before: str | None = None, after: str | None = None
) -> list[Exchange]:
    """See `edge.turn.AssistantLike.exchanges`. There are none next to a turn that is not known."""
    below = _NEVER if before is None else db.value(_ID, {"uid": before}) or 0
    above = 0 if not after else db.value(_ID, {"uid": after}) or _NEVER
    page = {"conversation": conversation, "above": above, "below": below, "limit": max(0, limit)}
    rows = db.execute(_TURNS.format(order="DESC" if after is None else "ASC"), page).fetchall()
    rows.sort(key=lambda row: row["id"])
    turns = [row["id"] for row in rows]
    said, faces, receipts = messages_of(db, turns), beside.faces_of(db, turns), beside.receipts_of(db, turns)
    earlier = replaced.earlier(db, turns)
    found: list[Exchange] = []
    for row in rows:
        by_role: dict[str, Message] = {message.role: message for message in said.get(row["id"], ())}
        if "user" in by_role:  # else damage took it
            ended = row["state"] != "open"
            before_it = replaced.behind(earlier.get(row["id"], ()), row["text"] or "")
            others = (*before_it, *faces.get(row["id"], ()))
            record = from_row(row, others, receipts.get(row["id"], ())) if ended else None
            found.append(Exchange(row["uid"], row["begun"], by_role["user"], by_role.get("assistant"), record))
    return found
