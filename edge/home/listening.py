"""The client's side of listening for rings, and listening on, whoever owns the home."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from edge.errors import EdgeError
from edge.faults import fault
from edge.home.wire import LineReader, encode
from edge.rings import Listener, from_json

__all__ = ["AttachedListening", "HomeListening"]

RETRY_S = 5.0
"""Between two attempts where nobody can be listened to."""
PAUSE_S = 0.05
"""Between the end of one connection and the beginning of the next."""
END_S = 1.0
"""How long `stop` waits for the thread, which may be in a callback."""

Silence = Callable[[], None]


class AttachedListening:
    """Rings that an owner in another process tells, over a connection that stands."""

    def __init__(self, sock: socket.socket, reader: LineReader, ring: Listener, silence: Silence | None) -> None:
        self._sock = sock
        self._reader = reader
        self._ring = ring
        self._silence = silence

    def run(self) -> None:
        """Pass on what rings until `stop` is called or the owner goes. What the callbacks raise flies."""
        with self._sock:
            while (line := self._line()) is not None:
                try:
                    told = json.loads(line)
                    ring = from_json(told["ring"]) if "ring" in told else None
                except (ValueError, TypeError, KeyError, AttributeError):
                    return  # of another version
                if ring is not None:
                    self._ring(ring)
                    with contextlib.suppress(OSError):  # then it rings once more
                        self._sock.sendall(encode({"taken": told.get("number")}))
                elif told.get("silence") and self._silence is not None:
                    self._silence()

    def _line(self) -> bytes | None:
        try:
            return self._reader.line()
        except OSError:
            return None

    def stop(self) -> None:
        """End it, from any thread."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)


class HomeListening:
    """Listens in a thread of its own: to this process's own assistant, or to each owner in turn."""

    def __init__(
        self,
        begin: Callable[[Listener, Silence | None], Callable[[], None] | AttachedListening],
        ring: Listener,
        silence: Silence | None,
        logs: Path,
    ) -> None:
        """`begin` listens to whoever owns the home by then; `logs` is where a fault of a callback is written."""
        self._begin = begin
        self._ring = ring
        self._silence = silence
        self._logs = logs
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._attached: AttachedListening | None = None
        self._thread = threading.Thread(target=self._run, name="home-rings", daemon=True)
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
            begun = self._begin(self._ring, self._silence)
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
