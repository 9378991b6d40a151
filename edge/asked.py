"""A question that is kept on disk and waits for its answer."""

from __future__ import annotations

from dataclasses import dataclass

from edge.catalogue import Model
from edge.events import Started
from edge.turn import Question

__all__ = ["Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is kept."""

    question: Question
    started: Started
    model: Model
    """The local model that answers if the device does."""
    grammar: str | None
    """What the reply is held to: the user's own grammar, or the schema's."""
    begun: float
    """When it was asked, by the monotonic clock."""

    @property
    def reply_uid(self) -> str:
        """The uid of the reply's message: there is one to a turn."""
        return f"{self.started.turn}.reply"
