"""A conversation as JSON. `docs/export.md` describes the format; a change that a reader would notice raises VERSION."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from edge.archive import Exchange
from edge.events import Egress, Face, TurnRecord
from edge.export.gather import Whole

__all__ = ["FORMAT", "VERSION", "to_json"]

FORMAT = "edge-conversation"
VERSION = 1


def to_json(whole: Whole, exported: datetime) -> str:
    """The conversation as a JSON text, indented, in UTF-8 once it is encoded.

    exported  the moment, with its time zone
    """
    info = whole.info
    document = {
        "format": FORMAT,
        "version": VERSION,
        "exported": exported.isoformat(timespec="seconds"),
        "conversation": {
            "uid": info.uid,
            "title": info.title,
            "started": info.started,
            "last": info.last,
            "private": info.private,
        },
        "turns": [_turn(turn) for turn in whole.turns],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace").decode()  # JSON writes half of a surrogate pair like that, too


def _turn(turn: Exchange) -> dict[str, Any]:
    question, reply, record = turn.question, turn.reply, turn.record
    return {
        "uid": turn.turn,
        "asked": turn.begun,
        "question": {
            "text": question.text,
            "may_leave": question.may_leave,
            "attachments": [file.name for file in question.attachments],
        },
        "answer": None
        if reply is None
        else {
            "text": reply.text,
            "by": reply.by,
            "model": reply.model,
            "complete": reply.complete,
            "may_leave": reply.may_leave,
            "other_texts": [_face(face) for face in (record.faces if record is not None else ())],
        },
        "ended": None if record is None else _ended(record),
    }


def _face(face: Face) -> dict[str, Any]:
    return {
        "kind": face.kind,
        "text": face.text,
        "by": face.by,
        "model": face.model or None,
        "complete": face.complete,
        "question": face.question or None,
    }


def _ended(record: TurnRecord) -> dict[str, Any]:
    fallback = record.fallback
    return {
        "by": record.by,
        "model": record.model or None,
        "quantization": record.quantization,
        "complete": record.complete,
        "cut_off": record.cut_off,
        "why": record.why,
        "instead_of": None if fallback is None else {"by": fallback.from_, "why": fallback.why},
        "ttft_ms": record.ttft_ms,
        "total_ms": record.total_ms,
        "tok_s": record.tok_s,
        "tokens": {"prompt": record.tokens.prompt, "completion": record.tokens.completion},
        "sent": None if record.egress is None else _sent(record.egress),
    }


def _sent(egress: Egress) -> dict[str, Any]:
    return {"endpoint": egress.endpoint, "bytes": egress.bytes, "masked": egress.masked}
