"""What the address needs of the replicas behind it, whatever carries the calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from edge.events import Event
from edge.turn import Question, Status

__all__ = ["Answering", "Asking", "Here", "Refused", "ReplicaLostError", "Replicas", "Said"]


class ReplicaLostError(Exception):
    """The replica that was asked has ended, cannot be reached any more, or has failed."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, and where it is best answered."""

    question: Question
    """One that brings its `history`."""
    holders: tuple[str, ...] = ()
    """Names of replicas that answered this conversation before, so that their engine remembers it."""
    lost: tuple[str, ...] = ()
    """Names of replicas that were lost over this question."""
    session: str | None = None
    """The name of the conversation, the same in each of its turns, where nobody is known to hold it: every address
    that has the same replicas takes it to the same one. None for a conversation that begins."""


@dataclass(frozen=True, slots=True)
class Here:
    """The first thing that a replica says: its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The turn did not begin."""

    kind: str
    """As `edge.errors` names it."""
    text: str
    """The sentence."""


Said = Here | Refused | Event


class Answering(Protocol):
    """A question at a replica; it can be iterated once, by one thread."""

    def __iter__(self) -> Iterator[Said]:
        """`Here`, then the events of the turn or `Refused`.

        Raises ReplicaLostError where the replica is lost before that has come to its end. Ends early where it was
        cancelled.
        """
        ...

    def cancel(self) -> None:
        """End it, from any thread."""
        ...


class Replicas(Protocol):
    """The replicas that there are. All calls may come from any thread, and may wait."""

    def begin(self, asking: Asking) -> Answering:
        """Ask one of them."""
        ...

    def status(self) -> Status:
        """The state of one of them; `down` where none answers."""
        ...
