"""What the threads tell the screen. Plain values; the screen does everything else."""

from __future__ import annotations

from dataclasses import dataclass

from edge.archive import Exchange
from edge.events import Event, Piece
from edge.offers import Offer
from edge.rings import Ring
from edge.turn import Status

__all__ = [
    "Broken",
    "Downloading",
    "Happened",
    "Hinted",
    "NotOpened",
    "Offered",
    "Opened",
    "Rang",
    "Refused",
    "Report",
    "StatusNow",
    "Told",
    "merged",
]


@dataclass(frozen=True, slots=True)
class Opened:
    """The home is open, and this is its last conversation."""

    status: Status
    conversation: str | None
    """Its uid; None where there is no conversation yet."""
    turns: tuple[Exchange, ...] = ()
    """The last ones of it, the oldest first."""
    more: bool = False
    """Whether it has others before these."""
    private: bool = False
    """Whether nothing that is said in it may leave the device."""


@dataclass(frozen=True, slots=True)
class NotOpened:
    """The home cannot be opened."""

    why: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the turn that answers the message `uid`."""

    uid: str
    event: Event


@dataclass(frozen=True, slots=True)
class Refused:
    """The message `uid` was not taken."""

    uid: str
    why: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The events of the turn that answers the message `uid` ended without a record."""

    uid: str
    why: str


@dataclass(frozen=True, slots=True)
class Rang:
    """A timer, an alarm or a reminder."""

    ring: Ring
    at: str
    """When it rang here, by the wall clock: `14:05`."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A better answer has come for a message of before."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class StatusNow:
    """The engine and the journal as they are now."""

    status: Status


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that the user should see."""

    text: str


@dataclass(frozen=True, slots=True)
class Downloading:
    """Models are being fetched in the background, or not any more."""

    share: float | None = None
    """How much of them is here, 0 to 1; None while that is not known."""
    running: int = 0
    """How many; 0 once none is."""


@dataclass(frozen=True, slots=True)
class Hinted:
    """A sentence that stands in the status line for some seconds."""

    text: str


Report = Opened | NotOpened | Happened | Refused | Broken | Rang | StatusNow | Told | Hinted | Offered | Downloading


def merged(reports: list[Report]) -> list[Report]:
    """The same, with pieces that follow one another and have one author made into one."""
    result: list[Report] = []
    for report in reports:
        last = result[-1] if result else None
        if (
            isinstance(report, Happened)
            and isinstance(last, Happened)
            and isinstance(report.event, Piece)
            and isinstance(last.event, Piece)
            and (last.uid, last.event.by, last.event.model) == (report.uid, report.event.by, report.event.model)
        ):
            piece = Piece(last.event.text + report.event.text, last.event.by, last.event.model)
            result[-1] = Happened(report.uid, piece)
        else:
            result.append(report)
    return result
