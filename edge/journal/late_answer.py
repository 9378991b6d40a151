"""The answer of the cloud that comes after its turn has ended: it takes the reply's place, within one transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass

from edge.answerer import Answered
from edge.events import Egress, Face
from edge.journal import beside, reading, writing
from edge.journal.database import Database
from edge.journal.uid import new_uid
from edge.offers import Offer

__all__ = ["LateAnswer", "add_egress", "write"]


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """What the cloud said."""

    text: str
    answered: Answered
    egress: Egress | None


def write(db: Database, uid: str, answer: LateAnswer) -> Offer | None:
    """Put the answer in the place of the reply, which becomes a face of it, and take the question out of the outbox.

    The reply's message gets another uid: the engine keeps the token ids of the old text under the old one. Returns
    None, and writes nothing, where the question is not being asked (any more).
    """
    row = db.execute(
        "SELECT o.id, o.turn, t.uid, c.uid AS conversation FROM outbox o JOIN turn t ON t.id = o.turn"
        " JOIN conversation c ON c.id = t.conversation WHERE o.uid = :uid AND o.state = 'asking'",
        {"uid": uid},
    ).fetchone()
    if row is None:
        return None
    turn, answered = row["turn"], answer.answered
    _put_aside(db, turn)
    writing.put_reply(
        db, turn, new_uid(), answer.text, complete=answered.cut_off is None, by="cloud", model=answered.model
    )
    add_egress(db, turn, answer.egress)
    generated, decode_ms = answered.tokens.completion, answered.decode_ms
    how = {"complete": answered.cut_off is None, "cut_off": answered.cut_off, "why": answered.why, "error": None}
    tokens = {"prompt": answered.tokens.prompt, "cached": answered.tokens.cached, "completion": generated}
    of_the_device = ("quantization", "load_ms", "prefill_ms", "choice", "confidence")
    changed = {
        **how,
        **{f"{name}_tokens": count for name, count in tokens.items()},
        **{f"{name}_tokens": 0 for name in ("forced", "drafted", "accepted")},
        **dict.fromkeys(of_the_device),
        "state": "finished",
        "by": "cloud",
        "model": answered.model,
        "outbox": None,
        "uncertainty": "[]",
        "decode_ms": decode_ms,
        "tok_s": (generated - 1) * 1000 / decode_ms if decode_ms and generated > 1 else None,
        "dropped_turns": answered.dropped_turns,
    }
    db.update("turn", turn, changed)  # how long the user waited for the first answer stays as it was
    db.execute("DELETE FROM outbox WHERE id = :id", {"id": row["id"]})
    question = db.value("SELECT uid FROM message WHERE turn = :turn AND role = 'user'", {"turn": turn})
    since = db.value(
        "SELECT count(*) FROM turn WHERE id >= :turn AND state <> 'open' AND replaced_by IS NULL"
        " AND conversation = (SELECT conversation FROM turn WHERE id = :turn)",
        {"turn": turn},
    )
    record = reading.turns(db, row["conversation"], since)[0]
    return Offer(row["uid"], row["conversation"], question, record)


def add_egress(db: Database, turn_id: int, egress: Egress | None) -> None:
    """Add to a turn what left the device after its end."""
    if egress is None:
        return
    beside.add_receipts(db, turn_id, egress.receipts)
    row = db.execute(
        "SELECT egress_endpoint, egress_bytes, egress_masked FROM turn WHERE id = :id", {"id": turn_id}
    ).fetchone()
    before = (row["egress_endpoint"] or "").split(", ") if row["egress_endpoint"] else []
    masked = beside.counts(row["egress_masked"] or "")
    for kind, count in egress.masked.items():
        masked[kind] = max(count, masked.get(kind, 0))
    columns = {
        "egress_endpoint": ", ".join(dict.fromkeys([*before, *egress.endpoint.split(", ")])),
        "egress_bytes": (row["egress_bytes"] or 0) + egress.bytes,
        "egress_masked": json.dumps(masked, ensure_ascii=False),
    }
    db.update("turn", turn_id, columns)


def _put_aside(db: Database, turn_id: int) -> None:
    """Keep the reply that stands as one that was provisional. What the device made of it for a small screen goes."""
    db.execute("DELETE FROM face WHERE turn = :turn AND kind = 'short'", {"turn": turn_id})
    reply = db.execute(
        "SELECT text, by, model, complete FROM message WHERE turn = :turn AND role = 'assistant'", {"turn": turn_id}
    ).fetchone()
    if reply is not None:
        face = Face("provisional", reply["text"], reply["by"] or "local", reply["model"] or "", bool(reply["complete"]))
        beside.add_faces(db, turn_id, [face])
