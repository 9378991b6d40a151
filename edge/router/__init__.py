"""Where a message goes, and why."""

from edge.router.policy import decide, reason

__all__ = ["decide", "reason"]
