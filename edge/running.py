"""A turn under way: the ladder runs in a thread of its own, and whoever asked iterates over what it tells."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

from edge.answerer import Cancel
from edge.events import Event

__all__ = ["RunningTurn"]


class RunningTurn:
    """A turn under way in a thread of its own; see `edge.turn.Turn`."""

    def __init__(self, run: Callable[[RunningTurn], None]) -> None:
        self.cancellation = Cancel()
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._run = run
        self._thread: threading.Thread | None = None

    def start(self, ended: Callable[[RunningTurn], None]) -> None:
        """Begin; `ended(self)` is called behind the last event."""

        def body() -> None:
            try:
                self._run(self)
            finally:
                self._events.put(None)  # whoever iterates must not wait for ever, even if the record failed
                ended(self)

        self._thread = threading.Thread(target=body, name="turn", daemon=True)
        self._thread.start()

    def emit(self, event: Event) -> None:
        """Tell an event to whoever iterates."""
        self._events.put(event)

    def cancel(self) -> None:
        """Ask for the end."""
        self.cancellation.set()

    def runs_here(self) -> bool:
        """Whether the calling thread is the one in which it runs."""
        return threading.current_thread() is self._thread

    def join(self, timeout: float) -> None:
        """Wait until it has ended, at most `timeout` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)

    def __iter__(self) -> Iterator[Event]:
        while True:
            event = self._events.get()
            if event is None:
                return
            yield event
