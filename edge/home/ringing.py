"""The owner's side of listening: what rings goes to a client, and counts as taken when the client says so."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable

from edge.home.wire import LineReader, encode, taken_number
from edge.rings import Listener, NotTaken, Ring, to_json

__all__ = ["RingRelay"]

TAKEN_WITHIN_S = 2.0
"""How long a client may take to say that it has a ring, before it counts as gone and the ring stays set."""


class RingRelay:
    """Passes rings on to one client."""

    def __init__(self, sock: socket.socket, reader: LineReader) -> None:
        self._sock = sock
        self._reader = reader
        self._sending = threading.Lock()
        self._taken: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._number = 0

    def serve(self, listen: Callable[[Listener, Callable[[], None]], Callable[[], None]]) -> None:
        """Listen for the client until it goes. Raises OSError, UsageError, and what `listen` raises."""
        with self._sending:  # what is overdue rings at once, and the client has to know first that it is heard
            stop = listen(self._ring, self._silence)
            try:
                self._sock.sendall(encode({"listening": True}))
            except OSError:
                stop()
                raise
        try:
            while (line := self._reader.line()) is not None:
                number = taken_number(line)
                if number is not None:
                    self._taken.put(number)
        finally:
            stop()

    def _ring(self, ring: Ring) -> None:
        """In the ringer's thread, one at a time."""
        self._number += 1
        self._tell({"ring": to_json(ring), "number": self._number})
        deadline = time.monotonic() + TAKEN_WITHIN_S
        try:
            while self._taken.get(timeout=max(0.0, deadline - time.monotonic())) != self._number:
                pass
        except queue.Empty:
            with contextlib.suppress(OSError):  # it is stopped, or no longer there: if it lives, it listens anew
                self._sock.shutdown(socket.SHUT_RDWR)
            raise NotTaken from None

    def _silence(self) -> None:
        with contextlib.suppress(NotTaken):
            self._tell({"silence": True})

    def _tell(self, what: dict[str, object]) -> None:
        try:
            with self._sending:
                self._sock.sendall(encode(what))
        except OSError:
            raise NotTaken from None
