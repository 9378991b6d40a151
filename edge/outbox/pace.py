"""When the outbox may ask: after a while of quiet, and ever more seldom as long as nobody answers."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass

__all__ = ["BackOff", "Pace"]

_JITTER = 0.25
"""Share by which a rest is longer or shorter: devices that lost a server together do not come back together."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Waits in seconds."""

    quiet: float = 3.0
    """After a turn, and after the start: whoever asks one question and leaves, sends nothing of the outbox."""
    look: float = 10.0
    """Between two looks at what nothing tells of: the list of endpoints, their breakers, offline mode."""
    first: float = 30.0
    """The rest after the first failure; each further one doubles it."""
    longest: float = 1800.0
    """It does not become longer than this."""
    sends: int = 10
    """How often one question may leave the device in vain before it is given up."""

    def rest(self, failures: int) -> float:
        """The rest after so many failures in a row, 1 or more."""
        rest: float = min(self.longest, self.first * 2.0 ** min(failures - 1, 30))
        return rest * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret


class BackOff:
    """The rest that all questions have while the endpoints fail. All calls may come from any thread."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    @property
    def left(self) -> float:
        """Seconds until an endpoint may be asked again."""
        with self._lock:
            return max(0.0, self._until - time.monotonic())

    def failed(self) -> None:
        """They failed once more."""
        with self._lock:
            self._failures += 1
            self._until = time.monotonic() + self._pace.rest(self._failures)

    def reset(self) -> None:
        """Something speaks for it that they answer."""
        with self._lock:
            self._failures = 0
            self._until = 0.0
