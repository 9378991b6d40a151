"""How far a download is, how fast it goes and how long it still takes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Meter", "Progress", "State"]

State = Literal["asking", "queued", "checking", "fetching", "waiting", "done"]
"""`asking`: the hub is asked what it has. `queued`: another process fetches the same file. `checking`: what is here is
read, to verify it or to go on from it. `waiting`: the connection was lost and is tried again. `done`: verified."""

_WINDOW = 10.0
"""Seconds that the speed is taken over."""
_ENOUGH = 0.5
"""Seconds of measuring before a speed is told."""
_INTERVAL = 0.1
"""Seconds between two reports of the same state."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a download stands."""

    state: State
    done: int = 0
    """Bytes that are here, or, while `checking`, that were read."""
    total: int | None = None
    """Bytes of the whole file, once the hub has told."""
    speed: float | None = None
    """Bytes a second over the last 10 s, or None while it is not known."""
    seconds_left: float | None = None
    why: str = ""
    """While `waiting`: a sentence that says what happened."""


class Meter:
    """Turns counts of bytes into reports: the first and last of a state at once, else at most ten a second."""

    def __init__(self, report: Callable[[Progress], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._report = report
        self._clock = clock
        self._state: State | None = None
        self._seen: deque[tuple[float, int]] = deque()
        self._last = 0.0
        self.total: int | None = None
        """Bytes of the whole file; set it when it is known."""

    def at(self, state: State, done: int = 0, why: str = "") -> None:
        """The count of bytes at this moment."""
        now = self._clock()
        if state != self._state:
            self._seen.clear()
        elif done != self.total and now - self._last < _INTERVAL:
            return
        self._state, self._last = state, now
        self._seen.append((now, done))
        while now - self._seen[0][0] > _WINDOW:
            self._seen.popleft()
        speed = self._speed()
        left = (self.total - done) / speed if self.total is not None and speed else None
        self._report(Progress(state, done, self.total, speed, left, why))

    def _speed(self) -> float | None:
        (begun, first), (now, done) = self._seen[0], self._seen[-1]
        return (done - first) / (now - begun) if now - begun >= _ENOUGH else None
