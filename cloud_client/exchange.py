"""One request and its response, in a thread of its own.

Why a thread: `requests` bounds a single read and nothing else. Name resolution has no timeout at all, each address of
a host gets the whole connect timeout, and a server that sends one header byte a second is never too slow. Changing the
socket's timeout between reads would mend only the last part. Whoever waits here waits for a condition and no socket, so
every wait ends on time, and a cancelled one at once; what cannot be interrupted (a name server) is left behind in its
thread, which ends with its call and never has anything to send.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import requests

from cloud_client.connection import Watched, watching
from cloud_client.diagnosis import diagnose
from cloud_client.errors import CancelledError
from cloud_client.faults import Fault

__all__ = ["Exchange", "Head"]

_READ = 1 << 16
_AHEAD = 1 << 20
"""Bytes that may lie here unread; beyond, the server has to wait."""


@dataclass(frozen=True, slots=True)
class Head:
    """How a response begins."""

    status: int
    headers: Mapping[str, str]
    """Names in any case."""


class _UnwantedError(Exception):
    """Ends the request from inside urllib3."""


class Exchange:
    """One request and its response.

    send   sends the request in whatever thread and returns the response with its body still unread
    total  seconds after which the thread ends in any case

    All waits take a moment of `time.monotonic` until which to wait, and raise Fault if the request has failed; they
    raise Fault(CancelledError) once `abort` was called.
    """

    def __init__(self, send: Callable[[], requests.Response], total: float) -> None:
        self._send = send
        self._until = time.monotonic() + total
        self._changed = threading.Condition()
        self._connection: Watched | None = None
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._ended = False
        self._aborted = False
        self._fault: Fault | None = None
        self._head: Head | None = None
        self.connected_at: float | None = None
        """When the connection stood, by `time.monotonic`."""
        self._kept = False
        threading.Thread(target=self._work, name="cloud-client", daemon=True).start()

    @property
    def unheard(self) -> bool:
        """Whether the connection was kept from an earlier request and nothing came back over it."""
        return self._kept and self._head is None

    def wait_connected(self, until: float) -> bool:
        """Wait for the connection; False if it did not come about in time."""
        return self._wait(lambda: self.connected_at is not None, until)

    def wait_head(self, until: float) -> Head | None:
        """Wait for the response to begin; None if it did not in time."""
        self._wait(lambda: self._head is not None, until)
        return self._head

    def read(self, until: float) -> bytes | None:
        """What has come of the body since the last call, at least one byte; b"" at its end, None if nothing came."""
        if not self._wait(lambda: bool(self._chunks) or (self._ended and self._fault is None), until):
            return None
        with self._changed:
            data = b"".join(self._chunks)
            self._chunks.clear()
            self._size = 0
            self._changed.notify_all()
        return data

    def abort(self) -> None:
        """Close the connection at once; from any thread. A response that was read to its end is left as it is."""
        with self._changed:
            if self._aborted:
                return
            self._aborted = True
            connection = self._connection
            self._changed.notify_all()
        if connection is not None:
            connection.hang_up(self)

    def took(self, connection: Watched, *, fresh: bool) -> None:
        """The connection stands (see `Watcher`)."""
        with self._changed:
            self._connection = connection
            if self._aborted:
                raise _UnwantedError
            if self.connected_at is None:
                self.connected_at = time.monotonic()
                self._kept = not fresh
            self._changed.notify_all()

    def _wait(self, ready: Callable[[], bool], until: float) -> bool:
        with self._changed:
            while True:
                if self._aborted:
                    raise Fault(CancelledError)
                if ready():  # what came before the fault counts
                    return True
                if self._fault is not None:
                    raise self._fault
                left = until - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)

    def _work(self) -> None:
        """In the thread: send, read, and say how it ended."""
        watching.watcher = self
        fault = None
        try:
            with contextlib.closing(self._send()) as response:
                self._begin(Head(response.status_code, response.headers))
                # `iter_content` reads a chunk or a whole body before it gives any of it; `read1` gives what has come.
                while data := response.raw.read1(_READ, decode_content=True):
                    self._keep(data)
        except _UnwantedError:
            fault = Fault(CancelledError)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told to the thread that waits
            fault = diagnose(error, connected=self.connected_at is not None)
        finally:
            watching.watcher = None
        if self._connection is not None:  # before anybody hears of the end: an abort now would close a kept connection
            self._connection.let_go(self)
        with self._changed:
            self._fault = fault
            self._ended = True
            self._changed.notify_all()

    def _begin(self, head: Head) -> None:
        with self._changed:
            self._head = head
            self._changed.notify_all()

    def _keep(self, data: bytes) -> None:
        """Hand over a piece, and wait while too much lies unread."""
        with self._changed:
            self._chunks.append(data)
            self._size += len(data)
            self._changed.notify_all()
            while self._size > _AHEAD and not self._aborted:
                left = self._until - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    raise _UnwantedError
            if self._aborted:
                raise _UnwantedError
