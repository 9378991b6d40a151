"""A breaker: an endpoint that fails again and again is left alone for a while, then tried with one request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Literal

__all__ = ["Breaker", "BreakerState"]

BreakerState = Literal["closed", "open", "half_open"]


class Breaker:
    """Closed: requests go through. Open: none does. Half-open, when the pause is over: one does, as a probe.

    failures  how many in a row open it, 1 or more
    pause     seconds that it stays open at first; each failed probe doubles them
    longest   seconds that it stays open at most
    clock     a monotonic clock, in seconds

    Whoever got True from `allows` says afterwards exactly one of `succeeded`, `failed` and `unknown`. Safe to be used
    from several threads.
    """

    def __init__(
        self,
        failures: int = 2,
        pause: float = 5.0,
        longest: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._first = pause
        self._longest = longest
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = pause
        self._until: float | None = None
        self._probing = False

    @property
    def state(self) -> BreakerState:
        """How it is now."""
        with self._lock:
            return self._state()

    @property
    def rests(self) -> float:
        """Seconds until it lets a request through; 0 if it does now, or waits for its probe."""
        with self._lock:
            return 0.0 if self._until is None else max(0.0, self._until - self._clock())

    def allows(self) -> bool:
        """Whether a request may go through. In the half-open state only the first who asks gets True."""
        with self._lock:
            state = self._state()
            if state == "half_open" and not self._probing:
                self._probing = True
                return True
            return state == "closed"

    def succeeded(self) -> None:
        """A request was answered: closed, and all failures are forgotten."""
        with self._lock:
            self._failures = 0
            self._pause = self._first
            self._until = None
            self._probing = False

    def failed(self, retry_after: float | None = None) -> None:
        """A request failed through the endpoint's fault. `retry_after` are seconds that it asked to be left alone."""
        with self._lock:
            probed = self._probing and self._state() == "half_open"
            self._probing = False
            self._failures += 1
            if probed:
                self._pause = min(self._longest, self._pause * 2)
            if probed or self._failures >= self._limit or retry_after is not None:
                self._until = self._clock() + max(self._pause, min(retry_after or 0.0, self._longest))

    def unknown(self) -> None:
        """A request ended without saying anything about the endpoint: cancelled, or wrong in itself."""
        with self._lock:
            self._probing = False

    def _state(self) -> BreakerState:
        if self._until is None:
            return "closed"
        return "open" if self._clock() < self._until else "half_open"
