"""The texts of files beside the messages that they went with."""

from __future__ import annotations

import json
from collections.abc import Iterable

from edge.journal.database import Database
from edge.transcript import Attachment

__all__ = ["add", "read"]

_OF_MESSAGES = """
    SELECT message, name, text FROM attachment WHERE message IN (SELECT value FROM json_each(:messages)) ORDER BY id
"""


def add(db: Database, message_id: int, attachments: Iterable[Attachment]) -> None:
    """Keep the files of a message, in this order, within the caller's transaction.

    message_id  the row of the message
    """
    for one in attachments:
        db.insert("attachment", {"message": message_id, "name": one.name, "text": one.text})


def read(db: Database, messages: list[int]) -> dict[int, tuple[Attachment, ...]]:
    """The files of these rows of `message`, by the row; those without one are left out."""
    found: dict[int, tuple[Attachment, ...]] = {}
    for row in db.execute(_OF_MESSAGES, {"messages": json.dumps(messages)}):
        if isinstance(row["name"], str) and isinstance(row["text"], str):
            found[row["message"]] = (*found.get(row["message"], ()), Attachment(row["name"], row["text"]))
    return found
