"""The client's side of listening, for rings and for late answers, and listening on, whoever owns the home."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge import offers, rings
from edge.errors import EdgeError
from edge.faults import fault
from edge.home.wire import LineReader, encode

__all__ = ["AttachedListening", "AttachedOffers", "AttachedRings", "HomeListening"]

RETRY_S = 5.0
"""Between two attempts where nobody can be listened to."""
PAUSE_S = 0.05
"""Between the end of one connection and the beginning of the next."""
END_S = 1.0
"""How long `stop` waits for the thread, which may be in a callback."""

Silence = Callable[[], None]


class AttachedListening(ABC):
    """What an owner in another process tells over a connection that stands."""

    def __init__(self, sock: socket.socket, reader: LineReader) -> None:
        self._sock = sock
        self._reader = reader

    def run(self) -> None:
        """Pass on what is told until `stop` is called or the owner goes. What the callbacks raise flies."""
        with self._sock:
            while (line := self._line()) is not None:
                try:
                    pass_on = self._understood(json.loads(line))
                except (ValueError, TypeError, KeyError, AttributeError):
                    return  # of another version
                if pass_on is not None:
                    pass_on()

    def stop(self) -> None:
        """End it, from any thread."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    @abstractmethod
    def _understood(self, told: dict[str, Any]) -> Callable[[], None] | None:
        """What passes a line on; None if it is of no interest. Raises what tells that it cannot be read."""

    def _line(self) -> bytes | None:
        try:
            return self._reader.line()
        except OSError:
            return None


class AttachedRings(AttachedListening):
    """Rings, each of which is said to be taken once it was passed on."""

    def __init__(self, sock: socket.socket, reader: LineReader, ring: rings.Listener, silence: Silence | None) -> None:
        super().__init__(sock, reader)
        self._ring = ring
        self._silence = silence

    def _understood(self, told: dict[str, Any]) -> Callable[[], None] | None:
        if "ring" not in told:
            return self._silence if told.get("silence") else None
        ring = rings.from_json(told["ring"])
        return lambda: self._take(ring, told.get("number"))

    def _take(self, ring: rings.Ring, number: Any) -> None:
        self._ring(ring)
        with contextlib.suppress(OSError):  # then it rings once more
            self._sock.sendall(encode({"taken": number}))


class AttachedOffers(AttachedListening):
    """Late answers of the cloud."""

    def __init__(self, sock: socket.socket, reader: LineReader, offer: offers.OfferListener) -> None:
        super().__init__(sock, reader)
        self._offer = offer

    def _understood(self, told: dict[str, Any]) -> Callable[[], None] | None:
        if "offer" not in told:
            return None
        offer = offers.from_json(told["offer"])
        return lambda: self._offer(offer)


class HomeListening:
    """Listens in a thread of its own: to this process's own assistant, or to each owner in turn."""

    def __init__(self, begin: Callable[[], Callable[[], None] | AttachedListening], logs: Path) -> None:
        """`begin` listens to whoever owns the home by then; `logs` is where a fault of a callback is written."""
        self._begin = begin
        self._logs = logs
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._attached: AttachedListening | None = None
        self._thread = threading.Thread(target=self._run, name="home-listening", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the listening."""
        with self._lock:
            self._stopped.set()
            attached = self._attached
        if attached is not None:
            attached.stop()
        if threading.current_thread() is not self._thread:
            self._thread.join(END_S)

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                self._listen()
        except Exception as error:  # noqa: BLE001 - a callback failed: it would fail again, and no thread may end so
            fault(error, self._logs)

    def _listen(self) -> None:
        """For as long as one owner is there."""
        try:
            begun = self._begin()
        except EdgeError:  # for the moment nobody can be listened to
            self._stopped.wait(RETRY_S)
            return
        if not isinstance(begun, AttachedListening):
            self._stopped.wait()  # this process owns the home, and goes on owning it
            begun()
            return
        with self._lock:
            self._attached = begun
            if self._stopped.is_set():
                begun.stop()
        begun.run()
        self._stopped.wait(PAUSE_S)
