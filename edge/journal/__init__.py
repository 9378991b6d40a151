"""What is kept on disk: conversations, messages, and a record of every turn."""

from edge.journal.store import Journal
from edge.journal.uid import new_uid

__all__ = ["Journal", "new_uid"]
