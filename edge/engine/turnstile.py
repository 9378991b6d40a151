"""Askers are served one after the other, in the order in which they came; one who leaves the queue holds up none."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from edge.answerer import Cancel

__all__ = ["Turnstile"]


class Turnstile:
    """A fair lock whose waiting can be cancelled."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether one who comes now would have to wait."""
        return self._busy

    @contextmanager
    def passing(self, cancel: Cancel) -> Iterator[bool]:
        """Wait for the turn; yields whether it came (False: cancelled while waiting)."""
        mine = threading.Event()
        with self._lock:
            waits = self._busy
            if waits:
                self._waiting.append(mine)
            else:
                self._busy = True
        if waits:
            cancel.on_set(mine.set)
            mine.wait()
            with self._lock:
                left = mine in self._waiting  # not called up, so it was the cancellation that woke us
                if left:
                    self._waiting.remove(mine)
            if left:
                yield False
                return
        try:
            yield True
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().set()  # the turnstile stays busy: it is handed over
                else:
                    self._busy = False
