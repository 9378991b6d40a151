"""The device's side of escalation: which endpoints there are and how they are, what may leave, and who answers.

The connection itself is the work of `cloud_client`, which is imported when a turn goes up.
"""

from edge.cloud.cloud import Cloud

__all__ = ["Cloud"]
