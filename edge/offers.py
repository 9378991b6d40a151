"""What waits for the cloud, and what comes of it, as whoever is to show it sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from edge.events import TurnRecord, build

__all__ = ["Offer", "OfferListener", "Queued", "Tried", "from_json", "to_json"]


@dataclass(frozen=True, slots=True)
class Queued:
    """A question in the outbox."""

    uid: str
    """Its name in the outbox."""
    turn: str
    conversation: str
    question: str
    """What was asked."""
    state: Literal["held", "waiting", "asking"]
    """`held`: its turn is still under way; `asking`: a request is in flight."""
    queued: str
    """Since when, ISO 8601 in UTC by the wall clock."""
    tries: int = 0
    """How often it was asked again."""
    due: str | None = None
    """It is not asked before this moment; None if it is asked as soon as an endpoint is well."""
    why: str | None = None
    """The sentence of the last failure."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer of the cloud that came after its turn had ended, and stands in the journal now."""

    turn: str
    """The uid of the turn whose reply it is."""
    conversation: str
    question: str
    """The uid of the user's message."""
    record: TurnRecord
    """The turn as it is kept now; what was answered first is among its `faces`."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of asking a question of the outbox now."""

    uid: str
    state: Literal["answered", "waiting", "dropped", "gone"]
    """`waiting`: it failed and stays in the outbox; `dropped`: it may not be asked any more; `gone`: it was answered,
    cancelled or forgotten meanwhile."""
    why: str | None = None
    """A sentence, where it was not answered."""
    offer: Offer | None = None


OfferListener = Callable[[Offer], None]
"""Is told of each answer once, in another thread, and returns soon. The journal has it already: who was not there sees
it with the conversation."""


def to_json(offer: Offer) -> dict[str, Any]:
    """The offer as JSON values."""
    return asdict(offer)


def from_json(data: dict[str, Any]) -> Offer:
    """The offer that `to_json` wrote. Raises ValueError or TypeError for anything else."""
    offer: Offer = build(Offer, data)
    return offer
