"""Where a message goes, and why."""

from edge.router.policy import decide

__all__ = ["decide"]
