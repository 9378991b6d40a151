"""Lines on their way to a client that may read slowly or not at all."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Callable

__all__ = ["UNSENT_LIMIT", "Sender"]

UNSENT_LIMIT = 4 * 1024 * 1024
"""Bytes that may wait for a client; one that lets more pile up counts as gone."""


class Sender:
    """Sends lines in a thread of its own, so that `put` never waits; `gone()` is called when the client is."""

    def __init__(self, sock: socket.socket, gone: Callable[[], None]) -> None:
        self._sock = sock
        self._gone = gone
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._unsent = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="home-send", daemon=True)
        self._thread.start()

    def put(self, line: bytes) -> None:
        """Send it behind what was put before."""
        with self._lock:
            full = self._unsent > UNSENT_LIMIT
            self._unsent += 0 if full else len(line)
        if full:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)  # wakes the thread, which finds the client gone
        else:
            self._lines.put(line)

    def finish(self) -> None:
        """Wait until everything is sent or the client is gone."""
        self._lines.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (line := self._lines.get()) is not None:
            try:
                self._sock.sendall(line)
            except OSError:
                self._gone()
                return
            with self._lock:
                self._unsent -= len(line)
