"""What the journal writes, each within a transaction of the caller's: the beginning, growth and end of a turn."""

from __future__ import annotations

from datetime import UTC, datetime

from edge.errors import UsageError
from edge.events import Face, Started, TurnRecord
from edge.journal import attached, beside, queued, reading, replaced
from edge.journal.database import Damaged, Database
from edge.journal.records import to_columns
from edge.journal.text import storable, title
from edge.journal.uid import is_uid, new_uid
from edge.transcript import By
from edge.turn import Question

__all__ = [
    "add_conversation",
    "add_turn",
    "begin",
    "close_unfinished",
    "finish",
    "keep_back",
    "now",
    "progress",
    "put_aside",
]

_KEPT_BACK_IN_TURN = "SELECT 1 FROM message WHERE NOT may_leave AND turn = :turn LIMIT 1"

_KEPT_BACK_SO_FAR = """
    SELECT 1 FROM message m CROSS JOIN turn t ON t.id = m.turn
    WHERE NOT m.may_leave AND m.turn <= :turn AND t.conversation = (SELECT conversation FROM turn WHERE id = :turn)
    LIMIT 1
"""

DIED = "The program ended before the answer was complete."


def now() -> str:
    """The wall clock in UTC, to the millisecond, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def begin(db: Database, question: Question, conversation: str | None, language: str) -> Started:
    """Keep the question and open a turn, in a new conversation where `conversation` is None.

    A question that is kept already is not kept again: its turn is reopened, if it was not finished. What there is of a
    reply stays until the new one takes its place. Raises UsageError, and Damaged if the question cannot be found again.
    """
    if not is_uid(question.uid):
        raise UsageError(
            "A message's uid is 1 to 128 letters, digits, '-', '_', '.' or ':', beginning with a letter or digit."
        )
    kept = db.execute(
        "SELECT m.role, m.text, m.turn, t.uid, t.state, c.uid FROM message m JOIN turn t ON t.id = m.turn"
        " JOIN conversation c ON c.id = t.conversation WHERE m.uid = :uid",
        {"uid": question.uid},
    ).fetchone()
    if kept is None:
        replaced.check(db, question, conversation)
        if conversation is None:
            conversation = new_uid()
            add_conversation(db, conversation, title(question.text), private=question.private)
        started = add_turn(db, question, conversation, new_uid(), language)
        if not reading.transcript(db, conversation, 1, started.turn):
            # It stands in its table, and a damaged index hides it: the answerer would never see it.
            raise Damaged("its indexes disagree with its tables")
        return started
    role, text, turn, turn_uid, state, conversation = kept
    if role != "user" or text != storable(question.text):
        raise UsageError(f"Another message has the uid '{question.uid}': give this one its own.")
    if state == "finished":
        raise UsageError(f"The message '{question.uid}' was answered already: give it a new uid to ask again.")
    db.update("turn", turn, {"state": "open", "cut_off": None, "why": None})
    queued.begin_turn(db, turn)
    replaced.mark(db, question, turn)
    if question.private or question.kept_back:
        db.execute("UPDATE message SET may_leave = 0 WHERE turn = :turn", {"turn": turn})
    return Started(turn_uid, conversation, question.uid)


def add_conversation(db: Database, uid: str, title: str, *, private: bool) -> None:
    """Begin a conversation."""
    db.insert("conversation", {"uid": uid, "title": title, "begun": now(), "private": private})


def add_turn(db: Database, question: Question, conversation: str, turn: str, language: str) -> Started:
    """Open a turn with its question in a conversation that is there."""
    row = db.execute("SELECT id, private FROM conversation WHERE uid = :uid", {"uid": conversation}).fetchone()
    opened = {"uid": turn, "conversation": row["id"], "state": "open", "begun": now(), "language": language}
    number = db.insert("turn", opened)
    message = {
        "uid": question.uid,
        "turn": number,
        "role": "user",
        "text": question.text,
        "may_leave": not (question.private or question.kept_back or row["private"]),
    }
    attached.add(db, db.insert("message", message), question.attachments)
    replaced.mark(db, question, number)
    replaced.retitle(db, question, number)
    return Started(turn, conversation, question.uid)


def progress(db: Database, turn: str, text: str, by: By | None, model: str | None) -> None:
    """Keep the reply of an open turn as far as it has come."""
    db.execute(
        "INSERT OR REPLACE INTO partial (turn, text, by, model)"
        " SELECT id, :text, :by, :model FROM turn WHERE uid = :turn AND state = 'open'",
        {"turn": turn, "text": text, "by": by, "model": model},
    )


def keep_back(db: Database, turn: str) -> None:
    """Mark the messages of a turn: they may not leave."""
    db.execute("UPDATE message SET may_leave = 0 WHERE turn = (SELECT id FROM turn WHERE uid = :uid)", {"uid": turn})


def put_aside(db: Database, turn: str, face: Face) -> None:
    """Keep a text of an open turn's reply as a face of it; what was saved of the reply so far is no more the reply."""
    row = db.value("SELECT id FROM turn WHERE uid = :uid AND state = 'open'", {"uid": turn})
    if row is not None:
        beside.add_faces(db, row, [face])
        db.execute("DELETE FROM partial WHERE turn = :turn", {"turn": row})


def finish(db: Database, record: TurnRecord, reply_uid: str) -> bool:
    """Keep the reply, unless it is empty, and the record with its faces and receipts.

    A turn that was to replace another one and brought nothing does not (`edge.journal.replaced`). A turn that is
    finished or gone stays as it is.

    Returns False if it is gone.
    """
    row = db.execute("SELECT id, state FROM turn WHERE uid = :uid", {"uid": record.turn}).fetchone()
    if row is None:
        return False
    turn, state = row
    if state != "finished":
        put_reply(db, turn, reply_uid, record.text, complete=record.complete, by=record.by, model=record.model)
        beside.put_faces(db, turn, record.faces)
        beside.add_receipts(db, turn, record.egress.receipts if record.egress else ())
        outbox = queued.end_turn(db, turn, record)
        db.update("turn", turn, {**to_columns(record), "outbox": outbox, "state": "finished"})
        if not record.complete:
            replaced.restore(db, turn, record.text)
    return True


def close_unfinished(db: Database) -> None:
    """Close the turns that a process left open when it ended, and keep what there is of their replies.

    Where a text was put aside and the one in its place had not begun, it is the reply after all.
    """
    unfinished = db.execute(
        "SELECT t.id, p.text, p.by, p.model FROM turn t LEFT JOIN partial p ON p.turn = t.id WHERE t.state = 'open'"
    ).fetchall()
    for turn, text, by, model in unfinished:
        if not text and (face := beside.take_face(db, turn)) is not None:
            text, by, model = face.text, face.by, face.model
        if text:
            put_reply(db, turn, new_uid(), text, complete=False, by=by, model=model)
        closed = {"state": "died", "complete": False, "cut_off": "died", "why": DIED}
        db.update("turn", turn, {**closed, **({"by": by, "model": model} if text else {})})
        replaced.restore(db, turn, text or "")
    queued.recover(db)


def put_reply(
    db: Database, turn: int, uid: str, text: str, *, complete: bool, by: By | None, model: str | None
) -> None:
    """Put the reply of a turn in the place of what there was of it."""
    db.execute("DELETE FROM partial WHERE turn = :turn", {"turn": turn})
    db.execute("DELETE FROM message WHERE turn = :turn AND role = 'assistant'", {"turn": turn})
    if text:
        marks = {"may_leave": _reply_may_leave(db, turn, by), "complete": complete, "by": by, "model": model}
        db.insert("message", {"uid": uid, "turn": turn, "role": "assistant", "text": text, **marks})


def _reply_may_leave(db: Database, turn: int, by: By | None) -> bool:
    """A reply inherits the mark of what it was made of.

    For a skill that is the question, and for the cloud as well, which was sent nothing that may not leave. A local
    model saw the whole conversation and may repeat from it.
    """
    alone = by in ("skill", "cloud")
    return db.value(_KEPT_BACK_IN_TURN if alone else _KEPT_BACK_SO_FAR, {"turn": turn}) is None
