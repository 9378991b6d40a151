"""What left the device in a turn, from what the gate let through and from how each request ended."""

from __future__ import annotations

from collections.abc import Mapping

from cloud_client.errors import CloudError, ConfigurationError, NotReachableError
from cloud_client.gate import EgressGate
from edge.events import Egress

__all__ = ["Sent"]


class Sent:
    """Adds up over all endpoints that got something in one turn."""

    def __init__(self) -> None:
        self._bytes: dict[str, int] = {}
        self._masked: dict[str, int] = {}

    @property
    def egress(self) -> Egress | None:
        """The same as the record has it; None if nothing left. Several endpoints are named one after the other."""
        if not self._bytes:
            return None
        return Egress(", ".join(self._bytes), sum(self._bytes.values()), dict(self._masked))

    def add(self, endpoint: str, gate: EgressGate, masked: Mapping[str, int], error: CloudError | None) -> None:
        """A request has ended, with this error or without one.

        What the gate let through counts as sent unless there was no connection: what may have left, is told.
        """
        size = sum(passed.bytes for passed in gate.passed)
        if not size or isinstance(error, NotReachableError | ConfigurationError):
            return
        self._bytes[endpoint] = self._bytes.get(endpoint, 0) + size
        for kind, count in masked.items():
            self._masked[kind] = max(count, self._masked.get(kind, 0))
