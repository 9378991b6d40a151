"""What the journal's tests have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from edge.answerer import Tokens
from edge.events import Face, Reason, Receipt, Route, Started, TurnRecord
from edge.journal import Journal, new_uid
from edge.turn import Question

FACE = Face("provisional", "Perhaps.", "local", "qwen", complete=False)
RECEIPT = Receipt("lab", "m", 120, "ab" * 32, "2026-03-01T12:00:05.250+00:00", {"email": 1})
ROUTE = Route("local", None, (Reason("only_the_device", "No endpoint is configured."),), "en")


def question(text: str = "How are you?", **decided: Any) -> Question:
    return Question(text, decided.pop("uid", None) or new_uid(), **decided)


def record(started: Started, text: str = "Fine.", **known: Any) -> TurnRecord:
    values: dict[str, Any] = {
        "turn": started.turn,
        "conversation": started.conversation,
        "text": text,
        "by": "local",
        "model": "builtin",
        "complete": True,
        "route": ROUTE,
        "total_ms": 12.5,
        "tokens": Tokens(9, 4, 5),
    }
    return TurnRecord(**{**values, **known})


def talk(journal: Journal, text: str = "How are you?", reply: str = "Fine.", **decided: Any) -> Started:
    """A whole turn."""
    started = journal.begin(question(text, **decided))
    journal.finish(record(started, reply), new_uid())
    return started


def said(journal: Journal, conversation: str) -> list[str]:
    return [message.text for message in journal.messages(conversation)]


def every_byte(folder: Path) -> bytes:
    """What all files below a folder hold."""
    return b"\0".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
