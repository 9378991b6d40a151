"""The table `outbox`: questions that deserved the cloud and did not get it, in the order in which they are asked again.

    held ──▶ waiting ◀──▶ asking ──▶ gone
      └──────────────────────────────▶ gone

A row is `held` while its turn is under way, before anything of it is sent. The turn's end makes it wait or takes it
away; the process that finds it held at its start makes it wait as well, because the one before died over the turn. What
is waiting is asked again, and goes with the answer, in one transaction. Rows go with their turn when that is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from edge.events import Egress
from edge.journal import late_answer
from edge.journal.database import Database
from edge.journal.queued import moment
from edge.journal.storage import Storage
from edge.journal.uid import new_uid
from edge.offers import Offer, Queued

__all__ = ["OutboxTable", "Taken"]

_SKEWED = timedelta(hours=2)
"""A due moment further ahead than this was written by a clock that was wrong."""
_CLOCK_NOT_SET = "2026"
"""What was queued before that year was queued by a clock that nobody had set: a board has none of its own."""

_ROWS = """
    SELECT o.uid, t.uid AS turn, c.uid AS conversation, m.text AS question, o.state, o.queued, o.tries, o.due, o.why
    FROM outbox o JOIN turn t ON t.id = o.turn JOIN conversation c ON c.id = t.conversation
    JOIN message m ON m.turn = t.id AND m.role = 'user' ORDER BY o.id
"""
_TAKEN = """
    SELECT o.uid, o.asked, o.sent, t.uid AS turn, c.uid AS conversation, t.language, t.task
    FROM outbox o JOIN turn t ON t.id = o.turn JOIN conversation c ON c.id = t.conversation WHERE o.uid = :uid
"""
_NEXT = """
    SELECT uid FROM outbox WHERE state = 'waiting' AND (due IS NULL OR due <= :now OR due > :skewed)
    ORDER BY id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A question that is to be asked now."""

    uid: str
    turn: str
    conversation: str
    language: str
    """Of the message, as far as its turn came to know it."""
    task: str | None
    asked: dict[str, Any]
    """What `OutboxTable.hold` was given."""
    sent: int
    """In how many tries before this one something may have left the device."""


class OutboxTable:
    """The rows of one journal. All calls may come from any thread."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def hold(self, turn: str, asked: Mapping[str, Any], limit: int) -> str | None:
        """Keep the question of an open turn; the name of its row, or None where `limit` others are kept already.

        It does not wait for the disk: it survives the end of the process, and a power cut may take it until the turn's
        end is kept. A row that the turn has already is held anew, under its name.
        """
        return self._storage.write(lambda db: _hold(db, turn, asked, limit), durable=False)

    def rows(self) -> list[Queued]:
        """All of them, in the order in which they are asked."""
        return self._storage.read(lambda db: [Queued(**dict(row)) for row in db.execute(_ROWS)])

    def waiting(self) -> int:
        """How many are not held by a turn under way."""
        return self._storage.read(lambda db: int(db.value("SELECT count(*) FROM outbox WHERE state <> 'held'")))

    def next(self) -> str | None:
        """The oldest that is due."""
        due = {"now": moment(), "skewed": (datetime.now(UTC) + _SKEWED).isoformat(timespec="milliseconds")}
        uid: str | None = self._storage.read(lambda db: db.value(_NEXT, due))
        return uid

    def take(self, uid: str) -> Taken | None:
        """Note that it is being asked from now on; None if it is not waiting (any more)."""
        return self._storage.write(lambda db: _take(db, uid), durable=False)

    def put_back(self, uid: str, *, why: str | None, rest_s: float, egress: Egress | None, counts: bool = True) -> None:
        """It was not answered, and waits again; at least for `rest_s` seconds.

        egress  what left the device all the same
        counts  whether what left counts as one of the tries that there are for it
        """
        self._storage.write(lambda db: _put_back(db, uid, why, rest_s, egress, counts=counts))

    def answered(self, uid: str, answer: late_answer.LateAnswer) -> Offer | None:
        """Put the answer in the place of the reply and take the row away, in one transaction.

        Returns None, and writes nothing, where it is not being asked any more: cancelled, forgotten, or taken up by its
        own turn.
        """
        return self._storage.write(lambda db: late_answer.write(db, uid, answer))

    def drop(self, uid: str | None) -> int:
        """Take one away, or all where None; returns how many went. The replies that stand stay."""
        return self._storage.write(lambda db: _drop(db, "uid = :uid OR :uid IS NULL", {"uid": uid}))

    def expire(self, days: float) -> int:
        """Take away what has waited longer than this; returns how many."""
        before = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")

        old = "SELECT 1 FROM outbox WHERE queued < :before"
        if self._storage.read(lambda db: db.value(old, {"before": before})) is None:
            return 0

        def work(db: Database) -> int:
            now = {"now": moment(), "unset": _CLOCK_NOT_SET}
            db.execute("UPDATE outbox SET queued = :now WHERE queued < :unset AND :now >= :unset", now)
            return _drop(db, "state = 'waiting' AND queued < :before", {"before": before})

        return self._storage.write(work)

    def all_due(self) -> None:
        """Ask all of them as soon as possible."""
        self._storage.write(lambda db: db.execute("UPDATE outbox SET due = NULL WHERE due IS NOT NULL"), durable=False)


def _hold(db: Database, turn: str, asked: Mapping[str, Any], limit: int) -> str | None:
    row = db.execute("SELECT id FROM turn WHERE uid = :turn AND state = 'open'", {"turn": turn}).fetchone()
    if row is None:
        return None  # forgotten meanwhile
    kept: str | None = db.value("SELECT uid FROM outbox WHERE turn = :turn", {"turn": row["id"]})
    if kept is not None:
        db.execute("UPDATE outbox SET state = 'held' WHERE turn = :turn", {"turn": row["id"]})
        return kept
    if int(db.value("SELECT count(*) FROM outbox")) >= limit:
        return None
    uid = new_uid()
    new = {"uid": uid, "turn": row["id"], "state": "held", "queued": moment()}
    db.insert("outbox", {**new, "asked": json.dumps(asked, ensure_ascii=False)})
    return uid


def _take(db: Database, uid: str) -> Taken | None:
    changed = db.execute(
        "UPDATE outbox SET state = 'asking', tries = tries + 1 WHERE uid = :uid AND state = 'waiting'", {"uid": uid}
    )
    if not changed.rowcount:
        return None
    row = dict(db.execute(_TAKEN, {"uid": uid}).fetchone())
    return Taken(**{**row, "asked": _object(row["asked"])})


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:  # a damaged file
        return {}
    return value if isinstance(value, dict) else {}


def _put_back(db: Database, uid: str, why: str | None, rest_s: float, egress: Egress | None, *, counts: bool) -> None:
    row = db.execute("SELECT id, turn, sent FROM outbox WHERE uid = :uid AND state = 'asking'", {"uid": uid}).fetchone()
    if row is None:
        return
    late_answer.add_egress(db, row["turn"], egress)
    back: dict[str, Any] = {"state": "waiting", "due": moment(rest_s) if rest_s else None}
    if why is not None:
        back["why"] = why
    if egress is not None and counts:
        back["sent"] = row["sent"] + 1
    db.update("outbox", row["id"], back)


def _drop(db: Database, which: str, values: Mapping[str, Any]) -> int:
    gone = f"SELECT turn FROM outbox WHERE {which}"  # noqa: S608 - our own words
    db.execute(f"UPDATE turn SET outbox = NULL WHERE id IN ({gone})", values)  # noqa: S608 - our own words
    return db.execute(f"DELETE FROM outbox WHERE {which}", values).rowcount  # noqa: S608 - our own words
