"""The end of a visit that nobody ends: seconds without a sign of life, the last of them with a warning."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

__all__ = ["WARNING_S", "Idle"]

WARNING_S = 15.0
"""Before the end, how long it is announced; a third of the whole time where that is less."""


class Idle:
    """Runs from the first `touch` to the end, and then waits for the next. For the event loop only."""

    def __init__(self, seconds: float, warn: Callable[[int], None], over: Callable[[], None]) -> None:
        """`warn(seconds)` is called in each of the last seconds, and with 0 if there is a sign of life; then `over`."""
        self._seconds = seconds
        self._warning = min(WARNING_S, seconds / 3)
        self._warn = warn
        self._over = over
        self._last = 0.0
        self._handle: asyncio.TimerHandle | None = None
        self._warned = False

    def touch(self) -> None:
        """There is somebody, or an answer comes."""
        loop = asyncio.get_running_loop()
        self._last = loop.time()
        if self._warned:
            self._warned = False
            self._warn(0)
        if self._handle is None:
            self._handle = loop.call_later(self._seconds - self._warning, self._look)

    def stop(self) -> None:
        """Nothing is left that could end."""
        if self._handle is not None:
            self._handle.cancel()
        self._handle, self._warned = None, False

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        left = self._last + self._seconds - loop.time()
        if left <= 0:
            self.stop()
            self._over()
        elif left > self._warning:
            self._handle = loop.call_later(left - self._warning, self._look)
        else:
            self._warned = True
            self._warn(math.ceil(left))
            self._handle = loop.call_later(min(1.0, left), self._look)
