"""A question that waits for its answer; a guest's is in memory only, every other one on disk."""

from __future__ import annotations

from dataclasses import dataclass

from edge.catalogue import Model
from edge.events import Face, Started
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
    earlier: tuple[Face, ...] = ()
    """The replies of the turns in whose place this one stands, the oldest first."""

    @property
    def begun_reply(self) -> Face | None:
        """The reply that is gone on with."""
        if self.question.history is not None:
            return self.question.begun
        return self.earlier[-1] if self.question.goes_on and self.earlier else None

    @property
    def reply_uid(self) -> str:
        """The uid of the reply's message: there is one to a turn.

        A guest's is named for the question, whose name follows from all that was said: see `edge.guests.named`.
        """
        return f"{self.started.turn if self.question.history is None else self.started.question}.reply"
