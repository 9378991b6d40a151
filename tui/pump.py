"""From threads to the screen: what they report is handed over in batches, so that the screen sets the pace."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.constants import MAX_FPS

if TYPE_CHECKING:
    from tui.reports import Report

__all__ = ["Pump"]

RATE = min(30.0, MAX_FPS / 2)
"""Batches a second at most. More redraws than that cost CPU time and are not seen. Where the screen is drawn sparingly,
it is half of its rate: the other half is left to what the user types."""


class Pump:
    """`put` from any thread; `deliver` runs in the event loop, at most `RATE` times a second, and never when idle."""

    def __init__(self, deliver: Callable[[list[Report]], object]) -> None:
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._reports: list[Report] = []
        self._armed = False
        self._last = 0.0

    def put(self, report: Report) -> None:
        """Hand over a report. After the loop has ended it is dropped: nobody is there to see it."""
        with self._lock:
            self._reports.append(report)
            wake, self._armed = not self._armed, True
        if wake:
            try:
                self._loop.call_soon_threadsafe(self._arm)
            except RuntimeError:  # the loop is closed
                return

    def _arm(self) -> None:
        wait = self._last + 1 / RATE - self._loop.time()
        self._loop.call_later(max(0.0, wait), self._flush)

    def _flush(self) -> None:
        with self._lock:
            reports, self._reports = self._reports, []
            self._armed = False
        self._last = self._loop.time()
        self._deliver(reports)
