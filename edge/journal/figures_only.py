"""Turns of which nothing that was said is kept, only how they went: those of guests (`edge.guests`).

They stand in a conversation of their own that no list shows and nobody can talk in.
"""

from __future__ import annotations

import dataclasses

from edge.events import TurnRecord
from edge.journal import beside
from edge.journal.database import Database
from edge.journal.records import to_columns
from edge.journal.uid import GUESTS
from edge.journal.writing import add_conversation, now

__all__ = ["MOST", "keep"]

MOST = 100_000
"""Turns of guests that are kept; the oldest go first. Some 40 MB (400 bytes each), and the receipts."""
_BETWEEN = 1000
"""Turns after which it is looked whether there are too many."""

_TOO_OLD = """
    DELETE FROM turn WHERE conversation = :guests AND id <=
    (SELECT id FROM turn WHERE conversation = :guests ORDER BY id DESC LIMIT 1 OFFSET :most)
"""


def keep(db: Database, record: TurnRecord, most: int = MOST) -> None:
    """Keep how a turn went, and what left the device in it. It holds nothing that was said."""
    guests = _row(db)
    if guests is None:
        add_conversation(db, GUESTS, "", private=False)
        guests = _row(db)
    turn = db.insert(
        "turn",
        {
            **to_columns(_without_words(record)),
            "uid": record.turn,
            "conversation": guests,
            "state": "finished",
            "begun": now(),
        },
    )
    beside.add_receipts(db, turn, record.egress.receipts if record.egress else ())
    if turn % min(_BETWEEN, most) == 0:
        db.execute(_TOO_OLD, {"guests": guests, "most": most})


def _row(db: Database) -> int | None:
    row: int | None = db.value("SELECT id FROM conversation WHERE uid = :uid", {"uid": GUESTS})
    return row


def _without_words(record: TurnRecord) -> TurnRecord:
    """Slots, the texts of reasons and sentences about errors can quote a message."""
    return dataclasses.replace(
        record,
        text="",
        why=None,
        outbox=None,
        intents=tuple(dataclasses.replace(intent, slots={}) for intent in record.intents),
        route=dataclasses.replace(
            record.route, reasons=tuple(dataclasses.replace(reason, text="") for reason in record.route.reasons)
        ),
        fallback=record.fallback and dataclasses.replace(record.fallback, why=""),
        faces=(),
    )
