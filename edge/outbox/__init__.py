"""Questions that deserved the cloud and did not get it: kept across restarts, asked again, offered once."""

from edge.outbox.outbox import Outbox
from edge.outbox.policy import deserved, may_queue
from edge.outbox.words import kept

__all__ = ["Outbox", "deserved", "kept", "may_queue"]
