"""What the main thread has to hear, in order: reports of the session, and what signals want."""

from __future__ import annotations

import contextlib
import queue
from collections.abc import Callable
from enum import Enum, auto

from edge.turn import Status
from tui.plain.news import worth_telling
from tui.reports import Opened, Report, StatusNow

__all__ = ["Inbox", "Mark"]


class Mark(Enum):
    """What a signal wants."""

    INTERRUPT = auto()
    """Ctrl-C."""
    LEAVE = auto()
    """SIGTERM, or the terminal is gone."""


class Inbox:
    """`put` from any thread, `mark` from a signal's handler; the main thread takes."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Report | Mark] = queue.SimpleQueue()
        self._status: Status | None = None
        self.nudge: Callable[[], None] = lambda: None
        """Called with each report, in the thread of `put`."""

    def put(self, report: Report) -> None:
        """Hand over a report, unless nobody would want to hear it."""
        if isinstance(report, Opened):
            self._status = report.status
        elif isinstance(report, StatusNow):
            before, self._status = self._status, report.status
            if not worth_telling(report, before):
                return
        self._queue.put(report)
        self.nudge()

    def mark(self, mark: Mark) -> None:
        """Hand over what a signal wants."""
        self._queue.put(mark)

    def next(self, patience: float | None = None) -> Report | Mark | None:
        """The next one; None if there is none for so many seconds."""
        with contextlib.suppress(queue.Empty):
            return self._queue.get(timeout=patience)
        return None

    def all_now(self) -> list[Report]:
        """The reports that are there, without waiting."""
        found: list[Report] = []
        with contextlib.suppress(queue.Empty):
            while True:
                taken = self._queue.get_nowait()
                if not isinstance(taken, Mark):
                    found.append(taken)
        return found
