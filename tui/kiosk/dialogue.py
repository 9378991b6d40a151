"""What is said in a visit. Of what the session reports, only what concerns the visit is shown."""

from __future__ import annotations

from dataclasses import replace

from edge.events import Read, TurnRecord
from edge.offers import Offer
from edge.turn import Status
from tui.asking import NEW, Pending
from tui.dialogue import Dialogue
from tui.reports import Broken, Happened, NotOpened, Offered, Opened, Rang, Refused, Report, StatusNow

__all__ = ["KioskDialogue"]

TIMERS = "timer."
"""What the names of the commands for timers begin with."""


class KioskDialogue(Dialogue):
    """One visit: it begins with nothing, and what is not of it is not shown."""

    _timers = False
    """Whether a timer was spoken of: what rings may be this visitor's."""

    async def begin(self, status: Status) -> None:
        """The home is open."""
        await self._begin(Opened(status, None))

    @property
    def on_their_way(self) -> list[str]:
        """The names of the messages that were sent and are not answered."""
        return [pending.uid for pending in self.asking.under_way]

    async def _show(self, report: Report) -> None:
        match report:
            case Opened(status):
                await self.begin(status)
            case NotOpened():
                self.opening = False
                self._status_line.failed = True
                await self._take_all_back()
            case StatusNow(status):
                self._status_line.status = status
            case Rang() if self._timers:
                await super()._show(report)
            case Offered(offer) if self._transcript.answer_of(offer.turn) is not None:
                await super()._show(report)
            case Happened() | Broken() | Refused():
                await super()._show(report)
            case _:
                pass

    async def _begin(self, opened: Opened) -> None:
        self.conversation = NEW
        self._status_line.status = opened.status
        self._status_line.failed = False
        self.opened, self.opening = True, False
        await self._next()

    async def _show_of(self, current: Pending, report: Happened | Broken | Refused) -> None:
        match report:
            case Happened(_, Read(intents=intents)):
                self._timers |= any(intent.name.startswith(TIMERS) for intent in intents)
        await super()._show_of(current, report)

    async def _finish(self, pending: Pending, record: TurnRecord) -> None:
        await super()._finish(pending, _plain(record))

    async def _take(self, offer: Offer) -> None:
        await super()._take(replace(offer, record=_plain(offer.record)))

    async def _tell(self, *notices: str) -> None:
        """What the owner of the home should know is none of a visitor's business."""


def _plain(record: TurnRecord) -> TurnRecord:
    """Who answered and what left the device; the figures are for who looks after it."""
    return replace(record, model="", quantization=None, ttft_ms=None, tok_s=None)
