"""What rings: timers, alarms and reminders, as whoever is to show them sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from edge.events import build

__all__ = ["Kind", "Listener", "NotTaken", "Ring", "from_json", "to_json"]

Kind = Literal["timer", "alarm", "reminder"]


@dataclass(frozen=True, slots=True)
class Ring:
    """Something that rings now."""

    kind: Kind
    text: str
    """The sentence to show, in the language in which it was set; it says so when it is late."""
    name: str
    """The timer's or alarm's name, which may be empty, or what the reminder reminds of."""
    due: datetime
    """When it should have rung, aware."""
    late: float
    """By how many seconds it is late; 0 or more."""
    language: str


Listener = Callable[[Ring], None]
"""Is told of each ring and returns soon. With that it has taken the ring: it does not ring again."""


class NotTaken(Exception):
    """A listener raises it when there is nobody behind it any more: what rang stays set, and rings for the next."""


def to_json(ring: Ring) -> dict[str, Any]:
    """The ring as JSON values."""
    return {**asdict(ring), "due": ring.due.isoformat()}


def from_json(data: dict[str, Any]) -> Ring:
    """The ring that `to_json` wrote. Raises ValueError or TypeError for anything else."""
    ring: Ring = build(Ring, {**data, "due": datetime.fromisoformat(data.get("due", ""))})
    return ring
