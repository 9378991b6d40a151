"""The owner's side of the socket: who may come in, and how the house is closed."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from edge.home.address import bind, peer_uid
from edge.home.connection import Connection, State
from edge.paths import Paths
from edge.turn import AssistantLike

__all__ = ["OwnerServer"]

MAX_CONNECTIONS = 128
"""Served at once; more wait in the kernel's queue, which has room for as many again."""
DELIVER_S = 2.0
"""How long a closing owner lets clients read the end of a turn that is over."""
RETRY_S = 0.1
"""Between two attempts to accept where the first one failed."""


class OwnerServer:
    """Serves the assistant of this process to other processes of the same user. Needs the home's lock."""

    def __init__(self, assistant: AssistantLike, paths: Paths) -> None:
        self._assistant = assistant
        self._paths = paths
        self._connections: set[Connection] = set()
        # Its lock is reentrant: a signal may interrupt `close` in the main thread and call `close` again.
        self._changed = threading.Condition()
        self._closing = False
        self._listener: socket.socket | None = None
        self._address: Path | None = None
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._accept, name="home-accept", daemon=True)

    def start(self) -> Path:
        """Begin to serve; returns the socket's path. Raises OSError if no socket can be made."""
        try:
            self._listener, self._address = bind(self._paths)
            self._listener.listen(MAX_CONNECTIONS)
            self._listener.setblocking(False)
        except OSError:
            self._let_go()
            raise
        self._thread.start()
        return self._address

    @property
    def serving(self) -> int:
        """How many calls of other processes are under way."""
        with self._changed:
            return self._answering()

    def close(self, wait_s: float | None = None) -> None:
        """Let nobody in any more, wait until the turns of clients are over, and break off what is left.

        After `wait_s` seconds (None is without end), or when an exception such as KeyboardInterrupt ends the waiting,
        the turns are cancelled: their clients keep the text so far. Calling it again returns at once.
        """
        with self._changed:
            if self._closing:
                return
            self._closing = True
            self._changed.notify_all()
        try:
            self._stop_accepting()
            with self._changed:
                idle = [each for each in self._connections if each.state in ("new", "listening")]
            for connection in idle:
                connection.cut()
            self._wait(lambda: not self._answering(), wait_s)
        finally:
            self._break_off()

    def _stop_accepting(self) -> None:
        if self._address is not None:
            with contextlib.suppress(OSError):
                self._address.unlink()
        if self._thread.is_alive():
            self._wake.send(b"x")
            self._thread.join()
        self._let_go()

    def _let_go(self) -> None:
        for sock in (self._listener, self._wake, self._woken):
            if sock is not None:
                sock.close()

    def _break_off(self) -> None:
        with self._changed:
            left = list(self._connections)
        for connection in left:
            connection.cancel()
        try:
            self._wait(lambda: not self._connections, DELIVER_S)
        finally:
            for connection in left:
                connection.cut()

    def _wait(self, over: Callable[[], bool], seconds: float | None) -> None:
        with self._changed:
            self._changed.wait_for(over, seconds)

    def _answering(self) -> int:
        return sum(connection.state == "answering" for connection in self._connections)

    def _accept(self) -> None:
        assert self._listener is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                self._wait(lambda: self._closing or len(self._connections) < MAX_CONNECTIONS, None)
                selector.select()
                if self._closing:
                    return
                try:
                    sock, _ = self._listener.accept()
                except OSError:  # it went away again, or this process has no file descriptor left: try later
                    self._wait(lambda: self._closing, RETRY_S)
                    continue
                self._welcome(sock)

    def _welcome(self, sock: socket.socket) -> None:
        """Serve a client in a thread of its own, if it is a process of this user."""
        connection = Connection(sock, self._assistant, self._enter)
        try:
            if peer_uid(sock) not in (None, os.geteuid()):
                sock.close()  # without a word: its own side can see whose socket this is
                return
            with self._changed:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), name="home-client", daemon=True).start()
        except (OSError, RuntimeError):  # gone already, or no thread to be had
            self._forget(connection)
            sock.close()

    def _serve(self, connection: Connection) -> None:
        try:
            connection.serve()
        finally:
            self._forget(connection)

    def _forget(self, connection: Connection) -> None:
        with self._changed:
            self._connections.discard(connection)
            self._changed.notify_all()

    def _enter(self, connection: Connection, state: State) -> bool:
        with self._changed:
            if state in ("answering", "listening") and self._closing:
                return False
            connection.state = state
            self._changed.notify_all()
            return True
