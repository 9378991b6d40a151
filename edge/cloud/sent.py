"""What left the device in a turn, from what the gate let through and from whether there was a connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cloud_client import PoolStream, receipt
from cloud_client.gate import EgressGate
from cloud_client.masking import Kind
from edge.events import Egress, Receipt

__all__ = ["Sent"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request to one endpoint."""

    endpoint: str
    stream: PoolStream
    gate: EgressGate
    masked: Mapping[Kind, int]

    def receipts(self) -> list[Receipt]:
        """One for each try, once there was a connection: what may have left, is told."""
        if self.endpoint not in self.stream.reached:
            return []
        return [_told(receipt.Receipt.of(self.endpoint, passed, self.masked)) for passed in self.gate.passed]


class Sent:
    """The requests of one turn, to however many endpoints. What it tells is right at any moment, in any thread."""

    def __init__(self) -> None:
        self._asked: list[_Asked] = []

    @property
    def egress(self) -> Egress | None:
        """The same as the record has it; None if nothing left so far."""
        return Egress.of(one for asked in tuple(self._asked) for one in asked.receipts())

    def asked(self, endpoint: str, stream: PoolStream, gate: EgressGate, masked: Mapping[Kind, int]) -> None:
        """A request is about to go to this endpoint.

        masked  how many different values of each kind were masked in it
        """
        self._asked.append(_Asked(endpoint, stream, gate, dict(masked)))


def _told(one: receipt.Receipt) -> Receipt:
    """The client's receipt as the record has it."""
    masked = {str(kind): count for kind, count in one.masked.items()}
    return Receipt(one.endpoint, one.model, one.bytes, one.sha256, one.when.isoformat(timespec="milliseconds"), masked)
