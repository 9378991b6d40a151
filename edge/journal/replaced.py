"""Turns in whose place a later one stands: asked again, asked in other words, or gone on with.

A turn that is replaced stays in the journal with its messages, figures and receipts, and is erased with its
conversation; whoever reads the conversation, a person or an answerer, sees the later turn alone, and the replies of
those before it as its faces. All of them point at the turn that stands, so that nobody has to follow a chain.

A turn that brought nothing (it failed, or was stopped before its first word) replaces nothing: the one before it stands
again, and it is the one that nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from edge.errors import UsageError
from edge.events import Face
from edge.journal.database import Database
from edge.journal.text import storable, title
from edge.transcript import By
from edge.turn import Question

__all__ = ["behind", "check", "earlier", "mark", "restore", "retitle", "stands"]

_REPLACED = """
    SELECT t.id, t.state, t.replaced_by, m.text, r.text AS reply, r.complete, r.by,
        EXISTS (
            SELECT 1 FROM turn l WHERE l.conversation = t.conversation AND l.id > t.id AND l.replaced_by IS NULL
        ) AS followed
    FROM message m JOIN turn t ON t.id = m.turn JOIN conversation c ON c.id = t.conversation
    LEFT JOIN message r ON r.turn = t.id AND r.role = 'assistant'
    WHERE m.uid = :uid AND m.role = 'user' AND c.uid = :conversation
"""

_EARLIER = """
    SELECT o.replaced_by AS turn, r.text, r.by, r.model, r.complete, q.text AS question,
        (SELECT m.text FROM message m WHERE m.turn = o.replaced_by AND m.role = 'user') AS now
    FROM turn o JOIN message r ON r.turn = o.id AND r.role = 'assistant'
    LEFT JOIN message q ON q.turn = o.id AND q.role = 'user'
    WHERE o.replaced_by IN ({turns}) ORDER BY o.id
"""


def check(db: Database, question: Question, conversation: str | None) -> None:
    """Raise UsageError if the question may not take the place of the one that it names."""
    if question.goes_on and question.replaces is None:
        raise UsageError("To go on with a reply, name the message that it answers ('replaces').")
    if question.replaces is None:
        return
    row = db.execute(_REPLACED, {"uid": question.replaces, "conversation": conversation}).fetchone()
    if row is None or row["replaced_by"] is not None:
        raise UsageError(f"There is no message '{question.replaces}' to replace in this conversation: send a new one.")
    if row["state"] == "open":
        raise UsageError("The message is still being answered: stop that or wait for its end, and try again.")
    if row["followed"]:
        raise UsageError("Only the last message of a conversation can be replaced: send a new one.")
    if question.goes_on and (row["reply"] is None or row["complete"] or row["by"] not in ("local", "cloud")):
        raise UsageError("There is no reply that was cut off: ask for another one instead.")
    if question.goes_on and (row["text"] != storable(question.text) or question.schema or question.grammar):
        raise UsageError("A reply is gone on with for the same message and without a schema: ask for another one.")


def mark(db: Database, question: Question, turn: int) -> None:
    """Have the turn stand in the place of the one that its question replaces, and of those that this one replaced.

    Where a message may not leave, what replaces it may not either. The place in the outbox is given up: the question
    is asked now. Marking again changes nothing.
    """
    old = db.value("SELECT turn FROM message WHERE uid = :uid AND role = 'user'", {"uid": question.replaces})
    if question.replaces is None or old is None or old == turn:
        return
    rows = {"turn": turn, "old": old}
    db.execute("UPDATE turn SET replaced_by = NULL WHERE id = :turn", {"turn": turn})
    db.execute("UPDATE turn SET replaced_by = :turn WHERE id <> :turn AND (id = :old OR replaced_by = :old)", rows)
    db.execute("UPDATE turn SET outbox = NULL WHERE id = :old", {"old": old})
    db.execute("DELETE FROM outbox WHERE turn = :old", {"old": old})
    db.execute(
        "UPDATE message SET may_leave = 0 WHERE turn = :turn AND EXISTS"
        " (SELECT 1 FROM message WHERE turn = :old AND role = 'user' AND NOT may_leave)",
        rows,
    )


def retitle(db: Database, question: Question, turn: int) -> None:
    """Name the conversation for the message as it is worded now, if it was named for the one that is replaced."""
    before = db.value("SELECT text FROM message WHERE uid = :uid", {"uid": question.replaces})
    if before is not None and before != storable(question.text):
        db.execute(
            "UPDATE conversation SET title = :title WHERE title = :before"
            " AND id = (SELECT conversation FROM turn WHERE id = :turn)",
            {"title": title(question.text), "before": title(before), "turn": turn},
        )


def restore(db: Database, turn: int, text: str) -> bool:
    """Undo `mark` for a turn that ended before its end with no text, or with none beyond that of the one before it.

    Not where the question was worded otherwise or waits in the outbox: then it is wanted as it is. Returns whether the
    one before stands again.
    """
    old = db.execute(
        "SELECT o.id, r.text FROM turn o JOIN message r ON r.turn = o.id AND r.role = 'assistant'"
        " WHERE o.replaced_by = :turn ORDER BY o.id DESC LIMIT 1",
        {"turn": turn},
    ).fetchone()
    if old is None or text.strip() not in ("", old["text"].strip()):
        return False
    worded = "SELECT text FROM message WHERE turn = :turn AND role = 'user'"
    if db.value(worded, {"turn": old["id"]}) != db.value(worded, {"turn": turn}):
        return False
    if db.value("SELECT 1 FROM outbox WHERE turn = :turn", {"turn": turn}) is not None:
        return False
    db.execute("DELETE FROM message WHERE turn = :turn AND role = 'assistant'", {"turn": turn})  # the same text again
    db.execute("UPDATE turn SET replaced_by = :old WHERE replaced_by = :turn", {"old": old["id"], "turn": turn})
    db.execute("UPDATE turn SET replaced_by = NULL WHERE id = :old", {"old": old["id"]})
    db.execute("UPDATE turn SET replaced_by = :old WHERE id = :turn", {"old": old["id"], "turn": turn})
    return True


def stands(db: Database, turn: str) -> bool:
    """Whether no other turn stands in the place of this one."""
    return db.value("SELECT 1 FROM turn WHERE uid = :uid AND replaced_by IS NULL", {"uid": turn}) is not None


def earlier(db: Database, turns: Iterable[int]) -> dict[int, tuple[Face, ...]]:
    """The replies in whose place those of these turns stand, the oldest first; turns without one are left out.

    turns  rows
    """
    sql = _EARLIER.format(turns=",".join(str(int(turn)) for turn in turns))
    found: dict[int, tuple[Face, ...]] = {}
    for row in db.execute(sql, {}):
        asked = row["question"] if row["question"] != row["now"] else ""
        by = cast("By", row["by"] or "local")
        face = Face("earlier", row["text"], by, row["model"] or "", bool(row["complete"]), asked or "")
        found[row["turn"]] = (*found.get(row["turn"], ()), face)
    return found


def behind(faces: Iterable[Face], text: str) -> tuple[Face, ...]:
    """Those of the earlier replies that a reader of `text` has not before them: it may go on with one of them."""
    return tuple(face for face in faces if face.question or not text.startswith(face.text.rstrip()))
