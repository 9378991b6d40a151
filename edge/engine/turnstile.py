"""Askers are served one after the other, in the order in which they came; one who leaves the queue holds up none.

What is done in the background passes here as well, behind every asker: who is in there is asked to leave as soon as an
asker comes, and who still waits may go home, because what it wanted to prepare for has begun.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from edge.answerer import Cancel

__all__ = ["Turnstile"]

_Queue = deque[threading.Event]


class Turnstile:
    """A fair lock whose waiting can be cancelled."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: _Queue = deque()
        self._behind: _Queue = deque()
        """Those in the background who wait until nobody else does."""
        self._yielding: set[Cancel] = set()
        """What is set for all in the background when an asker comes."""
        self._busy = False
        self._in_background = False
        """Whether the one who is inside would leave."""

    @property
    def busy(self) -> bool:
        """Whether an asker who comes now would have to wait for another one."""
        with self._lock:
            return self._busy and not (self._in_background and not self._waiting)

    def passing(self, cancel: Cancel) -> AbstractContextManager[bool]:
        """Wait for the turn; yields whether it came (False: cancelled while waiting)."""
        return self._through(cancel, self._waiting)

    def behind(self, cancel: Cancel) -> AbstractContextManager[bool]:
        """The same in the background: `cancel` is set by any asker who comes after this call."""
        with self._lock:
            self._yielding.add(cancel)
        return self._through(cancel, self._behind)

    @contextmanager
    def _through(self, cancel: Cancel, queue: _Queue) -> Iterator[bool]:
        background = queue is self._behind
        mine = threading.Event()
        with self._lock:
            waits = self._busy
            if waits:
                queue.append(mine)
            else:
                self._busy, self._in_background = True, background
            asked = [] if background else list(self._yielding)
        for other in asked:
            other.set()
        try:
            if waits:
                cancel.on_set(mine.set)
                mine.wait()
                with self._lock:
                    left = mine in queue  # not called up, so it was the cancellation that woke us
                    if left:
                        queue.remove(mine)
                if left:
                    yield False
                    return
            try:
                yield True
            finally:
                self._leave()
        finally:
            if background:
                with self._lock:
                    self._yielding.discard(cancel)

    def _leave(self) -> None:
        with self._lock:
            queue = self._waiting or self._behind
            self._in_background = bool(queue) and queue is self._behind
            if queue:
                queue.popleft().set()  # the turnstile stays busy: it is handed over
            else:
                self._busy = False
