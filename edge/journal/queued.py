"""What a turn's beginning and end, and the start of a process, mean for the row that the turn has in the outbox.

Each within a transaction of the caller's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from edge.events import TurnRecord
from edge.journal.database import Database

__all__ = ["REST_S", "begin_turn", "end_turn", "moment", "recover"]

REST_S = 30.0
"""For how long, in seconds, a question is left alone whose own turn just found nobody."""


def moment(ahead_s: float = 0.0) -> str:
    """So many seconds from now, as the journal writes moments: they compare as texts."""
    return (datetime.now(UTC) + timedelta(seconds=ahead_s)).isoformat(timespec="milliseconds")


def begin_turn(db: Database, turn_id: int) -> None:
    """A turn that died is opened again: it has the question now, not the outbox."""
    db.execute("UPDATE outbox SET state = 'held' WHERE turn = :turn", {"turn": turn_id})


def end_turn(db: Database, turn_id: int, record: TurnRecord) -> str | None:
    """A turn has ended: its row waits if the record names it, and goes if it does not.

    Returns the name under which it waits; None also where the user cancelled it meanwhile.
    """
    if record.outbox is not None:
        why = record.fallback.why if record.fallback else record.why
        waits = db.execute(
            "UPDATE outbox SET state = 'waiting', due = :due, why = :why WHERE turn = :turn AND uid = :uid",
            {"turn": turn_id, "uid": record.outbox, "due": moment(REST_S), "why": why},
        )
        if waits.rowcount:
            return record.outbox
    db.execute("DELETE FROM outbox WHERE turn = :turn", {"turn": turn_id})
    return None


def recover(db: Database) -> None:
    """A process died: what its turns held, and what it was asking, waits.

    A request that was in flight counts as one that left: nobody knows better, and a question over which processes die
    must not be asked for ever.
    """
    db.execute("UPDATE outbox SET sent = sent + 1 WHERE state = 'asking'")
    db.execute("UPDATE outbox SET state = 'waiting', due = NULL WHERE state <> 'waiting'")
    db.execute(
        "UPDATE turn SET outbox = (SELECT uid FROM outbox WHERE turn = turn.id) WHERE id IN (SELECT turn FROM outbox)"
    )
