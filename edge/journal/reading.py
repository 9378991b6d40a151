"""What the journal tells. Each question is answered from an index: a long conversation costs no more than a short one.

What a person sees of a conversation and what an answerer gets differ in one thing: the answerer's transcript can end
with the question of a turn, whatever was asked or answered behind it.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from typing import Any, cast

from edge.events import Receipt, TurnRecord
from edge.journal import attached, beside, replaced
from edge.journal.database import Database
from edge.journal.records import from_row
from edge.journal.uid import GUESTS
from edge.timing import Timing
from edge.transcript import By, Message, Role

__all__ = [
    "last_conversation",
    "messages",
    "messages_of",
    "private",
    "receipts",
    "stats_rows",
    "timings",
    "transcript",
    "turns",
]

_MESSAGES = """
    SELECT m.id, m.role, m.text, m.uid, m.may_leave, m.complete, m.by, m.model
    FROM turn t CROSS JOIN message m ON m.turn = t.id
    WHERE t.conversation = (SELECT id FROM conversation WHERE uid = :conversation) AND t.replaced_by IS NULL
"""
_MESSAGES_OF = """
    SELECT m.id, m.turn, m.role, m.text, m.uid, m.may_leave, m.complete, m.by, m.model
    FROM message m WHERE m.turn IN (SELECT value FROM json_each(:turns)) ORDER BY m.turn, m.id
"""
_NEWEST_MESSAGES = " ORDER BY t.id DESC, m.id DESC LIMIT :limit"

_TURNS = """
    SELECT t.*, c.uid AS conversation_uid, m.text
    FROM conversation c CROSS JOIN turn t ON t.conversation = c.id
    LEFT JOIN message m ON m.turn = t.id AND m.role = 'assistant'
    WHERE c.uid = :conversation AND t.state <> 'open' AND t.replaced_by IS NULL ORDER BY t.id DESC LIMIT :limit
"""

ROW_COLUMNS = (
    *("begun", "turn", "conversation", "by", "model", "quantization", "complete", "cut_off", "error"),
    *("to", "p_cloud", "language", "ttft_ms", "total_ms", "load_ms", "prefill_ms", "decode_ms"),
    *(
        "prompt_tokens",
        "cached_tokens",
        "completion_tokens",
        "forced_tokens",
        "drafted_tokens",
        "accepted_tokens",
        "tok_s",
    ),
    *("rss_mb", "peak_mb", "engine_rss_mb", "engine_peak_mb", "free_mb", "cpu_load", "temperature_c"),
    *("dropped_turns", "choice", "confidence", "egress_endpoint", "egress_bytes", "fallback_from", "outbox"),
    *("task", "route_choice", "route_endpoint"),
)
"""The keys of a row of figures, in their order. None of them holds anything that was said: slots of intents, texts of
reasons and sentences about errors can quote a message, and are left out."""

_RENAMED = {"turn": "t.uid", "conversation": "c.uid", "to": "route_to", "begun": "t.begun"}

_ROWS = f"""
    SELECT {", ".join(_RENAMED.get(key, key) for key in ROW_COLUMNS)}
    FROM turn t JOIN conversation c ON c.id = t.conversation
    WHERE t.state <> 'open' AND t.begun >= :since ORDER BY t.id
"""  # noqa: S608 - our own names

_TIMINGS = """
    SELECT id, begun, by, route_to, complete, ttft_ms, tok_s, fallback_from FROM turn
    WHERE state <> 'open' AND begun >= :since ORDER BY id DESC LIMIT :last
"""


def messages(db: Database, conversation: str, limit: int) -> list[Message]:
    """The last `limit` messages, the oldest of them first."""
    return _messages(db, _MESSAGES + _NEWEST_MESSAGES, {"conversation": conversation, "limit": max(0, limit)})


def transcript(db: Database, conversation: str, limit: int, turn: str | None) -> list[Message]:
    """At most the last `limit` messages up to the question of `turn`, or all; the first one is a question."""
    until, values = "", {"conversation": conversation, "limit": max(0, limit), "turn": turn}
    if turn is not None:
        until = " AND t.id <= (SELECT id FROM turn WHERE uid = :turn) AND NOT (t.uid = :turn AND m.role = 'assistant')"
    found = _messages(db, _MESSAGES + until + _NEWEST_MESSAGES, values)
    return found[1:] if found and found[0].role == "assistant" else found


def messages_of(db: Database, turns: list[int]) -> dict[int, list[Message]]:
    """The messages of these rows of `turn`, by the row; those without one are left out."""
    rows = db.execute(_MESSAGES_OF, {"turns": json.dumps(turns)}).fetchall()
    found: dict[int, list[Message]] = {}
    for row, message in zip(rows, _read(db, rows), strict=True):
        found.setdefault(row["turn"], []).append(message)
    return found


def _messages(db: Database, sql: str, values: dict[str, Any]) -> list[Message]:
    return _read(db, db.execute(sql, values).fetchall())[::-1]


def _read(db: Database, rows: list[sqlite3.Row]) -> list[Message]:
    files = attached.read(db, [row["id"] for row in rows if row["role"] == "user"])
    return [
        Message(
            role=cast("Role", row["role"]),
            text=row["text"],
            uid=row["uid"],
            may_leave=bool(row["may_leave"]),
            complete=bool(row["complete"]),
            by=cast("By | None", row["by"]),
            model=row["model"],
            attachments=files.get(row["id"], ()),
        )
        for row in rows
    ]


def turns(db: Database, conversation: str, limit: int) -> list[TurnRecord]:
    """The records of the last `limit` turns that have ended, the oldest of them first."""
    rows = db.execute(_TURNS, {"conversation": conversation, "limit": max(0, limit)}).fetchall()
    faces, receipts = beside.faces(db, conversation, limit), beside.receipts(db, conversation, limit)
    earlier = replaced.earlier(db, [row["id"] for row in rows])
    return [
        from_row(
            row,
            (*replaced.behind(earlier.get(row["id"], ()), row["text"] or ""), *faces.get(row["id"], ())),
            receipts.get(row["id"], ()),
        )
        for row in reversed(rows)
    ]


def last_conversation(db: Database) -> str | None:
    """The uid of the conversation with the newest turn."""
    uid: str | None = db.value(
        "SELECT c.uid FROM turn t JOIN conversation c ON c.id = t.conversation ORDER BY t.id DESC LIMIT 1"
    )
    if uid == GUESTS:  # there may be many of theirs, so that going through turns would take long
        uid = db.value(
            "SELECT c.uid FROM conversation c WHERE c.uid <> :guests"
            " AND EXISTS (SELECT 1 FROM turn t WHERE t.conversation = c.id)"
            " ORDER BY (SELECT max(t.id) FROM turn t WHERE t.conversation = c.id) DESC LIMIT 1",
            {"guests": GUESTS},
        )
    return uid


def private(db: Database, conversation: str) -> bool | None:
    """Whether a conversation was begun in private; None if there is none of that uid in which one can talk."""
    if conversation == GUESTS:
        return None
    value = db.value("SELECT private FROM conversation WHERE uid = :uid", {"uid": conversation})
    return None if value is None else bool(value)


def stats_rows(db: Database, since: float | None) -> list[dict[str, Any]]:
    """One flat row for each turn that has ended, the oldest first, with the keys `ROW_COLUMNS`."""
    found = [dict(zip(ROW_COLUMNS, row, strict=True)) for row in db.execute(_ROWS, {"since": _iso(since)})]
    for row in found:
        row["complete"] = bool(row["complete"])
    return found


def timings(db: Database, since: float | None, last: int | None) -> list[Timing]:
    """Each turn that has ended in few figures, the oldest first."""
    rows = db.execute(_TIMINGS, {"since": _iso(since), "last": -1 if last is None else max(0, last)})
    found = [
        Timing(number, _moment(begun), by, to, bool(complete), ttft_ms, tok_s, fell_back=fallback is not None)
        for number, begun, by, to, complete, ttft_ms, tok_s, fallback in rows
    ]
    return found[::-1]


def _moment(iso: str) -> float:
    try:
        return datetime.fromisoformat(iso).timestamp()
    except (TypeError, ValueError):
        return 0.0  # of a damaged row


def receipts(db: Database, since: float | None) -> list[Receipt]:
    """One for each request that left, the oldest first."""
    rows = db.execute("SELECT * FROM receipt WHERE sent >= :since ORDER BY id", {"since": _iso(since)})
    return [receipt for row in rows if (receipt := beside.read_receipt(row)) is not None]


def _iso(since: float | None) -> str:
    """The moment as the journal writes it, so that it compares as text."""
    last = datetime(9999, 12, 31, tzinfo=UTC).timestamp()
    return datetime.fromtimestamp(min(max(since or 0.0, 0.0), last), UTC).isoformat(timespec="milliseconds")
