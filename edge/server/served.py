"""What the server needs of the assistant that it serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from edge.endpoints.info import EndpointInfo
from edge.samples.sample import Sample
from edge.turn import Question, Status, Turn

if TYPE_CHECKING:
    from edge.cloud.relay import Relay

__all__ = ["Served"]


class Served(Protocol):
    """A part of `edge.turn.AssistantLike`, which says what each of it does: an assistant, or several behind one
    address (`edge.cluster.fleet.Fleet`)."""

    def ask(self, question: Question) -> Turn:
        """Begin a turn."""
        ...

    def status(self) -> Status:
        """The state of the engine."""
        ...

    def samples(self, since: float | None = None) -> list[Sample]:
        """Memory, load and temperature; the last one is of this moment."""
        ...

    def endpoints(self) -> list[EndpointInfo]:
        """The configured endpoints."""
        ...

    def relay(self, messages: Sequence[Mapping[str, Any]], options: Mapping[str, Any], language: str) -> Relay:
        """A chat completion with tools, for an endpoint."""
        ...
